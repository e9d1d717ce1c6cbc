"""突破2亿吨，达到20218.4万吨; 由上年的2.9%下降到2.6%: which of two numbers is the level of the period."""

import re

from measures.numerals import Number, find_numbers
from measures.units import Unit, match_unit

_REACHED = r"(?:已|也|共|总量)?(?:达到?|为|是|实现|完成)(?:了)?\s*"
_BOUND = re.compile(r"(?:突破|超过?|跨越|跨过|迈上|迈过|站上|接近|逼近|近|约|稳定在|保持在)(?:了)?$")
_BOUND_BEHIND = re.compile(r"\s*(?:以上|以下|左右|大关|关口|台阶)")
_THEN = re.compile(rf"[^\d，,。；;]{{0,8}}[，,]{_REACHED}(?=\d)")
_GOES_ON = re.compile(rf"^{_REACHED}$")
_PAST = r"(?:由|从)(?:(?P<past>上年|去年)(?P<same>同期|同月|同季|末|底)?)的?\s*"
_MOVED = r"(?:下降|降低|下调|回落|减少|降|提高|上升|增加|增长|扩大|升|增|调整|变化)(?:到|至|为)"
_FROM = re.compile(rf"{_PAST}$")
_TO = re.compile(rf"(?:由|从)[^\d，,]{{0,8}}\d[\d.,]*[^\d，,]{{0,10}}?{_MOVED}\s*$")
_TOWARDS = re.compile(rf"[^\d，,]{{0,8}}?{_MOVED}\s*\d")


def superseded(before: str, number: Number, unit: Unit, rest: str) -> bool:
    """Say whether a number is a threshold that the level follows.

    before: words of the clause before it; rest: the sentence behind the number, with its unit.
    """
    then = _THEN.match(rest)
    if then is None or not (_BOUND.search(before) or _BOUND_BEHIND.match(behind(unit, number, rest))):
        return False
    following = next(iter(find_numbers(rest[then.end() : then.end() + 40])), None)
    if following is None or following.start:
        return False
    own = match_unit(following.unit or rest[then.end() + following.end :], 0)
    return own is not None and own.dimension == unit.dimension


def behind(unit: Unit, number: Number, rest: str) -> str:
    """Return what stands behind a number's unit."""
    return rest if number.unit is not None else rest.lstrip().removeprefix(unit.text)


def goes_on(before: str) -> bool:
    """Say whether a clause tells the level of what the clause before it named: 达到, 为."""
    return _GOES_ON.match(before) is not None


def moved_to(before: str) -> str | None:
    """Return the words before 由a下降到 where a number is what a statistic came to, else None."""
    found = _TO.search(before)
    return None if found is None else before[: found.start()]


def moved_from(before: str, rest: str) -> tuple[str, str] | None:
    """Return (the words before 由上年的, of when it is) where a number is what a statistic came from, else None.

    Of when: "year" for 上年, "same" for 上年同期, "" where it is not said.
    """
    found = _FROM.search(before)
    if found is None or _TOWARDS.match(rest) is None:
        return None
    when = "same" if found["same"] in ("同期", "同月", "同季") else "year"
    return before[: found.start()], when if found["past"] else ""
