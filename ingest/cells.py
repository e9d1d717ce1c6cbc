"""Cells with addresses: the one form in which every kind of file reaches the rest of ingest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

#: What a cell may hold after opening.
Value = str | float | int | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of an upload, or the whole of a text file."""

    #: name as the person sees it, "" for formats without sheets
    name: str
    #: rows from the first one of the sheet, each of any length; row i stands at row number i + 1
    rows: Sequence[Sequence[Value]]
    #: merged areas: (first row, first column, last row, last column), from 0, ends included
    merged: tuple[tuple[int, int, int, int], ...] = ()
    #: cells that are shown as a percentage: (row, column) from 0
    percent: frozenset[tuple[int, int]] = frozenset()
    #: lines that stand over the sheet but in no cell of it: the paragraphs before a table of a document
    above: tuple[str, ...] = ()

    def value(self, row: int, column: int) -> Value:
        """Return the cell, None outside of what is filled."""
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None

    @property
    def width(self) -> int:
        """Number of columns of the longest row."""
        return max((len(r) for r in self.rows), default=0)


def letters(column: int) -> str:
    """Return a column's letters: 0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def address(row: int, column: int, sheet: str | None = None) -> str:
    """Return B7 for (6, 1), with a sheet's name Sheet1!B7."""
    cell = f"{letters(column)}{row + 1}"
    return cell if sheet is None else f"{sheet}!{cell}"


def number_text(value: float) -> str:
    """Return a number as a sheet shows it in the general format: 12.0 → 12, 0.1 → 0.1."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def cell_text(value: Value) -> str:
    """Return a cell as text, stripped; an empty cell is the empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(float(value)) if value == value and abs(value) != float("inf") else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return str(value)
