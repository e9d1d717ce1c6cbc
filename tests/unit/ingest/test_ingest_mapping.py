"""The mapping file: wrong words are told, header rows are obeyed, corrections have a reason and an expectation."""

from collections.abc import Callable

import pytest

from ingest import UploadReading, dry_run

Reader = Callable[..., UploadReading]

TEXT = "2013年\n地区,地区生产总值(亿元)\n河南省,32155.9\n黑龙江省,14382.9\n"


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ({"sheet": {}}, "sheet"),
        ({"sheets": {"x": {"colums": {}}}}, "sheets.x.colums"),
        ({"sheets": {"x": {"set": {"place": "河男省"}}}}, "sheets.x.set.place"),
        ({"sheets": {"x": {"set": {"unit": "亿某"}}}}, "sheets.x.set.unit"),
        ({"sheets": {"x": {"columns": {"a": {"measure": "grow"}}}}}, "sheets.x.columns.a.measure"),
        ({"sheets": {"x": {"rows": {"a": {"colour": "red"}}}}}, "sheets.x.rows.a.colour"),
        ({"sheets": {"x": {"periods": {"2016.1": "?"}}}}, "sheets.x.periods.2016.1"),
    ],
)
def test_word_that_means_nothing_is_an_error(read: Reader, mapping: dict[str, object], key: str) -> None:
    reading = read(TEXT, mapping=mapping)
    assert [(p.code, p.details["key"]) for p in reading.problems] == [("mapping_wrong", key)]
    assert not reading.storable


def test_header_rows_that_a_person_gives_are_obeyed(read: Reader) -> None:
    text = "1,2,3\n地区,2013年,2012年\n河南省,32155.9,29810.1\n"
    mapping = {"sheets": {"*": {"header_rows": [2], "set": {"indicator": "gdp", "unit": "亿元"}}}}
    reading = read(text, mapping=mapping)
    assert reading.storable
    assert reading.observations["value"].tolist() == [32155.9, 29810.1]


def test_correction_replaces_the_value_that_it_expects_and_says_why(read: Reader) -> None:
    correction = {"cell": "B3", "expect": "32155.9", "value": "32191.3", "reason": "年鉴勘误表"}
    reading = read(TEXT, mapping={"corrections": [correction]})
    assert reading.storable
    first = reading.observations.iloc[0]
    assert (first["value"], first["value_text"]) == (32191.3, "32191.3")
    assert "年鉴勘误表" in first["note"]
    assert [(p.code, p.severity) for p in reading.problems] == [("corrected", "notice")]


@pytest.mark.parametrize(
    "correction",
    [
        {"cell": "B3", "expect": "1", "value": "2", "reason": "x"},
        {"cell": "Z9", "expect": "32155.9", "value": "2", "reason": "x"},
        {"cell": "B3", "expect": "32155.9", "value": "2"},
    ],
)
def test_correction_whose_source_has_changed_is_an_error(read: Reader, correction: dict[str, str]) -> None:
    reading = read(TEXT, mapping={"corrections": [correction]})
    assert [p.code for p in reading.problems] == ["correction_outdated"]
    assert not reading.storable


def test_dry_run_has_the_documented_form(read: Reader) -> None:
    shown = dry_run(read(TEXT))
    assert list(shown) == ["file", "sha256", "reader", "observations", "questions", "problems"]
    first = shown["observations"][0]  # type: ignore[index]
    documented = (
        "sheet cell row_labels column_labels place indicator period basis measure value value_text unit price_basis "
        "status published change old_value"
    )
    assert set(documented.split()) <= set(first)
