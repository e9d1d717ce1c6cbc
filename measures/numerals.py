"""Numbers as documents and cells write them: digits, full width, Chinese numerals, 百分之…, …成.

A number is split from its magnitude: 二千九百万人 is 2900 with the magnitude 万, which belongs to the unit (万人);
1.3万亿元 is 1.3 with 万亿. Every pattern is possessive and every reading is bounded, so time grows linearly with the
text whatever stands in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from measures.chinese import DIGITS, LARGE, MAGNITUDES, SIMPLIFIED, SMALL, chinese_value, trailing_magnitude

#: Figures with more characters are no statistics (serial numbers, hostile input) and are not read.
LONGEST: Final = 30


class NumberKind(StrEnum):
    """How a number is written."""

    DIGITS = "digits"  #: 1142.7, ３．５, 1,142.7
    CHINESE = "chinese"  #: 二千九百
    MIXED = "mixed"  #: 1亿5000, 6成, 百分之6
    FRACTION = "fraction"  #: 百分之六, 三分之一, 七成五


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number in a text; `start` and `end` do not cover the magnitude, which belongs to the unit."""

    #: the number before its magnitude
    value: Decimal
    #: first character, code points from 0
    start: int
    #: end-exclusive
    end: int
    #: the characters as they stand
    text: str
    #: ASCII digits as written: separators removed, decimals kept ("1.30")
    value_text: str
    #: digits after the decimal point
    decimals: int
    kind: NumberKind
    #: "%", "‰" or "‱" where the numeral itself carries it (百分之六, 六成) or its cell shows it, else None
    unit: str | None = None
    #: what follows and multiplies: "万", "亿", "万亿", "千万" …, "" for none
    magnitude: str = ""

    @property
    def total(self) -> Decimal:
        """The value with its magnitude applied: 二千九百万 is 29000000."""
        return self.value * MAGNITUDES.get(self.magnitude, 1)


_ARABIC: Final = "0-9０-９"
_CHINESE: Final = "".join(DIGITS)
_NUMERAL: Final = _CHINESE + "".join(SMALL) + "".join(LARGE)
_DECIMALS: Final = rf"(?:点[{_CHINESE}]++[万亿萬億]*+)?+"
_RUN: Final = rf"[{_NUMERAL}]++{_DECIMALS}"
_FIGURE: Final = rf"[{_ARABIC}]++(?:[.．,，][{_ARABIC}]++)*+"
_FIRST: Final = f"[{_CHINESE}十拾]"
#: A run that begins with 百, 千, 万 counts nothing (the 万 of 5万人), except before 分之.
_CANDIDATE: Final = re.compile(
    rf"(?P<figure>{_FIGURE})"
    rf"|(?P<run>{_FIRST}(?<![{_NUMERAL}]{_FIRST})[{_NUMERAL}]*+{_DECIMALS}|[百千万萬佰仟](?=分之))"
    rf"(?:分之(?P<part>{_FIGURE}|{_RUN}))?+"
)
#: 千瓦, 千克, 千米 … are units of their own; 百分点 and 百分之 begin with no magnitude.
_MAGNITUDE: Final = re.compile(r"[十百千]?[万萬][亿億]|[十百千]?[万亿萬億]|千(?![瓦克米卡伏帕赫焦乏])|百(?!分)")
#: What goes on below a magnitude: 5000 in 1亿5000万, 5 in 2万5千; not a date (投资3亿2013年).
_STEP: Final = re.compile(
    rf"(?P<magnitude>[十百千]?[万亿萬億]|[千百])(?P<digits>[{_ARABIC}]{{1,12}}+)(?![.．,，年月日])"
)
#: 六成 and 七成五 are percentages, 一成员 and 五成立 are not: only this may follow.
_TENTHS: Final = re.compile(
    r"成(?:(?P<half>半)|(?P<more>[一二三四五六七八九1-9]))?(?=[以左多及和、，。；：！？,.;:!?\s）)的至到\-—~～─]|$)"
)
_NARROW: Final = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})++(?:\.[0-9]++)?")
_MINUS: Final = frozenset("-－−﹣")
#: A minus sign stands after one of these or at the start; after anything else it is a dash (2011-2015, 6月-8月).
_BEFORE_MINUS: Final = frozenset(" \t\n\r\u3000(（[【：:，,；;、=＝|“\"'为是达至到增长降约")
_PARTS: Final = {"百": "%", "千": "‰", "万": "‱", "萬": "‱", "佰": "%", "仟": "‰"}
#: Vague numbers: 几十, 数百, 十几.
_VAGUE: Final = frozenset("几数幾數")
#: A nought that stands alone begins a word (零部件, 零售) or an item (○).
_NOTHING: Final = frozenset("零〇○")


