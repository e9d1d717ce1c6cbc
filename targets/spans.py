"""Stretches of a text, asked whether a position stands in one."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """Half-open stretches; membership in logarithmic time."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def __contains__(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._reach[index]
