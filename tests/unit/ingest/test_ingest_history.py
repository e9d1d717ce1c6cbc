"""An upload against what is stored, and parts against totals."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from ingest import UploadReading, against_history
from measures.catalogue import load_catalogue
from measures.frames import OBSERVATIONS

Reader = Callable[..., UploadReading]

HEAD = "region,indicator,period,measure,value,unit,published\n"
PAST = [8000.0, 9100.0, 10300.0, 11600.0, 13100.0, 14800.0, 16700.0]


def history(values: dict[str, float], measure: str = "level", unit: str = "亿元", basis: str = "year") -> pd.DataFrame:
    """Stored observations of Henan's retail sales."""
    rows = [
        {
            **dict.fromkeys(OBSERVATIONS),
            "place_code": "410000",
            "indicator": "社会消费品零售总额",
            "indicator_id": "retail_sales",
            "measure": measure,
            "period": period,
            "basis": basis,
            "value": value,
            "unit": unit,
            "published_at": date(2001, 1, 1),
            "recorded_at": datetime(2001, 1, 1, tzinfo=UTC),
        }
        for period, value in values.items()
    ]
    return pd.DataFrame(rows)


def codes(read: Reader, row: str, past: pd.DataFrame) -> list[str]:
    reading = read(HEAD + row + "\n")
    return [p.code for p in against_history(reading.observations, past, load_catalogue(), "file.csv")]


LEVELS = {str(2006 + i): value for i, value in enumerate(PAST)}


@pytest.mark.parametrize(
    ("value", "told"),
    [("18900", []), ("18950.5", []), ("9000", ["history_outlier"]), ("40000", ["history_outlier"])],
)
def test_a_level_is_doubted_when_it_changes_as_it_never_did(read: Reader, value: str, told: list[str]) -> None:
    assert codes(read, f"河南省,社会消费品零售总额,2013,level,{value},亿元,2014-02-17", history(LEVELS)) == told


def test_a_level_ten_thousand_times_its_history_is_an_error(read: Reader) -> None:
    reading = read(HEAD + "河南省,社会消费品零售总额,2013,level,189000000,亿元,2014-02-17\n")
    found = against_history(reading.observations, history(LEVELS), load_catalogue(), "file.csv")
    assert [(p.code, p.severity, p.where.row) for p in found] == [("other_magnitude", "error", 2)]


def test_a_growth_far_from_all_before_wants_a_word(read: Reader) -> None:
    past = history({str(2006 + i): 12.0 + i / 10 for i in range(7)}, measure="growth", unit="%")
    assert codes(read, "河南省,社会消费品零售总额,2013,growth,41.2,%,2014-02-17", past) == ["history_outlier"]
    assert codes(read, "河南省,社会消费品零售总额,2013,growth,13.8,%,2014-02-17", past) == []


def test_a_value_that_is_stored_already_is_not_doubted_again(read: Reader) -> None:
    past = history({**LEVELS, "2013": 9000.0})
    assert codes(read, "河南省,社会消费品零售总额,2013,level,9000,亿元,2014-02-17", past) == []


def test_a_skipped_year_and_a_late_month_are_shown(read: Reader) -> None:
    assert codes(read, "河南省,社会消费品零售总额,2014,level,21000,亿元,2015-02-17", history(LEVELS)) == [
        "period_skipped"
    ]
    months = {f"2012-01/2012-{m:02d}": 900.0 * m for m in range(2, 13)}
    past = history(months, basis="ytd")
    on_time = "河南省,社会消费品零售总额,2013-01/2013-02,level,1900,亿元,2013-03-20"
    assert codes(read, on_time, past) == []
    assert codes(read, on_time.replace("2013-03-20", "2013-06-20"), past) == ["published_late"]


def test_no_history_doubts_nothing(read: Reader) -> None:
    assert (
        codes(
            read, "河南省,社会消费品零售总额,2013,level,1,亿元,2014-02-17", history({}).reindex(columns=[*OBSERVATIONS])
        )
        == []
    )


def test_parts_that_do_not_add_up_want_a_word(read: Reader) -> None:
    text = (
        "2013年各市生产总值\n单位：亿元\n地区,生产总值,第一产业增加值,第二产业增加值,第三产业增加值\n"
        "郑州市,{},147.0,3470.5,2584.4\n"
    )
    right, wrong = read(text.format("6201.9")), read(text.format("6301.9"))
    assert [p.code for p in right.problems] == []
    assert [(p.code, p.severity, p.details["cell"], p.details["sum"]) for p in wrong.problems] == [
        ("parts_differ", "warning", "B4", "6201.9")
    ]
    assert wrong.storable
