"""Targets in running text: each clause's figures judged, named and dated in the order of reading."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from measures.terms import Comparator, Measure
from targets import lexicons
from targets.clauses import Chunk, Clause, cut_clause, split_clauses
from targets.deadlines import Moment, Moments
from targets.horizons import Horizon
from targets.indicators import is_bare, opening_verb, untail, with_topic
from targets.naming import Naming, kept_verb, read_naming
from targets.parallels import assigned
from targets.predicates import Predicate, read_predicate
from targets.quantities import Quantity
from targets.relatives import RelativeGoal, find_relatives, trace_of_relatives
from targets.sentences import Sentence
from targets.tense import says_ahead, says_done
from targets.topics import (
    commodity_of,
    completed_product,
    is_known_place,
    is_place,
    named_before,
    of_grade,
    opens_with_place,
    recalled,
    spoken_of,
    theme_of,
    topic_after,
    topic_of,
    without_place,
)

_DONE_BY = re.compile(r"(?:前)?(?:全部|基本)?(?:完成|完工|建成|竣工|投入|投用|到位|实现|开工|交付|投产)")
_ALL_DONE = re.compile(
    r"(?:前|之前)?(?:要|须|必须|确保|力争)?(?:全部|全面|均|一律|都)[^，。；\d]{0,4}"
    r"(?:完成|完工|建成|竣工|投入使用|投用|开工|交付|到位|投产)[ ]*"
)
#: how the name of an increment ends: 农民人均纯收入净增
_RISEN = re.compile("(?:净增|增加|增长|提高|提升|减少|下降|降低|压减)$")
#: characters before a figure in which its time is looked for
_REACH = 400


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A target as prose gives it, before task, offices and catalogue are known; spans are of the view."""

    quantity: Quantity
    indicator: str
    measure: Measure
    comparator: Comparator
    #: True for 控制在…左右
    ceiling: bool
    #: day by which, and the words that said so
    day: date | None
    day_text: str | None
    #: years that the figure covers
    span: tuple[int, int] | None
    sentence: tuple[int, int]
    clause: tuple[int, int]
    #: the rule that named it
    rule: str
    #: what it is compared with: 2020年
    base: str | None
    #: what stands before the figure in its clause
    left: str
    #: True where the name was taken in part from elsewhere in the text
    borrowed: bool


@cache
def _has(section: str, lexicon: str = "indicators") -> re.Pattern[str]:
    return re.compile(lexicons.any_of(lexicon, section))


