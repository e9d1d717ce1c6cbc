"""Tables that stand in pages, documents and XML workbooks are read as those of sheets are."""

import io
from collections.abc import Callable

import docx
import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]

TABLE = """<table><tr><td colspan=5>湖南省各市州社会消费品零售总额（2019年1-5月）</td></tr>
<tr><td colspan=5>单位：亿元</td></tr>
<tr><td rowspan=2>地区</td><td colspan=2>社会消费品零售总额</td><td colspan=2>进出口总额</td></tr>
<tr><td>累计</td><td>增长%</td><td>累计</td><td>增长%</td></tr>
<tr><td>长沙市</td><td>1,800.5</td><td>10.1</td><td>700.2</td><td>-3.5</td></tr>
<tr><td>株洲市</td><td>500.25</td><td>9.8</td><td>90.1</td><td>4.0</td></tr></table>"""

EXPECTED = {
    ("长沙市", "retail_sales", "level", 1800.5, "亿元", "B5"),
    ("长沙市", "retail_sales", "growth", 10.1, "%", "C5"),
    ("长沙市", "trade_total", "level", 700.2, "亿元", "D5"),
    ("长沙市", "trade_total", "growth", -3.5, "%", "E5"),
    ("株洲市", "retail_sales", "level", 500.25, "亿元", "B6"),
    ("株洲市", "retail_sales", "growth", 9.8, "%", "C6"),
    ("株洲市", "trade_total", "level", 90.1, "亿元", "D6"),
    ("株洲市", "trade_total", "growth", 4.0, "%", "E6"),
}


