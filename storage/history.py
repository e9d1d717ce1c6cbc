"""Reading the history of observations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Column, ColumnElement, Connection, MetaData, Select, Table, and_, func, or_, select, true

from measures.errors import NotFound
from measures.frames import OBSERVATIONS
from measures.terms import Release
from storage.bulk import chunks_of, fetch_columns, rows_at_hand
from storage.columns import Key
from storage.days import day_of
from storage.framing import DTYPES, framed, objects
from storage.tables import series, uploads, vintages

#: Most values of one IN list. More places are looked up here, more series joined with.
MOST = 5000
#: Series that are asked for, for the length of one transaction.
CHOSEN = Table("chosen", MetaData(), Column("series_id", Key), prefixes=["TEMPORARY"])
#: Labels that stand with the series.
LABELS = ("place", "place_code", "indicator", "indicator_id", "measure", "price_basis", "source")
#: Labels whose '' in the database means that there is none.
ABSENT = ("indicator_id", "price_basis", "source")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One statistic of one place from one source."""

    id: int
    source: str | None
    place: str
    place_code: str
    #: as first uploaded
    indicator: str
    #: of the catalogue, None where unlinked
    indicator_id: str | None
    measure: str
    price_basis: str | None
    #: measures.units.denomination of its values, '' for money at home and for no money
    denomination: str
    #: number of vintages
    vintages: int


@dataclass(frozen=True, kw_only=True)
class Vintage:
    """A value as it became known. Fields not explained here mean what measures.frames.OBSERVATIONS says."""

    vintage_id: int
    series_id: int
    place: str
    place_code: str
    indicator: str
    indicator_id: str | None
    measure: str
    period: str
    basis: str
    #: counts the vintages of this series and period from 1
    edition: int
    value: float | None
    value_text: str | None
    unit: str | None
    price_basis: str | None
    status: str | None
    qualifier: str | None
    source: str | None
    authority: int
    observed_kind: str | None
    release: str | None
    published_at: date | None
    recorded_at: datetime
    note: str | None
    upload_id: int
    #: name of the uploaded file
    upload: str
    #: of the raw file
    sha256: str
    sheet: str | None
    row: int
    column: str | None


def observations_frame(
    c: Connection,
    *,
    as_of: datetime | None = None,
    recorded_by: datetime | None = None,
    indicator_ids: Iterable[str] | None = None,
    indicators: Iterable[str] | None = None,
    place_codes: Iterable[str] | None = None,
    public_at: datetime | None = None,
) -> pd.DataFrame:
    """Return every vintage that was published by `as_of` and recorded by `recorded_by`; contract OBSERVATIONS.

    An undated one counts as published when it was recorded. A row is about one of `indicator_ids` or bears one of the
    names `indicators`, and stands in one of `place_codes`; None asks for all. In the order of recording. What was under
    embargo, or not published yet, at `public_at` (None: at `as_of`) is unreleased, whatever its upload says.
    """
    chosen = chosen_series(c, _names(indicator_ids), _names(indicators), _names(place_codes))
    v = vintages.c
    names = [name for name in OBSERVATIONS if name in v and name not in LABELS]
    query = select(v.id.label("vintage_id"), v.series_id, v.named, *(v[name] for name in names))
    if as_of is not None or recorded_by is not None:
        query = query.join(uploads, uploads.c.id == v.upload_id).where(*known_by(as_of, recorded_by))
    everything = indicator_ids is None and indicators is None and place_codes is None
    found = fetched(c, query, None if everything else chosen["id"])
    order = np.argsort(found["vintage_id"])
    columns = {name: values[order] for name, values in found.items()}
    position = np.searchsorted(chosen["id"], columns["series_id"])
    columns |= {name: chosen[name][position] for name in LABELS}
    of = {row.id: row for row in c.execute(select(uploads.c.id, uploads.c.recorded_at, uploads.c.embargo_until))}
    columns["recorded_at"] = objects([of[upload_id].recorded_at for upload_id in columns["upload_id"].tolist()])
    at = public_at or as_of
    closed = [row.id for row in of.values() if row.embargo_until and (at is None or at < row.embargo_until)]
    columns["release"][np.isin(columns["upload_id"], closed)] = Release.UNRELEASED.value
    if public_at is not None:
        days = columns["published_at"]
        later = [day is not None and day > day_of(public_at) for day in days.tolist()]
        columns["release"][np.array(later, dtype=bool)] = Release.UNRELEASED.value
    renamed = pd.notna(columns["named"])
    columns["indicator"][renamed] = columns["named"][renamed]
    return framed(columns, OBSERVATIONS, "observations")


