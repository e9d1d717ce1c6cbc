"""Long tables as bureaus head them: 口径, year and month apart, codes for places, 同比 beside the values."""

from collections.abc import Callable

import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]


def found(reading: UploadReading) -> list[tuple[object, ...]]:
    columns = ["place_code", "indicator_id", "period", "measure", "value", "unit"]
    frame = reading.observations[columns]
    return sorted(tuple(row) for row in frame.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("地区,指标,时间,口径,数值,单位", "河南省,社会消费品零售总额,2019年6月,累计,100.5,亿元"),
        ("区划,项目,年份,月份,口径,本期值,计量单位", "河南省,社会消费品零售总额,2019,6,累计,100.5,亿元"),
        ("地区代码,指标名称,年月,口径,数值(亿元)", "410000,社会消费品零售总额,201906,累计,100.5"),
        ("省市,指标名,年,月,指标数值,单位", "河南,社会消费品零售总额,2019,1-6,100.5,亿元"),
        ("行政区划代码,行政区划名称,科目,统计期,值（亿元）", "410000,河南省,社会消费品零售总额,2019年1-6月,100.5"),
    ],
)
def test_headers_of_many_bureaus_mean_the_same(read: Reader, head: str, row: str) -> None:
    reading = read(f"{head}\n{row}\n", "a.csv")
    assert reading.storable, (reading.problems, reading.questions)
    assert found(reading) == [("410000", "retail_sales", "2019-01/2019-06", "level", 100.5, "亿元")]


def test_quarters_and_years_in_two_columns(read: Reader) -> None:
    text = "地区,指标,年度,季度,数值,单位\n河南省,地区生产总值,2019,2,100.5,亿元\n河南省,地区生产总值,2019,,300,亿元\n"
    assert [(f[2], f[4]) for f in found(read(text, "a.csv"))] == [("2019", 300.0), ("2019Q2", 100.5)]


def test_growth_beside_values_is_a_second_figure_also_where_the_value_is_empty(read: Reader) -> None:
    text = (
        "时间,指标,地区,口径,数值,单位,同比(%),备注\n"
        "2019年6月,规模以上工业增加值,河南省,当月,,,8.4,按可比价\n"
        "2019年1-6月,社会消费品零售总额,河南省,累计,100.5,亿元,10.1,\n"
        "2019年6月,金融机构本外币存款余额,河南省,期末,68000,亿元,,\n"
    )
    reading = read(text, "a.csv")
    assert reading.storable, (reading.problems, reading.questions)
    assert found(reading) == [
        ("410000", "deposits", "2019-06", "level", 68000.0, "亿元"),
        ("410000", "industry_above_scale_value_added", "2019-06", "growth", 8.4, "%"),
        ("410000", "retail_sales", "2019-01/2019-06", "growth", 10.1, "%"),
        ("410000", "retail_sales", "2019-01/2019-06", "level", 100.5, "亿元"),
    ]
    notes = dict(zip(reading.observations["indicator_id"], reading.observations["note"], strict=True))
    assert notes["industry_above_scale_value_added"] == "按可比价"


def test_a_per_cent_without_a_measure_is_a_ratio_only_where_the_statistic_is_one(read: Reader) -> None:
    head = "地区,指标,时间,数值,单位\n"
    reading = read(f"{head}河南省,常住人口城镇化率,2019,53.2,%\n", "a.csv")
    assert [f[3] for f in found(reading)] == ["ratio"]
    growth = read(f"{head}河南省,地区生产总值,2019,7.0,%\n", "a.csv")
    assert not growth.storable
    assert [p.code for p in growth.problems] == ["missing_column"]
    said = read(
        f"{head}河南省,地区生产总值,2019,7.0,%\n", "a.csv", mapping={"sheets": {"*": {"set": {"measure": "growth"}}}}
    )
    assert [f[3] for f in found(said)] == ["growth"]
