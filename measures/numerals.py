"""Numbers as documents and cells write them: digits, full width, Chinese numerals, 百分之…, …成.

A number is split from its magnitude: 二千九百万人 is 2900 with the magnitude 万, which belongs to the unit (万人); 1.3万亿元 is 1.3 with 万亿.
Every pattern is possessive and every reading is bounded, so time grows linearly with the text whatever stands in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

#: Figures with more digits are no statistics (serial numbers, hostile input) and are not read.
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
    #: "%" or "‰" or "‱" where the numeral itself carries it (百分之六, 六成), else None
    unit: str | None = None
    #: what follows and multiplies: "万", "亿", "万亿", "千万" …, "" for none
    magnitude: str = ""

    @property
    def total(self) -> Decimal:
        """The value with its magnitude applied: 二千九百万 is 29000000."""
        return self.value * MAGNITUDES[self.magnitude] if self.magnitude else self.value


#: Magnitudes and their factors.
MAGNITUDES: Final[dict[str, int]] = {
    "十": 10,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
    "十万亿": 10**13,
    "百万亿": 10**14,
}

_DIGITS: Final = "0-9０-９"
_CHINESE_DIGITS: Final = {
    **dict(zip("〇零○一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)),
    **dict(zip("兩壹贰貳叁參肆伍陆陸柒捌玖", (2, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9), strict=True)),
}
_FORMAL: Final = frozenset("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟")
_SMALL: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE: Final = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_TRADITIONAL: Final = str.maketrans("萬億", "万亿")
_DIGIT_CLASS: Final = "".join(_CHINESE_DIGITS)
_NUMERAL_CLASS: Final = _DIGIT_CLASS + "".join(_SMALL) + "".join(_LARGE)
_RUN: Final = rf"[{_NUMERAL_CLASS}]++(?:点[{_DIGIT_CLASS}]++[万亿萬億]*+)?+"
_FIGURE: Final = rf"[{_DIGITS}]++(?:[.．,，][{_DIGITS}]++)*+"
_CANDIDATE: Final = re.compile(rf"(?P<figure>{_FIGURE})|(?P<run>{_RUN})(?:分之(?P<part>{_FIGURE}|{_RUN}))?+")
#: 千瓦, 千克, 千米 … are units of their own; 百分之 and 十分 are no magnitudes.
_MAGNITUDE: Final = re.compile(r"[十百千]?[万萬][亿億]|[十百千]?[万亿萬億]|千(?![瓦克米卡伏帕赫焦伏乏])|百(?!分)")
#: 六成 is 60 %, but 一成员, 五成立 are not: what may follow.
_TENTHS: Final = re.compile(
    r"成(?:(?P<half>半)|(?P<more>[一二三四五六七八九1-9]))?(?=[以左多及和、，。；：！？,.;:!?\s）)的至到—\-~～─]|$)"
)
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})++(?:\.[0-9]++)?")
_MINUS: Final = frozenset("-－−﹣")
#: A minus sign stands after one of these or at the start; after anything else it is a dash (2011-2015, 6月-8月).
_BEFORE_MINUS: Final = frozenset(" \t\n\r\u3000(（[【：:，,；;、=＝|“\"'为是达至到增长降约")
_PARTS: Final = {"百": "%", "千": "‰", "万": "‱", "萬": "‱", "佰": "%", "仟": "‰"}


def find_numbers(text: str) -> list[Number]:
    """All numbers of a text, in order; vague ones (几十, 数百, 十几) and plan names (十二五) are none."""
    return list(_numbers(text))


def read_number(text: str) -> Number | None:
    """The number that the whole text is, magnitude included, or None: 二千九百万, 百分之六, 1.3万亿."""
    stripped = text.strip()
    offset = text.index(stripped) if stripped else 0
    for number in _numbers(stripped):
        if number.start or number.end + len(number.magnitude) != len(stripped):
            return None
        return replace(number, start=offset, end=offset + number.end)
    return None


def _numbers(text: str) -> Iterator[Number]:
    taken = 0
    for match in _CANDIDATE.finditer(text):
        start, end = match.span()
        if start < taken:
            continue
        if match["figure"] is not None:
            found = _figures(text, start, end)
        elif match["part"] is not None:
            found = _fraction(match)
        else:
            found = _chinese(text, match["run"], start)
        for number in found:
            taken = number.end
            yield number


def _magnitude(text: str, at: int) -> str:
    match = _MAGNITUDE.match(text, at)
    return match[0].translate(_TRADITIONAL) if match else ""


def _figures(text: str, start: int, end: int) -> list[Number]:
    """The numbers of a run of digits, points and commas: 1,142.7 is one, 8000，3000 are two, 1.2.3 is none."""
    run = text[start:end].translate(_FULL_WIDTH)
    commas = {c for c in text[start:end] if c in ",，"}
    if not commas or (len(commas) == 1 and _THOUSANDS.fullmatch(run)):
        pieces = [(start, run)]
    else:
        pieces = _split_at_commas(text[start:end], start)
    numbers = [_figure(text, at, piece) for at, piece in pieces]
    return [number for number in numbers if number]


def _split_at_commas(raw: str, start: int) -> list[tuple[int, str]]:
    """The pieces between full-width commas, and those between plain commas where they are no thousands."""
    pieces: list[tuple[int, str]] = []
    at = start
    for part in raw.split("，"):
        run = part.translate(_FULL_WIDTH)
        if "," not in run or _THOUSANDS.fullmatch(run):
            pieces.append((at, run))
        else:
            inner = at
            for piece in run.split(","):
                pieces.append((inner, piece))
                inner += len(piece) + 1
        at += len(part) + 1
    return pieces


def _figure(text: str, start: int, run: str) -> Number | None:
    plain = run.replace(",", "")
    if len(plain) > LONGEST or plain.count(".") > 1:
        return None
    end = start + len(run)
    mixed = _mixed(text, start, end, plain)
    if mixed:
        return mixed
    first = start
    if start and text[start - 1] in _MINUS and (start == 1 or text[start - 2] in _BEFORE_MINUS):
        first, plain = start - 1, "-" + plain
    tenths = _tenths(text, end, Decimal(plain)) if "." not in plain else None
    if tenths:
        return _number(text, first, tenths[1], tenths[0], NumberKind.MIXED, unit="%")
    return Number(
        value=Decimal(plain),
        start=first,
        end=end,
        text=text[first:end],
        value_text=plain,
        decimals=len(plain.partition(".")[2]),
        kind=NumberKind.DIGITS,
        magnitude=_magnitude(text, end),
    )


_STEP: Final = re.compile(rf"(?P<magnitude>[十百千]?[万亿萬億]|[千百])(?P<digits>[{_DIGITS}]{{1,12}}+)(?![.．年月日])")


def _mixed(text: str, start: int, end: int, plain: str) -> Number | None:
    """1亿5000(万) and 3万5(千): digits that go on below their magnitude; the value is counted in the last one."""
    step = _STEP.match(text, end)
    if step is None or "." in plain:
        return None
    total, above, count = Decimal(0), Decimal(10**16), Decimal(plain)
    while step:
        scale = MAGNITUDES[step["magnitude"].translate(_TRADITIONAL)]
        if count * scale >= above:
            return None
        total, above, count, digits = total + count * scale, Decimal(scale), Decimal(step["digits"]), step["digits"]
        end = step.end()
        step = _STEP.match(text, end)
    magnitude = _magnitude(text, end)
    scale = MAGNITUDES[magnitude] if magnitude else 1
    if count * scale >= above or not (magnitude or len(digits) == len(str(int(above))) - 1):
        return None
    value = (total + count * scale) / (scale if scale >= 10**4 else 1)
    if 1 < scale < 10**4:
        end, magnitude = end + len(magnitude), ""
    return _number(text, start, end, value, NumberKind.MIXED, magnitude=magnitude)


def _number(
    text: str, start: int, end: int, value: Decimal, kind: NumberKind, *, unit: str | None = None, magnitude: str = ""
) -> Number:
    written = format(value, "f")
    decimals = len(written.partition(".")[2])
    return Number(
        value=value,
        start=start,
        end=end,
        text=text[start:end],
        value_text=written,
        decimals=decimals,
        kind=kind,
        unit=unit,
        magnitude=magnitude,
    )


def _tenths(text: str, at: int, tenths: Decimal) -> tuple[Decimal, int] | None:
    """六成 and 七成五: the percentage and where it ends."""
    match = _TENTHS.match(text, at) if text.startswith("成", at) and 0 < tenths <= 10 else None
    if match is None:
        return None
    more = 5 if match["half"] else _digit(match["more"]) if match["more"] else 0
    return tenths * 10 + more, match.end()


def _digit(text: str) -> int:
    return _CHINESE_DIGITS[text] if text in _CHINESE_DIGITS else int(text)


def _chinese(text: str, run: str, start: int) -> list[Number]:
    if len(run) > LONGEST:
        return []
    if start and text[start - 1] in "几数幾數" or text[start + len(run) : start + len(run) + 1] in ("几", "幾"):
        return []
    value = chinese_value(run)
    if value is None:
        return []
    end = start + len(run)
    tenths = _tenths(text, end, value) if run in _CHINESE_DIGITS or run == "十" else None
    if tenths:
        return [_number(text, start, tenths[1], tenths[0], NumberKind.FRACTION, unit="%")]
    magnitude = _trailing(run)
    if magnitude:
        end -= len(magnitude)
        value = _plain(value / MAGNITUDES[magnitude])
    return [_number(text, start, end, value, NumberKind.CHINESE, magnitude=magnitude)]


def _plain(value: Decimal) -> Decimal:
    """The same value without exponent and trailing zeros."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _trailing(run: str) -> str:
    """The magnitude that ends a Chinese numeral: 万, 亿 or 万亿."""
    kept = run.translate(_TRADITIONAL)
    for magnitude in ("万亿", "亿", "万"):
        if kept.endswith(magnitude):
            return magnitude
    return ""


