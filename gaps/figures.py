"""What was reached for each target, as arrays: the hand-over between the steps of the reckoning."""

from dataclasses import dataclass

import numpy as np

from gaps.exact import Flags, Floats, Integers
from gaps.rows import Positions


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was reached, one element a target, in the target's unit."""

    #: series that answers, −1 where none does
    series: Integers
    #: criterion value x, NaN where there is none
    value: Floats
    #: months of the last year that it covers, 0 where there is none
    month: Integers
    #: the period of the deadline is observed
    closed: Flags
    #: position of the latest row behind it, −1 where there is none
    row: Integers
    #: h: error of a figure chained by us, 0 for published ones
    rounding: Floats
    #: a figure that we chained or subtracted ourselves
    chained: Flags
    #: what a stock or share rises from, NaN where it is not known
    baseline: Floats
    #: the row of an observed baseline, −1 where there is none
    baseline_row: Integers
    #: growth that stands in for a published rate, out of the levels
    from_levels: Flags
    #: growth that the levels give beside a published rate that differs, per cent; NaN where they agree or say nothing
    recomputed: Floats
    #: complete years of a plan of several that the value covers
    years_done: Integers
    #: further rows behind the value, target by target
    behind: dict[int, tuple[int, ...]]


def positions(grid: Positions, series: Integers, year: Integers, origin: int) -> Integers:
    """The rows of the twelve months of a year for each target, −1 where there is no series, year or figure."""
    at = year - origin
    known = (series >= 0) & (at >= 0) & (at < grid.shape[1])
    if not len(grid):
        return np.full((len(series), 12), -1, dtype=np.int64)
    months = grid[np.where(known, series, 0), np.where(known, at, 0)]
    return np.where(known[:, None], months, -1).astype(np.int64)
