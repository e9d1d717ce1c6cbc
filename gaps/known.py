"""What was known at a moment: of every vintage the one that holds, and between sources the one that outranks
(gap-model A11).
"""

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from gaps.exact import Flags, Integers
from gaps.model import ZONE
from measures.terms import Authority, ObservedKind, Release

#: besides place and indicator a figure is one of these; sources compete for it
FIGURE = ("measure", "price_basis", "period", "basis")
_NO_DAY = np.iinfo(np.int64).min


def codes(values: pd.Series) -> Integers:
    """Integers that are equal where the values are; missing values are equal to each other."""
    return np.asarray(pd.factorize(values, use_na_sentinel=False)[0], dtype=np.int64)


def combined(*columns: Integers) -> Integers:
    """One integer for each distinct row of several code columns."""
    result: Any = columns[0]
    for column in columns[1:]:
        width = int(column.max(initial=0)) + 1
        if int(result.max(initial=0)) > np.iinfo(np.int64).max // max(width, 1) // 2:
            result = np.asarray(pd.factorize(result)[0], dtype=np.int64)
        result = result * width + column
    return np.asarray(result, dtype=np.int64)


def identity(identifiers: pd.Series, names: pd.Series) -> pd.Series:
    """The identifier, or the name where there is none."""
    return identifiers.astype(object).where(identifiers.notna(), names.astype(object))


def figures(rows: pd.DataFrame, *more: str) -> Integers:
    """One integer for each figure of OBSERVATIONS rows (and each value of further columns)."""
    place = identity(rows["place_code"], rows["place"])
    indicator = identity(rows["indicator_id"], rows["indicator"])
    return combined(codes(place), codes(indicator), *(codes(rows[c]) for c in (*FIGURE, *more)))


def day_numbers(values: pd.Series) -> Integers:
    """Days as integers, the smallest integer where there is none."""
    uniques_codes, uniques = pd.factorize(values, use_na_sentinel=False)
    numbers = np.array([_NO_DAY if pd.isna(v) else _ordinal(v) for v in uniques], dtype=np.int64)
    return numbers[uniques_codes]


def _ordinal(value: Any) -> int:
    return int(value.toordinal()) if isinstance(value, date) else int(pd.Timestamp(value).toordinal())


def moment_numbers(values: pd.Series) -> Integers:
    """Moments as nanoseconds of UTC, the smallest integer where there is none."""
    moments = values if isinstance(values.dtype, pd.DatetimeTZDtype) else pd.to_datetime(values, utc=True)
    numbers: Any = moments.dt.tz_convert("UTC").dt.as_unit("ns").astype("int64").to_numpy()
    return np.where(moments.isna().to_numpy(), _NO_DAY, numbers)


def nanoseconds(moment: datetime) -> int:
    """A moment as nanoseconds of UTC."""
    return int(pd.Timestamp(moment).tz_convert("UTC").as_unit("ns").value)


def visible(observations: pd.DataFrame, as_of: datetime, recorded_by: datetime | None, released_only: bool) -> Flags:
    """True for each row that was known: published by the day asked about, or, undated, recorded by the moment.

    A row published later, or recorded after `recorded_by`, is not; nor one that is not released where only released
    rows count.
    """
    published = day_numbers(observations["published_at"])
    recorded = moment_numbers(observations["recorded_at"])
    today = as_of.astimezone(ZONE).date().toordinal()
    dated = published != _NO_DAY
    known = np.where(dated, published <= today, recorded <= nanoseconds(as_of))
    if recorded_by is not None:
        known &= recorded <= nanoseconds(recorded_by)
    if released_only:
        known &= is_released(observations).to_numpy()
    return np.asarray(known, dtype=bool)


def is_released(observations: pd.DataFrame) -> pd.Series:
    """True for what the outside may see; a row that does not say so is released when it has a date or a source
    (practice 10).
    """
    said = observations["release"]
    implied = observations["published_at"].notna() | observations["source"].notna()
    return (said != Release.UNRELEASED) & (said.notna() | implied)


def effective_authority(observations: pd.DataFrame) -> Integers:
    """The rank of each row's voice; what was reckoned from other figures ranks last, unknown voices before it."""
    authority = pd.to_numeric(observations["authority"]).to_numpy(dtype=float)
    filled = np.where(np.isnan(authority) | (authority <= 0), float(Authority.INSPECTED), authority)
    derived = (observations["observed_kind"] == ObservedKind.DERIVED).to_numpy(dtype=bool, na_value=False)
    return np.where(derived, int(Authority.DERIVED), filled).astype(np.int64)


def newest(figure_and_source: Integers, published: Integers, recorded: Integers) -> Integers:
    """Positions of the vintage that holds for each figure and source: latest publication, then latest recording, then
    last row.
    """
    if pd.Index(figure_and_source).is_unique:
        return np.arange(len(figure_and_source), dtype=np.int64)
    order = np.lexsort((recorded, published, figure_and_source))
    ordered = figure_and_source[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    return np.sort(order[last]).astype(np.int64)


def ranked(figure: Integers, authority: Integers, published: Integers, recorded: Integers) -> tuple[Integers, Integers]:
    """Positions of the row that decides each figure, and for every row the position of the row that decides its figure.

    Authority decides, then dated before undated, then the later publication, then the later recording.
    """
    if pd.Index(figure).is_unique:
        own = np.arange(len(figure), dtype=np.int64)
        return own, own
    order = np.lexsort((-np.arange(len(figure)), recorded, published, -authority, figure))
    ordered = figure[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    group = np.cumsum(np.append(False, last[:-1]))
    deciders = order[last].astype(np.int64)
    decides = np.empty(len(figure), dtype=np.int64)
    decides[order] = deciders[group]
    return np.sort(deciders), decides


def known_by_source(
    observations: pd.DataFrame, as_of: datetime, recorded_by: datetime | None = None, *, released_only: bool = False
) -> pd.DataFrame:
    """OBSERVATIONS as every source stood at a moment: one row a figure and source, in the given order."""
    rows = observations[visible(observations, as_of, recorded_by, released_only)]
    return rows.iloc[
        newest(figures(rows, "source"), day_numbers(rows["published_at"]), moment_numbers(rows["recorded_at"]))
    ]


def known_at(
    observations: pd.DataFrame, as_of: datetime, recorded_by: datetime | None = None, *, released_only: bool = False
) -> pd.DataFrame:
    """OBSERVATIONS as they stood at a moment: one row a figure, the one whose source outranks, in the given order
    (gap-model A11).
    """
    rows = known_by_source(observations, as_of, recorded_by, released_only=released_only)
    published, recorded = day_numbers(rows["published_at"]), moment_numbers(rows["recorded_at"])
    deciders, _ = ranked(figures(rows), effective_authority(rows), published, recorded)
    return rows.iloc[deciders]