def chinese_value(run: str) -> Decimal | None:
    """The value of a Chinese numeral, magnitude included, or None where it is not well formed (十二五, 七八, 千亿)."""
    whole, point, rest = run.partition("点")
    if point:
        return _with_decimals(whole, rest)
    formal = sum(c in _FORMAL for c in run)
    if formal == 1 and len(run) == 1:
        return None
    if all(c in _CHINESE_DIGITS for c in run):
        return _digit_by_digit(run)
    return _positional(run)


def _with_decimals(whole: str, rest: str) -> Decimal | None:
    digits = rest.rstrip("万亿萬億")
    tail = rest[len(digits) :].translate(_TRADITIONAL)
    value = chinese_value(whole)
    if value is None or _trailing(whole) or (tail and tail not in ("万", "亿", "万亿")):
        return None
    written = f"{value}.{''.join(str(_CHINESE_DIGITS[d]) for d in digits)}"
    return Decimal(written) * MAGNITUDES[tail] if tail else Decimal(written)


def _digit_by_digit(run: str) -> Decimal | None:
    """二〇一三 is 2013; 七八 and 三五 are vague, 一二三 is a list."""
    if len(run) == 1:
        return Decimal(_CHINESE_DIGITS[run])
    if len(run) < 4 and not any(c in "〇零○" for c in run[1:]):
        return None
    return Decimal("".join(str(_CHINESE_DIGITS[c]) for c in run))


