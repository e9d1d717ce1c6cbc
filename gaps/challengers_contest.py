"""Which model projects a series: the one that erred least in past years, the seasonal share unless another beat it
(gap-model A7).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gaps.challengers import LEAST_YEARS, MOST_YEARS, SINGLE, Choice, Rival, outlook
from gaps.exact import Flags, Floats, Integers
from gaps.shares import row_mean, share_of

#: past years that decide, at least and at most
LEAST_CASES, MOST_CASES = 2, 4


@dataclass(frozen=True, kw_only=True)
class Run:
    """Single periods of some series up to one month, all of one rhythm and length."""

    #: which series of the grid
    members: Integers
    #: series × periods, oldest first, whole years and then the months gone by
    history: Floats
    #: periods of a year
    period: int


def runs(grid: Floats, year: int, month: int, members: Integers) -> Iterator[Run]:
    """The histories of some series up to a month of a year, grouped by rhythm and length.

    `grid`: series × year × month of running totals; `year`: its column. Series without three whole years before, or
    without this year's months, are left out.
    """
    last = grid[members, year - 1] if year > 0 else np.empty((0, 12))
    rhythms = np.isfinite(last)
    for rhythm in np.unique(rhythms, axis=0):
        slots = np.flatnonzero(rhythm)
        if len(slots) < 2 or slots[-1] != 11 or month - 1 not in slots[:-1]:
            continue
        same = members[(rhythms == rhythm).all(axis=1)]
        here = int(np.flatnonzero(slots == month - 1)[0]) + 1
        single = np.diff(grid[:, :, slots], axis=2, prepend=0.0)
        now: Flags = np.all(np.isfinite(single[same, year, :here]), axis=1)
        for years in range(min(MOST_YEARS, year), LEAST_YEARS - 1, -1):
            past = single[same, year - years : year].reshape(len(same), years * len(slots))
            whole: Flags = now & np.all(np.isfinite(past), axis=1)
            if whole.any():
                history = np.concatenate([past[whole], single[same[whole], year, :here]], axis=1)
                yield Run(members=same[whole], history=history, period=len(slots))
            same, now = same[~whole], now[~whole]


def primary(grid: Floats, year: int, month: int, years: int) -> Floats:
    """The year's end by the mean share of at most so many past years, NaN without one."""
    window = grid[:, max(year - years, 0) : year]
    share = row_mean(share_of(window[:, :, month - 1], window[:, :, 11]))
    return np.where(share > 0, grid[:, year, month - 1] / np.where(share > 0, share, 1.0), np.nan)


def decide(
    grid: Floats, names: Sequence[tuple[str, str]], month: int, *, share_years: int, singly: bool
) -> tuple[Choice, ...]:
    """The series that another model than the seasonal share projects from a month.

    `grid`: series × year × month of running totals; `names`: indicator and place of each; `singly`: try the models that
    are reckoned series by series as well, which takes seconds for each.
    """
    rivals = (Rival.HOLT_WINTERS, *SINGLE, Rival.MEDIAN) if singly else (Rival.HOLT_WINTERS,)
    errors = _errors(grid, month, rivals, share_years)
    cases: Flags = np.all(np.isfinite(errors), axis=0)
    count = cases.sum(axis=1)
    size = np.where(cases, np.abs(np.expm1(np.where(cases, errors, 0.0))), 0.0).sum(axis=2) / np.maximum(count, 1)
    best = size.argmin(axis=0)
    return tuple(
        Choice(
            indicator=names[one][0],
            place=names[one][1],
            month=month,
            model=str(rivals[best[one] - 1]),
            years=int(count[one]),
            error=float(size[best[one], one] * 100.0),
            error_primary=float(size[0, one] * 100.0),
            spread=float(np.sqrt((errors[best[one], one][cases[one]] ** 2).mean())),
        )
        for one in np.flatnonzero((count >= LEAST_CASES) & (best > 0)).tolist()
    )


def _errors(grid: Floats, month: int, rivals: Sequence[str], share_years: int) -> Floats:
    """ln(projected / real) of the seasonal share and of each rival, model × series × case, latest year first."""
    errors = np.full((1 + len(rivals), len(grid), MOST_CASES), np.nan)
    complete = np.isfinite(grid[:, :, 11]) & (grid[:, :, 11] > 0)
    latest = _latest(complete)
    for case in range(MOST_CASES):
        for year in np.unique(latest - case):
            if year < LEAST_YEARS:
                continue
            members = np.flatnonzero((latest - case == year) & complete[:, max(year, 0)])
            reached = primary(grid, int(year), month, share_years)
            for run in runs(grid, int(year), month, members):
                truth = grid[run.members, year, 11]
                so_far = grid[run.members, year, month - 1]
                ends = [reached[run.members], *_ends(rivals, run, so_far)]
                with np.errstate(divide="ignore", invalid="ignore"):
                    errors[:, run.members, case] = [np.log(np.where(end > 0, end, np.nan) / truth) for end in ends]
    return errors


def _ends(rivals: Sequence[str], run: Run, so_far: Floats) -> list[Floats]:
    """The year's end by each rival; the median is taken of the others, which are reckoned once."""
    rest = {r: outlook(r, run.history, run.period).rest for r in rivals if r != Rival.MEDIAN}
    middle = np.median(np.stack(list(rest.values())), axis=0)
    return [so_far + rest.get(r, middle) for r in rivals]


def _latest(complete: Flags) -> Integers:
    """Column of the latest complete year of each series, −1 for none."""
    years = np.arange(complete.shape[1])
    latest: Integers = np.where(complete, years[None, :], -1).max(axis=1, initial=-1)
    return latest
