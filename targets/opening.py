"""From bytes to a document: txt, docx, pdf and html become one text with offsets and marks of page or paragraph."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

from measures.places import load_places
from measures.problems import Problem, Where
from measures.terms import Severity
from targets import heads
from targets.model import Document

#: bytes of a document that is read at all
LARGEST: Final = 64 * 1024 * 1024
#: bytes that a docx may hold when unpacked, and how many times its packed size
_UNPACKED: Final = 256 * 1024 * 1024
_RATIO: Final = 200
#: characters of text that are read
_LONGEST: Final = 20_000_000
_COMMON = re.compile("[的一是在和有为年全人工发大经市国中上万产业建设展实施省府政区]")


@dataclass(frozen=True, kw_only=True)
class _Text:
    text: str
    media_type: str
    encoding: str | None = None
    marks: tuple[tuple[int, str], ...] = ()


class _Unreadable(Exception):
    """Carries the code of a problem, and what its sentence names."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def open_document(
    data: bytes, name: str, *, year: int | None = None, place: str | None = None, issued: date | None = None
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Open a document; None and a problem where it cannot be read or must not be kept.

    Line ends become "\\n", a byte-order mark is no part of the text; else the text stands as received. `year`, `place`
    (a name, a path or a code) and `issued` win over what the document says itself.
    """
    try:
        opened = _open(data, name)
        if (mark := heads.secrecy_mark(opened.text)) is not None:
            raise _Unreadable("document_classified", mark=mark)
    except _Unreadable as trouble:
        return None, (_problem(trouble.code, name, Severity.ERROR, trouble.details | {"size": f"{len(data)}"}),)
    document, problems = _described(opened, data, name, year, place, issued)
    return document, problems


def _problem(code: str, name: str, severity: Severity, details: dict[str, str]) -> Problem:
    return Problem(code=code, severity=severity, where=Where(file=name), details={"name": name, **details})


def _described(
    opened: _Text, data: bytes, name: str, year: int | None, place: str | None, issued: date | None
) -> tuple[Document, tuple[Problem, ...]]:
    problems = []
    title = heads.read_title(opened.text)
    issued = issued or heads.read_issued(opened.text)
    year = year or heads.read_year(opened.text, title, issued, name)
    places = load_places()
    if place:
        found = places.find(place)
        code = found.code if found else None
        if found is None:
            problems.append(_problem("document_place_unknown", name, Severity.ERROR, {"place": place}))
    else:
        code = heads.read_place(opened.text, title, places)
        if code is None:
            problems.append(_problem("document_place_not_found", name, Severity.WARNING, {}))
    if year is None:
        problems.append(_problem("document_year_not_found", name, Severity.WARNING, {}))
    document = Document(
        doc=PurePath(name).stem,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=opened.media_type,
        text=opened.text,
        encoding=opened.encoding,
        year=year,
        issued=issued,
        number=heads.read_number(opened.text),
        title=title,
        place_code=code,
        marks=opened.marks,
    )
    return document, tuple(problems)


def _open(data: bytes, name: str) -> _Text:
    if not data.strip():
        raise _Unreadable("document_empty")
    if len(data) > LARGEST:
        raise _Unreadable("document_too_large", limit=f"{LARGEST // 1024 // 1024} MB")
    opened = _reader(data, name)(data)
    if not opened.text.strip():
        raise _Unreadable("document_without_text")
    if len(opened.text) > _LONGEST:
        raise _Unreadable("document_too_large", limit=f"{_LONGEST}")
    return opened


def _reader(data: bytes, name: str) -> Callable[[bytes], _Text]:
    ending = PurePath(name).suffix.lower()
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return _open_pdf
    if data.startswith(b"PK\x03\x04"):
        return _open_docx
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _Unreadable("document_old_word")
    if ending in (".html", ".htm", ".xhtml") or re.match(
        rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|\?xml)", data[:200], re.IGNORECASE
    ):
        return _open_html
    if ending in (".pdf", ".docx"):
        raise _Unreadable("document_not_what_it_says", ending=ending)
    return _open_txt


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: byte-order mark, UTF-16 without one, UTF-8, GB18030, Big5; else a problem."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                raise _Unreadable("document_encoding_unknown") from None
    if wide := _wide_encoding(data):
        return data.decode(wide), wide
    if b"\0" in data:
        raise _Unreadable("document_encoding_unknown")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8"), "utf-8"
    candidates = []
    for encoding in ("gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((_plausible(text), encoding, text))
    best = max(candidates, default=None)
    if best is None or best[0] < 0.02:
        raise _Unreadable("document_encoding_unknown")
    return best[2], best[1]


def _wide_encoding(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: line ends and spaces leave zero bytes, and the text reads as Chinese."""
    if len(data) % 2 or len(data) < 4:
        return None
    sample = data[:4000]
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        han = sum("\u4e00" <= char <= "\u9fff" for char in text)
        if han > 0.5 * len(text) and _plausible(text) > 0.05:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return None


