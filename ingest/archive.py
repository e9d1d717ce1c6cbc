"""What a zipped workbook holds, looked at before it is read: bombs, macros, links, entities, sizes, percentages."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

#: Bytes that all members of an archive may have together.
LARGEST = 400 * 1024 * 1024
_MEMBERS = 5_000
_CHUNK = 1 << 20
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: A cell of a worksheet that is not empty: (letters, row).
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')
#: A table, row or cell of an OpenDocument sheet: (closing, what, attributes, empty).
_TABLE = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*?)(/?)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(-?\d+)"')
#: Rows of a sheet; what an OpenDocument sheet promises beyond them is cut off when it is read.
_ROWS = 1 << 20
#: Filled cells that may come of repeating, and how many of each that is written.
_HELD, _TIMES = 200_000, 10
_STYLE = re.compile(rb'\bs="(\d+)"')
_FORMAT = re.compile(rb'<numFmt [^>]*numFmtId="(\d+)"[^>]*formatCode="([^"]*)"')
_QUOTED = re.compile(rb"&quot;.*?&quot;|\[[^\]]*\]|\\.")
_STYLES = re.compile(rb"<cellXfs[^>]*>(.*?)</cellXfs>", re.DOTALL)
_XF = re.compile(rb'<xf [^>]*numFmtId="(\d+)"')
_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship [^>]*>")
#: Built-in formats that show a percentage.
_BUILT_IN = frozenset({9, 10})

Percent = dict[str, frozenset[tuple[int, int]]]


class Refused(Exception):
    """A workbook that is not read: the problem's code and what was found."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


def inspect_archive(data: bytes, widest: int, most_cells: int) -> Percent:
    """Return the cells that are shown as percentages, by sheet name.

    Raises Refused for what must not be read. widest: columns; most_cells: cells of one sheet, empty ones included.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        return _inspect(archive, widest, most_cells)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused("unreadable_workbook", str(error)[:200]) from error


def _inspect(archive: zipfile.ZipFile, widest: int, most_cells: int) -> Percent:
    members = archive.infolist()
    _check_names([m.filename for m in members])
    if len(members) > _MEMBERS or sum(m.file_size for m in members) > LARGEST:
        raise Refused("archive_too_large", f"{sum(m.file_size for m in members)} > {LARGEST}")
    if "content.xml" in archive.namelist() and archive.getinfo("content.xml").file_size <= LARGEST:
        _check_repeated(archive.read("content.xml"), widest, most_cells)
    total = 0
    shown = _percent_styles(archive)
    cells: dict[str, frozenset[tuple[int, int]]] = {}
    for member in members:
        percent: set[tuple[int, int]] = set()
        for piece in _pieces(archive, member):
            total += len(piece)
            if total > LARGEST:
                raise Refused("archive_too_large", f"> {LARGEST}")
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                _check_cells(piece, member.filename, widest, most_cells, shown, percent)
        cells[member.filename] = frozenset(percent)
    return {name: cells[part] for name, part in _sheet_parts(archive).items() if cells.get(part)}


def _check_names(names: list[str]) -> None:
    for name in names:
        lower = name.lower()
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise Refused("path_in_archive", name[:100])
        if lower.endswith("vbaproject.bin"):
            raise Refused("macros", name[:100])
        if "externallinks/" in lower:
            raise Refused("external_links", name[:100])
    if not any(n in names for n in ("[Content_Types].xml", "content.xml", "mimetype")):
        raise Refused("unreadable_workbook", "no workbook in the archive")


def _check_repeated(content: bytes, widest: int, most_cells: int) -> None:
    """Refuse an OpenDocument sheet whose repeated rows and cells would be more than are read."""
    rows = columns = width = height = written = held = 0
    again, filled = 1, 0
    for found in _TABLE.finditer(content):
        closing, what, attributes, empty = found.groups()
        repeated = _REPEATED.search(attributes)
        times = min(max(int(repeated.group(1)), 1), _ROWS) if repeated else 1
        if what == b"table":
            rows = columns = width = height = 0
        elif what == b"table-row":
            if not closing:
                again, columns, filled = times, 0, 0
            if closing or empty:
                rows = min(rows + again, _ROWS)
                height = rows if filled else height
                held += again * filled
        elif not closing:
            columns += times
            if not empty:
                width, filled, written = max(width, columns), filled + times, written + 1
        repeats = held + again * filled > _HELD + _TIMES * written
        if filled and (repeats or width > widest or width * max(height, rows + again) > most_cells):
            raise Refused("too_many_columns", f"{max(height, rows + again)} × {width}")


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member, in pieces that overlap so that no cell is cut; XML with entities is refused."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(member) as stream:
        rest = b""
        first = True
        while chunk := stream.read(_CHUNK):
            if first and is_xml and _ENTITY.search(chunk[:4096]):
                raise Refused("xml_entities", member.filename[:100])
            first = False
            cut = chunk.rfind(b">") + 1 if is_xml else len(chunk)
            yield rest + chunk[:cut]
            rest = chunk[cut:]
        if rest:
            yield rest


def _check_cells(
    piece: bytes,
    name: str,
    widest: int,
    most_cells: int,
    shown: frozenset[int],
    percent: set[tuple[int, int]],
) -> None:
    for cell in _CELL.finditer(piece):
        column, row = _number(cell.group(1)), int(cell.group(2))
        if column > widest or column * row > most_cells:
            raise Refused("too_many_columns", f"{name}: {cell.group(1).decode()}{row}")
        if shown:
            style = _STYLE.search(cell.group(0))
            if style is not None and int(style.group(1)) in shown:
                percent.add((row - 1, column - 1))


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Positions of the cell styles whose number format shows a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    text = archive.open("xl/styles.xml").read(16 * _CHUNK)
    formats = {int(n) for n, code in _FORMAT.findall(text) if b"%" in _QUOTED.sub(b"", code)} | _BUILT_IN
    block = _STYLES.search(text)
    styles = _XF.findall(block.group(1)) if block else []
    return frozenset(position for position, number in enumerate(styles) if int(number) in formats)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Member by sheet name."""
    names = archive.namelist()
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    relations = archive.open("xl/_rels/workbook.xml.rels").read(_CHUNK).decode("utf-8", "replace")
    targets: dict[str, str] = {}
    for relation in _RELATION.findall(relations):
        identifier = re.search(r'Id="([^"]*)"', relation)
        target = re.search(r'Target="([^"]*)"', relation)
        if identifier and target:
            path = target.group(1)
            targets[identifier.group(1)] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    book = archive.open("xl/workbook.xml").read(_CHUNK).decode("utf-8", "replace")
    return {_plain(name): targets[i] for name, i in _SHEET.findall(book) if i in targets}


def _plain(name: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(entity, character)
    return name
