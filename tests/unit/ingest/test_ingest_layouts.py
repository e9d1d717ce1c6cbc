"""Tables of every usual layout: what each cell is, with what must be asked and nothing guessed."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest import UploadReading, dry_run

Reader = Callable[..., UploadReading]
Book = Callable[..., bytes]


def cells(reading: UploadReading) -> dict[str, dict[str, Any]]:
    """Observations by cell."""
    return {o["cell"]: o for o in dry_run(reading)["observations"]}  # type: ignore[attr-defined]


def asked(reading: UploadReading) -> list[str]:
    return [q.code for q in reading.questions]


def is_(cell: dict[str, Any], **expected: object) -> None:
    assert {name: cell[name] for name in expected} == expected


def test_indicators_down_and_months_across_with_the_place_in_the_title(read: Reader) -> None:
    text = (
        "数据库：分省月度数据\n地区：河南省\n时间：最近3个月\n"
        "指标,2019年3月,2019年2月,2019年1月\n"
        "房地产投资累计值(亿元),1196.96,537.26,\n房地产投资累计增长(%),5.1,5.1,\n数据来源：国家统计局\n"
    )
    reading = read(text)
    assert reading.storable
    assert reading.problems == ()
    found = cells(reading)
    is_(found["B5"], place="河南省", indicator_id="real_estate_investment", period="2019-01/2019-03", basis="ytd")
    is_(found["B5"], measure="level", unit="亿元", value=1196.96, row_labels=["房地产投资累计值(亿元)"])
    is_(found["C6"], measure="growth", unit="%", period="2019-01/2019-02", column_labels=["2019年2月"])
    is_(found["D5"], value=None, status="L", change="skipped")
    assert set(reading.observations["source"]) == {"国家统计局"}
    assert set(reading.observations["authority"]) == {1}


def test_places_down_and_years_across_with_the_indicator_in_the_title(read: Reader) -> None:
    text = "指标：地区生产总值(亿元)\n地区,2013年,2012年\n黑龙江省,12017.0,11504.2\n河  南,31621.4,\n注：修订数。\n"
    found = cells(read(text))
    is_(found["B3"], place="黑龙江省", indicator_id="gdp", period="2013", unit="亿元", value_text="12017.0")
    is_(found["B4"], place="河南省", row_labels=["河南"])
    is_(found["C4"], value=None, status="L")


def test_cross_table_with_merged_bilingual_headers_and_units_below_the_names(read: Reader, book: Book) -> None:
    data = book(
        [
            ["3-10 各市生产总值(2013年)"],
            ["本表按当年价格计算。"],
            [],
            ["市(县)", "City", "生产总值", None, None, None, "人均生产总值"],
            [None, None, "(亿元)", "第一产业", "第二产业", None, "(元)"],
            [None, None, None, None, None, "工 业", None],
            [None, None, "GDP", "Primary", "Secondary", "Industry", "Per Capita"],
            [],
            ["省辖市", "Cities"],
            ["郑  州  市", "Zhengzhou", 6201.9, 147.0, 3470.5, 3101.4, 68073],
            ["洛阳市", "Luoyang", 3140.8, 248.9, 1670.0, 1500.0, 47000],
            [],
            ["注：人均生产总值按常住人口计算。"],
        ],
        ["A4:A7", "B4:B7", "A1:G1"],
    )
    reading = read(data, "表.xlsx")
    assert asked(reading) == []
    found = cells(reading)
    is_(found["C10"], place="郑州市", indicator_id="gdp", unit="亿元", period="2013", price_basis="nominal")
    is_(found["D11"], place="洛阳市", indicator_id="primary_value_added", unit="亿元")
    is_(found["F10"], column_labels=["生产总值", "第二产业", "工业"], unit="亿元", value=3101.4)
    is_(found["G11"], indicator_id="gdp_per_capita", unit="元", row_labels=["省辖市", "洛阳市"])
    assert "C13" not in found


def test_growth_beside_two_years_belongs_to_the_later_one(read: Reader, book: Book) -> None:
    data = book(
        [
            ["单位：亿元"],
            ["地区", "社会消费品零售总额", None, None],
            [None, "2013年", "2012年", "增长(%)"],
            ["郑州市", 2586.4, 2290.0, 12.9],
            ["洛阳市", 1300.0, 1150.0, 13.0],
        ],
        ["B2:D2", "A2:A3"],
    )
    found = cells(read(data, "表.xlsx"))
    is_(found["C4"], period="2012", measure="level", unit="亿元")
    is_(found["D4"], period="2013", measure="growth", unit="%")


def test_column_that_may_be_growth_or_an_index_is_asked(read: Reader, book: Book) -> None:
    rows = [
        ["单位：亿元"],
        ["地区", "地区生产总值", None, None],
        [None, 2012, 2013, "2013年为2012年%"],
        ["济南市", 4803.67, 5230.19, 9.6],
        ["青岛市", 7302.11, 8006.6, 10.0],
    ]
    data = book(rows, ["B2:D2", "A2:A3"])
    reading = read(data, "表.xlsx")
    assert asked(reading) == ["growth_or_index"]
    assert reading.questions[0].choices[0][0] == "growth"
    assert not reading.storable
    is_(cells(reading)["C4"], unit="亿元", period="2013", measure="level")
    is_(cells(reading)["D4"], measure=None, unit=None)
    answered = read(data, "表.xlsx", mapping={"answers": {reading.questions[0].id: "growth"}})
    assert answered.storable
    is_(cells(answered)["D4"], measure="growth", unit="%", period="2013")


def test_panel_with_place_and_year_in_the_first_columns(read: Reader) -> None:
    text = "地区,年份,GDP_亿元,城镇化率_%\n河南,2013,31621.4,43.6\n黑龙江,2013,12017.0,57.4\n"
    reading = read(text)
    assert asked(reading) == []
    is_(cells(reading)["C2"], place="河南省", period="2013", indicator_id="gdp", row_labels=["河南", "2013"])
    is_(cells(reading)["D3"], place="黑龙江省", measure="ratio", unit="%")


def test_periods_down_with_month_names_under_a_year(read: Reader) -> None:
    text = "年份,月份,居民消费价格指数(上年同月=100)\n2019,11月,104.5\n,12月,104.4\n2020,1月,105.4\n"
    reading = read(text, mapping={"sheets": {"*": {"set": {"place": "全国"}}}})
    assert asked(reading) == []
    is_(cells(reading)["C3"], period="2019-12", basis="month", unit="上年同月=100", place="全国")
    is_(cells(reading)["C4"], period="2020-01")


def test_october_that_lost_its_zero_is_asked_and_mapped(read: Reader) -> None:
    text = "指标：居民消费价格指数(上年同月=100)\n省份,2016.09,2016.1,2016.11\n河南,102,102.7,102.1\n"
    reading = read(text)
    assert [(q.code, q.cells) for q in reading.questions] == [("ambiguous_period", ("!C2",))]
    assert reading.questions[0].choices[0][0] == "2016-10"
    mapped = read(text, mapping={"sheets": {"": {"periods": {"2016.1": "2016-10"}}}})
    assert mapped.storable
    is_(cells(mapped)["C3"], period="2016-10", value=102.7)


def test_quarters_without_a_word_about_cumulation_are_asked(read: Reader) -> None:
    text = (
        "指标：地区生产总值(亿元)\n地区,2013年第四季度,2013年第三季度,2013年第二季度,2013年第一季度,2012年第四季度\n"
        "河南省,32155.9,23516.0,15000.0,6500.0,29810.1\n黑龙江省,14382.9,9000.0,5500.0,2608.7,13691.6\n"
    )
    reading = read(text)
    assert asked(reading) == ["basis"]
    assert reading.questions[0].choices[0] == ("ytd", 0.9)
    is_(cells(reading)["B3"], period=None)
    answered = read(text, mapping={"answers": {reading.questions[0].id: "ytd"}})
    is_(cells(answered)["C3"], period="2013-01/2013-09", basis="ytd")


def test_column_of_zeros_is_asked_not_assumed(read: Reader) -> None:
    text = "指标：地区生产总值(亿元)\n地区,2014年,2013年\n河南省,0.0,32155.9\n黑龙江省,0.0,14382.9\n"
    reading = read(text)
    assert asked(reading) == ["zero_or_missing"]
    missing = read(text, mapping={"answers": {reading.questions[0].id: "missing"}})
    is_(cells(missing)["B3"], value=None, status="L")
    mapped = read(text, mapping={"sheets": {"*": {"missing": ["0.0"]}}})
    is_(cells(mapped)["B4"], value=None)


def test_indicator_unit_and_place_that_the_file_does_not_name_are_asked_once_each(read: Reader) -> None:
    text = "地区,2013年,2012年\n河南省,1,2\n黑龙江省,3,4\n"
    reading = read(text)
    assert asked(reading) == ["indicator", "unit"]
    mapping = {"sheets": {"*": {"set": {"indicator": "地区生产总值", "unit": "亿元"}}}}
    mapped = read(text, mapping=mapping)
    assert mapped.storable
    is_(cells(mapped)["B2"], indicator_id="gdp", unit="亿元", measure="level")


def test_unknown_indicator_of_a_table_is_a_question_and_may_be_left_out(read: Reader) -> None:
    text = "2013年\n地区,地区生产总值(亿元),神秘指标(亿元)\n河南省,32155.9,7\n黑龙江省,14382.9,8\n"
    reading = read(text)
    assert [(q.code, q.details["value"]) for q in reading.questions] == [("unknown_indicator", "神秘指标")]
    left_out = read(text, mapping={"answers": {reading.questions[0].id: "skip"}})
    assert left_out.storable
    assert set(cells(left_out)) == {"B3", "B4"}
    own = read(text, mapping={"answers": {reading.questions[0].id: "神秘指标"}})
    is_(cells(own)["C3"], indicator="神秘指标", indicator_id=None, unit="亿元")


def test_the_whole_province_is_known_by_its_cities_and_a_part_of_it_is_asked_about(read: Reader) -> None:
    text = "2013年\n地区,地区生产总值(亿元)\n全省总计,37568\n杭州市,8343.5\n宁波市,7128.9\n浙东北,25321\n"
    reading = read(text)
    assert [(q.code, q.details["value"]) for q in reading.questions] == [("unknown_place", "浙东北")]
    answered = read(text, mapping={"answers": {reading.questions[0].id: "skip"}})
    assert answered.storable
    is_(cells(answered)["B3"], place="浙江省")
    assert "B6" not in cells(answered)


def test_several_tables_on_a_sheet_are_kept_apart(read: Reader, book: Book) -> None:
    data = book(
        [
            ["地区生产总值(亿元)"],
            ["地区", "2013年", "2012年"],
            ["河南省", 32155.9, 29810.1],
            [],
            ["社会消费品零售总额(亿元)"],
            ["地区", "2013年", "2012年"],
            ["河南省", 12426.6, 10915.6],
        ]
    )
    found = cells(read(data, "表.xlsx"))
    is_(found["B3"], indicator_id="gdp")
    is_(found["B7"], indicator_id="retail_sales", unit="亿元", value=12426.6)


def test_cells_shown_as_percentages_are_read_as_shown(read: Reader, book: Book) -> None:
    data = book(
        [["2013年"], ["地区", "城镇化率(%)"], ["河南省", 0.438], ["黑龙江省", 0.574]],
        formats={"B3": "0.0%", "B4": "0.00%"},
    )
    found = cells(read(data, "表.xlsx"))
    is_(found["B3"], value=43.8, unit="%")
    is_(found["B4"], value=57.4)


def test_numbers_stored_as_text_and_footnote_marks_are_read(read: Reader, book: Book) -> None:
    data = book([["2013年"], ["地区", "地区生产总值(亿元)"], ["河南省", "32,155.9*"], ["黑龙江省", " 14382.90 "]])
    found = cells(read(data, "表.xlsx"))
    is_(found["B3"], value=32155.9)
    is_(found["B4"], value_text="14382.90")


def test_text_among_numbers_is_asked(read: Reader) -> None:
    text = "2013年\n地区,地区生产总值(亿元)\n河南省,32155.9\n黑龙江省,保密\n吉林省,12981\n"
    reading = read(text)
    assert asked(reading) == ["text_among_numbers"]
    is_(cells(read(text, mapping={"sheets": {"*": {"missing": ["保密"]}}}))["B4"], value=None)


def test_two_cells_that_contradict_each_other_are_an_error_naming_both(read: Reader) -> None:
    text = "2013年\n地区,GDP_亿元,GDP_当年价_亿元\n黑龙江,12017.0,14454.9\n河南,31621.4,31621.4\n"
    reading = read(text)
    assert [(p.code, p.severity, p.details["cell"], p.details["first"]) for p in reading.problems] == [
        ("duplicate_differs", "error", "C3", "!B3"),
        ("duplicate_same", "notice", "C4", "!B4"),
    ]
    mapped = read(text, mapping={"sheets": {"*": {"columns": {"GDP_当年价_亿元": {"skip": True}}}}})
    assert mapped.storable


def test_unit_of_another_dimension_than_the_indicators_is_an_error(read: Reader) -> None:
    reading = read("2013年\n地区,地区生产总值(万套)\n河南省,1\n黑龙江省,2\n")
    assert [(p.code, p.where.row, p.where.column) for p in reading.problems] == [("unit_dimension", 3, "B")]


def test_mapping_speaks_for_columns_rows_and_the_whole_sheet(read: Reader) -> None:
    text = "x,甲,乙\n河南省,1,2\n本省,3,4\n"
    mapping = {
        "sheets": {
            "*": {
                "set": {"period": "2013", "published": "2014-02-01"},
                "columns": {"甲": {"indicator": "gdp", "unit": "亿元"}, "乙": {"skip": True}},
                "rows": {"本省": {"place": "黑龙江省"}},
            }
        }
    }
    reading = read(text, mapping=mapping)
    assert reading.storable
    found = cells(reading)
    assert set(found) == {"B2", "B3"}
    is_(found["B3"], place="黑龙江省", indicator_id="gdp", period="2013", published="2014-02-01")


def test_sheet_that_is_skipped_gives_nothing(read: Reader, book: Book) -> None:
    data = book([["地区", "地区生产总值(亿元)"], ["河南省", 1]], title="草稿")
    reading = read(data, "表.xlsx", mapping={"sheets": {"草稿": {"skip": True}}})
    assert [p.code for p in reading.problems] == ["no_observations"]


def test_english_names_of_places_and_units_are_read(read: Reader) -> None:
    text = "Indicators：Gross Regional Product(100 million yuan)\nRegion,2013,2012\nShaanxi,15905.4,14142.4\n"
    is_(cells(read(text))["B3"], place="陕西省", indicator_id="gdp", unit="100 million yuan", period="2013")


@pytest.mark.parametrize("text", ["只有文字\n没有数字\n", "a,b\nc,d\n"])
def test_file_without_numbers_has_no_observations(read: Reader, text: str) -> None:
    assert [p.code for p in read(text).problems] == ["no_observations"]


def test_questions_are_the_same_at_every_reading(read: Reader) -> None:
    text = "地区,2013年,2012年\n河南省,1,2\n黑龙江省,3,4\n"
    assert read(text).questions == read(text).questions


def test_months_take_the_year_of_the_title(read: Reader) -> None:
    text = "2013年河南省社会消费品零售总额\n单位：亿元\n指标,1-2月,1-3月\n社会消费品零售总额,2000.5,2900\n"
    reading = read(text)
    assert reading.storable
    is_(cells(reading)["B4"], period="2013-01/2013-02", basis="ytd", place="河南省", unit="亿元")


def test_month_of_the_title_with_month_and_running_total_beside_each_other(read: Reader, book: Book) -> None:
    data = book(
        [
            ["2013年9月各市社会消费品零售总额"],
            ["单位：亿元"],
            ["地区", "社会消费品零售总额", None, None],
            [None, "本月", "本月止累计", "累计比上年同期增长(%)"],
            ["郑州市", 230.1, 1900.2, 12.9],
            ["洛阳市", 120.3, 990.1, 13.2],
        ],
        ["B3:D3", "A3:A4"],
    )
    reading = read(data, "表.xlsx")
    assert reading.storable
    is_(cells(reading)["B5"], period="2013-09", basis="month", measure="level")
    is_(cells(reading)["C5"], period="2013-01/2013-09", basis="ytd", unit="亿元")
    is_(cells(reading)["D6"], period="2013-01/2013-09", measure="growth", unit="%")


def test_part_of_a_year_in_the_title_is_no_whole_year(read: Reader) -> None:
    text = "2013年1—9月各市地区生产总值(亿元)\n地区,地区生产总值\n郑州市,4500\n洛阳市,2200\n"
    is_(cells(read(text))["B3"], period="2013-01/2013-09", unit="亿元")


def test_unit_column_gives_each_row_its_unit(read: Reader, book: Book) -> None:
    data = book(
        [
            ["2013年9月河南省主要经济指标"],
            ["指标", "计量单位", "本月", "本月止累计", "累计同比增长(%)"],
            ["社会消费品零售总额", "亿元", 1000.5, 8900.1, 13.5],
            ["  #城镇", "亿元", 800.5, 7000.1, 13.9],
            ["发电量", "亿千瓦时", 220.1, 2100.7, 4.5],
        ]
    )
    found = cells(read(data, "表.xlsx"))
    is_(found["C3"], indicator_id="retail_sales", unit="亿元", period="2013-09", place="河南省")
    is_(found["D5"], unit="亿千瓦时", period="2013-01/2013-09", measure="level")
    is_(found["E5"], unit="%", measure="growth", period="2013-01/2013-09")
    is_(found["C4"], indicator="城镇社会消费品零售总额", row_labels=["社会消费品零售总额", "#城镇", "亿元"])


def test_tables_side_by_side_keep_their_own_labels(read: Reader) -> None:
    text = (
        "2013年河南省\n指标,绝对数(亿元),增长(%),指标,绝对数(亿元),增长(%)\n"
        "地区生产总值,32155.9,9.0,社会消费品零售总额,12426.6,13.8\n"
        "第一产业增加值,4058.9,4.3,房地产开发投资,3843.8,26.6\n"
    )
    found = cells(read(text))
    is_(found["B3"], indicator_id="gdp", value=32155.9)
    is_(found["E3"], indicator_id="retail_sales", value=12426.6, measure="level", unit="亿元")
    is_(found["F4"], indicator_id="real_estate_investment", measure="growth", unit="%")
    years = "年份,地区生产总值(亿元),年份,地区生产总值(亿元)\n2010,1,2012,3\n2011,2,2013,4\n"
    found = cells(read(years, mapping={"sheets": {"*": {"set": {"place": "河南省"}}}}))
    is_(found["D3"], period="2013", value=4.0)


def test_places_across_and_indicators_down(read: Reader) -> None:
    text = "2013年\n指标,单位,郑州市,洛阳市\n地区生产总值,亿元,6201.9,3140.8\n城镇化率,%,67.1,49.4\n"
    reading = read(text)
    assert reading.storable
    is_(cells(reading)["D3"], place="洛阳市", indicator_id="gdp", unit="亿元")
    is_(cells(reading)["C4"], place="郑州市", measure="ratio", unit="%")


def test_growth_alone_in_a_row_belongs_to_the_row_above(read: Reader) -> None:
    text = (
        "2013年河南省社会消费品零售总额等指标\n单位：亿元\n指标,2013年\n地区生产总值,32155.9\n增长(%),9.0\n"
        "房地产开发投资,3843.8\n比上年增长(%),26.6\n"
    )
    reading = read(text)
    found = cells(reading)
    is_(found["B5"], indicator_id="gdp", measure="growth", unit="%", value=9.0)
    is_(found["B7"], indicator_id="real_estate_investment", measure="growth")


def test_common_unit_that_cannot_be_that_of_a_column_is_asked(read: Reader) -> None:
    text = "2013年\n单位：亿元\n地区,地区生产总值,人均地区生产总值\n河南省,32155.9,34174\n黑龙江省,14382.9,37509\n"
    reading = read(text)
    assert [(q.code, q.details["value"]) for q in reading.questions] == [("unit", "人均地区生产总值")]
    assert reading.questions[0].choices[0][0] == "元"
    is_(cells(reading)["B4"], unit="亿元")
    is_(cells(reading)["C4"], unit=None)


def test_column_of_last_years_figures_is_never_taken_for_this_years(read: Reader) -> None:
    text = "2013年9月\n单位：亿元\n地区,社会消费品零售总额本月,上年同期\n郑州市,230.1,200.0\n洛阳市,120.3,110.0\n"
    reading = read(text)
    is_(cells(reading)["C4"], indicator_id="retail_sales", period="2012-09", value=200.0)


def test_ranks_are_set_aside_with_a_word_and_shares_are_statistics_of_their_own(read: Reader, book: Book) -> None:
    data = book(
        [
            ["2013年", None, None, None],
            ["地区", "地区生产总值", None, None],
            [None, "绝对数(亿元)", "位次", "占全省比重(%)"],
            ["郑州市", 6201.9, 1, 19.3],
            ["洛阳市", 3140.8, 2, 9.8],
        ],
        ["B2:D2", "A2:A3"],
    )
    reading = read(data, "表.xlsx")
    found = cells(reading)
    is_(found["B4"], indicator_id="gdp", unit="亿元")
    assert "C4" not in found
    assert [p.details["value"] for p in reading.problems if p.code == "set_aside"] == ["地区生产总值/位次"]
    is_(found["D4"], indicator="地区生产总值占全省比重", indicator_id=None, measure="ratio", value=19.3)
