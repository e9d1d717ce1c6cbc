"""What each incoming row does to the history (gap-model A11). Pure: arrays in, arrays out, nothing row by row."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from measures.terms import Change

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: The order in which changes are numbered here.
CHANGES: Final = tuple(Change)
NEW, UNCHANGED, REVISED, CORRECTED, CONFLICT, SKIPPED = range(len(CHANGES))


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Rows that each claim a value; one array element a row."""

    #: the same number for the same source, place, indicator, measure, price basis, period and basis
    key: Ints
    #: day of publication as an ordinal, 0 = unknown
    published: Ints
    #: NaN for a value that is said to be missing
    value: Floats
    #: the same number for the same unit, status and qualifier
    words: Ints

    def take(self, rows: Ints) -> "Claims":
        """Return some of the rows."""
        return Claims(
            key=self.key[rows], published=self.published[rows], value=self.value[rows], words=self.words[rows]
        )


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """What becomes of each incoming row; one array element an incoming row."""

    #: position in CHANGES
    change: NDArray[np.int8]
    #: True where a vintage is to be stored; an edition with an unchanged value is stored too
    stored: NDArray[np.bool_]
    #: number of the vintage among those of its key, 0 where nothing is stored
    edition: Ints
    #: row of the history that it was compared with, -1 for none
    old: Ints
    #: the value that it was compared with, NaN for none
    old_value: Floats


def judge(incoming: Claims, history: Claims, editions: Ints) -> Verdicts:
    """Return what each row changes.

    `history` is in the order in which it became known, `editions` numbers it within each key. An undated row never
    outranks a dated one: where the history has only dated ones, it is unchanged if it repeats the latest, else a
    conflict.
    """
    count = len(incoming.key)
    change = np.full(count, NEW, dtype=np.int8)
    stored = np.ones(count, dtype=np.bool_)
    rest = _set_repetitions_aside(incoming, change, stored)
    latest = _latest_of_each_publication(history)
    joined = _joined(history.take(latest), incoming.take(rest))
    is_row = np.arange(len(joined.key)) >= len(latest)
    order = np.lexsort((is_row, joined.published, joined.key))
    before = np.full(len(order), -1, dtype=np.int64)
    follows = joined.key[order][1:] == joined.key[order][:-1]
    before[order[1:][follows]] = order[:-1][follows]

    here = np.flatnonzero(is_row)
    reference = before[here]
    undated = (reference < 0) & (joined.published[here] == 0)
    last_dated = _last_dated(history.take(latest), joined.key[here])
    contradicts = undated & (last_dated >= 0)
    reference = np.where(contradicts, last_dated, reference)

    same = _equal(joined, here, reference)
    published_alike = (reference >= 0) & (joined.published[here] == joined.published[reference])
    change[rest] = np.select(
        [reference < 0, same, contradicts, published_alike], [NEW, UNCHANGED, CONFLICT, CORRECTED], REVISED
    )
    stored[rest] = ~(same & (published_alike | contradicts))

    old = np.full(count, -1, dtype=np.int64)
    from_history = (reference >= 0) & (reference < len(latest))
    old[rest[from_history]] = latest[reference[from_history]]
    old_value = np.full(count, np.nan)
    old_value[rest[reference >= 0]] = joined.value[reference[reference >= 0]]
    return Verdicts(
        change=change,
        stored=stored,
        edition=_numbered(incoming, stored, history, editions),
        old=old,
        old_value=old_value,
    )


def _set_repetitions_aside(rows: Claims, change: NDArray[np.int8], stored: NDArray[np.bool_]) -> Ints:
    """Mark rows that repeat or contradict an earlier row of the same key and publication; return the others."""
    order = np.lexsort((rows.published, rows.key))
    key, published = rows.key[order], rows.published[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (key[1:] != key[:-1]) | (published[1:] != published[:-1])
    if first.all():
        return np.arange(len(order))
    leader = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    repeated, against = order[~first], leader[~first]
    same = _equal(rows, repeated, against)
    change[repeated] = np.where(same, SKIPPED, CONFLICT)
    stored[repeated] = False
    return np.sort(order[first])


def _latest_of_each_publication(history: Claims) -> Ints:
    order = np.lexsort((history.published, history.key))
    if not len(order):
        return order
    key, published = history.key[order], history.published[order]
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = (key[1:] != key[:-1]) | (published[1:] != published[:-1])
    return order[last]


def _last_dated(latest: Claims, keys: Ints) -> Ints:
    """Return for each key the row of the latest dated publication, -1 for none. `latest` is sorted by key and date."""
    found = np.searchsorted(latest.key, keys, side="right") - 1
    if not len(latest.key):
        return np.full(len(keys), -1, dtype=np.int64)
    good = (found >= 0) & (latest.key[found] == keys) & (latest.published[found] > 0)
    return np.where(good, found, -1)


def _joined(first: Claims, second: Claims) -> Claims:
    def both(name: str) -> Any:
        return np.concatenate([getattr(first, name), getattr(second, name)])

    return Claims(key=both("key"), published=both("published"), value=both("value"), words=both("words"))


def _equal(rows: Claims, ones: Ints, others: Ints) -> NDArray[np.bool_]:
    """Tell where two rows say the same; False where the other is -1."""
    a, b = rows.value[ones], rows.value[others]
    same_value = (a == b) | (np.isnan(a) & np.isnan(b))
    same: NDArray[np.bool_] = (others >= 0) & same_value & (rows.words[ones] == rows.words[others])
    return same


def _numbered(rows: Claims, stored: NDArray[np.bool_], history: Claims, editions: Ints) -> Ints:
    """Number the stored rows of each key after those of the history, in the order of their publication."""
    edition = np.zeros(len(rows.key), dtype=np.int64)
    kept = np.flatnonzero(stored)
    if not len(kept):
        return edition
    order = kept[np.lexsort((rows.published[kept], rows.key[kept]))]
    key = rows.key[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = key[1:] != key[:-1]
    position = np.arange(len(order))
    within = position - np.maximum.accumulate(np.where(first, position, 0))
    known = np.zeros(int(rows.key.max()) + 1, dtype=np.int64)
    np.maximum.at(known, history.key, editions)
    edition[order] = within + 1 + known[key]
    return edition