def _plausible(text: str) -> float:
    sample = text[:20000]
    han = sum("\u4e00" <= char <= "\u9fff" for char in sample)
    strange = sum("\ue000" <= char <= "\uf8ff" or "\u3040" <= char <= "\u30ff" for char in sample)
    return (len(_COMMON.findall(sample)) - 3 * strange) / max(1, han)


def _open_txt(data: bytes) -> _Text:
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(re.findall(r"[\x00-\x08\x0e-\x1f]", text[:20000])) > 20:
        raise _Unreadable("document_encoding_unknown")
    return _Text(text=text, media_type="text/plain", encoding=encoding)


def _open_docx(data: bytes) -> _Text:
    _check_archive(data)
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(document.iter_inner_content())
    except Exception:
        raise _Unreadable("document_broken") from None
    lines, marks, position, paragraph = [], [], 0, 0
    for block in blocks:
        rows = _rows(block) if isinstance(block, Table) else [block.text]
        for row in rows:
            paragraph += 1
            marks.append((position, f"¶ {paragraph}"))
            row = row.replace("\r", "").replace("\x0b", "\n")
            lines.append(row)
            position += len(row) + 1
    return _Text(
        text="\n".join(lines),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        marks=tuple(marks),
    )


def _rows(table: object) -> list[str]:
    from docx.table import Table

    assert isinstance(table, Table)
    rows = []
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is not last:
                cells.append(" ".join(cell.text.split("\n")).strip())
            last = cell._tc
        rows.append(" | ".join(cells) + " |" if len(cells) > 1 else "".join(cells))
    return rows


def _check_archive(data: bytes) -> None:
    """Refuse archives that unpack to far more than a document holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            if unpacked > _UNPACKED or unpacked > _RATIO * max(len(data), 100_000) or len(archive.infolist()) > 5000:
                raise _Unreadable("document_archive_too_large", limit=f"{_UNPACKED // 1024 // 1024} MB")
            if "word/document.xml" not in archive.namelist():
                raise _Unreadable("document_no_docx")
    except zipfile.BadZipFile:
        raise _Unreadable("document_broken") from None


def _open_pdf(data: bytes) -> _Text:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _Unreadable("document_encrypted" if "password" in str(error).lower() else "document_broken") from None
    pages, marks, position = [], [], 0
    try:
        for number in range(len(pdf)):
            text = _page_text(pdf, number)
            marks.append((position, f"p. {number + 1}"))
            pages.append(text)
            position += len(text) + 1
    finally:
        pdf.close()
    joined = "\n".join(pages)
    if len(re.sub(r"\s", "", joined)) < 5 * max(1, len(pages)):
        raise _Unreadable("document_scanned", pages=str(len(pages)))
    return _Text(text=joined, media_type="application/pdf", marks=tuple(marks))


def _page_text(pdf: object, number: int) -> str:
    import pypdfium2

    assert isinstance(pdf, pypdfium2.PdfDocument)
    page = pdf[number]
    textpage = page.get_textpage()
    text: str = textpage.get_text_bounded()
    textpage.close()
    page.close()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x00", "")
    return (
        re.sub(r"(?m)^[ ]*[-—－]?[ ]*\d{1,4}[ ]*[-—－]?[ ]*(?:\n|\Z)", "", text, count=2)
        if number or text.count("\n") > 5
        else text
    )


def _open_html(data: bytes) -> _Text:
    from targets.webpages import page_text

    declared = re.search(rb"charset=[\"']?([\w-]{2,20})", data[:4096], re.IGNORECASE)
    try:
        source, encoding = decode(data)
    except _Unreadable:
        name = declared.group(1).decode("ascii") if declared else ""
        try:
            source, encoding = data.decode(name or "utf-8", errors="replace"), name or "utf-8"
        except LookupError:
            raise _Unreadable("document_encoding_unknown") from None
    text, marks = page_text(source)
    return _Text(text=text, media_type="text/html", encoding=encoding, marks=marks)
