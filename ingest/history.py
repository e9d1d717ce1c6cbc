"""Checks of an upload against what is already stored of the same series: outliers, skipped periods, late publication.

Nothing here reads the store: the caller gives the history. Arrays in, problems out: a million rows are not looked at
one by one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.checks import row_problem
from ingest.pasts import Past, Side, sides, spread
from measures.catalogue import Catalogue
from measures.periods import read_period
from measures.problems import Problem, Where
from measures.terms import Accumulation, Basis, Measure, Severity

#: Fewest earlier values, or changes from year to year, from which a usual range is taken.
FEWEST: Final = 4
#: Distance from the median, in median absolute deviations made comparable to a standard deviation, that is unusual.
_UNUSUAL, _TO_DEVIATION = 6.0, 1.4826
#: Smallest unusual change of a level (as a factor), and of a rate in points.
_FACTOR, _POINTS = 1.25, 5.0
#: A level this many times the median of its history, or this fraction of it, was entered in another unit.
_MAGNITUDE: Final = 5_000.0
#: Days beyond the usual lag that a release may take unmentioned.
_LATE: Final = 15
_TOLD: Final = 50
#: Periods of one series that are looked at, the newest ones.
_NEWEST: Final = 36

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Details = Callable[[int], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Rows of which one thing is to be said."""

    code: str
    severity: Severity
    #: positions in the upload
    rows: Rows
    #: details by position in `rows`
    details: Details


def against_history(
    observations: pd.DataFrame, history: pd.DataFrame, catalogue: Catalogue, file: str
) -> tuple[Problem, ...]:
    """Return what an upload says that its own history makes doubtful, at most 50 problems of a kind.

    observations: a reading's. history: the columns ingest.pasts.PAST of the same series, every vintage, in the order
    of recording; the last one counts, of the upload's own sources where they speak. Units of one dimension are
    compared. Values that the store already has are not doubted again.
    """
    if observations.empty or history.empty:
        return ()
    upload, past = sides(observations, history)
    fresh = upload.take(_newest(upload, np.flatnonzero(past.differs(upload))))
    if not len(fresh.row):
        return ()
    found = (
        *_levels(observations, fresh, past, catalogue),
        *_rates(observations, fresh, past),
        *_late(observations, fresh, catalogue),
        *_skipped(observations, fresh, past),
    )
    return tuple(problem for kind in found for problem in _told(observations, kind, file))


def _newest(upload: Side, fresh: Rows) -> Rows:
    """Keep the newest periods of each series."""
    order = fresh[np.lexsort((-upload.end[fresh], upload.series[fresh]))]
    series = upload.series[order]
    first = np.append(True, series[1:] != series[:-1])[: len(order)]
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    return np.sort(order[rank < _NEWEST])


def _levels(observations: pd.DataFrame, fresh: Side, past: Past, catalogue: Catalogue) -> Iterator[_Found]:
    """Levels of another magnitude than their history, and levels that changed over the year as they never did."""
    level = (observations["measure"].to_numpy()[fresh.row] == Measure.LEVEL) & past.told(fresh.series)
    rows = fresh.take(np.flatnonzero(level))
    middle, _, count = spread(past.side.series, past.side.value, past.count)
    usual = middle[rows.series]
    several = (count[rows.series] >= FEWEST) & (usual > 0)
    large = several & (rows.value >= usual * _MAGNITUDE)
    small = several & (rows.value > 0) & (rows.value <= usual / _MAGNITUDE)
    for mask, severity in ((large, Severity.ERROR), (small, Severity.WARNING)):
        yield _found("other_magnitude", severity, rows, mask, "other", usual)
    net = {i.id for i in catalogue if i.accumulation == Accumulation.CUM_FLOW_NET}
    may_fall = observations["indicator_id"].isin(net).to_numpy()[rows.row]
    rest = ~large & ~small
    yield from _changes(rows.take(np.flatnonzero(rest & ~may_fall)), past, logarithmic=True)
    yield from _changes(rows.take(np.flatnonzero(rest & may_fall)), past, logarithmic=False)


def _changes(rows: Side, past: Past, *, logarithmic: bool) -> Iterator[_Found]:
    """A level whose change from the year before is far from the changes of other years.

    What may fall below nothing is judged by the difference, everything else by the ratio.
    """
    known = past.side
    base = past.value_at(known.series, known.before)
    with np.errstate(divide="ignore", invalid="ignore"):
        changes = np.log(known.value / base) if logarithmic else known.value - base
    changes = np.where(np.isfinite(changes), changes, np.nan)
    middle, width, count = spread(known.series, changes, past.count)
    size, _, _ = spread(known.series, np.abs(known.value), past.count)
    before = rows.value_of_before(past)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.log(rows.value / before) if logarithmic else rows.value - before
    least = np.log(_FACTOR) if logarithmic else size[rows.series]
    far = np.abs(change - middle[rows.series]) > np.maximum(_UNUSUAL * _TO_DEVIATION * width[rows.series], least)
    far |= np.isnan(change) & (rows.value <= 0)
    judged = (count[rows.series] >= FEWEST) & (before > 0 if logarithmic else ~np.isnan(before))
    usual = before * np.exp(middle[rows.series]) if logarithmic else before + middle[rows.series]
    yield _found("history_outlier", Severity.WARNING, rows, judged & far, "usual", usual, ".4g")


