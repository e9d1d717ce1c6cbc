"""The geometry of one table: which columns hold labels, which numbers, and the labels over and beside each cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.blocks import Block
from ingest.cells import Sheet, cell_text
from ingest.grid import clean, figure, is_period, missing, text_at
from ingest.labels import is_grouping, is_note, read_unit_line, stub_word

_BLANKS = " \u3000\xa0"
#: What stands before the first of several parts.
_MARKER = re.compile(r"(?:其中[:：]?|[#＃]|of which:?)[ \u3000]*", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Rows looked at to tell what a column holds.
_LOOKED_AT = 400


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The labels of one row or column."""

    #: row or column number from 0
    number: int
    #: labels from the outermost to its own; Chinese where the table is bilingual
    path: tuple[str, ...]
    #: its own label in the other language, "" for none
    other: str = ""
    #: labels of stub columns that hold periods, in their order
    periods: tuple[str, ...] = ()
    #: text of a column headed 计量单位, "" for none
    unit: str = ""
    #: labels of stub columns headed as places, where others are headed as indicators
    places: tuple[str, ...] = ()
    #: all labels of a row as they stand from left to right, those of sections before them
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table taken apart."""

    sheet: Sheet
    block: Block
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]
    #: what the headings over the label columns say: place, period, indicator
    stubs: Mapping[int, str | None]


def take_apart(sheet: Sheet, block: Block) -> list[Table]:
    """Return the tables that stand side by side in a block, with the labels of every row and column of numbers."""
    paths = header_paths(sheet, block)
    found = []
    for stubs, values in _groups(sheet, block, paths):
        latin = _latin_rows(paths, values)
        columns = tuple(_column(paths, c, latin) for c in values)
        rows = _rows(sheet, block, stubs)
        found.append(Table(sheet=sheet, block=block, columns=columns, rows=rows, stubs=stubs))
    return found


# --- columns --------------------------------------------------------------------------------------------------------

#: One label of a header: (text, whether other columns share it).
Piece = tuple[str, bool]


def header_paths(sheet: Sheet, block: Block) -> dict[int, list[Piece]]:
    """Return for each column its header texts from top to bottom, "" where a row says nothing about it.

    A merged text stands over all its columns. An unmerged one also stands over blank columns to its right as long as
    everything above them is the same, except in the lowest row.
    """
    width = max([sheet.width, *(c2 + 1 for _, _, _, c2 in sheet.merged)], default=0)
    paths: dict[int, list[Piece]] = {c: [] for c in range(width)}
    filled = [r for r in block.header if any(text_at(sheet, r, c) for c in range(width))]
    for row in filled:
        last = row == filled[-1]
        source: int | None = None
        for column in range(width):
            text, merge = _merged_text(sheet, row, column)
            wide = merge is not None and merge[3] > merge[1]
            if text:
                source = None if wide else column
                paths[column].append((text, wide))
            elif source is not None and not last and _above(paths, source) == _above(paths, column, 0):
                shared = paths[source][-1][0]
                paths[source][-1] = (shared, True)
                paths[column].append((shared, True))
            else:
                paths[column].append(("", False))
    return paths


def _above(paths: Mapping[int, list[Piece]], column: int, drop: int = 1) -> list[str]:
    """Everything above a row: the path without the piece of the row itself."""
    texts = [t for t, _ in paths[column]]
    return texts[: len(texts) - drop] if drop else texts


def _merged_text(sheet: Sheet, row: int, column: int) -> tuple[str, tuple[int, int, int, int] | None]:
    for merge in sheet.merged:
        if merge[0] <= row <= merge[2] and merge[1] <= column <= merge[3]:
            return text_at(sheet, merge[0], merge[1]), merge
    return text_at(sheet, row, column), None


def _latin_rows(paths: Mapping[int, list[Piece]], columns: Sequence[int]) -> frozenset[int]:
    """Header rows, by their place in the paths, that hold only the other language of a Chinese table."""
    depth = max((len(paths[c]) for c in columns), default=0)
    rows = []
    for level in range(depth):
        texts = {paths[c][level][0] for c in columns if level < len(paths[c])} - {""}
        rows.append((level, texts))
    chinese = [level for level, texts in rows if any(_CHINESE.search(t) for t in texts)]
    return frozenset(level for level, texts in rows if chinese and level not in chinese and _is_prose(texts))


def _is_prose(texts: set[str]) -> bool:
    """Labels in Latin letters, none of them a period or a code."""
    return bool(texts) and not any(is_period(t) or t.isdigit() for t in texts) and any(len(t) > 3 for t in texts)


def _column(paths: Mapping[int, list[Piece]], column: int, latin: frozenset[int]) -> Heading:
    parents: list[str] = []
    own: list[str] = []
    other = ""
    for level, (text, shared) in enumerate(paths[column]):
        if not text or (parents and parents[-1] == text) or (own and own[-1] == text):
            continue
        if level in latin or (latin and not _CHINESE.search(text) and not is_period(text) and not _is_bracket(text)):
            other = _glued(other, text)
            continue
        (parents if shared and not own else own).append(text)
    path = (*parents, *_joined(own))
    return Heading(number=column, path=path or ((other,) if other else ()), other=other)


def _joined(own: Sequence[str]) -> list[str]:
    """Join a label that is broken over several rows; periods stay apart."""
    labels: list[str] = []
    for text in own:
        if labels and not is_period(text) and not is_period(labels[-1]):
            bare_unit = not _is_bracket(text) and "=" in text.replace("＝", "=") and read_unit_line(text) is not None
            labels[-1] = _glued(labels[-1], f"({text})" if bare_unit else text)
        else:
            labels.append(text)
    return labels


def _is_bracket(text: str) -> bool:
    return bool(text) and text[0] in "(（" and read_unit_line(text) is not None


def _glued(one: str, other: str) -> str:
    if one.endswith("-"):
        return one[:-1] + other
    if _CHINESE.search(one[-1:]) or _CHINESE.match(other) or other[:1] in "(（":
        return one + other
    return f"{one} {other}".strip()


#: (what each label column is headed with, the columns of numbers)
Group = tuple[dict[int, str | None], list[int]]


def _groups(sheet: Sheet, block: Block, paths: Mapping[int, list[Piece]]) -> list[Group]:
    """Return the tables that stand side by side, each with its label columns and its columns of numbers.

    A column of texts right of numbers begins another table when it is headed as labels are (指标, 地区, 年份).
    """
    groups: list[Group] = [({}, [])]
    body = block.body[:_LOOKED_AT]
    for column in sorted(paths):
        stubs, values = groups[-1]
        cells = [sheet.value(r, column) for r in body]
        numbers = [v for v in cells if figure(v) is not None]
        texts = [v for v in cells if figure(v) is None and not missing(v)]
        label = next((t for t, _ in reversed(paths[column]) if t), "")
        headed = stub_word(label) if label else None
        dated = bool(numbers) and not texts and all(map(is_period, numbers))
        if headed == "number" or (not numbers and not texts and (not values or not label)):
            continue
        if not numbers and not texts:
            values.append(column)
        elif len(texts) > len(numbers):
            if not values:
                stubs[column] = headed
            elif headed is not None:
                groups.append(({column: headed}, []))
        elif not values and (headed is not None or (not stubs and dated)):
            stubs[column] = headed or ("period" if dated else None)
        elif headed == "period" and dated:
            groups.append(({column: headed}, []))
        else:
            values.append(column)
    return [(stubs, values) for stubs, values in groups if values]


# --- rows -----------------------------------------------------------------------------------------------------------


def _rows(sheet: Sheet, block: Block, stubs: Mapping[int, str | None]) -> tuple[Heading, ...]:
    found: list[Heading] = []
    section: tuple[str, ...] = ()
    above: dict[int, str] = {}
    parents: list[tuple[int, str]] = []
    periods = [c for c, kind in stubs.items() if kind == "period" or _holds_periods(sheet, block, c)]
    units = [c for c in stubs if stubs[c] == "unit"]
    named = [c for c in stubs if c not in periods and c not in units]
    placed = [c for c in named if stubs[c] == "place"]
    if placed and any(stubs[c] in ("indicator", "item") for c in named):
        named = [c for c in named if stubs[c] in ("indicator", "item")]
    else:
        placed = []
    for row in sorted({*block.body, *block.sections}):
        texts = _stub_texts(sheet, row, stubs, above, periods)
        chinese = [texts[c] for c in named if _CHINESE.search(texts[c])]
        labels = chinese or [texts[c] for c in named if texts[c]]
        if row not in block.body:
            text = " ".join(labels) or next((texts[c] for c in periods if texts[c]), "")
            if is_grouping(text):
                continue
            section = () if not text or is_note(text) else (text,)
            parents = []
            continue
        other = next((texts[c] for c in named if texts[c] and texts[c] not in labels), "")
        indent = _indent(sheet, row, named)
        parents = [(depth, text) for depth, text in parents if depth < indent]
        above_it = tuple(text for _, text in parents)
        found.append(
            Heading(
                number=row,
                path=(*section, *above_it, *labels),
                other=other,
                periods=tuple(texts[c] for c in periods if texts[c]),
                places=tuple(texts[c] for c in placed if texts[c]),
                unit=next((texts[c] for c in units if texts[c]), ""),
                shown=(*section, *above_it, *(texts[c] for c in sorted(stubs) if texts[c] and texts[c] != other)),
            )
        )
        if labels:
            parents.append((indent + _is_marked(sheet, row, named), labels[-1]))
    return tuple(found)


def _holds_periods(sheet: Sheet, block: Block, column: int) -> bool:
    cells = [sheet.value(r, column) for r in block.body[:_LOOKED_AT]]
    filled = [v for v in cells if cell_text(v)]
    hits = sum(is_period(v) or is_period(f"2000年{clean(cell_text(v))}") or _month_name(v) for v in filled)
    return bool(filled) and hits >= 0.8 * len(filled)


def _month_name(value: object) -> bool:
    return isinstance(value, str) and is_period(f"{value.strip()} 2000")


def _stub_texts(
    sheet: Sheet, row: int, stubs: Mapping[int, str | None], above: dict[int, str], periods: Sequence[int]
) -> dict[int, str]:
    """The labels of a row; a blank one is that of the row above where it is merged or the year of a group of months."""
    texts: dict[int, str] = {}
    beside = any(text_at(sheet, row, c) for c in stubs)
    for column in stubs:
        text, _ = _merged_text(sheet, row, column)
        if not text and column in above and beside and (column in periods or column == min(stubs)):
            text = above[column]
        if text:
            above[column] = text
        texts[column] = text
    return texts


def _indent(sheet: Sheet, row: int, named: Sequence[int]) -> int:
    for column in named:
        value = sheet.value(row, column)
        if isinstance(value, str) and value.strip():
            rest = value.lstrip(_BLANKS)
            marker = _MARKER.match(rest)
            return _width(value[: len(value) - len(rest)]) + (_width(marker.group()) if marker else 0)
    return 0


def _is_marked(sheet: Sheet, row: int, named: Sequence[int]) -> bool:
    """Say whether 其中 or # stands before a row's label: the next row stands one half column further in or not."""
    texts = (sheet.value(row, c) for c in named)
    return any(isinstance(t, str) and _MARKER.match(t.lstrip(_BLANKS)) for t in texts)


def _width(text: str) -> int:
    """Half columns that a text takes: 其中： in front of one row stands over the blanks of the next."""
    return sum(1 if c < "\u2000" else 2 for c in text)
