"""Habits of yearbooks, bulletins and exports: each small sheet is read as the trade reads it, without a question."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ingest import UploadReading, dry_run
from ingest.changes import Change, read_change
from ingest.labels import read_label

Reader = Callable[..., UploadReading]
Book = Callable[..., bytes]
Row = Sequence[object]


def seen(reading: UploadReading) -> dict[str, tuple[object, ...]]:
    fields = ("place", "indicator", "indicator_id", "period", "measure", "value", "unit")
    shown: list[dict[str, Any]] = dry_run(reading)["observations"]
    return {o["cell"]: tuple(o[f] for f in fields) for o in shown if o["value"] is not None}


def codes(reading: UploadReading) -> list[str]:
    return [q.code for q in reading.questions]


def test_last_years_figure_has_the_basis_beside_it_and_last_years_period(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2023年5月河南省主要经济指标"],
        ["指标", "计量单位", "本月", "本月止累计", "去年同期累计", "累计同比增长(%)"],
        ["社会消费品零售总额", "亿元", 2100.3, 10500.2, 9900.1, 6.1],
    ]
    reading = read(book(rows), "月报.xlsx")
    found = seen(reading)
    assert codes(reading) == []
    assert [found[c][3:6] for c in ("C3", "D3", "E3", "F3")] == [
        ("2023-05", "level", 2100.3),
        ("2023-01/2023-05", "level", 10500.2),
        ("2022-01/2022-05", "level", 9900.1),
        ("2023-01/2023-05", "growth", 6.1),
    ]


def test_growth_behind_month_and_total_is_asked_about(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2023年5月河南省"],
        ["指标", "单位", "本月", "累计", "增长(%)"],
        ["发电量", "亿千瓦时", 20, 100, 3.1],
    ]
    assert codes(read(book(rows), "月报.xlsx")) == ["basis"]


def test_growth_without_a_name_is_that_of_the_column_at_its_left(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2022年各市外贸"],
        ["地区", "出口总额(亿美元)", "同比(%)", "进口总额(亿美元)", "同比(%)"],
        ["郑州市", 500.1, 3.0, 200.2, -1.5],
        ["洛阳市", 20.1, 4.0, 10.2, 2.5],
    ]
    found = seen(read(book(rows), "表.xlsx"))
    assert [(found[c][2], found[c][4]) for c in ("C3", "E3")] == [("exports", "growth"), ("imports", "growth")]


def test_month_of_the_sheet_and_year_of_the_title_are_one_period(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2018年河北省各市社会消费品零售总额完成情况"],
        ["地区", "当月", "同比增长", "累计", "同比增长"],
        ["单位：亿元"],
        ["石家庄市", 249.8, 9.4, 729.9, 8.9],
        ["唐山市", 204.4, 9.7, 597.2, 9.1],
    ]
    found = seen(read(book(rows, title="3月"), "表.xlsx"))
    assert [found[c][3] for c in ("B4", "C4", "D4", "E4")] == ["2018-03"] * 2 + ["2018-01/2018-03"] * 2


def test_month_without_a_month_in_the_title_is_asked_about(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2018年各市发电量(万千瓦时)"],
        ["地区", "当月", "累计"],
        ["郑州市", 2.0, 7.0],
        ["洛阳市", 1.0, 5.0],
    ]
    reading = read(book(rows), "表.xlsx")
    assert codes(reading) == ["period"]
    assert {row[3] for row in seen(reading).values()} == {None}


def test_months_down_and_years_across_make_months_of_years(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["河南省发电量(亿千瓦时)"],
        ["月份", "2021年", "2022年"],
        ["1-2月", 30, 40],
        ["3月", 16, 19],
        ["4月", 17, 18],
    ]
    found = seen(read(book(rows), "表.xlsx"))
    assert (found["B3"][3], found["C4"][3]) == ("2021-01/2021-02", "2022-03")


def test_quarters_in_words_take_the_year_of_the_sheet(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["河南省地区生产总值(亿元)"],
        ["指标", "一季度", "上半年", "全年"],
        ["地区生产总值", 1.0, 2.0, 4.0],
    ]
    reading = read(book(rows, title="2022年"), "表.xlsx")
    assert [row[3] for row in seen(reading).values()] == ["2022-01/2022-03", "2022-01/2022-06", "2022"]
    assert codes(read(book(rows), "表.xlsx")) == ["year"]


def test_the_year_of_a_yearbook_and_a_latin_file_name_say_nothing(read: Reader, book: Book) -> None:
    rows: list[Row] = [["指标", "单位", "数值"], ["发电量", "亿千瓦时", 20.0], ["粗钢产量", "万吨", 30.0]]
    assert set(codes(read(book(rows), "河南统计年鉴2023.xlsx"))) >= {"period"}
    assert set(codes(read(book(rows), "henan1.xlsx"))) >= {"place", "period"}


def test_two_bases_of_an_index_are_two_statistics(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["河南省地区生产总值指数"],
        ["年份", "地区生产总值指数(上年=100)", "地区生产总值指数(1978年=100)"],
        ["2021", 106.3, 8504.1],
        ["2022", 103.1, 8767.7],
    ]
    reading = read(book(rows), "表.xlsx")
    assert reading.storable
    assert seen(reading)["B3"][1:3] == ("地区生产总值指数", "gdp_index")
    assert seen(reading)["C3"][1:3] == ("地区生产总值指数(1978=100)", None)


def test_an_index_whose_base_stands_beside_a_word_of_growth_is_no_growth(read: Reader) -> None:
    head = "2021年2月浙江省分市居民消费价格指数\n地区,环比（上月=100）,同比（上年同月=100）\n"
    text = f"{head}杭州,100.9,99.9\n宁波,100.6,99.9\n"
    found = seen(read(text))
    assert found["C3"][2:] == ("cpi", "2021-02", "level", 99.9, "上年同月=100")
    assert found["B3"][2:] == ("cpi_mom", "2021-02", "level", 100.9, "上月=100")


def test_points_stay_with_rates_and_amounts_are_statistics_of_their_own(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2022年河南省主要指标"],
        ["指标", "单位", "2022年", "比上年增减"],
        ["城镇化率", "%", 57.07, "0.62个百分点"],
        ["城镇调查失业率", "%", 5.3, "持平"],
    ]
    found = seen(read(book(rows), "表.xlsx"))
    assert found["D3"][2:] == ("urbanization_any", "2022", "growth", 0.62, "百分点")
    people: list[Row] = [["2022年各市人口"], ["地区", "常住人口(万人)", "比上年增加(万人)"], ["郑州市", 1282.8, 8.6]]
    found = seen(read(book(people), "表.xlsx"))
    assert found["C3"][1:] == ("常住人口比上年增加", None, "2022", "level", 8.6, "万人")


def test_increase_since_january_is_of_the_months_since_january(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2023年6月末河南省金融机构存贷款"],
        ["指标", "单位", "余额", "比年初增加"],
        ["金融机构人民币各项存款余额", "亿元", 99000.1, 7000.2],
    ]
    reading = read(book(rows), "表.xlsx")
    assert codes(reading) == []
    assert seen(reading)["C3"][2:4] == ("deposits_rmb", "2023-06")
    assert seen(reading)["D3"][1:4] == ("金融机构人民币各项存款余额比年初增加", None, "2023-01/2023-06")


def test_marks_of_revision_are_kept_as_notes_and_of_sureness_as_status(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["河南省各市生产总值(亿元)"],
        ["地区", "2021年", "2022年(快报数)"],
        ["郑州市", "12691.0(R)", 12934.7],
        ["洛阳市", "5447.1 R", "5675.2E"],
        ["开封市", "2557.0（修订）", 2657.1],
    ]
    frame = read(book(rows), "表.xlsx").observations
    assert list(frame["note"].fillna("")) == ["修订", "", "修订", "", "修订", ""]
    assert list(frame["status"].fillna("")) == ["", "P", "", "E", "", "P"]


def test_totals_are_the_place_that_all_others_lie_in(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2022年粮食产量(万吨)"],
        ["地区", "粮食产量"],
        ["全　省", 6789.4],
        ["郑州市", 140.1],
        ["洛阳市", 240.1],
    ]
    assert seen(read(book(rows), "表.xlsx"))["B3"][0] == "河南省"
    rows[2] = ["合计", 6789.4]
    assert codes(read(book(rows), "表.xlsx")) == ["unknown_place"]


def test_a_title_of_growth_over_a_table_in_per_cent_is_growth(read: Reader, book: Book) -> None:
    rows: list[Row] = [
        ["2023年河南省各市固定资产投资增速"],
        ["单位：%"],
        ["地区", "固定资产投资"],
        ["郑州市", 6.8],
        ["洛阳市", -1],
    ]
    assert seen(read(book(rows), "表.xlsx"))["B4"][2:5] == ("fai", "2023", "growth")


def test_numbers_of_a_sentence_go_to_names_by_their_places(read: Reader) -> None:
    text = (
        "贵州省2017年统计公报\n全年地区生产总值13540.83亿元，比上年增长10.2%。"
        "第一产业、第二产业、第三产业增加值占地区生产总值的比重分别为14.9%、40.2%和44.9%。\n"
    )
    found = {row[2]: row[5] for row in seen(read(text, "公报.txt")).values() if row[4] == "ratio"}
    assert found in ({}, {"primary_share": 14.9, "secondary_share": 40.2, "tertiary_share": 44.9})


@pytest.mark.parametrize(
    ("text", "unit", "kind"),
    [
        ("环比", None, Change.OTHER_TIME),
        ("比年初增加", "亿元", Change.OTHER_TIME),
        ("比上年增加", "万人", Change.AMOUNT),
        ("提高", "百分点", Change.POINTS),
        ("占全省比重", "%", Change.SHARE),
        ("增减", None, Change.EITHER),
        ("同比增长", "%", Change.RATE),
        ("城镇新增就业", "万人", None),
        ("生产总值", "亿元", None),
    ],
)
def test_words_of_a_change_say_what_it_counts(text: str, unit: str | None, kind: Change | None) -> None:
    found = read_change(text, unit)
    assert (found and found.kind) == kind


def test_ranks_and_plans_are_aside_and_growth_over_years_is_a_span() -> None:
    assert all(read_label(text).aside for text in ("位次", "增速位次", "全年目标", "完成全年目标(%)", "2014年目标"))
    over = read_label("2020年比2010年增长(%)")
    assert (str(over.period), over.measure) == ("2011/2020", "growth")
    assert read_label("2010-2020年年均增长(%)").mean
