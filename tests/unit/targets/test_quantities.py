"""Quantities: numbers with units, bounds, ranges, pairs."""

from decimal import Decimal

import pytest

from measures.terms import Comparator
from targets.folding import fold
from targets.quantities import Quantity, find_quantities


def only(text: str) -> Quantity:
    (found,) = find_quantities(fold(text))
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("投资5200亿元以上", "5200", "亿元", "ge"),
        ("投资1.3万亿元", "1.3", "万亿元", "eq"),
        ("增长１０．５％", "10.5", "%", "eq"),
        ("增长百分之五点五左右", "5.5", "%", "approx"),
        ("控制在千分之六点八以内", "6.8", "‰", "le"),
        ("控制在3.5%左右", "3.5", "%", "approx"),
        ("不低于三分之一", "33.33", "%", "ge"),
        ("六成以上", "60", "%", "ge"),
        ("新打旧井600余眼", "600", "眼", "gt"),
        ("解决600万以上农村群众饮水问题", "600", "万", "ge"),
        ("二千九百万人", "2900", "万人", "eq"),
        ("突破12万元", "12", "万元", "gt"),
        ("提高2个百分点", "2", "个百分点", "eq"),
        ("控制在0.6人/百亿元以下", "0.6", "人/百亿元", "le"),
        ("29微克/立方米", "29", "微克/立方米", "eq"),
        ("死亡率控制在10/10万以下", "10", "/10万", "le"),
        ("翻两番", "300", "%", "eq"),
        ("1,142.7亿斤", "1142.7", "亿斤", "eq"),
    ],
)
def test_number_unit_and_bound(text: str, value: str, unit: str, comparator: str) -> None:
    found = only(text)
    assert (found.value, found.unit, found.comparator) == (Decimal(value), unit, Comparator(comparator))


def test_ranges_are_one_quantity() -> None:
    for text in ("3至5个", "6.5%-7%", "12万人至13万人", "百分之六至百分之七", "8%—9%"):
        found = only(text)
        assert found.comparator is Comparator.RANGE
        assert found.high is not None
        assert found.value < found.high


@pytest.mark.parametrize(
    ("text", "old", "new", "amended"),
    [
        ("从25元提高到30元", 25, 30, False),
        ("由每人每年1200元提高到1560元", 1200, 1560, False),
        ("由7.5%左右调整为4%左右", "7.5", 4, True),
        ("由控制在3.5%以内放宽至4.5%以内", "3.5", "4.5", True),
        ("由10个工作日缩短到5个工作日", 10, 5, False),
    ],
)
def test_pairs_are_one_quantity_with_a_baseline(text: str, old: str, new: str, amended: bool) -> None:
    found = only(text)
    assert (found.baseline, found.value, found.amended) == (Decimal(old), Decimal(new), amended)


@pytest.mark.parametrize(
    "text", ["2013年3月5日", "第八届", "PM2.5", "5G-A", "十二五", "一、二级公路", "12月底", "50强", "3A级"]
)
def test_dates_ordinals_names_and_grades_are_none(text: str) -> None:
    found = [q for q in find_quantities(fold(text)) if not q.unitless and not q.loose and q.kind != "time"]
    assert not found


def test_small_chinese_counts_are_marked_as_loose() -> None:
    assert only("十项重点工程").loose
    assert not only("10项重点工程").loose
