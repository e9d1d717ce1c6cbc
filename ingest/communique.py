"""统计公报: prose to observations, each with its sentence.

Only what is certain is taken: a number with its unit right behind the name of an indicator of the catalogue, and the
growth that follows it. Every other number is left and counted; none is guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.context import period_in
from ingest.knowledge import Knowledge
from ingest.longfields import SURE
from ingest.respectively import Subject, respective
from measures.catalogue import Match
from measures.numerals import Number, find_numbers
from measures.periods import Period, read_period
from measures.places import COUNTRY, Place
from measures.terms import Comparator, Measure
from measures.units import BARE, Unit, match_unit

_SENTENCES = re.compile(r"[^。；;！!\n]+[。；;！!]?")
_CLAUSES = re.compile(r"[^，,、：:（）()]+")
#: Between a name and its number: 实现, 达到, 为 …
_VERBS = re.compile(r"(?:共计|合计|累计|总计)?(?:实现|完成|达到?|为|是|共|有|约|近|超过|突破|分别为)?(?:了)?$")
_LEADING = re.compile(
    r"^(?:其中|(?:经|据)?初步(?:核算|统计)|全年|全省|全市|全县|全区|截至|到?年末|实现|完成|我省|本省|我市|当年|我国|全国)"
)
_TIMES = re.compile(r"^(?:(?:19|20)\d\d年度?|上半年|前三季度|第?[一二三四]季度|\d{1,2}(?:[-—–至]\d{1,2})?月份?)")
#: What a province's text says of the nation is not the province's.
_ELSEWHERE, _NOWHERE = re.compile(r"全国|我国"), re.compile(r"(?!)")
_GROWTH = re.compile(
    r"(?:按可比价格计算|按不变价格计算|按可比口径计算|扣除价格因素|扣除物价因素)?(?P<price>实际|名义)?"
    r"(?:比上年同期|比去年同期|比上年|同比|较上年|比去年)?(?P<price2>实际|名义)?(?P<word>增长|上涨|提高|下降|降低|下跌|减少)(?:了)?$"
)
_RISE = re.compile(r"(?:增加|减少|净增|多|少|增收|减收|提高|降低|增|减)(?:了)?$")
_REAL = re.compile(r"可比价|不变价|扣除价格|扣除物价|实际")
_QUALIFIERS = (("突破", Comparator.GT), ("超过", Comparator.GT), ("约", Comparator.APPROX), ("近", Comparator.LT))
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:上半年|前三季度|第?[一二三四]季度|\d{1,2}[-—–至]\d{1,2}月份?|\d{1,2}月份?)"
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One figure of a text."""

    match: Match
    #: the indicator as the text names it
    name: str
    measure: str
    number: Number
    unit: str
    price_basis: str | None
    qualifier: str | None
    period: Period | None
    sentence: str
    #: line of the text from 1
    line: int
    #: first character of the number in the text, from 1
    position: int


@dataclass(frozen=True, kw_only=True)
class Communique:
    """What a text says."""

    place: Place | None
    period: Period | None
    statements: tuple[Statement, ...]
    #: numbers with a unit that were left
    left: int


