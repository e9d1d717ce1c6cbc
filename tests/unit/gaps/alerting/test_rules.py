"""Which gap rows are told, and to whom."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from gaps.alerting import Level, breaches, by_office, default_rules

Run = Callable[..., pd.DataFrame]


def broken(gaps: pd.DataFrame) -> list[tuple[str, str]]:
    return [(b.rule, str(b.level)) for b in breaches(gaps, default_rules())]


@pytest.mark.parametrize(
    ("value", "rules"), [(8.0, [("missed", "red")]), (10.5, [("near_zone", "yellow")]), (11.0, []), (None, [])]
)
def test_a_row_breaks_the_first_rule_that_fits(reckon: Run, value: float | None, rules: list[tuple[str, str]]) -> None:
    seen: list[dict[str, Any]] = [{"value": value}] if value is not None else [{"indicator": "粮食总产量"}]
    assert broken(reckon([{}], seen)) == rules


def test_statistical_offices_are_told_of_no_light(reckon: Run) -> None:
    targets = [{"answerable": "省统计局"}, {"answerable": "国家统计局黑龙江调查总队"}]
    assert broken(reckon(targets, [{"value": 8.0}])) == []


def test_a_target_without_a_settled_office_is_still_told(reckon: Run) -> None:
    (breach,) = breaches(reckon([{"answerable": None}], [{"value": 8.0}]), default_rules())
    assert (breach.office, breach.level, breach.period) == (None, Level.RED, "2013")


def test_red_comes_before_yellow_and_each_office_gets_its_own(reckon: Run) -> None:
    near = {"indicator": "农民人均纯收入", "comparator": "approx", "value": 12, "answerable": "省农委"}
    missed = [{"answerable": "省发改委"}, {"answerable": "省农委"}]
    seen = [{"value": 8.0}, {"indicator": "农村居民人均纯收入", "value": 11.5}]
    groups = by_office(breaches(reckon([near, *missed], seen), default_rules()))
    assert {o: [(b.target_id, b.rule) for b in some] for o, some in groups.items()} == {
        "省发改委": [(2, "missed")],
        "省农委": [(3, "missed"), (1, "near_zone")],
    }


def test_a_year_that_a_verdict_has_closed_breaks_no_rule(reckon: Callable[..., pd.DataFrame]) -> None:
    gaps = reckon([{}], [{"value": 8.0}])
    assert [breach.rule for breach in breaches(gaps, default_rules())] == ["missed"]
    gaps["verdict"] = pd.Series(["not_done"], dtype=object)
    assert breaches(gaps, default_rules()) == ()