def _positional(run: str) -> Decimal | None:
    total = section = 0
    digit: int | None = None
    scale = 10**4  # what the next digit must stay below, within its section
    ceiling = 10**17
    for i, char in enumerate(run):
        if char in _CHINESE_DIGITS:
            if digit:
                return None
            digit = _CHINESE_DIGITS[char]
        elif char in _SMALL:
            if _SMALL[char] >= scale or (digit is None and not (char in "十拾" and (i == 0 or run[i - 1] in "零〇"))):
                return None
            if digit == 0 and char not in "十拾":
                return None
            section, scale, digit = section + (digit or 1) * _SMALL[char], _SMALL[char], None
        else:
            large = _LARGE[char]
            section += digit or 0
            if large == 10**8 and not section and total and run[i - 1] in "万萬":
                total, ceiling = total * large, large  # 三万亿
            elif not section or large >= ceiling:
                return None
            elif large == 10**8:
                total, ceiling = (total + section) * large, large
            else:
                total, ceiling = total + section * large, (large if total else 10**17)
            section, scale, digit = 0, 10**4, None
    if digit is None:
        return Decimal(total + section)
    return Decimal(total + section + digit * _shorthand(run, scale))


def _shorthand(run: str, scale: int) -> int:
    """一千二 is 1200 and 三万五 is 35000: a last digit counts the next lower place unless 零 or 十 stands before it."""
    before = run[-2:-1]
    if before in "零〇○十拾" or before in _CHINESE_DIGITS:
        return 1
    return (_LARGE[before] if before in _LARGE else scale) // 10


