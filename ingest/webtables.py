"""Pages: their ruled tables as sheets, the rest as text; portals export tables as pages named like workbooks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from ingest.archive import Refused
from ingest.cells import Sheet, Value
from ingest.grid import figure

#: Cells of a page that are read, and rows and columns that one cell may span.
_MOST_CELLS, _WIDEST = 400_000, 1_000
#: Characters of a page.
_LONGEST = 64_000_000
#: Fewest figures of a table of statistics; others only lay out the page.
_FEWEST = 4
#: Lines before a table that may be its title, its unit and its date, and characters of one.
_LINES, _LINE = 3, 80
#: When a page was put up, by whom and how it is shown: nothing of the table on it.
_ABOUT_PAGE = re.compile(
    r"(?:发布|公布|更新|发表)(?:时间|日期)|来源[:：]|作者[:：]|浏览|点击|字[号体]|打印|首页|位置[:：]|(?:时间|日期)[:：]"
)
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "title", "td", "th", "table", "caption"}
)
_SILENT = frozenset({"script", "style", "noscript", "select", "option"})


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page shows."""

    sheets: tuple[Sheet, ...]
    #: the text beside the tables, a line for each block
    text: str


def read_page(text: str) -> Page:
    """Return tables with at least four figures as sheets and the rest as text; raises Refused for a page too large."""
    if len(text) > _LONGEST:
        raise Refused("file_too_large", f"{len(text)} > {_LONGEST}")
    root = html.document_fromstring(text)
    chosen = {}
    for table in root.iter("table"):
        if table.find(".//table") is None:
            sheet = _sheet(table, "")
            if figures(sheet) >= _FEWEST:
                chosen[table] = sheet
    lines: list[str] = []
    sheets: list[Sheet] = []
    for piece in _pieces(root, chosen):
        if isinstance(piece, str):
            lines += piece.split("\n")
        else:
            name = f"表{len(sheets) + 1}" if len(chosen) > 1 else ""
            merged, rows = chosen[piece].merged, chosen[piece].rows
            sheets.append(Sheet(name=name, rows=rows, merged=merged, above=titles(lines)))
    return Page(sheets=tuple(sheets), text="\n".join(lines))


def figures(sheet: Sheet) -> int:
    """Return how many cells of a sheet are figures."""
    return sum(figure(value) is not None for row in sheet.rows for value in row)


def titles(lines: list[str]) -> tuple[str, ...]:
    """Return the last short lines of a text, which may say what the table after them is about."""
    last = [line.strip() for line in lines if line.strip() and not _ABOUT_PAGE.search(line)][-_LINES:]
    found: list[str] = []
    for line in reversed(last):
        if len(line) > _LINE or "。" in line:
            break
        found.insert(0, line)
    return tuple(found)


def _pieces(root: html.HtmlElement, tables: dict[html.HtmlElement, Sheet]) -> Iterator[str | html.HtmlElement]:
    """Text and tables of a page in their order; what stands between blocks is one piece."""
    text: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for action, element in walk:
        if action == "start" and isinstance(element.tag, str):
            if element.tag in _BLOCKS:
                text.append("\n")
            if element in tables:
                yield "".join(text)
                text = []
                yield element
            if element in tables or element.tag in _SILENT:
                walk.skip_subtree()
            else:
                text.append(element.text or "")
        elif action != "start":
            text.append("\n" if element.tag in _BLOCKS and element.tag != "td" else "")
            text.append(element.tail or "")
    yield "".join(text)


def _sheet(table: html.HtmlElement, name: str) -> Sheet:
    rows: list[list[Value]] = []
    merged = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.iter("tr")):
        cells: list[Value] = []
        column = 0
        for cell in (c for c in row if c.tag in ("td", "th")):
            while (number, column) in taken:
                column += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            if len(taken) + down * across > _MOST_CELLS:
                raise Refused("too_many_columns", f"> {_MOST_CELLS}")
            taken.update((number + r, column + c) for r in range(down) for c in range(across))
            cells += [None] * (column + across - len(cells))
            cells[column] = " ".join("".join(cell.itertext()).split()) or None
            if down > 1 or across > 1:
                merged.append((number, column, number + down - 1, column + across - 1))
            column += across
        rows.append(cells)
    last = len(rows) - 1
    return Sheet(name=name, rows=rows, merged=tuple((a, b, min(c, last), d) for a, b, c, d in merged))


def _span(cell: html.HtmlElement, name: str) -> int:
    said = str(cell.get(name) or "1").strip()
    return min(max(int(said[:6]), 1), _WIDEST) if said.isascii() and said.isdigit() else 1
