"""Reading periods as headings, columns and documents write them: 2013年1—6月, 上半年, 十二五时期, Jan-Jun 2013.

Reading never guesses: 2016.1 may be January or October, so `read_period` gives None and `ambiguous_period` both.
What a period is stands in `measures.period`; its names are offered here too.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from measures.chinese import chinese_value
from measures.period import (
    Period,
    month_period,
    quarter_period,
    rebased,
    same_span,
    span_period,
    year_period,
    years_period,
    ytd_period,
)
from measures.terms import Basis

__all__ = [
    "Period",
    "ambiguous_period",
    "month_period",
    "quarter_period",
    "read_basis",
    "read_period",
    "rebased",
    "same_span",
    "span_period",
    "year_period",
    "years_period",
    "ytd_period",
]

#: A longer text is no period.
LONGEST: Final = 64


def read_period(text: str, year: int | None = None, basis: Basis | None = None) -> Period | None:
    """The period that a text names, or None where it names none or more than one.

    `year` is the heading's year, for 1-2月, 上半年, 一季度. `basis` is what a column period_kind or a heading says
    (累计, 当月): it turns 2013-06 with ytd into January–June; a basis that the text contradicts gives None.
    """
    return _read(text, year, basis) if 0 < len(text) <= LONGEST else None


@lru_cache(maxsize=65536)
def _read(text: str, year: int | None, basis: Basis | None) -> Period | None:
    tidy, said = _tidied(text)
    found = None if ambiguous_period(tidy) else _single(tidy, year) or _plan(tidy) or _range(tidy, year)
    if found is None or (basis and said and basis is not said):
        return None
    wanted = basis or said
    return rebased(found, wanted) if wanted else found


def ambiguous_period(text: str) -> tuple[Period, ...]:
    """The periods that a text may mean where `read_period` must not choose, () for any other text.

    2016.1 is January, or October that lost its zero as a number; 2011/12 is December, or the fiscal year.
    """
    match = _AMBIGUOUS.fullmatch(text.translate(_NARROW).strip())
    if match is None:
        return ()
    year = int(match["y"])
    if match["tenths"]:
        return month_period(year, 1), month_period(year, 10)
    month = int(match["m"])
    return (month_period(year, month), years_period(year, year + 1)) if month == (year + 1) % 100 else ()


def read_basis(text: str) -> Basis | None:
    """The basis that a word of a heading or of a column period_kind names (ytd, 累计, 当月, annual), or None."""
    return _BASIS_WORDS.get(" ".join(text.lower().split()))


_BASIS_WORDS: Final[dict[str, Basis]] = {
    word: basis
    for basis, words in (
        (Basis.MONTH, "month monthly 月 月度 本月 当月 单月 本月数 当月值"),
        (Basis.QUARTER, "quarter quarterly 季 季度 本季 当季 单季 当季值"),
        (Basis.YEAR, "year yearly annual 年 年度 全年"),
        (Basis.YTD, "ytd cumulative accumulated 累计 累计值 累计数 本年累计 自年初累计 年初累计"),
        (Basis.SPAN, "span 期间 时期"),
    )
    for word in words.split()
} | {"year to date": Basis.YTD}

# --- tidying ---

_NARROW: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_ROMAN: Final = str.maketrans({"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4"})
#: Also the numeral one that stands for a dash: 1一6月.
_DASH: Final = re.compile(r"\s*(?:--|—+|[–－−﹣‐‑~～─―至到]|\bto\b|\bthrough\b|(?<=\d)一(?=\d))\s*")
_NOISE: Final = re.compile(r"[“”\"'‘’]|截[至止]")
_NUMERAL: Final = re.compile(r"[〇零○一二三四五六七八九十]+(?=个?月|年|个?季|[-、])")
_SAID: Final = (
    (re.compile(r"累计[值数]?$|^累计"), Basis.YTD),
    (re.compile(r"(?:当月|本月|单月)[值数]?$"), Basis.MONTH),
    (re.compile(r"(?:当季|本季|单季)[值数]?$"), Basis.QUARTER),
)


def _tidied(text: str) -> tuple[str, Basis | None]:
    """Narrow, small letters, one dash, Arabic numbers; and the basis that a word of it says."""
    tidy = _NOISE.sub("", text.translate(_NARROW).translate(_ROMAN)).lower()
    tidy = tidy if tidy.isascii() else "".join(tidy.split())
    tidy = _DASH.sub("-", tidy).strip(_EDGES)
    for pattern, basis in _SAID:
        shorter = pattern.sub("", tidy)
        if shorter != tidy:
            return _arabic(shorter.strip(_EDGES)), basis
    return _arabic(tidy), None


_EDGES: Final = " ,;:()[]\t\n\r"


def _arabic(tidy: str) -> str:
    """二〇一三年 is 2013年, 第三季度 is 第3季度, 元月 is 1月; plan names keep their characters."""
    if tidy.isascii():
        return tidy
    return _NUMERAL.sub(lambda match: _digits(match[0]), tidy.replace("元月", "1月"))


def _digits(run: str) -> str:
    value = chinese_value(run)
    return str(value) if value is not None else run


# --- forms ---

_Y: Final = r"(?P<y>(?:1[89]|2[01])\d\d)"
_M: Final = r"0?[1-9]|1[0-2]"
_MONTH_NAMES: Final = "january february march april may june july august september october november december"
_MONTHS: Final = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_NAME: Final = "(?:" + "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + r"|sept)\.?"
_WORDS: Final = {
    word: count
    for words, first in (
        ("first second third fourth", 1),
        ("1st 2nd 3rd 4th", 1),
        ("two three four five six seven eight nine ten eleven", 2),
    )
    for count, word in enumerate(words.split(), first)
}


def _count(text: str) -> int:
    return _WORDS[text] if text in _WORDS else int(text)


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(number for name, number in _MONTHS.items() if name.startswith(text[:3]))


def _whole_year(match: re.Match[str], year: int) -> Period:
    return year_period(year)


def _year_before(match: re.Match[str], year: int) -> Period:
    return year_period(year - 1)


def _month(match: re.Match[str], year: int) -> Period:
    return month_period(year, _month_number(match["m"]))


def _day(match: re.Match[str], year: int) -> Period | None:
    """A date stands for its month only where it is the first or the last day."""
    month, day = int(match["m"]), int(match["d"])
    return month_period(year, month) if day in (1, monthrange(year, month)[1]) else None


def _quarter(match: re.Match[str], year: int) -> Period:
    return quarter_period(year, _count(match["q"]))


def _half(match: re.Match[str], year: int) -> Period:
    first = match["h"] in ("上", "1", "first", "1st")
    return ytd_period(year, 6) if first else span_period(year, 7, year, 12)


def _first_quarters(match: re.Match[str], year: int) -> Period:
    return ytd_period(year, _count(match["n"]) * 3)


def _first_months(match: re.Match[str], year: int) -> Period:
    return ytd_period(year, _count(match["n"]))


def _quarters(match: re.Match[str], year: int) -> Period | None:
    first, last = int(match["a"]), int(match["b"])
    return span_period(year, first * 3 - 2, year, last * 3) if first < last else None


def _months(match: re.Match[str], year: int) -> Period | None:
    first, last = _month_number(match["a"]), _month_number(match["b"])
    return span_period(year, first, year, last) if first < last else None


_AMBIGUOUS: Final = re.compile(rf"{_Y}(?:(?P<tenths>\.1)|/(?P<m>1[0-2]))")

Reader = Callable[[re.Match[str], int], Period | None]

#: Forms that hold their own year.
_WITH_YEAR: Final[tuple[tuple[str, Reader], ...]] = (
    (rf"{_Y}(?:\.0+|年度?|年?全年度?|年[末底]|a|-a1)?", _whole_year),
    (rf"{_Y}(?:年|[-/.]|-?m)(?P<m>{_M})(?:月份?[末底]?)?", _month),
    (rf"{_Y}(?P<m>0[1-9]|1[0-2])(?:\.0+)?", _month),
    (rf"{_Y}[年.](?P<a>{_M})-(?P<b>{_M})", _months),
    (rf"{_Y}[-/.年](?P<m>{_M})[-/.月](?P<d>0?[1-9]|[12]\d|3[01])(?:日|[ t]00:00(?::00(?:\.0+)?)?)?", _day),
    (rf"{_Y}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])", _day),
)
#: Chinese forms; the year stands before them or in the heading.
_IN_CHINESE: Final[tuple[tuple[str, Reader], ...]] = (
    (r"全年度?|年度?|本年度?|今年|年[末底]", _whole_year),
    (r"上年度?|去年", _year_before),
    (rf"(?P<m>{_M})月份?[末底]?", _month),
    (r"第?(?P<q>[1-4])季度?", _quarter),
    (r"(?P<h>[上下])半年", _half),
    (r"(?:前|1-)(?P<n>[2-4])个?季度?", _first_quarters),
    (r"前(?P<n>[2-9]|1[0-2])个?月份?", _first_months),
    (r"第?(?P<a>[1-4])季?度?-第?(?P<b>[1-4])季度?", _quarters),
    (rf"(?P<a>{_M})月?[-、](?P<b>{_M})月份?", _months),
)
#: English and international forms; the year stands before or after them or in the heading.
_IN_ENGLISH: Final[tuple[tuple[str, Reader], ...]] = (
    (r"(?:whole |full )?year|annual", _whole_year),
    (r"(?:last|previous|preceding) year", _year_before),
    (rf"(?P<m>{_NAME})", _month),
    (r"q(?:uarter )?(?P<q>[1-4])", _quarter),
    (r"(?P<q>[1-4])q", _quarter),
    (r"(?P<q>first|second|third|fourth|1st|2nd|3rd|4th|[1-4]) quarter", _quarter),
    (r"[hs](?P<h>[12])", _half),
    (r"(?P<h>first|second|1st|2nd|[12]) half(?:[ -]year)?", _half),
    (r"(?:the )?(?:first|1st) (?P<n>two|three|[23]) quarters", _first_quarters),
    (r"(?:the )?first (?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven) months", _first_months),
    (r"(?:(?:the )?first )?(?P<n>[2-9]|1[0-2]) months", _first_months),
    (r"(?P<a>[1-4])-(?P<b>[1-4])q", _quarters),
    (r"q(?P<a>[1-4])-q?(?P<b>[1-4])", _quarters),
    (rf"(?P<a>{_NAME})-(?P<b>{_NAME})", _months),
)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        *_WITH_YEAR,
        *((rf"(?:{_Y}年?度?[-./]?)?(?:{form})", reader) for form, reader in _IN_CHINESE),
        *((rf"(?:{_Y}年?[-./, ]*)?(?:{form})", reader) for form, reader in _IN_ENGLISH),
        *((rf"(?:{form})(?:,|/|-| of| in|\.)? ?{_Y}", reader) for form, reader in _IN_ENGLISH),
    )
)


def _single(tidy: str, year: int | None) -> Period | None:
    """A period of one year."""
    for pattern, reader in _PATTERNS:
        match = pattern.fullmatch(tidy)
        if match:
            own = match.groupdict().get("y")
            meant = int(own) if own else year
            return reader(match, meant) if meant is not None else None
    return None


_PLAN: Final = re.compile(
    r"第?(?P<n>[一二三四五六七八九十]{1,2})个?[五5](?P<said>年?(?:规划|计划)(?:时期|期间|期)?|年|时期|期间)?"
)
#: The first two plans did not follow one another every five years.
_EARLY_PLANS: Final = {1: (1953, 1957), 2: (1958, 1962)}


def _plan(tidy: str) -> Period | None:
    """十二五 is 2011–2015; a bare 十五 or 一五 is a number."""
    match = _PLAN.fullmatch(tidy)
    number = chinese_value(match["n"]) if match else None
    if match is None or number is None or not (match["said"] or number > 10 or 6 <= number <= 9):
        return None
    first, last = _EARLY_PLANS.get(int(number), (1951 + 5 * int(number), 1955 + 5 * int(number)))
    return years_period(first, last)


def _range(tidy: str, year: int | None) -> Period | None:
    """From one period to another of the same kind: 2013-01/2013-06, 2011-2015年, 2012年11月-2013年3月."""
    for dash in re.finditer("[-/]", tidy):
        one, other = _single(tidy[: dash.start()], year), _single(tidy[dash.end() :], year)
        if one and other and one.basis is other.basis and one.first_day <= other.first_day:
            if one.basis is Basis.YEAR:
                return years_period(one.year, other.year)
            return span_period(one.start_year, one.start_month, other.end_year, other.end_month)
    return None
