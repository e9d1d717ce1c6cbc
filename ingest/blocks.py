"""The tables of a sheet: which rows are titles, header, data and notes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from ingest.cells import Sheet, cell_text
from ingest.grid import figure, is_period, missing, text_at, year_of
from ingest.labels import is_note, key_line, read_unit_line, stub_word

#: Rows above the data that may belong to the header.
_HEADER_ROWS = 12
#: A text of this length is a sentence, no label.
_SENTENCE = 60


class RowKind(Enum):
    """What stands in a row."""

    BLANK = auto()
    TEXT = auto()
    #: every number of the row is a year or another period
    PERIODS = auto()
    DATA = auto()


@dataclass(kw_only=True)
class Block:
    """One table: numbers of rows from 0."""

    titles: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    #: data rows and, between them, section rows
    body: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


def row_kind(sheet: Sheet, row: int) -> RowKind:
    """Return what stands in a row."""
    cells = [(c, v) for c, v in enumerate(sheet.rows[row]) if cell_text(v)]
    if not cells:
        return RowKind.BLANK
    numbers = [(c, v) for c, v in cells if figure(v) is not None]
    if not numbers:
        return RowKind.TEXT
    if all(is_period(v) for _, v in numbers) and (len(numbers) > 1 or numbers[0][0] > 0):
        return RowKind.PERIODS
    return RowKind.DATA


def _is_heading(sheet: Sheet, row: int) -> bool:
    """A row of periods inside a table is a heading when its first cell is none of the table's labels."""
    first = text_at(sheet, row, 0)
    years = [year_of(v) for v in sheet.rows[row] if figure(v) is not None]
    steps = {b - a for a, b in pairwise(years) if a is not None and b is not None}
    return not first or stub_word(first) is not None or steps in ({1}, {-1})


def find_blocks(sheet: Sheet, header_rows: Sequence[int] | None = None) -> list[Block]:
    """Return the tables of a sheet from top to bottom.

    header_rows: numbers of the header's rows from 1, as a person gave them; the sheet then is one table.
    """
    kinds = [row_kind(sheet, row) for row in range(len(sheet.rows))]
    if header_rows:
        return _given(sheet, kinds, [row - 1 for row in header_rows])
    blocks: list[Block] = []
    pending: list[int] = []
    current: Block | None = None
    for row, kind in enumerate(kinds):
        if current is None or _begins_anew(sheet, current, row, kind):
            if current is not None:
                pending = _close(current, blocks)
                current = None
            if kind is RowKind.DATA and _has_header(sheet, pending, kinds, row):
                current = _open(sheet, pending, kinds, row)
                current.body.append(row)
                pending = []
            else:
                pending.append(row)
        elif kind in (RowKind.DATA, RowKind.PERIODS) or _all_missing(sheet, row):
            current.body.append(row)
        elif kind is RowKind.TEXT:
            (current.notes if _is_note(sheet, row) or current.notes else current.sections).append(row)
    if current is not None:
        current.notes += _close(current, blocks)
    return blocks


def _given(sheet: Sheet, kinds: list[RowKind], header: list[int]) -> list[Block]:
    block = Block(titles=[r for r in range(header[0]) if kinds[r] is not RowKind.BLANK], header=header)
    for row in range(header[-1] + 1, len(kinds)):
        if kinds[row] in (RowKind.DATA, RowKind.PERIODS) or _all_missing(sheet, row):
            block.body.append(row)
        elif kinds[row] is RowKind.TEXT:
            (block.notes if _is_note(sheet, row) or block.notes else block.sections).append(row)
    blocks: list[Block] = []
    if block.body:
        block.notes += _close(block, blocks)
    return blocks


def _close(block: Block, blocks: list[Block]) -> list[int]:
    """Keep a finished table; return the lines below it that are no notes: titles of the next one."""
    last = block.body[-1]
    below = [r for r in block.sections if r > last]
    block.sections = [r for r in block.sections if r < last]
    blocks.append(block)
    return below


def _begins_anew(sheet: Sheet, block: Block, row: int, kind: RowKind) -> bool:
    """A row of periods, or of labels over the columns of numbers, begins another table."""
    if kind is RowKind.PERIODS:
        return _is_heading(sheet, row)
    if kind is not RowKind.TEXT or _all_missing(sheet, row):
        return False
    first = _first_number(sheet, block.body[0])
    over = [c for c, v in enumerate(sheet.rows[row]) if c >= first and cell_text(v) and not missing(v)]
    return len(over) > 1 or (bool(over) and stub_word(text_at(sheet, row, 0)) is not None)


def _first_number(sheet: Sheet, row: int) -> int:
    """The first column that holds a number and is not a year at the left edge."""
    cells = sheet.rows[row]
    numbers = [c for c, v in enumerate(cells) if figure(v) is not None]
    values = [c for c in numbers if not (is_period(cells[c]) and c < 2)]
    return (values or numbers)[0]


