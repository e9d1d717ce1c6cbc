"""Chinese numerals: what a run of their characters is worth, whole, with its magnitude and its decimals."""

from decimal import Decimal
from typing import Final

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
#: Digits, everyday and formal (财务大写) ones.
DIGITS: Final = {
    **dict(zip("〇零○一二三四五六七八九两", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)),
    **dict(zip("兩壹贰貳叁參肆伍陆陸柒捌玖", (2, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9), strict=True)),
}
#: Places below ten thousand.
SMALL: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
#: Places that begin a new section of four digits.
LARGE: Final = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
#: 萬億 as 万亿.
SIMPLIFIED: Final = str.maketrans("萬億", "万亿")
#: Formal characters that stand alone are words: 队伍, 大陆, 收拾.
_FORMAL: Final = frozenset("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟")
_ZEROS: Final = "〇零○"
_TENS: Final = "十拾"


def trailing_magnitude(run: str) -> str:
    """The magnitude that ends a Chinese numeral: 万, 亿, 万亿, or "" for none."""
    kept = run.translate(SIMPLIFIED)
    return next((magnitude for magnitude in ("万亿", "亿", "万") if kept.endswith(magnitude)), "")


def chinese_value(run: str) -> Decimal | None:
    """The value of a Chinese numeral, magnitude included, or None where it is not well formed (十二五, 七八, 千亿)."""
    whole, point, rest = run.partition("点")
    if point:
        return _with_decimals(whole, rest)
    if len(run) == 1 and run in _FORMAL:
        return None
    if all(char in DIGITS for char in run):
        return _digit_by_digit(run)
    return _positional(run)


def _with_decimals(whole: str, rest: str) -> Decimal | None:
    digits = rest.rstrip("万亿萬億")
    tail = rest[len(digits) :].translate(SIMPLIFIED)
    value = chinese_value(whole)
    if value is None or trailing_magnitude(whole) or (tail and tail not in ("万", "亿", "万亿")):
        return None
    written = f"{value}.{''.join(str(DIGITS[digit]) for digit in digits)}"
    return Decimal(written) * MAGNITUDES.get(tail, 1)


def _digit_by_digit(run: str) -> Decimal | None:
    """二〇一三 is 2013; 七八 and 三五 are vague, 一二三 is a list."""
    if len(run) == 1:
        return Decimal(DIGITS[run])
    if len(run) < 4 and not any(char in _ZEROS for char in run[1:]):
        return None
    return Decimal("".join(str(DIGITS[char]) for char in run))


def _positional(run: str) -> Decimal | None:
    """The sum of the sections before 亿 and 万, each below ten thousand; 一万三千亿 counts its 万 in 亿."""
    total, start, seen = 0, 0, ""
    for at, char in enumerate(run):
        large = LARGE.get(char)
        if large is None:
            continue
        section = _section(run[start:at])
        kind = "亿" if large == LARGE["亿"] else "万"
        if section is None or kind in seen[-1:] or len(seen) == 3 or seen == "亿万":
            return None
        if start == at and not (seen and kind == "亿"):
            return None  # 万人 and 亿万 count nothing; 三万亿 does
        total = (total + section) * large if kind == "亿" else total + section * large
        start, seen = at + 1, seen + kind
    rest = run[start:]
    if seen and len(rest) == 1 and rest in DIGITS:
        return Decimal(total + DIGITS[rest] * LARGE[run[start - 1]] // 10)  # 三万五
    section = _section(rest)
    return None if section is None else Decimal(total + section)


def _section(text: str) -> int | None:
    """The value of a numeral below ten thousand: 二千九百, 零三百, 十五, 一千二 (1200); "" is 0."""
    value, scale, digit = 0, 10**4, None
    for char in text:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
            continue
        ten_alone = char in _TENS and not digit
        if SMALL[char] >= scale or not (digit or ten_alone):
            return None
        value, scale, digit = value + (digit or 1) * SMALL[char], SMALL[char], None
    if digit is None:
        return value
    short = text[-2:-1] in SMALL and text[-2] not in _TENS
    return value + digit * (scale // 10 if short else 1)