def found(reading: UploadReading) -> set[tuple[object, ...]]:
    frame = reading.observations
    cells = frame["column"].astype(str) + frame["row"].astype(str)
    return set(
        zip(frame["place"], frame["indicator_id"], frame["measure"], frame["value"], frame["unit"], cells, strict=True)
    )


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8"])
@pytest.mark.parametrize("name", ["导出.xls", "导出.htm", "导出.html"])
def test_a_page_named_like_a_workbook_is_read_as_a_sheet(read: Reader, charset: str, name: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>{TABLE}</html>'
    reading = read(page.encode(charset), name)
    assert reading.storable, (reading.problems, reading.questions)
    assert found(reading) == EXPECTED
    assert set(reading.observations["period"]) == {"2019-01/2019-05"}


@pytest.mark.parametrize("start", ["", "\n\n", "<!-- export -->", '<?xml version="1.0"?>\n', "<meta charset=utf-8>"])
def test_a_page_is_known_by_its_first_tags(read: Reader, start: str) -> None:
    assert found(read(f"{start}{TABLE}", "a.xls")) == EXPECTED


def test_title_and_unit_outside_of_the_table_speak_for_it(read: Reader) -> None:
    rows = TABLE[TABLE.index("<tr><td rowspan") :]
    page = (
        "<html><title>统计</title><p>首页 > 数据</p><h1>湖南省各市州社会消费品零售总额（2019年1-5月）</h1>"
        f"<p>发布时间：2020-01-02 来源：统计局</p><p>单位：亿元</p><table>{rows}</body></html>"
    )
    reading = read(page, "a.html")
    assert {f[:5] for f in found(reading)} == {f[:5] for f in EXPECTED}
    assert set(reading.observations["period"]) == {"2019-01/2019-05"}


def test_two_tables_are_two_sheets_and_tables_of_layout_are_none(read: Reader) -> None:
    page = f"<table><tr><td>{TABLE}</td></tr></table>{TABLE.replace('2019', '2018')}<table><tr><td>1</td></tr></table>"
    reading = read(page, "a.html")
    assert list(dict.fromkeys(reading.observations["sheet"])) == ["表1", "表2"]
    assert set(reading.observations["period"]) == {"2019-01/2019-05", "2018-01/2018-05"}


@pytest.mark.parametrize(
    "page",
    [
        "<table>" + "<tr><td rowspan=1000 colspan=1000>1</td></tr>" * 5 + "</table>",
        "<table>" + "<div>" * 100_000 + "</table>",
        "<html>" + "<table><tr><td>" * 50_000,
    ],
)
def test_hostile_pages_are_refused_or_empty(read: Reader, page: str) -> None:
    reading = read(page, "a.html")
    assert not reading.storable
    assert reading.observations.empty


def _document(*, table: bool = True) -> bytes:
    document = docx.Document()
    document.add_paragraph("湖南省2019年1-5月国民经济运行情况")
    document.add_paragraph("1-5月，规模以上工业增加值同比增长8.1%，其中5月份增长8.4%。总体平稳。运行平稳。")
    document.add_paragraph("附表 各市州主要指标")
    document.add_paragraph("单位：亿元")
    if table:
        made = document.add_table(rows=4, cols=5)
        made.cell(0, 1).merge(made.cell(0, 2)).text = "社会消费品零售总额"
        made.cell(0, 3).merge(made.cell(0, 4)).text = "进出口总额"
        made.cell(0, 0).merge(made.cell(1, 0)).text = "地区"
        for row, cells in enumerate(
            (
                ("", "累计", "增长%", "累计", "增长%"),
                ("长沙市", "1,800.5", "10.1", "700.2", "-3.5"),
                ("株洲市", "500.25", "9.8", "90.1", "4.0"),
            ),
            1,
        ):
            for column, text in enumerate(cells):
                if text:
                    made.cell(row, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_table_in_a_document_is_read_beside_its_text(read: Reader) -> None:
    reading = read(_document(), "情况.docx")
    assert reading.storable, (reading.problems, reading.questions)
    tabled = {f[:5] for f in found(reading) if str(f[5])[0] != "@"}
    assert tabled == {f[:5] for f in EXPECTED}
    assert {f[1] for f in found(reading) if str(f[5])[0] == "@"} == {"industry_above_scale_value_added"}
    assert set(reading.observations["period"]) == {"2019-01/2019-05", "2019-05"}


XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>
<Worksheet ss:Name="表1"><Table>
<Row><Cell ss:MergeAcross="4"><Data ss:Type="String">湖南省各市州社会消费品零售总额（2019年1-5月）</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">单位：亿元</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">地区</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">社会消费品零售总额</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">进出口总额</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">累计</Data></Cell><Cell><Data ss:Type="String">增长%</Data></Cell>
<Cell><Data ss:Type="String">累计</Data></Cell><Cell><Data ss:Type="String">增长%</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">长沙市</Data></Cell><Cell><Data ss:Type="Number">1800.5</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.101</Data></Cell><Cell><Data ss:Type="Number">700.2</Data></Cell>
<Cell><Data ss:Type="Number">-3.5</Data></Cell></Row>
<Row ss:Index="6"><Cell><Data ss:Type="String">株洲市</Data></Cell><Cell><Data ss:Type="Number">500.25</Data></Cell>
<Cell><Data ss:Type="Number">9.8</Data></Cell><Cell><Data ss:Type="Number">90.1</Data></Cell>
<Cell><Data ss:Type="Number">4.0</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_an_xml_workbook_is_read(read: Reader) -> None:
    reading = read(XML, "导出.xls")
    assert reading.reader == "xml spreadsheet (lxml)"
    assert reading.storable, (reading.problems, reading.questions)
    assert found(reading) == EXPECTED


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ('ss:Index="6"', 'ss:Index="99999999"', "too_many_columns"),
        ('ss:Index="2"', 'ss:Index="90000"', "too_many_columns"),
        ('ss:MergeAcross="4"', 'ss:MergeAcross="90000"', "too_many_columns"),
        ("</Workbook>", "", "unreadable_workbook"),
        ("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', "xml_entities"),
    ],
)
def test_a_hostile_xml_workbook_is_refused(read: Reader, written: str, instead: str, code: str) -> None:
    reading = read(XML.replace(written, instead), "a.xml")
    assert code in [p.code for p in reading.problems]
    assert not reading.storable


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("<html><body><p>网站首页</p></body></html>", "a.html"),
        ("统计公报\n今年一切顺利。没有数字。\n", "a.txt"),
        ("说明,内容\n一,二\n", "a.csv"),
    ],
)
def test_a_file_of_which_nothing_is_read_is_an_error(read: Reader, data: str, name: str) -> None:
    reading = read(data, name)
    assert not reading.storable
    assert "no_observations" in [p.code for p in reading.problems if p.severity == "error"] or reading.questions
