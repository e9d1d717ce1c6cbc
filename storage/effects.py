"""What each incoming row does to the history (gap-model A11). Pure: arrays in, arrays out, nothing row by row."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from measures.terms import Change

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Rows that are judged together.
PIECE: Final = 200_000
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
class Effects:
    """What each incoming row does; one array element an incoming row."""

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


def judge(incoming: Claims, history: Claims, editions: Ints, *, most: int = PIECE) -> Effects:
    """Return what each row changes.

    `history` is in the order in which it became known, `editions` numbers it within each key. An undated row never
    outranks a dated one: where only dated ones are known it is unchanged if it repeats the latest, else a conflict.
    Keys are judged apart, some at a time: about `most` rows, so that memory does not grow with the upload.
    """
    count = len(incoming.key)
    if count <= most:
        return _judge(incoming, history, editions)
    found = Effects(
        change=np.empty(count, dtype=np.int8),
        stored=np.empty(count, dtype=np.bool_),
        edition=np.empty(count, dtype=np.int64),
        old=np.empty(count, dtype=np.int64),
        old_value=np.empty(count),
    )
    keys = int(incoming.key.max()) + 1
    step = max(1, keys * most // count)
    for first in range(0, keys, step):
        rows = np.flatnonzero((incoming.key >= first) & (incoming.key < first + step))
        past = np.flatnonzero((history.key >= first) & (history.key < first + step))
        part = _judge(incoming.take(rows), history.take(past), editions[past])
        found.change[rows], found.stored[rows], found.edition[rows] = part.change, part.stored, part.edition
        found.old_value[rows] = part.old_value
        found.old[rows] = np.append(past, -1)[part.old]
    return found


def _judge(incoming: Claims, history: Claims, editions: Ints) -> Effects:
    count = len(incoming.key)
    change = np.full(count, NEW, dtype=np.int8)
    stored = np.ones(count, dtype=np.bool_)
    rest = _set_repetitions_aside(incoming, change, stored)
    latest = _latest_of_each_publication(history)
    late = _undated_among_dated(incoming, rest, history.take(latest))
    rows = np.concatenate([rest[~late], rest[late]])
    joined = _joined(history.take(latest), incoming.take(rows))
    here = len(latest) + np.arange(len(rows))
    before = _before(joined, len(latest), int(late.sum()))[here]

    same = _equal(joined, here, before)
    together = (before >= 0) & (joined.published[here] == joined.published[before])
    contradicts = np.concatenate([late[~late], late[late]])
    change[rows] = np.select([before < 0, same, contradicts, together], [NEW, UNCHANGED, CONFLICT, CORRECTED], REVISED)
    stored[rows] = ~(same & (together | contradicts))

    old = np.full(count, -1, dtype=np.int64)
    from_history = (before >= 0) & (before < len(latest))
    old[rows[from_history]] = latest[before[from_history]]
    old_value = np.full(count, np.nan)
    old_value[rows[before >= 0]] = joined.value[before[before >= 0]]
    edition = _numbered(incoming, stored, history, editions)
    return Effects(change=change, stored=stored, edition=edition, old=old, old_value=old_value)


def _undated_among_dated(incoming: Claims, rest: Ints, latest: Claims) -> NDArray[np.bool_]:
    """Tell which of the rows are undated where only dated ones are known, the file's own included."""
    dated = np.concatenate([latest.key[latest.published > 0], incoming.key[rest][incoming.published[rest] > 0]])
    undated = latest.key[latest.published == 0]
    key = incoming.key[rest]
    found: NDArray[np.bool_] = (incoming.published[rest] == 0) & np.isin(key, dated) & ~np.isin(key, undated)
    return found


def _before(joined: Claims, first_row: int, late: int) -> Ints:
    """Return for each claim the one that it is compared with, -1 for none.

    That is the one before it by publication, the history's before the file's; for the last `late` claims, which are
    undated, the latest of all.
    """
    is_row = np.arange(len(joined.key)) >= first_row
    is_late = np.arange(len(joined.key)) >= len(joined.key) - late
    order = np.lexsort((is_row, joined.published, is_late, joined.key))
    before = np.full(len(order), -1, dtype=np.int64)
    follows = joined.key[order][1:] == joined.key[order][:-1]
    before[order[1:][follows]] = order[:-1][follows]
    return before


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
    first_key = int(min(rows.key.min(), history.key.min(initial=rows.key[0])))
    known = np.zeros(int(max(rows.key.max(), history.key.max(initial=0))) + 1 - first_key, dtype=np.int64)
    np.maximum.at(known, history.key - first_key, editions)
    edition[order] = within + 1 + known[key - first_key]
    return edition
