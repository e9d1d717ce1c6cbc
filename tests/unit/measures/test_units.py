"""Units are known by every usual name, convert exactly within a dimension and refuse across them."""

import csv
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import quickest

from measures import unit_names
from measures.chinese import MAGNITUDES
from measures.errors import UnitMismatch, UnknownUnit
from measures.units import (
    BARE,
    convert,
    factor,
    joined,
    known_unit,
    match_unit,
    split_quantity,
    unit,
    with_dimension_of,
)

#: Every name that units.txt defines, and families of one dimension.
NAMES = sorted(unit_names.names())
FAMILIES = [
    ["亩", "公顷", "平方米", "平方公里", "万亩", "千公顷"],
    ["斤", "公斤", "吨", "克", "亿斤", "亿公斤", "万吨"],
    ["米", "公里", "里", "毫米", "海里"],
    ["千瓦时", "度", "兆瓦时", "吉焦", "亿千瓦时", "焦耳"],
    ["%", "‰", "‱", "成"],
    ["元", "万元", "亿元", "万亿元", "角", "100 million yuan"],
    ["吨/公顷", "公斤/亩", "千克/公顷", "斤/亩"],
]
pairs = st.sampled_from(FAMILIES).flatmap(lambda family: st.tuples(st.sampled_from(family), st.sampled_from(family)))


@pytest.mark.parametrize(
    ("frm", "to", "expected"),
    [
        ("亿斤", "亿公斤", "0.5"),
        ("公顷", "亩", "15"),
        ("平方公里", "公顷", "100"),
        ("万套", "套", "10000"),
        ("万亿元", "亿元", "10000"),
        ("公里", "米", "1000"),
        ("万千瓦", "千瓦", "10000"),
        ("千瓦小时", "度", "1"),
        ("个百分点", "百分点", "1"),
        ("‰", "%", "0.1"),
        ("名", "人", "1"),
        ("百万美元", "亿美元", "0.01"),
        ("千克标准煤", "吨标准煤", "0.001"),
        ("元/人", "万元/人", "0.0001"),
        ("吨标准煤/万元", "千克标准煤/元", "0.1"),
        ("公斤/亩", "千克/公顷", "15"),
        ("微克/立方米", "毫克/立方米", "0.001"),
        ("人/百亿元", "人/亿元", "0.01"),
        ("千克/吨", "1", "0.001"),
        ("万", "亿", "0.0001"),
        ("100 million yuan", "亿元", "1"),
        ("10 000 persons", "万人", "1"),
    ],
)
def test_the_same_dimension_converts(frm: str, to: str, expected: str) -> None:
    assert factor(frm, to) == Decimal(expected)