def is_prose(text: str) -> bool:
    """Say whether a text is prose: several sentences, and few lines that look like rows of cells."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()]
    if not lines or text.count("。") < 2:
        return False
    sentences = sum("。" in line for line in lines)
    rows = sum(line.count(",") >= 2 or line.count("\t") >= 2 for line in lines)
    return sentences > rows


def read_communique(text: str, knowledge: Knowledge) -> Communique:
    """Return the figures of a communiqué; the place and the year come from its title."""
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    head = "".join(text.splitlines()[:4])
    period = period_in(title) or period_in(head[:80])
    place = _place(title, knowledge)
    province = place is None or place.code != COUNTRY
    found: list[Statement] = []
    left = 0
    for start, sentence in _sentences(text):
        read, over = _read_sentence(sentence, start, text, period, province, knowledge)
        found += read
        left += over
    return Communique(place=place, period=period, statements=tuple(found), left=left)


def _sentences(text: str) -> list[tuple[int, str]]:
    return [(m.start(), m.group()) for m in _SENTENCES.finditer(text) if m.group().strip()]


def _place(title: str, knowledge: Knowledge) -> Place | None:
    for end in range(min(len(title), 12), 1, -1):
        for start in range(min(3, end - 1)):
            found = knowledge.places.find(title[start:end])
            if found is not None:
                return found
    return None


def _read_sentence(
    sentence: str, start: int, text: str, period: Period | None, province: bool, knowledge: Knowledge
) -> tuple[list[Statement], int]:
    found: list[Statement] = []
    subject: tuple[str, Match] | None = None
    left = 0
    when = _sentence_period(sentence, period)
    foreign = _ELSEWHERE if province else _NOWHERE
    several = respective(sentence, knowledge)
    line = text.count("\n", 0, start) + 1
    for clause in _CLAUSES.finditer(sentence):
        body = clause.group()
        real = "real" if _REAL.search(sentence[: clause.end()].rsplit("，", 2)[-1]) else None
        for number in find_numbers(body):
            unit = _unit_behind(body, number) or _unit_of_last(several, clause.start() + number.start)
            if unit is None:
                continue
            before = body[: number.start]
            at = clause.start() + number.start
            listed = several.get(at)
            before = before if listed is None else listed[1]
            growth = _GROWTH.search(before)
            rise = growth is None and _RISE.search(before)
            words = _bare(before[: growth.start()] if growth else before)
            if at in several:
                subject = None if listed is None or foreign.search(sentence) else listed[0]
            elif words or not (growth or rise):
                subject = None if foreign.search(body) else _subject(words, knowledge)
            statement = None
            if subject is not None and not rise:
                statement = _statement(subject, growth, number, unit, real, knowledge)
            if statement is None:
                left += 1
                continue
            placed = replace(
                statement,
                qualifier=next((str(q) for word, q in _QUALIFIERS if before.endswith(word)), None),
                period=when,
                sentence=sentence.strip(),
                line=line,
                position=start + clause.start() + number.start + 1,
            )
            found.append(placed)
    return found, left


def _sentence_period(sentence: str, period: Period | None) -> Period | None:
    said = _PERIOD.search(sentence)
    if said is None:
        return period
    return read_period(said.group().replace("份", ""), period.end_year if period else None)


def _unit_behind(body: str, number: Number) -> Unit | None:
    if number.unit is not None:
        return match_unit(number.unit, 0)
    return match_unit(body, number.end)


def _unit_of_last(several: Mapping[int, tuple[Subject, str, str] | None], at: int) -> Unit | None:
    """The unit that stands behind the last number of a list only."""
    listed = several.get(at)
    return match_unit(listed[2], 0) if listed is not None else None


def _bare(before: str) -> str:
    """The words before a number without times, verbs and 全省; what is left must be the name itself."""
    words, shorter = before.strip(), ""
    while words != shorter:
        shorter = words
        words = _VERBS.sub("", _LEADING.sub("", _TIMES.sub("", words))).strip()
    return words


def _subject(words: str, knowledge: Knowledge) -> tuple[str, Match] | None:
    """The indicator that the words name, all of them: 哈尔滨市地区生产总值 is not the province's."""
    match = knowledge.catalogue.find(words) if words else None
    return (words, match) if match is not None and match.confidence >= SURE else None


def _statement(
    subject: tuple[str, Match],
    growth: re.Match[str] | None,
    number: Number,
    unit: Unit,
    real: str | None,
    knowledge: Knowledge,
) -> Statement | None:
    name, match = subject
    own = match_unit(knowledge.catalogue.get(match.indicator_id).unit, 0)
    percent = unit.dimension == "percent"
    if growth is not None:
        if not percent:
            return None
        falls = growth["word"] in ("下降", "降低", "下跌", "减少")
        measure = Measure.DECLINE if falls else Measure.GROWTH
        said = growth["price"] or growth["price2"]
        price = "nominal" if said == "名义" else "real" if said == "实际" else real
    else:
        if own is None or (unit.dimension != own.dimension and unit.dimension != BARE):
            return None
        measure, price = (Measure.RATIO if percent else Measure.LEVEL), None
    return Statement(
        match=match,
        name=name,
        measure=str(measure),
        number=number,
        unit=unit.text,
        price_basis=price,
        qualifier=None,
        period=None,
        sentence="",
        line=0,
        position=0,
    )
