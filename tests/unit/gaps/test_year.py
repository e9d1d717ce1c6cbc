"""Within the year: pace, requirement, projection and light."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

Run = Callable[..., pd.DataFrame]

#: running total of a year of 100 by month, slow at first, as investment is
SEASON = (None, 6.0, 14.0, 21.0, 31.0, 44.0, 53.0, 63.0, 74.0, 84.0, 93.0, 100.0)
INVESTMENT = {"indicator": "房地产开发投资", "measure": "level", "comparator": "ge", "value": 120.0, "unit": "亿元"}
SEEN = {"indicator": "房地产开发投资", "measure": "level", "unit": "亿元"}


def year(number: int, values: Sequence[float | None], **changes: Any) -> list[dict[str, Any]]:
    """Running totals of a year, published on the 20th of the next month."""
    rows = []
    for month, value in enumerate(values, 1):
        if value is not None:
            day = date(number + month // 12, month % 12 + 1, 20)
            period = f"{number}-01/{number}-{month:02}"
            rows.append(SEEN | {"period": period, "value": value, "published_at": day} | changes)
    return rows


HISTORY = [row for y in (2010, 2011, 2012) for row in year(y, SEASON)]


def this_year(reached: float, month: int = 6) -> list[dict[str, Any]]:
    return [*HISTORY, *year(2013, [None] * (month - 1) + [reached])]


def day_after(month: int) -> str:
    return f"2013-{month + 1:02}-25"


def test_the_season_decides_and_the_months_stand_beside(reckon: Run) -> None:
    row = reckon([INVESTMENT], this_year(52.8), as_of=day_after(6)).iloc[0]
    assert (row.expected, row.expected_linear) == (52.8, 60.0)
    assert (row.pace_index, row.pace_index_linear, row.status) == (1.0, 0.88, "on_track")
    assert (row.attainment, row.pace_gap, row.pace_gap_linear) == (0.44, 0.0, -6.0)
    assert (row.gap, row.gap_to_date, row.reasons) == (-67.2, 0.0, [])


@pytest.mark.parametrize(
    ("index", "status", "reasons"),
    [
        (0.98, "on_track", []),
        (0.97, "at_risk", []),
        (0.90, "at_risk", []),
        (0.80, "off_track", ["rho_high"]),
        (0.89, "off_track", ["rho_high"]),
    ],
)
def test_lights_follow_the_pace_index(reckon: Run, index: float, status: str, reasons: list[str]) -> None:
    row = reckon([INVESTMENT], this_year(52.8 * index), as_of=day_after(6)).iloc[0]
    assert row.status == status
    assert [r for r in row.reasons if r != "probability_softened"] == reasons


def test_nothing_is_red_before_june_unless_far_behind(reckon: Run) -> None:
    behind = reckon([INVESTMENT], this_year(120 * 0.14 * 0.8, 3), as_of=day_after(3)).iloc[0]
    far = reckon([INVESTMENT], this_year(120 * 0.14 * 0.7, 3), as_of=day_after(3)).iloc[0]
    assert (behind.status, "early_in_year" in behind.reasons) == ("at_risk", True)
    assert far.status == "off_track"


def test_without_any_past_year_the_months_decide_but_give_no_red_before_september(reckon: Run) -> None:
    alone = [r for r in this_year(30.0, 8) if r["period"].startswith("2013")]
    row = reckon([INVESTMENT], alone, as_of=day_after(8)).iloc[0]
    assert (row.status, row.expected, row.reasons) == ("at_risk", 80.0, ["linear_fallback", "rho_high"])
    late = [r for r in this_year(30.0, 9) if r["period"].startswith("2013")]
    assert reckon([INVESTMENT], late, as_of=day_after(9)).iloc[0].status == "off_track"


def test_one_past_year_is_enough_and_is_said(reckon: Run) -> None:
    one = [*year(2012, SEASON), *year(2013, [None] * 5 + [52.8])]
    row = reckon([INVESTMENT], one, as_of=day_after(6)).iloc[0]
    assert (row.expected, row.reasons) == (52.8, ["one_year_share"])


def test_other_places_lend_their_season(reckon: Run) -> None:
    peers = [r | {"place": p, "place_code": p} for p in ("A", "B", "C") for r in HISTORY]
    row = reckon([INVESTMENT], [*peers, *year(2013, [None] * 5 + [52.8])], as_of=day_after(6)).iloc[0]
    assert (row.expected, row.reasons, row.interval_basis) == (52.8, ["peer_share"], "pooled")


def test_a_floor_reached_early_is_met_and_a_ceiling_passed_is_missed(reckon: Run) -> None:
    floor = reckon([INVESTMENT], this_year(121.0), as_of=day_after(6)).iloc[0]
    ceiling = INVESTMENT | {"comparator": "le", "ceiling": True}
    passed = reckon([ceiling], this_year(121.0), as_of=day_after(6)).iloc[0]
    assert (floor.status, floor.reasons, floor.required) == ("met", ["met_early"], 0.0)
    assert (passed.status, passed.reasons, passed.headroom) == ("missed", ["ceiling_breached"], -1.0)
    assert math.isnan(passed.attainment)


def test_what_may_fall_again_is_never_met_early(reckon: Run) -> None:
    jobs = INVESTMENT | {"indicator": "一般公共预算收入"}
    seen = [r | {"indicator": "一般公共预算收入"} for r in this_year(121.0)]
    row = reckon([jobs], seen, as_of=day_after(6)).iloc[0]
    assert (row.status, row.projected) == ("on_track", 177.0)


def test_the_rest_of_the_year_is_an_amount_with_its_ratio(reckon: Run) -> None:
    row = reckon([INVESTMENT], this_year(44.0), as_of=day_after(6)).iloc[0]
    assert (row.required, row.required_kind) == (76.0, "rest_amount")
    assert row.pace_ratio == pytest.approx(76 / (44 * 0.56 / 0.44))


def test_the_projection_lies_in_its_interval_and_not_below_what_is_there(reckon: Run) -> None:
    row = reckon([INVESTMENT], this_year(44.0, 11), as_of=day_after(11)).iloc[0]
    assert row.projected == pytest.approx(44 / 0.93)
    assert 44.0 <= row.projected_low <= row.projected <= row.projected_high


def test_carried_over_totals_are_never_paced_by_months(reckon: Run) -> None:
    target = INVESTMENT | {"indicator": "保障性住房竣工", "unit": "万套", "accrual": "carried_over"}
    seen = [r | {"indicator": "保障性住房竣工", "unit": "万套"} for r in year(2013, [None] * 5 + [44.0])]
    row = reckon([target], seen, as_of=day_after(6)).iloc[0]
    assert (row.status, row.reasons) == ("no_data", ["deadline_not_reached"])
    assert math.isnan(row.expected_linear)


def test_late_figures_are_not_no_progress(reckon: Run) -> None:
    row = reckon([INVESTMENT], this_year(52.8), as_of="2013-10-01").iloc[0]
    assert (row.status, row.observed, "stale" in row.reasons) == ("stale", 52.8, True)


GROWTH = {"comparator": "ge", "value": 10.0}


def half_year(rate: float, **changes: Any) -> dict[str, Any]:
    return {"value": rate, "period": "2013-01/2013-06", "published_at": date(2013, 7, 20)} | changes


BASE = [
    {"measure": "level", "unit": "亿元", "value": v, "period": p, "published_at": date(2013, 1, 20)}
    for v, p in ((40.0, "2012-01/2012-06"), (100.0, "2012"))
]


@pytest.mark.parametrize(
    ("rate", "status", "required"),
    [(10.0, "on_track", 10.0), (8.5, "at_risk", 11.0), (8.0, "off_track", 34 / 3), (12.0, "on_track", 26 / 3)],
)
def test_growth_is_expected_whole_and_the_rest_must_make_up(
    reckon: Run, rate: float, status: str, required: float
) -> None:
    row = reckon([GROWTH], [*BASE, half_year(rate)], as_of="2013-07-31").iloc[0]
    assert (row.expected, row.expected_linear, row.status) == (10.0, 10.0, status)
    assert row.required == pytest.approx(required)
    assert math.isnan(row.attainment)


def test_the_requirement_carries_the_rounding_of_what_was_published(reckon: Run) -> None:
    row = reckon([GROWTH], [*BASE, half_year(9.0)], as_of="2013-07-31").iloc[0]
    assert row.required == pytest.approx((10 - 0.4 * 9) / 0.6)
    assert row.required_high - row.required == pytest.approx(0.05 * 0.4 / 0.6)
    assert "base_share_assumed" in row.reasons


def test_no_requirement_without_the_places_own_base(reckon: Run) -> None:
    row = reckon([GROWTH], [half_year(8.0)], as_of="2013-07-31").iloc[0]
    assert (row.status, row.required_kind) == ("at_risk", None)
    assert row.reasons == ["linear_fallback", "base_share_missing"]


def test_prices_within_the_ceiling_are_on_track_and_twice_outside_are_not(reckon: Run) -> None:
    target = {"indicator": "居民消费价格涨幅", "measure": "ratio", "value": 3.5, "ceiling": True, "comparator": "le"}

    def prices(*rates: float) -> list[dict[str, Any]]:
        return [
            {
                "indicator": "居民消费价格",
                "value": r,
                "period": f"2013-01/2013-{m:02}",
                "published_at": date(2013, m + 1, 9),
            }
            for m, r in enumerate(rates, 7)
        ]

    inside = reckon([target], prices(3.0, 2.8), as_of="2013-09-15").iloc[0]
    once = reckon([target], prices(3.4, 3.6), as_of="2013-09-15").iloc[0]
    twice = reckon([target], prices(3.7, 3.6), as_of="2013-09-15").iloc[0]
    assert (inside.status, inside.headroom, once.status, twice.status) == ("on_track", 0.7, "at_risk", "off_track")
    assert (once.required, once.required_kind) == (pytest.approx((12 * 3.5 - 8 * 3.6) / 4), "rest_mean")


def test_a_share_goes_from_its_baseline_to_its_target(reckon: Run) -> None:
    target = {"indicator": "城镇化率", "measure": "ratio", "comparator": "eq", "value": 60.0, "baseline_value": 50.0,
              "deadline": date(2013, 12, 31)}  # fmt: skip
    seen = {
        "indicator": "城镇化率",
        "measure": "ratio",
        "value": 55.0,
        "period": "2013-06",
        "published_at": date(2013, 7, 9),
    }
    row = reckon([target], [seen], as_of="2013-07-31").iloc[0]
    assert (row.expected, row.attainment, row.pace_index, row.status) == (55.0, 0.5, 1.0, "on_track")
    assert (row.required, row.required_kind) == (pytest.approx(5 / 6), "per_month")


def test_a_rise_in_points_needs_its_baseline(reckon: Run) -> None:
    rise = {"indicator": "城镇化率", "measure": "growth", "comparator": "eq", "value": 2.0, "unit": "个百分点"}
    now = {"indicator": "城镇化率", "measure": "ratio", "value": 55.0, "period": "2013"}
    before = now | {"value": 52.5, "period": "2012"}
    alone = reckon([rise], [now]).iloc[0]
    row = reckon([rise], [now, before]).iloc[0]
    assert (alone.status, alone.reasons) == ("no_data", ["baseline_missing"])
    assert (row.observed, row.gap, row.gap_unit, row.status, row.vintages) == (2.5, 0.5, "个百分点", "met", [1, 2])


PLAN = {"indicator": "单位国内生产总值能耗", "measure": "decline", "comparator": "eq", "value": 17.0,
        "span": "2006/2010", "deadline": date(2010, 12, 31)}  # fmt: skip
YEARS = [
    {"indicator": "单位国内生产总值能耗", "value": v, "period": str(y), "published_at": date(y + 1, 3, 1)}
    for y, v in ((2006, 1.51), (2007, -2.20), (2008, -4.18))
]


def test_a_plan_is_compounded_and_never_added(reckon: Run) -> None:
    row = reckon([PLAN], YEARS, as_of="2009-03-31").iloc[0]
    assert row.observed == pytest.approx(4.87, abs=0.006)
    assert row.attainment == pytest.approx(0.268, abs=0.0006)
    assert (row.required, row.required_kind) == (pytest.approx(6.59, abs=0.006), "rest_yearly")
    assert (row.period, row.status, row.reasons) == ("2006/2008", "at_risk", ["linear_fallback", "plan_under_way"])


def test_one_year_is_never_set_against_the_value_of_all_years(reckon: Run) -> None:
    doubled = {"indicator": "国内生产总值（比2000年）", "comparator": "eq", "value": 1.0, "unit": "番",
               "span": "2001/2010", "deadline": date(2010, 12, 31), "indicator_id": "gdp"}  # fmt: skip
    first = {"indicator": "国内生产总值", "value": 7.3, "period": "2001", "published_at": date(2002, 3, 5)}
    row = reckon([doubled], [first], as_of="2026-01-01").iloc[0]
    assert (row.observed, row.period, row.status) == (7.3, "2001", "stale")
    assert math.isnan(row.gap)
    assert math.isnan(row.margin)
    assert "plan_under_way" in row.reasons
    assert row.attainment == pytest.approx(math.log(1.073) / math.log(2))


def test_a_promise_beyond_all_numbers_is_still_judged(reckon: Run) -> None:
    wild = {"indicator": "国内生产总值年均增长", "indicator_id": "gdp", "comparator": "ge", "value": 1e160,
            "span": "2011/2015", "deadline": date(2015, 12, 31)}  # fmt: skip
    seen = [{"indicator": "国内生产总值", "value": 9.0, "period": str(year), "published_at": date(2013, 1, 20)}
            for year in (2011, 2012)]  # fmt: skip
    row = reckon([wild], seen, as_of="2013-03-31").iloc[0]
    assert row.status == "at_risk"
    assert math.isnan(row.required)


def test_years_that_a_name_counts_are_the_span(reckon: Run) -> None:
    both = {"indicator": "两年新增投资计划", "measure": "level", "comparator": "eq", "value": 4.0, "unit": "万亿元",
            "deadline": date(2010, 12, 31)}  # fmt: skip
    whole = {"indicator": "两年新增投资计划", "measure": "level", "value": 4.0, "unit": "万亿元", "period": "2009/2010"}
    row = reckon([both], [whole]).iloc[0]
    assert (row.observed, row.status, row.gap) == (4.0, "met", 0.0)


def test_a_share_of_a_plan_goes_its_way_year_by_year(reckon: Run) -> None:
    plan = {"indicator": "城镇化率", "measure": "ratio", "comparator": "eq", "value": 60.0, "baseline_value": 50.0,
            "span": "2011/2015", "deadline": date(2015, 12, 31)}  # fmt: skip
    seen = {
        "indicator": "城镇化率",
        "measure": "ratio",
        "value": 54.0,
        "period": "2012",
        "published_at": date(2013, 2, 1),
    }
    row = reckon([plan], [seen], as_of="2013-03-31").iloc[0]
    assert (row.observed, row.period, row.expected, row.pace_index, row.status) == (54.0, "2012", 54.0, 1.0, "on_track")


def test_only_the_whole_plan_answers_a_plan(reckon: Run) -> None:
    last = {"indicator": "单位国内生产总值能耗", "measure": "decline", "value": 5.6, "period": "2010"}
    whole = last | {"value": 19.1, "period": "2006/2010"}
    assert reckon([PLAN], [last]).iloc[0].status == "no_data"
    row = reckon([PLAN], [last, whole]).iloc[0]
    assert (row.observed, row.status, row.vintages) == (19.1, "met", [2])


def test_a_chained_figure_within_its_rounding_is_left_to_a_person(reckon: Run) -> None:
    rates = [
        {"indicator": "单位国内生产总值能耗", "measure": "decline", "value": v, "period": str(y)}
        for y, v in zip(range(2006, 2011), (4.0, 4.1, 4.2, 4.5, 5.0), strict=True)
    ]
    row = reckon([PLAN | {"value": 20.0}], rates).iloc[0]
    assert (row.status, row.provisional, row.reasons) == ("on_track", True, ["rounding_sensitive"])


def test_amounts_of_a_plan_are_summed(reckon: Run) -> None:
    plan = {"indicator": "造林面积", "measure": "level", "comparator": "ge", "value": 100.0, "unit": "万亩",
            "span": "2011/2013", "deadline": date(2013, 12, 31)}  # fmt: skip
    seen = [
        {"indicator": "造林面积", "measure": "level", "value": v, "unit": "亩", "period": str(y)}
        for y, v in ((2011, 400000.0), (2012, 300000.0), (2013, 350000.0))
    ]
    row = reckon([plan], seen).iloc[0]
    assert (row.observed, row.gap, row.status) == (105.0, 5.0, "met")


def test_growth_out_of_levels_is_said_to_be_derived_and_never_met(reckon: Run) -> None:
    target = {"indicator": "全社会固定资产投资", "comparator": "ge", "value": 15.0}
    levels = [
        {"indicator": "全社会固定资产投资", "measure": "level", "unit": "亿元", "value": v, "period": p}
        for v, p in ((9694.75, "2012"), (11453.08, "2013"))
    ]
    row = reckon([target], levels).iloc[0]
    assert (row.observed, row.status, row.provisional, row.reasons) == (18.14, "on_track", True, ["derived"])
    published = reckon([target], [*levels, {"indicator": "全社会固定资产投资", "value": 14.0}]).iloc[0]
    assert (published.observed, published.status) == (14.0, "missed")
    assert published.reasons == ["not_comparable_level"]


def test_real_growth_is_never_derived_from_current_prices(reckon: Run) -> None:
    levels = [
        {"measure": "level", "unit": "亿元", "value": v, "period": p} for v, p in ((100.0, "2012"), (112.0, "2013"))
    ]
    assert reckon([GROWTH], levels).iloc[0].status == "no_data"


def test_a_light_that_a_revision_changed_says_so(reckon: Run) -> None:
    seen = [{"value": 11.0}, {"value": 9.0, "published_at": date(2014, 9, 1)}]
    row = reckon([{}], seen).iloc[0]
    assert (row.status, row.reasons) == ("missed", ["revised_status"])
    unchanged = reckon([{}], [seen[0], seen[1] | {"value": 11.1}]).iloc[0]
    assert (unchanged.status, unchanged.reasons) == ("met", [])


def test_nothing_is_projected_from_figures_that_are_long_outdated(reckon: Run) -> None:
    fresh, late = (reckon([INVESTMENT], this_year(52.8), as_of=day).iloc[0] for day in ("2013-07-25", "2013-12-25"))
    assert not math.isnan(fresh.projected)
    assert late.status == "stale"
    assert math.isnan(late.projected)


def test_a_break_in_the_series_is_said(reckon: Run) -> None:
    broken = [r | ({"status": "B"} if r["period"] == "2011-01/2011-12" else {}) for r in this_year(52.8)]
    row = reckon([INVESTMENT], broken, as_of=day_after(6)).iloc[0]
    assert (row.status, row.reasons) == ("on_track", ["scope_break"])


def test_only_growth_is_published_so_no_requirement_is_given(reckon: Run) -> None:
    target = {"indicator": "规模以上工业增加值", "comparator": "approx", "value": 12.0}
    row = reckon([target], [half_year(9.0, indicator="规模以上工业增加值")], as_of="2013-07-31").iloc[0]
    assert (row.status, row.reasons) == ("at_risk", ["linear_fallback", "growth_only", "base_share_missing"])


def test_places_of_the_indicator_lend_their_errors_to_a_short_history(reckon: Run) -> None:
    def place(code: str, *shares: float) -> list[dict[str, Any]]:
        years = [year(2013 - back, [None] * 5 + [100 * s] + [None] * 5 + [100.0]) for back, s in enumerate(shares, 1)]
        return [r | {"place": code, "place_code": code} for rows in years for r in rows]

    own = place("230000", 0.44, 0.44)
    others = [r for code in "ABC" for r in place(code, 0.42, 0.46)]
    figures = [*own, *others, *year(2013, [None] * 5 + [44.0])]
    alone = reckon([INVESTMENT], [*own, *year(2013, [None] * 5 + [44.0])], as_of=day_after(6)).iloc[0]
    helped = reckon([INVESTMENT], figures, as_of=day_after(6)).iloc[0]
    assert (alone.interval_basis, helped.interval_basis) == ("fallback", "pooled")
    assert helped.projected == alone.projected == 100.0
    assert helped.projected_high - helped.projected_low < alone.projected_high - alone.projected_low
