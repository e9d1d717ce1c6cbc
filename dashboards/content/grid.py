"""An upload as a grid: its beginning and the rows with problems, each cell with what was understood of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dashboards.content.sheet import WIDTH, all_rows, position
from ingest.cells import letters
from measures.problems import Problem

#: rows from the top, rows with problems, columns and sheets that are shown at most
TOP, TROUBLED, COLUMNS, SHEETS = 25, 40, 30, 6
LETTERS = re.compile(r"([A-Z]{1,3})\d*")


@dataclass(frozen=True, kw_only=True)
class CellMark:
    """Something that is known of a cell."""

    sheet: str | None
    #: as the person counts it, from 1
    row: int
    #: letters, None for the row as a whole
    column: str | None
    #: what is wrong with it; None: a value was understood here
    problem: Problem | None


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One cell."""

    text: str
    #: a value was read here
    understood: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One row."""

    #: as the person counts it, from 1
    number: int
    cells: tuple[GridCell, ...]
    #: problems of the row as a whole
    problems: tuple[Problem, ...]
    #: True: rows before this one are left out
    gap: bool


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet."""

    #: "" for formats without sheets
    sheet: str
    letters: tuple[str, ...]
    rows: tuple[GridRow, ...]
    #: rows of the sheet
    total: int


def problem_column(problem: Problem) -> str | None:
    """The letters of a problem's column, from its cell's address or its place; None where only the row is known."""
    for said in (problem.details.get("cell"), problem.where.column):
        found = LETTERS.fullmatch(said or "")
        if found:
            return found.group(1)
    return None


def grids(data: bytes, reader: str, marks: Iterable[CellMark]) -> Iterator[Grid]:
    """The sheets of an upload; nothing for a file that cannot be opened."""
    by_sheet: dict[str, list[CellMark]] = defaultdict(list)
    for mark in marks:
        by_sheet[mark.sheet or ""].append(mark)
    for name, rows in list(all_rows(data, reader).items())[:SHEETS]:
        yield _grid(name, rows, by_sheet[name])


def _grid(name: str, rows: Sequence[Sequence[str]], marks: list[CellMark]) -> Grid:
    understood = {(mark.row, mark.column) for mark in marks if mark.problem is None}
    wrong: dict[tuple[int, str | None], list[Problem]] = defaultdict(list)
    for mark in marks:
        if mark.problem is not None:
            wrong[mark.row, mark.column].append(mark.problem)
    troubled = sorted({row for row, _ in wrong})[:TROUBLED]
    numbers = sorted({*range(1, TOP + 1), *troubled})
    numbers = [number for number in numbers if number <= len(rows)]
    named = (position(column) + 1 for _, column in wrong if column)
    width = min(COLUMNS, max((*(len(rows[number - 1]) for number in numbers), *named), default=0))
    heads = tuple(letters(column) for column in range(width))
    shown = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        texts = [*rows[number - 1][:width], *[""] * width][:width]
        cells = tuple(
            GridCell(
                text=text if len(text) <= WIDTH else text[: WIDTH - 1] + "…",
                understood=(number, head) in understood,
                problems=tuple(wrong.get((number, head), ())),
            )
            for head, text in zip(heads, texts, strict=True)
        )
        shown.append(
            GridRow(number=number, cells=cells, problems=tuple(wrong.get((number, None), ())), gap=number > before + 1)
        )
    return Grid(sheet=name, letters=heads, rows=tuple(shown), total=len(rows))
