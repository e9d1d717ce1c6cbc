"""Rows of one file that say the same thing twice, or two things about the same."""

import numpy as np
import pandas as pd

from ingest.columns import Mask, combined
from ingest.longform import TOLD, LongTable
from measures.errors import GapwatchError
from measures.frames import numbered
from measures.problems import Problem
from measures.terms import Severity
from measures.units import convert, denomination

#: What makes two rows speak of the same value of the same edition, beside the denomination of their units.
KEY = ("source", "place_code", "indicator", "measure", "price_basis", "period", "basis", "published_at")


def find_repeats(table: LongTable, frame: pd.DataFrame, valued: Mask) -> Mask:
    """Return the rows that repeat an earlier one; the same key with another value is an error, told in pairs."""
    repeated = np.zeros(len(frame), dtype=bool)
    units_of, units_named = numbered(frame["unit"])
    money = np.unique([*(denomination(str(text)) for text in units_named), ""], return_inverse=True)[1][units_of]
    key = combined((money, *(numbered(frame[name])[0] + 1 for name in KEY)))
    key = np.where(valued, key, -1 - np.arange(len(key)))
    ordered = np.sort(key)  # a table of a million keys would weigh more than sorting them
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    candidates = np.flatnonzero(np.isin(key, twice)) if len(twice) else twice
    values, units = frame["value"].to_numpy(), frame["unit"].to_numpy(dtype=object)
    firsts: dict[int, int] = {}
    told = 0
    for row in candidates.tolist():
        first = firsts.setdefault(int(key[row]), row)
        if first == row:
            continue
        repeated[row] = True
        same = same_value(values[first], units[first], values[row], units[row])
        told += 1
        if told <= TOLD:
            _tell(table, frame, first, row, same)
        elif not same:
            _tell(table, frame, first, row, same)
            break
    if told > TOLD:
        details = {"code": "duplicate_same", "count": str(told - TOLD)}
        where = table.where("value", None)
        table.problems.append(Problem(code="more_rows", severity=Severity.NOTICE, where=where, details=details))
    return repeated


def same_value(value: float, unit: object, other: float, other_unit: object) -> bool:
    """Say whether two figures are the same amount, to 12 significant digits."""
    if unit != other_unit:
        try:
            other = convert(other, str(other_unit), str(unit))
        except GapwatchError:
            return False
    return value == other or float(f"{value:.12g}") == float(f"{other:.12g}")


def _tell(table: LongTable, frame: pd.DataFrame, first: int, row: int, same: bool) -> None:
    code = "duplicate_same" if same else "duplicate_differs"
    details = {
        "first": table.cell("value", first),
        "first_value": str(frame["value_text"].iloc[first]),
        "value": str(frame["value_text"].iloc[row]),
    }
    table.tell(code, "value", row, Severity.NOTICE if same else Severity.ERROR, **details)
