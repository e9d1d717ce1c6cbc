"""Sources that differ stand side by side in the order in which they answer, the same as in the reckoning."""

from datetime import UTC, date, datetime

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboards.content.rivals import rivals
from gaps.known import known_at
from measures.frames import OBSERVATIONS

NOW = datetime(2016, 1, 1, tzinfo=UTC)


def claim(number: int, authority: int, published: date | None) -> dict[str, object]:
    return dict.fromkeys(OBSERVATIONS) | {
        "vintage_id": number,
        "upload_id": 1,
        "place": "黑龙江省",
        "place_code": "230000",
        "indicator": "粮食产量",
        "indicator_id": "grain_output",
        "measure": "level",
        "period": "2013",
        "basis": "year",
        "value": 1200.0 + number,
        "value_text": str(1200 + number),
        "unit": "亿斤",
        "source": f"来源{number}",
        "authority": authority,
        "published_at": published,
        "recorded_at": datetime(2015, 2, 1, tzinfo=UTC),
    }


def frame(*claims: tuple[int, date | None]) -> pd.DataFrame:
    return pd.DataFrame([claim(n, authority, day) for n, (authority, day) in enumerate(claims)])


def test_a_dated_figure_stands_before_an_undated_one_of_the_same_rank() -> None:
    (found,) = rivals(frame((1, None), (1, date(2015, 1, 10)), (2, date(2013, 12, 19))), NOW)
    assert [one.source for one in found.claims] == ["来源1", "来源0", "来源2"]
    assert [one.answers for one in found.claims] == [True, False, False]


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.one_of(st.none(), st.dates(date(2013, 1, 1), date(2015, 12, 31)))),
        min_size=2,
        max_size=5,
    )
)
def test_the_first_is_the_one_that_the_reckoning_takes(claims: list[tuple[int, date | None]]) -> None:
    known = frame(*claims)
    (found,) = rivals(known, NOW)
    assert found.claims[0].vintage_id == known_at(known, NOW)["vintage_id"].iloc[0]
