"""Workbooks: xlsx, xlsb, xls and ods by calamine; xls that it garbles by xlrd; percentages as they are shown."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.archive import Refused, inspect_archive
from ingest.cells import Sheet, Value
from ingest.oldworkbook import OldWorkbook, inspect_old, read_old
from measures.problems import Problem, Where
from measures.terms import Severity

#: Characters that no name and no text of a readable workbook holds.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: (first row, first column, last row, last column), from 0, ends included.
Area = tuple[int, int, int, int]
#: A sheet wider than this is no table of statistics.
WIDEST = 5_000
#: Cells of a sheet, empty ones included, that are still read.
MOST_CELLS = 16_000_000


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """The sheets of a workbook."""

    #: "xlsx (calamine)"
    reader: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_workbook(data: bytes, name: str) -> Workbook:
    """Return the visible sheets of a workbook with their merged areas and percentages.

    A workbook that is broken, encrypted, a bomb, or that carries macros or links to other files is one problem.
    """
    zipped = data.startswith(b"PK")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ("xlsx" if zipped else "xls")
    reader = f"{ending} (calamine)"
    try:
        shown = inspect_archive(data, WIDEST, MOST_CELLS) if zipped else {}
        if not zipped:
            inspect_old(data)
        sheets, problems = _sheets(data, name)
    except Refused as refusal:
        return _refused(reader, name, refusal.code, refusal.reason)
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        return _refused(reader, name, "unreadable_workbook", str(error)[:200])
    except BaseException as panic:  # a broken file may make calamine panic, which is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        return _refused(reader, name, "unreadable_workbook", str(panic)[:200])
    if zipped:
        return Workbook(reader=reader, sheets=_with_percent(sheets, shown), problems=problems)
    return _old(data, name, ending, sheets, problems)


def _old(data: bytes, name: str, ending: str, sheets: tuple[Sheet, ...], problems: tuple[Problem, ...]) -> Workbook:
    """An xls: formats, and text where calamine garbles it, come from xlrd, which in turn cannot open every file."""
    garbled = any(_is_garbled(sheet) for sheet in sheets)
    old = read_old(data, with_cells=garbled)
    if not garbled:
        reader = f"{ending} (calamine)"
        if old is None:
            return Workbook(reader=reader, sheets=sheets, problems=(*problems, _formats_unknown(name)))
        return Workbook(reader=reader, sheets=_with_percent(sheets, old.percent), problems=problems)
    if old is None or any(_is_garbled(sheet) for sheet in old.sheets):
        return _refused(f"{ending} (calamine, xlrd)", name, "garbled_workbook", "calamine, xlrd")
    return Workbook(reader=f"{ending} (xlrd)", sheets=_old_sheets(old), problems=problems)


def _old_sheets(old: OldWorkbook) -> tuple[Sheet, ...]:
    return _with_percent(old.sheets, old.percent)


def _refused(reader: str, name: str, code: str, reason: str) -> Workbook:
    details = {"name": name, "reason": reason}
    problem = Problem(code=code, severity=Severity.ERROR, where=Where(file=name), details=details)
    return Workbook(reader=reader, problems=(problem,))


def _formats_unknown(name: str) -> Problem:
    where = Where(file=name)
    return Problem(code="formats_unknown", severity=Severity.NOTICE, where=where, details={"name": name})


def _sheets(data: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    found, hidden = [], []
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for number, about in enumerate(book.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if about.visible is not SheetVisibleEnum.Visible:
            where = Where(file=name, sheet=about.name)
            details = {"sheet": about.name}
            hidden.append(Problem(code="hidden_sheet", severity=Severity.NOTICE, where=where, details=details))
            continue
        sheet = book.get_sheet_by_index(number)
        if sheet.total_width > WIDEST or sheet.total_width * sheet.total_height > MOST_CELLS:
            raise Refused("too_many_columns", f"{about.name}: {sheet.total_height} × {sheet.total_width}")
        areas = ((r1, c1, r2, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ())
        merged = _within(areas, sheet.total_height + 1, sheet.total_width + 1)
        rows = [[None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        found.append(Sheet(name=about.name, rows=rows, merged=merged))
    return tuple(found), tuple(hidden)


def _within(areas: Iterable[Area], height: int, width: int) -> tuple[Area, ...]:
    """Merged areas, each once and cut to the cells of the sheet; a file may name columns that no sheet has."""
    cut = ((r1, c1, min(r2, height - 1), min(c2, width - 1)) for r1, c1, r2, c2 in areas)
    return tuple(dict.fromkeys(area for area in cut if area[0] <= area[2] and area[1] <= area[3]))


def _is_garbled(sheet: Sheet) -> bool:
    if _CONTROL.search(sheet.name):
        return True
    texts = (cell for row in sheet.rows[:200] for cell in row if isinstance(cell, str))
    return any(_CONTROL.search(text) for text in texts)


def _with_percent(sheets: tuple[Sheet, ...], percent: dict[str, frozenset[tuple[int, int]]]) -> tuple[Sheet, ...]:
    """Show the cells that are formatted as percentages as such: 0.12 is 12%."""
    return tuple(
        replace(sheet, rows=_shown(sheet, percent[sheet.name])) if percent.get(sheet.name) else sheet
        for sheet in sheets
    )


def _shown(sheet: Sheet, percent: frozenset[tuple[int, int]]) -> list[list[Value]]:
    rows = [list(row) for row in sheet.rows]
    for row, column in percent:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                rows[row][column] = f"{value * 100:.12g}%"
    return rows
