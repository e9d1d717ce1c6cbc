"""Composed sheets of many layouts: what is taken without a question is right; what cannot be known is asked.

Each case gives the sheet and for cells what they truly are. A cell may be left open by a question (place, indicator,
period, unit or measure unknown), never be taken for something else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from ingest import UploadReading, dry_run

Reader = Callable[..., UploadReading]
Book = Callable[..., bytes]
Truth = tuple[str, str, str, str, float, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One sheet and what stands in it."""

    name: str
    rows: Sequence[Sequence[object]]
    #: address → place, indicator id, period, measure, value, unit
    true: dict[str, Truth]
    merged: Sequence[str] = ()
    formats: dict[str, str] = field(default_factory=dict)
    #: codes of the questions that may be asked; others are a failure
    may_ask: frozenset[str] = frozenset()
    #: addresses that must not be observations at all
    never: tuple[str, ...] = ()


HN, ZZ, LY = "河南省", "郑州市", "洛阳市"
CASES = (
    Case(
        name="county page of a yearbook",
        rows=[
            ["5-12 巩义市国民经济主要指标"],
            ["指标", "计量单位", "2013年", "2012年", "2013年比2012年增长(%)"],
            ["生产总值", "亿元", 580.1, 540.3, 9.5],
            ["  第一产业增加值", "亿元", 9.5, 9.1, 4.2],
            ["  第二产业增加值", "亿元", 390.2, 370.0, 10.5],
            ["粮食产量", "万吨", 20.3, 20.1, 1.0],
        ],
        true={
            "C3": ("巩义市", "gdp", "2013", "level", 580.1, "亿元"),
            "D3": ("巩义市", "gdp", "2012", "level", 540.3, "亿元"),
            "E3": ("巩义市", "gdp", "2013", "growth", 9.5, "%"),
            "C4": ("巩义市", "primary_value_added", "2013", "level", 9.5, "亿元"),
            "C6": ("巩义市", "grain_output", "2013", "level", 20.3, "万吨"),
            "E6": ("巩义市", "grain_output", "2013", "growth", 1.0, "%"),
        },
        may_ask=frozenset({"growth_or_index"}),
    ),
    Case(
        name="monthly bulletin: this month, cumulated, growth",
        rows=[
            ["河南省2013年6月主要经济指标"],
            ["指标", "单位", "本月", "同比增长(%)", "本月累计", "累计同比增长(%)"],
            ["社会消费品零售总额", "亿元", 1000.5, 13.5, 5800.3, 13.0],
            ["固定资产投资", "亿元", "-", "-", 10500.2, 23.5],
        ],
        true={
            "C3": (HN, "retail_sales", "2013-06", "level", 1000.5, "亿元"),
            "D3": (HN, "retail_sales", "2013-06", "growth", 13.5, "%"),
            "E3": (HN, "retail_sales", "2013-01/2013-06", "level", 5800.3, "亿元"),
            "F3": (HN, "retail_sales", "2013-01/2013-06", "growth", 13.0, "%"),
            "E4": (HN, "fai", "2013-01/2013-06", "level", 10500.2, "亿元"),
        },
        may_ask=frozenset({"basis", "unknown_indicator"}),
    ),
    Case(
        name="bulletin with merged groups of columns",
        rows=[
            ["2013年1-6月各市社会消费品零售总额"],
            ["单位：亿元"],
            ["地区", "6月", None, "1-6月", None],
            [None, "绝对值", "同比增长(%)", "绝对值", "同比增长(%)"],
            [ZZ, 210.0, 13.2, 1200.5, 12.8],
            [LY, 105.1, 13.4, 620.2, 13.1],
        ],
        merged=["A3:A4", "B3:C3", "D3:E3"],
        true={
            "B5": (ZZ, "retail_sales", "2013-06", "level", 210.0, "亿元"),
            "C5": (ZZ, "retail_sales", "2013-06", "growth", 13.2, "%"),
            "D6": (LY, "retail_sales", "2013-01/2013-06", "level", 620.2, "亿元"),
            "E6": (LY, "retail_sales", "2013-01/2013-06", "growth", 13.1, "%"),
        },
        may_ask=frozenset({"basis"}),
    ),
    Case(
        name="quarters in words",
        rows=[
            ["2013年河南省地区生产总值(亿元)"],
            ["地区", "一季度", "上半年", "前三季度", "全年"],
            [HN, 6500.1, 14600.3, 23516.0, 32155.9],
            [ZZ, 1300.5, 2900.0, 4500.2, 6201.9],
        ],
        true={
            "B3": (HN, "gdp", "2013-01/2013-03", "level", 6500.1, "亿元"),
            "C3": (HN, "gdp", "2013-01/2013-06", "level", 14600.3, "亿元"),
            "D4": (ZZ, "gdp", "2013-01/2013-09", "level", 4500.2, "亿元"),
            "E4": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
        },
        may_ask=frozenset({"basis", "period"}),
    ),
    Case(
        name="units in brackets of row labels, years across",
        rows=[
            ["郑州市主要指标"],
            ["指标", 2011, 2012, 2013],
            ["生产总值（亿元）", 4979.8, 5549.8, 6201.9],
            ["年末总人口（万人）", 885.7, 903.1, 919.1],
            ["城镇居民人均可支配收入（元）", 21612, 24246, 26615],
            ["城镇化率（%）", 64.8, 66.3, 67.1],
        ],
        true={
            "D3": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
            "B4": (ZZ, "population_total", "2011", "level", 885.7, "万人"),
            "C5": (ZZ, "urban_disposable_income", "2012", "level", 24246, "元"),
            "D6": (ZZ, "urbanization_any", "2013", "ratio", 67.1, "%"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="corner 单位：万元",
        rows=[
            ["2013年各市地方财政收入", None, None],
            ["单位：万元", None, None],
            ["地区", "公共财政预算收入", "公共财政预算支出"],
            [ZZ, 7236000, 8200000],
            [LY, 2300000, 3600000],
        ],
        true={
            "B4": (ZZ, "general_public_revenue", "2013", "level", 7236000, "万元"),
            "C5": (LY, "general_public_expenditure", "2013", "level", 3600000, "万元"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="本年 上年 增长% columns",
        rows=[
            ["河南省2013年国民经济主要指标"],
            ["指标", "计量单位", "本年", "上年", "增长%"],
            ["地区生产总值", "亿元", 32155.9, 29810.1, 9.0],
            ["社会消费品零售总额", "亿元", 12426.6, 10915.6, 13.8],
        ],
        true={
            "C3": (HN, "gdp", "2013", "level", 32155.9, "亿元"),
            "D3": (HN, "gdp", "2012", "level", 29810.1, "亿元"),
            "E3": (HN, "gdp", "2013", "growth", 9.0, "%"),
            "D4": (HN, "retail_sales", "2012", "level", 10915.6, "亿元"),
        },
        may_ask=frozenset({"period", "unknown_indicator"}),
    ),
    Case(
        name="years down, indicators across",
        rows=[
            ["洛阳市历年主要指标"],
            ["年份", "生产总值(亿元)", "生产总值增长(%)", "常住人口(万人)"],
            ["2011年", 2702.8, 12.5, 656.1],
            ["2012年", 2981.1, 10.0, 659.0],
            ["2013年", 3140.8, 7.2, 662.0],
        ],
        true={
            "B5": (LY, "gdp", "2013", "level", 3140.8, "亿元"),
            "C4": (LY, "gdp", "2012", "growth", 10.0, "%"),
            "D3": (LY, "population", "2011", "level", 656.1, "万人"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="bilingual headers and stubs",
        rows=[
            ["1-1 Gross Regional Product by City (2013)", None, None, None],
            ["地区", "Region", "地区生产总值(亿元)", "人均地区生产总值(元)"],
            [None, None, "Gross Regional Product (100 million yuan)", "Per Capita GRP (yuan)"],
            ["郑州市", "Zhengzhou", 6201.9, 68073],
            ["洛阳市", "Luoyang", 3140.8, 47569],
        ],
        merged=["A2:A3", "B2:B3"],
        true={
            "C4": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
            "D5": (LY, "gdp_per_capita", "2013", "level", 47569, "元"),
        },
    ),
    Case(
        name="totals and 其中 rows of places",
        rows=[
            ["2013年河南省各市粮食产量(万吨)"],
            ["地区", "粮食产量"],
            ["全省", 5713.7],
            [ZZ, 165.1],
            ["其中：巩义市", 20.3],
            [LY, 245.3],
        ],
        true={
            "B3": (HN, "grain_output", "2013", "level", 5713.7, "万吨"),
            "B5": ("巩义市", "grain_output", "2013", "level", 20.3, "万吨"),
            "B6": (LY, "grain_output", "2013", "level", 245.3, "万吨"),
        },
        may_ask=frozenset({"unknown_place"}),
    ),
    Case(
        name="stub indentation and 其中 of indicators",
        rows=[
            ["河南省2013年固定资产投资", None],
            ["指标", "投资额(亿元)"],
            ["固定资产投资", 25321.5],
            ["  其中：工业投资", 12900.2],
            ["  其中：房地产开发投资", 3843.8],
        ],
        true={
            "B3": (HN, "fai", "2013", "level", 25321.5, "亿元"),
            "B5": (HN, "real_estate_investment", "2013", "level", 3843.8, "亿元"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="footnotes and marked values",
        rows=[
            ["2013年各市生产总值①(亿元)"],
            ["地区", "生产总值①"],
            [ZZ, "6201.9①"],
            ["洛阳市②", "3140.8*"],
            ["开封市", "1363.5(R)"],
            ["①按当年价格计算。"],
            ["②含吉利区。"],
        ],
        true={
            "B3": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
            "B4": (LY, "gdp", "2013", "level", 3140.8, "亿元"),
            "B5": ("开封市", "gdp", "2013", "level", 1363.5, "亿元"),
        },
        may_ask=frozenset({"text_among_numbers"}),
        never=("A6", "A7"),
    ),
    Case(
        name="growth shown as percentages",
        rows=[
            ["2013年各市生产总值增速"],
            ["地区", "生产总值(亿元)", "同比增长"],
            [ZZ, 6201.9, 0.10],
            [LY, 3140.8, 0.072],
        ],
        formats={"C3": "0.0%", "C4": "0.0%"},
        true={
            "B3": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
            "C3": (ZZ, "gdp", "2013", "growth", 10.0, "%"),
            "C4": (LY, "gdp", "2013", "growth", 7.2, "%"),
        },
    ),
    Case(
        name="indices 上年=100",
        rows=[
            ["各市居民消费价格指数(2013年)"],
            ["（上年=100）"],
            ["地区", "居民消费价格指数", "商品零售价格指数"],
            [ZZ, 102.8, 101.5],
            [LY, 103.1, 101.9],
        ],
        true={"B4": (ZZ, "cpi", "2013", "level", 102.8, "上年=100")},
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="index 以2010年为100",
        rows=[
            ["郑州市生产总值指数(2010年=100)"],
            ["年份", "生产总值指数"],
            ["2011", 113.8],
            ["2012", 127.7],
        ],
        true={"B4": (ZZ, "-", "2012", "level", 127.7, "2010年=100")},
        may_ask=frozenset({"unknown_indicator", "unit", "measure"}),
    ),
    Case(
        name="half-filled quarters",
        rows=[
            ["河南省2014年分季度数据"],
            ["指标", "一季度", "二季度", "三季度", "四季度"],
            ["地区生产总值当季值(亿元)", 7013.3, 8300.1, None, None],
            ["社会消费品零售总额当季值(亿元)", 3200.2, 3300.4, None, None],
        ],
        true={
            "B3": (HN, "gdp", "2014Q1", "level", 7013.3, "亿元"),
            "C4": (HN, "retail_sales", "2014Q2", "level", 3300.4, "亿元"),
        },
        may_ask=frozenset({"basis"}),
    ),
    Case(
        name="three-row header with a common unit and a different one",
        rows=[
            ["2013年各市工业与投资", None, None, None],
            ["单位：亿元", None, None, None],
            ["地区", "规模以上工业", None, "固定资产投资"],
            [None, "增加值", "增长(%)", None],
            [ZZ, 2900.5, 11.3, 4400.2],
            [LY, 1200.1, 9.6, 2700.9],
        ],
        merged=["A3:A4", "B3:C3", "D3:D4"],
        true={
            "B5": (ZZ, "industry_above_scale_value_added", "2013", "level", 2900.5, "亿元"),
            "C5": (ZZ, "industry_above_scale_value_added", "2013", "growth", 11.3, "%"),
            "D6": (LY, "fai", "2013", "level", 2700.9, "亿元"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="decline said in words",
        rows=[
            ["2013年河南省单位GDP能耗", None],
            ["地区", "单位GDP能耗下降(%)"],
            [ZZ, 4.5],
            [LY, 3.9],
        ],
        true={"B3": (ZZ, "-", "2013", "decline", 4.5, "%")},
        may_ask=frozenset({"unknown_indicator", "measure"}),
    ),
    Case(
        name="share of GDP under growth-looking head",
        rows=[
            ["2013年河南省产业结构"],
            ["地区", "第一产业占生产总值比重(%)", "第三产业占GDP比重(%)"],
            [ZZ, 2.4, 41.7],
            [LY, 7.9, 38.9],
        ],
        true={
            "B3": (ZZ, "primary_share", "2013", "ratio", 2.4, "%"),
            "C4": (LY, "tertiary_share", "2013", "ratio", 38.9, "%"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
    Case(
        name="month and cumulated rows under one indicator",
        rows=[
            ["河南省社会消费品零售总额"],
            ["单位：亿元"],
            ["指标", "2013年5月", "2013年6月"],
            ["社会消费品零售总额_当期值", 980.3, 1000.5],
            ["社会消费品零售总额_累计值", 4800.0, 5800.5],
            ["社会消费品零售总额_累计增长", 12.9, 13.0],
        ],
        true={
            "B4": (HN, "retail_sales", "2013-05", "level", 980.3, "亿元"),
            "C5": (HN, "retail_sales", "2013-01/2013-06", "level", 5800.5, "亿元"),
            "C6": (HN, "retail_sales", "2013-01/2013-06", "growth", 13.0, "%"),
        },
    ),
    Case(
        name="percentage points",
        rows=[
            ["2013年各市城镇化率"],
            ["地区", "城镇化率(%)", "比上年提高(百分点)"],
            [ZZ, 67.1, 0.8],
            [LY, 49.4, 1.5],
        ],
        true={"B3": (ZZ, "urbanization_any", "2013", "ratio", 67.1, "%"), "C3": (ZZ, "-", "2013", "-", 0.8, "百分点")},
        may_ask=frozenset({"unknown_indicator", "measure"}),
    ),
    Case(
        name="ranks beside figures",
        rows=[
            ["2013年各市生产总值及位次"],
            ["地区", "生产总值(亿元)", "位次", "增长(%)", "位次"],
            [ZZ, 6201.9, 1, 10.0, 6],
            [LY, 3140.8, 2, 7.2, 17],
        ],
        true={"B3": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"), "D4": (LY, "gdp", "2013", "growth", 7.2, "%")},
        may_ask=frozenset({"unknown_indicator", "unit", "indicator"}),
    ),
    Case(
        name="five-year plan and actual columns",
        rows=[
            ["河南省2013年主要指标完成情况"],
            ["指标", "单位", "年度目标", "实际完成", "完成率(%)"],
            ["城镇新增就业", "万人", 100, 143.1, 143.1],
            ["保障性住房新开工", "万套", 40, 41.2, 103.0],
        ],
        true={"D3": (HN, "urban_new_jobs", "2013", "level", 143.1, "万人")},
        may_ask=frozenset({"unknown_indicator", "measure", "unit"}),
        never=("C3", "E3"),
    ),
    Case(
        name="two tables with other units below each other",
        rows=[
            ["2013年各市出口总额"],
            ["单位：万美元"],
            ["地区", "出口总额"],
            [ZZ, 2400000],
            [LY, 160000],
            [],
            ["2012年各市出口总额"],
            ["单位：亿美元"],
            ["地区", "出口总额"],
            [ZZ, 202.5],
            [LY, 13.8],
        ],
        true={
            "B4": (ZZ, "exports", "2013", "level", 2400000, "万美元"),
            "B10": (ZZ, "exports", "2012", "level", 202.5, "亿美元"),
        },
    ),
    Case(
        name="months across with the year in the heading",
        rows=[
            ["2013年河南省房地产开发投资(亿元，累计)"],
            ["地区", "1-2月", "1-3月", "1-4月"],
            [ZZ, 80.1, 190.5, 290.2],
            [LY, 20.3, 40.8, 62.1],
        ],
        true={
            "B3": (ZZ, "real_estate_investment", "2013-01/2013-02", "level", 80.1, "亿元"),
            "D4": (LY, "real_estate_investment", "2013-01/2013-04", "level", 62.1, "亿元"),
        },
    ),
    Case(
        name="本期 and 上年同期",
        rows=[
            ["2013年1-6月财政收入"],
            ["单位：亿元"],
            ["地区", "本期", "上年同期", "增长(%)"],
            [ZZ, 400.1, 350.0, 14.3],
            [LY, 120.0, 110.0, 9.1],
        ],
        true={
            "B4": (ZZ, "fiscal_revenue", "2013-01/2013-06", "level", 400.1, "亿元"),
            "C5": (LY, "fiscal_revenue", "2012-01/2012-06", "level", 110.0, "亿元"),
            "D4": (ZZ, "fiscal_revenue", "2013-01/2013-06", "growth", 14.3, "%"),
        },
    ),
    Case(
        name="sections with an indicator and unit of their own",
        rows=[
            ["2013年各市主要指标"],
            ["地区", "2012年", "2013年"],
            ["生产总值(亿元)"],
            [ZZ, 5549.8, 6201.9],
            [LY, 2981.1, 3140.8],
            ["出口总额(万美元)"],
            [ZZ, 2000000, 2400000],
            [LY, 150000, 160000],
        ],
        true={
            "C4": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
            "B8": (LY, "exports", "2012", "level", 150000, "万美元"),
        },
    ),
    Case(
        name="expected and planned years beside a past one",
        rows=[
            ["各市生产总值(亿元)"],
            ["地区", "2012年", "2013年预计", "2014年目标"],
            [ZZ, 5549.8, 6201.9, 6900],
            [LY, 2981, 3140, 3500],
        ],
        true={"B3": (ZZ, "gdp", "2012", "level", 5549.8, "亿元"), "C3": (ZZ, "-", "2013", "level", 6201.9, "亿元")},
        may_ask=frozenset({"unknown_indicator"}),
        never=("D3", "D4"),
    ),
    Case(
        name="a title of two years is the period of none",
        rows=[["2012—2013年各市人口(万人)"], ["地区", "常住人口", "城镇人口"], [ZZ, 919.1, 616.7], [LY, 662, 327]],
        true={"B3": (ZZ, "population", "-", "level", 919.1, "万人")},
        may_ask=frozenset({"period", "unknown_indicator"}),
        never=(),
    ),
    Case(
        name="decline beside a level",
        rows=[["2013年各市出口"], ["地区", "出口总额(亿美元)", "同比下降(%)"], [ZZ, 202.5, 3.1], [LY, 13.8, 5.0]],
        true={"C3": (ZZ, "exports", "2013", "decline", 3.1, "%")},
    ),
    Case(
        name="two units in the corner",
        rows=[
            ["2013年各市主要指标"],
            ["单位：亿元、万人"],
            ["地区", "生产总值", "常住人口"],
            [ZZ, 6201.9, 919.1],
            [LY, 3140.8, 662],
        ],
        true={
            "B4": (ZZ, "gdp", "2013", "level", 6201.9, "亿元"),
            "C5": (LY, "population", "2013", "level", 662, "万人"),
        },
    ),
    Case(
        name="growth in the title, month and cumulated across",
        rows=[
            ["河南省规模以上工业增加值增速(%)"],
            ["月份", "当月", "累计"],
            ["2013年3月", 10.1, 10.3],
            ["2013年4月", 10.6, 10.4],
        ],
        true={
            "B3": (HN, "industry_above_scale_value_added", "2013-03", "growth", 10.1, "%"),
            "C4": (HN, "industry_above_scale_value_added", "2013-01/2013-04", "growth", 10.4, "%"),
        },
    ),
    Case(
        name="last year's figures beside this month and the total",
        rows=[
            ["2013年9月各市财政收入"],
            ["单位：亿元"],
            ["地区", "本月", "上年同期", "本月累计", "上年同期"],
            [ZZ, 60.1, 50.0, 520.3, 460.0],
            [LY, 20.3, 19.0, 170.0, 150.0],
        ],
        true={
            "B4": (ZZ, "fiscal_revenue", "2013-09", "level", 60.1, "亿元"),
            "D4": (ZZ, "fiscal_revenue", "2013-01/2013-09", "level", 520.3, "亿元"),
        },
        may_ask=frozenset({"unknown_indicator"}),
        never=(),
    ),
    Case(
        name="figures with words about how exact they are",
        rows=[["2013年各市就业(万人)"], ["地区", "城镇新增就业"], [ZZ, "约14"], [LY, 8.2], ["开封市", 6.1]],
        true={
            "B3": (ZZ, "urban_new_jobs", "2013", "level", 14, "万人"),
            "B4": (LY, "urban_new_jobs", "2013", "level", 8.2, "万人"),
        },
    ),
    Case(
        name="years of two decades with two header rows",
        rows=[
            ["各市常住人口"],
            ["单位：万人"],
            ["地区", "年末常住人口", None, "城镇人口", None],
            [None, 2012, 2013, 2012, 2013],
            [ZZ, 903.1, 919.1, 598.8, 616.7],
            [LY, 659.0, 662.0, 316.0, 327.0],
        ],
        merged=["A3:A4", "B3:C3", "D3:E3"],
        true={
            "C5": (ZZ, "population", "2013", "level", 919.1, "万人"),
            "D6": (LY, "urban_population", "2012", "level", 316.0, "万人"),
        },
        may_ask=frozenset({"unknown_indicator"}),
    ),
)


def cells(reading: UploadReading) -> dict[str, dict[str, Any]]:
    return {o["cell"]: o for o in dry_run(reading)["observations"] if o["value"] is not None}  # type: ignore[attr-defined]


def _seen(found: dict[str, Any]) -> tuple[object, ...]:
    fields = ("place", "indicator_id", "period", "measure", "value", "unit")
    return tuple(found[f] for f in fields)


def _agrees(seen: tuple[object, ...], true: Truth) -> bool:
    """Every part is right or open; "-" stands for what may be anything that no other thing is."""
    return all(
        one is None or other == "-" or one == other or _as_number(one) == _as_number(other)
        for one, other in zip(seen, true, strict=True)
    )


def _as_number(value: object) -> object:
    return round(float(value), 9) if isinstance(value, (int, float)) else object()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_nothing_is_taken_for_what_it_is_not(case: Case, read: Reader, book: Book) -> None:
    reading = read(book(case.rows, case.merged, case.formats), "表.xlsx")
    found = cells(reading)
    wrong = {a: _seen(found[a]) for a, true in case.true.items() if a in found and not _agrees(_seen(found[a]), true)}
    assert wrong == {}
    lost = [a for a in case.true if a not in found]
    asked = {q.code for q in reading.questions}
    assert not lost or asked, lost
    assert asked <= case.may_ask, [(q.code, q.cells, dict(q.details)) for q in reading.questions]
    assert reading.questions or all(None not in _seen(found[a])[:1] for a in case.true)
    taken = [a for a in case.never if a in found and None not in _seen(found[a])]
    assert taken == []


def test_a_figure_that_is_not_exact_says_so(read: Reader) -> None:
    found = cells(read("2013年就业(万人)\n地区,城镇新增就业\n郑州市,约14\n洛阳市,8.2以上\n开封市,6.1\n"))
    assert [found[c]["value"] for c in ("B3", "B4", "B5")] == [14, 8.2, 6.1]
    exact = read("2013年就业(万人)\n地区,城镇新增就业\n郑州市,约14\n洛阳市,8.2以上\n开封市,6.1\n").observations[
        "qualifier"
    ]
    assert list(exact) == ["approx", "ge", None]
