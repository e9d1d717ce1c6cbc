"""Which clause of responsibility covers a place in the text."""

from bisect import bisect_right
from datetime import date
from heapq import heappop, heappush

from targets.deadlines import find_moments
from targets.folding import View
from targets.model import Offices
from targets.responsibilities import Covered


def unfolding(view: View, text: str, start: int, end: int) -> dict[int, str]:
    """Return for each folded character of a stretch of the view the one that the document itself has there."""
    if view.plain:
        return {}
    low, high = view.span(start, end)
    seen, written = view.text[start:end], text[low:high]
    if view.origin is not None:
        written = "".join(text[view.origin[i]] for i in range(start, end))
    return {ord(a): b for a, b in zip(seen, written, strict=True) if a != b and not a.isspace()}


class Coverage:
    """Stretches with their clauses, asked by position; the narrowest stretch wins."""

    def __init__(self, covered: tuple[Covered, ...], view: View, text: str) -> None:
        self._view, self._text = view, text
        self._starts: list[int] = []
        self._narrowest: list[Covered | None] = []
        self._known: dict[int, Offices] = {}
        self._sweep(sorted(covered, key=lambda c: c.start))

    def _sweep(self, covered: list[Covered]) -> None:
        """Cut the text at every start and end, and keep for each piece the narrowest stretch around it."""
        edges = sorted({edge for c in covered for edge in (c.start, c.end)})
        open_ones: list[tuple[int, int, Covered]] = []
        index = 0
        for edge in edges:
            while index < len(covered) and covered[index].start <= edge:
                stretch = covered[index]
                heappush(open_ones, (stretch.end - stretch.start, index, stretch))
                index += 1
            while open_ones and open_ones[0][2].end <= edge:
                heappop(open_ones)
            self._starts.append(edge)
            self._narrowest.append(open_ones[0][2] if open_ones else None)

    def at(self, position: int) -> Covered | None:
        """Return the narrowest stretch around a position of the view."""
        index = bisect_right(self._starts, position) - 1
        return self._narrowest[index] if index >= 0 else None

    def offices_at(self, position: int) -> Offices:
        """Return who answers for what stands at a position."""
        found = self.at(position)
        return self.offices_of(found) if found else Offices()

    def offices_of(self, covered: Covered) -> Offices:
        """Return the offices of a clause, their names in the document's own characters."""
        known = self._known.get(id(covered))
        if known is None:
            known = self._known[id(covered)] = self._written(covered)
        return known

    def _written(self, covered: Covered) -> Offices:
        answer = covered.answer
        start, end = min(covered.start, answer.start), max(covered.end, answer.end)
        own = unfolding(self._view, self._text, start, end)
        low, high = self._view.span(answer.start, answer.end)
        return Offices(
            lead=tuple(name.translate(own) for name in answer.lead),
            support=tuple(name.translate(own) for name in answer.support),
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
