"""Failures are never averaged away."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from gaps.rollup import add_parts, audit_division, roll_up, taking_part

Run = Callable[..., pd.DataFrame]
ROADS = {"indicator": "新改建农村公路", "measure": "level", "comparator": "eq", "unit": "公里"}
BUILT = {"indicator": "新建改建农村公路", "measure": "level", "unit": "公里"}


def cities(*figures: tuple[str, float, float | None]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    wanted = [ROADS | {"place": c, "place_code": c, "value": target} for c, target, _ in figures]
    seen = [BUILT | {"place": c, "place_code": c, "value": v} for c, _, v in figures if v is not None]
    return wanted, seen


def test_parts_are_summed_and_the_worst_stands_beside(reckon: Run) -> None:
    parts = add_parts(reckon(*cities(("4101", 1000, 900.0), ("4102", 100, 150.0), ("4103", 500, None))))
    assert (parts.observed, parts.target, parts.worst, parts.missing) == (1050.0, 1100.0, (1, 0.9), (3,))
    assert parts.attainment == pytest.approx(1050 / 1100)


def test_rates_are_never_added(reckon: Run) -> None:
    with pytest.raises(ValueError, match="only amounts"):
        add_parts(reckon([{}], [{"value": 8.0}]))


def test_lights_are_counted_by_office_and_statistical_offices_get_none(reckon: Run) -> None:
    offices = {"lead": ["省发改委", "省统计局"], "support": ["省工信委"], "answerable": "省发改委"}
    gaps = reckon([offices, offices | {"indicator": "粮食产量"}], [{"value": 8.0}])
    (roll,) = roll_up(gaps, "lead")
    assert (roll.name, roll.total, roll.worst, roll.targets) == ("省发改委", 2, "missed", (1, 2))
    assert (roll.counts["missed"], roll.counts["no_data"]) == (1, 1)
    assert [r.name for r in roll_up(gaps, "support")] == ["省工信委"]
    assert [r.name for r in roll_up(gaps, "section")] == ["heilongjiang-2013:1"]
    assert taking_part(gaps) == {"省工信委": 2}


def test_a_divided_amount_shows_how_much_was_added_on_the_way_down(targets: Callable[..., pd.DataFrame]) -> None:
    frame = targets(
        ROADS | {"place_code": "410000", "value": 5000.0},
        ROADS | {"place_code": "410100", "value": 3000.0},
        ROADS | {"place_code": "410200", "value": 3000.0},
        {"place_code": "410000", "value": 10.0},
        {"place_code": "410100", "value": 12.0},
        {"place_code": "410200", "value": 9.0},
    )
    roads, growth = audit_division(frame, {"410100": "410000", "410200": "410000"})
    assert (roads.total, roads.factor, roads.parts) == (6000.0, 1.2, (2, 3))
    assert (growth.total, growth.factor, growth.lowest, growth.highest, growth.below) == (None, 1.05, 9.0, 12.0, 1)


def test_divided_amounts_are_converted_and_other_deadlines_left_aside(targets: Callable[..., pd.DataFrame]) -> None:
    sales = {"indicator": "房地产开发投资", "measure": "level", "comparator": "ge"}
    frame = targets(
        sales | {"place_code": "410000", "value": 0.5, "unit": "万亿元"},
        sales | {"place_code": "410100", "value": 3000.0, "unit": "亿元"},
        sales | {"place_code": "410200", "value": 0.25, "unit": "万亿元"},
        sales | {"place_code": "410300", "value": 900.0, "unit": "亿元", "deadline": date(2015, 12, 31)},
    )
    (one,) = audit_division(frame, dict.fromkeys(("410100", "410200", "410300"), "410000"))
    assert (one.total, one.factor, one.parts, one.lowest) == (0.55, 1.1, (2, 3), 0.25)