def _rates(observations: pd.DataFrame, fresh: Side, past: Past) -> Iterator[_Found]:
    """Rates and growths far from all others of their series."""
    other = observations["measure"].to_numpy()[fresh.row] != Measure.LEVEL
    rows = fresh.take(np.flatnonzero(other & past.told(fresh.series)))
    middle, width, count = spread(past.side.series, past.side.value, past.count)
    usual = middle[rows.series]
    far = np.abs(rows.value - usual) > np.maximum(_UNUSUAL * _TO_DEVIATION * width[rows.series], _POINTS)
    yield _found("history_outlier", Severity.WARNING, rows, far & (count[rows.series] >= FEWEST), "usual", usual)


def _found(
    code: str, severity: Severity, rows: Side, mask: npt.NDArray[np.bool_], name: str, usual: Floats, form: str = ".12g"
) -> _Found:
    at = np.flatnonzero(mask)
    shown = (usual / rows.factor)[at]
    return _Found(code=code, severity=severity, rows=rows.row[at], details=lambda i: {name: f"{shown[i]:{form}}"})


def _late(observations: pd.DataFrame, fresh: Side, catalogue: Catalogue) -> Iterator[_Found]:
    """Figures of a month or quarter that were published later than they usually are."""
    rows = observations.iloc[fresh.row]
    days = [_usual_day(catalogue, i, p) for i, p in zip(rows["indicator_id"], rows["period"], strict=True)]
    published = rows["published_at"].tolist()
    yearly = (rows["basis"] == Basis.YEAR).tolist()
    late = [
        place
        for place, (day, said) in enumerate(zip(days, published, strict=True))
        if day is not None and isinstance(said, date) and not yearly[place] and said > day + timedelta(days=_LATE)
    ]

    def details(i: int) -> Mapping[str, str]:
        return {"published": str(published[late[i]]), "due": str(days[late[i]])}

    at = fresh.row[np.array(late, dtype=np.int64)]
    yield _Found(code="published_late", severity=Severity.NOTICE, rows=at, details=details)


def _usual_day(catalogue: Catalogue, indicator_id: Any, text: str) -> date | None:
    """The usual day of release of a period, None where the catalogue knows none."""
    period = read_period(text)
    if period is None or not isinstance(indicator_id, str) or indicator_id not in catalogue:
        return None
    return period.last_day + timedelta(days=catalogue.get(indicator_id).lag_days)


def _skipped(observations: pd.DataFrame, fresh: Side, past: Past) -> Iterator[_Found]:
    """The first new period of a series, where one between it and the last stored one is missing."""
    running, ends = past.running_ends()
    reach = pd.Series(ends).groupby(running).agg(["max", "size"])
    steps = pd.Series(np.diff(ends)[running[1:] == running[:-1]])
    rhythm = steps.groupby(running[1:][running[1:] == running[:-1]]).median().reindex(reach.index)
    of = past.running_of(fresh.series)
    last = reach["max"].reindex(of).to_numpy()
    usual = rhythm.reindex(of).to_numpy()
    enough = reach["size"].reindex(of).to_numpy() >= FEWEST
    new = np.flatnonzero(enough & (fresh.end > last))
    order = new[np.lexsort((fresh.end[new], of[new]))]
    first = order[np.append(True, of[order][1:] != of[order][:-1])[: len(order)]]
    may_wait = ((fresh.end[first] - 1) % 12 == 1) & (usual[first] == 1)  # January comes with February
    gap = first[fresh.end[first] - last[first] > usual[first] + may_wait]

    def details(i: int) -> Mapping[str, str]:
        month = int(last[gap[i]]) - 1
        return {"last": f"{month // 12}-{month % 12 + 1:02d}"}

    yield _Found(code="period_skipped", severity=Severity.NOTICE, rows=fresh.row[gap], details=details)


def _told(observations: pd.DataFrame, found: _Found, file: str) -> Iterator[Problem]:
    order = np.argsort(found.rows, kind="stable")
    for i in order[:_TOLD].tolist():
        row = observations.iloc[int(found.rows[i])]
        yield row_problem(row, found.code, found.severity, file, **found.details(i))
    if len(order) > _TOLD:
        details = {"code": found.code, "count": str(len(order) - _TOLD)}
        yield Problem(code="more_rows", severity=Severity.NOTICE, where=Where(file=file), details=details)
