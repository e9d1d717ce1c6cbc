"""Habits of 统计公报 and monthly press texts, sentence by sentence: what is taken, and what must be left."""

from collections.abc import Callable

import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]
#: (indicator, measure, value, unit, price basis, period)
Figure = tuple[str, str, float, str, str | None, str]

TITLE = "河南省2019年上半年经济运行情况\n"
H1 = "2019-01/2019-06"


def figures(reading: UploadReading) -> list[Figure]:
    columns = ("indicator_id", "measure", "value", "unit", "price_basis", "period")
    return list(reading.observations[list(columns)].itertuples(index=False, name=None))


def level(indicator: str, value: float, unit: str = "亿元", period: str = H1) -> Figure:
    return (indicator, "level", value, unit, None, period)


def growth(indicator: str, value: float, price: str | None = None, period: str = H1) -> Figure:
    return (indicator, "growth", value, "%", price, period)


def decline(indicator: str, value: float, price: str | None = None, period: str = H1) -> Figure:
    return (indicator, "decline", value, "%", price, period)


TAKEN: dict[str, list[Figure]] = {
    "上半年，全省实现地区生产总值24203.8亿元，按可比价格计算，同比增长7.7%。": [
        level("gdp", 24203.8),
        growth("gdp", 7.7, "real"),
    ],
    "上半年 ， 地区生产总值 24203.8 亿元 ， 同比增长 7.7 %。": [level("gdp", 24203.8), growth("gdp", 7.7)],
    "1 - 6 月 ，社会消费品零售总额 10500.5 亿元，同比增长 10.8%。": [
        level("retail_sales", 10500.5),
        growth("retail_sales", 10.8),
    ],
    "固定资产投资（不含农户）15288.01亿元，增长8.2%。": [
        level("fai_excluding_rural", 15288.01),
        growth("fai_excluding_rural", 8.2),
    ],
    "外贸进出口总额551.27亿元，同比下降3.1%。": [level("trade_total", 551.27), decline("trade_total", 3.1)],
    "进出口总额78.6亿美元，其中：出口45.2亿美元，增长2.0%；进口33.4亿美元，下降5.5%。": [
        level("trade_total", 78.6, "亿美元"),
        level("exports", 45.2, "亿美元"),
        growth("exports", 2.0),
        level("imports", 33.4, "亿美元"),
        decline("imports", 5.5),
    ],
    "规模以上工业企业实现利润总额1500.2亿元，比上年同期增长4.4%。": [
        level("industry_profit", 1500.2),
        growth("industry_profit", 4.4),
    ],
    "1-6月，全省规模以上工业增加值同比增长8.1%；6月份当月增长8.4%。": [
        growth("industry_above_scale_value_added", 8.1),
        growth("industry_above_scale_value_added", 8.4, None, "2019-06"),
    ],
    "地区生产总值24203.8亿元，其中第一产业增加值1500.1亿元；同比增长7.7%。": [
        level("gdp", 24203.8),
        level("primary_value_added", 1500.1),
    ],
    "1-6月，全省规模以上工业增加值同比增长8.1%，其中6月份增长8.4%。": [
        growth("industry_above_scale_value_added", 8.1),
        growth("industry_above_scale_value_added", 8.4, None, "2019-06"),
    ],
    "6月份，规模以上工业增加值同比增长8.4%，比5月份加快0.2个百分点。": [
        growth("industry_above_scale_value_added", 8.4, None, "2019-06"),
    ],
    "分三大门类看，采矿业增加值同比增长3.2%，制造业增长8.8%，电力、热力、燃气及水生产和供应业增长6.4%。": [
        growth("mining_value_added", 3.2),
        growth("manufacturing_value_added", 8.8),
        growth("utilities_value_added", 6.4),
    ],
    "分产业看，第一产业投资同比下降10.5%，第二产业投资增长7.0%，第三产业投资增长9.2%。": [
        decline("fai_primary", 10.5),
        growth("fai_secondary", 7.0),
        growth("fai_tertiary", 9.2),
    ],
    "第一产业增加值、第二产业增加值和第三产业增加值分别为1500.1亿元、11200.2亿元、11503.5亿元。": [
        level("primary_value_added", 1500.1),
        level("secondary_value_added", 11200.2),
        level("tertiary_value_added", 11503.5),
    ],
    "城镇居民人均可支配收入16500元，同比名义增长7.5%，扣除价格因素，实际增长5.0%。": [
        level("urban_disposable_income", 16500.0, "元"),
        growth("urban_disposable_income", 7.5, "nominal"),
        growth("urban_disposable_income", 5.0, "real"),
    ],
    "农村居民人均可支配收入6800元，比上年同期增长9.2%，扣除价格因素实际增长6.7%。": [
        level("rural_disposable_income", 6800.0, "元"),
        growth("rural_disposable_income", 9.2),
        growth("rural_disposable_income", 6.7, "real"),
    ],
    "6月末，金融机构本外币存款余额68000.5亿元，同比增长9.1%。": [
        level("deposits", 68000.5, "亿元", "2019-06"),
        growth("deposits", 9.1, None, "2019-06"),
    ],
    "一季度，地区生产总值11000.6亿元，增长7.9%。": [
        level("gdp", 11000.6, "亿元", "2019Q1"),
        growth("gdp", 7.9, None, "2019Q1"),
    ],
    "地区生产总值24203.8亿元，比一季度提高0.2个百分点。": [level("gdp", 24203.8)],
    "房地产开发投资3200.5亿元，同比增速为3.5%。": [
        level("real_estate_investment", 3200.5),
        growth("real_estate_investment", 3.5),
    ],
    "商品房销售面积6012.3万平方米，同比降幅为2.2%。": [
        level("floor_space_sold", 6012.3, "万平方米"),
        decline("floor_space_sold", 2.2),
    ],
    "居民消费价格同比上涨2.3%。": [growth("cpi", 2.3)],
    "工业生产者出厂价格同比持平。": [growth("ppi", 0.0)],
    "常住人口城镇化率53.2%，比上年提高1.5个百分点。": [
        ("urbanization", "ratio", 53.2, "%", None, H1),
        ("urbanization", "growth", 1.5, "百分点", None, H1),
    ],
    "城镇登记失业率3.1%，同比回落0.1个百分点。": [
        ("registered_unemployment", "ratio", 3.1, "%", None, H1),
        ("registered_unemployment", "decline", 0.1, "百分点", None, H1),
    ],
    "粮食产量1200.5万吨，比上年增加11.2万吨，增长0.9%。": [
        level("grain_output", 1200.5, "万吨"),
        growth("grain_output", 0.9),
    ],
    "地区生产总值：24203.8亿元，同比增长7.7%。": [level("gdp", 24203.8), growth("gdp", 7.7)],
    "河南省地区生产总值24203.8亿元。": [level("gdp", 24203.8)],
    "2018年，粮食产量6648.9万吨。": [level("grain_output", 6648.9, "万吨", "2018")],
    "前5个月，税收收入1300.7亿元，增长5.0%。": [
        level("tax_revenue", 1300.7, "亿元", "2019-01/2019-05"),
        growth("tax_revenue", 5.0, None, "2019-01/2019-05"),
    ],
    "全社会用电量突破1600亿千瓦时，增长2.1%。": [
        level("electricity_consumption", 1600.0, "亿千瓦时"),
        growth("electricity_consumption", 2.1),
    ],
    "全国国内生产总值增长6.3%。全省地区生产总值增长7.7%，高于全国1.4个百分点。": [growth("gdp", 7.7)],
    "交通运输、仓储和邮政业增加值1300.1亿元，增长5.5%。": [
        level("transport_value_added", 1300.1),
        growth("transport_value_added", 5.5),
    ],
}


