"""统计公报: prose to observations, each with its sentence.

Only what is certain is taken: a number with its unit right behind the name of an indicator of the catalogue, and the
growth that follows it. Every other number is left and shown with its sentence; none is guessed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ingest.context import period_in
from ingest.knowledge import Knowledge
from ingest.phrases import (
    CLAUSES,
    GROWTH,
    LEVEL_WITH,
    PROMISED,
    REAL,
    RISE,
    Scene,
    Subject,
    bare_name,
    period_said,
    qualifier,
    scene,
    subject_of,
    title_place,
)
from ingest.respectively import respective
from ingest.spacing import Tight, tighten
from ingest.thresholds import behind, goes_on, moved_from, moved_to, superseded
from measures.catalogue import Match
from measures.numerals import Number, NumberKind, find_numbers
from measures.periods import Period
from measures.places import Place
from measures.terms import Basis, Measure
from measures.units import BARE, Unit, known_unit, match_unit

#: Characters of a sentence; what is longer is none.
_LONGEST = 3_000
_SENTENCES = re.compile(r"[^。！!\n]+[。！!]?")
_PARTS = re.compile(r"[^；;]+[；;]?")
_MONEY = frozenset({"currency", "us_dollar", "euro", "hong_kong_dollar"})
_POINTS = "percentage_point"
#: 2019年, 6月末, 1-6月, 15日.
_DATES = re.compile(r"(?:[-—–至~]\d+)?(?:年|月|日|季度|时)")


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
    qualifier: str | None = None
    period: Period | None = None
    sentence: str = ""
    #: line of the text from 1
    line: int = 0
    #: first character of the number in the text, from 1
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class Left:
    """A sentence with numbers that were left."""

    #: the numbers with their units, as they stand
    numbers: tuple[str, ...]
    sentence: str
    #: line of the text from 1
    line: int


@dataclass(frozen=True, kw_only=True)
class Communique:
    """What a text says."""

    place: Place | None
    period: Period | None
    statements: tuple[Statement, ...]
    #: sentences in which numbers with a unit were left
    left: tuple[Left, ...]


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
    tight = tighten(text)
    lines = [line.strip() for line in tight.text.splitlines() if line.strip()][:4]
    head = [line for line in lines if "。" not in line and len(line) <= 60] or lines[:1]
    period = next((said for line in head if (said := period_in(line)) is not None), None)
    place = next((found for line in head if (found := title_place(line, knowledge)) is not None), None)
    about = scene(place, period)
    statements: list[Statement] = []
    left: list[Left] = []
    for passage in _SENTENCES.finditer(tight.text):
        if passage.end() - passage.start() > _LONGEST:
            continue
        figures, over = _read_sentence(passage.group(), about, knowledge)
        if not figures and not over:
            continue
        sentence, line = _origin(text, tight, passage.start(), passage.end())
        for figure in figures:
            at = tight.origin(passage.start() + figure.position) + 1
            statements.append(replace(figure, sentence=sentence, line=line, position=at))
        if over:
            left.append(Left(numbers=tuple(over), sentence=sentence, line=line))
    return Communique(place=place, period=period, statements=tuple(statements), left=tuple(left))


def _origin(text: str, tight: Tight, start: int, end: int) -> tuple[str, int]:
    """The sentence as it stands in the text, and its line."""
    first = tight.origin(start)
    return text[first : tight.origin(end - 1) + 1].strip(), text.count("\n", 0, first) + 1


@dataclass(kw_only=True)
class _Walk:
    """What was said so far in a sentence; its parts end with semicolons."""

    subject: Subject | None = None
    #: the last name that was understood, whether or not it still holds
    named: Subject | None = None
    period: Period | None = None
    #: subjects of this part of the sentence, in order
    heard: list[Subject] = field(default_factory=list)
    #: True where the last figure of the subject was a growth
    grown: bool = False
    #: True where the level of the subject was told
    levelled: bool = False

    @property
    def only(self) -> Subject | None:
        """The one subject of the part before, of which 6月份增长 in the next part goes on; None of several."""
        return self.heard[0] if len({match.indicator_id for _, match in self.heard}) == 1 else None


def _read_sentence(sentence: str, about: Scene, knowledge: Knowledge) -> tuple[list[Statement], list[str]]:
    found: list[Statement] = []
    left: list[str] = []
    promised = PROMISED.search(sentence) is not None
    walk = _Walk(period=about.period)
    several = respective(sentence, knowledge)
    for part in _PARTS.finditer(sentence):
        walk.subject, walk.grown, walk.levelled = walk.only, False, True
        walk.heard = []
        for clause in CLAUSES.finditer(part.group()):
            start = part.start() + clause.start()
            for number in _numbers(clause.group()):
                statement = _read_number(sentence, start, clause.group(), number, walk, several, about, knowledge)
                if isinstance(statement, Unit):
                    left.append(number.text if _is_flat(number) else number.text + statement.text)
                elif statement is not None and (promised or (statement.period is None and _knows(about, walk))):
                    left.append(number.text + statement.unit)
                elif statement is not None:
                    found.append(replace(statement, position=start + number.start))
            said, names = period_said(clause.group(), about.period)
            walk.period = said if names else walk.period
    return found, left


def _knows(about: Scene, walk: _Walk) -> bool:
    """A text with a period of its own, of which one sentence names another that cannot be told."""
    return about.period is not None and walk.period is None


def _numbers(clause: str) -> Iterator[Number]:
    """The numbers of a clause in order without those of dates, and 持平 as nought."""
    for number in find_numbers(clause):
        if not _DATES.match(clause, number.end):
            yield number
    flat = LEVEL_WITH.search(clause.rstrip("。；; "))
    if flat is not None:
        yield Number(
            value=Decimal(0),
            start=flat.start("said"),
            end=flat.end("said"),
            text=flat["said"],
            value_text="0",
            decimals=0,
            kind=NumberKind.CHINESE,
            unit="%",
        )


def _is_flat(number: Number) -> bool:
    """Whether a number stands for 持平 or 基本持平."""
    return number.text.endswith("持平")


def _read_number(
    sentence: str,
    start: int,
    clause: str,
    number: Number,
    walk: _Walk,
    several: Mapping[int, tuple[Subject, str, str] | None],
    about: Scene,
    knowledge: Knowledge,
) -> Statement | Unit | None:
    """The figure, or its unit where it must be left, or None where it is no figure."""
    at = start + number.start
    listed = several.get(at)
    unit = _unit_behind(clause, number) or (match_unit(listed[2], 0) if listed is not None else None)
    if unit is None or _parted(clause, number):
        return unit
    before = clause[: number.start] if listed is None else listed[1]
    rest = sentence[at + len(number.text) :]
    source = moved_from(before, rest)
    if source is not None and not source[1]:
        return unit
    before = source[0] if source is not None else before if (moved := moved_to(before)) is None else moved
    level_with = _is_flat(number)
    growth = None if level_with else GROWTH.search(before)
    rise = RISE.search(before) if growth is None or unit.dimension != "percent" else None
    cut = LEVEL_WITH.search(before + number.text) if level_with else growth or rise
    words = bare_name(before[: cut.start()] if cut else before, about.place)
    said, names = period_said(clause[: number.start], about.period)
    period = said if names else walk.period
    foreign = about.foreign.search(clause[: number.start]) is not None
    if at in several:
        walk.subject = None if listed is None or about.foreign.search(sentence) else listed[0]
        walk.grown = False
    elif words or not (cut or (goes_on(before) and not walk.levelled)):
        _take_subject(words, sentence, start, foreign, walk, about, knowledge)
    if walk.subject is None or (foreign and not words):
        return unit
    walk.named = walk.subject
    walk.heard.append(walk.subject)
    statement = _statement(walk, growth, rise, level_with, number, unit, _real(sentence, start, clause), knowledge)
    if statement is None or (level_with and number.text != "持平"):
        return unit
    is_level = statement.measure in (Measure.LEVEL, Measure.RATIO)
    if is_level and superseded(before, number, unit, rest):
        return unit
    if source is not None:
        past = _year_earlier(period, source[1])
        return replace(statement, period=past) if past is not None and is_level else unit
    walk.levelled = walk.levelled or is_level
    walk.grown = growth is not None or level_with
    return replace(statement, qualifier=qualifier(before, behind(unit, number, rest)), period=period)


def _year_earlier(period: Period | None, when: str) -> Period | None:
    """The same period of the year before; 上年 of a part of a year is none that is certain."""
    if period is None or (when == "year" and period.basis is not Basis.YEAR):
        return None
    return period.shifted(-1)


def _take_subject(
    words: str, sentence: str, start: int, foreign: bool, walk: _Walk, about: Scene, knowledge: Knowledge
) -> None:
    """Find what the words name, also where its name runs over 、 or stands before a colon."""
    walk.grown = walk.levelled = False
    walk.subject = None
    if foreign:
        return
    earlier = sentence[:start]
    if not words and earlier.endswith(("：", ":")):
        words = bare_name(re.split(r"[，,；;：:。]", earlier[:-1])[-1], about.place)
        words = "" if re.search(r"\d", words) else words
    walk.subject = subject_of(words, walk.named, sentence, knowledge)
    if earlier.endswith("、") and words:
        whole = bare_name(re.split(r"[，,；;：:]", earlier)[-1] + words, about.place)
        longer = None if re.search(r"\d", whole) else subject_of(whole, walk.named, sentence, knowledge)
        walk.subject = longer or (walk.subject if re.search(r"\d", earlier.rpartition("，")[2]) else None)


def _parted(clause: str, number: Number) -> bool:
    """Whether a blank parts the figure from another one: 2 976.5 may be one number or two."""
    return re.search(r"[\d.]\s+$", clause[: number.start]) is not None


def _real(sentence: str, start: int, clause: str) -> str | None:
    """ "real" where the clause or one without a figure before it says so: 按可比价格计算，同比增长."""
    *_, before, own = ["", *sentence[: start + len(clause)].split("，")]
    said = own if re.search(r"\d", before) else before + own
    return "real" if REAL.search(said) else None


def _unit_behind(body: str, number: Number) -> Unit | None:
    if number.unit is not None:
        return match_unit(number.unit, 0)
    return match_unit(body, number.end)


def _statement(
    walk: _Walk,
    growth: re.Match[str] | None,
    rise: re.Match[str] | None,
    level_with: bool,
    number: Number,
    unit: Unit,
    real: str | None,
    knowledge: Knowledge,
) -> Statement | None:
    if walk.subject is None:
        return None
    name, match = walk.subject
    indicator = knowledge.catalogue.get(match.indicator_id)
    own = [u for text in (indicator.unit, *indicator.other_units) if (u := known_unit(text)) is not None]
    rate = bool(own) and own[0].dimension == "percent"
    measure: Measure | None = None
    price = None
    if unit.dimension == _POINTS:
        measure = _points(growth, rate and not walk.grown)
    elif level_with:
        measure, price = Measure.GROWTH, real
    elif growth is not None:
        measure = _growth(growth, unit, rate and not any(u.dimension.startswith("index") for u in own))
        said = growth["price"] or growth["price2"] or growth["price3"]
        price = "nominal" if said == "名义" else "real" if said == "实际" else real
    elif rise is None and (unit.dimension == BARE or any(_alike(unit, u) for u in own)):
        measure = Measure.RATIO if unit.dimension == "percent" else Measure.LEVEL
    if measure is None:
        return None
    return Statement(
        match=match,
        name=name,
        measure=str(measure),
        number=number,
        unit=unit.canonical if unit.dimension == _POINTS else unit.text,
        price_basis=price,
    )


def _alike(unit: Unit, own: Unit) -> bool:
    """The same dimension, or money of two countries: of trade both are published."""
    return unit.dimension == own.dimension or (unit.dimension in _MONEY and own.dimension in _MONEY)


def _growth(growth: re.Match[str], unit: Unit, plain_rate: bool) -> Measure | None:
    """A rate of growth; 失业率上升 2 % says nothing that is certain, 居民消费价格上涨 2 % does."""
    if unit.dimension != "percent" or plain_rate:
        return None
    return Measure.DECLINE if growth["down"] or growth["fall"] else Measure.GROWTH


def _points(growth: re.Match[str] | None, of_rate: bool) -> Measure | None:
    """比上年提高 1.2 个百分点: a change of a statistic that is itself a percentage, on the year before."""
    if growth is None or not of_rate or not growth["against"] or growth["speed"] or growth["fall"]:
        return None
    return Measure.DECLINE if growth["down"] else Measure.GROWTH