def get_vintage(c: Connection, vintage_id: int) -> Vintage:
    """Return one value with the cell that it came from; raises NotFound."""
    query = (
        select(
            vintages,
            *(series.c[name] for name in LABELS),
            uploads.c.recorded_at,
            uploads.c.sha256,
            uploads.c.name.label("upload"),
        )
        .join(series, series.c.id == vintages.c.series_id)
        .join(uploads, uploads.c.id == vintages.c.upload_id)
        .where(vintages.c.id == vintage_id)
    )
    row = c.execute(query).mappings().first()
    if row is None:
        raise NotFound("vintage", vintage_id)
    values = {**row, "vintage_id": row["id"], "indicator": row["named"] or row["indicator"]}
    values |= {name: values[name] or None for name in ABSENT}
    return Vintage(**{name: value for name, value in values.items() if name not in ("id", "named")})


def list_series(
    c: Connection, *, place_code: str | None = None, indicator_id: str | None = None, indicator: str | None = None
) -> tuple[Series, ...]:
    """Return the series of a place and an indicator, by id."""
    count = select(func.count()).where(vintages.c.series_id == series.c.id).scalar_subquery()
    query = select(series, count.label("vintages")).order_by(series.c.id)
    if place_code is not None:
        query = query.where(series.c.place_code == place_code)
    if indicator_id is not None:
        query = query.where(series.c.indicator_id == indicator_id)
    if indicator is not None:
        query = query.where(series.c.indicator == indicator)
    found = []
    for row in c.execute(query).mappings():
        values = {name: value for name, value in row.items() if name != "subject"}
        values |= {name: values[name] or None for name in ABSENT}
        found.append(Series(**values))
    return tuple(found)


def _names(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else sorted(set(names))


def chosen_series(
    c: Connection, indicator_ids: list[str] | None, indicators: list[str] | None, place_codes: list[str] | None
) -> dict[str, NDArray[Any]]:
    """Return the series that are asked for, by id, as columns."""
    about: list[ColumnElement[bool]] = []
    if indicator_ids is not None:
        about.append(series.c.indicator_id.in_(indicator_ids))
    if indicators is not None:
        about.append(series.c.indicator.in_(indicators))
    query = select(series.c.id, *(series.c[name] for name in LABELS)).order_by(series.c.id)
    query = query.where(or_(*about) if about else true())
    if place_codes is not None and len(place_codes) <= MOST:
        query = query.where(series.c.place_code.in_(place_codes))
    found = fetch_columns(c, query, {"id": "int64"})
    if place_codes is not None:
        there = np.isin(found["place_code"].astype("U"), place_codes)
        found = {name: values[there] for name, values in found.items()}
    return found | {name: objects([value or None for value in found[name]]) for name in ABSENT}


def fetched(c: Connection, query: Select[Any], series_ids: NDArray[Any] | None) -> dict[str, NDArray[Any]]:
    """Return what a query of vintages finds in the given series, in any order; None asks for all."""
    numbers = {name: DTYPES[kind] for name, kind in OBSERVATIONS.items() if kind in DTYPES} | {"series_id": "int64"}
    if series_ids is None:
        return fetch_columns(c, query, numbers)
    if len(series_ids) <= MOST:
        return fetch_columns(c, query.where(vintages.c.series_id.in_(series_ids.tolist())), numbers)
    with rows_at_hand(c, CHOSEN, ([some.tolist()] for some in chunks_of(series_ids))) as chosen:
        joined = query.join(chosen, chosen.c.series_id == vintages.c.series_id)
        return fetch_columns(c, joined, numbers)


def known_by(as_of: datetime | None, recorded_by: datetime | None) -> list[ColumnElement[bool]]:
    """Return conditions: published, or undated and recorded, by one moment; recorded by another."""
    bounds: list[ColumnElement[bool]] = []
    if as_of is not None:
        undated = and_(vintages.c.published_at.is_(None), uploads.c.recorded_at <= as_of)
        bounds.append(or_(vintages.c.published_at <= day_of(as_of), undated))
    if recorded_by is not None:
        bounds.append(uploads.c.recorded_at <= recorded_by)
    return bounds
