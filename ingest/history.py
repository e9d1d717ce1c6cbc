"""Checks of an upload against what is already stored of the same series: outliers, skipped periods, late publication.

Nothing here reads the store: the caller gives the history. Warnings want a word of the uploader (practice 17).
"""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.checks import row_problem
from measures.catalogue import Catalogue
from measures.periods import read_period
from measures.problems import Problem
from measures.terms import Basis, Measure, Severity

#: Fewest earlier values, or changes from year to year, from which a usual range is taken.
_FEWEST = 4
#: Distance from the median, in median absolute deviations made comparable to a standard deviation, that is unusual.
_UNUSUAL = 6.0
_TO_DEVIATION = 1.4826
#: Smallest unusual change of a level (as a factor), and of a rate in points.
_FACTOR, _POINTS = 1.25, 5.0
#: A level this many times the median of its history was entered in another unit.
_MAGNITUDE = 5_000.0
#: Days beyond the usual lag that a release may take unmentioned.
_LATE = 15
_TOLD = 50
#: Periods of one series that are looked at, the newest ones.
_NEWEST = 36
_SERIES = ["place_code", "indicator", "measure", "price_basis", "basis", "unit"]


def against_history(
    observations: pd.DataFrame, history: pd.DataFrame, catalogue: Catalogue, file: str
) -> tuple[Problem, ...]:
    """Return what an upload says that its own history makes doubtful, at most 50 problems of a kind.

    observations: a reading's. history: frames.OBSERVATIONS of the same series, every vintage; the last one counts.
    Only values in the same unit are compared. Values that the store already has are not doubted again.
    """
    if observations.empty or history.empty:
        return ()
    past = _keyed(_latest(history))
    groups = dict(iter(past.groupby(_SERIES, sort=False)))
    told: dict[str, int] = {}
    found = []
    for key, rows in _keyed(observations).groupby(_SERIES, sort=False):
        known = groups.get(key)
        if known is None:
            continue
        for problem in _series_problems(rows, known, catalogue, file):
            told[problem.code] = told.get(problem.code, 0) + 1
            if told[problem.code] <= _TOLD:
                found.append(problem)
    return tuple(found)


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with what names their series as texts: what is absent is the empty text, equal to itself."""
    texts = {name: frame[name].astype(object).where(frame[name].notna(), "") for name in _SERIES}
    return frame.assign(**texts)


def _latest(history: pd.DataFrame) -> pd.DataFrame:
    known = history[history["value"].notna() & history["period"].notna()]
    order = known.assign(published_at=pd.to_datetime(known["published_at"]))
    order = order.sort_values(["published_at", "recorded_at"], na_position="first", kind="stable")
    return order.drop_duplicates([*_SERIES, "source", "period"], keep="last").drop_duplicates(
        [*_SERIES, "period"], keep="last"
    )


def _series_problems(rows: pd.DataFrame, known: pd.DataFrame, catalogue: Catalogue, file: str) -> Iterator[Problem]:
    values = dict(zip(known["period"], known["value"].astype(float), strict=True))
    fresh = rows[[values.get(p) != v for p, v in zip(rows["period"], rows["value"], strict=True)]]
    for _, row in fresh.sort_values("period").tail(_NEWEST).iterrows():
        usual = {p: v for p, v in values.items() if p < row["period"]}
        yield from _outlier(row, usual, file)
        yield from _late(row, catalogue, file)
    yield from _skipped(rows, values, file)


def _outlier(row: pd.Series, usual: dict[str, float], file: str) -> Iterator[Problem]:
    before = np.array(list(usual.values()), dtype=float)
    if row["measure"] == Measure.LEVEL:
        middle = float(np.median(before)) if len(before) >= _FEWEST else 0.0
        if middle > 0 and row["value"] >= middle * _MAGNITUDE:
            yield row_problem(row, "other_magnitude", Severity.ERROR, file, other=f"{middle:.12g}")
            return
        yield from _unusual_change(row, usual, file)
    elif len(before) >= _FEWEST and _far(float(row["value"]), before, _POINTS):
        yield row_problem(row, "history_outlier", Severity.WARNING, file, usual=f"{np.median(before):.12g}")


def _unusual_change(row: pd.Series, usual: dict[str, float], file: str) -> Iterator[Problem]:
    """A level whose change from the year before is far from the changes of earlier years."""
    changes = [
        np.log(value / base)
        for period, value in usual.items()
        if (base := usual.get(_year_before(period), 0.0)) > 0 and value > 0
    ]
    base = usual.get(_year_before(row["period"]), 0.0)
    if len(changes) < _FEWEST or base <= 0:
        return
    value = float(row["value"])
    if value <= 0 or _far(float(np.log(value / base)), np.array(changes), float(np.log(_FACTOR))):
        expected = base * float(np.exp(np.median(changes)))
        yield row_problem(row, "history_outlier", Severity.WARNING, file, usual=f"{expected:.4g}")


def _far(value: float, others: npt.NDArray[np.float64], least: float) -> bool:
    middle = float(np.median(others))
    spread = _TO_DEVIATION * float(np.median(np.abs(others - middle)))
    return abs(value - middle) > max(_UNUSUAL * spread, least)


def _year_before(period: str) -> str:
    """The same period a year earlier: 2013-01/2013-06 → 2012-01/2012-06."""
    return "/".join(f"{int(part[:4]) - 1}{part[4:]}" for part in period.split("/"))


def _late(row: pd.Series, catalogue: Catalogue, file: str) -> Iterator[Problem]:
    published, period = row["published_at"], read_period(str(row["period"]))
    if published is None or published != published or period is None or row["indicator_id"] not in catalogue:
        return
    due = period.last_day + timedelta(days=catalogue.get(row["indicator_id"]).lag_days)
    if published > due + timedelta(days=_LATE) and row["basis"] != Basis.YEAR:
        yield row_problem(
            row, "published_late", Severity.NOTICE, file, published=published.isoformat(), due=due.isoformat()
        )


def _skipped(rows: pd.DataFrame, values: dict[str, float], file: str) -> Iterator[Problem]:
    """A period between the last stored one and the first new one that nobody sent."""
    new = rows[rows["period"] > max(values)].sort_values("period")
    if new.empty or len(values) < _FEWEST:
        return
    ends = sorted({(p.end_year * 12 + p.end_month) for text in values if (p := read_period(text)) is not None})
    steps = np.diff(ends)
    first = read_period(str(new.iloc[0]["period"]))
    if first is None or not len(steps):
        return
    step = first.end_year * 12 + first.end_month - ends[-1]
    combined = first.end_month == 2 and int(np.median(steps)) == 1
    if step > int(np.median(steps)) + combined:
        last = max(values)
        yield row_problem(new.iloc[0], "period_skipped", Severity.NOTICE, file, last=last)
