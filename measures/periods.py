"""Reading periods as headings, columns and documents write them: 2013年1—6月, 上半年, 十二五时期, Jan-Jun 2013, 201306.

Reading never guesses: 2016.1 may be January or October, so `read_period` gives None and `ambiguous_period` both.
What a period is stands in `measures.period`; its names are offered here too.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from measures.numerals import chinese_value, find_numbers
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


def read_period(text: str, year: int | None = None, basis: Basis | None = None) -> Period | None:
    """The period that a text names, or None where it names none or more than one.

    `year` is the heading's year for 1-2月, 上半年, 一季度; `basis` is what a column period_kind or a heading says (累计, 当月)
    and turns 2013-06 with ytd into January–June. A basis that the text contradicts gives None.
    """
    return _read(text, year, basis)


@lru_cache(maxsize=65536)
def _read(text: str, year: int | None, basis: Basis | None) -> Period | None:
    if not 0 < len(text) <= 64:
        return None
    tidy, said = _tidied(text)
    found = _matched(tidy, year)
    if found is None:
        return None
    wanted = basis or said
    if basis and said and basis is not said:
        return None
    return found if wanted is None else rebased(found, wanted)


def ambiguous_period(text: str) -> tuple[Period, ...]:
    """The periods that a text may mean where `read_period` must not choose: 2016.1 is January or, as a number, October."""
    match = _AMBIGUOUS.fullmatch(text.translate(_WIDTH).strip())
    if match is None:
        return ()
    year = int(match["y"])
    if match["tenths"]:
        return month_period(year, 1), month_period(year, 10)
    month = int(match["m"])
    return (month_period(year, month), years_period(year, year + 1)) if month == (year + 1) % 100 else ()


#: Words of headings and of a column period_kind.
_BASIS_WORDS: Final[dict[str, Basis]] = {
    **dict.fromkeys(("month", "monthly", "m", "月", "月度", "本月", "当月", "单月", "current month"), Basis.MONTH),
    **dict.fromkeys(("quarter", "quarterly", "q", "季", "季度", "本季", "当季", "单季"), Basis.QUARTER),
    **dict.fromkeys(("year", "yearly", "annual", "a", "y", "年", "年度", "全年"), Basis.YEAR),
    **dict.fromkeys(
        ("ytd", "cumulative", "accumulated", "year to date", "累计", "累计值", "本年累计", "自年初累计", "本月止累计"),
        Basis.YTD,
    ),
    **dict.fromkeys(("span", "period", "期间", "时期"), Basis.SPAN),
}


def read_basis(text: str) -> Basis | None:
    """The basis that a word names (ytd, 累计, 当月, annual), or None."""
    return _BASIS_WORDS.get(" ".join(text.lower().split()))


# --- reading ------------------------------------------------------------------------------------------------------------

_WIDTH: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_DASH: Final = re.compile(r"\s*(?:--|—+|[–－−﹣‐‑~～─―]|至|到|\bto\b|\bthrough\b)\s*")
_NOISE: Final = re.compile(r"[“”\"'‘’]|公历|（?含）")
_YEAR_NUMERAL: Final = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_NUMERAL: Final = re.compile(r"[〇零○一二三四五六七八九十]+(?=个?月|年|个?季|[-、])")
_SAID: Final = (
    (re.compile(r"累计(?:值|数)?$|^累计"), Basis.YTD),
    (re.compile(r"(?:当月|本月|单月)(?:值|数)?$"), Basis.MONTH),
    (re.compile(r"(?:当季|本季|单季)(?:值|数)?$"), Basis.QUARTER),
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ROMAN: Final = str.maketrans({"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4"})


def _tidied(text: str) -> tuple[str, Basis | None]:
    """Narrow, small letters, one dash, Arabic numbers, and the basis that a word of it says."""
    tidy = _NOISE.sub("", text.translate(_WIDTH).translate(_ROMAN)).strip().lower()
    if not tidy.isascii():
        tidy = re.sub(r"\s+", "", tidy)
    tidy = _DASH.sub("-", tidy).strip(" ,;:()[]").strip()
    said = None
    for pattern, basis in _SAID:
        shorter = pattern.sub("", tidy)
        if shorter != tidy:
            tidy, said = shorter.strip(" ()"), basis
            break
    return _arabic(tidy), said


def _arabic(tidy: str) -> str:
    """二〇一三年 is 2013年, 第十二月 is 第12月; plan names keep their characters."""
    if tidy.isascii():
        return tidy
    return _NUMERAL.sub(lambda m: _digits(m[0]), tidy)


def _digits(run: str) -> str:
    numbers = find_numbers(run)
    return numbers[0].value_text if len(numbers) == 1 and numbers[0].text == run else run


def _number(text: str | None, otherwise: int | None) -> int | None:
    return int(text) if text else otherwise


_Y: Final = r"(?P<y>(?:1[89]|2[01])\d\d)"
_YEAR: Final = rf"(?:{_Y}(?:年度?)?[- ]?)?"
_M: Final = r"0?[1-9]|1[0-2]"
_NAME: Final = r"(?:{})[a-z]{{0,6}}\.?".format("|".join(_MONTHS))
_WORDS: Final = {
    **{w: n for n, w in enumerate(("first", "second", "third", "fourth"), 1)},
    **{w: n for n, w in enumerate(("1st", "2nd", "3rd", "4th"), 1)},
    **{w: n for n, w in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)},
}
_ORDINAL: Final = "first|second|third|fourth|1st|2nd|3rd|4th"


def _count(text: str) -> int:
    return _WORDS[text] if text in _WORDS else int(text)


def _whole_year(match: re.Match[str], year: int) -> Period:
    return year_period(year)


def _year_before(match: re.Match[str], year: int) -> Period:
    return year_period(year - 1)


def _month(match: re.Match[str], year: int) -> Period:
    return month_period(year, _month_number(match["m"]))


def _month_number(text: str) -> int:
    return _MONTHS[text[:3]] if text[0].isalpha() else int(text)


def _day(match: re.Match[str], year: int) -> Period | None:
    """A date stands for its month only where it is the first or the last day."""
    month, day = int(match["m"]), int(match["d"])
    return month_period(year, month) if day in (1, monthrange(year, month)[1]) else None


def _quarter(match: re.Match[str], year: int) -> Period:
    return quarter_period(year, _count(_first_of(match, "q", "r")))


def _first_of(match: re.Match[str], *names: str) -> str:
    """The text of the first of several groups that took part: one form has several spellings."""
    groups = match.groupdict()
    return next(groups[name] for name in names if groups.get(name))


def _half(match: re.Match[str], year: int) -> Period:
    first = match["h"] in ("上", "1", "first", "1st")
    return ytd_period(year, 6) if first else span_period(year, 7, year, 12)


def _first_quarters(match: re.Match[str], year: int) -> Period | None:
    count = _count(match["n"])
    return ytd_period(year, count * 3) if count <= 4 else None


def _first_months(match: re.Match[str], year: int) -> Period | None:
    count = _count(match["n"])
    return ytd_period(year, count) if 1 <= count <= 12 else None


def _quarters(match: re.Match[str], year: int) -> Period | None:
    first, last = int(_first_of(match, "a", "c")), int(_first_of(match, "b", "e"))
    return span_period(year, first * 3 - 2, year, last * 3) if first < last else None


def _months(match: re.Match[str], year: int) -> Period | None:
    first, last = _month_number(match["a"]), _month_number(match["b"])
    return span_period(year, first, year, last) if first < last else None


#: 2016.1, and 2011/12 that is December or the fiscal year.
_AMBIGUOUS: Final = re.compile(rf"{_Y}(?:(?P<tenths>\.1)|/(?P<m>1[0-2]))")

Reader = Callable[[re.Match[str], int], Period | None]

#: Forms that hold their own year.
_WITH_YEAR: Final[tuple[tuple[str, Reader], ...]] = (
    (rf"{_Y}(?:\.0+)?(?:年度?|年?全年度?|年[末底]|a|-a1)?", _whole_year),
    (rf"{_Y}(?:年|[-/.]|-?m)(?P<m>{_M})(?:月份?[末底]?)?", _month),
    (rf"{_Y}(?P<m>0[1-9]|1[0-2])(?:\.0+)?", _month),
    (rf"{_Y}[-/.年](?P<m>{_M})[-/.月](?P<d>0?[1-9]|[12]\d|3[01])(?:日|[ t]00:00(?::00(?:\.0+)?)?)?", _day),
    (rf"{_Y}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])", _day),
    (rf"{_Y}[年.](?P<a>{_M})-(?P<b>{_M})", _months),
)
#: Chinese forms, the year before them or in the heading.
_CHINESE: Final[tuple[tuple[str, Reader], ...]] = (
    (r"全年度?|年度?|本年度?|今年|年[末底]", _whole_year),
    (r"上年度?|去年", _year_before),
    (rf"(?P<m>{_M})月份?[末底]?", _month),
    (r"第?(?P<q>[1-4])季度?", _quarter),
    (r"(?P<h>[上下])半年", _half),
    (r"(?:前|1-)(?P<n>[2-4])个?季度?", _first_quarters),
    (r"前(?P<n>[2-9]|1[0-2])个?月份?", _first_months),
    (r"第?(?P<a>[2-4])季?度?-第?(?P<b>[2-4])季度?", _quarters),
    (rf"(?P<a>{_M})月?[-、](?P<b>{_M})月份?", _months),
)
#: English and international forms, the year before or after them or in the heading.
_ENGLISH: Final[tuple[tuple[str, Reader], ...]] = (
    (r"(?:whole |full )?year|annual", _whole_year),
    (r"(?:last|previous|preceding) year", _year_before),
    (rf"(?P<m>{_NAME})", _month),
    (r"q(?:uarter )?(?P<q>[1-4])|(?P<r>[1-4])q", _quarter),
    (rf"(?P<q>{_ORDINAL}) quarter", _quarter),
    (r"[hs](?P<h>[12])", _half),
    (r"(?P<h>first|second|1st|2nd) half(?: year)?", _half),
    (r"(?:the )?(?:first|1st) (?P<n>two|three|[23]) quarters", _first_quarters),
    (r"(?:the )?(?:first|1st) (?P<n>two|three|four|five|six|seven|eight|nine|ten|1?\d) months", _first_months),
    (r"(?P<a>[1-4])-(?P<b>[1-4])q|q(?P<c>[1-4])-q?(?P<e>[1-4])", _quarters),
    (rf"(?P<a>{_NAME})-(?P<b>{_NAME})", _months),
)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        *_WITH_YEAR,
        *((rf"(?:{_Y}年?度?[-./]?)?(?:{core})", reader) for core, reader in _CHINESE),
        *((rf"(?:{_Y}年?[-./, ]*)?(?:{core})", reader) for core, reader in _ENGLISH),
        *((rf"(?:{core})(?:,|/|-| of| in|\.)? ?{_Y}", reader) for core, reader in _ENGLISH),
    )
)
_PLAN: Final = re.compile(
    r"第?(?P<n>[一二三四五六七八九十]{1,2})个?[五5](?P<said>年(?:规划|计划)?(?:时期|期间|期)?|时期|期间|计划|规划|规划期)?"
)
#: The first two plans did not follow one another every five years.
_EARLY_PLANS: Final = {1: (1953, 1957), 2: (1958, 1962)}


def _matched(tidy: str, year: int | None) -> Period | None:
    if ambiguous_period(tidy):
        return None
    return _single(tidy, year) or _plan(tidy) or _range(tidy, year)


def _single(tidy: str, year: int | None) -> Period | None:
    """A period of one year."""
    for pattern, reader in _PATTERNS:
        match = pattern.fullmatch(tidy)
        if match is None:
            continue
        own = match.groupdict().get("y")
        meant = int(own) if own else year
        return reader(match, meant) if meant is not None else None
    return None


def _plan(tidy: str) -> Period | None:
    """十二五 is 2011–2015; a bare 十五 or 一五 is a number."""
    match = _PLAN.fullmatch(tidy)
    number = chinese_value(match["n"]) if match else None
    if match is None or number is None or not (match["said"] or number > 10 or 6 <= number <= 9):
        return None
    first, last = _EARLY_PLANS.get(int(number), (1951 + 5 * int(number), 1955 + 5 * int(number)))
    return years_period(first, last)


def _range(tidy: str, year: int | None) -> Period | None:
    """From one period to another of the same kind: 2013-01/2013-06, 2011-2015年, 2012年11月-2013年3月, 2013Q1/2013Q3."""
    for dash in re.finditer("[-/]", tidy):
        first, last = tidy[: dash.start()], tidy[dash.end() :]
        one, other = (_single(part, year) for part in (first, last))
        if one and other and one.basis is other.basis and one.first_day < other.first_day:
            if one.basis is Basis.YEAR:
                return years_period(one.year, other.year)
            return span_period(one.start_year, one.start_month, other.end_year, other.end_month)
    return None