def test_a_value_converts_to_the_figure_that_people_reckon() -> None:
    assert convert(Decimal("1142.7"), "亿斤", "亿公斤") == Decimal("571.35")
    assert convert(1142.7, "亿斤", "亿公斤") == 571.35
    assert convert(0.1, "亿元", "万元") == 1000.0
    assert convert(Decimal(100), "亩", "公顷") == Decimal("6.666666666666666666666666667")
    assert convert(float("inf"), "亿斤", "亿公斤") == float("inf")
    assert convert(Decimal("NaN"), "亿斤", "亿公斤").is_nan()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%", "个百分点"),
        ("亿元", "套"),
        ("亿元", "亿美元"),
        ("人", "人次"),
        ("人", "户"),
        ("家", "所"),
        ("亩", "亩次"),
        ("公里", "延米"),
        ("吨", "吨标准煤"),
        ("吨标准煤", "吨二氧化碳"),
        ("立方米", "标准立方米"),
        ("千瓦", "千瓦时"),
        ("上年=100", "%"),
        ("上年=100", "上月=100"),
        ("倍", "番"),
        ("年", "天"),
        ("元/人", "元"),
        ("万", "万人"),
        ("吨级", "吨"),
        ("分", "分钟"),
    ],
)
def test_other_dimensions_refuse_with_the_facts(one: str, other: str) -> None:
    with pytest.raises(UnitMismatch) as caught:
        convert(Decimal(1), one, other)
    assert (caught.value.unit, caught.value.other) == (one, other)
    assert caught.value.dimension == unit(one).dimension != unit(other).dimension == caught.value.other_dimension


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("％", "%"),
        ("percent", "%"),
        ("per cent", "%"),
        ("percentage points", "百分点"),
        ("㎡", "平方米"),
        ("平米", "平方米"),
        ("m²", "平方米"),
        ("sq.m", "平方米"),
        ("平方 米", "平方米"),
        ("千米", "公里"),
        ("（亿元）", "亿元"),
        ("(亿元)", "亿元"),
        ("单位：亿元", "亿元"),
        ("单位:万 人", "万人"),
        ("Unit: 100 million yuan", "亿元"),
        ("100 Million Yuan", "亿元"),
        ("(100 million yuan)", "亿元"),
        ("10,000 persons", "万人"),
        ("10 000 persons", "万人"),
        ("10000 tons", "万吨"),
        ("1 000 hectares", "千公顷"),
        ("1000 ha", "千公顷"),
        ("billion yuan", "十亿元"),
        ("US$ million", "百万美元"),
        ("USD 100 million", "亿美元"),
        ("100 million US dollars", "亿美元"),
        ("yuan per capita", "元/人"),
        ("yuan/person", "元/人"),
        ("persons/sq.km", "人/平方公里"),
        ("kg/hectare", "千克/公顷"),
        ("100 million kWh", "亿千瓦时"),
        ("100 million kw·h", "亿千瓦时"),
        ("100 million m³", "亿立方米"),
        ("10 000 tons of SCE", "万吨标准煤"),
        ("10,000 kW", "万千瓦"),
        ("mg/m³", "毫克/立方米"),
        ("1/10万", "十万分比"),
        ("人/10万人", "人/十万人"),
        ("億元", "亿元"),
        ("萬人次", "万人次"),
        ("万亿元人民币", "万亿元"),
        ("元/（人·月）", "元/人/月"),
        ("吨·公里", "吨公里"),
        ("台（套）", "台套"),
        ("以上年为100", "上年=100"),
        ("上年同月＝100", "上年=100"),
        ("preceding year=100", "上年=100"),
        ("Rs. lakh", "十万卢比"),
        ("million", "百万"),
        ("thousands", "千"),
    ],
)
def test_other_spellings_mean_the_same_unit(text: str, same: str) -> None:
    one, other = unit(text), unit(same)
    assert (one.dimension, one.ratio, one.canonical) == (other.dimension, other.ratio, other.canonical)
    assert one.text == text


@pytest.mark.parametrize(
    "text", ["", " ", "foo", "2013", "12", "百分之", "亿元、%", "/人", "元/", "万万元", "x" * 10**6]
)
def test_what_names_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnknownUnit):
        unit(text)
    assert known_unit(text) is None


def test_a_unit_says_what_it_is_made_of() -> None:
    found = unit("万亩")
    assert (found.text, found.magnitude, found.name, found.canonical) == ("万亩", "万", "亩", "平方米")
    assert (found.dimension, found.ratio) == ("area", Fraction(20_000_000, 3))
    assert unit("万元/人").name == "元/人"
    bare = unit("亿")
    assert (bare.dimension, bare.name, bare.factor) == (BARE, "", 10**8)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_dimension_and_a_canonical_unit_that_counts_one(name: str) -> None:
    found = unit(name)
    assert found.ratio > 0
    assert unit(found.canonical).dimension == found.dimension
    assert unit(found.canonical).ratio == 1
    assert unit(found.name).ratio == found.ratio


@pytest.mark.parametrize("spelling", sorted(unit_names._spelling_lines()))
def test_every_spelling_leads_to_a_unit(spelling: str) -> None:
    text = spelling.replace("-", " yuan") if spelling.endswith("-") else spelling
    assert known_unit(text) is not None


def test_magnitudes_are_the_same_for_numerals_and_units() -> None:
    assert set(unit_names.magnitudes()) == set(MAGNITUDES) - {"十"}
    for magnitude in unit_names.magnitudes():
        assert factor(f"{magnitude}千瓦", "千瓦") == MAGNITUDES[magnitude]


@given(
    pairs,
    st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=4, allow_nan=False, allow_infinity=False),
)
def test_there_and_back_is_the_same_value(pair: tuple[str, str], value: Decimal) -> None:
    there, back = pair
    assert convert(convert(value, there, back), back, there).quantize(Decimal("1e-8")) == value
    assert factor(there, back) == pytest.approx(1 / factor(back, there), rel=Decimal("1e-26"))


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_two_units_convert_exactly_where_their_dimensions_agree(one: str, other: str) -> None:
    if unit(one).dimension == unit(other).dimension:
        assert factor(one, other) > 0
    else:
        with pytest.raises(UnitMismatch):
            factor(one, other)


