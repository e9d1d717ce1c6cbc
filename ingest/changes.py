"""Words that make another statistic of one: 环比, 比年初增加, 比上年增减(万人), 提高(百分点).

The year-on-year rate (同比增长) is the growth of the statistic itself and is not told here; everything else that is set
against another time is a statistic of its own, named with its words (docs/decisions/0005).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ingest.lexicon import table
from measures.units import known_unit


class Change(StrEnum):
    """What a column or row of changes counts."""

    #: against another time than the same one a year before: 环比, 比年初, 比上月
    OTHER_TIME = "other_time"
    #: percentage points
    POINTS = "points"
    #: the unit of the statistic itself
    AMOUNT = "amount"
    #: 增减 without a unit: a rate or an amount
    EITHER = "either"
    #: its part of a whole: 占全省比重
    SHARE = "share"
    #: the year-on-year rate: no other statistic, but the growth of this one
    RATE = "rate"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What a label says about a change."""

    kind: Change
    #: the words as written: 比年初增加
    words: str
    #: what is left of the label
    rest: str
    #: True where a positive figure is a fall
    falls: bool = False
    #: True where it counts from the beginning of the year on: 比年初
    since_january: bool = False
    #: True where its words mean a percentage unless a unit beside it says otherwise: 环比
    rate: bool = False


#: A part of the whole that the statistic is of all places: 占全省比重, 占全国的比重.
_SHARE = re.compile(
    r"占(?:全[国省市区州县盟]|总计|合计|GDP|地区生产总值|国内生产总值|生产总值)的?(?:比重|比例|份额|百分比)?$",
    re.IGNORECASE,
)


@cache
def _pattern() -> re.Pattern[str]:
    groups = {
        kind: "|".join(sorted((re.escape(r["word"]) for r in table("changes.csv") if r["kind"] == kind), key=_longest))
        for kind in ("year", "other", "verb", "fall", "rate", "amount", "points")
    }
    return re.compile(
        "(?:(?P<year>{year})|(?P<other>{other}))?(?:累计)?(?:(?P<verb>{verb})|(?P<fall>{fall}))?(?:的)?"
        "(?:(?P<rate>{rate})|(?P<amount>{amount}))?(?P<points>{points})?".format(**groups)
    )


def _longest(word: str) -> tuple[int, str]:
    return -len(word), word


def read_change(text: str, unit: str | None) -> Changed | None:
    """Return the change that a label is, None where it is none or where only its last words may say growth.

    text: the label without its unit, which the words must end; unit: as written beside it, None where there is none.
    """
    bare = text.strip(" ,，:：-_")
    share = _SHARE.search(bare)
    if share is not None:
        return Changed(kind=Change.SHARE, words=share.group(), rest=bare[: share.start()].strip(), rate=True)
    for start in range(len(bare)):
        found = _pattern().fullmatch(bare, start)
        if found is not None and any(found.group(g) for g in ("year", "other", "verb", "fall")):
            break
    else:
        return None
    kind = _kind(found, unit, alone=not bare[:start].strip(" ,，:：-_"))
    if kind is None:
        return None
    falls = found["fall"] is not None and kind is not Change.OTHER_TIME
    verb = found["verb"] or found["fall"]
    return Changed(
        kind=kind,
        words=found.group(),
        rest=bare[:start].strip(" ,，:：-_"),
        falls=falls,
        since_january=found["other"] in _since_january(),
        rate=found["rate"] is not None or verb in _certain() or (verb is None and found["other"] == "环比"),
    )


def _kind(found: re.Match[str], unit: str | None, *, alone: bool) -> Change | None:
    """What the words count: by their own, then by the unit; None for the rate on the year before."""
    if found["other"]:
        return Change.OTHER_TIME
    counted = known_unit(unit) if unit is not None else None
    if found["points"] or (counted is not None and counted.dimension == "percentage_point"):
        return Change.POINTS
    if counted is not None and counted.dimension.startswith("index"):
        return None
    if found["rate"] or (counted is not None and counted.dimension == "percent"):
        return Change.RATE if found["year"] else None
    if not (found["year"] or alone):
        return None
    if counted is not None or found["amount"]:
        return Change.AMOUNT
    verb = found["verb"] or found["fall"]
    return None if verb is None or verb in _certain() else Change.EITHER


@cache
def _since_january() -> frozenset[str]:
    return frozenset(r["word"] for r in table("changes.csv") if r["kind"] == "other" and r["term"] == "january")


@cache
def _certain() -> frozenset[str]:
    """Verbs that mean a percentage without a unit: 增长."""
    return frozenset(r["word"] for r in table("changes.csv") if r["term"] == "rate")
