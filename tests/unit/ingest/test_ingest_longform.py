"""The long form: every field, every problem at its row and column."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]

HEAD = "region,indicator,period,measure,value,unit"
ROW = "河南省,地区生产总值,2013,level,32155.86,亿元"


def codes(reading: UploadReading) -> list[str]:
    return [p.code for p in reading.problems]


def only(reading: UploadReading) -> dict[str, object]:
    assert reading.storable, reading.problems
    assert len(reading.observations) == 1
    return dict(reading.observations.iloc[0])


def test_row_is_read_with_place_code_indicator_and_digits_as_published(read: Reader) -> None:
    row = only(read(f"{HEAD}\n河南省/郑州市,地区生产总值,2013,level,6201.90,亿元\n"))
    assert (row["place"], row["place_code"]) == ("郑州市", "410100")
    assert row["indicator_id"] == "gdp"
    assert (row["value"], row["value_text"], row["unit"]) == (6201.9, "6201.90", "亿元")
    assert (row["period"], row["basis"]) == ("2013", "year")
    assert (row["row"], row["column"]) == (2, "E")


def test_chinese_header_names_are_known(read: Reader) -> None:
    text = "地区,指标,报告期,目标形式,数值,单位,累计/当期,数据状态,发布日期,来源,备注\n" + (
        "黑龙江,社会消费品零售总额,2013-06,总量,2900.1,亿元,累计,初步核算,2013年7月20日,省统计局,快报\n"
    )
    row = only(read(text))
    assert (row["period"], row["basis"]) == ("2013-01/2013-06", "ytd")
    assert (row["status"], row["published_at"], row["authority"]) == ("P", date(2013, 7, 20), 1)
    assert (row["release"], row["note"]) == ("released", "快报")


@pytest.mark.parametrize(
    ("basis", "period", "expected"),
    [
        ("ytd", "2013-06", "2013-01/2013-06"),
        ("ytd", "2013Q2", "2013-01/2013-06"),
        ("month", "2013-06", "2013-06"),
        ("year", "2013", "2013"),
        ("", "2013年1—6月", "2013-01/2013-06"),
        ("year", "2009/2013", "2009/2013"),
        ("ytd", "2013-01/2013-01", "2013-01/2013-01"),
    ],
)
def test_period_is_read_with_its_basis(read: Reader, basis: str, period: str, expected: str) -> None:
    row = only(read(f"{HEAD},period_kind\n河南省,社会消费品零售总额,{period},level,1,亿元,{basis}\n"))
    assert row["period"] == expected


@pytest.mark.parametrize(
    ("row", "code", "column", "letter"),
    [
        ("河南省,保障性住房新开工,2013,level,40,亿元", "unit_dimension", "unit", "F2"),
        ("河南省,地区生产总值,2013,level,1,万公斤", "unit_dimension", "unit", "F2"),
        ("河南省,地区生产总值,2013,growth,9,亿元", "unit_dimension", "unit", "F2"),
        ("河南省,地区生产总值,2013,level,1,某某", "unknown_unit", "unit", "F2"),
        ("河南省,地区生产总值,2013,level,很多,亿元", "not_a_number", "value", "E2"),
        ("河南省,地区生产总值,2013,level,12a,亿元", "not_a_number", "value", "E2"),
        ("河南省,地区生产总值,2013,level,inf,亿元", "not_a_number", "value", "E2"),
        ("河南省,地区生产总值,2013,level,x,亿元", "not_a_number", "value", "E2"),
        ("河南省,地区生产总值,2013,level,无,亿元", "not_a_number", "value", "E2"),
        ("河南省,地区生产总值,2013年头,level,1,亿元", "unreadable_period", "period", "C2"),
        ("河南省,地区生产总值,2016.1,level,1,亿元", "unreadable_period", "period", "C2"),
        ("河南省,地区生产总值,2027,level,1,亿元", "future_period", "period", "C2"),
        ("河南省,地区生产总值,2013,高度,1,亿元", "unknown_measure", "measure", "D2"),
        ("河南省,地区生产总值,2013,level,1,", "missing_cell", "unit", "F2"),
        (",地区生产总值,2013,level,1,亿元", "missing_cell", "region", "A2"),
        ("河南省,地区生产总值,2013,level,1,亿元,多余", "too_many_cells", "_spare", "A2"),
        ("河南省,地区生产总值,2013,level,5200万户,亿元", "unit_differs", "value", "E2"),
    ],
)
def test_error_stops_the_upload_and_names_row_and_column(
    read: Reader, row: str, code: str, column: str, letter: str
) -> None:
    reading = read(f"{HEAD}\n{row}\n")
    assert codes(reading) == [code]
    problem = reading.problems[0]
    assert problem.severity == "error"
    assert (problem.where.row, problem.where.column, problem.details["cell"]) == (2, column, letter)
    assert not reading.storable


def test_all_problems_are_told_at_once(read: Reader) -> None:
    reading = read(
        f"{HEAD},status,published\n"
        "河南省,地区生产总值,2013,level,abc,亿元,P,2014-01-01\n"
        f"{ROW},胡说,2014-02-30\n"
        "\n"
        "河南省,地区生产总值,2013年头,level,1,万套,P,\n"
    )
    found = {(p.code, p.where.row) for p in reading.problems}
    assert found == {
        ("not_a_number", 2),
        ("unknown_status", 3),
        ("unreadable_date", 3),
        ("unreadable_period", 5),
        ("unit_dimension", 5),
    }


def test_unknown_place_is_a_question_that_a_mapping_answers(read: Reader) -> None:
    text = f"{HEAD}\n河男省,地区生产总值,2013,level,1,亿元\n"
    reading = read(text)
    assert not reading.storable
    asked = reading.questions[0]
    assert (asked.code, asked.cells) == ("unknown_place", ("!A2",))
    assert "河南省" in [value for value, _ in asked.choices]
    row = only(read(text, mapping={"answers": {asked.id: "河南省"}}))
    assert row["place_code"] == "410000"


def test_unknown_indicator_is_stored_under_its_own_name_with_a_warning(read: Reader) -> None:
    reading = read(f"{HEAD}\n河南省,茶馆评书场次,2013,level,1,个\n")
    assert [(p.code, p.severity) for p in reading.problems] == [("unknown_indicator", "warning")]
    row = only(reading)
    assert (row["indicator"], row["indicator_id"]) == ("茶馆评书场次", None)


def test_missing_column_is_named_with_the_header(read: Reader) -> None:
    reading = read("region,indicator,period,value\n河南省,地区生产总值,2013,1\n")
    assert [(p.code, p.details["column"]) for p in reading.problems] == [
        ("missing_column", "measure"),
        ("missing_column", "unit"),
    ]


def test_mapping_gives_a_missing_column(read: Reader) -> None:
    text = "region,indicator,period,value\n河南省,地区生产总值,2013,1\n"
    row = only(read(text, mapping={"sheets": {"*": {"set": {"measure": "level", "unit": "亿元"}}}}))
    assert (row["measure"], row["unit"]) == ("level", "亿元")


def test_repeat_is_skipped_and_a_differing_repeat_is_an_error(read: Reader) -> None:
    same = read(f"{HEAD}\n{ROW}\n河南省,地区生产总值,2013,level,3.215586,万亿元\n")
    assert [(p.code, p.severity) for p in same.problems] == [("duplicate_same", "notice")]
    assert len(only(same)) == 22
    assert same.unstored is not None
    assert len(same.unstored) == 1
    other = read(f"{HEAD}\n{ROW}\n河南省,地区生产总值,2013,level,32155.87,亿元\n")
    assert [(p.code, p.where.row, p.details["first"]) for p in other.problems] == [("duplicate_differs", 3, "E2")]


def test_two_editions_of_a_value_are_no_repeat(read: Reader) -> None:
    reading = read(f"{HEAD},published\n{ROW},2014-01-20\n河南省,地区生产总值,2013,level,32191.3,亿元,2015-01-20\n")
    assert reading.problems == ()
    assert len(reading.observations) == 2


def test_cell_without_a_value_is_kept_apart(read: Reader) -> None:
    reading = read(f"{HEAD}\n{ROW}\n河南省,地区生产总值,2012,level,…,亿元\n")
    assert len(reading.observations) == 1
    assert reading.unstored is not None
    assert reading.unstored["period"].tolist() == ["2012"]


@pytest.mark.parametrize(
    ("name", "published", "qualifier", "status", "price"),
    [
        ("完成投资(突破)", "2014-01-01", "gt", None, None),
        ("完成投资(预计,以上)", "2013-12-01", "ge", "F", None),
        ("完成投资(预计,超过)", "2014-02-01", "gt", "E", None),
        ("农民人均纯收入（实际）", "", None, None, "real"),
        ("完成投资(预计)", "", None, "E", None),
    ],
)
def test_brackets_of_a_name_give_qualifier_status_and_price_basis(
    read: Reader, name: str, published: str, qualifier: str | None, status: str | None, price: str | None
) -> None:
    row = only(read(f'{HEAD},published\n河南省,"{name}",2013,growth,1,%,{published}\n'))
    assert row["indicator"] == name
    assert (row["qualifier"], row["status"], row["price_basis"]) == (qualifier, status, price)


def test_estimate_whose_note_tells_the_arithmetic_is_derived(read: Reader) -> None:
    text = f"{HEAD},status,note\n{ROW},E,computed: 12.6 - 4.6\n河南省,地区生产总值,2012,level,1,亿元,E,\n"
    assert read(text).observations["observed_kind"].tolist() == ["derived", "published"]


@pytest.mark.parametrize(
    ("source", "published", "authority", "release"),
    [
        ("国家统计局", "", 1, "released"),
        ("2014年河南省政府工作报告", "", 4, "released"),
        ("某报", "", 2, "released"),
        ("", "2014-01-01", None, "released"),
        ("", "", None, "unreleased"),
        ("国家统计局", "2027-01-01", 1, "scheduled"),
    ],
)
def test_source_words_give_authority_and_release(
    read: Reader, source: str, published: str, authority: int | None, release: str
) -> None:
    row = only(read(f"{HEAD},source,published\n{ROW},{source},{published}\n"))
    assert (row["authority"], row["release"]) == (authority, release)


def test_settings_speak_only_where_the_file_is_silent(read: Reader) -> None:
    text = f"{HEAD},source\n{ROW},统计年鉴\n河南省,地区生产总值,2012,level,1,亿元,\n"
    reading = read(text, source="快报系统", published=date(2014, 1, 20))
    assert reading.observations["source"].tolist() == ["统计年鉴", "快报系统"]
    assert reading.observations["published_at"].tolist() == [date(2014, 1, 20)] * 2


def test_further_columns_are_kept_in_the_note(read: Reader) -> None:
    row = only(read(f"{HEAD},note,填报人,审核\n{ROW},初步,张三,\n"))
    assert row["note"] == "初步; 填报人=张三"


def test_value_may_carry_its_unit_and_separators(read: Reader) -> None:
    reading = read(
        f'{HEAD}\n河南省,地区生产总值,2013,level,"32,155.86",亿元\n河南省,地区生产总值,2012,level,2.96万亿元,\n'
        "河南省,地区生产总值,2011,growth,１１．９％,%\n"
    )
    assert reading.problems == ()
    assert reading.observations["value"].tolist() == [32155.86, 2.96, 11.9]
    assert reading.observations["value_text"].tolist() == ["32155.86", "2.96", "11.9"]
    assert reading.observations["unit"].tolist() == ["亿元", "万亿元", "%"]


def test_index_of_the_year_before_keeps_its_unit(read: Reader) -> None:
    row = only(read(f"{HEAD}\n黑龙江,居民消费价格,2013,level,102.2,上年=100\n"))
    assert (row["value"], row["unit"], row["indicator_id"]) == (102.2, "上年=100", "cpi")


def test_semicolons_with_decimal_commas_are_read_and_doubt_is_asked(read: Reader) -> None:
    text = "region;indicator;period;measure;value;unit\n河南省;地区生产总值;2013;level;{};亿元\n"
    assert only(read(text.format("12,4")))["value"] == 12.4
    asked = read(text.format("1,142")).questions
    assert [q.code for q in asked] == ["decimal_mark"]
    row = only(read(text.format("1,142"), mapping={"answers": {asked[0].id: "thousands"}}))
    assert row["value"] == 1142.0


def test_workbook_in_the_long_form_is_read_with_its_sheet_and_cells(read: Reader) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "数据"
    sheet.append(["2013年主要指标"])
    sheet.append(["地区", "指标", "时期", "目标形式", "数值", "单位", "发布日期"])
    sheet.append(["河南省", "地区生产总值", 2013, "level", 32155.86, "亿元", date(2014, 1, 20)])
    sheet.append(["河南省", "地区生产总值", 2013, "growth", "九", "%", None])
    stream = io.BytesIO()
    book.save(stream)
    reading = read(stream.getvalue(), "book.xlsx")
    assert reading.problems == ()
    first = reading.observations.iloc[0]
    assert (first["sheet"], first["row"], first["column"]) == ("数据", 3, "E")
    assert (first["value_text"], first["published_at"]) == ("32155.86", date(2014, 1, 20))
    assert reading.observations["value"].tolist() == [32155.86, 9.0]


def test_many_bad_rows_are_told_once_each_up_to_a_limit_and_then_counted(read: Reader) -> None:
    rows = "".join(f"河南省,地区生产总值,{1990 + i % 30},level,bad{i},亿元\n" for i in range(500))
    reading = read(f"{HEAD}\n{rows}")
    assert codes(reading).count("not_a_number") == 200
    assert reading.problems[-1].details["count"] == "300"
    assert reading.problems[-1].severity == "error"


@pytest.mark.parametrize("file", ["actuals_2013.csv", "actuals_2013_derived.csv"])
def test_real_actuals_are_read_without_error(read: Reader, shared, file: str) -> None:  # type: ignore[no-untyped-def]
    reading = read((shared / "data" / file).read_bytes(), file)
    assert reading.storable
    assert {p.severity for p in reading.problems} <= {"warning", "notice"}
    assert reading.observations["place_code"].notna().all()


def test_publication_date_to_come_wants_a_word(read: Reader) -> None:
    reading = read(f"{HEAD},published\n{ROW},2027-01-01\n")
    assert [(p.code, p.severity, p.where.row) for p in reading.problems] == [("published_in_future", "warning", 2)]
    assert reading.storable
