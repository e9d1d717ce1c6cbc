"""Excel's XML Spreadsheet 2003: a workbook as one XML file, which old exports name .xls or .xml."""

import io
from datetime import datetime

from lxml import etree

from ingest.archive import Refused
from ingest.cells import Sheet, Value

#: Stands in the first bytes of every such file.
NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_NS = f"{{{NAMESPACE}}}"
_WIDEST, _HIGHEST, _MOST_CELLS = 5_000, 1_048_576, 4_000_000


def read_xml_book(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook; raises Refused for one that is broken or too large."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        tree = etree.parse(io.BytesIO(data), parser)
    except etree.XMLSyntaxError as error:
        raise Refused("unreadable_workbook", str(error)[:200]) from error
    percent = {
        style.get(f"{_NS}ID")
        for style in tree.iter(f"{_NS}Style")
        if any("%" in (f.get(f"{_NS}Format") or "").replace("Percent", "%") for f in style.iter(f"{_NS}NumberFormat"))
    }
    return tuple(_sheet(sheet, percent) for sheet in tree.iter(f"{_NS}Worksheet") if not _hidden(sheet))


def _hidden(sheet: etree._Element) -> bool:
    return any((v.text or "") != "SheetVisible" for v in sheet.iter("{urn:schemas-microsoft-com:office:excel}Visible"))


def _sheet(sheet: etree._Element, percent: set[str | None]) -> Sheet:
    rows: list[list[Value]] = []
    merged: list[tuple[int, int, int, int]] = []
    cells = 0
    for row in sheet.iter(f"{_NS}Row"):
        number = _number(row, "Index", len(rows) + 1) - 1
        if number >= _HIGHEST or number < len(rows):
            raise Refused("too_many_columns", f"{sheet.get(f'{_NS}Name')}: {number + 1}")
        rows += [[] for _ in range(number - len(rows))]
        rows.append(_row(row, number, merged, percent, sheet.get(f"{_NS}Name") or ""))
        cells += len(rows[-1]) + 1
        if cells > _MOST_CELLS:
            raise Refused("too_many_columns", f"{sheet.get(f'{_NS}Name')}: > {_MOST_CELLS}")
    height, width = len(rows) - 1, max((len(r) for r in rows), default=1) - 1
    areas = tuple((a, b, min(c, height), min(d, width)) for a, b, c, d in merged if a <= height and b <= width)
    return Sheet(name=sheet.get(f"{_NS}Name") or "", rows=rows, merged=areas)


def _row(
    row: etree._Element, number: int, merged: list[tuple[int, int, int, int]], percent: set[str | None], name: str
) -> list[Value]:
    found: list[Value] = []
    column = 0
    for cell in row.iter(f"{_NS}Cell"):
        column = _number(cell, "Index", column + 1) - 1
        if not len(found) <= column < _WIDEST:
            raise Refused("too_many_columns", f"{name}: {column + 1}")
        found += [None] * (column - len(found))
        shown = cell.get(f"{_NS}StyleID") or row.get(f"{_NS}StyleID")
        found.append(_value(cell.find(f"{_NS}Data"), shown in percent))
        across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
        if across or down:
            merged.append((number, column, number + down, column + across))
        if column + across >= _WIDEST:
            raise Refused("too_many_columns", f"{name}: {column + across + 1}")
        found += [None] * across
        column += 1 + across
    return found


def _number(element: etree._Element, name: str, default: int) -> int:
    said = element.get(f"{_NS}{name}") or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else default


def _value(data: etree._Element | None, percent: bool) -> Value:
    if data is None:
        return None
    text, kind = "".join(str(part) for part in data.itertext()), data.get(f"{_NS}Type")
    try:
        if kind == "Number":
            return f"{float(text) * 100:.12g}%" if percent else float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text or None
    return text.strip() or None