def find_numbers(text: str) -> list[Number]:
    """All numbers of a text in order; vague ones (几十, 数百), plan names (十二五) and item paths (1.2.3) are none."""
    return list(_numbers(text))


def read_number(text: str) -> Number | None:
    """The number that the whole text is, magnitude included, or None: 二千九百万, 百分之六, 1.3万亿."""
    stripped = text.strip()
    if not 0 < len(stripped) <= 2 * LONGEST:
        return None
    number = next(_numbers(stripped), None)
    if number is None or number.start or number.end + len(number.magnitude) != len(stripped):
        return None
    before = text.index(stripped)
    return replace(number, start=before, end=before + number.end)


def _numbers(text: str) -> Iterator[Number]:
    taken = 0
    for match in _CANDIDATE.finditer(text):
        if match.start() < taken:
            continue
        if match["figure"] is not None:
            found = _figures(text, *match.span())
        elif match["part"] is not None:
            found = _fraction(match)
        else:
            found = _chinese(text, match["run"], match.start())
        for number in found:
            taken = number.end
            yield number


def _number(
    text: str, start: int, end: int, written: str, kind: NumberKind, *, unit: str | None = None, magnitude: str = ""
) -> Number:
    return Number(
        value=Decimal(written),
        start=start,
        end=end,
        text=text[start:end],
        value_text=written,
        decimals=len(written.partition(".")[2]),
        kind=kind,
        unit=unit,
        magnitude=magnitude,
    )


def _plain(value: Decimal) -> str:
    """Digits without exponent and without zeros that nobody wrote."""
    whole = value.to_integral_value()
    return format(whole if value == whole else value.normalize(), "f")


def _magnitude(text: str, at: int) -> str:
    match = _MAGNITUDE.match(text, at)
    return match[0].translate(SIMPLIFIED) if match else ""


# --- digits ---


def _figures(text: str, start: int, end: int) -> Iterator[Number]:
    """The numbers of a run of digits, points and commas: 1,142.7 is one, 8000，3000 are two, 1.2.3 is none."""
    for at, run in _pieces(text[start:end], start):
        number = _figure(text, at, run)
        if number:
            yield number


def _pieces(raw: str, start: int) -> Iterator[tuple[int, str]]:
    """A run where its commas part thousands, else what stands between full-width commas, else between any."""
    run = raw.translate(_NARROW)
    if "," not in run or (not ("," in raw and "，" in raw) and _THOUSANDS.fullmatch(run)):
        yield start, run
        return
    wide, at = "，" in raw, start
    for part in raw.split("，" if wide else ","):
        if wide and "," in part:
            yield from _pieces(part, at)
        else:
            yield at, part.translate(_NARROW)
        at += len(part) + 1


def _figure(text: str, start: int, run: str) -> Number | None:
    plain, end = run.replace(",", ""), start + len(run)
    if len(plain) > LONGEST or plain.count(".") > 1:
        return None
    if "." not in plain:
        compound = _compound(text, start, end, plain) or _tenths(text, start, end, Decimal(plain), NumberKind.MIXED)
        if compound:
            return compound
    if start and text[start - 1] in _MINUS and (start == 1 or text[start - 2] in _BEFORE_MINUS):
        start, plain = start - 1, "-" + plain
    return _number(text, start, end, plain, NumberKind.DIGITS, magnitude=_magnitude(text, end))


def _compound(text: str, start: int, end: int, plain: str) -> Number | None:
    """1亿5000(万) and 3万5(千): digits that go on below their magnitude; the value is counted in the last one."""
    step = _STEP.match(text, end)
    if step is None:
        return None
    total, above, count, places = 0, 10**16, int(plain), 0
    while step:
        scale = MAGNITUDES[step["magnitude"].translate(SIMPLIFIED)]
        if count * scale >= above:
            return None
        total, above, count = total + count * scale, scale, int(step["digits"])
        end, places = step.end(), len(step["digits"])
        step = _STEP.match(text, end)
    magnitude = _magnitude(text, end)
    scale = MAGNITUDES.get(magnitude, 1)
    written_out = 10**places == above  # 3万5000, but 3万20 are two numbers
    if count * scale >= above or not (magnitude or written_out):
        return None
    if scale < MAGNITUDES["万"]:
        total, end, magnitude = total + count * scale, end + len(magnitude), ""
    else:
        total = (total + count * scale) // scale
    return _number(text, start, end, str(total), NumberKind.MIXED, magnitude=magnitude)