class Reader:
    """Reads passages of one view; figures and times are found once for the whole."""

    def __init__(self, text: str, quantities: Sequence[Quantity], year: int | None) -> None:
        self._text = text
        self._quantities = quantities
        self._starts = [q.start for q in quantities]
        self._moments = Moments(text, year)
        #: short names that were asked for: whether they are places
        self._places: dict[str, bool] = {}
        #: what the last paragraph counted
        self._thing = ""
        #: relative goals met on the way: the goal, its clause, its day
        self.relatives: list[tuple[RelativeGoal, Clause, date | None]] = []

    def read(self, start: int, end: int, horizon: Horizon) -> Iterator[Finding]:
        """Yield the targets of a paragraph; `horizon` is moved on by what the paragraph says."""
        figures = bisect_left(self._starts, start) != bisect_left(self._starts, end)
        if not figures and not trace_of_relatives(self._text, start, end):
            self._pass_over(start, end, horizon)
            return
        sentence = Sentence(first=True, past=horizon.back)
        clauses = list(split_clauses(self._text, start, end))
        last = clauses[0].sentence_start if clauses else start
        for clause, following in zip(clauses, [*clauses[1:], None], strict=True):
            if clause.sentence_start != last:
                ended = self._text[last : clause.sentence_start].rstrip()[-1:]
                sentence, last = sentence.following(ended), clause.sentence_start
            self._note_time(clause, sentence, horizon)
            yield from self._read_clause(clause, following, sentence, horizon)

    def _pass_over(self, start: int, end: int, horizon: Horizon) -> None:
        """Take from a stretch without figures only the times that hold on."""
        for moment in self._moments.within(start, end):
            low = max(start, moment.start - 13)
            opens = moment.start - start <= 12 or re.search(r"[，。；：\n ]", self._text[low : moment.start])
            if moment.kind == "past" or not horizon.lets(moment) or (moment.kind == "horizon" and not opens):
                continue
            horizon.move(moment)

    def _note_time(self, clause: Clause, sentence: Sentence, horizon: Horizon) -> None:
        for moment in self._moments.within(clause.start, clause.end):
            if moment.kind == "past":
                sentence.past = True
                continue
            aside = moment.kind == "horizon" and moment.start - clause.start > 12 and not self._in(clause)
            if aside or not horizon.lets(moment):
                continue
            moment = horizon.within(moment)
            sentence.moment = moment
            named = moment.text.startswith("到") or moment.text[:1] in "12一二"
            opens = clause.start == clause.sentence_start and moment.start - clause.start <= 2
            sentence.opening = named and sentence.first and opens
            horizon.stretch(moment)
            if "季" not in moment.text and moment.text != "上半年":
                sentence.past = False
            horizon.move(moment)
        if sentence.past and not horizon.back and says_ahead(self._text[clause.start : clause.end]):
            sentence.past = False

    def _in(self, clause: Clause) -> Sequence[Quantity]:
        return self._quantities[bisect_left(self._starts, clause.start) : bisect_left(self._starts, clause.end)]

    def _read_clause(
        self, clause: Clause, following: Clause | None, sentence: Sentence, horizon: Horizon
    ) -> Iterator[Finding]:
        quantities = [q for q in self._in(clause) if not self._is_named(q, clause) and not self._is_age(q, clause)]
        if not sentence.past and (goal := find_relatives(self._text, clause.start, clause.end)):
            moment = sentence.moment
            self.relatives.append((goal, clause, moment.day if moment and moment.day else horizon.default))
        if not quantities:
            text = self._text[clause.start : clause.end]
            sentence.spoken.append(text)
            if text.rstrip().endswith("方面"):
                sentence.theme = theme_of(topic_of(text))
            return
        for chunk in cut_clause(self._text, clause, quantities):
            yield from self._read_chunk(chunk, clause, following, sentence, horizon)

    def _is_age(self, quantity: Quantity, clause: Clause) -> bool:
        """Tell ages and spans of years that only describe: 60岁以上老人."""
        behind = self._text[quantity.quote_end : min(clause.end, quantity.quote_end + 1)]
        return quantity.kind == "time" and bool(behind.strip()) and behind not in "、（）"

    def _is_named(self, quantity: Quantity, clause: Clause) -> bool:
        """Tell numbers inside titles and slogans, where no verb of doing stands in the same quotation marks."""
        text = self._text
        low = max(clause.sentence_start, quantity.start - 80)
        if text.rfind("《", low, quantity.start) > text.rfind("》", low, quantity.start):
            return True
        opened = text.rfind("“", low, quantity.start)
        if opened < 0 or text.rfind("”", low, quantity.start) > opened:
            return False
        closed = text.find("”", quantity.end, quantity.end + 80)
        inside = text[opened + 1 : closed] if closed >= 0 else ""
        if text[opened - 2 : opened] in ("取消", "删除", "删去", "废止", "不再"):
            return True
        if closed == quantity.quote_end and len(inside) > 6 and text[opened - 1 : opened] in "加增为成至":
            return False
        return closed >= 0 and not (len(inside) > 6 and _has("kept", "verbs").search(inside))

    def _read_chunk(
        self, chunk: Chunk, clause: Clause, following: Clause | None, sentence: Sentence, horizon: Horizon
    ) -> Iterator[Finding]:
        if chunk.attribute:
            if not sentence.verb or not chunk.joined:
                sentence.verb = kept_verb(chunk.left)
            return
        sentence.rejected = sentence.rejected and chunk.joined
        predicate = read_predicate(chunk.left)
        naming = read_naming(chunk, predicate, sentence)
        if naming is None:
            sentence.rejected = True
            sentence.verb = sentence.verb if chunk.joined else ""
            return
        names = [self._completed(name, clause, following, sentence, chunk) for name in naming.names]
        if not any(naming.names) and 1 < len(names) <= len(sentence.recent):
            names = sentence.recent[-len(names) :]
        elif 1 < len(names) <= len(sentence.recent) and len(set(naming.names)) == 1 and is_place(naming.names[0]):
            names = [naming.names[0] + without_place(name) for name in sentence.recent[-len(names) :]]
        if not all(names):
            return
        _remember(sentence, naming, names, chunk.quantities[0])
        if sentence.topic and not sentence.dividing:
            self._thing = sentence.topic
        text = self._text[clause.start : clause.end]
        if sentence.past or (says_done(text) and (horizon.back or not says_ahead(text))):
            return
        for quantity, name in assigned(chunk.quantities, names):
            finding = self._finding(quantity, name, predicate, naming, chunk.left, clause, sentence, horizon)
            if finding is not None:
                yield finding

    def _completed(self, name: str, clause: Clause, following: Clause | None, sentence: Sentence, chunk: Chunk) -> str:
        """Give a bare name what it belongs to: of the chunk before, the clause before, or the clause after."""
        if not name:
            return sentence.name or spoken_of(sentence.spoken) or spoken_of(sentence.before)
        if self._is_part(name, sentence, chunk.quantities[0]):
            return name + self._divided(sentence)
        if name in lexicons.words("indicators", "one-character product"):
            return name + "产量"
        name = self._same_done(of_grade(name, sentence.name), sentence, chunk)
        if not is_bare(name):
            return recalled(
                completed_product(name, sentence.name or sentence.whole, chunk.quantities[0].unit), sentence.name
            )
        if (again := named_before(name, sentence.recent)) and not sentence.spoken:
            return again
        crop = commodity_of(sentence.topic)
        if crop and name in lexicons.words("indicators", "harvest"):
            return with_topic(crop, name)
        if sentence.theme:
            return with_topic(sentence.theme, name)
        topic = sentence.topic if chunk.joined or sentence.name else ""
        topic = topic or spoken_of(sentence.spoken)
        if not topic and following is not None and following.sentence_start == clause.sentence_start:
            topic = topic_of(re.sub(r"\d.*", "", self._text[following.start : following.end]))
            topic = "" if read_predicate(topic).kind or "分别" in topic else topic
        topic = topic or sentence.topic or spoken_of(sentence.before) or sentence.said
        return with_topic(topic, name) if topic else name

    def _is_part(self, name: str, sentence: Sentence, quantity: Quantity) -> bool:
        """Tell the name of a part of a whole: a place, or a short name beside places, counted in the same unit."""
        same = quantity.kind == "count" and quantity.unit[-1:] == sentence.whole_unit[-1:]
        short = same and 1 < len(name) <= 4 and not is_bare(name) and not opening_verb(name)
        if is_place(name) or (short and (sentence.dividing or self._is_named_place(name))):
            sentence.dividing = True
            return True
        return False

    def _is_named_place(self, name: str) -> bool:
        """Tell a place without its level: a known one, or one that the text names with it elsewhere."""
        if name not in self._places:
            self._places[name] = any(name + level in self._text for level in "市县区州旗") or is_known_place(name)
        return self._places[name]

    def _same_done(self, name: str, sentence: Sentence, chunk: Chunk) -> str:
        """Give a part the verb of its whole: 新增市场主体2万户，其中企业5000户."""
        same = chunk.quantities[0].kind == "count" and chunk.quantities[0].unit[-1:] == sentence.whole_unit[-1:]
        of_it = same and chunk.left.strip().startswith("其中") and len(name) <= 6 and not opening_verb(name)
        return opening_verb(sentence.whole) + name if of_it else name

    def _divided(self, sentence: Sentence) -> str:
        """Return the whole that a part belongs to: of the clause or heading before the list, else of the last total."""
        for text in reversed([*sentence.before, *sentence.spoken]):
            bare = untail(text.strip()).removeprefix("基本").removeprefix("全面")
            if bare and opening_verb(bare) == bare and self._thing:
                return self._thing + bare
        said = spoken_of(sentence.spoken)
        return (said if len(said) > 2 else "") or sentence.whole or spoken_of(sentence.before) or sentence.said

    def _finding(
        self,
        quantity: Quantity,
        name: str,
        predicate: Predicate,
        naming: Naming,
        left: str,
        clause: Clause,
        sentence: Sentence,
        horizon: Horizon,
    ) -> Finding | None:
        measure = _measure(quantity, predicate, name)
        if naming.rule == "continued" and sentence.measure and quantity.unit == sentence.unit == "%":
            measure = sentence.measure
        sentence.measure, sentence.unit = measure, quantity.unit
        if len(name) < 2 or (quantity.kind == "time" and not _has("span head").search(name)):
            return None
        moment = self._moment_for(quantity, clause, sentence, horizon)
        kept = quantity.kept or predicate.kept
        comparator = quantity.comparator
        return Finding(
            quantity=quantity,
            indicator=name,
            measure=measure,
            comparator=Comparator.LE if kept and comparator is Comparator.EQ else comparator,
            ceiling=kept and comparator is Comparator.APPROX,
            day=moment.day if moment and moment.day else horizon.default,
            day_text=moment.text if moment else horizon.day_text,
            span=moment.span if moment else horizon.span,
            sentence=(clause.sentence_start, clause.sentence_end),
            clause=(clause.start, clause.end),
            rule=naming.rule,
            base=predicate.base,
            borrowed=name not in naming.names,
            left=left,
        )

    def _moment_for(self, quantity: Quantity, clause: Clause, sentence: Sentence, horizon: Horizon) -> Moment | None:
        """Return the nearest time before the figure in its sentence, or one behind it in its clause: 于11月底前完工."""
        after = [m for m in self._moments.within(quantity.end, min(clause.end, quantity.end + 60)) if m.kind == "by"]
        if after and _DONE_BY.match(self._text[after[-1].end : clause.end]):
            return after[-1]
        low = max(clause.sentence_start, quantity.start - _REACH)
        before = [m for m in self._moments.within(low, quantity.start) if m.kind != "past"]
        if before:
            return horizon.within(before[-1])
        closing = self._closing_moment(clause.sentence_start, clause.sentence_end)
        return closing if closing and clause.start < closing.start else sentence.moment

    def _closing_moment(self, start: int, end: int) -> Moment | None:
        """Return the time of a last clause that holds for the whole sentence: …，10月底前全部完工."""
        comma = self._text.rfind("，", max(start, end - 30), end)
        last = [m for m in self._moments.within(comma + 1, end) if m.kind == "by"] if comma >= 0 else []
        if len(last) == 1 and last[0].start - comma <= 3 and _ALL_DONE.fullmatch(self._text, last[0].end, end):
            return last[0]
        return None


