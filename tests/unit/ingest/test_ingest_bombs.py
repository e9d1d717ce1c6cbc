"""Files of a few kilobytes that promise gigabytes or minutes: refused before a reader sets memory aside for them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from timing import quickest

from ingest import UploadReading
from ingest.archive import Refused
from ingest.extents import Extent, TooLarge, shared_texts
from ingest.oldworkbook import _inspect_records

Reader = Callable[..., UploadReading]
Book = Callable[..., bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def errors(reading: UploadReading) -> list[str]:
    return [p.code for p in reading.problems if p.severity == "error"]


def archive(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def changed(data: bytes, members: dict[str, str | bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive({name: old.read(name) for name in old.namelist()} | members)


def sheet(rows: str, after: str = "") -> dict[str, str | bytes]:
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return {"xl/worksheets/sheet1.xml": body}


def spreadsheet(rows: str) -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet><table:table table:name="a">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    listed = f'<m:file-entry m:full-path="/" m:media-type="{mime}"/>'
    manifest = f'<m:manifest xmlns:m="{OFFICE}:manifest:1.0">{listed}</m:manifest>'
    return archive({"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(times: int, cells: str) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods_cell(text: str, times: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


@pytest.fixture
def plain(book: Book) -> bytes:
    return book([["地区", "地区生产总值(亿元)"], ["河南省", 1]])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999"><c><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="GGG1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "<row r='1'><c r='xfd1'><v>1</v></c></row>",
        "<row>" + "<c><v>1</v></c>" * 10_000 + "</row>",
    ],
    ids=["a row beyond all", "two far corners", "other quotes, small letters", "ten thousand cells without a place"],
)
def test_sheet_that_spans_too_much_is_refused(read: Reader, plain: bytes, rows: str) -> None:
    data = changed(plain, sheet(rows))
    assert errors(read(data, "表.xlsx")) == ["too_many_columns"]
    assert quickest(lambda: read(data, "表.xlsx")) < 2


def test_sheet_under_another_name_is_looked_at_too(read: Reader, plain: bytes) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="odd.dat"/></Relationships>'
    )
    body = sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')["xl/worksheets/sheet1.xml"]
    data = changed(plain, {"xl/_rels/workbook.xml.rels": relations, "xl/odd.dat": body})
    assert errors(read(data, "表.xlsx")) == ["too_many_columns"]


def test_long_text_in_thousands_of_cells_is_refused(read: Reader, plain: bytes) -> None:
    texts = f'<sst xmlns="{MAIN}"><si><t>{"x" * 8_000_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 500))
    data = changed(plain, {**sheet(rows), "xl/sharedStrings.xml": texts})
    assert errors(read(data, "表.xlsx")) == ["too_many_columns"]


def test_text_that_is_used_often_but_short_is_read(read: Reader, plain: bytes) -> None:
    extent = Extent(widest=5_000, most_cells=16_000_000, texts=[20, 3_000_000])
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 500))
    extent.read_xml(rows)
    extent.read_texts(rows)
    assert extent.held == 499 * 20


def test_hundred_thousand_merged_areas_take_no_time(read: Reader, plain: bytes) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>郑州市</t></is></c><c r="B{n}"><v>1</v></c></row>'
        for n in range(1, 9)
    )
    areas = "".join(f'<mergeCell ref="A{n % 7 + 1}:XFD{n}"/>' for n in range(8, 100_008))
    data = changed(plain, sheet(rows, f"<mergeCells>{areas}</mergeCells>"))
    assert quickest(lambda: read(data, "表.xlsx"), tries=1) < 4


@pytest.mark.parametrize(
    "rows",
    [
        ods_row(1 << 20, ods_cell("a")),
        ods_row(2_147_483_648, ods_cell("a")),
        ods_row(1, ods_cell("a", 2_147_483_648)),
        ods_row(1_000, ods_cell("a", 1_000)),
        ods_row(900_000, "<table:table-cell/>") + ods_row(1, ods_cell("") + ods_cell("a", 900)),
        ods_row(9_000, ods_cell("x" * 100_000)),
    ],
)
def test_repeated_cells_are_refused(read: Reader, rows: str) -> None:
    data = spreadsheet(rows)
    assert errors(read(data, "表.ods")) == ["too_many_columns"]
    assert quickest(lambda: read(data, "表.ods")) < 2


def test_blank_rows_that_fill_a_sheet_are_no_bomb(read: Reader) -> None:
    cells = ods_cell("地区") + ods_cell("2013年地区生产总值(亿元)")
    figures = ods_cell("河南省") + '<table:table-cell office:value-type="float" office:value="32155.9"/>'
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    data = spreadsheet(ods_row(1, cells) + ods_row(1, figures) + ods_row(1_048_574, blank))
    reading = read(data, "表.ods")
    assert errors(reading) == []
    assert reading.observations["value"].tolist() == [32155.9]


def test_spreadsheet_that_ends_too_early_is_refused(read: Reader) -> None:
    whole = spreadsheet(ods_row(1, ods_cell("a")))
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        content = packed.read("content.xml")
    for end in range(300, len(content), 7):
        cut = changed(whole, {"content.xml": content[:end]})
        assert errors(read(cut, "表.ods")) == ["unreadable_workbook"]


def record(kind: int, body: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return head + bytes([len(body)]) + body


def test_binary_sheet_that_spans_too_much_is_refused() -> None:
    extent = Extent(widest=5_000, most_cells=16_000_000)
    rows = record(0x91, b"") + record(0, struct.pack("<II", 1 << 31, 0)) + record(5, struct.pack("<IId", 0, 0, 1.0))
    with pytest.raises(TooLarge):
        extent.read_binary(rows)


def test_binary_cell_without_a_body_is_refused() -> None:
    extent = Extent(widest=5_000, most_cells=16_000_000)
    with pytest.raises(ValueError, match="record 2 of 0 bytes"):
        extent.read_binary(record(0x91, b"") + record(0, bytes(17)) + record(2, b""))


def test_bytes_that_are_no_binary_sheet_are_let_be() -> None:
    extent = Extent(widest=5_000, most_cells=16_000_000)
    extent.read_binary(record(0, struct.pack("<II", 1 << 31, 0)) + record(2, b"") + b"\xff\xff\xff\xff")
    assert (extent.height, extent.width) == (0, 0)


def test_shared_texts_of_both_kinds_are_measured() -> None:
    assert len(shared_texts(b"<sst><si><t>a</t></si><si><t>bb</t></si></sst>")) == 2
    assert shared_texts(record(159, b"12345678") + record(19, b"12345") + record(160, b"")) == [5]


@pytest.mark.parametrize("form", ["<IIHHH", "<HHHHH"])
def test_old_sheet_that_ends_before_it_begins_is_refused(form: str) -> None:
    body = struct.pack(form, 255, 6, 0, 6, 0)
    with pytest.raises(Refused) as refusal:
        _inspect_records(struct.pack("<HH", 0x200, len(body)) + body)
    assert refusal.value.code == "unreadable_workbook"


def test_old_record_that_is_cut_off_is_no_crash() -> None:
    _inspect_records(struct.pack("<HH", 0x200, 14) + b"\x01")
    _inspect_records(struct.pack("<HH", 0x203, 14) + b"\x01\x00\x02")


def test_old_workbook_whose_texts_are_used_too_often_is_refused() -> None:
    text = struct.pack("<HB", 8_000, 0) + b"x" * 8_000
    texts = struct.pack("<II", 1, 1) + text
    cells = b"".join(struct.pack("<HHHHHI", 0xFD, 10, n, 0, 0, 0) for n in range(60_000))
    with pytest.raises(Refused):
        _inspect_records(struct.pack("<HH", 0xFC, len(texts)) + texts + cells)


def test_old_workbook_with_a_password_says_so() -> None:
    with pytest.raises(Refused) as refusal:
        _inspect_records(struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1))
    assert refusal.value.code == "encrypted"


def test_zip_with_a_password_says_so(read: Reader, plain: bytes) -> None:
    data = bytearray(plain)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert errors(read(bytes(data), "表.xlsx")) == ["encrypted"]


@pytest.mark.parametrize("head", ["地区", "region,indicator,period,measure,value,unit"], ids=["table", "long form"])
def test_text_with_ten_thousand_columns_is_refused(read: Reader, head: str) -> None:
    data = f"{head}{',指标' * 10_000}\n河南省{',1' * 10_000}\n"
    assert errors(read(data, "表.csv")) == ["too_many_columns"]
    assert quickest(lambda: read(data, "表.csv")) < 2


def test_line_of_fifty_megabytes_is_refused_within_two_seconds(read: Reader) -> None:
    data = b"1," * 25_000_000
    assert errors(read(data, "表.csv")) == ["too_many_columns"]
    assert quickest(lambda: read(data, "表.csv"), tries=1) < 2


def test_table_of_a_million_cells_is_asked_for_in_the_long_form(read: Reader) -> None:
    data = "地区,a,b,c\n" + "河南省,1,2,3\n" * 100_000
    assert errors(read(data, "表.csv")) == ["too_many_columns"]


def test_sheet_of_millions_of_blank_cells_is_refused(read: Reader, plain: bytes) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 4_000))
    data = changed(plain, sheet(rows + '<row r="4000"><c r="ALL4000"><v>1</v></c></row>'))
    assert errors(read(data, "表.xlsx")) == ["too_many_columns"]


def test_thousands_of_lines_above_a_table_take_no_time(read: Reader) -> None:
    lines = "".join(f"第{n}行说明文字\n" for n in range(20_000))
    data = f"{lines}地区,2013年地区生产总值(亿元)\n河南省,1\n郑州市,2\n"
    assert quickest(lambda: read(data, "表.csv"), tries=1) < 10


def test_page_of_open_brackets_is_refused_within_two_seconds(read: Reader) -> None:
    data = b"<html>" + b"<" * 2_000_000
    assert errors(read(data, "a.html")) == ["text_too_long"]
    assert quickest(lambda: read(data, "a.html"), tries=1) < 4


def test_late_entities_are_found(read: Reader, plain: bytes) -> None:
    lie = f"<!-- {'x' * 200_000} -->" + '<!DOCTYPE x [<!ENTITY a "b">]><x/>'
    assert errors(read('<?xml version="1.0"?>' + lie, "x.xml")) == ["xml_entities"]
    assert errors(read(changed(plain, {"xl/workbook.xml": lie}), "表.xlsx")) == ["xml_entities"]


def pdf(catalog: bytes = b"", pages: int = 1, stream: bytes = b"BT (x) Tj ET") -> bytes:
    kids = b"3 0 R " * pages
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(zlib.compress(stream))
        + zlib.compress(stream)
        + b"\nendstream",
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "active_content"),
        (pdf(b"/Names<</EmbeddedFiles<</Names[(a.exe) 9 0 R]>>>>"), "active_content"),
        (pdf(pages=2_000), "too_many_pages"),
        (pdf(stream=b"BT (x) Tj ET\n" * 8_000_000), "archive_too_large"),
    ],
    ids=["script", "enclosed file", "pages", "stream"],
)
def test_harmful_pdf_is_refused(read: Reader, data: bytes, code: str) -> None:
    assert errors(read(data, "公报.pdf")) == [code]
    assert quickest(lambda: read(data, "公报.pdf"), tries=1) < 2


def test_plain_pdf_is_opened(read: Reader) -> None:
    assert errors(read(pdf(), "公报.pdf")) == ["no_observations"]


def test_answer_that_means_nothing_is_no_observation_without_a_place(read: Reader) -> None:
    data = "DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE\nX:Y(1.0),A,2013,5\n"
    asked = read(data, "x.csv")
    answers = {q.id: "?" for q in asked.questions}
    reading = read(data, "x.csv", mapping={"answers": answers})
    assert not reading.storable
