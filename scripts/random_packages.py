"""Workbooks of random tables, written byte by byte so that nothing keeps them tidy: xlsx, xlsb, ods, xls."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

from random_cells import Cell, Grid, grid, text_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
#: what no XML may hold
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\ud800-\udfff]")
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<cellXfs count="3">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def packed(members: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """Return a zip of the members; all are of one day, so that the same members make the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind, 1)
    return stream.getvalue()


def letters(column: int) -> str:
    """Return a column's letters, from 0."""
    text, column = "", column + 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _xml(text: str, odd: bool) -> str:
    return escape((text if odd else _FORBIDDEN.sub("", text)).encode("utf-8", "replace").decode())


def _number_cell(value: float | date, reference: str, chance: random.Random) -> str:
    style = f' s="{chance.choice([0, 1, 2, 99])}"' if chance.random() < 0.15 else ""
    formula = f"<f>{chance.choice(['A1+1', 'SUM(A1:B9)', '[1]Sheet1!A1', ''])}</f>" if chance.random() < 0.05 else ""
    shown = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
    return f"<c{reference}{style}>{formula}<v>{shown!r}</v></c>"


def _xlsx_cell(value: Cell, at: tuple[int, int], shared: list[str], odd: bool, chance: random.Random) -> str:
    if value is None:
        return ""
    reference = f' r="{letters(at[1])}{at[0] + 1}"'
    if odd and chance.random() < 0.02:
        reference = chance.choice(["", ' r="A0"', ' r="ZZZ1"', ' r="1"'])
    if isinstance(value, bool):
        return f'<c{reference} t="b"><v>{int(value)}</v></c>'
    if not isinstance(value, str):
        return _number_cell(value, reference, chance)
    act = chance.random()
    if act < 0.5:
        shared.append(value)
        place = chance.choice([10**6, -1, 2**32]) if odd and chance.random() < 0.02 else len(shared) - 1
        return f'<c{reference} t="s"><v>{place}</v></c>'
    kind = "inlineStr" if act < 0.8 else chance.choice(["str", "e", "d", "n", "x"]) if odd and act > 0.96 else "str"
    inner = f"<is><t>{_xml(value, odd)}</t></is>" if kind == "inlineStr" else f"<v>{_xml(value, odd)}</v>"
    return f'<c{reference} t="{kind}">{inner}</c>'


def _worksheet(table: Grid, shared: list[str], odd: bool, chance: random.Random) -> str:
    rows = []
    for number, row in enumerate(table.rows):
        cells = "".join(_xlsx_cell(v, (number, c), shared, odd, chance) for c, v in enumerate(row))
        told = (
            chance.choice(["", ' r="0"', ' r="99999999999"'])
            if odd and chance.random() < 0.05
            else f' r="{number + 1}"'
        )
        rows.append(f"<row{told}>{cells}</row>")
    areas = "".join(
        f'<mergeCell ref="{letters(left)}{top + 1}:{letters(right)}{low + 1}"/>'
        for top, left, low, right in table.merged
    )
    told = chance.choice(
        ["", "", '<dimension ref="A1:XFD1048576"/>', '<dimension ref="A1"/>', '<dimension ref="B9:A1"/>']
    )
    merged = f"<mergeCells>{areas}</mergeCells>" if areas else ""
    return f'<worksheet xmlns="{_MAIN}">{told}<sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'


def xlsx(chance: random.Random) -> dict[str, bytes]:
    """Return the members of a workbook of one to three sheets."""
    shared: list[str] = []
    odd = chance.random() < 0.3
    sheets = [_worksheet(grid(chance), shared, odd, chance) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
    state = chance.choice(["", "", "", ' state="hidden"', ' state="veryHidden"', ' state="x"'])
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}"{state if n > 1 else ""} r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    kinds = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    kinds |= {"rId90": ("sharedStrings", "sharedStrings.xml"), "rId91": ("styles", "styles.xml")}
    relations = "".join(f'<Relationship Id="{i}" Type="{_RELATIONS}/{k}" Target="{t}"/>' for i, (k, t) in kinds.items())
    texts = "".join(f"<si><t>{_xml(text, odd)}</t></si>" for text in shared)
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="{len(shared)}">{texts}</sst>',
    }
    members |= {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)}
    return {name: content.encode() for name, content in members.items()}


