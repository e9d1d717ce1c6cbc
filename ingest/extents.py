"""How large the sheets of a zipped workbook will be: what a few bytes promise is reckoned before memory is set aside.

A reader makes room for every cell between the first and the last one of a sheet; where that is more than there is, the
whole process ends. So rows and columns are looked at beforehand, as each format names them.
"""

import re
from dataclasses import dataclass, field

#: Rows of a sheet; no format has more.
ROWS = 1 << 20
#: A row, or a cell that is not empty: (what, attributes).
_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b((?:[^<>]*[^/<>])?)>")
_PLACE = re.compile(rb"""\br=["']([A-Za-z]*)(\d+)["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
#: A table, row or cell of an OpenDocument sheet: (closing, what, attributes, empty).
_TABLE = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*?)(/?)>")
_REPEATED = re.compile(rb"""number-(?:columns|rows)-repeated=["'](-?\d+)["']""")
#: Filled cells that may come of repeating, and how many of each that is written.
_HELD, _TIMES = 50_000, 10
#: Records of an xlsb: a row, the cells, the beginning of the cells.
_ROW, _CELLS, _BEGIN = 0, frozenset({*range(1, 12), 62}), 0x91


class TooLarge(Exception):
    """A sheet that is wider or larger than is read: its rows and columns."""


@dataclass(kw_only=True)
class Extent:
    """The rows and columns that a sheet spans, as far as it has been looked at."""

    #: most columns, and most cells, empty ones included
    widest: int
    most_cells: int
    #: styles that show a percentage
    shown: frozenset[int] = frozenset()
    #: cells with such a style: (row, column) from 0
    percent: set[tuple[int, int]] = field(default_factory=set)
    #: where the sheet is being read, from 1: the row that its tag names, the column of the last cell
    row: int = 0
    column: int = 0
    #: last row and last column with something in it
    height: int = 0
    width: int = 0

    def spans(self, row: int, column: int) -> None:
        """Note a filled cell; raises TooLarge."""
        self.height, self.width = max(self.height, row), max(self.width, column)
        if self.width > self.widest or self.height > ROWS or self.width * self.height > self.most_cells:
            raise TooLarge(f"{self.height} × {self.width}")

    def read_xml(self, piece: bytes) -> None:
        """Look at a piece of a sheet's XML that ends behind a tag; a cell without a place stands beside the last."""
        for found in _CELL.finditer(piece):
            what, attributes = found.groups()
            place = _PLACE.search(attributes)
            if what == b"row":
                self.row, self.column = (int(place[2]) if place else self.row + 1), 0
                if self.row > ROWS:
                    raise TooLarge(f"{self.row} > {ROWS}")
                continue
            row = self.row
            if place is not None and place[1]:
                row, self.column = int(place[2]), _number(place[1])
            else:
                self.column += 1
            self.spans(row, self.column)
            style = _STYLE.search(attributes) if self.shown else None
            if style is not None and int(style[1]) in self.shown:
                self.percent.add((row - 1, self.column - 1))

    def read_binary(self, member: bytes) -> None:
        """Look at the records of a sheet of an xlsb; what is no sheet has no beginning of cells."""
        at, begun, size = 0, False, len(member)
        while at + 2 <= size:
            kind = member[at]
            at += 1
            if kind & 128:
                kind = kind & 127 | (member[at] << 7)
                kind, at = (kind | 128 if kind < 128 else kind), at + 1
            length = shift = 0
            while at < size:
                byte = member[at]
                at, length, shift = at + 1, length | (byte & 127) << shift, shift + 7
                if byte < 128 or shift > 21:
                    break
            if begun and kind == _ROW and length >= 4:
                self.row = int.from_bytes(member[at : at + 4], "little") + 1
            elif begun and kind in _CELLS and length >= 4:
                self.spans(self.row, int.from_bytes(member[at : at + 4], "little") + 1)
            begun, at = begun or kind == _BEGIN, at + length

    def read_repeated(self, content: bytes) -> None:
        """Look at the repeated rows and cells of OpenDocument sheets."""
        rows = columns = written = held = filled = 0
        again = 1
        for found in _TABLE.finditer(content):
            closing, what, attributes, empty = found.groups()
            repeated = _REPEATED.search(attributes)
            times = min(max(int(repeated[1]), 1), ROWS) if repeated else 1
            if what == b"table":
                rows = columns = self.height = self.width = 0
            elif what == b"table-row":
                if not closing:
                    again, columns, filled = times, 0, 0
                if closing or empty:
                    rows, held = min(rows + again, ROWS), held + again * filled
            elif not closing:
                columns += times
                if not empty:
                    filled, written = filled + times, written + 1
                    if held + again * filled > _HELD + _TIMES * written:
                        raise TooLarge(f"{held + again * filled} > {_HELD}")
                    self.spans(min(rows + again, ROWS), columns)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
