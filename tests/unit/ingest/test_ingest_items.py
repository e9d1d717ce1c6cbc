"""Rows that divide a statistic by partners, industries or goods are part of its name and never places."""

from collections.abc import Callable

import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]

PARTNERS = """无锡市按国别（地区）分外商直接投资（2021年）
国别（地区）,实际使用外资（万美元）,合同外资（万美元）
总计,9000,12000
日本,1000,1500
中国香港,5000,6000
中国台湾,800,900
"""
WAGES = """2021年江苏省分行业城镇非私营单位就业人员年平均工资
单位：元
行    业,2020年,2021年
总计,103621,115133
制造业,98000,107000
金融业,160000,171000
教育,120000,131000
"""


def names(reading: UploadReading) -> set[str]:
    return set(reading.observations["indicator"].dropna())


def test_partners_are_no_places_and_are_asked_as_parts_of_the_statistic(read: Reader) -> None:
    reading = read(PARTNERS, "外资.csv")
    assert set(reading.observations["place"]) == {"无锡市"}
    asked = next(q for q in reading.questions if q.code == "row_items")
    assert dict(asked.choices).keys() == {"indicator", "skip"}
    assert not {"unknown_place", "unknown_places"} & {q.code for q in reading.questions}


def test_partners_make_a_statistic_for_each_column(read: Reader) -> None:
    answers = {"row_items": "indicator", "unknown_indicator": "own"}
    reading = read(PARTNERS, "外资.csv", mapping={"answers": answers})
    assert reading.storable, reading.problems
    frame = reading.observations
    assert set(frame["place"]) == {"无锡市"}
    assert len(frame) == 8
    assert {n.rpartition("/")[2] for n in names(reading)} >= {"日本", "中国香港", "中国台湾"}
    assert frame["indicator"].nunique() == 8


def test_a_row_of_the_mapping_renames_the_item_and_not_the_columns(read: Reader) -> None:
    rows = {"日本": {"indicator": "日资"}}
    answers = {"row_items": "indicator", "unknown_indicator": "own"}
    reading = read(PARTNERS, "外资.csv", mapping={"answers": answers, "sheets": {"*": {"rows": rows}}})
    assert reading.storable, reading.problems
    assert len([n for n in names(reading) if n.endswith("/日资")]) == 2


def test_industries_of_a_table_of_wages_are_no_places(read: Reader) -> None:
    reading = read(WAGES, "工资.csv", mapping={"answers": {"row_items": "indicator"}})
    assert reading.storable, (reading.questions, reading.problems)
    frame = reading.observations
    assert set(frame["place"]) == {"江苏省"}
    assert set(frame["measure"]) == {"level"}
    assert len(frame) == 8
    wages = frame.loc[frame["indicator_id"].notna(), "indicator_id"]
    assert len(wages) == 2
    assert all("工资" in name for name in names(reading))
    assert {q.code for q in read(WAGES, "工资.csv").questions} == {"row_items"}


@pytest.mark.parametrize("title", ["宁波市出口额按贸易伙伴分（2021年）", "宁波市按国家和地区分的出口额（2021年）"])
def test_a_title_alone_tells_of_partners(read: Reader, title: str) -> None:
    text = f"{title}\n单位：亿元\n名称,2021年\n美国,700\n中国香港,90\n韩国,150\n"
    reading = read(text, "出口.csv", mapping={"answers": {"row_items": "indicator"}})
    assert set(reading.observations["place"]) == {"宁波市"}
    assert reading.storable, (reading.questions, reading.problems)
    assert {n.rpartition("/")[2] for n in names(reading)} == {"美国", "中国香港", "韩国"}


def test_rows_left_out_leave_the_total(read: Reader) -> None:
    reading = read(WAGES, "工资.csv", mapping={"answers": {"row_items": "skip"}})
    assert reading.storable
    assert list(reading.observations["value"]) == [103621.0, 115133.0]
