"""Rows of a contract table as plain Python values."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def plain(value: Any) -> Any:
    """A cell as JSON knows it: None for every kind of missing, Python numbers for NumPy's."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return None if value != value else float(value)
    if isinstance(value, list):
        return tuple(value)
    return value.item() if hasattr(value, "item") else value


def records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Each row as a mapping from column to plain value."""
    names = [str(name) for name in frame.columns]
    columns = [[plain(value) for value in frame[name].tolist()] for name in frame.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))
