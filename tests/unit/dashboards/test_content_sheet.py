"""A figure's cell is found again in the raw file."""

import io

import xlsxwriter

from dashboards.content.sheet import sheet_part

CSV = "region,indicator,value\n" + "".join(f"地区{n},指标{n},{n}\n" for n in range(2, 30))


def test_csv_shows_head_and_neighbours() -> None:
    part = sheet_part(CSV.encode("gb18030"), "csv (gb18030)", sheet=None, row=20, column="C", only_row=False)
    assert part is not None
    assert [row.number for row in part.rows] == [1, 2, 3, 17, 18, 19, 20, 21, 22, 23]
    assert part.letters == ("A", "B", "C")
    here = next(row for row in part.rows if row.number == 20)
    assert here.cells[part.column] == "20"


def test_neighbours_are_left_out_where_they_may_not_be_seen() -> None:
    part = sheet_part(CSV.encode(), "csv (utf-8)", sheet=None, row=20, column="C", only_row=True)
    assert part is not None
    assert [row.number for row in part.rows] == [1, 20]


def test_workbook_cell_by_sheet() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("封面")
    sheet = book.add_worksheet("表1")
    sheet.write_row(0, 0, ["地区", "2013"])
    sheet.write_row(1, 0, ["郑州市", 6201.9])
    book.close()
    part = sheet_part(buffer.getvalue(), "xlsx (calamine)", sheet="表1", row=2, column="B", only_row=False)
    assert part is not None
    assert part.rows[1].cells == ("郑州市", "6201.9")
    assert part.column == 1


def test_a_row_that_is_not_there_shows_nothing() -> None:
    assert sheet_part(b"a,b\n1,2\n", "csv (utf-8)", sheet=None, row=9, column="B", only_row=False) is None
