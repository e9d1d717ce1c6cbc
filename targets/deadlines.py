"""Moments: the words that say by when, for what span, or that something lies in the past."""

import calendar
import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cache

from targets import lexicons

_CN = "一二三四五六七八九十两"
_VALUE = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零○九一二三四五六七八]{3})"
#: the last years of the five-year plans: 六五 ended in 1985, 十五五 ends in 2030
_PLANS = {"一": 1957, "二": 1962, "三": 1970, "四": 1975, "五": 1980}


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A phrase of time in the view."""

    start: int
    end: int
    #: "by" a date, "now" the document's year, "horizon" the end of a plan, "past"
    kind: str
    #: the day by which; None for the past
    day: date | None
    text: str
    #: first and last year where the phrase names a span of years
    span: tuple[int, int] | None = None


@cache
def _phrase() -> re.Pattern[str]:
    parts = (
        rf"(?P<to>(?:到|至|截至|截止)(?P<to_year>{_YEAR})年(?:底|末|年底|年末)?(?:前)?)",
        rf"(?P<before>(?P<before_year>{_YEAR})年(?:底|末)?(?:之前|以前|前)(?!后))",
        rf"(?P<day>(?:(?P<day_year>{_YEAR})年|今年|当年)?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月"
        r"(?:(?P<dom>\d{1,2})日|底|末|份|上旬|中旬|下旬)?(?P<bound>底前|底之前|之前|以前|前|底)?)",
        r"(?P<plan>“?(?P<plan_name>十[一二三四五六七]?五|[一二三四五六七八九]五)”?(?:时期|期间|规划期|期末|末|计划期间|计划期末|计划末|计划时期|规划末|规划时期|规划期末|五年))",
        rf"(?P<plan_long>第(?P<plan_number>[{_CN}]{{1,3}})个五年(?:规划|计划)(?:时期|期间|期末|末))",
        rf"(?P<years>(?:今后|未来|下一个?|接下来的?|往后)(?P<n1>[{_CN}\d]{{1,2}})(?:个)?年(?:内|时间)?(?!行动|计划|规划))",
        rf"(?P<within>(?:用|经过|通过|争取用|力争用|计划用|再用)(?P<n2>[{_CN}\d]{{1,2}})(?:到[{_CN}\d]{{1,2}})?年(?:左右)?(?:的)?(?:时间|努力)?)",
        rf"(?P<inside>(?<![\d“{_CN}])(?P<n3>[{_CN}2-9])年(?:之内|以内|内|时间内|期内)(?!涝))",
        rf"(?P<sum>(?<![^，。；、：\n ])(?P<n4>[三四五两3-5])年(?={lexicons.any_of('times', 'summed')}))",
        r"(?P<century>(?:到)?(?:本|二十|20)世纪末)",
        r"(?P<half>上半年(?:末|底)?|第?[一二三]季度(?:末|底)?|前三季度(?:末|底)?)",
        r"(?P<next>明年(?:底|末)?|后年)",
        rf"(?P<now>{lexicons.any_of('times', 'now')}|下半年|第?四季度(?:末|底)?|前四季度)",
        rf"(?P<past>{lexicons.any_of('times', 'past')})",
        rf"(?P<span>(?P<from_year>{_YEAR})年?(?:-|—|–|~|至|到){{1,2}}(?P<until_year>{_YEAR})年)",
        rf"(?P<year>(?P<bare_year>{_YEAR})(?:年|年度))",
    )
    return re.compile("|".join(parts))


def year_of(text: str) -> int:
    """Return a year written 2013 or 二〇一三."""
    if text.isdigit() and text.isascii():
        return int(text)
    return int("".join(str(_VALUE.get(char, 0)) for char in text))


def _count(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else _VALUE.get(text[-1], 0) + (10 if len(text) > 1 else 0)


def plan_end(name: str) -> int:
    """Return the last year of a five-year plan named as in “十二五”: 2015."""
    if name.startswith("十"):
        return 2005 + 5 * _VALUE.get(name[1], 0) if len(name) > 2 else 2005
    number = _VALUE[name[0]]
    return _PLANS.get(name[0], 1955 + 5 * number)


def find_moments(text: str, start: int, end: int, year: int | None) -> list[Moment]:
    """Return the phrases of time of a stretch of the view, in order."""
    found = []
    for match in _phrase().finditer(text, start, end):
        if _inside_title(text, match.start(), start):
            continue
        moment = _read(text, match, year)
        if moment is not None:
            found.append(moment)
    return found


def moment_length(text: str) -> int:
    """Return how many characters of a phrase of time a text begins with, 0 for none."""
    match = _phrase().match(text)
    return match.end() if match and _read(text, match, _ANY_YEAR) is not None else 0


class Moments:
    """All moments of a view, asked by stretch."""

    def __init__(self, text: str, year: int | None) -> None:
        self._found = find_moments(text, 0, len(text), year)
        self._starts = [moment.start for moment in self._found]

    def within(self, start: int, end: int) -> list[Moment]:
        """Return the moments that lie in a stretch."""
        found = self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [moment for moment in found if moment.end <= end]


#: a year before all documents, where only the extent of a phrase matters
_ANY_YEAR = 1901


def _inside_title(text: str, position: int, start: int) -> bool:
    low = max(start, position - 60)
    return text.rfind("《", low, position) > text.rfind("》", low, position)


def _read(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    kind = match.lastgroup or ""
    for name in (
        "to",
        "before",
        "day",
        "plan",
        "plan_long",
        "years",
        "within",
        "inside",
        "sum",
        "century",
        "half",
        "next",
        "now",
        "past",
        "span",
        "year",
    ):
        if match[name] is not None:
            kind = name
            break
    reader = _READERS[kind]
    return reader(text, match, year)


def _moment(match: re.Match[str], kind: str, day: date | None, span: tuple[int, int] | None = None) -> Moment:
    return Moment(start=match.start(), end=match.end(), kind=kind, day=day, text=match.group(), span=span)


def _year_end(year: int) -> date | None:
    return date(year, 12, 31) if 1900 < year < 2100 else None


def _compared(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 4) : match.start()]
    after = text[match.end() : match.end() + 6]
    if re.search(
        r"(?:基础上|水平|同期|的水平|为基期|不变价|价格|以来|结转|(?:以前|之前|前|底前)?(?:建成|竣工|出生|入学|投用|毕业|形成|开工)的?[^，。])",
        after[:6],
    ):
        return True
    return bool(re.search(lexicons.any_of("times", "comparing") + "$", before))


def _by_year(text: str, match: re.Match[str], year: int | None, wanted: int) -> Moment | None:
    if re.match(r"(?:建成|竣工|出生|入学|毕业|投用|形成)的?[^，。；]", text[match.end() : match.end() + 4]):
        return None
    if year is not None and wanted < year:
        return _moment(match, "past", None)
    kind = "now" if wanted == year else "by"
    return _moment(match, kind, _year_end(wanted))


def _read_to(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    return _by_year(text, match, year, year_of(match["to_year"]))


def _read_before(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    return _by_year(text, match, year, year_of(match["before_year"]))


def _read_day(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    named = year_of(match["day_year"]) if match["day_year"] else year
    month = _count(match["month"]) if not match["month"].isdigit() else int(match["month"])
    if named is None or not 1 <= month <= 12 or not 1900 < named < 2100:
        return None
    if not match["bound"] and not match.group().endswith(("底", "末")):
        if match["day_year"]:
            return _by_year(text, match, year, named)
        return None
    last = calendar.monthrange(named, month)[1]
    day = min(int(match["dom"]), last) if match["dom"] and match["dom"] != "0" else last
    if (
        match["bound"] in ("前", "以前", "之前")
        and not match["dom"]
        and not match.group().endswith(("底前", "末前", "底之前"))
        and "份" not in match.group()
    ):
        pass
    if year is not None and named < year:
        return _moment(match, "past", None)
    return _moment(match, "by", date(named, month, day))


def _read_plan(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    last = plan_end(match["plan_name"]) if match["plan_name"] else 1955 + 5 * _count(match["plan_number"])
    if year is not None and last < year:
        return _moment(match, "past", None)
    return _moment(match, "horizon", _year_end(last), (last - 4, last))


def _read_years(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    count = _count(next(match[name] for name in ("n1", "n2", "n3", "n4") if match[name]))
    if year is None or not 0 < count < 40:
        return None
    kind = "horizon" if match["n1"] else "by"
    return _moment(match, kind, _year_end(year + count - 1), (year, year + count - 1))


def _read_century(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    return _by_year(text, match, year, 2000)


def _read_half(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    if year is None:
        return None
    words = match.group()
    month = 6 if "半年" in words or "二" in words else 9 if "三" in words else 3
    return _moment(match, "by", date(year, month, calendar.monthrange(year, month)[1]))


def _read_next(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    return None if year is None else _moment(match, "by", _year_end(year + (2 if match.group() == "后年" else 1)))


def _read_now(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    if match.group() == "全年" and text[match.end() : match.end() + 2] in ("平均",):
        return None
    return _moment(match, "now", None if year is None else _year_end(year))


def _read_past(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    return None if _compared(text, match) else _moment(match, "past", None)


def _read_span(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    first, last = year_of(match["from_year"]), year_of(match["until_year"])
    if year is not None and last < year:
        return _moment(match, "past", None)
    return _moment(match, "horizon", _year_end(last), (first, last))


def _read_year(text: str, match: re.Match[str], year: int | None) -> Moment | None:
    return None if _compared(text, match) else _by_year(text, match, year, year_of(match["bare_year"]))


_READERS = {
    "to": _read_to,
    "before": _read_before,
    "day": _read_day,
    "plan": _read_plan,
    "plan_long": _read_plan,
    "years": _read_years,
    "within": _read_years,
    "inside": _read_years,
    "sum": _read_years,
    "century": _read_century,
    "half": _read_half,
    "next": _read_next,
    "now": _read_now,
    "past": _read_past,
    "span": _read_span,
    "year": _read_year,
}
