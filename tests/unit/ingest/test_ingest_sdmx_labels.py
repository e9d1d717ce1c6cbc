"""SDMX-CSV with labels: places by ISO 3166-2:CN and GB/T 2260, statistics and units by their labels, times by FREQ."""

from collections.abc import Callable

import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]

HEAD = (
    "DATAFLOW,FREQ: Frequency,REF_AREA: Reference area,INDICATOR: Indicator,UNIT_MEASURE: Unit of measure,"
    "UNIT_MULT: Multiplier,TIME_PERIOD: Time,OBS_VALUE: Value\n"
)


def line(area: str, indicator: str, unit: str, mult: str, time: str, value: str) -> str:
    return f"X:F(1.0),Q: Quarterly,{area},{indicator},{unit},{mult},{time},{value}\n"


GDP = "G1: Gross regional product"


def found(reading: UploadReading) -> list[tuple[object, ...]]:
    columns = ["place_code", "indicator_id", "period", "measure", "value", "unit"]
    return [tuple(row) for row in reading.observations[columns].itertuples(index=False, name=None)]


@pytest.mark.parametrize("area", ["CN-41: Henan", "CN-HA: Henan Sheng", "410000: Henan", "R9: Henan"])
def test_a_place_is_known_by_its_code_or_its_label(read: Reader, area: str) -> None:
    reading = read(HEAD + line(area, GDP, "CNY: Yuan", "8: Hundred millions", "2023-Q2", "14000.5"), "a.csv")
    assert reading.storable, reading.questions
    assert found(reading) == [("410000", "gdp", "2023Q2", "level", 14000.5, "亿元")]


def test_labels_in_columns_of_their_own(read: Reader) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,Frequency,REF_AREA,Reference area,INDICATOR,Indicator,TIME_PERIOD,"
        "OBS_VALUE,UNIT_MEASURE,Unit of measure\n"
        "dataflow,X:F(1.0),I,M,Monthly,CN-23,Heilongjiang,G1,Gross regional product,2023-M02,812.4,U1,"
        "100 million yuan\n"
    )
    assert found(read(text, "a.csv")) == [("230000", "gdp", "2023-02", "level", 812.4, "100 million yuan")]


def test_cumulated_statistics_have_the_period_from_january_on(read: Reader) -> None:
    text = HEAD + line(
        "CN: China", "G1: Gross domestic product (year to date)", "CNY: Yuan", "8", "2023-Q2", "593034.2"
    )
    reading = read(text, "a.csv", mapping={"answers": {"unknown_indicator": "地区生产总值"}})
    assert [(r[0], r[2]) for r in found(reading)] == [("000000", "2023-01/2023-06")]


def test_each_unknown_code_is_one_question(read: Reader) -> None:
    text = HEAD + "".join(
        line(area, GDP, unit, "0", "2023", value)
        for area, unit, value in (
            ("FR10: Ile de France", "ZZ: Zorkmids", "1.5"),
            ("FR20: Centre", "ZZ: Zorkmids", "2.5"),
            ("FR20: Centre", "YY: Yards", "3.5"),
        )
    )
    reading = read(text, "a.csv")
    asked = {(q.code, q.details["value"]) for q in reading.questions}
    assert {a for a in asked if a[0] == "unknown_place"} == {
        ("unknown_place", "FR10 Ile de France"),
        ("unknown_place", "FR20 Centre"),
    }
    assert {a for a in asked if a[0] == "unit"} == {("unit", "ZZ Zorkmids"), ("unit", "YY Yards")}


def test_a_region_of_elsewhere_keeps_its_code_as_its_own(read: Reader) -> None:
    text = HEAD + line("FR10: Ile de France", GDP, "EUR: Euro", "9", "2023", "750.2")
    reading = read(text, "a.csv", mapping={"answers": {"unknown_place": "own"}})
    assert reading.storable
    assert found(reading) == [("FR10", "gdp", "2023", "level", 750.2, "十亿欧元")]
    assert list(reading.observations["place"]) == ["Ile de France"]
    assert read(text, "a.csv", mapping={"answers": {"unknown_place": "skip"}}).observations.empty


@pytest.mark.parametrize("time", ["2023-W01", "2023-D032", "2023-05-17"])
def test_weeks_and_days_are_refused_with_the_reason(read: Reader, time: str) -> None:
    reading = read(HEAD + line("CN-41: Henan", GDP, "CNY: Yuan", "8", time, "14000.5"), "a.csv")
    assert not reading.storable
    assert [(p.code, p.details["value"]) for p in reading.problems if p.severity == "error"] == [
        ("period_too_fine", time)
    ]


def test_a_per_cent_of_a_level_may_be_growth_and_is_asked(read: Reader) -> None:
    text = HEAD + line("CN-41: Henan", GDP, "PT: Per cent", "0", "2023", "4.1")
    reading = read(text, "a.csv")
    assert [q.code for q in reading.questions] == ["measure"]
    (row,) = found(read(text, "a.csv", mapping={"answers": {"measure": "growth"}}))
    assert row[3] == "growth"


def test_the_base_of_an_index_stands_in_its_label(read: Reader) -> None:
    label = "C1: Consumer price index (same month of previous year = 100)"
    reading = read(HEAD + line("CN: China", label, "IX: Index", "0", "2023-02", "101.0"), "a.csv")
    assert reading.storable, reading.questions
    assert found(reading) == [("000000", "cpi", "2023-02", "level", 101.0, "上年同月=100")]


def test_what_narrows_a_statistic_belongs_to_its_name(read: Reader) -> None:
    text = HEAD.replace("UNIT_MEASURE", "SEX: Sex,UNIT_MEASURE") + line(
        "CN-41: Henan", "P1: Population,F: Female", "PS: Persons", "4", "2023", "4800"
    )
    reading = read(text, "a.csv")
    assert [q.details["value"] for q in reading.questions] == ["Population/Female"]
