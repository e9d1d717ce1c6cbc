"""序时灯: rules of places stand beside the status, for targets of the place and what lies in it."""

from datetime import date
from typing import Any

import pytest

from gaps.lights import light_of_place

DAY = date(2025, 7, 1)


def row(**changes: Any) -> dict[str, Any]:
    plain = {
        "place_code": "640100", "indicator_id": "real_estate_investment", "measure": "level", "observed": 40.0,
        "expected_linear": 50.0, "pace_gap_linear": -10.0, "gap": -60.0,
    }  # fmt: skip
    return plain | changes


@pytest.mark.parametrize(
    ("changes", "light"),
    [
        ({}, "yellow"),
        ({"pace_gap_linear": 0.0}, "green"),
        ({"pace_gap_linear": -30.1}, "red"),
        ({"pace_gap_linear": -5.0}, None),
        ({"place_code": "640106"}, "yellow"),
        ({"place_code": "640000"}, None),
        ({"measure": "growth"}, None),
        ({"pace_gap_linear": float("nan")}, None),
        ({"place_code": "460200"}, "yellow"),
        ({"place_code": "460200", "observed": 20.0}, "red"),
        ({"place_code": "120000", "measure": "growth", "indicator_id": "fai", "observed": -0.1}, "red"),
        ({"place_code": "120100", "measure": "growth", "indicator_id": "fai", "observed": 2.0}, "yellow"),
        ({"place_code": "120100", "measure": "growth", "indicator_id": "fai", "observed": 2.0, "gap": 0.5}, None),
        ({"place_code": "120000", "measure": "growth", "indicator_id": "gdp", "observed": -0.1}, None),
        ({"place_code": None}, None),
    ],
)
def test_light_follows_the_rule_of_the_place(changes: dict[str, Any], light: str | None) -> None:
    found = light_of_place(row(**changes), DAY)
    assert (found.light if found else None) == light


def test_a_rule_holds_from_its_day() -> None:
    assert light_of_place(row(), date(2025, 3, 17)) is None
