"""Figures in words, as practice.md "Words" wants them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dashboards.wording import (
    date_text,
    decimals_of,
    gap_text,
    moment_text,
    number_text,
    period_text,
    quantity_text,
    required_text,
    share_text,
    status_text,
    target_text,
)
from measures.terms import Status

DEADLINE = date(2013, 12, 31)
BEFORE = datetime(2013, 12, 31, 15, tzinfo=UTC)
AFTER = datetime(2013, 12, 31, 16, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    base = {
        "measure": "level", "comparator": "eq", "target_value": 1300.0, "target_value_high": None, "unit": "亿斤",
        "observed": 1200.8, "gap": -99.2, "gap_unit": "亿斤", "status": "missed", "reasons": [],
        "ceiling": False, "answerable": "省农委",
    }  # fmt: skip
    return base | changes


GROWTH = {"measure": "growth", "comparator": "approx", "target_value": 11.0, "unit": "%", "gap_unit": "个百分点"}
PRICES = {
    "ceiling": True,
    "measure": "ratio",
    "comparator": "approx",
    "target_value": 3.5,
    "unit": "%",
    "gap_unit": "个百分点",
}


@pytest.mark.parametrize(
    ("value", "decimals", "zh", "en"),
    [
        (1200.8, None, "1200.8", "1,200.8"),
        (-99.2, None, "−99.2", "−99.2"),
        (1200.8 - 1300, None, "−99.2", "−99.2"),
        ("1.30", None, "1.30", "1.30"),
        (Decimal("5200"), None, "5200", "5,200"),
        (11.86, 1, "11.9", "11.9"),
        (-0.0, None, "0", "0"),
        (1e15, None, "1000000000000000", "1,000,000,000,000,000"),
    ],
)
def test_numbers(value: Any, decimals: int | None, zh: str, en: str) -> None:
    assert number_text(value, "zh", decimals) == zh
    assert number_text(value, "en", decimals) == en


@pytest.mark.parametrize(
    ("share", "printed"), [(0.9996, "99.9%"), (1.0, "100.0%"), (1.1655, "116.6%"), (0.92369, "92.3%")]
)
def test_short_of_all_is_never_shown_as_all(share: float, printed: str) -> None:
    assert share_text(share) == printed


@pytest.mark.parametrize(("written", "decimals"), [("1.30", 2), ("12", 0), (None, 0), ("12.5%", 1)])
def test_decimals_as_published(written: str | None, decimals: int) -> None:
    assert decimals_of(written) == decimals


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (99.2, "亿斤", "99.2亿斤", "99.2 × 100 million jin"),
        (5200, "亿元", "5200亿元", "5,200 × 100 million yuan"),
        (6400, "公里", "6400公里", "6,400 km"),
        (2.3, "个百分点", "2.3个百分点", "2.3 pp"),
        (11, "%", "11%", "11%"),
        (3, "万亿元", "3万亿元", "3 trillion yuan"),
        (3, "幅", "3幅", "3 幅"),
        (115, "万", "115万", "115 × 10 000"),
    ],
)
def test_quantities(value: float, unit: str, zh: str, en: str) -> None:
    assert quantity_text(value, unit, "zh") == zh
    assert quantity_text(value, unit, "en") == en


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "距目标差99.2亿斤", "99.2 × 100 million jin short of the target"),
        ({"observed": 1400.0, "gap": 100.0}, "超过目标100亿斤", "100 × 100 million jin beyond the target"),
        (GROWTH | {"observed": 8.0, "gap": -3.0}, "低于目标3个百分点", "3 pp below the target"),
        (GROWTH | {"observed": 12.0, "gap": 1.0}, "高于目标1个百分点", "1 pp above the target"),
        (GROWTH | {"observed": 11.0, "gap": 0.0}, "与目标持平", "level with the target"),
        (PRICES | {"observed": 2.2, "gap": 1.3}, "低于控制目标1.3个百分点", "1.3 pp below the control target"),
        (PRICES | {"observed": 4.0, "gap": -0.5}, "高于控制目标0.5个百分点", "0.5 pp above the control target"),
        (
            GROWTH | {"measure": "decline", "target_value": 3.5, "observed": 3.0, "gap": -0.5},
            "降幅低于目标0.5个百分点",
            "decline 0.5 pp short of the target",
        ),
        ({"gap": None, "observed": None}, "", ""),
        ({"gap": float("nan"), "observed": float("nan")}, "", ""),
    ],
)
def test_gaps_in_words_have_no_sign(changes: dict[str, Any], zh: str, en: str) -> None:
    assert gap_text(row(**changes), "zh") == zh
    assert gap_text(row(**changes), "en") == en


def test_a_floor_that_was_passed_is_no_ceiling() -> None:
    assert gap_text(row(comparator="ge", observed=1400.0, gap=100.0)) == "超过目标100亿斤"


def test_a_target_reckoned_into_another_unit_shows_that_number() -> None:
    doubled = GROWTH | {"comparator": "eq", "target_value": 100.0, "value_text": "1", "unit": "%"}
    assert target_text(row(**doubled)) == "增长100%"
    assert target_text(row(target_value=1.3, value_text="1.30", unit="万亿元")) == "1.30万亿元"


def test_a_bare_rate_that_binds_from_above_is_worded_as_a_ceiling() -> None:
    unemployment = PRICES | {"ceiling": False, "target_value": 5.5, "observed": 5.1, "gap": 0.4, "headroom": 0.4}
    assert gap_text(row(**unemployment)) == "低于控制目标0.4个百分点"
    assert status_text(row(**unemployment, status="met")) == "在控制目标以内"


def test_an_overshot_two_sided_target_is_above() -> None:
    overshot = row(**GROWTH | {"ceiling": False, "observed": 12.0, "gap": -1.0})
    assert gap_text(overshot) == "高于目标1个百分点"


@pytest.mark.parametrize(
    ("changes", "zh"),
    [
        ({}, "测算未完成"),
        (GROWTH | {"status": "missed", "observed": 8.0, "gap": -3.0}, "测算未达到预期"),
        (PRICES | {"status": "met", "observed": 2.2, "gap": 1.3}, "在控制目标以内"),
        ({"comparator": "le", "status": "at_risk"}, "接近控制目标"),
        ({"status": "no_data", "reasons": ["deadline_not_reached"]}, "未到发布期"),
        ({"status": "no_data", "reasons": ["annual_only_pending", "deadline_not_reached"]}, "年度指标，年后公布"),
        ({"status": "no_data", "reasons": ["unit_mismatch"]}, "口径待确认（我方）"),
        ({"status": "no_data", "reasons": ["not_mapped"], "proposals": [{"indicator": "x"}]}, "口径待确认（我方）"),
        ({"status": "no_data", "reasons": ["not_mapped"], "deadline": DEADLINE, "as_of": AFTER}, "责任单位未报送"),
        (
            {"status": "no_data", "reasons": [], "deadline": DEADLINE, "as_of": AFTER, "indicator_id": "?"},
            "责任单位未报送",
        ),
        (
            {"status": "no_data", "reasons": [], "deadline": DEADLINE, "as_of": AFTER, "indicator_id": "gdp"},
            "数据尚未录入（我方）",
        ),
        ({"status": "no_data", "reasons": ["not_mapped"], "deadline": DEADLINE, "as_of": BEFORE}, "未到发布期"),
        ({"status": "no_data", "reasons": []}, "责任单位未报送"),
        ({"status": "no_data", "reasons": [], "answerable": None}, "数据尚未录入（我方）"),
        ({"status": "stale"}, "数据应发未到"),
    ],
)
def test_lights_in_words(changes: dict[str, Any], zh: str) -> None:
    assert status_text(row(**changes), "zh") == zh


def test_every_light_has_a_word_in_both_languages() -> None:
    for status in Status:
        for changes in ({}, GROWTH, {"comparator": "le"}):
            assert status_text(row(**changes, status=status), "en") != status_text(row(**changes, status=status), "zh")


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        (GROWTH, "增长11%左右", "up about 11%"),
        ({"value": 1300.0, "value_text": "1300"}, "1300亿斤", "1,300 × 100 million jin"),
        (PRICES | {"ceiling": True}, "控制在3.5%左右", "kept to about 3.5%"),
        (
            {"comparator": "ge", "target_value": 550.0, "value_text": "550", "unit": "亿公斤"},
            "550亿公斤以上",
            "at least 550 × 100 million kg",
        ),
        (GROWTH | {"comparator": "range", "target_value_high": 12.0}, "增长11%—12%", "up 11% to 12%"),
        ({"comparator": "range", "target_value_high": 1400.0}, "1300—1400亿斤", "1,300 to 1,400 × 100 million jin"),
        ({"target_value": None}, "相对目标，文件未给出数值", "relative target, no figure in the document"),
    ],
)
def test_targets_in_words(target: dict[str, Any], zh: str, en: str) -> None:
    assert target_text(row(**target), "zh") == zh
    assert target_text(row(**target), "en") == en


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2013", "2013年", "2013"),
        ("2013-06", "2013年6月", "Jun 2013"),
        ("2013-01/2013-09", "2013年1—9月", "Jan–Sep 2013"),
        ("2013Q3", "2013年第3季度", "Q3 2013"),
        ("2009/2013", "2009—2013年", "2009–2013"),
        ("1996-01/2000-12", "1996年1月至2000年12月", "Jan 1996 to Dec 2000"),
        ("odd", "odd", "odd"),
        (None, "", ""),
    ],
)
def test_periods(period: str | None, zh: str, en: str) -> None:
    assert period_text(period, "zh") == zh
    assert period_text(period, "en") == en


def test_dates_and_moments() -> None:
    assert date_text(date(2013, 9, 30), "zh") == "2013年9月30日"
    assert date_text(date(2013, 9, 30), "en") == "30 Sep 2013"
    assert date_text(None) == ""
    assert moment_text(datetime(2013, 9, 30, 16, 5, tzinfo=UTC)) == "2013-10-01 00:05"


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {"required_kind": "rest_growth", "required": 12.4871, "unit": "%"},
            "后期需增长12.5%左右",
            "the rest must grow by about 12.5%",
        ),
        (
            {"required_kind": "rest_amount", "required": 3000.02, "unit": "亿元", "observed_text": "4499.98"},
            "后期需完成3000.02亿元",
            "3,000.02 × 100 million yuan still to come",
        ),
        ({"required_kind": "rest_amount", "required": 5.0, "status": "missed"}, "", ""),
        ({"required_kind": None, "required": None}, "", ""),
    ],
)
def test_what_the_rest_must_bring(changes: dict[str, Any], zh: str, en: str) -> None:
    assert required_text(row(**{"status": "off_track", **changes}), "zh") == zh
    assert required_text(row(**{"status": "off_track", **changes}), "en") == en