def _tenths(text: str, start: int, at: int, tenths: Decimal, kind: NumberKind) -> Number | None:
    """六成 is 60 %, 七成五 is 75 %."""
    match = _TENTHS.match(text, at) if text.startswith("成", at) and 0 < tenths <= 10 else None
    if match is None:
        return None
    more = 5 if match["half"] else DIGITS.get(match["more"]) or int(match["more"] or 0)
    return _number(text, start, match.end(), _plain(tenths * 10 + more), kind, unit="%")


# --- Chinese numerals ---


def _chinese(text: str, run: str, start: int) -> Iterator[Number]:
    end = start + len(run)
    vague = (start and text[start - 1] in _VAGUE) or (end < len(text) and text[end] in _VAGUE) or run in _NOTHING
    value = None if vague or len(run) > LONGEST else chinese_value(run)
    if value is None:
        return
    tenths = _tenths(text, start, end, value, NumberKind.FRACTION) if len(run) == 1 else None
    if tenths:
        yield tenths
        return
    magnitude = trailing_magnitude(run)
    written = _plain(value / MAGNITUDES[magnitude]) if magnitude else format(value, "f")
    yield _number(text, start, end - len(magnitude), written, NumberKind.CHINESE, magnitude=magnitude)


def _fraction(match: re.Match[str]) -> Iterator[Number]:
    """百分之六 is 6 %, 千分之四点五 is 4.5 ‰, 三分之一 is 33.33 %."""
    run, part = match["run"], match["part"]
    if len(run) > LONGEST or len(part) > LONGEST:
        return
    chinese = part[0] in _NUMERAL
    value = _numerator(part) if chinese else _plain_figure(part)
    unit = _PARTS.get(run, "%")
    if value is not None and run not in _PARTS:
        whole = chinese_value(run)
        value = (value * 100 / whole).quantize(Decimal("0.01")) if whole else None
    if value is None:
        return
    written = format(value, "f") if run in _PARTS else _plain(value)
    kind = NumberKind.FRACTION if chinese else NumberKind.MIXED
    yield _number(match.string, *match.span(), written, kind, unit=unit)


def _numerator(part: str) -> Decimal | None:
    return Decimal(100) if part in ("百", "佰") else chinese_value(part)


def _plain_figure(part: str) -> Decimal | None:
    plain = part.translate(_NARROW)
    return Decimal(plain) if plain.count(".") < 2 and "," not in plain else None


# --- cells ---

#: What nine cells of ten hold, read without further ado.
_PLAIN: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_SPACES: Final = re.compile(r"[\s\u200b\ufeff]+")
_CELL: Final = re.compile(
    r"(?P<sign>[-+−﹣–▲△]?+) ?"
    r"(?P<digits>[1-9][0-9]{0,2}(?:[, ][0-9]{3})+(?:\.[0-9]+)?|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<exponent>[eE][-+]?[0-9]{1,2})? ?(?P<unit>[%‰]?+)"
)
_BRACKETS: Final = re.compile(r"\((?P<inside>[^()]++)\)")
_CELL_NARROW: Final = str.maketrans("０１２３４５６７８９．，＋－％（）", "0123456789.,+-%()")


def read_cell_number(text: str) -> Number | None:
    """The number that a cell holds, or None for anything else; `unit` is "%" or "‰" where the cell shows it.

    Full width, thousands separators (comma or space, groups of three), exponents, signs (- − ▲) and accounting brackets
    for negatives are read. A footnote mark, a unit, a second number or a leading zero (007 is a code) make it none: a
    question is better than a wrong value.
    """
    if not 0 < len(text) <= 2 * LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return _number(text, 0, len(text), text, NumberKind.DIGITS)
    cell = _SPACES.sub(" ", text.translate(_CELL_NARROW)).strip(" '")
    brackets = _BRACKETS.fullmatch(cell)
    match = _CELL.fullmatch(brackets["inside"].strip() if brackets else cell)
    if match is None or (brackets and (match["sign"] or not _accounting(match["digits"]))):
        return None
    written = _tidied(match["digits"] + (match["exponent"] or ""))
    if brackets or match["sign"] not in ("", "+"):
        written = "-" + written
    return _number(text, 0, len(text), written, NumberKind.DIGITS, unit=match["unit"] or None)


def _accounting(digits: str) -> bool:
    """Brackets mean a negative only round a figure; (1) is a footnote and (2013) a year."""
    return any(mark in digits for mark in ".,") or len(digits) == 3 or len(digits) > 4


def _tidied(digits: str) -> str:
    """Plain digits: 1.2E+05 is 120000, .5 is 0.5, 12. is 12, 1,142.70 keeps its zero."""
    plain = re.sub("[, ]", "", digits).removesuffix(".")
    return format(Decimal(plain), "f")
