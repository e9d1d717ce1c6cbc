"""A plan's own schedule comes before the season, the season before the months; growth has none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from gaps import GapSettings, explain, gap_table
from gaps.model import PlanPoint
from gaps.schedules import months_passed
from measures.catalogue import Catalogue

Frames = Callable[..., pd.DataFrame]
ROADS = {"indicator": "新建改建农村公路", "measure": "level", "unit": "公里", "comparator": "ge", "value": 5000.0}


def plan(*steps: tuple[str, float], target: int = 1) -> tuple[PlanPoint, ...]:
    return tuple(PlanPoint(target_id=target, due=date.fromisoformat(day), value=value) for day, value in steps)


@pytest.fixture
def built(targets: Frames, observations: Frames, at: Callable[[str], Any], catalogue: Catalogue) -> Callable[..., Any]:
    """The row of a target of which some kilometres were built by a month, and its steps."""

    def run(done: float, month: int, points: tuple[PlanPoint, ...], history: bool = False, **more: Any) -> Any:
        past = [(f"{y}-01/{y}-{m:02}", v) for y in (2011, 2012) for m, v in ((month, 400.0), (12, 1000.0))]
        rows = [*(past if history else []), (f"2013-01/2013-{month:02}", done)]
        seen = observations(*(
            {"indicator": "新建改建农村公路", "measure": "level", "unit": "公里", "period": p, "value": v,
             "published_at": date(2013, 1, 1)} for p, v in rows
        ))  # fmt: skip
        wanted, day = targets(ROADS | more), at(f"2013-{month + 1:02}-25")
        gaps = gap_table(wanted, seen, day, GapSettings(plan_points=points), catalogue)
        steps = explain(gaps.to_dict("records")[0], wanted.to_dict("records")[0], seen, catalogue=catalogue)
        return gaps.iloc[0], {step.code for step in steps}

    return run


def test_a_months_last_day_completes_it() -> None:
    assert months_passed(date(2013, 6, 30)) == 2013 * 12 + 6
    assert months_passed(date(2012, 2, 29)) == 2012 * 12 + 2


def test_the_schedule_decides_before_the_season_and_the_months(built: Callable[..., Any]) -> None:
    row, steps = built(1000.0, 6, plan(("2013-06-30", 1000.0)), history=True)
    assert (row.expected, row.expected_linear, row.pace_index, row.status) == (1000.0, 2500.0, 1.0, "on_track")
    assert row.reasons == ["planned_share"]
    assert (row.pace_gap, row.pace_gap_linear) == (0.0, -30.0)
    assert row.pace_ratio == pytest.approx(1.0)
    assert "expected.planned" in steps
    seasonal, _ = built(1000.0, 6, (), history=True)
    assert (seasonal.expected, seasonal.status) == (2000.0, "off_track")


def test_between_two_days_the_path_is_straight_and_ends_at_the_target(built: Callable[..., Any]) -> None:
    points = plan(("2013-03-31", 500.0), ("2013-09-30", 3500.0))
    assert built(2000.0, 6, points)[0].expected == 2000.0
    assert built(2000.0, 11, points)[0].expected == pytest.approx(3500.0 + 1500.0 * 2 / 3)
    assert built(100.0, 2, points)[0].expected == pytest.approx(500.0 * 2 / 3)


def test_behind_its_own_schedule_is_red_without_any_history(built: Callable[..., Any]) -> None:
    row, _ = built(800.0, 6, plan(("2013-06-30", 1000.0)))
    assert (row.status, "linear_fallback" in row.reasons) == ("off_track", False)
    assert row.gap_to_date == -200.0


def test_a_schedule_of_another_target_says_nothing(built: Callable[..., Any]) -> None:
    row, _ = built(1000.0, 6, plan(("2013-06-30", 1000.0), target=2))
    assert (row.expected, "planned_share" in row.reasons) == (2500.0, False)


def test_growth_is_never_scheduled(
    targets: Frames, observations: Frames, at: Callable[[str], Any], catalogue: Catalogue
) -> None:
    seen = observations({"value": 9.0, "period": "2013-01/2013-06", "published_at": date(2013, 7, 15)})
    settings = GapSettings(plan_points=plan(("2013-06-30", 5.0)))
    row = gap_table(targets({}), seen, at("2013-07-31"), settings, catalogue).iloc[0]
    assert (row.expected, "planned_share" in row.reasons) == (11.0, False)


def test_a_stock_goes_from_its_baseline_along_the_schedule(
    targets: Frames, observations: Frames, at: Callable[[str], Any], catalogue: Catalogue
) -> None:
    share = {"indicator": "城镇化率", "measure": "ratio", "comparator": "eq", "value": 60.0, "baseline_value": 50.0}
    seen = observations({"indicator": "城镇化率", "measure": "ratio", "value": 51.0, "period": "2013-03",
                         "published_at": date(2013, 4, 9)})  # fmt: skip
    settings = GapSettings(plan_points=plan(("2013-06-30", 52.0)))
    row = gap_table(targets(share), seen, at("2013-04-25"), settings, catalogue).iloc[0]
    assert (row.expected, row.expected_linear) == (51.0, 52.5)
