"""Thresholds, 基本持平 and 由a下降到b: which number of a sentence is the level of the period."""

from collections.abc import Callable

import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]
TITLE = "河南省2019年国民经济和社会发展统计公报\n"

#: (indicator, measure, value, qualifier, period)
TAKEN: dict[str, list[tuple[str, str, float, str | None, str]]] = {
    "粮食产量突破6500万吨，达到6695.4万吨，增长0.7%。": [
        ("grain_output", "level", 6695.4, None, "2019"),
        ("grain_output", "growth", 0.7, None, "2019"),
    ],
    "地区生产总值首次突破5万亿元大关，达54259.2亿元。": [("gdp", "level", 54259.2, None, "2019")],
    "常住人口超过9600万人，为9640万人。": [("population", "level", 9640.0, None, "2019")],
    "地区生产总值突破5万亿元，达到历史新高。": [("gdp", "level", 5.0, "gt", "2019")],
    "粮食产量稳定在6500万吨以上。": [("grain_output", "level", 6500.0, "ge", "2019")],
    "居民消费价格上涨3.0%左右。": [("cpi", "growth", 3.0, "approx", "2019")],
    "社会消费品零售总额增长10.4%，达到22733亿元。": [
        ("retail_sales", "growth", 10.4, None, "2019"),
        ("retail_sales", "level", 22733.0, None, "2019"),
    ],
    "进出口总额与上年基本持平，为5711.6亿元。": [("trade_total", "level", 5711.6, None, "2019")],
    "进出口总额与上年持平，为5711.6亿元。": [
        ("trade_total", "growth", 0.0, None, "2019"),
        ("trade_total", "level", 5711.6, None, "2019"),
    ],
    "城镇登记失业率由上年的3.2%下降到3.1%。": [
        ("registered_unemployment", "ratio", 3.2, None, "2018"),
        ("registered_unemployment", "ratio", 3.1, None, "2019"),
    ],
    "常住人口城镇化率由51.7%提高到53.2%。": [("urbanization", "ratio", 53.2, None, "2019")],
    "地区生产总值54259.2亿元，达到1000亿元。": [("gdp", "level", 54259.2, None, "2019")],
}


@pytest.mark.parametrize("sentence", TAKEN)
def test_the_level_is_the_number_that_is_reached(read: Reader, sentence: str) -> None:
    frame = read(f"{TITLE}{sentence}\n以上。结束。\n", "公报.txt").observations
    columns = ["indicator_id", "measure", "value", "qualifier", "period"]
    rows = frame[columns].astype(object).where(frame[columns].notna(), None)
    assert list(rows.itertuples(index=False, name=None)) == TAKEN[sentence]


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("粮食产量突破6500万吨，达到6695.4万吨。", "6500万吨"),
        ("进出口总额与上年基本持平，为5711.6亿元。", "基本持平"),
        ("常住人口城镇化率由51.7%提高到53.2%。", "51.7%"),
    ],
)
def test_the_other_number_is_shown_as_left(read: Reader, sentence: str, left: str) -> None:
    reading = read(f"{TITLE}{sentence}\n以上。结束。\n", "公报.txt")
    assert [p.details["numbers"] for p in reading.problems if p.code == "number_left"] == [left]
