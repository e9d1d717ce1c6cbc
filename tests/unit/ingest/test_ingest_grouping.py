"""Many questions of one kind are one; places outside the register are kept under codes of their own."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ingest import UploadReading, UploadSettings, dry_run
from ingest.knowledge import Knowledge, question
from measures.catalogue import load_catalogue
from measures.places import load_places

Reader = Callable[..., UploadReading]

MANY = (
    "2013年\n地区,"
    + ",".join(f"神秘指标{c}(亿元)" for c in "甲乙丙丁戊己庚辛壬癸")
    + "\n"
    + "河南省,"
    + ",".join("1234567890")
    + "\n"
)
FOREIGN = "2013年人口(万人)\n地区,年末总人口\n河南省,9413\n黑龙江省,3835\nAruba,10.8\n"


def observations(reading: UploadReading) -> list[dict[str, Any]]:
    return dry_run(reading)["observations"]  # type: ignore[return-value]


def test_ten_unknown_indicators_are_one_question_and_eight_are_eight(read: Reader) -> None:
    reading = read(MANY)
    assert [(q.id, q.code, q.details["count"]) for q in reading.questions] == [
        ("unknown_indicator", "unknown_indicator", "10")
    ]
    eight = read(MANY.replace("神秘指标壬", "地区生产总值").replace("神秘指标癸", "社会消费品零售总额"))
    assert len(eight.questions) == 8


def test_the_answer_of_a_group_holds_for_all_but_those_answered_alone(read: Reader) -> None:
    own = read(MANY, mapping={"answers": {"unknown_indicator": "own"}})
    assert own.storable
    assert [o["indicator"] for o in observations(own)][:2] == ["神秘指标甲", "神秘指标乙"]
    rows = {"sheets": {"*": {"columns": {"神秘指标甲(亿元)": {"indicator": "地区生产总值"}}}}}
    mixed = read(MANY, mapping={**rows, "answers": {"unknown_indicator": "skip"}})
    assert [(o["indicator_id"], o["value"]) for o in observations(mixed)] == [("gdp", 1.0)]


@pytest.mark.parametrize(
    ("answer", "place", "code"),
    [("own", "Aruba", "X-ARUBA"), ("own:AW Aruba", "Aruba", "AW"), ("own:New Land", "New Land", "X-NEWLAND")],
)
def test_a_place_outside_the_register_may_have_its_own_code(read: Reader, answer: str, place: str, code: str) -> None:
    bare = read(FOREIGN)
    assert [q.code for q in bare.questions] == ["unknown_place"]
    reading = read(FOREIGN, mapping={"answers": {bare.questions[0].id: answer}})
    assert reading.storable
    assert [(o["place"], o["place_code"]) for o in observations(reading)][-1] == (place, code)


def test_a_region_inside_a_province_bears_its_code(read: Reader) -> None:
    text = "2013年\n地区,地区生产总值(亿元)\n杭州市,8343.5\n宁波市,7128.9\n浙东北,25321\n"
    found = observations(read(text, mapping={"answers": {"unknown_place": "own"}}))
    assert [(o["place"], o["place_code"]) for o in found][-1] == ("浙东北", "330000-浙东北")


def test_an_own_place_without_a_name_is_a_fault_of_the_mapping(read: Reader) -> None:
    wrong = read(FOREIGN, mapping={"sheets": {"*": {"rows": {"Aruba": {"place": "Nowhere"}}}}})
    assert "mapping_wrong" in {p.code for p in wrong.problems}
    right = read(FOREIGN, mapping={"sheets": {"*": {"rows": {"Aruba": {"place": "own:AW Aruba"}}}}})
    assert right.storable


@pytest.mark.parametrize("as_number", [False, True])
def test_an_id_of_an_older_mapping_still_answers(as_number: bool) -> None:
    """Ids were twelve digits once; one of decimal digits alone was a number to YAML."""
    cells = next(c for n in range(10_000) if (c := (f"!A{n}",)) and _digits(c)[:12].isdigit() is as_number)
    older: object = int(_digits(cells)[:12]) if as_number else _digits(cells)[:12]
    knowledge = Knowledge(
        catalogue=load_catalogue(),
        places=load_places(),
        settings=UploadSettings(mapping={"answers": {older: 2013}}),
        today=date(2026, 11, 24),
        name="a.csv",
    )
    assert knowledge.answer(question("period", cells)) == "2013"
    assert knowledge.answer(question("period", ("!Z1",))) is None


def _digits(cells: tuple[str, ...]) -> str:
    return hashlib.sha256("|".join(("period", *cells)).encode()).hexdigest()
