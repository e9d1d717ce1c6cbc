"""What a zipped workbook holds, looked at before it is read: bombs, macros, links, entities, sizes, percentages."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from ingest.extents import Extent, TooLarge, shared_texts

#: Bytes that all members of an archive may have together.
LARGEST = 400 * 1024 * 1024
_MEMBERS = 5_000
_CHUNK = 1 << 20
#: Bytes between two tags; a cell holds 32,767 characters.
_LONGEST = 16 * _CHUNK
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: A tag of the styles, of the sheets, of the relations; a tag without end must not be looked for again and again.
_NUMBER_FORMAT = re.compile(rb"<numFmt ([^<>]{0,2000})>")
_XF = re.compile(rb"<xf ([^<>]{0,2000})>")
_SHEET = re.compile(r"<sheet ([^<>]{0,2000})>")
_RELATION = re.compile(r"<Relationship ([^<>]{0,2000})>")
_QUOTED = re.compile(rb"&quot;.*?&quot;|\[[^\]]*\]|\\.")
#: Built-in formats that show a percentage.
_BUILT_IN = frozenset({b"9", b"10"})

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
    except TooLarge as found:
        raise Refused("too_many_columns", str(found)) from found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused("unreadable_workbook", str(error)[:200]) from error


def _inspect(archive: zipfile.ZipFile, widest: int, most_cells: int) -> Percent:
    members = archive.infolist()
    _check_names([m.filename for m in members])
    if len(members) > _MEMBERS or sum(m.file_size for m in members) > LARGEST:
        raise Refused("archive_too_large", f"{sum(m.file_size for m in members)} > {LARGEST}")
    if any(m.flag_bits & 1 for m in members):
        raise Refused("encrypted", "zip")
    total, names = 0, archive.namelist()
    binary, sheets = "xl/workbook.bin" in names, widest > 0
    shown = _percent_styles(archive)
    parts = [name for name in names if name.lower().endswith(("sharedstrings.xml", "sharedstrings.bin"))]
    texts = shared_texts(archive.read(parts[0])) if parts else ()
    cells: dict[str, frozenset[tuple[int, int]]] = {}
    for member in members:
        extent = Extent(widest=widest, most_cells=most_cells, shown=shown, texts=texts)
        for piece in _pieces(archive, member):
            total += len(piece)
            if total > LARGEST:
                raise Refused("archive_too_large", f"> {LARGEST}")
            if sheets:
                extent.read_xml(piece)
        if binary:
            extent.read_binary(archive.read(member))
        elif extent.cells:
            extent.read_texts(archive.read(member))
        if member.filename == "content.xml":
            extent.read_repeated(archive.read(member))
        cells[member.filename] = frozenset(extent.percent)
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


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member, in pieces that end behind a tag; XML with entities is refused."""
    told = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_xml: bool | None = None
    with archive.open(member) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            if len(chunk) > _LONGEST:
                raise Refused("unreadable_workbook", f"{member.filename[:100]}: a text of {len(chunk)} bytes")
            if is_xml is None:
                is_xml = chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
            if told and _ENTITY.search(chunk):
                raise Refused("xml_entities", member.filename[:100])
            cut = chunk.rfind(b">") + 1 if is_xml else len(chunk)
            yield chunk[:cut]
            rest = chunk[cut:]
        if rest:
            yield rest


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Positions of the cell styles whose number format shows a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    text = archive.open("xl/styles.xml").read(16 * _CHUNK)
    formats = {_value(tag, b"numFmtId"): _value(tag, b"formatCode") for tag in _NUMBER_FORMAT.findall(text)}
    shown = {number for number, code in formats.items() if b"%" in _QUOTED.sub(b"", code)} | _BUILT_IN
    block = text[max(text.find(b"<cellXfs"), 0) :]
    styles = _XF.findall(block[: block.find(b"</cellXfs>")])
    return frozenset(position for position, tag in enumerate(styles) if _value(tag, b"numFmtId") in shown)


def _value(tag: bytes, name: bytes) -> bytes:
    """An attribute of a tag, empty where it has none."""
    found = re.search(rb"\b" + name + rb"""=["']([^"']*)""", tag)
    return found[1] if found else b""


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
    found: dict[str, str] = {}
    for sheet in _SHEET.findall(archive.open("xl/workbook.xml").read(_CHUNK).decode("utf-8", "replace")):
        name, identifier = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\br:id="([^"]*)"', sheet)
        if name and identifier and identifier.group(1) in targets:
            found[_plain(name.group(1))] = targets[identifier.group(1)]
    return found


def _plain(name: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(entity, character)
    return name
