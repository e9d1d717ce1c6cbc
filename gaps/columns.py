"""A frame whose columns are read as codes, each once: hundreds of thousands of rows share a few texts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gaps.exact import Integers, Objects

#: a day or moment that is not there
NEVER = np.iinfo(np.int64).min


def factorized(values: pd.Series) -> tuple[Integers, Any]:
    """Codes of a column, −1 for what is missing, and the value of each code."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.int32), np.asarray(values.cat.categories, dtype=object)
    plain = values.to_numpy(dtype=object) if values.dtype.kind not in "iufb" else values.to_numpy()
    codes, uniques = pd.factorize(plain)
    return codes.astype(np.int32), uniques


def combined(*columns: Integers) -> Integers:
    """One integer for each distinct row of several code columns; −1 is a value like any other."""
    result: Any = columns[0].astype(np.int64) + 1
    for column in columns[1:]:
        width = int(column.max(initial=-1)) + 2
        if int(result.max(initial=0)) > np.iinfo(np.int64).max // width // 2:
            result = pd.factorize(result)[0].astype(np.int64)
        result = result * width + column + 1
    return np.asarray(result, dtype=np.int64)


class Coded:
    """A frame, its columns as codes."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._read: dict[str, tuple[Integers, Any]] = {}
        self._combinations: dict[tuple[str, ...], tuple[Integers, Integers]] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def codes(self, name: str) -> Integers:
        """Codes of a column, −1 for what is missing."""
        return self._column(name)[0]

    def values(self, name: str) -> list[Any]:
        """The value of each code of a column."""
        return list(self._column(name)[1])

    def _column(self, name: str) -> tuple[Integers, Any]:
        if name not in self._read:
            self._read[name] = factorized(self.frame[name])
        return self._read[name]

    def per(self, name: str, answer: Callable[[Any], Any], dtype: Any) -> Any:
        """A function of a column's value, asked once for each value and once for none."""
        answers = np.empty(len(self.values(name)) + 1, dtype=dtype)
        for position, value in enumerate((*self.values(name), None)):
            answers[position] = answer(value)
        return answers[self.codes(name)]

    def per_row(self, names: tuple[str, ...], answer: Callable[..., Any], dtype: Any) -> Any:
        """A function of several columns' values, asked once for each distinct combination."""
        codes, first = self.distinct(names)
        answers = np.empty(len(first), dtype=dtype)
        for position, at in enumerate(first.tolist()):
            answers[position] = answer(*(self._value(name, at) for name in names))
        return answers[codes]

    def distinct(self, names: tuple[str, ...]) -> tuple[Integers, Integers]:
        """Codes of the combinations of several columns, and a row of each."""
        if names not in self._combinations:
            self._combinations[names] = self._combine(names)
        return self._combinations[names]

    def _combine(self, names: tuple[str, ...]) -> tuple[Integers, Integers]:
        numbers = combined(*(self.codes(name) for name in names))
        codes, uniques = pd.factorize(numbers)
        first = np.full(len(uniques), -1, dtype=np.int64)
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        return codes.astype(np.int32), first

    def _value(self, name: str, at: int) -> Any:
        code = int(self.codes(name)[at])
        return None if code < 0 else self._column(name)[1][code]

    def missing(self, name: str) -> Any:
        """True where a column has no value."""
        return self.codes(name) < 0

    def days(self, name: str) -> Integers:
        """A column of days as day numbers, NEVER where there is none."""
        days: Integers = self.per(name, lambda v: NEVER if v is None else _ordinal(v), np.int64)
        return days

    def moments(self, name: str) -> Integers:
        """A column of moments as nanoseconds of UTC, NEVER where there is none."""
        column = self.frame[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            numbers = column.dt.tz_convert("UTC").dt.as_unit("ns").astype("int64").to_numpy()
            return np.where(column.isna().to_numpy(), NEVER, numbers)
        moments: Integers = self.per(name, lambda v: NEVER if v is None else nanoseconds(v), np.int64)
        return moments


def _ordinal(value: Any) -> int:
    return int(value.toordinal()) if isinstance(value, date) else int(pd.Timestamp(value).toordinal())


def nanoseconds(moment: Any) -> int:
    """A moment as nanoseconds of UTC."""
    return int(pd.Timestamp(moment).tz_convert("UTC").as_unit("ns").value)


def objects(values: pd.Series) -> Objects:
    """A column as objects, None for what is missing."""
    return filled(values.array)


def filled(values: Any) -> Objects:
    """An array of a column as objects, None for what is missing."""
    plain = np.asarray(values, dtype=object)
    missing = np.asarray(pd.isna(plain), dtype=bool)
    if missing.any():
        plain = plain.copy()
        plain[missing] = None
    return plain


#: up to here a value is asked one by one: grouping costs more
_FEW = 32


def per_unique(values: Any, answer: Callable[[Any], Any], dtype: Any = object) -> Any:
    """A function of each value, asked once for each distinct one; the answers in the values' order."""
    plain = objects(values) if isinstance(values, pd.Series) else values
    if len(plain) <= _FEW:
        return array([answer(v) for v in plain], dtype)
    codes, uniques = pd.factorize(plain)
    missing = [answer(None)] if int(codes.min(initial=0)) < 0 else []
    return array([answer(v) for v in uniques] + missing, dtype)[codes]


def per_pair(first: Any, second: Any, answer: Callable[[Any, Any], Any], dtype: Any = object) -> Any:
    """A function of two values, asked once for each distinct pair; the answers in the values' order."""
    one, two = (objects(v) if isinstance(v, pd.Series) else v for v in (first, second))
    if len(one) <= _FEW:
        return array([answer(a, b) for a, b in zip(one, two, strict=True)], dtype)
    first_codes, second_codes = pd.factorize(one)[0], pd.factorize(two)[0]
    codes, pairs = pd.factorize((first_codes + 1) * (int(second_codes.max(initial=-1)) + 2) + second_codes + 1)
    at = np.zeros(len(pairs), dtype=np.int64)
    at[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return array([answer(one[p], two[p]) for p in at.tolist()], dtype)[codes]


def array(answers: list[Any], dtype: Any) -> Any:
    """A list as a one-dimensional array, whatever its elements are."""
    array = np.empty(len(answers), dtype=dtype)
    for position, answer in enumerate(answers):
        array[position] = answer
    return array
