"""Columns of many rows with few different texts: each is read once, its result mapped over the rows by numpy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from measures.frames import numbered

Codes = npt.NDArray[np.signedinteger]
Mask = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Column:
    """The texts of one column: words[codes[i]] is row i."""

    #: position of each row's word
    codes: Codes
    #: the different words, stripped
    words: tuple[str, ...]

    def map(self, read: Callable[[str], object]) -> tuple[object, ...]:
        """Return one result a word."""
        return tuple(read(word) for word in self.words)

    def kept(self, rows: Mask) -> "Column":
        """Return the column of the rows that are marked."""
        return self if rows.all() else Column(codes=self.codes[rows], words=self.words)


def column(texts: pd.Series) -> Column:
    """Return the column of a series of texts; what is absent is the empty text."""
    codes, different = pd.factorize(texts, use_na_sentinel=False)
    words = tuple("" if word is None or word != word else str(word).strip() for word in different)
    return Column(codes=codes.astype(np.int32), words=words)


def constant(word: str, rows: int) -> Column:
    """Return a column that says the same in every row."""
    return Column(codes=np.zeros(rows, dtype=np.int64), words=(word,))


def spread(values: Sequence[object], codes: Codes) -> Objects:
    """Return values[codes] as objects; equal values share one object."""
    found = np.empty(len(values), dtype=object)
    found[:] = list(values)
    return found[codes]


def combined(parts: Iterable[Codes]) -> Codes:
    """Return a number for each row that is the same where all codes are."""
    key: Codes = np.zeros(1, dtype=np.int64)
    for codes in parts:
        width = int(codes.max(initial=0)) + 1
        if key.max(initial=0) > (1 << 62) // width:
            key = pd.factorize(key)[0].astype(np.int64)
        key = key * width + codes
    return key


def joined(parts: Iterable[Codes]) -> tuple[Codes, Codes]:
    """Return (first row of each different combination, each row's combination number)."""
    key = combined(parts)
    numbers, different = numbered(key)
    first = np.full(len(different), -1, dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return first, numbers.astype(np.int32)


def frame_of(data: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame:
    """Return the columns as a frame without copying; texts stay objects, so that what is absent stays None."""
    index = pd.RangeIndex(len(next(iter(data.values()), ())))  # one for all, else pandas compares them pairwise
    series = {
        name: pd.Series(values, index=index, dtype=object if values.dtype == object else None, copy=False)
        for name, values in data.items()
    }
    return pd.DataFrame(series, index=index, copy=False)
