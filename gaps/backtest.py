"""How well the projection would have done: every past year projected from every month, by the same engine (gap-model
A7, C2, C4).
"""

from datetime import date, datetime, time

import numpy as np
import pandas as pd

from gaps.model import ZONE, GapSettings
from gaps.questions import fact
from gaps.table import reckon
from measures.catalogue import Catalogue
from measures.frames import TARGETS
from measures.periods import read_period
from measures.terms import Comparator, Measure

#: columns of the cases: one place, year and month each
CASES = ("place", "year", "month", "actual", "projected", "low", "high", "linear", "share", "basis")


def backtest(
    observations: pd.DataFrame, indicator: str, catalogue: Catalogue, settings: GapSettings | None = None
) -> pd.DataFrame:
    """Project the year of one indicator's running totals from every month of every year that has a year before it.

    `observations`: OBSERVATIONS. `indicator`: identifier of the catalogue, or the name of an unlinked one. Returns
    CASES: the year as it
    came out, the projection with its interval, the projection by months, the share of the year done, and whose errors
    made the interval.
    """
    named = (observations["indicator_id"] == indicator) | (observations["indicator"] == indicator)
    rows = observations[named & (observations["measure"] == Measure.LEVEL)]
    ends = pd.DataFrame([_end(p) for p in rows["period"]], columns=["year", "month"], index=rows.index)
    outcomes = rows[ends["month"] == 12]
    cases = [
        _cases(rows, ends, outcomes[ends["year"][outcomes.index] == year], year, month, catalogue, settings)
        for year in sorted(ends.loc[ends["month"] == 12, "year"].unique().tolist())[1:]
        for month in sorted(ends["month"].unique().tolist())
        if 0 < month < 12
    ]
    return pd.concat(cases, ignore_index=True) if cases else pd.DataFrame(columns=list(CASES))


def _end(text: str) -> tuple[int, int]:
    period = read_period(text)
    if period is None or period.start_month != 1 or period.start_year != period.end_year:
        return 0, 0
    return period.end_year, period.end_month


def _cases(
    rows: pd.DataFrame,
    ends: pd.DataFrame,
    outcomes: pd.DataFrame,
    year: int,
    month: int,
    catalogue: Catalogue,
    settings: GapSettings | None,
) -> pd.DataFrame:
    """All places of one year and month: what was to be known then is reckoned, what came later is the outcome."""
    known = rows[(ends["year"] < year) & (ends["year"] > 0) | ((ends["year"] == year) & (ends["month"] <= month))]
    targets = _targets(outcomes, year, catalogue)
    then = datetime.combine(date(year, month, 28), time.max, ZONE)
    reckoning = reckon(targets, known.assign(published_at=date(year, 1, 1)), then, settings or GapSettings(), catalogue)
    figures, projection = reckoning.figures, reckoning.projection
    table = pd.DataFrame(
        {
            "place": targets["place"],
            "year": year,
            "month": month,
            "actual": outcomes["value"].to_numpy(dtype=float),
            "projected": projection.value,
            "low": projection.low,
            "high": projection.high,
            "linear": figures.value / month * 12.0,
            "share": reckoning.pace.seasonal,
            "basis": projection.basis,
        }
    )
    reached: pd.DataFrame = table[figures.month == month]
    return reached


def _targets(outcomes: pd.DataFrame, year: int, catalogue: Catalogue) -> pd.DataFrame:
    """A target for each outcome: what it asks does not matter, only the projection does."""
    count = len(outcomes)
    columns = {name: pd.Series([None] * count, dtype=object) for name in TARGETS}
    columns |= {
        name: outcomes[name].reset_index(drop=True) for name in ("place", "place_code", "indicator", "indicator_id")
    }
    identifiers = outcomes["indicator_id"].tolist()
    columns |= {
        "target_id": pd.Series(range(count)),
        "version": pd.Series([1] * count),
        "measure": pd.Series([Measure.LEVEL.value] * count, dtype=object),
        "comparator": pd.Series([Comparator.GE.value] * count, dtype=object),
        "value": outcomes["value"].reset_index(drop=True),
        "unit": outcomes["unit"].reset_index(drop=True),
        "ceiling": pd.Series([False] * count),
        "deadline": pd.Series([date(year, 12, 31)] * count, dtype=object),
        "accrual": pd.Series([fact(catalogue, i, "accrual") or "year_to_date" for i in identifiers], dtype=object),
    }
    return pd.DataFrame(columns)


def summary(cases: pd.DataFrame) -> pd.DataFrame:
    """Errors by month: cases, mean share of the year done, MAPE of the season and of the months (per cent), spread of
    the log error,
    and the part of the outcomes that the intervals covered.
    """
    usable = cases[cases["projected"].notna() & (cases["actual"] > 0)]
    table = usable.assign(
        season=(usable["projected"] / usable["actual"] - 1.0).abs() * 100.0,
        months=(usable["linear"] / usable["actual"] - 1.0).abs() * 100.0,
        log_error=np.log(usable["actual"] / usable["projected"].where(usable["projected"] > 0)),
        covered=(usable["low"] <= usable["actual"]) & (usable["actual"] <= usable["high"]),
    )
    return table.groupby("month").agg(
        cases=("actual", "size"),
        share=("share", "mean"),
        mape=("season", "mean"),
        mape_linear=("months", "mean"),
        spread=("log_error", "std"),
        coverage=("covered", "mean"),
    )
