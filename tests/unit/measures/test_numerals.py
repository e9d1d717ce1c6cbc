"""Numbers are read as documents and cells write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import quickest

from measures.chinese import chinese_value
from measures.numerals import NumberKind, find_numbers, read_cell_number, read_number


def written(number: int) -> str:
    """A whole number as Chinese writes it, for the round trip."""
    if number == 0:
        return "零"
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")

    def section(value: int) -> str:
        text, gap = "", False
        for place in (3, 2, 1, 0):
            digit = value // 10**place % 10
            if digit:
                text += ("零" if gap and text else "") + digits[digit] + places[place]
                gap = False
            else:
                gap = True
        return text

    parts, rest = [], number
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        value, rest = divmod(rest, scale)
        if value:
            parts.append((value, written(value) if value >= 10**4 else section(value), name))
        else:
            parts.append((0, "", ""))
    text = ""
    for value, characters, name in parts:
        if value:
            text += ("零" if text and value < 1000 and not text.endswith("零") else "") + characters + name
    return text


@pytest.mark.parametrize(
    ("text", "value", "magnitude", "unit"),
    [
        ("5200亿元", "5200", "亿", None),
        ("1.3万亿元", "1.3", "万亿", None),
        ("３．５％", "3.5", "", None),
        ("1,142.7亿斤", "1142.7", "亿", None),
        ("1，142.7亿斤", "1142.7", "亿", None),
        ("１，１４２．７亿斤", "1142.7", "亿", None),
        ("二千九百万人", "2900", "万", None),
        ("两千人", "2000", "", None),
        ("一百零五个", "105", "", None),
        ("十二个", "12", "", None),
        ("三万亿元", "3", "万亿", None),
        ("一点五万亿元", "1.5", "万亿", None),
        ("一亿五千万元", "15000", "万", None),
        ("1亿5000万元", "15000", "万", None),
        ("一万二千亿元", "12000", "亿", None),
        ("一百二十万零三百", "1200300", "", None),
        ("叁仟万元", "3000", "万", None),
        ("二〇一三年", "2013", "", None),
        ("百分之六", "6", "", "%"),
        ("百分之六十五点五", "65.5", "", "%"),
        ("百分之百", "100", "", "%"),
        ("百分之6.5", "6.5", "", "%"),
        ("千分之四点五", "4.5", "", "‰"),
        ("万分之三", "3", "", "‱"),
        ("三分之一", "33.33", "", "%"),
        ("四分之三", "75", "", "%"),
        ("六成以上", "60", "", "%"),
        ("七成五", "75", "", "%"),
        ("七成半", "75", "", "%"),
        ("6成左右", "60", "", "%"),
        ("3万5千公里", "35000", "", None),
        ("3万5000人", "35000", "", None),
        ("5千万元", "5", "千万", None),
        ("5百万元", "5", "百万", None),
        ("3千元", "3", "千", None),
        ("10萬戶", "10", "万", None),
        ("3億元", "3", "亿", None),
    ],
)
def test_a_number_is_split_from_its_magnitude(text: str, value: str, magnitude: str, unit: str | None) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.magnitude, number.unit) == (Decimal(value), magnitude, unit)
    assert text[number.start : number.end] == number.text
    assert number.start == 0


@pytest.mark.parametrize("text", ["500千瓦", "500千瓦时", "20千米", "5千克", "3个百分点", "5百分点"])
def test_names_that_begin_with_a_magnitude_keep_it(text: str) -> None:
    assert find_numbers(text)[0].magnitude == ""


@pytest.mark.parametrize(
    "text",
    [
        "十二五规划",
        "三五个",
        "七八个",
        "十几个",
        "几十万",
        "数百万",
        "数十个",
        "三四千人",
        "百亿产业",
        "千方百计",
        "队伍建设",
        "大陆",
        "第1.2.3条",
        "零部件",
        "零售额",
        "○ 加强管理",
        "192.168.0.1",
        "2013.6.30",
        "1" * 31,
        "九" * 31,
    ],
)
def test_vague_numbers_plan_names_and_item_paths_are_none(text: str) -> None:
    assert find_numbers(text) == []


def test_a_list_of_numbers_is_not_joined() -> None:
    assert [n.value_text for n in find_numbers("郑州8000，开封3000,洛阳2500")] == ["8000", "3000", "2500"]
    assert [n.value_text for n in find_numbers("分别为12,13,14")] == ["12", "13", "14"]
    assert [n.value_text for n in find_numbers("分别为1,142，2013")] == ["1142", "2013"]


def test_the_decimals_as_written_are_kept() -> None:
    (number,) = find_numbers("达到1.30万亿元")
    assert (number.value_text, number.decimals, number.value) == ("1.30", 2, Decimal("1.3"))


def test_numbers_below_a_magnitude_are_joined_only_where_they_fit() -> None:
    assert [n.value_text for n in find_numbers("投资3亿2013年完成")] == ["3", "2013"]
    assert [n.value_text for n in find_numbers("完成3万20项")] == ["3", "20"]
    assert [n.value_text for n in find_numbers("共5万7万")] == ["5", "7"]


def test_a_dash_is_a_minus_only_where_a_value_begins() -> None:
    assert [n.value for n in find_numbers("增长-1.5%")] == [Decimal("-1.5")]
    assert [n.value for n in find_numbers("－3.5")] == [Decimal("-3.5")]
    assert [n.value for n in find_numbers("2011-2015年")] == [2011, 2015]
    assert [n.value for n in find_numbers("6月-8月")] == [6, 8]
    assert [n.value for n in find_numbers("5.5%-6%")] == [Decimal("5.5"), Decimal(6)]


def test_tenths_are_no_part_of_words() -> None:
    assert [n.unit for n in find_numbers("第三成员")] == [None]
    assert [n.value for n in find_numbers("一成立就")] == [1]
    assert [n.value for n in find_numbers("15成左右")] == [15]


def test_the_kind_tells_how_a_number_was_written() -> None:
    kinds = [n.kind for n in find_numbers("12、十二、1亿5000万、三分之一、6成")]
    assert kinds == [
        NumberKind.DIGITS, NumberKind.CHINESE, NumberKind.MIXED, NumberKind.FRACTION, NumberKind.MIXED
    ]  # fmt: skip


def test_a_whole_text_is_one_number_or_none() -> None:
    number = read_number(" 二千九百万 ")
    assert number is not None
    assert (number.value, number.magnitude, number.total) == (2900, "万", 29_000_000)
    assert (number.start, number.end) == (1, 5)
    assert read_number("1.3万亿") is not None
    assert read_number("5200亿元") is None
    assert read_number("约12") is None
    assert read_number("") is None
    assert read_number("1" * 10**6) is None


@pytest.mark.parametrize(
    ("text", "value_text", "unit"),
    [
        ("1,142.70", "1142.70", None),
        (" １，２３４．５　", "1234.5", None),
        ("1 234 567.8", "1234567.8", None),
        ("1\u00a0234", "1234", None),
        ("12.3%", "12.3", "%"),
        ("12.3 ％", "12.3", "%"),
        ("4.5‰", "4.5", "‰"),
        ("-3.5", "-3.5", None),
        ("－3.5", "-3.5", None),
        ("−0.3", "-0.3", None),
        ("▲3.5", "-3.5", None),
        ("+3.5", "3.5", None),
        ("(1,234.5)", "-1234.5", None),
        ("（0.5）", "-0.5", None),
        ("(250)", "-250", None),
        ("1.2E+05", "120000", None),
        ("5e-2", "0.05", None),
        ("12.", "12", None),
        (".5", "0.5", None),
        ("0.0", "0.0", None),
        ("'123", "123", None),
        ("7", "7", None),
    ],
)
def test_cells_are_read_as_they_write_numbers(text: str, value_text: str, unit: str | None) -> None:
    number = read_cell_number(text)
    assert number is not None
    assert (number.value_text, number.value, number.unit) == (value_text, Decimal(value_text), unit)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "…", "..", "—", "x", "12.3*", "12①", "12 3", "1,14", "12,345,6", "(1)", "(2013)", "(-5.5)",
        "12亿元", "1.2.3", "nan", "inf", "1e999", "5-6", "二十", "%", "1" * 61, "12 34 567", "007", "012.5",
    ],
)  # fmt: skip
def test_what_is_not_plainly_one_number_is_none(text: str) -> None:
    assert read_cell_number(text) is None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_numerals_come_back_as_the_number_that_was_written(number: int) -> None:
    assert chinese_value(written(number)) == number
    found = read_number(written(number))
    assert number == 0 or (found is not None and found.total == number)


@given(st.integers(min_value=0, max_value=99), st.integers(min_value=0, max_value=999))
def test_chinese_decimals_come_back(whole: int, rest: int) -> None:
    tail = "".join("零一二三四五六七八九"[int(digit)] for digit in f"{rest:03}")
    number = read_number(f"百分之{written(whole)}点{tail}")
    assert number is not None
    assert (number.value_text, number.unit) == (f"{whole}.{rest:03}", "%")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False))
def test_a_printed_number_is_read_back_from_a_cell(value: Decimal) -> None:
    for text in (f"{value:f}", f"{value:,f}", f"{value:,f}".replace(",", " ")):
        number = read_cell_number(text)
        assert number is not None
        assert (number.value, number.decimals) == (value, 3)


@given(st.text(alphabet="0123456789０５.,，．一二十百千万亿〇零点分之成几-－(（%壹拾 年个", max_size=60))
def test_whatever_the_text_the_numbers_lie_in_order_within_it(text: str) -> None:
    at = 0
    for number in find_numbers(text):
        assert at <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.text
        assert number.value == Decimal(number.value_text)
        at = number.end
    read_cell_number(text)
    read_number(text)


@pytest.mark.parametrize(
    "piece", ["1", "１", "九", "1,", "1，", "1.", "百分之", "(-", "1万", "一万", "千", "点", "成", "1,111，"]
)
def test_time_grows_linearly_with_hostile_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        return quickest(lambda: find_numbers(text))

    # Eight times the text; quadratic work would take sixty-four times as long.
    assert seconds(200_000) < 20 * seconds(25_000) + 0.2
