"""Series: what the rows of an upload are about, resolved to the integers under which their vintages are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, select, update

from measures.frames import numbered
from measures.units import denomination
from storage.bulk import chunks_of, insert_rows
from storage.tables import series
from storage.transactions import Writing

#: Most values of one IN list.
MOST = 500

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """The distinct series of an upload."""

    #: for each row of the upload its position here
    of_row: Ints
    #: labels of its first row: '' for what is missing
    labels: pd.DataFrame
    #: id in the store, 0 for a series that is not there yet
    ids: Ints
    #: the indicator's name in the store
    names: NDArray[np.object_]
    #: positions whose series the catalogue did not know when it was first uploaded
    unlinked: Ints


LABELS = ("source", "place", "place_code", "indicator", "indicator_id", "measure", "price_basis", "denomination")
#: Labels that make the key. The subject is the indicator's id, or its name where it has none, so that two names of one
#: indicator are one series.
KEY = ("source", "place_code", "subject", "measure", "price_basis", "denomination")


def find_subjects(c: Connection, frame: pd.DataFrame) -> Subjects:
    """Return the distinct series of an upload with the ids that the store has for them."""
    subject = frame["indicator_id"].where(frame["indicator_id"].notna(), frame["indicator"])
    frame = frame.assign(denomination=_denominations(frame["unit"]))
    of_row, first = _distinct([subject, *(frame[name] for name in KEY if name != "subject")])
    labels = pd.DataFrame({name: _words(frame[name].iloc[first]) for name in LABELS})
    return _found(c, of_row, labels)


def _found(c: Connection, of_row: Ints, labels: pd.DataFrame) -> Subjects:
    known = _known(c, labels)
    ids = np.zeros(len(labels), dtype=np.int64)
    names = labels["indicator"].to_numpy(dtype=object, copy=True)
    unlinked = []
    columns = [labels[name].tolist() for name in ("source", "place_code", "indicator_id", "indicator", *KEY[3:])]
    for position, (source, place, indicator_id, indicator, *more) in enumerate(zip(*columns, strict=True)):
        found = known.get((source, place, indicator_id or indicator, *more))
        if found is None and indicator_id:
            found = known.get((source, place, indicator, *more))
            if found is not None:
                unlinked.append(position)
        if found is not None:
            ids[position], names[position] = found
    return Subjects(of_row=of_row, labels=labels, ids=ids, names=names, unlinked=np.array(unlinked, dtype=np.int64))


def enter_subjects(w: Writing, subjects: Subjects) -> Subjects:
    """Give every series of an upload an id: link those that the catalogue now knows, add those that are new."""
    labels = subjects.labels
    if len(subjects.unlinked):
        link = (
            update(series)
            .where(series.c.id == bindparam("of"))
            .values(indicator_id=bindparam("linked"), subject=bindparam("linked"))
        )
        linked = labels["indicator_id"].iloc[subjects.unlinked]
        rows = zip(subjects.ids[subjects.unlinked].tolist(), linked, strict=True)
        w.connection.execute(link, [{"of": of, "linked": indicator} for of, indicator in rows])
    missing = np.flatnonzero(subjects.ids == 0)
    if not len(missing):
        return subjects
    subject = labels["indicator_id"].where(labels["indicator_id"] != "", labels["indicator"])
    columns = [*(labels[name] for name in LABELS), subject]
    pieces = ([column.iloc[rows].tolist() for column in columns] for rows in chunks_of(missing))
    insert_rows(w.connection, series, (*LABELS, "subject"), pieces)
    return _found(w.connection, subjects.of_row, labels)


def _denominations(unit: "pd.Series[Any]") -> NDArray[np.object_]:
    """Return the denomination of each row; every different unit is looked at once."""
    codes, units = numbered(unit)
    return np.array([*(denomination(str(text)) for text in units), ""], dtype=object)[codes]


def _distinct(columns: Sequence["pd.Series[Any]"]) -> tuple[Ints, Ints]:
    """Return for each row the number of its combination of values, and each combination's first row, in file order."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, uniques = numbered(column)
        combined = combined * (len(uniques) + 1) + codes + 1
        if len(uniques) > 1:  # keep the numbers small: a product of many columns would run over
            combined, _ = numbered(combined)
    of_row, different = numbered(combined)
    first = np.empty(len(different), dtype=np.int64)
    first[of_row[::-1]] = np.arange(len(of_row) - 1, -1, -1)
    return of_row, first


def _words(column: "pd.Series[Any]") -> NDArray[np.object_]:
    values = column.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = ""
    return values


def _known(c: Connection, labels: pd.DataFrame) -> dict[tuple[str, ...], tuple[int, str]]:
    """Return the series of the store that may be meant, by key: id and name of the indicator."""
    found: dict[tuple[str, ...], tuple[int, str]] = {}
    places = labels["place_code"].unique().tolist()
    sources = labels["source"].unique().tolist()
    query = select(series.c.id, series.c.indicator, *(series.c[name] for name in KEY))
    if len(places) <= MOST:
        query = query.where(series.c.place_code.in_(places))
    for start in range(0, len(sources), MOST):
        for row in c.execute(query.where(series.c.source.in_(sources[start : start + MOST]))):
            found[tuple(row[2:])] = (row[0], row[1])
    return found