def _all_missing(sheet: Sheet, row: int) -> bool:
    cells = [v for v in sheet.rows[row] if cell_text(v)]
    marks = [v for v in cells if missing(v)]
    return len(cells) > 1 and len(marks) >= len(cells) - 2 and bool(marks)


def _is_note(sheet: Sheet, row: int) -> bool:
    text = next((cell_text(v) for v in sheet.rows[row] if cell_text(v)), "")
    return is_note(text) or len(text) > _SENTENCE


def _has_header(sheet: Sheet, pending: list[int], kinds: list[RowKind], first: int) -> bool:
    """Say whether some row above a row with numbers has labels for them: several, or one over the first number."""
    numbers = _first_number(sheet, first)
    for row in pending[-_HEADER_ROWS:]:
        if kinds[row] is RowKind.PERIODS:
            return True
        if kinds[row] is RowKind.TEXT and (len(_different(sheet, row)) > 1 or text_at(sheet, row, numbers)):
            return True
    return False


def _different(sheet: Sheet, row: int) -> set[str]:
    return {cell_text(v) for v in sheet.rows[row] if cell_text(v)}


def _open(sheet: Sheet, pending: list[int], kinds: list[RowKind], first: int) -> Block:
    """Split the rows above a table into titles, header and section rows, from below.

    first: the row with the first number. A row right above it that says nothing over the numbers is a section row.
    """
    header: list[int] = []
    sections: list[int] = []
    numbers = _first_number(sheet, first)
    for row in reversed(pending[-_HEADER_ROWS:]):
        if kinds[row] is RowKind.BLANK:
            if header and not _inside_merge(sheet, row):
                break
            continue
        if not header and not _over(sheet, row, numbers):
            sections.append(row)
            continue
        if not _is_header(sheet, row, kinds[row], header) and not _is_row_of_units(sheet, row, numbers):
            break
        if _is_title_row(sheet, row, header, numbers):
            break
        header.append(row)
    header.reverse()
    top = header[0] if header else first
    titles = [r for r in pending if r < top and kinds[r] is not RowKind.BLANK]
    return Block(titles=titles, header=header, sections=sorted(r for r in sections if r > top))


def _over(sheet: Sheet, row: int, numbers: int) -> bool:
    """Say whether a row has a text over the columns of numbers."""
    if any(cell_text(v) for v in sheet.rows[row][numbers:]):
        return True
    return any(r1 <= row <= r2 and c2 >= numbers and c1 > 0 for r1, c1, r2, c2 in sheet.merged)


def _is_header(sheet: Sheet, row: int, kind: RowKind, below: list[int]) -> bool:
    """A row with several different labels, or one over columns of numbers when a header row is already below it."""
    if kind is RowKind.PERIODS:
        return True
    if kind is RowKind.DATA:
        return False
    cells = [(c, cell_text(v)) for c, v in enumerate(sheet.rows[row]) if cell_text(v)]
    if all(is_note(text) or _is_unit(text) for _, text in cells):
        return False
    if len({text for _, text in cells}) > 1 or (not below and cells[0][0] > 0):
        return True
    if not below or len(cells[0][1]) > _SENTENCE:
        return False
    labelled = [c for c, v in enumerate(sheet.rows[below[-1]]) if cell_text(v)]
    wide = any(r1 <= row <= r2 and c1 <= labelled[0] and c2 > c1 for r1, c1, r2, c2 in sheet.merged)
    return labelled[0] < cells[0][0] < labelled[-1] and not wide


def _is_title_row(sheet: Sheet, row: int, below: list[int], numbers: int) -> bool:
    """A title and its English, each over one cell, above a header row that has a label over every column."""
    filled = [c for c, v in enumerate(sheet.rows[row]) if cell_text(v)]
    if not below or len(filled) > 2 or 0 not in filled or _inside_wide_merge(sheet, row):
        return False
    labelled = [c for c, v in enumerate(sheet.rows[below[-1]]) if cell_text(v)]
    return 0 in labelled and len(labelled) >= max(4, numbers + 3) and len(labelled) == labelled[-1] + 1


def _inside_wide_merge(sheet: Sheet, row: int) -> bool:
    return any(r1 <= row <= r2 and c2 > c1 > 0 for r1, c1, r2, c2 in sheet.merged)


def _is_row_of_units(sheet: Sheet, row: int, numbers: int) -> bool:
    """A row with the units of several columns, each without the word 单位."""
    texts = [text_at(sheet, row, c) for c in range(numbers, len(sheet.rows[row]))]
    units = [text for text in texts if text]
    return len(units) > 1 and all(_is_unit(text) and key_line(text) is None for text in units)


def _is_unit(text: str) -> bool:
    return read_unit_line(text) is not None


def _inside_merge(sheet: Sheet, row: int) -> bool:
    return any(r1 < row <= r2 for r1, _, r2, _ in sheet.merged)
