"""Files that are made to harm: refused with a reason, quickly."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from timing import quickest

from ingest import UploadReading
from ingest.archive import Refused
from ingest.oldworkbook import _inspect_records

Reader = Callable[..., UploadReading]
Book = Callable[..., bytes]


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """Return the archive with one member more."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def with_sheet(data: bytes, body: bytes) -> bytes:
    """Return the workbook with another content of its sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member, body if member.filename == "xl/worksheets/sheet1.xml" else old.read(member))
    return stream.getvalue()


def codes(reading: UploadReading) -> list[str]:
    return [p.code for p in reading.problems]


@pytest.fixture
def plain(book: Book) -> bytes:
    return book([["地区", "地区生产总值(亿元)"], ["河南省", 1]])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "external_links"),
        ("../../etc/passwd", b"x", "path_in_archive"),
        ("/etc/passwd", b"x", "path_in_archive"),
        ("xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xml_entities"),
    ],
)
def test_workbook_with_harmful_members_is_refused(
    read: Reader, plain: bytes, name: str, content: bytes, code: str
) -> None:
    assert codes(read(with_member(plain, name, content), "表.xlsx")) == [code]


def test_zip_bomb_is_refused_within_two_seconds(read: Reader, plain: bytes) -> None:
    data = with_member(plain, "xl/media/bomb.bin", b"\x00" * (450 * 1024 * 1024))
    assert len(data) < 2_000_000
    assert codes(read(data, "表.xlsx")) == ["archive_too_large"]
    assert quickest(lambda: read(data, "表.xlsx")) < 2


@pytest.mark.parametrize("cell", ["NTP1", "XFD1048576"])
def test_sheet_with_ten_thousand_columns_is_refused(read: Reader, plain: bytes, cell: str) -> None:
    body = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="' + cell.encode() + b'"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert codes(read(with_sheet(plain, body), "表.xlsx")) == ["too_many_columns"]


def test_archive_that_is_no_workbook_is_refused(read: Reader) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert codes(read(stream.getvalue(), "表.xlsx")) == ["unreadable_workbook"]


def test_entities_in_an_sdmx_message_are_refused(read: Reader) -> None:
    data = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert codes(read(data, "x.xml")) == ["xml_entities"]


def test_xml_that_is_no_message_is_refused(read: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(read('<?xml version="1.0"?><x/>', "x.xml")) == ["unreadable_message"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "record",
    [
        (0x203, struct.pack("<HHHd", 1, 60_000, 0, 1.0)),
        (0x203, struct.pack("<HHHd", 65_000, 200, 0, 1.0)),
        (0x200, struct.pack("<IIHHH", 0, 4_000_000_000, 0, 200, 0)),
        (0xFC, struct.pack("<II", 1, 4_000_000_000)),
    ],
)
def test_old_workbook_that_promises_gigabytes_is_refused(record: tuple[int, bytes]) -> None:
    kind, body = record
    with pytest.raises(Refused):
        _inspect_records(struct.pack("<HH", kind, len(body)) + body)


def test_file_of_a_foreign_kind_is_refused(read: Reader) -> None:
    assert codes(read(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "图.png")) == ["unknown_format"]


def test_hidden_sheet_is_said(read: Reader, tmp_path: Path) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["2013年"], ["地区", "地区生产总值(亿元)"], ["河南省", 1.5], ["黑龙江省", 2.5]):
        sheet.append(row)
    workbook.create_sheet("暗").sheet_state = "hidden"
    workbook.save(tmp_path / "b.xlsx")
    reading = read((tmp_path / "b.xlsx").read_bytes(), "b.xlsx")
    assert codes(reading) == ["hidden_sheet"]
    assert len(reading.observations) == 2
