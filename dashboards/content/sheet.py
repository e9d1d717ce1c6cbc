"""The rows around a cell, read again from the raw file as it was received."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.cells import cell_text, letters
from ingest.separators import separator
from ingest.workbook import open_workbook

#: rows above and below the cell, and columns beside it
AROUND, BESIDE = 3, 12
#: rows from the top that hold titles and column heads
HEAD = 3
#: characters of a cell that are shown
WIDTH = 80


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row."""

    #: as the person counts it, from 1
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SheetPart:
    """Some rows and columns of a sheet."""

    #: column letters
    letters: tuple[str, ...]
    #: head rows first, then the rows around the cell
    rows: tuple[SheetRow, ...]
    #: position of the cell's column among `letters`, −1 where it is not known
    column: int


def sheet_part(
    data: bytes, reader: str, *, sheet: str | None, row: int, column: str | None, only_row: bool
) -> SheetPart | None:
    """The rows around a cell; None where the sheet is not there any more.

    `reader` is what the upload says of itself, "csv (gb18030)"; `only_row` leaves the neighbours out.
    """
    around = 0 if only_row else AROUND
    last = row + around
    rows = _text_rows(data, reader, last) if reader.startswith("csv") else _workbook_rows(data).get(sheet or "")
    if rows is None or row > len(rows):
        return None
    head = 1 if only_row else HEAD
    numbers = sorted({*range(1, head + 1), *range(max(1, row - around), last + 1)})
    at = position(column)
    first = max(0, at - BESIDE)
    shown = [(number, rows[number - 1][first : first + 2 * BESIDE + 1]) for number in numbers if number <= len(rows)]
    width = max((len(cells) for _, cells in shown), default=0)
    return SheetPart(
        letters=tuple(letters(first + i) for i in range(width)),
        rows=tuple(SheetRow(number=n, cells=_filled(cells, width)) for n, cells in shown),
        column=at - first if at >= 0 else -1,
    )


def all_rows(data: bytes, reader: str) -> dict[str, Sequence[Sequence[str]]]:
    """Every row of every sheet by name, "" for a text file; nothing for a file that cannot be opened."""
    if not reader:
        return {}
    return {"": _text_rows(data, reader, None)} if reader.startswith("csv") else _workbook_rows(data)


def _text_rows(data: bytes, reader: str, last: int | None) -> Sequence[Sequence[str]]:
    text = data.decode(reader.partition("(")[2].rstrip(")") or "utf-8", errors="replace").removeprefix("\ufeff")
    return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)), last))


def _workbook_rows(data: bytes) -> dict[str, Sequence[Sequence[str]]]:
    return {one.name: [[cell_text(cell) for cell in row] for row in one.rows] for one in open_workbook(data, "").sheets}


def position(column: str | None) -> int:
    """Zero-based position of a column's letters, −1 for none."""
    if column is None or not re.fullmatch(r"[A-Z]{1,3}", column):
        return -1
    place = 0
    for letter in column:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _filled(cells: Sequence[str], width: int) -> tuple[str, ...]:
    cut = [cell if len(cell) <= WIDTH else cell[: WIDTH - 1] + "…" for cell in cells]
    return tuple(cut + [""] * (width - len(cut)))
