"""Checks of an upload against itself in three degrees (practice 17): what stops it, wants a word, is only shown."""

import numpy as np
import pandas as pd

from ingest.columns import Mask, joined
from measures.catalogue import Catalogue
from measures.frames import numbered
from measures.problems import Problem, Where
from measures.terms import Accrual, Accumulation, Basis, Measure, Severity

#: Problems of one kind that are told; figures of the rest can be seen once these are mended.
_TOLD = 50
#: A value this many times its neighbours, or this fraction of them, has another magnitude (practice 17: ten thousand).
_MAGNITUDE = 5_000.0
#: Points by which published growth and the ratio of levels may differ unmentioned.
_POINTS = 1.0

#: Columns that the checks need; the others are left where they are, a million rows of them weigh.
_LOOKED_AT = (
    *("place", "place_code", "indicator", "indicator_id", "measure", "period", "basis", "value", "value_text", "unit"),
    *("price_basis", "source", "sheet", "row", "column"),
)
_SERIES = ("place_code", "indicator", "measure", "price_basis", "source", "unit")


def check_series(observations: pd.DataFrame, catalogue: Catalogue, file: str) -> tuple[Problem, ...]:
    """Return what the figures say against one another; those of which something is still asked are left out."""
    if len(observations) < 2:
        return ()
    known = observations[["place_code", "period", "unit", "value"]].notna().all(axis=1)
    chosen = observations[list(_LOOKED_AT)]
    whole = chosen if known.all() else chosen[known]
    if len(whole) < 2:
        return ()
    _, codes = joined(numbered(whole[name])[0] + 1 for name in _SERIES)
    whole = whole.assign(series=codes)
    return (
        *_magnitudes(whole, file),
        *_falls(whole, catalogue, file),
        *_growth(whole, catalogue, file),
        *_months(whole, file),
    )


def row_problem(row: pd.Series, code: str, severity: Severity, file: str, **details: str) -> Problem:
    """Return a problem of one observation, at its cell, with its value, place, indicator and period."""
    where = Where(file=file, sheet=row["sheet"] or None, row=int(row["row"]), column=str(row["column"]))
    shown = {
        "cell": f"{row['column']}{row['row']}",
        "value": str(row["value_text"]),
        "place": str(row["place"]),
        "indicator": str(row["indicator"]),
        "period": str(row["period"]),
    }
    return Problem(code=code, severity=severity, where=where, details={**shown, **details})


def _told(rows: pd.DataFrame, code: str, severity: Severity, file: str, **columns: str) -> list[Problem]:
    found = []
    for _, row in rows.head(_TOLD).iterrows():
        details = {name: f"{row[column]:.12g}" for name, column in columns.items()}
        found.append(row_problem(row, code, severity, file, **details))
    return found


def _magnitudes(whole: pd.DataFrame, file: str) -> list[Problem]:
    """A level ten thousand times the others of its series was entered in another unit; one so small may be true and is
    only shown, for amounts near nothing are common.
    """
    values = whole["value"].where((whole["measure"] == Measure.LEVEL) & (whole["value"] > 0))
    sizes = values.groupby(whole["series"])
    middle = sizes.transform("median")
    several = sizes.transform("count") >= 3
    large, small = several & (values >= middle * _MAGNITUDE), several & (values <= middle / _MAGNITUDE)
    told = _told(whole[large].assign(other=middle[large]), "other_magnitude", Severity.ERROR, file, other="other")
    return told + _told(whole[small].assign(other=middle[small]), "near_nothing", Severity.WARNING, file, other="other")


