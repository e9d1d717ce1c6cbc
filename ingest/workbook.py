"""Workbooks: xlsx, xlsb, xls and ods by calamine, cells as they are stored."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from ingest.cells import Sheet
from measures.problems import Problem, Where
from measures.terms import Severity


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """The sheets of a workbook."""

    #: "xlsx (calamine)"
    reader: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_workbook(data: bytes, name: str) -> Workbook:
    """Return the visible and hidden sheets of a workbook with their merged areas; a broken one is a problem."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "xls"
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(_sheets(book))
    except (CalamineError, ValueError, OSError) as error:
        details = {"name": name, "reason": str(error)[:200]}
        where = Where(file=name)
        problem = Problem(code="unreadable_workbook", severity=Severity.ERROR, where=where, details=details)
        return Workbook(reader=f"{ending} (calamine)", problems=(problem,))
    return Workbook(reader=f"{ending} (calamine)", sheets=sheets)


def _sheets(book: CalamineWorkbook) -> Sequence[Sheet]:
    found = []
    for number, about in enumerate(book.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(number)
        merged = tuple((r1, c1, r2, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ())
        rows = [[None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        found.append(Sheet(name=about.name, rows=rows, merged=merged))
    return found
