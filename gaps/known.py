"""What was known at a moment: of every vintage the one that holds, and between sources the one that outranks (gap-model
A11).
"""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from gaps.columns import NEVER, Coded, combined, nanoseconds
from gaps.exact import Flags, Integers
from gaps.model import ZONE
from measures.terms import Authority, ObservedKind, Release
from measures.units import denomination

#: besides place and indicator a figure is one of these; sources compete for it
FIGURE = ("measure", "price_basis", "period", "basis")


def identity(rows: Coded, identifier: str, name: str) -> tuple[Integers, list[Any]]:
    """Codes of the identifier, or of the name where there is none, and the value of each code."""
    codes, values = rows.codes(identifier), rows.values(identifier)
    without = codes < 0
    if without.any():
        names = np.where(rows.codes(name) < 0, -1, rows.codes(name) + len(values))
        codes, values = np.where(without, names, codes), [*values, *rows.values(name)]
    return codes, values


def visible(rows: Coded, as_of: datetime, recorded_by: datetime | None, released_only: bool) -> Flags:
    """True for each row that was known: published by the day asked about, or, undated, recorded by the moment.

    A row published later, or recorded after `recorded_by`, is not; nor one that is not released where only released
    rows
    count.
    """
    published = rows.days("published_at")
    known = (published != NEVER) & (published <= as_of.astimezone(ZONE).date().toordinal())
    undated = published == NEVER
    if undated.any():
        known |= undated & (rows.moments("recorded_at") <= nanoseconds(as_of))
    if recorded_by is not None:
        known &= rows.moments("recorded_at") <= nanoseconds(recorded_by)
    if released_only:
        known &= is_released(rows.frame).to_numpy()
    return _not_taken_back(rows, np.asarray(known, dtype=bool))


def _not_taken_back(rows: Coded, known: Flags) -> Flags:
    """Without the vintages that a later one of the same figure and source replaced by "no value"."""
    missing = known & rows.frame["value"].isna().to_numpy()
    if not missing.any():
        return known
    at = np.flatnonzero(known)
    figure = figures(rows, "source")[at]
    stands = newest(figure, rows.days("published_at")[at], rows.moments("recorded_at")[at])
    ended = figure[stands[missing[at[stands]]]]
    known[at[np.isin(figure, ended) & ~missing[at]]] = False
    return known


def is_released(observations: pd.DataFrame) -> pd.Series:
    """True for what the outside may see; a row that does not say so is released when it has a date or a source
    (practice
    10).
    """
    said = observations["release"]
    implied = observations["published_at"].notna() | observations["source"].notna()
    return (said != Release.UNRELEASED) & (said.notna() | implied)


def effective_authority(rows: Coded) -> Integers:
    """The rank of each row's voice; what was reckoned from other figures ranks last, unknown voices before it."""
    said = rows.per("authority", _authority, np.int64)
    derived = rows.per("observed_kind", lambda kind: kind == ObservedKind.DERIVED, bool)
    return np.where(derived, int(Authority.DERIVED), said).astype(np.int64)


def _authority(value: Any) -> int:
    return int(value) if value is not None and value > 0 else int(Authority.INSPECTED)


def newest(figure_and_source: Integers, published: Integers, recorded: Integers) -> Integers:
    """Positions of the vintage that holds for each figure and source: latest publication, then latest recording, then
    last row.
    """
    order = np.lexsort((recorded, published, figure_and_source))
    ordered = figure_and_source[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    return np.sort(order[last]).astype(np.int64)


def by_voice(figure: Integers, authority: Integers, published: Integers, recorded: Integers) -> Integers:
    """Positions of the rows figure by figure, those of each from the weakest voice to the one that decides.

    Authority decides, then dated before undated, then the later publication, then the later recording.
    """
    return np.lexsort((-np.arange(len(figure)), recorded, published, -authority, figure)).astype(np.int64)


def ranked(figure: Integers, authority: Integers, published: Integers, recorded: Integers) -> tuple[Integers, Integers]:
    """Positions of the row that decides each figure, and for every row that of the row that decides its figure."""
    order = by_voice(figure, authority, published, recorded)
    ordered = figure[order]
    last = np.append(ordered[1:] != ordered[:-1], True)[: len(figure)]
    group = np.cumsum(np.append(False, last[:-1]))[: len(figure)]
    deciders = order[last].astype(np.int64)
    decides = np.empty(len(figure), dtype=np.int64)
    decides[order] = deciders[group]
    return np.sort(deciders), decides


def known_by_source(
    observations: pd.DataFrame, as_of: datetime, recorded_by: datetime | None = None, *, released_only: bool = False
) -> pd.DataFrame:
    """OBSERVATIONS as every source stood at a moment: one row a figure and source, in the given order."""
    seen = observations[visible(Coded(observations), as_of, recorded_by, released_only)]
    if seen.empty:
        return seen
    rows = Coded(seen)
    return seen.iloc[newest(figures(rows, "source"), rows.days("published_at"), rows.moments("recorded_at"))]


def known_at(
    observations: pd.DataFrame, as_of: datetime, recorded_by: datetime | None = None, *, released_only: bool = False
) -> pd.DataFrame:
    """OBSERVATIONS as they stood at a moment: one row a figure, the one whose source outranks, in the given order
    (gap-model A11).
    """
    seen = known_by_source(observations, as_of, recorded_by, released_only=released_only)
    if seen.empty:
        return seen
    rows = Coded(seen)
    order = (effective_authority(rows), rows.days("published_at"), rows.moments("recorded_at"))
    return seen.iloc[ranked(figures(rows), *order)[0]]


def figures(rows: Coded, *more: str) -> Integers:
    """One integer for each figure of OBSERVATIONS rows (and each value of further columns)."""
    place, _ = identity(rows, "place_code", "place")
    indicator, _ = identity(rows, "indicator_id", "indicator")
    money = [denomination(str(unit)) for unit in rows.values("unit")]
    currency = np.unique([*money, ""], return_inverse=True)[1][rows.codes("unit")]
    return combined(place, indicator, currency, *(rows.codes(c) for c in (*FIGURE, *more)))