def _falls(whole: pd.DataFrame, catalogue: Catalogue, file: str) -> list[Problem]:
    """A running total that is lower than that of an earlier month of its year; totals that may fall are left out.

    What is carried over from earlier years (施工, 在建) shrinks where work is struck off: that is only shown.
    """
    running = {i.id for i in catalogue if i.accumulation in (Accumulation.CUM_FLOW, Accumulation.CUM_GROWTH_LEVEL)}
    chosen = (whole["measure"] == Measure.LEVEL) & (whole["basis"] == Basis.YTD) & whole["indicator_id"].isin(running)
    at = np.flatnonzero(chosen.to_numpy())
    if not len(at):
        return []
    number, different = numbered(whole["period"])  # by word, so that a million rows make no million texts
    words = sorted(different)
    rank = {word: place for place, word in enumerate(words)}
    period = np.array([rank[word] for word in different])[number]
    year = numbered(np.array([word[:4] for word in words], dtype=object))[0]
    key = whole["series"].to_numpy(dtype=np.int64)[at] * len(words) + period[at]
    order = np.argsort(key, kind="stable")
    at, key = at[order], key[order]
    other = np.append(True, key[1:] != key[:-1])
    alone = other & np.append(other[1:], True)
    at, of = at[alone], key[alone] // len(words) * len(year) + year[period[at[alone]]]
    value = whole["value"].to_numpy()
    falling = np.flatnonzero((of[1:] == of[:-1]) & (value[at[1:]] < value[at[:-1]] - 1e-9)) + 1
    falling = falling[np.argsort(at[falling])]
    carried = whole["indicator_id"].isin({i.id for i in catalogue if i.accrual == Accrual.CARRIED_OVER}).to_numpy()
    found: list[Problem] = []
    for some, severity in ((~carried, Severity.WARNING), (carried, Severity.NOTICE)):
        chosen_here = falling[some[at[falling]]][:_TOLD]
        told = whole.iloc[at[chosen_here]].assign(before=value[at[chosen_here - 1]])
        found += _told(told, "cumulated_falls", severity, file, before="before")
    return found


def _growth(whole: pd.DataFrame, catalogue: Catalogue, file: str) -> list[Problem]:
    """Published growth beside the ratio of published levels, where growth is nominal (design 5, rule 1)."""
    nominal = {i.id for i in catalogue if i.price_basis == "nominal"}
    chosen = (whole["basis"] == Basis.YEAR) & whole["indicator_id"].isin(nominal)
    chosen &= whole["price_basis"].isna() | (whole["price_basis"] == "nominal")
    growing = chosen & (whole["measure"] == Measure.GROWTH)
    if not growing.any():
        return []
    _, topic = joined(numbered(whole[name])[0] + 1 for name in ("place_code", "indicator", "source"))
    yearly = whole.loc[chosen, ["period", "value", "unit"]].assign(topic=topic[chosen])
    yearly["year"] = yearly.pop("period").astype(int)
    keys = ["topic", "year"]
    levels = yearly[(whole["measure"] == Measure.LEVEL)[chosen]].drop_duplicates(keys)
    past = levels.assign(year=levels["year"] + 1)
    grown = yearly[growing[chosen]].reset_index(names="at")
    both = grown.merge(levels, on=keys, suffixes=("", "_now")).merge(past, on=keys, suffixes=("", "_past"))
    both = both[(both["unit_now"] == both["unit_past"]) & (both["value_past"] > 0)]
    reckoned = (both["value_now"] / both["value_past"] - 1) * 100
    off = both.assign(reckoned=reckoned.round(2))[(reckoned - both["value"]).abs() > _POINTS].head(_TOLD)
    told = whole.loc[off["at"]].assign(reckoned=off["reckoned"].to_numpy())
    return _told(told, "growth_differs", Severity.NOTICE, file, reckoned="reckoned")


def _months(whole: pd.DataFrame, file: str) -> list[Problem]:
    """本月 + 上月累计 ≠ 本月累计 is normal (revisions) and only shown."""
    level = whole["measure"] == Measure.LEVEL
    monthly, cumulated = level & (whole["basis"] == Basis.MONTH), level & (whole["basis"] == Basis.YTD)
    if not monthly.any() or not cumulated.any():
        return []
    months, running = whole[monthly], whole.loc[cumulated, ["series", "period", "value"]]
    running = running.assign(month=running["period"].str[-7:])[["series", "month", "value"]]
    running = running.drop_duplicates(["series", "month"])
    now = months.assign(month=months["period"]).merge(running, on=["series", "month"], suffixes=("", "_total"))
    dates = pd.PeriodIndex(now["month"], freq="M") - 1
    now = now.assign(month=dates.astype(str)).merge(running, on=["series", "month"], suffixes=("", "_before"))
    total = now["value"] + now["value_before"]
    off: Mask = np.asarray((total - now["value_total"]).abs() > 0.006 * now["value_total"].abs())
    return _told(now.assign(total=total)[off], "months_do_not_add", Severity.NOTICE, file, total="total")