def _fraction(match: re.Match[str]) -> list[Number]:
    run, part, text = match["run"], match["part"], match.string
    if len(run) > LONGEST or len(part) > LONGEST:
        return []
    chinese = part[0] in _NUMERAL_CLASS
    value = _numerator(part) if chinese else _plain_figure(part)
    if value is None:
        return []
    kind = NumberKind.FRACTION if chinese else NumberKind.MIXED
    if run in _PARTS:
        return [_number(text, match.start(), match.end(), value, kind, unit=_PARTS[run])]
    whole = chinese_value(run)
    if not whole:
        return []
    percent = _plain((value * 100 / whole).quantize(Decimal("0.01")))
    return [_number(text, match.start(), match.end(), percent, kind, unit="%")]


def _numerator(part: str) -> Decimal | None:
    return Decimal(100) if part in ("百", "佰") else chinese_value(part)


def _plain_figure(part: str) -> Decimal | None:
    plain = part.translate(_FULL_WIDTH)
    return Decimal(plain) if plain.count(".") < 2 and "," not in plain else None


_CELL_SPACES: Final = re.compile(r"[\s\u200b\ufeff]+")
_CELL: Final = re.compile(
    r"(?P<sign>[-+－−﹣–▲△]?+) ?(?P<digits>[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?P<exponent>[eE][-+]?[0-9]{1,2})? ?(?P<unit>[%％‰]?+)"
)
_BRACKETS: Final = re.compile(r"[(（](.*)[)）]")
_CELL_WIDTH: Final = str.maketrans("０１２３４５６７８９．，＋％", "0123456789.,+%")


def read_cell_number(text: str) -> Number | None:
    """The number that a cell holds, or None for anything else; `unit` is "%" or "‰" where the cell shows it.

    Read are full width, thousands separators (comma or space in groups of three), exponents, signs (- − ▲) and accounting brackets for negatives.
    A trailing footnote mark, a unit or two numbers make it no number: a question is better than a wrong value.
    """
    if not 0 < len(text) <= 64:
        return None
    cell = _CELL_SPACES.sub(" ", text.translate(_CELL_WIDTH)).strip(" '")
    inside = _BRACKETS.fullmatch(cell)
    negative = inside is not None and _accounting(inside[1])
    match = _CELL.fullmatch(inside[1].strip() if inside else cell)
    if match is None or (inside and not negative) or (inside and match["sign"]):
        return None
    written = re.sub("[, ]", "", match["digits"])
    if match["exponent"]:
        written = format(Decimal(written + match["exponent"]), "f")
    if negative or match["sign"] in ("-", "－", "−", "﹣", "–", "▲", "△"):
        written = "-" + written
    written = _tidied(written)
    return Number(
        value=Decimal(written),
        start=0,
        end=len(text),
        text=text,
        value_text=written,
        decimals=len(written.partition(".")[2]),
        kind=NumberKind.DIGITS,
        unit=match["unit"] or None,
    )


def _accounting(inside: str) -> bool:
    """Brackets mean a negative only round a figure; (1) is a footnote and (2013) a year."""
    plain = inside.strip()
    return any(c in plain for c in ".,%") or len(plain) == 3 or len(plain) > 4


def _tidied(written: str) -> str:
    """.5 is 0.5 and 12. is 12."""
    written = written.removesuffix(".")
    return written.replace(".", "0.", 1) if written.lstrip("-").startswith(".") else written
