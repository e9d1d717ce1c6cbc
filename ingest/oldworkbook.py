"""The odd source xls (BIFF): calamine garbles the text of some, xlrd crashes on others; each where it is right."""

import io
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.archive import Refused
from ingest.cells import Sheet, Value
from ingest.extents import MOST_TEXT

#: BIFF records: (row, column) stand first in these.
_CELLS = frozenset({0x06, 0x01, 0x02, 0x03, 0x04, 0x05, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E})
#: (row, first column, …, last column)
_RUNS = frozenset({0xBD, 0xBE})
_DIMENSIONS, _STRINGS, _CONTINUED, _SHARED, _PASSWORD = 0x200, 0xFC, 0x3C, 0xFD, 0x2F
#: Parts of a compound file that hold macros.
_MACROS = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"})
#: Columns of a sheet of this kind.
_WIDEST = 256
#: Cells that the dimensions of a sheet may promise, and those that its cells may span when few are filled.
_PROMISED, _SPANNED = 20_000_000, 4_000_000
#: Larger files are not opened a second time only to look at formats.
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class OldWorkbook:
    """What xlrd reads of a workbook."""

    #: visible sheets; without cells unless they were asked for
    sheets: tuple[Sheet, ...]
    #: cells that are shown as percentages, by sheet name
    percent: dict[str, frozenset[tuple[int, int]]]


def inspect_old(data: bytes) -> None:
    """Look at the cell records of an xls before calamine sets memory aside for them; raises Refused.

    A wrong row or column number of a few bytes would otherwise cost gigabytes.
    """
    from xlrd.compdoc import CompDoc  # only where an xls is read

    try:
        document = CompDoc(data, logfile=io.StringIO(), ignore_workbook_corruption=True)
        stream = document.get_named_stream("Workbook") or document.get_named_stream("Book")
    except Exception as error:  # the parser raises whatever a broken file makes it meet
        raise Refused("unreadable_workbook", str(error)[:200]) from error
    names = {entry.name for entry in document.dirlist}
    if "EncryptedPackage" in names:
        raise Refused("encrypted", "EncryptedPackage")
    if names & _MACROS:
        raise Refused("macros", ", ".join(sorted(names & _MACROS)))
    if stream is None:
        raise Refused("unreadable_workbook", "Workbook")
    _inspect_records(bytes(stream))


def _inspect_records(stream: bytes) -> None:
    at = rows = columns = filled = 0
    texts, used = list[bytes](), array("I")
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        length = len(body)  # the last one may be cut off
        if kind in (0x809, 0x409, 0x209, 0x09):  # a new sheet begins
            rows = columns = filled = 0
        elif kind == _DIMENSIONS and length >= 10:
            first, last, left, right = struct.unpack_from("<IIHH" if length >= 12 else "<HHHH", body.ljust(12, b"\0"))
            if last < first or right < left:  # calamine would reckon with less than nothing and end the process
                raise Refused("unreadable_workbook", f"DIMENSIONS {first}–{last} × {left}–{right}")
            if (last - first) * (right - left) > _PROMISED:
                raise Refused("too_many_columns", f"{last} × {right}")
        elif kind == _PASSWORD and length >= 2:
            raise Refused("encrypted", "FILEPASS")
        elif kind == _STRINGS and length >= 8:
            if struct.unpack_from("<I", body, 4)[0] > len(stream):
                raise Refused("unreadable_workbook", "SST")
            texts.append(body)
        elif kind == _CONTINUED and texts and not used:
            texts.append(body)
        elif kind in _CELLS or kind in _RUNS:
            if length < 4:
                continue
            row, column = struct.unpack_from("<HH", body)
            if kind == _SHARED and length >= 10:
                used.append(struct.unpack_from("<I", body, 6)[0])
            if kind in _RUNS:
                column = struct.unpack_from("<H", body, length - 2)[0]
            rows, columns, filled = max(rows, row + 1), max(columns, column + 1), filled + 1
            if columns > _WIDEST or (rows * columns > _SPANNED and rows * columns > 50 * filled):
                raise Refused("too_many_columns", f"{rows} × {columns}")
    _weigh(texts, used)


def _weigh(texts: list[bytes], used: Sequence[int]) -> None:
    """Refuse a workbook whose shared texts are used so often that they would fill the memory."""
    from xlrd.book import unpack_SST_table

    if len(used) * sum(map(len, texts)) <= MOST_TEXT:
        return
    try:
        sizes = [len(text) for text in unpack_SST_table(texts, struct.unpack_from("<I", texts[0], 4)[0])[0]]
    except Exception:  # a table that is cut off; what can be read of it is left to the reader
        return
    held = 2 * sum(sizes[number] for number in used if number < len(sizes))
    if held > MOST_TEXT:
        raise Refused("too_many_columns", f"{held} > {MOST_TEXT}")


def read_old(data: bytes, *, with_cells: bool) -> OldWorkbook | None:
    """Return the formats of an xls and, where asked, its cells; None where xlrd cannot open it."""
    import xlrd  # only where an xls is read

    if len(data) > _LARGEST and not with_cells:
        return None
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
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
