"""Tables in a text: pipe rows, tab and space columns, cells on lines of their own; what their columns are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from targets import lexicons
from targets.matrices import may_be_by_place, roles_by_place

_LINE = re.compile(r"[^\n]+")
_COLUMN_GAP = re.compile(r"\t+|[ ]{2,}")
_ROW_NUMBER = re.compile(r"\d{1,3}\*?")
_ROLES = (
    "number",
    "yearly",
    "sum",
    "property",
    "unit",
    "lead",
    "support",
    "joint",
    "time",
    "leader",
    "base",
    "target",
    "name",
    "note",
)
#: longest heading of a column, spaces left out
_LONGEST_HEADING = 24
_TOLD = re.compile(r"\d[^，。]{0,8}[，。；]|[，。；].*\d|(?:达到|增长|新建|完成|新增|控制在)[^（]*\d|\d[^年（）]{0,3}$")
_FIGURE = re.compile(r"[^\d]{0,6}\d[\d.,]*(?:[-—–~至]{1,2}\d[\d.,]*)?[^\d]{0,8}|[—\-–/ ]{0,4}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """The content of a cell and where it stands in the view."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under a heading row."""

    headings: tuple[str, ...]
    roles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int

    def column(self, role: str) -> int | None:
        """Return the first column of a role."""
        return self.roles.index(role) if role in self.roles else None

    @property
    def by_place(self) -> bool:
        """True for a table of places by indicators."""
        return "item" in self.roles or "placed" in self.roles

    @property
    def of_indicators(self) -> bool:
        """True for a plan table: a column of names, and columns of targets that hold figures."""
        if self.by_place:
            return True
        columns = [i for i, role in enumerate(self.roles) if role in ("target", "yearly")]
        if "name" not in self.roles or not columns:
            return False
        cells = [row[i].text for row in self.rows for i in columns if i < len(row)]
        names = self.roles.index("name")
        told = [row[names].text for row in self.rows if names < len(row)]
        if sum(bool(_TOLD.search(name)) for name in told) > len(told) // 2:
            return False
        return sum(bool(_FIGURE.fullmatch(cell)) for cell in cells) >= max(1, len(cells) // 3)


@cache
def _role(role: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of("tables", role))


def role_of(heading: str) -> str:
    """Return what a heading says its column holds, "" where it says nothing known."""
    plain = re.sub(r"\s", "", heading)
    if not plain or len(plain) > _LONGEST_HEADING or plain.startswith("（"):
        return ""
    bare = re.sub(r"（[^（）]*）", "", plain)
    for role in _ROLES:
        if _role(role).fullmatch(bare) or (role == "sum" and "〔〕" in plain):
            return role
    return ""


def find_tables(text: str) -> tuple[Table, ...]:
    """Return the tables of a view, in order and never overlapping."""
    lines = [Cell(text=m.group(), start=m.start(), end=m.end()) for m in _LINE.finditer(text) if m.group().strip()]
    tables: list[Table] = []
    index = 0
    while index < len(lines):
        table, index = _piped(lines, index) or _columned(lines, index) or _lined(lines, index) or (None, index + 1)
        if table is not None:
            tables.append(table)
    return tuple(tables)


#: a table, None where the lines are none after all, and the line at which to go on
_Found = tuple[Table | None, int]


def _cells(line: Cell, parts: Iterator[tuple[int, int]]) -> list[Cell]:
    cells = []
    for start, end in parts:
        raw = line.text[start:end]
        kept = raw.strip()
        at = line.start + start + len(raw) - len(raw.lstrip())
        cells.append(Cell(text=kept, start=at, end=at + len(kept)))
    return cells


def _split_at(text: str, gap: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in gap.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _build(headings: Sequence[Cell], rows: Sequence[Sequence[Cell]], end: int) -> Table | None:
    placed = roles_by_place([cell.text for cell in headings], [[cell.text for cell in row] for row in rows])
    roles = placed or tuple(role_of(cell.text) for cell in headings)
    if not placed and sum(bool(role) for role in roles) < max(2, len(roles) // 2):
        return None
    if not rows:
        return None
    return Table(
        headings=tuple(cell.text for cell in headings),
        roles=roles,
        rows=tuple(tuple(row) for row in rows),
        start=headings[0].start,
        end=end,
    )


def _is_heading_row(cells: Sequence[Cell]) -> bool:
    known = [role_of(cell.text) for cell in cells if cell.text]
    if may_be_by_place([cell.text for cell in cells]):
        return True
    return (
        len(known) >= 2 and sum(map(bool, known)) >= max(2, 0.6 * len(known)) and ("name" in known or "number" in known)
    )


_PIPE = re.compile(r"\|")


def _piped(lines: list[Cell], index: int) -> _Found | None:
    """Read a run of lines with |, whether a row stands on one line or each cell on its own."""
    if "|" not in lines[index].text:
        return None
    stop = index
    while stop < len(lines) and ("|" in lines[stop].text or _continues(lines, stop)):
        stop += 1
    block = lines[index:stop]
    per_line = [_row_cells(line) for line in block]
    if len(per_line[0]) >= 2 and _is_heading_row(per_line[0]):
        rows = [row for row in per_line[1:] if not all(re.fullmatch(r"[-: ]*", cell.text) for cell in row)]
        return _build(per_line[0], rows, block[-1].end), stop
    return _run_of_cells(block), stop


def _continues(lines: list[Cell], index: int) -> bool:
    """Tell a line that belongs to a cell whose | stands on the next line."""
    return (
        index + 1 < len(lines)
        and "|" in lines[index + 1].text
        and not lines[index].text.rstrip().endswith("。")
        and index > 0
    )


def _row_cells(line: Cell) -> list[Cell]:
    cells = _cells(line, _split_at(line.text, _PIPE))
    if cells and not cells[0].text:
        cells = cells[1:]
    if cells and not cells[-1].text:
        cells = cells[:-1]
    return cells


def _run_of_cells(block: list[Cell]) -> Table | None:
    cells: list[Cell] = []
    open_start: int | None = None
    pieces: list[str] = []
    for line in block:
        for start, end in _split_at(line.text, _PIPE):
            raw = line.text[start:end]
            closes = end < len(line.text)
            if raw.strip():
                if open_start is None:
                    open_start = line.start + start + len(raw) - len(raw.lstrip())
                pieces.append(raw.strip())
                last = line.start + start + len(raw.rstrip())
            if closes:
                cells.append(
                    Cell(
                        text="".join(pieces),
                        start=open_start or line.start,
                        end=last if open_start is not None else line.start,
                    )
                )
                open_start, pieces = None, []
    if pieces and open_start is not None:
        cells.append(Cell(text="".join(pieces), start=open_start, end=last))
    width = 0
    while width < len(cells) and role_of(cells[width].text):
        width += 1
    if width < 2:
        return None
    rows = [cells[i : i + width] for i in range(width, len(cells), width)]
    return _build(cells[:width], rows, block[-1].end)


def _columned(lines: list[Cell], index: int) -> _Found | None:
    """Read a heading row and the rows under it whose columns stand apart by tabs or spaces."""
    heads = (
        _cells(lines[index], _split_at(lines[index].text.strip("\t "), _COLUMN_GAP))
        if _COLUMN_GAP.search(lines[index].text.strip())
        else []
    )
    lead = len(lines[index].text) - len(lines[index].text.lstrip("\t "))
    heads = [Cell(text=c.text, start=c.start + lead, end=c.end + lead) for c in heads]
    if not _is_heading_row(heads):
        single = lines[index].text.split()
        if len(single) < 3 or not _is_heading_row([Cell(text=s, start=0, end=0) for s in single]):
            return None
        heads = _spaced(lines[index])
    rows: list[list[Cell]] = []
    stop, misses = index + 1, 0
    while stop < len(lines) and misses < 3:
        row = _fitted(lines[stop], len(heads))
        misses = 0 if row else misses + 1
        if row:
            rows.append(row)
        stop += 1
    table = _build(heads, rows, lines[stop - 1 - misses].end)
    return (table, stop - misses) if table else None


def _spaced(line: Cell) -> list[Cell]:
    return [
        Cell(text=m.group(), start=line.start + m.start(), end=line.start + m.end())
        for m in re.finditer(r"\S+", line.text)
    ]


def _fitted(line: Cell, width: int) -> list[Cell] | None:
    """Split a row into as many cells as the heading has, by wide gaps, else by any."""
    lead = len(line.text) - len(line.text.lstrip(" "))
    body = Cell(text=line.text.strip(" "), start=line.start + lead, end=line.end)
    wide = (
        _cells(body, _split_at(body.text, re.compile(r"\t|[ ]{2,}")))
        if "\t" in body.text
        else _cells(body, _split_at(body.text, _COLUMN_GAP))
    )
    if len(wide) == width:
        return wide
    any_gap = _spaced(body)
    if len(any_gap) == width and re.search(r"\d|—|-", body.text):
        return any_gap
    if width - 2 <= len(wide) < width and len(wide) >= 3 and re.search(r"\d", body.text):
        return wide if _ROW_NUMBER.fullmatch(wide[0].text) else None
    return None


def _lined(lines: list[Cell], index: int) -> _Found | None:
    """Read a table whose every cell stands on a line of its own: headings, then rows that begin with their number."""
    if role_of(lines[index].text) != "number":
        return None
    width = 0
    while index + width < len(lines) and width < 12 and role_of(lines[index + width].text):
        width += 1
    if width < 3:
        return None
    heads = lines[index : index + width]
    rows: list[list[Cell]] = []
    at, expected = index + width, 1
    last = at
    while at + width <= len(lines):
        first = lines[at].text.strip()
        if first == str(expected) or (not rows and _ROW_NUMBER.fullmatch(first)):
            row = lines[at : at + width]
            if any(
                _ROW_NUMBER.fullmatch(cell.text.strip()) and cell.text.strip() == str(expected + 1) for cell in row[1:2]
            ):
                return None
            rows.append(
                [Cell(text=c.text.strip(), start=c.start + len(c.text) - len(c.text.lstrip()), end=c.end) for c in row]
            )
            expected = int(re.sub(r"\D", "", first)) + 1
            at += width
            last = at
        elif len(first) <= 30 and not re.search(r"[。；]", first) and rows is not None and at - last < 3:
            at += 1
        else:
            break
    heads_clean = [Cell(text=c.text.strip(), start=c.start, end=c.end) for c in heads]
    table = _build(heads_clean, rows, lines[min(last, len(lines)) - 1].end)
    return (table, last) if table and (table.of_indicators or width > 3) else None
