"""Two denominations of one indicator are two statistics, never two values of one."""

from collections.abc import Callable

import pytest

from ingest import UploadReading
from measures.units import denomination

Reader = Callable[..., UploadReading]


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("亿美元", "us_dollar"),
        ("亿元", ""),
        ("万美元/人", "us_dollar"),
        ("亿欧元", "euro"),
        ("%", ""),
        ("", ""),
        ("斗", ""),
    ],
)
def test_denomination_of_a_unit(unit: str, word: str) -> None:
    assert denomination(unit) == word


def test_a_long_table_may_give_both(read: Reader) -> None:
    text = (
        "地区,指标,时间,口径,数值,单位\n"
        "河南省,进出口总额,2019,总量,5711.6,亿元\n"
        "河南省,进出口总额,2019,总量,825.2,亿美元\n"
        "河南省,进出口总额,2019,总量,826.0,亿美元\n"
    )
    reading = read(text, "a.csv")
    assert [p.code for p in reading.problems] == ["duplicate_differs"]
    assert sorted(reading.observations["value"]) == [825.2, 5711.6]


def test_a_sheet_may_give_both(read: Reader) -> None:
    text = "2019年进出口总额\n地区,进出口总额(亿元),进出口总额(亿美元)\n郑州市,4129.9,596.7\n洛阳市,150.2,21.7\n"
    reading = read(text, "a.csv")
    assert reading.storable, (reading.problems, reading.questions)
    assert sorted(reading.observations["value"]) == [21.7, 150.2, 596.7, 4129.9]
