"""Which clause of responsibility covers a place in the text."""

from bisect import bisect_right
from datetime import date
from itertools import accumulate

from targets.deadlines import find_moments
from targets.model import Offices
from targets.responsibilities import Answer
from targets.tasks import Covered


def offices_of(answer: Answer) -> Offices:
    """Return the offices of a clause."""
    return Offices(
        lead=answer.lead, support=answer.support, responsibility=answer.responsibility, start=answer.start, end=answer.end
    )  # fmt: skip


class Coverage:
    """Stretches with their clauses, asked by position; the narrowest stretch wins."""

    def __init__(self, covered: tuple[Covered, ...]) -> None:
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
        return offices_of(found.answer) if found else Offices()

    def limit_at(self, position: int, year: int | None) -> tuple[date, str] | None:
        """Return the 完成时限 that holds at a position."""
        found = self.at(position)
        text = found.answer.time if found else None
        if not text:
            return None
        moments = [m for m in find_moments(text, 0, len(text), year) if m.day]
        return (moments[-1].day, text) if moments and moments[-1].day else None
