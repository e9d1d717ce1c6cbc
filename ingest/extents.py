"""How large the sheets of a zipped workbook will be: what a few bytes promise is reckoned before memory is set aside.

A reader makes room for every cell between the first and the last one of a sheet; where that is more than there is, the
whole process ends. So rows and columns are looked at beforehand, as each format names them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers.expat import ExpatError, ParserCreate

#: Rows of a sheet; no format has more.
ROWS = 1 << 20
#: A row, or a cell that is not empty: (what, attributes).
_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b((?:[^<>]*[^/<>])?)>")
_PLACE = re.compile(rb"""\br=["']([A-Za-z]*)(\d+)["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
#: A table, row or cell of an OpenDocument sheet: (closing, what, attributes, empty).
_TABLE = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*?)(/?)>")
_REPEATED = re.compile(rb"""number-(?:columns|rows)-repeated=["'](-?\d+)["']""")
#: Bytes of text that the cells of a sheet may hold together, however often a text is used.
MOST_TEXT = 400 * 1024 * 1024
#: A cell that holds a shared text: its number.
_SHARED = re.compile(rb"""\bt=["']s["'][^<>]*>(?:\s*<f\b[^<>]*/>)?\s*<(?:\w+:)?v>\s*(\d+)""")
_TEXT, _SHARED_CELL, _SHORTEST = 19, 7, 8
#: Filled cells that may come of repeating, and how many of each that is written.
_HELD, _TIMES = 10_000, 10
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
    #: bytes of each shared text of the workbook
    texts: Sequence[int] = ()
    #: filled cells, and the bytes of their texts as far as they are known
    cells: int = 0
    held: int = 0
    #: last row and last column with something in it
    height: int = 0
    width: int = 0

    def spans(self, row: int, column: int) -> None:
        """Note a filled cell; raises TooLarge."""
        self.cells += 1
        self.height, self.width = max(self.height, row), max(self.width, column)
        if self.width > self.widest or self.height > ROWS or self.width * self.height > self.most_cells:
            raise TooLarge(f"{self.height} × {self.width}")

    def holds(self, number: int, times: int = 1) -> None:
        """Note the use of a text, by its place among the shared ones; raises TooLarge."""
        self.weighs(self.texts[number] if number < len(self.texts) else 0, times)

    def weighs(self, size: int, times: int) -> None:
        """Note a text of so many bytes in so many cells; raises TooLarge."""
        self.held += size * times
        if self.held > MOST_TEXT:
            raise TooLarge(f"{self.held} > {MOST_TEXT}")

    def read_texts(self, member: bytes) -> None:
        """Look how often which shared text is used; only where that may be too much."""
        if self.cells * max(self.texts, default=0) > MOST_TEXT:
            for found in _SHARED.finditer(member):
                self.holds(int(found[1]))

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
        begun = False
        for kind, at, length in binary_records(member):
            if begun and (kind == _ROW or kind in _CELLS) and length < _SHORTEST:
                raise ValueError(f"record {kind} of {length} bytes")  # calamine would read what stood there before
            if begun and kind == _ROW:
                self.row = int.from_bytes(member[at : at + 4], "little") + 1
            elif begun and kind in _CELLS:
                self.spans(self.row, int.from_bytes(member[at : at + 4], "little") + 1)
                if kind == _SHARED_CELL:
                    self.holds(int.from_bytes(member[at + 8 : at + 12], "little"))
            begun = begun or kind == _BEGIN

    def read_repeated(self, content: bytes) -> None:
        """Look at the repeated rows and cells of OpenDocument sheets; raises ValueError for XML that is not whole."""
        try:
            ParserCreate().Parse(content, True)
        except ExpatError as error:  # in XML that ends too early calamine looks for an end for ever
            raise ValueError(str(error)) from error
        rows = columns = written = held = filled = 0
        again, inside, times = 1, 0, 0
        for found in _TABLE.finditer(content):
            if inside:
                self.weighs(found.start() - inside, again * times)
                inside = 0
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
                    filled, written, inside = filled + times, written + 1, found.end()
                    if held + again * filled > _HELD + _TIMES * written:
                        raise TooLarge(f"{held + again * filled} > {_HELD}")
                    self.spans(min(rows + again, ROWS), columns)


def binary_records(member: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of a part of an xlsb: (kind, where its body begins, bytes of the body)."""
    at, size = 0, len(member)
    while at + 2 <= size:
        kind = member[at]
        at += 1
        if kind & 128:
            kind, at = kind & 127 | (member[at] & 127) << 7, at + 1
        length = shift = 0
        while at < size:
            byte = member[at]
            at, length, shift = at + 1, length | (byte & 127) << shift, shift + 7
            if byte < 128 or shift > 21:
                break
        yield kind, at, length
        at += length


def shared_texts(member: bytes) -> Sequence[int]:
    """Return the bytes of every shared text of a workbook, from its XML or its records."""
    if member.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        starts = [found.start() for found in re.finditer(rb"<(?:\w+:)?si\b", member)]
        return [end - start for start, end in pairwise([*starts, len(member)])]
    return [length for kind, _, length in binary_records(member) if kind == _TEXT]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
