"""The gap table on the figures of the two provinces in 2013: what was promised against what was published."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pandas as pd
import pytest

from gaps import GapSettings, gap_table

Run = Callable[..., pd.DataFrame]

HENAN = {"place": "河南省", "place_code": "410000", "doc": "henan-2013"}
HENAN_SEEN = {"place": "河南省", "place_code": "410000", "measure": "level", "authority": 4}
LEVEL = {"measure": "level", "comparator": "eq"}
#: reckoned by hand from other published figures
DERIVED = {"status": "E", "observed_kind": "derived"}
UNDATED: dict[str, Any] = {"published_at": None}


@pytest.mark.parametrize(
    ("target", "seen", "observed", "gap", "unit", "status", "provisional"),
    [
        ({}, [{"value": 8.0} | DERIVED], 8.0, -3.0, "个百分点", "missed", True),
        (
            LEVEL | {"indicator": "粮食总产", "value": 1300, "unit": "亿斤"},
            [{"indicator": "粮食总产量", "measure": "level", "value": 1200.8, "unit": "亿斤"}],
            1200.8, -99.2, "亿斤", "missed", False,
        ),
        (
            {"indicator": "居民消费价格涨幅", "measure": "ratio", "value": 3.5, "ceiling": True},
            [{"indicator": "居民消费价格指数", "measure": "level", "value": 102.2, "unit": "上年=100"} | UNDATED],
            2.2, 1.3, "个百分点", "met", False,
        ),
        (
            {"indicator": "农民人均纯收入", "comparator": "ge", "value": 12},
            [{"indicator": "农村居民人均纯收入", "value": 12.0}],
            12.0, 0.0, "个百分点", "met", False,
        ),
        (
            {"indicator": "县域经济地区生产总值", "comparator": "eq", "value": 16.5},
            [{"indicator": "县域地区生产总值", "value": 12.6}],
            12.6, -3.9, "个百分点", "missed", False,
        ),
        (
            {"indicator": "全社会固定资产投资", "comparator": "ge", "value": 30},
            [
                {"indicator": "全社会固定资产投资", "value": 18.14} | DERIVED,
                {"indicator": "固定资产投资(不含农户)", "value": 24.7},
            ],
            18.14, -11.86, "个百分点", "missed", True,
        ),
        (
            HENAN | {"indicator": "粮食总产量", "measure": "level", "comparator": "ge", "value": 550, "unit": "亿公斤"},
            [HENAN_SEEN | {"indicator": "粮食总产量", "value": 1142.7, "unit": "亿斤"}],
            571.35, 21.35, "亿公斤", "met", False,
        ),
        (
            HENAN | LEVEL | {"indicator": "农村危房改造", "value": 20, "unit": "万户"},
            [HENAN_SEEN | {"indicator": "农村危房改造", "value": 23.3, "unit": "万户"}],
            23.3, 3.3, "万户", "met", False,
        ),
        (
            HENAN | LEVEL | {"indicator": "新改建农村公路", "value": 5000, "unit": "公里"},
            [HENAN_SEEN | {"indicator": "新建改建农村公路", "value": 6400, "unit": "公里"}],
            6400.0, 1400.0, "公里", "met", False,
        ),
        (
            HENAN | LEVEL | {"indicator": "农村贫困人口稳定脱贫", "value": 115, "unit": "万"},
            [HENAN_SEEN | {"indicator": "农村贫困人口稳定脱贫", "value": 117, "unit": "万人"}],
            117.0, 2.0, "万人", "met", False,
        ),
    ],
)  # fmt: skip
def test_a_published_year_is_judged_as_a_careful_reader_would(
    reckon: Run,
    target: dict[str, Any],
    seen: list[dict[str, Any]],
    observed: float,
    gap: float,
    unit: str,
    status: str,
    provisional: bool,
) -> None:
    row = reckon([target], seen).iloc[0]
    assert (row.observed, row.gap, row.gap_unit, row.status, row.provisional) == (
        observed,
        gap,
        unit,
        status,
        provisional,
    )


HOUSING = HENAN | LEVEL | {"indicator": "新开工保障性住房", "value": 40, "unit": "万套"}


def test_a_year_without_a_figure_has_no_light(reckon: Run) -> None:
    other_year = HENAN_SEEN | {
        "indicator": "保障性住房新开工",
        "value": 60.1696,
        "unit": "万套",
        "period": "2014-01/2014-08",
    }
    row = reckon([HOUSING], [other_year]).iloc[0]
    assert (row.status, row.reasons) == ("no_data", ["not_reported"])
    assert math.isnan(row.observed)
    assert math.isnan(row.gap)


def test_nothing_speaks_of_the_target(reckon: Run) -> None:
    unlinked = HOUSING | {"indicator": "没有的指标"}
    linked, other = (reckon([t], [{"indicator": "地区生产总值"}]).iloc[0] for t in (HOUSING, unlinked))
    assert (linked.status, linked.reasons, linked.vintages) == ("no_data", ["not_reported"], [])
    assert (other.status, other.reasons, other.vintages) == ("no_data", ["not_mapped"], [])


def test_results_published_later_were_not_known_in_june(reckon: Run) -> None:
    row = reckon([{}], [{"published_at": date(2014, 2, 1)}], as_of="2013-06-30").iloc[0]
    assert (row.status, row.reasons) == ("no_data", ["not_yet_published", "not_reported", "deadline_not_reached"])
    assert row.period is None


def test_a_figure_without_a_date_is_known_from_its_recording_and_says_so(reckon: Run) -> None:
    seen = [UNDATED | {"value": 11.0, "recorded_at": datetime(2014, 6, 1, 4, tzinfo=UTC)}]
    before, after = (reckon([{}], seen, as_of=f"2014-06-01T{hour}:00:00+08:00").iloc[0] for hour in ("11", "13"))
    assert (before.status, after.status) == ("no_data", "met")
    assert "published_unknown" in after.reasons


def test_a_published_figure_is_never_replaced_by_a_derived_one(reckon: Run) -> None:
    seen = [{"value": 11.5, "source": "推算"} | DERIVED, {"value": 11.0, "source": "公报", "authority": 4}]
    row = reckon([{}], seen).iloc[0]
    assert (row.observed, row.provisional, row.reasons) == (11.0, False, [])


@pytest.mark.parametrize(("changes", "reason"), [(DERIVED, "derived"), ({"authority": 5}, "self_reported")])
def test_what_is_derived_or_reported_by_the_office_itself_is_never_met(
    reckon: Run, changes: dict[str, Any], reason: str
) -> None:
    row = reckon([{}], [{"value": 12.0} | changes]).iloc[0]
    assert row.status == "on_track"
    assert reason in row.reasons


def test_a_figure_missed_by_little_is_left_to_a_person(reckon: Run) -> None:
    row = reckon([{}], [{"value": 10.5}]).iloc[0]
    assert (row.status, row.reasons, row.gap) == ("at_risk", ["near_zone"], -0.5)


def test_other_sources_are_outranked_and_said(reckon: Run) -> None:
    seen = [{"value": 11.2, "source": "省统计局"}, {"value": 10.0, "source": "政府工作报告", "authority": 4}]
    row = reckon([{}], seen).iloc[0]
    assert (row.observed, row.reasons, row.vintages) == (11.2, ["source_conflict"], [1])


def test_a_revision_is_known_from_its_day(reckon: Run) -> None:
    seen = [{"value": 11.2}, {"value": 10.9, "published_at": date(2014, 9, 1)}]
    before, after = (reckon([{}], seen, as_of=day).iloc[0] for day in ("2014-08-31", "2014-09-01"))
    assert (before.observed, before.vintages, after.observed, after.vintages) == (11.2, [1], 10.9, [2])


def test_a_correction_is_known_from_its_recording(reckon: Run) -> None:
    seen = [{"value": 11.2}, {"value": 10.9, "recorded_at": datetime(2014, 9, 1, tzinfo=UTC)}]
    now = reckon([{}], seen).iloc[0]
    then = reckon([{}], seen, recorded_by=datetime(2014, 8, 31, tzinfo=UTC)).iloc[0]
    assert (now.observed, then.observed) == (10.9, 11.2)


def test_outside_the_bureau_only_released_figures_count(reckon: Run) -> None:
    seen = [{"value": 11.2, "release": "unreleased"}]
    assert reckon([{}], seen, released_only=True).iloc[0].status == "no_data"
    assert reckon([{}], seen).iloc[0].status == "met"


def test_the_registered_rate_never_answers_for_the_surveyed_one(reckon: Run) -> None:
    target = {"indicator": "城镇登记失业率", "measure": "ratio", "comparator": "le", "value": 4.6, "ceiling": True}
    row = reckon([target], [{"indicator": "城镇调查失业率", "measure": "ratio", "value": 5.0}]).iloc[0]
    assert (row.status, row.observed is None or math.isnan(row.observed)) == ("no_data", True)
    assert row.proposals == [
        {"indicator": "城镇调查失业率", "measure": "ratio", "unit": "%", "why": "not_interchangeable"}
    ]


def test_what_a_person_accepted_answers(reckon: Run) -> None:
    target = {"indicator": "全社会固定资产投资", "comparator": "ge", "value": 20}
    seen = [{"indicator": "固定资产投资(不含农户)", "value": 24.7}]
    assert reckon([target], seen).iloc[0].status == "no_data"
    accepted = frozenset({("fai_whole_society", "fai_excluding_rural")})
    row = reckon([target], seen, accepted_matches=accepted).iloc[0]
    assert (row.status, row.observed) == ("met", 24.7)


def test_unlinked_indicators_answer_by_exactly_the_same_name(reckon: Run) -> None:
    target = LEVEL | {"indicator": "示范基地", "value": 100, "unit": "个"}
    same, alike = ({"indicator": n, "measure": "level", "value": 120, "unit": "个"} for n in ("示范基地", "示范基地数"))
    assert reckon([target], [same]).iloc[0].status == "met"
    row = reckon([target], [alike]).iloc[0]
    assert (row.status, [p["why"] for p in row.proposals]) == ("no_data", ["similar_name"])


def test_a_bare_magnitude_without_a_linked_indicator_matches_nothing(reckon: Run) -> None:
    target = LEVEL | {"indicator": "示范群众", "value": 100, "unit": "万"}
    row = reckon([target], [{"indicator": "示范群众", "measure": "level", "value": 120, "unit": "万人"}]).iloc[0]
    assert (row.status, row.unit) == ("no_data", "万")
    assert "unit_incomplete" in row.reasons


def test_a_unit_of_another_dimension_is_refused_and_proposed(reckon: Run) -> None:
    target = HOUSING
    row = reckon([target], [HENAN_SEEN | {"indicator": "保障性住房新开工", "value": 60, "unit": "亿元"}]).iloc[0]
    assert (row.status, row.reasons) == ("no_data", ["not_mapped", "unit_mismatch"])
    assert row.proposals[0]["why"] == "other_unit"


def test_nominal_growth_never_answers_a_real_target(reckon: Run) -> None:
    row = reckon([{}], [{"value": 13.0, "price_basis": "nominal"}]).iloc[0]
    assert (row.status, row.reasons) == ("no_data", ["not_mapped", "price_basis_mismatch"])


def test_the_months_to_december_are_the_year(reckon: Run) -> None:
    seen = [{"value": 11.0, "period": "2013-01/2013-12", "basis": "ytd"}]
    assert reckon([{}], seen).iloc[0].status == "met"


def test_a_rise_published_as_a_fall_counts_with_its_sign(reckon: Run) -> None:
    intensity = {"indicator": "单位国内生产总值能耗", "measure": "decline", "comparator": "eq", "value": 3.5}
    fell = reckon([intensity], [{"indicator": "单位国内生产总值能耗", "measure": "growth", "value": -4.0}]).iloc[0]
    rose = reckon([intensity], [{"indicator": "单位国内生产总值能耗", "measure": "growth", "value": 1.0}]).iloc[0]
    assert (fell.observed, fell.gap, fell.status) == (4.0, 0.5, "met")
    assert (rose.observed, rose.gap, rose.status) == (-1.0, -4.5, "missed")


def test_a_relative_goal_waits_for_its_figure(reckon: Run) -> None:
    row = reckon([{"measure": "relative", "value": math.nan, "unit": None}], [{"value": 11.0}]).iloc[0]
    assert (row.status, row.reasons) == ("no_data", ["relative_target"])


def test_rows_stand_in_the_order_of_the_targets_and_the_order_of_figures_does_not_matter(reckon: Run) -> None:
    wanted = [{}, HOUSING, {"indicator": "农民人均纯收入", "comparator": "ge", "value": 12}]
    seen = [{"vintage_id": 1}, {"vintage_id": 2, "indicator": "农村居民人均纯收入", "value": 12.0}]
    rows, turned = reckon(wanted, seen), reckon(wanted, seen[::-1])
    assert rows.target_id.tolist() == [1, 2, 3]
    assert _json(rows) == _json(turned)


def test_numbers_are_exact_decimals(reckon: Run) -> None:
    target = HENAN | {"indicator": "粮食总产量", "measure": "level", "comparator": "ge", "value": 550, "unit": "亿公斤"}
    text = _json(reckon([target], [HENAN_SEEN | {"indicator": "粮食总产量", "value": 1142.7, "unit": "亿斤"}]))
    assert b'"gap":21.35,' in text
    assert b'"observed":571.35,' in text


def _json(frame: pd.DataFrame) -> bytes:
    return orjson.dumps(frame.to_dict("records"), default=str, option=orjson.OPT_PASSTHROUGH_DATETIME)


def test_empty_tables_and_pandas_dates_are_read_as_well(
    targets: Run, observations: Run, at: Callable[[str], datetime], catalogue: Any
) -> None:
    wanted, seen = targets({}, HOUSING), observations({"value": 8.0})
    now = at("2026-01-01")
    assert gap_table(wanted, seen.iloc[:0], now, GapSettings(), catalogue).status.tolist() == ["no_data", "no_data"]
    assert len(gap_table(wanted.iloc[:0], seen, now, GapSettings(), catalogue)) == 0
    wanted["deadline"], seen["published_at"] = pd.to_datetime(wanted["deadline"]), pd.to_datetime(seen["published_at"])
    assert gap_table(wanted, seen, now, GapSettings(), catalogue).status.tolist() == ["missed", "no_data"]
