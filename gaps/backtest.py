"""How well the projection would have done: every past year projected from every month, by the same engine (gap-model
A7, C2, C4); and which model projects which series from now on.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
import pandas as pd

from gaps.challengers import Choice
from gaps.challengers_contest import decide
from gaps.exact import Floats
from gaps.known import known_at
from gaps.model import ZONE, GapSettings
from gaps.questions import fact
from gaps.table import reckon
from measures.catalogue import Catalogue
from measures.frames import TARGETS
from measures.periods import read_period
from measures.terms import Accrual, Comparator, Measure

#: columns of the cases: one indicator, place, year and month each
CASES = (
    "key",
    "place",
    "year",
    "month",
    "actual",
    "projected",
    "low",
    "high",
    "linear",
    "share",
    "basis",
)
#: past years that are projected, at most
YEARS = 8
#: the seasonal share among the models
SEASONAL = "seasonal"


@dataclass(frozen=True, kw_only=True)
class Line:
    """How an indicator's years were projected from one month, over all places and past years."""

    #: catalogue identifier, or the name of an unlinked indicator
    indicator: str
    #: month from which was projected, 1–11
    month: int
    #: years of places that were projected
    cases: int
    #: mean share of the year that was done
    share: float
    #: mean absolute error of the year's end, per cent
    mape: float
    #: the same by months alone
    mape_linear: float
    #: mean error, per cent: above 0 too much was projected
    bias: float
    #: part of the outcomes inside the interval, None without intervals
    coverage: float | None
    #: series by the model that projects them from now on
    models: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The past, projected."""

    lines: tuple[Line, ...]
    #: the series that another model than the seasonal share projects from now on
    choices: tuple[Choice, ...]
    #: version of the numbers behind the intervals
    model_version: str


def replay(
    observations: pd.DataFrame,
    catalogue: Catalogue,
    as_of: datetime,
    settings: GapSettings,
    *,
    indicator: str | None = None,
    singly: bool = False,
) -> Replay:
    """Project the past of running totals as known at a moment, and decide who projects each series.

    `observations`: OBSERVATIONS, every vintage. `indicator`: only this one; without it all linked ones. `singly`: try
    the models that are reckoned series by series as well, which takes seconds for each.
    """
    known = known_at(observations, as_of, settings.recorded_by, released_only=settings.released_only)
    rows = _levels(known, indicator)
    cases = _all_cases(rows, catalogue, settings)
    model = settings.model_for(as_of)
    grids = _grids(rows)
    choices = tuple(
        choice
        for month in range(1, 12)
        for choice in decide(grids.values, grids.names, month, share_years=model.share_years, singly=singly)
    )
    return Replay(lines=_lines(cases, choices), choices=choices, model_version=model.id)


def backtest(
    observations: pd.DataFrame, indicator: str, catalogue: Catalogue, settings: GapSettings | None = None
) -> pd.DataFrame:
    """Project the year of one indicator's running totals from every month of every year that has a year before it.

    `observations`: OBSERVATIONS. `indicator`: identifier of the catalogue, or the name of an unlinked one. Returns
    CASES: the year as it came out, the projection with its interval, the projection by months, the share of the year
    done, and whose errors made the interval.
    """
    return _all_cases(_levels(observations, indicator), catalogue, settings or GapSettings(), years=None)


def _levels(observations: pd.DataFrame, indicator: str | None) -> pd.DataFrame:
    """Amounts of January to a month, with `key`, `year` and `month` beside the columns of OBSERVATIONS."""
    linked = observations["indicator_id"].notna()
    if indicator is not None:
        linked = (observations["indicator_id"] == indicator) | (observations["indicator"] == indicator)
    rows = observations[linked & (observations["measure"] == Measure.LEVEL)]
    ends = pd.DataFrame([_end(p) for p in rows["period"]], columns=["year", "month"], index=rows.index)
    key = rows["indicator_id"].astype(object).where(rows["indicator_id"].notna(), rows["indicator"])
    rows = rows.assign(key=key, year=ends["year"], month=ends["month"])
    return rows[rows["year"] > 0]


def _end(text: str) -> tuple[int, int]:
    period = read_period(text)
    if period is None or period.start_month != 1 or period.start_year != period.end_year:
        return 0, 0
    return period.end_year, period.end_month


def _all_cases(
    rows: pd.DataFrame, catalogue: Catalogue, settings: GapSettings, *, years: int | None = YEARS
) -> pd.DataFrame:
    whole = rows[rows["month"] == 12]
    projected = sorted(whole["year"].unique().tolist())[1:]
    months = [m for m in sorted(rows["month"].unique().tolist()) if 0 < m < 12]
    cases = [
        _cases(rows, whole[whole["year"] == year], year, month, catalogue, settings)
        for year in projected[-years if years else 0 :]
        for month in months
    ]
    return pd.concat(cases, ignore_index=True) if cases else pd.DataFrame(columns=list(CASES))


def _cases(
    rows: pd.DataFrame, outcomes: pd.DataFrame, year: int, month: int, catalogue: Catalogue, settings: GapSettings
) -> pd.DataFrame:
    """All series of one year and month: what was to be known then is reckoned, what came later is the outcome."""
    known = rows[(rows["year"] < year) | ((rows["year"] == year) & (rows["month"] <= month))]
    targets = _targets(outcomes, year, catalogue)
    then = datetime.combine(date(year, month, 28), time.max, ZONE)
    seen = known.drop(columns=["key", "year", "month"]).assign(published_at=date(year, 1, 1))
    reckoning = reckon(targets, seen, then, settings, catalogue)
    figures, projection = reckoning.figures, reckoning.projection
    table = pd.DataFrame(
        {
            "key": outcomes["key"].to_numpy(),
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
        "accrual": pd.Series([_accrual(catalogue, i) for i in identifiers], dtype=object),
    }
    return pd.DataFrame(columns)


def _accrual(catalogue: Catalogue, identifier: object) -> str:
    known = fact(catalogue, identifier if isinstance(identifier, str) else None, "accrual")
    return str(known or Accrual.YEAR_TO_DATE.value)


@dataclass(frozen=True, kw_only=True)
class _Grids:
    """Running totals of series."""

    #: series × year × month, NaN where there is none
    values: Floats
    #: indicator and place of each
    names: tuple[tuple[str, str], ...]


def _grids(rows: pd.DataFrame) -> _Grids:
    if rows.empty:
        return _Grids(values=np.empty((0, 1, 12)), names=())
    place = rows["place_code"].astype(object).where(rows["place_code"].notna(), rows["place"])
    series, names = pd.factorize(pd.MultiIndex.from_arrays([rows["key"], place]))
    year = rows["year"].to_numpy(dtype=int)
    values = np.full((len(names), year.max() - year.min() + 1, 12), np.nan)
    values[series, year - year.min(), rows["month"].to_numpy(dtype=int) - 1] = rows["value"].to_numpy(dtype=float)
    return _Grids(values=values, names=tuple((str(key), str(where)) for key, where in names))


def _lines(cases: pd.DataFrame, choices: tuple[Choice, ...]) -> tuple[Line, ...]:
    taken = Counter((c.indicator, c.month, c.model) for c in choices)
    lines = []
    for key, own in cases.groupby("key", sort=True):
        for month, row in summary(own).iterrows():
            models = {model: n for (k, m, model), n in sorted(taken.items()) if (k, m) == (key, month)}
            places = int(own.loc[own["month"] == month, "place"].nunique())
            lines.append(_line(str(key), int(str(month)), row, {SEASONAL: places - sum(models.values())} | models))
    return tuple(lines)


def _line(indicator: str, month: int, row: "pd.Series[float]", models: Mapping[str, int]) -> Line:
    return Line(
        indicator=indicator,
        month=month,
        cases=int(row["cases"]),
        share=float(row["share"]),
        mape=float(row["mape"]),
        mape_linear=float(row["mape_linear"]),
        bias=float(row["bias"]),
        coverage=None if np.isnan(row["coverage"]) else float(row["coverage"]),
        models=models,
    )


def summary(cases: pd.DataFrame) -> pd.DataFrame:
    """Errors by month: cases, mean share of the year done, MAPE of the season and of the months and bias (per cent),
    spread of the log error, and the part of the outcomes that the intervals covered.
    """
    usable = cases[cases["projected"].notna() & (cases["actual"] > 0) & cases["share"].notna()]
    error = (usable["projected"] / usable["actual"] - 1.0) * 100.0
    inside = (usable["low"] <= usable["actual"]) & (usable["actual"] <= usable["high"])
    table = usable.assign(
        error=error,
        season=error.abs(),
        months=(usable["linear"] / usable["actual"] - 1.0).abs() * 100.0,
        log_error=np.log(usable["actual"] / usable["projected"].where(usable["projected"] > 0)),
        covered=inside.astype(float).where(usable["low"].notna()),
    )
    return table.groupby("month").agg(
        cases=("actual", "size"),
        share=("share", "mean"),
        mape=("season", "mean"),
        mape_linear=("months", "mean"),
        bias=("error", "mean"),
        spread=("log_error", "std"),
        coverage=("covered", "mean"),
    )
