"""What must hold for every input (gap-model A8–A10)."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaps import model_on
from gaps.growths import cumulative_growth, implied_single_growth, recovered_base_share, year_on_year
from gaps.plans import annual_equivalent, compound_change, log_progress, required_cagr, required_change
from gaps.projection import chance, year_end
from gaps.required import required_growth
from measures.terms import Accrual, Comparator, Measure, Status

Run = Callable[..., pd.DataFrame]
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
rates = st.floats(-30, 60).map(lambda x: round(x, 1))
amounts = st.floats(1, 5000).map(lambda x: round(x, 1))
SEEN = {"indicator": "房地产开发投资", "measure": "level", "unit": "亿元"}
TARGET = SEEN | {"comparator": "ge"}
#: red, amber, green: worse lights first
ORDER = ("missed", "off_track", "at_risk", "on_track", "met")


def flows(months: dict[tuple[int, int], float], **changes: Any) -> list[dict[str, Any]]:
    return [
        SEEN | {"period": f"{y}-01/{y}-{m:02}", "value": v, "published_at": date(2013, 1, 1)} | changes
        for (y, m), v in months.items()
    ]


def half(reached: float, share: float = 0.44, years: int = 4) -> dict[tuple[int, int], float]:
    past = {}
    for back in range(1, years + 1):
        past[2013 - back, 6] = 1000.0 * (share + 0.01 * (back % 2))
        past[2013 - back, 12] = 1000.0
    return past | {(2013, 6): reached}


@few
@given(first=amounts, second=amounts, reached=amounts)
def test_a_higher_floor_is_never_easier(reckon: Run, first: float, second: float, reached: float) -> None:
    low, high = sorted((first, second))
    rows = reckon([TARGET | {"value": low}, TARGET | {"value": high}], flows(half(reached)), as_of="2013-07-25")
    easy, hard = rows.iloc[0], rows.iloc[1]
    assert easy.gap >= hard.gap
    assert ORDER.index(easy.status) >= ORDER.index(hard.status)
    assert not easy.probability < hard.probability


@few
@given(first=amounts, second=amounts, floor=amounts)
def test_more_is_never_worse_for_a_floor(reckon: Run, first: float, second: float, floor: float) -> None:
    less, more = sorted((first, second))
    rows = [reckon([TARGET | {"value": floor}], flows(half(v)), as_of="2013-07-25").iloc[0] for v in (less, more)]
    assert rows[0].gap <= rows[1].gap
    assert ORDER.index(rows[0].status) <= ORDER.index(rows[1].status)


@few
@given(reached=amounts, floor=amounts)
def test_units_and_magnitudes_change_nothing(reckon: Run, reached: float, floor: float) -> None:
    plain = reckon([TARGET | {"value": floor}], flows(half(reached)), as_of="2013-07-25").iloc[0]
    scaled = {k: v * 10000 for k, v in half(reached).items()}
    other = reckon([TARGET | {"value": floor}], flows(scaled, unit="万元"), as_of="2013-07-25").iloc[0]
    assert (plain.gap, plain.status, plain.pace_index) == (other.gap, other.status, other.pace_index)
    smaller = reckon([TARGET | {"value": round(floor * 10000, 0), "unit": "万元"}], flows(half(reached)),
                     as_of="2013-07-25").iloc[0]  # fmt: skip
    assert smaller.status == plain.status
    assert smaller.gap == pytest.approx(plain.gap * 10000)


@few
@given(order=st.permutations(range(9)), reached=amounts)
def test_the_order_of_figures_is_irrelevant(reckon: Run, order: list[int], reached: float) -> None:
    figures = [r | {"vintage_id": n} for n, r in enumerate(flows(half(reached)))]
    straight = reckon([TARGET | {"value": 900.0}], figures, as_of="2013-07-25")
    mixed = reckon([TARGET | {"value": 900.0}], [figures[i] for i in order], as_of="2013-07-25")
    pd.testing.assert_frame_equal(straight, mixed)


@few
@given(reached=amounts, floor=amounts)
def test_the_projection_lies_in_its_interval_and_never_below_what_is_there(
    reckon: Run, reached: float, floor: float
) -> None:
    row = reckon([TARGET | {"value": floor}], flows(half(reached)), as_of="2013-07-25").iloc[0]
    assert reached <= row.projected_low <= row.projected <= row.projected_high


@given(point=st.floats(1, 100), spread=st.floats(0.1, 50), low=st.floats(-50, 150), more=st.floats(0, 50))
def test_the_chance_falls_as_a_floor_rises(point: float, spread: float, low: float, more: float) -> None:
    model = model_on(date(2013, 7, 1))
    one, two = (
        chance(np.array([1]), np.array([f]), np.array([np.inf]), np.array([point]), np.array([spread]), np.array([4.0]),
               model)[0]
        for f in (low, low + more)
    )  # fmt: skip
    assert model.probability_low <= two <= one <= model.probability_high


@few
@given(reached=amounts, floor=amounts)
def test_the_chance_never_makes_a_light_worse(reckon: Run, reached: float, floor: float) -> None:
    model = model_on(date(2013, 7, 1))
    figures = flows(half(reached))
    soft, hard = (
        reckon(
            [TARGET | {"value": floor}], figures, as_of="2013-07-25", model=replace(model, soften_probability=p)
        ).iloc[0]
        for p in (0.0, 2.0)
    )
    assert ORDER.index(soft.status) >= ORDER.index(hard.status)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    measure=st.sampled_from([m.value for m in Measure]),
    comparator=st.sampled_from([c.value for c in Comparator]),
    value=st.one_of(st.just(math.nan), st.floats(-200, 2000), st.just(0.0)),
    unit=st.sampled_from(["%", "亿元", "万", "个百分点", "番", "‰", None, "没有的单位"]),
    indicator=st.sampled_from(
        ["地区生产总值", "房地产开发投资", "居民消费价格", "城镇化率", "没有的指标", "城镇登记失业率"]
    ),
    accrual=st.sampled_from([None, *(a.value for a in Accrual)]),
    ceiling=st.booleans(),
    span=st.sampled_from([None, "2011/2013"]),
    figures=st.lists(
        st.tuples(
            st.sampled_from(["level", "growth", "decline", "ratio", "flat"]),
            st.sampled_from(["2013", "2012", "2013-06", "2013-01/2013-06", "2013Q2", "2011/2013", "2011", "什么"]),
            st.floats(-300, 3000),
            st.sampled_from(["%", "亿元", "上年=100", "个百分点", None]),
        ),
        max_size=6,
    ),
    as_of=st.sampled_from(["2013-07-31", "2014-01-05", "2026-01-01"]),
)
def test_every_input_gets_exactly_one_light_and_every_missing_gap_a_reason(
    reckon: Run, figures: list[tuple[str, str, float, str | None]], as_of: str, **target: Any
) -> None:
    seen = [
        {
            "indicator": target["indicator"],
            "measure": m,
            "period": p,
            "value": v,
            "unit": u,
            "published_at": date(2013, 7, 1),
        }
        for m, p, v, u in figures
    ]
    row = reckon([target], seen or [{"indicator": "粮食产量"}], as_of=as_of).iloc[0]
    assert row.status in {s.value for s in Status}
    assert not math.isnan(row.gap) or row.reasons
    assert row.status not in ("met", "missed") or not math.isnan(row.gap)


# --- A10 -----------------------------------------------------------------------------------------------------------

bases = st.lists(st.floats(1, 100), min_size=3, max_size=12)


@given(data=st.data(), base=bases)
def test_cumulated_growth_is_the_base_weighted_mean_of_single_growth(data: st.DataObject, base: list[float]) -> None:
    single = data.draw(st.lists(st.floats(-50, 50), min_size=len(base), max_size=len(base)))
    levels = sum(b * (1 + g / 100) for b, g in zip(base, single, strict=True))
    assert cumulative_growth(base, single) == pytest.approx(year_on_year(levels, sum(base)), abs=1e-9)
    growth, before = cumulative_growth(base, single), cumulative_growth(base[:-1], single[:-1])
    assert implied_single_growth(growth, before, sum(base[:-1]), base[-1]) == pytest.approx(single[-1], abs=1e-6)
    share = recovered_base_share(single[-1], growth, before)
    assert share is None or share == pytest.approx(sum(base[:-1]) / sum(base), abs=1e-6)


@given(target=rates, so_far=rates, share=st.floats(0.01, 0.95))
def test_the_rest_of_the_year_makes_the_year(target: float, so_far: float, share: float) -> None:
    rest = required_growth(target, so_far, share)
    assert rest is not None
    assert share * (1 + so_far / 100) + (1 - share) * (1 + rest / 100) == pytest.approx(1 + target / 100)
    nudged = required_growth(target, so_far + 1e-4, share)
    assert nudged is not None
    assert (nudged - rest) / 1e-4 == pytest.approx(-share / (1 - share), rel=1e-4)


@given(target=rates, so_far=rates, share=st.floats(0.05, 0.9))
def test_the_requirement_moves_with_the_base_share_as_derived(target: float, so_far: float, share: float) -> None:
    one, other = (required_growth(target, so_far, share + nudge) for nudge in (-1e-6, 1e-6))
    assert one is not None
    assert other is not None
    assert (other - one) / 2e-6 == pytest.approx((target - so_far) / (1 - share) ** 2, rel=1e-3, abs=1e-3)


def test_the_requirement_for_the_last_quarter_of_2023() -> None:
    base = 1 - 0.281
    found = [required_growth(5.0, so_far, base) for so_far in (5.2, 5.25, 5.15)]
    assert found == pytest.approx([4.49, 4.36, 4.62], abs=0.005)


@few
@given(growth=st.floats(-10, 30).map(lambda x: round(x, 1)), floor=st.floats(1, 20).map(lambda x: round(x, 1)))
def test_a_growth_target_and_its_level_agree(reckon: Run, growth: float, floor: float) -> None:
    base = 1000.0
    level = TARGET | {"value": round(base * (1 + floor / 100), 1)}
    promised = {"indicator": "房地产开发投资", "comparator": "ge", "value": floor}
    seen = [
        *flows({(2012, 12): base, (2013, 12): round(base * (1 + growth / 100), 1)}),
        {"indicator": "房地产开发投资", "value": growth, "published_at": date(2014, 1, 20)},
    ]
    rows = reckon([level, promised], seen, as_of="2014-02-25")
    assert rows.iloc[0].status == rows.iloc[1].status


@given(done=st.lists(st.floats(-9, 9), min_size=1, max_size=4), target=st.floats(-40, 40), left=st.integers(1, 4))
def test_what_is_left_of_a_plan_completes_it(done: list[float], target: float, left: int) -> None:
    total, yearly = required_change(target, done, left)
    assert total is not None
    assert yearly is not None
    assert compound_change([*done, *[yearly] * left]) == pytest.approx(target, abs=1e-6)
    assert compound_change([*done, total]) == pytest.approx(target, abs=1e-6)


# --- A9 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("current", "target", "left"), [(0, 100, 5), (-100, 50, 5), (100, 0, 5), (100, 200, 0)])
def test_no_rate_leads_across_zero(current: float, target: float, left: float) -> None:
    assert required_cagr(current, target, left) is None


def test_a_fall_beyond_everything_has_no_yearly_rate_and_a_target_of_zero_no_progress() -> None:
    assert annual_equivalent(-120.0, 5) is None
    assert log_progress(0.0, [1.0]) is None
    assert year_on_year(5.0, 0.0) is None
    assert year_end([], 5.0, model_on(date(2013, 1, 1))) is None


def test_a_rise_of_what_should_fall_is_negative_progress(reckon: Run) -> None:
    plan = {"indicator": "单位国内生产总值能耗", "measure": "decline", "comparator": "eq", "value": 17.0,
            "span": "2006/2010", "deadline": date(2010, 12, 31)}  # fmt: skip
    rose = {"indicator": "单位国内生产总值能耗", "value": 1.51, "period": "2006", "published_at": date(2007, 3, 1)}
    row = reckon([plan], [rose], as_of="2007-03-31").iloc[0]
    assert row.observed == -1.51
    assert row.attainment < 0


def test_a_target_of_zero_has_no_relative_gap(reckon: Run) -> None:
    row = reckon([TARGET | {"value": 0.0}], flows({(2013, 12): 5.0})).iloc[0]
    assert math.isnan(row.gap_relative)
    assert math.isnan(row.attainment)


def test_a_baseline_equal_to_its_target_has_no_ratio_but_a_light(reckon: Run) -> None:
    target = {"indicator": "城镇化率", "measure": "ratio", "comparator": "ge", "value": 50.0, "baseline_value": 50.0}
    seen = {"indicator": "城镇化率", "measure": "ratio", "period": "2013", "published_at": date(2014, 1, 1)}
    held, lost = (reckon([target], [seen | {"value": v}]).iloc[0] for v in (50.5, 49.5))
    assert (held.attainment, held.status, lost.status) == (1.0, "met", "missed")
    assert math.isnan(lost.attainment)


def test_the_first_figure_of_the_year_covers_two_months(reckon: Run) -> None:
    past = {(2012, 2): 60.0, (2012, 12): 1000.0, (2013, 2): 66.0}
    row = reckon([TARGET | {"value": 1100.0}], flows(past), as_of="2013-03-15").iloc[0]
    assert (row.period, row.expected, row.status) == ("2013-01/2013-02", 66.0, "on_track")


def test_a_hole_in_the_middle_needs_no_filling(reckon: Run) -> None:
    past = {(2012, 6): 440.0, (2012, 12): 1000.0, (2013, 2): 66.0, (2013, 6): 440.0}
    row = reckon([TARGET | {"value": 1000.0}], flows(past), as_of="2013-07-25").iloc[0]
    assert (row.period, row.pace_index) == ("2013-01/2013-06", 1.0)


def test_a_gap_names_the_version_of_its_target(reckon: Run) -> None:
    row = reckon([TARGET | {"value": 320.0, "version": 2}], flows({(2013, 12): 246.0})).iloc[0]
    assert (row.target_version, row.reasons) == (2, ["target_revised"])
