"""Targets as a table: the same meaning in and out, every mistake at its row and column."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from measures.catalogue import load_catalogue
from measures.places import load_places
from measures.terms import Comparator, Measure
from targets.exchange import COLUMNS, is_targets_table, read_targets_table, targets_rows

HEAD = "year,place,indicator,measure,comparator,value,value_high,unit,deadline,lead"


def read(text: str, name: str = "plan.csv", **hints):
    return read_targets_table(text.encode(), name, load_catalogue(), load_places(), **hints)


def test_row_becomes_a_target_that_holds_from_its_year() -> None:
    (found,) = read(f"{HEAD}\n2013,河南省,粮食总产量,level,ge,550,,亿公斤,,省农业厅、省财政厅\n").targets
    assert (found.measure, found.comparator, found.value) == (Measure.LEVEL, Comparator.GE, Decimal(550))
    assert (found.place_code, found.deadline, found.valid_from) == ("410000", date(2013, 12, 31), date(2013, 1, 1))
    assert (found.offices.lead, found.answerable) == (("省农业厅", "省财政厅"), "省农业厅")


def test_value_leads_back_to_its_row() -> None:
    reading = read(f"{HEAD}\n2013,河南省,粮食总产量,level,ge,550,,亿公斤,,\n2013,河南省,住房,level,eq,40,,万套,,\n")
    for target in reading.targets:
        assert reading.document.text[target.start : target.end] == target.value_text
        assert reading.document.text[target.sentence_start :].startswith(target.sentence)


def test_every_mistake_is_told_with_row_and_column() -> None:
    text = (
        f"{HEAD}\n2013,火星,粮食,level,ge,550,,亿公斤,,\n2013,河南省,粮食,levels,ge,很多,,亿公斤,31.12.2013,\n"
        "2013,河南省,进度,growth,range,5,,%,,\n,河南省,住房,level,eq,40,,万套,,\n"
    )
    reading = read(text)
    assert reading.targets == ()
    assert {(p.where.row, p.where.column) for p in reading.problems} == {
        (2, "place"),
        (3, "measure"),
        (3, "value"),
        (3, "deadline"),
        (4, "value_high"),
        (5, "deadline"),
    }


def test_missing_columns_are_named() -> None:
    (problem,) = read("indicator,measure,value\n粮食,level,550\n").problems
    assert all(column in problem.details["columns"] for column in ("comparator", "unit"))


def test_chinese_headings_are_taken() -> None:
    header = ",".join(COLUMNS[c] for c in ("year", "place", "indicator", "measure", "comparator", "value", "unit"))
    (found,) = read(f"{header}\n2013,河南省,粮食总产量,level,ge,550,亿公斤\n").targets
    assert found.indicator == "粮食总产量"


def test_gbk_table_is_read() -> None:
    data = f"{HEAD}\n2013,河南省,粮食总产量,level,ge,550,,亿公斤,,\n".encode("gbk")
    assert is_targets_table(data, "plan.csv")
    (found,) = read_targets_table(data, "plan.csv", load_catalogue(), load_places()).targets
    assert found.place_code == "410000"


@pytest.mark.parametrize(("data", "name"), [(b"region,indicator,value\n", "a.csv"), (b"text", "a.txt"), (b"", "a.csv")])
def test_other_files_are_no_table_of_targets(data: bytes, name: str) -> None:
    assert not is_targets_table(data, name)


def test_rows_read_back_mean_the_same() -> None:
    record = {
        "indicator": "地区生产总值",
        "measure": "growth",
        "comparator": "approx",
        "value": 11.0,
        "value_text": "11",
        "unit": "%",
        "place": "黑龙江省",
        "deadline": date(2013, 12, 31),
        "valid_from": date(2013, 3, 1),
        "lead": ["省发改委"],
        "support": [],
        "ceiling": False,
    }
    text = "\n".join(",".join(row) for row in targets_rows([record]))
    (found,) = read(text).targets
    assert (found.indicator, found.comparator, found.value) == ("地区生产总值", Comparator.APPROX, Decimal(11))


def test_goals_of_the_nation_are_read_whole(shared: Path) -> None:
    data = (shared / "data" / "national_targets.csv").read_bytes()
    reading = read_targets_table(data, "national_targets.csv", load_catalogue(), load_places(), place="000000")
    assert reading.problems == ()
    assert len(reading.targets) == data.decode().count("\n") - 1
