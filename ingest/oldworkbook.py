"""The odd source xls (BIFF): calamine garbles the text of some, xlrd crashes on others; each where it is right."""

import io
from dataclasses import dataclass

from ingest.cells import Sheet, Value

#: Larger files are not opened a second time only to look at formats.
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class OldWorkbook:
    """What xlrd reads of a workbook."""

    #: visible sheets; without cells unless they were asked for
    sheets: tuple[Sheet, ...]
    #: cells that are shown as percentages, by sheet name
    percent: dict[str, frozenset[tuple[int, int]]]


def read_old(data: bytes, *, with_cells: bool) -> OldWorkbook | None:
    """Return the formats of an xls and, where asked, its cells; None where xlrd cannot open it."""
    import xlrd  # only where an xls is read

    if len(data) > _LARGEST and not with_cells:
        return None
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        sheets = [s for s in book.sheets() if s.visibility == 0]
        percent = {s.name: frozenset(_percent(book, s)) for s in sheets}
        found = tuple(_sheet(book, s) for s in sheets) if with_cells else ()
    except Exception:  # xlrd raises whatever its parsing meets: IndexError, struct.error, AssertionError, …
        return None
    return OldWorkbook(sheets=found, percent=percent)


def _percent(book: object, sheet: object) -> list[tuple[int, int]]:
    formats = {
        number
        for number, xf in enumerate(book.xf_list)  # type: ignore[attr-defined]
        if "%" in book.format_map[xf.format_key].format_str  # type: ignore[attr-defined]
    }
    if not formats:
        return []
    rows = range(sheet.nrows)  # type: ignore[attr-defined]
    return [
        (row, column)
        for row in rows
        for column, cell in enumerate(sheet.row(row))  # type: ignore[attr-defined]
        if cell.ctype == 2 and cell.xf_index in formats
    ]


def _sheet(book: object, sheet: object) -> Sheet:
    rows = [
        [_value(book, cell) for cell in sheet.row(row)]  # type: ignore[attr-defined]
        for row in range(sheet.nrows)  # type: ignore[attr-defined]
    ]
    merged = tuple((r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in sheet.merged_cells)  # type: ignore[attr-defined]
    return Sheet(name=sheet.name, rows=rows, merged=merged)  # type: ignore[attr-defined]


def _value(book: object, cell: object) -> Value:
    import xlrd

    kind, value = cell.ctype, cell.value  # type: ignore[attr-defined]
    if kind == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(value, book.datemode)  # type: ignore[attr-defined, no-any-return]
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
        return value or None if kind == xlrd.XL_CELL_TEXT else float(value)
    return None