@given(
    st.sampled_from(sorted(MAGNITUDES)), st.sampled_from(sorted(MAGNITUDES)), st.sampled_from(["人", "元/人", "千瓦"])
)
def test_magnitudes_multiply(one: str, other: str, name: str) -> None:
    scale = MAGNITUDES[one] * MAGNITUDES[other]
    if "十" in (one, other) or scale not in {MAGNITUDES[m] for m in unit_names.magnitudes()}:
        with pytest.raises(UnknownUnit):
            joined(one, joined(other, name))
    else:
        assert factor(joined(one, joined(other, name)), name) == scale


def test_a_bare_magnitude_takes_the_kind_of_its_indicator() -> None:
    assert with_dimension_of("万", "人") == "万人"
    assert with_dimension_of("万", "亿人") == "万人"
    assert with_dimension_of("亿", "万元/人") == "亿元/人"
    assert joined("万", "万元") == "亿元"
    with pytest.raises(UnitMismatch):
        with_dimension_of("万套", "人")


@pytest.mark.parametrize(
    ("text", "value", "unit_text"),
    [
        ("1142.7亿斤", "1142.7", "亿斤"),
        ("5200 亿元", "5200", "亿元"),
        ("二千九百万人", "2900", "万人"),
        ("百分之六", "6", "%"),
        ("3.5％", "3.5", "％"),
        ("0.5个百分点", "0.5", "个百分点"),
        ("1,200.5 万吨", "1200.5", "万吨"),
    ],
)
def test_a_quantity_is_split_into_number_and_unit(text: str, value: str, unit_text: str) -> None:
    found = split_quantity(text)
    assert found is not None
    assert found.unit is not None
    assert (found.number.value, found.unit.text) == (Decimal(value), unit_text)


def test_a_number_alone_has_no_unit_and_a_sentence_is_no_quantity() -> None:
    found = split_quantity("1142.7")
    assert found is not None
    assert found.unit is None
    for text in ("增长3.5%", "3.5%以上", "百分之六个", "亿元", "", "1" * 10**6):
        assert split_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("5200亿元以上", 4, "亿元"),
        ("建设5万延米桥梁", 3, "万延米"),
        ("300万人次，增长", 3, "万人次"),
        ("550亿公斤以上", 3, "亿公斤"),
        ("下降0.5个百分点", 5, "个百分点"),
        ("3个项目", 1, "个"),
        ("2000万千瓦时", 4, "万千瓦时"),
        ("2000万千瓦", 4, "万千瓦"),
        ("35微克/立方米以下", 2, "微克/立方米"),
        ("12人/百亿元", 2, "人/百亿元"),
        ("1.2万元／人", 3, "万元／人"),
        ("3．5％左右", 3, "％"),
        ("115万以上农村人口", 3, "万"),
        ("10万户籍人口", 2, "万"),
        ("5萬人次", 1, "萬人次"),
        ("20km高速", 2, "km"),
        ("5元/次会议", 1, "元/次"),
        ("2个/", 1, "个"),
    ],
)
def test_the_longest_unit_at_a_position_is_found(text: str, at: int, expected: str) -> None:
    found = match_unit(text, at)
    assert found is not None
    assert found.text == expected


@pytest.mark.parametrize(
    ("text", "at"), [("3方面", 1), ("5G网络", 1), ("3家庭", 1), ("12", 2), ("第3级别", 2), ("成立", 0)]
)
def test_words_that_only_begin_like_a_unit_are_none(text: str, at: int) -> None:
    assert match_unit(text, at) is None


def test_every_lookalike_begins_like_a_unit_and_is_none() -> None:
    for first, words in unit_names._lookalikes().items():
        for word in words:
            assert match_unit("3" + word, 1) is None, word
            assert any(match_unit("3" + word[:length], 1) for length in range(1, len(word))), word
            assert word.startswith(first)


def test_a_unit_is_found_in_constant_time_whatever_follows() -> None:
    text = "万" * 2_000_000

    def match_everywhere() -> None:
        for at in range(0, len(text), 1000):
            match_unit(text, at)

    assert quickest(match_everywhere) < 2


def test_pint_is_imported_only_when_a_unit_is_asked_for() -> None:
    program = (
        "import sys, measures.units as u; print('pint' in sys.modules); u.unit('元'); print('pint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_the_units_of_the_statistics_are_all_known(shared: Path) -> None:
    folder = shared / "data"
    seen = set()
    for file in sorted(folder.glob("*.csv")) + sorted((folder / "series").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            seen |= {row["unit"] for row in csv.DictReader(lines) if row["unit"]}
    assert len(seen) > 40
    assert {text for text in seen if known_unit(text) is None} == set()