def _brt(kind: int, body: bytes = b"") -> bytes:
    """Return a record of an xlsb: kind and length in groups of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    length, size = len(body), b""
    while True:
        length, rest = length >> 7, length & 127
        size += bytes([rest | (128 if length else 0)])
        if not length:
            return head + size + body


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(data) // 2) + data


def _xlsb_cell(value: Cell, column: int) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return _brt(4, head + bytes([value]))
    if isinstance(value, str):
        return _brt(6, head + _wide(value))
    number = float((value - date(1899, 12, 30)).days) if isinstance(value, date) else float(value or 0)
    return _brt(5, head + struct.pack("<d", number))


def xlsb(chance: random.Random) -> dict[str, bytes]:
    """Return the members of a binary workbook of one sheet."""
    table = grid(chance)
    height, width = len(table.rows), max(map(len, table.rows), default=0)
    told = (0, height, 0, width) if chance.random() > 0.01 else (0, 2**20, 0, 2**14)
    body = _brt(0x81) + _brt(0x94, struct.pack("<IIII", *told)) + _brt(0x91)
    for number, row in enumerate(table.rows):
        body += _brt(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        body += b"".join(_xlsb_cell(v, c) for c, v in enumerate(row) if v is not None)
    body += _brt(0x92) + _brt(0x82)
    sheet = _brt(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表1"))
    book = _brt(0x83) + _brt(0x8F) + sheet + _brt(0x90) + _brt(0x84)
    relation = f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'.encode()
        ),
        "xl/worksheets/sheet1.bin": body,
    }


def _ods_cell(value: Cell, odd: bool, chance: random.Random) -> str:
    again = ""
    if chance.random() < 0.02:
        again = f' table:number-columns-repeated="{chance.choice([900, 0, -1, 2**31] if odd else [2, 3])}"'
    if value is None:
        return f"<table:table-cell{again}/>"
    text = f"<text:p>{_xml(text_of(value), odd)}</text:p>"
    if isinstance(value, bool):
        said = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, date):
        said = f'office:value-type="date" office:date-value="{value}"'
    elif isinstance(value, str):
        said = 'office:value-type="string"'
    else:
        kind = chance.choice(["float", "float", "percentage", "currency"])
        said = f'office:value-type="{kind}" office:value="{value}"'
    return f"<table:table-cell {said}{again}>{text}</table:table-cell>"


def ods(chance: random.Random) -> dict[str, bytes]:
    """Return the members of an OpenDocument spreadsheet."""
    rows, odd = [], chance.random() < 0.2
    for row in grid(chance).rows:
        again = ""
        if chance.random() < 0.02:
            again = f' table:number-rows-repeated="{chance.choice([0, 9_000, 2**31] if odd else [2, 5])}"'
        rows.append(f"<table:table-row{again}>{''.join(_ods_cell(v, odd, chance) for v in row)}</table:table-row>")
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}:office:1.0" xmlns:table="{_OFFICE}:table:1.0" '
        f'xmlns:text="{_OFFICE}:text:1.0"><office:body><office:spreadsheet><table:table table:name="表1">'
        f"{''.join(rows)}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{mime}"/>'
    manifest = f'<m:manifest xmlns:m="{_OFFICE}:manifest:1.0">{entry}</m:manifest>'
    return {"mimetype": mime.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff_text(text: str) -> bytes:
    data = text[:4000].encode("utf-16-le", "surrogatepass")
    return struct.pack("<HB", len(data) // 2, 1) + data


def _biff_cell(value: Cell, row: int, column: int, shared: list[str]) -> bytes:
    head = struct.pack("<HHH", row, column, 15)
    if isinstance(value, bool):
        return _record(0x205, head + bytes([value, 0]))
    if isinstance(value, str):
        if len(value) % 2:
            shared.append(value[:2000])
            return _record(0xFD, head + struct.pack("<I", len(shared) - 1))
        return _record(0x204, head + _biff_text(value[:2000]))
    number = float((value - date(1899, 12, 30)).days) if isinstance(value, date) else float(value or 0)
    return _record(0x203, head + struct.pack("<d", number))


def _biff(chance: random.Random) -> bytes:
    """Return the records of an old workbook of one sheet; some are changed, doubled or left out."""
    table, shared = grid(chance), list[str]()
    height, width = len(table.rows), max(map(len, table.rows), default=0)
    sheet = [_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x7CC, 0, 6))]
    told = (0, height, 0, width) if chance.random() > 0.004 else (0, 65_536, 0, 256)
    sheet.append(_record(0x200, struct.pack("<IIHHH", *told, 0)))
    for number, row in enumerate(table.rows):
        sheet += [_biff_cell(v, number, c, shared) for c, v in enumerate(row) if v is not None]
    areas = [(top, low, left, min(right, 255)) for top, left, low, right in table.merged]
    sheet.append(_record(0xE5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<HHHH", *a) for a in areas)))
    sheet.append(_record(0x0A, b""))
    if chance.random() < 0.3:
        _shaken(sheet, chance)
    font = _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial")
    formats = font * 4 + b"".join(
        _record(0xE0, struct.pack("<HHH", 0, chance.choice([0, 0, 9, 14]), 1) + bytes(14)) for _ in range(16)
    )
    body = struct.pack("<II", len(shared), len(shared)) + b"".join(map(_biff_text, shared))
    strings = _record(0xFC, body[:8000])
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x7CC, 0, 6)) + _record(0x42, b"\xb0\x04") + formats
    name = "表1".encode("utf-16-le")
    at = len(start) + 4 + 8 + len(name) + len(strings) + 4
    bound = _record(0x85, struct.pack("<IBBBB", at, 0, 0, 2, 1) + name)
    return start + bound + strings + _record(0x0A, b"") + b"".join(sheet)


def _shaken(records: list[bytes], chance: random.Random) -> None:
    for _ in range(chance.choice([1, 2, 6])):
        at, act = chance.randrange(len(records)), chance.random()
        if act < 0.3:
            records.insert(chance.randrange(len(records) + 1), records[at])
        elif act < 0.5 and len(records) > 1:
            del records[at]
        elif act < 0.7:
            records[at] = _record(
                chance.choice([0x06, 0xBD, 0xBE, 0x27E, 0x207, 0x3C, 0x1B6, 0xD6, 0x5D, 0xEC, 0x2F]), records[at][4:]
            )
        elif len(records[at]) > 4:
            changed = bytearray(records[at])
            changed[chance.randrange(4, len(changed))] = chance.choice([0, 255, chance.randrange(256)])
            records[at] = bytes(changed)


def xls(chance: random.Random) -> bytes:
    """Return an old workbook: its records as the one stream of a compound file of 512-byte sectors."""
    stream = _biff(chance).ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    tables = -(-(sectors + 2) // 127)
    ends = 0xFFFFFFFE
    chain = [0xFFFFFFFD] * tables + [ends] + [tables + 2 + n for n in range(sectors - 1)] + [ends]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHHHIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, tables)
    )
    header += struct.pack("<IIIIIII", tables, 0, 4096, ends, 0, ends, 0)
    header += struct.pack("<109I", *[*range(tables), *[0xFFFFFFFF] * (109 - tables)])
    entries = (
        _entry("Root Entry", 5, ends, 0, 1) + _entry("Workbook", 2, tables + 1, len(stream), 0xFFFFFFFF) + bytes(256)
    )
    return header + struct.pack(f"<{len(chain)}I", *chain) + entries + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