@pytest.mark.parametrize("sentence", TAKEN)
def test_what_a_sentence_says_is_taken(read: Reader, sentence: str) -> None:
    assert figures(read(f"{TITLE}{sentence}\n以上。结束。\n", "情况.txt")) == TAKEN[sentence]


LEFT = [
    "第一产业、第二产业、第三产业增加值占地区生产总值的比重分别为14.9%和40.2%。",
    "郑州市地区生产总值5000.1亿元，增长7.0%。",
    "高技术产品零售额12.5亿元，增长30.0%。",
    "“十三五”时期地区生产总值年均增长7.9%。",
    "到2025年，地区生产总值力争达到80000亿元。",
    "地区生产总值两年平均增长5.1%。",
    "2015-2018年地区生产总值增长30.5%。",
    "规模以上工业增加值增速比一季度提高0.3个百分点。",
    "全国社会消费品零售总额195210亿元，增长8.4%。",
    "居民消费价格环比下降0.1个百分点。",
    "居民消费价格比全国低0.2个百分点。",
    "地区生产总值 2 4203.8 万元，以原文为准。",
]


@pytest.mark.parametrize("sentence", LEFT)
def test_what_is_not_certain_is_left_and_shown(read: Reader, sentence: str) -> None:
    reading = read(f"{TITLE}常住人口9600万人。{sentence}以上。\n", "情况.txt")
    assert [f[0] for f in figures(reading)] == ["population"]
    told = [p for p in reading.problems if p.code == "number_left"]
    assert [p.details["sentence"] for p in told] == [sentence]


def test_whole_province_in_the_text_of_a_city_is_not_the_city(read: Reader) -> None:
    text = "郑州市2019年国民经济和社会发展统计公报\n全市地区生产总值11589.7亿元。全省粮食产量6695.4万吨。全省增长7%。\n"
    assert figures(read(text, "公报.txt")) == [level("gdp", 11589.7, "亿元", "2019")]


def test_place_is_found_behind_the_year_and_on_the_second_line(read: Reader) -> None:
    body = "全市地区生产总值1589.7亿元。增长较快。完毕。\n"
    for title in ("2019年洛阳市国民经济和社会发展统计公报\n", "统计公报（2019年）\n洛阳市统计局\n"):
        reading = read(title + body, "公报.txt")
        assert set(reading.observations["place"]) == {"洛阳市"}
        assert reading.storable


def test_blanks_change_no_sentence_and_no_address(read: Reader) -> None:
    spaced = "河南省 2019 年上半年情况\n全省  生产总值  24203.8 亿元 ，同比增长 7.7 %。 其他。\n"
    reading = read(spaced, "情况.txt")
    assert figures(reading) == [level("gdp", 24203.8), growth("gdp", 7.7)]
    for row, value in zip(reading.observations.itertuples(), ("24203.8", "7.7"), strict=True):
        assert spaced[int(str(row.column).strip("@:")) - 1 :].startswith(value)
        assert row.note == "全省  生产总值  24203.8 亿元 ，同比增长 7.7 %。"
        assert row.row == 2
