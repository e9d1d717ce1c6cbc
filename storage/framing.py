"""Making frames whose columns are exactly of the kinds that measures.frames promises."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.frames import checked

#: Kind of a column → how pandas keeps it. Everything that may be None stays a Python object.
DTYPES = {"number": "float64", "integer": "int64", "flag": "bool"}


def framed(values: Mapping[str, Sequence[Any] | NDArray[Any]], columns: dict[str, str], table: str) -> pd.DataFrame:
    """Return columns of Python values as a frame of the contract."""
    made = {name: _column(objects(values[name]), kind) for name, kind in columns.items()}
    return checked(pd.DataFrame(made), columns, table)


def objects(values: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Return values as an array of Python objects, lists kept whole."""
    if isinstance(values, np.ndarray):
        return values
    kept = np.empty(len(values), dtype=object)
    kept[:] = values
    return kept


def _column(values: NDArray[Any], kind: str) -> "pd.Series[Any]":
    dtype = DTYPES.get(kind, "object")
    return pd.Series(values.astype(dtype, copy=False), dtype=dtype)  # None becomes NaN among numbers