def _remember(sentence: Sentence, naming: Naming, names: list[str], quantity: Quantity) -> None:
    """Keep of a chunk what later chunks and sentences may need."""
    sentence.verb, sentence.name, sentence.counted = naming.verb, names[-1], True
    divided = sentence.dividing or any(map(is_place, naming.names))
    if not divided and not any(map(opens_with_place, names)):
        sentence.whole, sentence.whole_unit = names[-1], quantity.unit
    if naming.rule in ("growth", "decline") and quantity.kind != "ratio":
        sentence.name = _RISEN.sub("", names[-1]) or names[-1]
    sentence.recent = [*sentence.recent, *names][-4:]
    if not divided and not is_bare(naming.names[-1]):
        sentence.topic = topic_after(names[-1])


def _measure(quantity: Quantity, predicate: Predicate, name: str) -> Measure:
    if quantity.kind == "flat":
        return Measure.FLAT
    if quantity.unit in ("个百分点", "百分点"):
        return Measure.DECLINE if predicate.kind == "decline" else Measure.GROWTH
    if quantity.kind != "ratio":
        return Measure.LEVEL
    if re.search("(?:降低|下降|减少|削减)率$", name):
        return Measure.DECLINE
    if quantity.unit == "倍" or quantity.doubling:
        return Measure.GROWTH
    if predicate.kind == "growth":
        return Measure.RATIO if _has("price head").search(name) else Measure.GROWTH
    return Measure.DECLINE if predicate.kind == "decline" else Measure.RATIO
