"""Comparing an upload with what is kept, and writing what is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, Integer, MetaData, Table, and_, select

from measures.frames import OBSERVATIONS, numbered
from storage.bulk import chunks_of, fetch_columns, insert_rows, plain, rows_at_hand
from storage.columns import Key, Words, storable
from storage.effects import Claims, Effects, judge
from storage.framing import objects
from storage.series import Ints, Subjects, find_subjects
from storage.tables import vintages

#: Keys that the comparison asks for, for the length of one transaction.
WANTED = Table(
    "wanted",
    MetaData(),
    Column("key", Integer),
    Column("series_id", Key),
    Column("period", Words),
    Column("basis", Words),
    prefixes=["TEMPORARY"],
)
#: Columns of a vintage but its id.
WRITTEN = tuple(column.name for column in vintages.c if column.name != "id")
#: Columns whose words make two values different ones.
TELLING = ("unit", "status", "qualifier")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An upload beside the history."""

    subjects: Subjects
    effects: Effects
    #: ids of the vintages of the history that the effects refer to
    old_ids: Ints
    #: units of the same vintages
    old_units: Sequence[str | None]


def storable_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with texts that both databases take; the very frame where they already are."""
    mended = {}
    for name, kind in OBSERVATIONS.items():
        if kind == "text" and name in frame:
            words = "".join(value for value in set(frame[name].tolist()) if isinstance(value, str))
            if storable(words) != words:
                mended[name] = frame[name].map(lambda value: storable(value) if isinstance(value, str) else value)
    return frame.assign(**mended) if mended else frame


def compare(c: Connection, frame: pd.DataFrame) -> Comparison:
    """Judge every row of an upload against the vintages of its key."""
    subjects = find_subjects(c, frame)
    first, key = _keys(frame, subjects)
    history = _history(c, frame, subjects, first)
    words, old_words = _words_alike(frame, history)
    incoming = Claims(
        key=key,
        published=_ordinals(frame["published_at"]),
        value=frame["value"].to_numpy(dtype=np.float64),
        words=words,
    )
    past = Claims(
        key=history["key"].to_numpy(dtype=np.int64),
        published=_ordinals(history["published_at"]),
        value=history["value"].to_numpy(dtype=np.float64),
        words=old_words,
    )
    return Comparison(
        subjects=subjects,
        effects=judge(incoming, past, history["edition"].to_numpy(dtype=np.int64)),
        old_ids=history["id"].to_numpy(dtype=np.int64),
        old_units=history["unit"].tolist(),
    )


def _keys(frame: pd.DataFrame, subjects: Subjects) -> tuple[Ints, Ints]:
    """Return the first row of each key, and each row's key, numbered from 0."""
    period, periods = numbered(frame["period"])
    basis, bases = numbered(frame["basis"])
    combined = (subjects.of_row * (len(periods) + 1) + period + 1) * (len(bases) + 1) + basis + 1
    _, first, key = np.unique(combined, return_index=True, return_inverse=True)
    return first.astype(np.int64), key.astype(np.int64)


def write(c: Connection, frame: pd.DataFrame, subjects: Subjects, effects: Effects, upload_id: int) -> None:
    """Write the vintages that are to be stored, in the order of the file."""
    codes, days = numbered(frame["published_at"])
    published = objects([*(f"{day:%Y-%m-%d}" for day in days), None])
    values = frame["value"].to_numpy(dtype=np.float64)

    def pieces() -> Iterator[list[list[Any]]]:
        for some in chunks_of(np.flatnonzero(effects.stored)):
            of_row = subjects.of_row[some]
            own = zip(plain(frame["indicator"], some), subjects.names[of_row].tolist(), strict=True)
            made: dict[str, list[Any]] = {
                "series_id": subjects.ids[of_row].tolist(),
                "edition": effects.edition[some].tolist(),
                "published_at": published[codes[some]].tolist(),
                # + 0.0: SQLite knows no -0.0
                "value": [None if value != value else value + 0.0 for value in values[some].tolist()],
                "named": [name if name != first_name else None for name, first_name in own],
                "upload_id": [upload_id] * len(some),
                "authority": _whole(frame["authority"], some),
                "row": _whole(frame["row"], some),
            }
            yield [made[name] if name in made else plain(frame[name], some) for name in WRITTEN]

    insert_rows(c, vintages, WRITTEN, pieces())


def _whole(column: "pd.Series[Any]", rows: Ints) -> list[int]:
    return [int(value) for value in column.iloc[rows].fillna(0).tolist()]


def _history(c: Connection, frame: pd.DataFrame, subjects: Subjects, first: Ints) -> pd.DataFrame:
    """Return the vintages of the keys whose first rows are given, in the order in which they became known."""
    ids = subjects.ids[subjects.of_row[first]]
    wanted = np.flatnonzero(ids > 0)
    v = vintages.c
    names = ("id", "edition", "published_at", "value", *TELLING)
    if not len(wanted):
        return pd.DataFrame({name: [] for name in ("key", *names)})
    pieces = (
        [some.tolist(), ids[some].tolist(), plain(frame["period"], first[some]), plain(frame["basis"], first[some])]
        for some in chunks_of(wanted)
    )
    with rows_at_hand(c, WANTED, pieces) as wanted_keys:
        key = wanted_keys.c
        query = (
            select(key.key, *(v[name] for name in names))
            .join(vintages, and_(*(v[name] == key[name] for name in ("series_id", "period", "basis"))))
            .order_by(key.key, v.edition)
        )
        return pd.DataFrame(
            fetch_columns(c, query, {"key": "int64", "id": "int64", "edition": "int64", "value": "float64"})
        )


def _ordinals(column: "pd.Series[Any]") -> Ints:
    """Return days as ordinals, 0 for an unknown one."""
    codes, days = numbered(column)
    return np.array([*(day.toordinal() for day in days), 0], dtype=np.int64)[codes]


def _words_alike(frame: pd.DataFrame, history: pd.DataFrame) -> tuple[Ints, Ints]:
    """Number the units, statuses and qualifiers of both so that equal words have equal numbers."""
    count = len(frame)
    codes: NDArray[np.int64] = np.zeros(count + len(history), dtype=np.int64)
    for name in TELLING:
        both = np.concatenate([frame[name].to_numpy(dtype=object), history[name].to_numpy(dtype=object)])
        numbers, uniques = numbered(both)
        codes = codes * (len(uniques) + 1) + numbers + 1
    return codes[:count], codes[count:]
