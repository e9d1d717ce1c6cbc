"""Bytes to cells: what kind of file it is, and its sheets."""

import csv
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ingest.archive import Refused, inspect_archive
from ingest.cells import Sheet
from ingest.communique import is_prose
from ingest.encoding import CHOICES, decode
from ingest.knowledge import Knowledge, question
from ingest.lexicon import common_characters
from ingest.longform import LongTable
from ingest.model import Question
from ingest.prose import docx_parts, pdf_text
from ingest.sdmx import Record, is_sdmx_header, read_csv, read_message
from ingest.separators import beginning, records, separator
from ingest.textfile import long_table
from ingest.webtables import read_page
from ingest.workbook import WIDEST, Workbook, open_workbook
from ingest.xmlbook import NAMESPACE, read_xml_book
from measures.catalogue import Catalogue
from measures.places import Level, Places
from measures.problems import Problem, Where
from measures.terms import Severity


class Kind(StrEnum):
    """What the first bytes say."""

    TEXT = "text"
    ZIP = "zip"
    OLE = "ole"
    PDF = "pdf"
    XML = "xml"
    HTML = "html"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file taken apart."""

    #: reader and encoding: "csv (gb18030)"
    reader: str
    #: sheets whose layout is to be found
    sheets: tuple[Sheet, ...] = ()
    #: the long form of a text file
    table: LongTable | None = None
    #: the text of a communiqué
    prose: str | None = None
    #: the observations of an SDMX message
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


_MAGIC = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"\x09\x08", Kind.OLE),
    (b"%PDF", Kind.PDF),
    (b"\x1f\x8b", Kind.OTHER),
    (b"Rar!", Kind.OTHER),
    (b"7z\xbc\xaf", Kind.OTHER),
    (b"\x89PNG", Kind.OTHER),
    (b"\xff\xd8\xff", Kind.OTHER),
    (b"GIF8", Kind.OTHER),
)


#: How pages begin, behind comments and a declaration of XML.
_PAGE = re.compile(
    rb"(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|meta|title|style|body|table|div|p|br|center)\b",
    re.DOTALL,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
#: What pages say that are written in GB18030.
_CHINESE = ("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312")


def kind_of(data: bytes) -> Kind:
    """Return what kind of file the bytes are; what has no mark of its own is text."""
    for mark, kind in _MAGIC:
        if data.startswith(mark):
            return kind
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and _PAGE.match(head):
        return Kind.HTML
    return Kind.XML if head.startswith((b"<?xml", b"<!doctype", b"<mes:", b"<message:")) else Kind.TEXT


def open_upload(data: bytes, knowledge: Knowledge) -> Opened:
    """Return the cells of a file, or the one problem or question that keeps it closed."""
    kind = kind_of(data)
    if kind is Kind.TEXT and data[:200].lstrip()[:1] != b"{":
        return _open_text(data, knowledge)
    if kind in (Kind.HTML, Kind.PDF) or (kind is Kind.ZIP and knowledge.name.lower().endswith(".docx")):
        return _open_prose(data, kind, knowledge)
    if kind in (Kind.ZIP, Kind.OLE):
        return _from_workbook(open_workbook(data, knowledge.name))
    if kind in (Kind.XML, Kind.TEXT):
        return _open_message(data, knowledge)
    return refused(knowledge, "unknown_format", len(data), kind=str(kind))


def _open_message(data: bytes, knowledge: Knowledge) -> Opened:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return refused(knowledge, "xml_entities", len(data), reason=knowledge.name)
    if NAMESPACE.encode() in data[:4096]:
        try:
            return Opened(reader="xml spreadsheet (lxml)", sheets=read_xml_book(data))
        except Refused as refusal:
            return refused(knowledge, refusal.code, len(data), reason=refusal.reason)
    try:
        records = read_message(data)
    except ValueError as error:
        return refused(knowledge, "unreadable_message", len(data), reason=str(error))
    return Opened(reader="sdmx (sdmx1)", records=records)


def _open_prose(data: bytes, kind: Kind, knowledge: Knowledge) -> Opened:
    """A communiqué as page, docx or pdf; what its reader cannot open is refused."""
    try:
        if kind is Kind.ZIP:
            inspect_archive(data, 0, 0)
            text, tables = docx_parts(data)
            return Opened(reader="docx (python-docx)", prose=text, sheets=tables)
        if kind is Kind.PDF:
            return Opened(reader="pdf (pypdfium2)", prose=pdf_text(data))
        return _open_page(data, knowledge)
    except Refused as refusal:
        return refused(knowledge, refusal.code, len(data), reason=refusal.reason)
    except Exception as error:  # docx and pdf readers raise whatever a broken file makes them meet
        return refused(knowledge, "unreadable_document", len(data), reason=str(error)[:200])


def _open_page(data: bytes, knowledge: Knowledge) -> Opened:
    """A page: what it says of its encoding is believed where its bytes allow it; its title alone is no text."""
    said = _CHARSET.search(data[:4096])
    named = said.group(1).decode("ascii", "ignore").lower() if said else ""
    decoded = decode(data, known_characters(knowledge))
    if decoded.data is None and named in _CHINESE:
        decoded = decode(data, frozenset(), "gb18030")
    if decoded.data is None and named == "big5":
        decoded = decode(data, frozenset(), "big5")
    if decoded.data is None:
        return refused(knowledge, "unknown_encoding", len(data))
    page = read_page(decoded.data.decode("utf-8"))
    prose = page.text if is_prose(page.text) or not page.sheets else None
    return Opened(reader=f"html ({decoded.encoding})", sheets=page.sheets, prose=prose)


def _from_workbook(book: Workbook) -> Opened:
    return Opened(reader=book.reader, sheets=book.sheets, problems=book.problems)


def _open_text(data: bytes, knowledge: Knowledge) -> Opened:
    forced = knowledge.settings.mapping.get("encoding")
    decoded = decode(data, known_characters(knowledge), str(forced) if forced else None)
    if decoded.data is None:
        details = size_details(knowledge, len(data))
        asked = question("encoding", ("!A1",), decoded.choices, details)
        answer = knowledge.answer(asked)
        if answer in CHOICES:
            decoded = decode(data, frozenset(), answer)
        elif decoded.choices:
            return Opened(reader="text", questions=(asked,))
    if decoded.data is None:
        return refused(knowledge, "unknown_encoding", len(data))
    return _split(decoded.data, f"csv ({decoded.encoding})", knowledge)


def _split(text: bytes, reader: str, knowledge: Knowledge) -> Opened:
    if not text.strip():
        return refused(knowledge, "file_empty", len(text))
    if is_prose(beginning(text)):
        return Opened(reader=reader.replace("csv", "text", 1), prose=text.decode("utf-8"))
    mark = separator(beginning(text))
    widest = max(line.count(mark.encode()) for line in io.BytesIO(text)) + 1
    if widest > WIDEST:
        return refused(knowledge, "too_many_columns", len(text), reason=f"{widest} > {WIDEST}")
    try:
        if is_sdmx_header(next(iter(records(beginning(text).partition("\n")[0], mark)), [])):
            rows = records(text.decode("utf-8"), mark)
            return Opened(reader=reader.replace("csv", "sdmx-csv", 1), records=read_csv(rows))
        table = long_table(text, mark, knowledge.name)
        if table is not None:
            return Opened(reader=reader, table=table)
        rows = records(text.decode("utf-8"), mark)
        return Opened(reader=reader, sheets=(Sheet(name="", rows=rows),))
    except csv.Error as error:
        return refused(knowledge, "unreadable_text", len(text), reason=str(error))


def known_characters(knowledge: Knowledge) -> frozenset[str]:
    """Return the characters that tell a right decoding: of common prose, of names of places and indicators."""
    return _known_characters(knowledge.catalogue, knowledge.places)


@lru_cache(maxsize=4)
def _known_characters(catalogue: Catalogue, places: Places) -> frozenset[str]:
    names = [p.name for p in iter(places) if p.level != Level.COUNTY]
    names += [name for indicator in catalogue for name in indicator.names]
    return frozenset(c for name in names for c in name if c > "\x7f") | common_characters()


def refused(knowledge: Knowledge, code: str, size: int, **more: str) -> Opened:
    """Return a file that is not read, with its name, size and the limit."""
    details = {**size_details(knowledge, size), **more}
    problem = Problem(code=code, severity=Severity.ERROR, where=Where(file=knowledge.name), details=details)
    return Opened(reader="", problems=(problem,))


def size_details(knowledge: Knowledge, size: int) -> dict[str, str]:
    """Return name, size and limit as the sentences name them, in bytes."""
    return {"name": knowledge.name, "size": str(size), "limit": str(knowledge.settings.max_bytes)}
