"""What was known at a moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from gaps import known_at
from gaps.known import known_by_source

Frames = Callable[..., pd.DataFrame]
At = Callable[[str], datetime]


def values(frame: pd.DataFrame) -> list[float]:
    return [float(v) for v in frame["value"]]


RELEASES: list[dict[str, Any]] = [
    {"value": v, "published_at": date(2014, m, d)}
    for v, m, d in ((17149.6, 4, 30), (17101.3, 5, 29), (17016.0, 6, 25), (17044.0, 7, 30))
]


@pytest.mark.parametrize(
    ("as_of", "value"),
    [("2014-05-28", 17149.6), ("2014-05-29", 17101.3), ("2014-06-25", 17016.0), ("2014-12-31", 17044.0)],
)
def test_a_release_is_known_on_its_day(observations: Frames, at: At, as_of: str, value: float) -> None:
    assert values(known_at(observations(*RELEASES), at(as_of))) == [value]


def test_nothing_is_known_before_the_first_release(observations: Frames, at: At) -> None:
    assert known_at(observations(*RELEASES), at("2014-04-29")).empty


def test_an_undated_figure_never_outranks_a_dated_one_of_equal_authority(observations: Frames, at: At) -> None:
    seen = observations({"value": 1.0, "published_at": None, "source": "a"}, {"value": 2.0, "source": "b"})
    assert values(known_at(seen, at("2020-01-01"))) == [2.0]


def test_authority_decides_before_dates(observations: Frames, at: At) -> None:
    seen = observations(
        {"value": 1.0, "authority": 4, "source": "a", "published_at": date(2015, 1, 1)},
        {"value": 2.0, "authority": 1, "source": "b", "published_at": date(2014, 1, 1)},
        {"value": 3.0, "authority": 1, "source": "c", "observed_kind": "derived"},
    )
    assert values(known_at(seen, at("2020-01-01"))) == [2.0]
    assert values(known_by_source(seen, at("2020-01-01"))) == [1.0, 2.0, 3.0]


def test_of_equal_publications_the_latest_recording_holds(observations: Frames, at: At) -> None:
    corrected = {"value": 2.0, "recorded_at": datetime(2015, 1, 1, tzinfo=UTC)}
    seen = observations({"value": 1.0}, corrected)
    assert values(known_at(seen, at("2020-01-01"))) == [2.0]
    assert values(known_at(seen, at("2020-01-01"), datetime(2014, 12, 31, tzinfo=UTC))) == [1.0]


def test_figures_of_other_periods_places_and_measures_stand_beside_each_other(observations: Frames, at: At) -> None:
    seen = observations({}, {"period": "2012"}, {"place": "河南省", "place_code": "410000"}, {"measure": "level"})
    assert len(known_at(seen, at("2020-01-01"))) == 4


def test_an_embargoed_figure_is_released_on_its_day(observations: Frames, at: At) -> None:
    seen = observations(
        {"release": "scheduled", "published_at": date(2014, 7, 16)}, {"release": "unreleased", "period": "2012"}
    )
    known = [known_at(seen, at(day), released_only=True)["period"].tolist() for day in ("2014-07-15", "2014-07-16")]
    assert known == [[], ["2013"]]


def test_a_figure_that_was_taken_back_is_no_longer_known(observations: Frames, at: At) -> None:
    taken_back = {"value": float("nan"), "value_text": "", "published_at": date(2014, 9, 1)}
    seen = observations({"value": 1.0}, taken_back)
    before, after = (known_at(seen, at(day))["value"].dropna().tolist() for day in ("2014-08-31", "2014-09-01"))
    assert (before, after) == ([1.0], [])
