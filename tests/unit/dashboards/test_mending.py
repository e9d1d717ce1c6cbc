"""What a person types into the form of a target is read, or said to be wrong beside its field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dashboards.mending import FIELDS, read_changes, typed
from measures.catalogue import load_catalogue
from storage.targets import TargetVersion

BASE = dict.fromkeys(TargetVersion.__dataclass_fields__) | {
    "indicator": "粮食总产",
    "measure": "level",
    "comparator": "eq",
    "value": Decimal("1300"),
    "value_text": "1300",
    "unit": "亿斤",
    "deadline": date(2013, 12, 31),
    "force": "plain",
    "lead": ("省农委",),
    "support": (),
    "problems": (),
}
TARGET = TargetVersion(**BASE)  # type: ignore[arg-type]


def read(**given: str) -> tuple[dict[str, Any], dict[str | None, str]]:
    changes, mistakes = read_changes(given, TARGET, load_catalogue(), "zh")
    return changes, {mistake.field: mistake.message for mistake in mistakes}


def test_what_the_form_shows_changes_nothing() -> None:
    assert read(**typed(TARGET)) == ({}, {})
    assert set(typed(TARGET)) == set(FIELDS)


def test_fields_are_read_into_their_kinds() -> None:
    changes, mistakes = read(
        value=" 1300.50 ",
        deadline="2014-06-30",
        measure="growth",
        unit="万吨",
        lead="省农委、省财政厅，省水利厅",
        answerable="省农委",
        indicator_id="粮食总产量",
    )
    assert mistakes == {}
    assert changes == {
        "value": Decimal("1300.50"),
        "value_text": "1300.50",
        "deadline": date(2014, 6, 30),
        "measure": "growth",
        "unit": "万吨",
        "lead": ("省农委", "省财政厅", "省水利厅"),
        "answerable": "省农委",
        "indicator_id": "grain_output",
    }


def test_an_emptied_field_is_taken_away() -> None:
    assert read(unit="", lead="")[0] == {"unit": None, "lead": ()}


@pytest.mark.parametrize(
    ("field", "typed_in", "said"),
    [
        ("value", "很多", "不是数字"),
        ("value", "NaN", "不是数字"),
        ("deadline", "年底", "不是日期"),
        ("unit", "个人头", "不在单位表中"),
        ("measure", "upwards", "不在可选范围内"),
        ("indicator", " ", "请填写指标"),
        ("indicator_id", "没有的指标", "不在指标目录中"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(field: str, typed_in: str, said: str) -> None:
    changes, mistakes = read(**{field: typed_in})
    assert changes == {}
    assert list(mistakes) == [field]
    assert said in mistakes[field]


def test_all_mistakes_are_said_at_once() -> None:
    assert set(read(value="x", deadline="y", unit="万吨")[1]) == {"value", "deadline"}


def test_offices_are_shown_as_they_are_typed() -> None:
    assert typed(replace(TARGET, lead=("甲", "乙")))["lead"] == "甲、乙"
