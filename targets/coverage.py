"""Which clause of responsibility covers a place in the text."""

from bisect import bisect_right
from datetime import date
from itertools import accumulate

from targets.deadlines import find_moments
from targets.folding import View
from targets.model import Offices
from targets.tasks import Covered


def unfolded(words: str, view: View, text: str, start: int, end: int) -> str:
    """Return words built from a stretch of the view in the characters that the document itself has there."""
    if view.plain:
        return words
    low, high = view.span(start, end)
    seen, written = view.text[start:end], text[low:high]
    if view.origin is not None:
        written = "".join(text[view.origin[i]] for i in range(start, end))
    if seen == written:
        return words
    own = {ord(a): b for a, b in zip(seen, written, strict=True) if a != b and not a.isspace()}
    return words.translate(own)


class Coverage:
    """Stretches with their clauses, asked by position; the narrowest stretch wins."""

    def __init__(self, covered: tuple[Covered, ...], view: View, text: str) -> None:
        self._view, self._text = view, text
        self._covered = sorted(covered, key=lambda c: (c.start, -c.end))
        self._starts = [c.start for c in self._covered]
        self._reach = list(accumulate((c.end for c in self._covered), max))

    def at(self, position: int) -> Covered | None:
        """Return the narrowest stretch around a position of the view."""
        index = bisect_right(self._starts, position) - 1
        best: Covered | None = None
        while index >= 0 and self._reach[index] > position:
            covered = self._covered[index]
            if covered.end > position and (best is None or covered.end - covered.start < best.end - best.start):
                best = covered
            index -= 1
        return best

    def offices_at(self, position: int) -> Offices:
        """Return who answers for what stands at a position."""
        found = self.at(position)
        return self.offices_of(found) if found else Offices()

    def offices_of(self, covered: Covered) -> Offices:
        """Return the offices of a clause, their names in the document's own characters."""
        answer = covered.answer
        start, end = min(covered.start, answer.start), max(covered.end, answer.end)

        def written(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(unfolded(name, self._view, self._text, start, end) for name in names)

        low, high = self._view.span(answer.start, answer.end)
        return Offices(
            lead=written(answer.lead),
            support=written(answer.support),
            responsibility=answer.responsibility,
            start=low,
            end=high,
        )

    def limit_at(self, position: int, year: int | None) -> tuple[date, str] | None:
        """Return the 完成时限 that holds at a position."""
        found = self.at(position)
        text = found.answer.time if found else None
        if not text:
            return None
        moments = [m for m in find_moments(text, 0, len(text), year) if m.day]
        return (moments[-1].day, text) if moments and moments[-1].day else None
