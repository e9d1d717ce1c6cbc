"""The text of a pdf, and what keeps it from being read: scripts, enclosed files, too many pages, streams that swell."""

import re
import zlib

from ingest.archive import Refused

#: Pages of a communiqué.
_PAGES = 300
#: Bytes that the compressed streams of a pdf may have together, and those looked at in one go.
_LARGEST, _PIECE = 64 * 1024 * 1024, 1 << 20
_STREAM = re.compile(rb"stream\r?\n")


def pdf_pages(data: bytes) -> list[str]:
    """Return the text of each page; raises Refused."""
    import pypdfium2
    from pypdfium2 import raw

    _check_streams(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "unreadable_document"
        raise Refused(code, str(error)[:200]) from error
    try:
        if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or b"/JavaScript" in data:
            raise Refused("active_content", "JavaScript")
        if raw.FPDFDoc_GetAttachmentCount(document) > 0 or b"/EmbeddedFile" in data:
            raise Refused("active_content", "EmbeddedFile")
        if len(document) > _PAGES:
            raise Refused("too_many_pages", f"{len(document)} > {_PAGES}")
        return [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError as error:
        raise Refused("unreadable_document", str(error)[:200]) from error
    finally:
        document.close()


def _check_streams(data: bytes) -> None:
    """Unpack the streams piece by piece without keeping them; raises Refused where they grow too large."""
    if b"FlateDecode" not in data and b"/Fl" not in data:
        return
    total = 0
    for found in _STREAM.finditer(data):
        unpacker, at = zlib.decompressobj(), found.end()
        try:
            piece = unpacker.decompress(data[at : at + _PIECE], _PIECE)
            while piece:
                total += len(piece)
                if total > _LARGEST:
                    raise Refused("archive_too_large", f"> {_LARGEST}")
                rest = unpacker.unconsumed_tail
                if not rest:
                    at += _PIECE
                    rest = data[at : at + _PIECE]
                piece = unpacker.decompress(rest, _PIECE) if rest and not unpacker.eof else b""
        except zlib.error:
            continue
