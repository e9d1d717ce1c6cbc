"""An explanation is arithmetic that a pocket calculator repeats, and every step has its sentence."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboards.i18n import has_text, text
from gaps import GapSettings, Reason, explain, gap_table
from gaps.alerting import default_rules
from measures.catalogue import Catalogue

Frames = Callable[..., pd.DataFrame]


@pytest.fixture
def told(targets: Frames, observations: Frames, at: Callable[[str], Any], catalogue: Catalogue) -> Callable[..., Any]:
    """The steps of a single target as (code, sentence in Chinese)."""

    def run(
        target: dict[str, Any],
        seen: list[dict[str, Any]],
        as_of: str = "2026-01-01",
        accepted: frozenset[tuple[str, str]] = frozenset(),
    ) -> list[tuple[str, str]]:
        wanted, figures = targets(target), observations(*seen)
        gaps = gap_table(wanted, figures, at(as_of), GapSettings(accepted_matches=accepted), catalogue)
        row, promised = gaps.to_dict("records")[0], wanted.to_dict("records")[0]
        steps = explain(row, promised, figures, catalogue=catalogue)
        for step in steps:
            assert text(f"step.{step.code}", "en", **step.values)
        return [(s.code, text(f"step.{s.code}", "zh", **s.values)) for s in steps]

    return run


def test_a_shortfall_is_said_without_a_sign(told: Callable[..., Any]) -> None:
    target = {"indicator": "粮食总产", "measure": "level", "comparator": "eq", "value": 1300, "unit": "亿斤"}
    steps = dict(told(target, [{"indicator": "粮食总产量", "measure": "level", "value": 1200.8, "unit": "亿斤"}]))
    assert steps["gap.short"] == "1300 − 1200.8 = 99.2，距目标差99.2亿斤"
    assert steps["attainment"] == "完成率92.4%"
    assert "light.missed" in steps


def test_an_index_and_another_unit_are_converted_before_the_eyes(told: Callable[..., Any]) -> None:
    prices = {"indicator": "居民消费价格涨幅", "measure": "ratio", "value": 3.5, "ceiling": True}
    index = {"indicator": "居民消费价格指数", "measure": "level", "value": 102.2, "unit": "上年=100"}
    grain = {"indicator": "粮食总产量", "measure": "level", "comparator": "ge", "value": 550, "unit": "亿公斤"}
    steps = dict(told(prices, [index]))
    assert steps["index"] == "指数换算为涨幅：102.2 − 100 = 2.2"
    assert steps["gap.within"] == "3.5 − 2.2 = 1.3，低于控制目标1.3个百分点"
    steps = dict(told(grain, [{"indicator": "粮食总产量", "measure": "level", "value": 1142.7, "unit": "亿斤"}]))
    assert steps["converted"] == "单位换算：1142.7亿斤 = 571.35亿公斤"


def test_the_rest_of_the_year_is_told_with_last_years_share(told: Callable[..., Any]) -> None:
    level = {"measure": "level", "unit": "亿元", "published_at": date(2013, 1, 20)}
    seen = [
        level | {"value": 40.0, "period": "2012-01/2012-06"},
        level | {"value": 100.0, "period": "2012"},
        {"value": 9.0, "period": "2013-01/2013-06", "published_at": date(2013, 7, 20)},
    ]
    steps = dict(told({}, seen, "2013-07-31"))
    assert steps["required.rest_growth"].startswith("后期需增长：(11 − 40.0% × 9) ÷ 60.0% = 12.33%（12.30%至12.37%）")
    assert steps["light.growth"].startswith("目前9.0%，后期需12.3%")


def test_growth_out_of_levels_is_told_as_such(told: Callable[..., Any]) -> None:
    target = {"indicator": "全社会固定资产投资", "comparator": "ge", "value": 15.0}
    level = {"indicator": "全社会固定资产投资", "measure": "level", "unit": "亿元"}
    levels = [level | {"value": v, "period": p} for v, p in ((9694.75, "2012"), (11453.08, "2013"))]
    assert dict(told(target, levels))["from_levels"].endswith("本年与上年为11453.08、9694.75，推算增长18.14%")
    published = {"indicator": "全社会固定资产投资", "value": 14.0}
    assert dict(told(target, [*levels, published]))["recomputed"].startswith("按绝对数计算增速为18.14%")


SHARED = {"indicator": "房地产开发投资", "measure": "level", "unit": "亿元"}
HISTORY = [
    SHARED | {"value": value, "period": period, "published_at": date(2013, 7, 20)}
    for value, period in (
        (2965.95, "2011-01/2011-06"), (7090.25, "2011"), (3131.32, "2012-01/2012-06"), (7015.47, "2012"),
        (3261.12, "2013-01/2013-06"),
    )
]  # fmt: skip
PRODUCT = re.compile(r"([\d.]+) × ([\d.]+)% = ([\d.]+)")


@pytest.mark.parametrize("changes", [{"comparator": "ge"}, {"comparator": "le", "ceiling": True}])
def test_a_pocket_calculator_comes_to_the_same_numbers(told: Callable[..., Any], changes: dict[str, Any]) -> None:
    steps = dict(told(SHARED | {"value": 7500.0} | changes, HISTORY, "2013-07-31"))
    ceiling = "ceiling" in changes
    product = PRODUCT.search(steps["expected.ceiling" if ceiling else "expected.seasonal"])
    assert product is not None
    target, share, expected = map(float, product.groups())
    assert target * share / 100 == pytest.approx(expected, abs=0.05)
    assert round(3261.12 / expected, 3) == float(steps["pace"].rpartition("= ")[2])
    if ceiling:
        assert steps["light.pace_ceiling"] == "进度指数1.006：1.02以下为在控制目标以内，1.10以上为超出控制目标"
    else:
        assert steps["pace_ratio"] == "后期尚需4238.88亿元，按目前进度后期可完成4282.02亿元，为0.99倍"
        assert pytest.approx(0.99, abs=0.005) == 4238.88 / 4282.02


def test_a_fall_is_told_as_a_fall(told: Callable[..., Any]) -> None:
    target = {"indicator": "单位国内生产总值能耗", "measure": "decline", "comparator": "ge", "value": 3.5}
    level = {"indicator": "单位国内生产总值能耗", "measure": "level", "unit": "吨标准煤/万元"}
    seen = [level | {"value": 1.0, "period": "2012"}, level | {"value": 0.95, "period": "2013"}]
    steps = dict(told(target, seen))
    assert "sign" not in steps
    assert steps["from_levels_fell"].endswith("推算下降5%")
    assert steps["gap.fell_more"] == "5 − 3.5 = 1.5，降幅高于目标1.5个百分点"


def test_what_a_person_accepted_is_explained_too(told: Callable[..., Any]) -> None:
    target = {"indicator": "全社会固定资产投资", "comparator": "ge", "value": 20.0}
    other = {"indicator": "固定资产投资(不含农户)", "value": 24.7}
    steps = dict(told(target, [other], accepted=frozenset({("fai_whole_society", "fai_excluding_rural")})))
    assert steps["gap.over"] == "24.7 − 20 = 4.7，高于目标4.7个百分点"


def test_every_reason_and_rule_has_its_sentence_in_both_languages() -> None:
    keys = [f"reason.{r}" for r in Reason] + [f"rule.{r.name}" for r in default_rules()]
    assert [k for k in keys for lang in ("zh", "en") if not has_text(k, lang)] == []


def test_a_target_without_a_figure_is_explained_too(told: Callable[..., Any]) -> None:
    assert [code for code, _ in told({}, [{"indicator": "粮食产量"}])] == ["target", "light.no_data_because"]
