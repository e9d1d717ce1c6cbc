"""Targets in running text: each clause's quantities judged, named and dated in the order of reading."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from measures.terms import Comparator, Measure
from targets import lexicons
from targets.clauses import GAP, Chunk, Clause, cut_clause, split_clauses
from targets.deadlines import Moment, Moments, find_moments
from targets.indicators import is_bare, opening_verb, tidy, untail, with_topic
from targets.predicates import Predicate, read_predicate
from targets.quantities import Quantity
from targets.tense import says_ahead, says_done


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A target as prose gives it, before task, offices and catalogue are known."""

    quantity: Quantity
    indicator: str
    measure: Measure
    comparator: Comparator
    ceiling: bool
    day: date | None
    day_text: str | None
    span: tuple[int, int] | None
    sentence: tuple[int, int]
    clause: tuple[int, int]
    rule: str
    base: str | None = None
    verb: str = ""
    left: str = ""
    yearly: bool = False
    optional: bool = False
    value_text: str | None = None


@dataclass
class Horizon:
    """What holds until something else is said: the default day, the plan's span, whether the text looks back."""

    #: the year of the document
    year: int | None
    #: the last day of a plan that the passage speaks of, None = the document's year
    day: date | None = None
    day_text: str | None = None
    span: tuple[int, int] | None = None
    back: bool = False

    @property
    def default(self) -> date | None:
        """The day by which targets hold where the text says nothing."""
        return self.day or (date(self.year, 12, 31) if self.year else None)


@dataclass
class _Sentence:
    """What a sentence has said so far."""

    moment: Moment | None = None
    past: bool = False
    topic: str = ""
    #: clauses without figures, in order: what they speak of is asked only where a bare name needs it
    spoken: list[str] = field(default_factory=list)
    name: str = ""
    verb: str = ""
    place: str = ""
    scope_rejected: bool = False
    #: the same of the sentence before, and its topic
    before: list[str] = field(default_factory=list)
    said: str = ""
    theme: str = ""
    #: the last indicator that is no part of another: what 其中A市8000套 are parts of
    whole: str = ""
    #: True for the first sentence of a paragraph, and where its 到2020年 holds for the paragraph
    first: bool = False
    opening: bool = False
    measure: Measure | None = None
    names: list[str] = field(default_factory=list)


def _spoken_of(clauses: list[str]) -> str:
    """Return what the last of some clauses that names anything speaks of."""
    return next((topic for text in reversed(clauses) if (topic := _topic_of(text))), "")


_CONCERNING = re.compile(r"(?:方面|上)$")
_HANDLED = re.compile(r"^(?:把|将)(.+?)(?:做|建|打造|培育|列|作|纳|摆|放|抓|用)")
_PLACE_SAYS = re.compile(
    r"^([\u4e00-\u9fff]{2,6}[县市区州盟旗])(?:提出|计划|明确|紧扣|表示|围绕|力争|确定|将|要|突出|聚焦)"
)
_SERVED = re.compile(r"^(?:为|对|向)?.{10,}?((?:免费|开展|提供|配备|安装|办理|组织|实施|发放|进行).{2,})$")
#: what turns a stretch that looks back to what is to come
_FORWARD = re.compile(r"今年|明年|到|今后|未来|“?十|第|(?:19|20)\d\d")
_DIFFERENCE = re.compile(
    r"(?:比|较)(?:原|上年|去年|年初|预算|计划|调整前)[^，]{0,8}(?:增加|减少|增长|提高|降低|下降|多|少)$"
)
_SPENDING = ("安排", "拟安排", "投入", "筹集", "拨付", "统筹", "落实")
_AND = re.compile(r"、|以及|和|及|与")


@cache
def _ends(name: str, section: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of(name, section) + "$")


@cache
def _starts(name: str, section: str) -> re.Pattern[str]:
    return re.compile("^" + lexicons.any_of(name, section))


@cache
def _has(name: str, section: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of(name, section))


class Reader:
    """Reads passages of one view; quantities are found once for the whole."""

    def __init__(self, text: str, quantities: Sequence[Quantity], year: int | None) -> None:
        self._text = text
        self._quantities = quantities
        self._starts = [q.start for q in quantities]
        self._moments = Moments(text, year)

    def read(self, start: int, end: int, horizon: Horizon) -> Iterator[Finding]:
        """Yield the targets of a paragraph; `horizon` is moved on by what the paragraph says."""
        if bisect_left(self._starts, start) == bisect_left(self._starts, end):
            self._pass_over(start, end, horizon)
            return
        sentence, last = _Sentence(first=True), -1
        past = horizon.back
        sentence.past = past
        clauses = list(split_clauses(self._text, start, end))
        for index, clause in enumerate(clauses):
            if clause.sentence_start != last:
                ended = self._text[last : clause.sentence_start].rstrip()[-1:] if last >= 0 else ""
                sentence = sentence if last < 0 else self._next_sentence(sentence, ended)
                last = clause.sentence_start
            self._note_time(clause, sentence, horizon)
            following = clauses[index + 1] if index + 1 < len(clauses) else None
            yield from self._read_clause(clause, following, sentence, horizon)

    def _pass_over(self, start: int, end: int, horizon: Horizon) -> None:
        """Take from a stretch without figures only the times that hold on."""
        for moment in self._moments.within(start, end):
            low = max(start, moment.start - 13)
            opens = moment.start == start or re.search(r"[，。；：\n ]", self._text[low : moment.start]) is not None
            if moment.kind == "past" or (horizon.back and not _FORWARD.match(moment.text)):
                continue
            if moment.kind == "horizon" and moment.day and (opens or moment.start - start <= 12):
                horizon.day, horizon.day_text, horizon.span, horizon.back = moment.day, moment.text, moment.span, False
            elif moment.kind == "now" and "年" in moment.text and moment.text != "全年":
                horizon.day, horizon.day_text, horizon.span = moment.day, None, None

    def _next_sentence(self, before: _Sentence, ended: str) -> _Sentence:
        fresh = _Sentence(past=before.past, place=before.place)
        if ended == "；" or before.opening or (before.moment and before.moment.kind in ("now", "horizon")):
            fresh.moment, fresh.opening = before.moment, before.opening
        fresh.spoken = [before.topic] if ended == "；" and before.topic else []
        fresh.before = before.spoken
        fresh.said = before.topic
        fresh.names = before.names[-1:]
        fresh.topic = before.topic
        fresh.whole = before.whole
        return fresh

    def _note_time(self, clause: Clause, sentence: _Sentence, horizon: Horizon) -> None:
        text = self._text[clause.start : clause.end]
        for moment in self._moments.within(clause.start, clause.end):
            if moment.kind == "past":
                sentence.past = True
                continue
            moment = _within_plan(moment, horizon)
            if moment.kind == "horizon" and moment.start - clause.start > 12 and not self._in(clause):
                continue
            if horizon.back and not _FORWARD.match(moment.text):
                continue
            sentence.moment = moment
            sentence.opening = moment.text.startswith("到") and sentence.first and moment.start - clause.start <= 2
            if "季" not in moment.text and moment.text != "上半年":
                sentence.past = False
            if moment.kind == "horizon" and moment.day:
                horizon.day, horizon.day_text, horizon.span, horizon.back = moment.day, moment.text, moment.span, False
            elif moment.kind == "now" and "年" in moment.text and moment.text != "全年":
                horizon.day, horizon.day_text, horizon.span = moment.day, None, None
        if sentence.past and not horizon.back and says_ahead(text):
            sentence.past = False

    def _in(self, clause: Clause) -> list[Quantity]:
        low = bisect_left(self._starts, clause.start)
        high = bisect_left(self._starts, clause.end)
        return list(self._quantities[low:high])

    def _read_clause(
        self, clause: Clause, following: Clause | None, sentence: _Sentence, horizon: Horizon
    ) -> Iterator[Finding]:
        text = self._text[clause.start : clause.end]
        quantities = [q for q in self._in(clause) if not self._named(q, clause) and not self._of_age(q, clause)]
        if place := _PLACE_SAYS.match(text.strip()):
            sentence.place = place.group(1)
        if not quantities:
            sentence.spoken.append(text)
            if text.rstrip().endswith("方面"):
                sentence.theme = _theme(_topic_of(text))
            return
        chunks = cut_clause(self._text, clause, quantities)
        for chunk in chunks:
            yield from self._read_chunk(chunk, chunks, clause, following, sentence, horizon)

    def _of_age(self, quantity: Quantity, clause: Clause) -> bool:
        """Tell ages and spans of years that only describe: 60岁以上老人."""
        behind = self._text[quantity.quote_end : min(clause.end, quantity.quote_end + 1)]
        return quantity.kind == "time" and bool(behind.strip()) and behind not in "、（）"

    def _named(self, quantity: Quantity, clause: Clause) -> bool:
        """Tell numbers inside titles and slogans, where no verb of doing stands in the same quotation marks."""
        text = self._text
        low = max(clause.sentence_start, quantity.start - 80)
        if text.rfind("《", low, quantity.start) > text.rfind("》", low, quantity.start):
            return True
        opened = text.rfind("“", low, quantity.start)
        if opened < 0 or text.rfind("”", low, quantity.start) > opened:
            return False
        closed = text.find("”", quantity.end, quantity.end + 80)
        if closed < 0:
            return False
        inside = text[opened + 1 : closed]
        return not (_has("verbs", "kept").search(inside) and len(inside) > 6)

    def _read_chunk(
        self,
        chunk: Chunk,
        chunks: list[Chunk],
        clause: Clause,
        following: Clause | None,
        sentence: _Sentence,
        horizon: Horizon,
    ) -> Iterator[Finding]:
        if chunk.attribute:
            if not sentence.verb or not chunk.joined:
                sentence.verb = _verb_of(chunk.left)
            return
        if not chunk.joined:
            sentence.scope_rejected = False
        predicate = read_predicate(chunk.left)
        reading = _interpret(chunk, chunks, predicate, sentence)
        if reading is None:
            sentence.scope_rejected = True
            if not chunk.joined:
                sentence.verb = ""
            return
        names, rule, verb = reading
        bare = is_bare(names[-1]) or any(map(_place_alone, names))
        names = [self._completed(name, clause, following, sentence, chunk) for name in names]
        if not all(names):
            return
        text = self._text[clause.start : clause.end]
        past = sentence.past or (says_done(text) and (horizon.back or not says_ahead(text)))
        sentence.verb = verb
        sentence.name = names[-1]
        sentence.names = names
        if not _place_alone(names[-1]) and not any(_place_start(name) for name in names):
            sentence.whole = names[-1]
        if not bare and not _place_alone(names[-1]):
            sentence.topic = _topic_after(names[-1], verb)
        if past:
            return
        for quantity, name in _assigned(chunk.quantities, names, predicate):
            finding = self._finding(quantity, name, predicate, chunk, clause, rule, verb, sentence, horizon)
            if finding is not None:
                yield finding

    def _completed(self, name: str, clause: Clause, following: Clause | None, sentence: _Sentence, chunk: Chunk) -> str:
        """Give a bare name the thing it belongs to: from the chunk before, the clause before, or the clause after."""
        if name and not is_bare(name):
            if _place_alone(name) and sentence.whole:
                return name + sentence.whole
            return self._recalled(_elliptical(name, sentence.name, chunk), sentence)
        if name in _HARVEST and (crop := _theme(sentence.topic)) in lexicons.words("indicators", "commodity"):
            return with_topic(crop, name)
        if sentence.theme and name:
            return with_topic(sentence.theme, name)
        topic = sentence.topic if sentence.names and (chunk.joined or sentence.name) else ""
        topic = topic or _spoken_of(sentence.spoken)
        if not name:
            return sentence.name or ""
        if not topic and following is not None and following.sentence_start == clause.sentence_start:
            topic = _topic_of(re.sub(r"\d.*", "", self._text[following.start : following.end]))
        topic = topic or sentence.topic or _spoken_of(sentence.before) or sentence.said
        return with_topic(topic, name) if topic else name

    def _recalled(self, name: str, sentence: _Sentence) -> str:
        """Give a short noun the words it had before: 新增小区 after 老旧小区改造 are 老旧小区."""
        verb = opening_verb(name)
        noun = name[len(verb) :]
        before = sentence.name
        if not 1 < len(noun) <= 2 or noun not in before or before.endswith(noun) and opening_verb(before):
            return name
        return verb + _thing(before[: before.index(noun) + len(noun)], "")

    def _finding(
        self, quantity: Quantity, name: str, predicate: Predicate, chunk: Chunk, clause: Clause, rule: str, verb: str,
        sentence: _Sentence, horizon: Horizon,
    ) -> Finding | None:  # fmt: skip
        measure = _measure(quantity, predicate, name, chunk)
        if (
            name == sentence.name
            and predicate.kind == "reach"
            and sentence.measure
            and quantity.kind == "ratio"
            and not tidy(predicate.subject, whole=True)
        ):
            measure = sentence.measure
        sentence.measure = measure
        if quantity.kind == "time" and not _has("indicators", "span head").search(name):
            return None
        moment = self._moment_for(quantity, clause, sentence, horizon)
        day = moment.day if moment and moment.day else horizon.default
        comparator = quantity.comparator
        kept = quantity.kept or predicate.kept
        if kept and comparator is Comparator.EQ:
            comparator = Comparator.LE
        price_limit = kept and comparator is Comparator.APPROX
        if not name or len(name) < 2:
            return None
        value_text = quantity.value_text
        return Finding(
            quantity=quantity, indicator=name, measure=measure, comparator=comparator, ceiling=price_limit, day=day,
            day_text=moment.text if moment else horizon.day_text, span=moment.span if moment else horizon.span,
            sentence=(clause.sentence_start, clause.sentence_end), clause=(clause.start, clause.end), rule=rule,
            base=predicate.base, verb=verb, left=chunk.left, yearly=predicate.yearly, value_text=value_text,
        )  # fmt: skip

    def _moment_for(self, quantity: Quantity, clause: Clause, sentence: _Sentence, horizon: Horizon) -> Moment | None:
        """Return the nearest moment before the figure in its sentence, or one behind it in its clause: 于11月底前完工."""
        after = [m for m in self._moments.within(quantity.end, min(clause.end, quantity.end + 60)) if m.kind == "by"]
        if after and re.match(
            r"(?:前)?(?:全部|基本)?(?:完成|完工|建成|竣工|投入|投用|到位|实现|开工|交付|投产)",
            self._text[after[-1].end : clause.end],
        ):
            return after[-1]
        before = [
            m
            for m in self._moments.within(max(clause.sentence_start, quantity.start - 400), quantity.start)
            if m.kind != "past"
        ]
        return _within_plan(before[-1], horizon) if before else sentence.moment


def _within_plan(moment: Moment, horizon: Horizon) -> Moment:
    """五年内 within the years of a plan ends with the plan."""
    years = horizon.span[1] - horizon.span[0] + 1 if horizon.span else 0
    if moment.kind == "by" and moment.span and moment.span[1] - moment.span[0] + 1 == years:
        return replace(moment, day=horizon.day, span=horizon.span)
    return moment


def _topic_of(text: str) -> str:
    """Return what a clause without figures speaks of."""
    plain = text.replace(GAP, "").strip()
    handled = _HANDLED.match(plain)
    if handled:
        return tidy(handled.group(1))
    topic = tidy(_CONCERNING.sub("", plain))
    spoken = re.search(r"(?:月|年|日)(?:底|末)?前|要(?!素)|应当|必须", topic)
    return topic if 1 < len(topic) <= 24 and not spoken and opening_verb(topic) != topic else ""


def _theme(topic: str) -> str:
    """Return the thing that a clause on …方面 is about."""
    things = sorted(lexicons.words("indicators", "commodity"), key=len, reverse=True)
    found = next((thing for thing in things if topic.startswith(thing)), "")
    return found or re.sub(r"(?:发展|建设|升级|利用|开发|应用|改造)$", "", topic)


_HARVEST = ("总产", "总产量", "产量", "单产", "亩产", "产值")
_PLACE_ALONE = re.compile(
    r"^(?!全|本|各|我|城|超|新)[\u4e00-\u9fff]{1,5}(?:市|县|区|州|盟|旗|镇|乡|街道|省|自治区|自治州)$"
)


def _place_alone(name: str) -> bool:
    """Tell a name that is only a place: a part of a total that the text divides."""
    return bool(_PLACE_ALONE.match(name)) and not name.endswith(
        (
            "园区",
            "小区",
            "社区",
            "地区",
            "城区",
            "校区",
            "景区",
            "库区",
            "灌区",
            "林区",
            "矿区",
            "牧区",
            "示范区",
            "开发区",
            "保护区",
            "集聚区",
            "试验区",
            "城市",
            "超市",
            "夜市",
            "集市",
            "上市",
            "乡镇",
            "先导区",
            "市县",
            "贫困县",
            "试点县",
            "重点县",
            "示范县",
            "强县",
            "名镇",
            "示范镇",
            "重点镇",
            "建制镇",
            "特色小镇",
            "小镇",
            "门市",
            "功能区",
            "服务区",
            "产业区",
            "新区",
        )
    )


def _place_start(name: str) -> bool:
    return bool(re.match(r"[\u4e00-\u9fff]{2,4}(?:市|县|区)(?=.)", name)) and _place_alone(
        re.split("(?<=[市县区])", name)[0]
    )


def _elliptical(name: str, before: str, chunk: Chunk) -> str:
    """Complete a bare product in a list of outputs: 粮食总产量…万吨，棉花…万吨."""
    head = re.search(r"(?:总)?产量$", before)
    unit = chunk.quantities[0].unit
    if (
        head
        and len(name) <= 4
        and not re.search("(?:量|额|率|值|数|栏|积)$", name)
        and unit.endswith(("吨", "公斤", "斤", "担"))
    ):
        return name + "产量"
    return name


def _topic_after(name: str, verb: str) -> str:
    """Return what later bare names of the sentence belong to: the thing of a count, what a rate is of."""
    thing = _thing(name, verb)
    rate = re.search(r"(?:覆盖率|普及率|达标率|利用率|处理率|完成率|合格率|比重|占比|比例|率)$", thing)
    stem = thing[: rate.start()] if rate and rate.start() > 1 else thing
    return "" if opening_verb(stem) == stem else stem


def _verb_of(left: str) -> str:
    act = re.search(lexicons.any_of("verbs", "kept"), left)
    return act.group() if act else ""


def _thing(name: str, verb: str) -> str:
    """Return a name without the verb that opens it: what a following bare name belongs to."""
    opened = opening_verb(name)
    return name[len(opened) :] if opened and len(name) - len(opened) > 1 else name


_Read = tuple[list[str], str, str]


def _interpret(chunk: Chunk, chunks: list[Chunk], predicate: Predicate, sentence: _Sentence) -> _Read | None:
    """Return the names of a chunk's targets, the rule that read them, and the verb in force; None for no target."""
    quantity = chunk.quantities[0]
    if quantity.loose or (quantity.unitless and not _coefficient(quantity, predicate)):
        return None
    if quantity.kind != "ratio" and sentence.names and _DIFFERENCE.match(chunk.left.strip()):
        return None
    right = chunk.right.replace(GAP, "").strip()
    if _has("indicators", "not promised").search(chunk.left[-8:]) and not predicate.kind:
        return None
    if right and not _breaks_off(right):
        return _object_behind(chunk, chunks, predicate, sentence, right)
    return _subject_before(chunk, predicate, sentence)


def _with_attribute(name: str, chunk: Chunk) -> str:
    """Put the measure that describes a short noun before it: 10亿元以上项目, 销售收入超10亿元企业."""
    return tidy(chunk.described, whole=True) + chunk.attribute_text + name if chunk.attribute_text else name


def _coefficient(quantity: Quantity, predicate: Predicate) -> bool:
    """Tell figures without a unit that are one all the same: coefficients, indices, death rates."""
    bound = quantity.comparator is not Comparator.EQ or predicate.kind == "reach"
    return bound and bool(re.search(r"(?:系数|指数|弹性|率|比)$", predicate.subject))


def _breaks_off(right: str) -> bool:
    """Tell words behind a figure that begin something new rather than name what is counted."""
    return bool(
        re.match(
            r"(?:用于|支持|并|且|以|的基础|时|后|，|。|”|由|来|作为|的目标|的要求|安排|增长|提高|达到|投入|进行|开展|推动|等|》|和(?!美|谐|平)|、|为|较|比|同比|目标|不变|占|扶持|促进|确保|全部(?!农)|给予|帮助|建设)",
            right,
        )
    )


def _object_behind(
    chunk: Chunk, chunks: list[Chunk], predicate: Predicate, sentence: _Sentence, right: str
) -> _Read | None:
    """Read 实施36项重大科技专项, 有80%的城市社区…, 为300所…配备…: what is counted stands behind the figure."""
    quantity = chunk.quantities[0]
    left = chunk.left.replace(GAP, "").strip()
    core = re.sub(r"(?:剩余|现有|其余|余下)的$", "", tidy_left(left))
    if only_adverbs(core):
        core = ""
    verb = ""
    governed = False
    if chunk.described and (act := _has("verbs", "kept").search(chunk.described)):
        name = untail(right.removeprefix("的"))
        verb = act.group()
        return None if _generic(name) else ([name if name.startswith(verb) else verb + name], "verb-count-object", verb)
    if predicate.kind in ("growth", "decline") and quantity.kind == "ratio":
        return _subject_before(chunk, predicate, sentence)
    if act := _acting_end(core):
        verb, governed = act, True
    elif not core:
        governed = bool(sentence.verb) and not sentence.scope_rejected if chunk.joined else quantity.kind == "ratio"
        verb = sentence.verb if chunk.joined else ""
    elif re.search(r"(?:为|对|让|使|有|给|向|将|把|组织|确保|力争|实现|约|近|带动|超过|新增|[^的]等)$", core):
        verb = opening_verb(tidy(core))
        governed = not core.endswith("等") or bool(verb)
    if not governed:
        return _work_on(chunk, predicate, core, right)
    if quantity.kind in ("money", "measure") and _describes(quantity, right):
        return None
    if right.startswith("的") and quantity.kind != "ratio":
        if quantity.kind in ("money", "measure"):
            return None
        right = right[1:]
    right = right.removeprefix("的")
    if _starts("indicators", "generic object").match(right) and _generic(right) and not verb:
        return None
    if quantity.kind == "ratio" and quantity.unit in ("%", "‰"):
        name = tidy(right)
        return ([name + ("" if name.endswith("比例") else "比例")], "share-of", verb) if name else None
    name = untail(re.sub(r"由[\u4e00-\u9fff、（）]{2,30}(?:局|委|厅|办|部|政府|中心|公司|院|处).*$", "", right))
    kept = verb if opening_verb(verb) == verb else ""
    if kept and kept not in name:
        name = kept + name
    return [tidy_object(name, chunk, chunks)], "verb-count-object", verb


def served(name: str) -> str:
    """Return what is done, where those for whom stand long before it: 为35至64岁妇女免费开展“两癌”筛查."""
    match = _SERVED.match(name)
    return match.group(1) if match else name


_ADVERBS = re.compile(
    r"(?:[一二三四五六七八九十两\d]{1,2}年|力争|确保|争取|努力|全省|全市|全县|全区|全国|全州|全旗|要|将|约|近|其中|平均|再|也|至少|大约|预计|并|，|、|在|的|\s)+"
)


def only_adverbs(text: str) -> bool:
    """Tell words before a figure that are only times and adverbs: 年底 70%左右县城用上…"""
    if len(text) > 40:
        return False
    rest = text
    for moment in reversed(find_moments(text, 0, len(text), 2000)):
        rest = rest[: moment.start] + rest[moment.end :]
    return not rest or bool(_ADVERBS.fullmatch(rest))


def _work_on(chunk: Chunk, predicate: Predicate, core: str, right: str) -> _Read | None:
    """Read 完成县城至沙河镇一级公路12.6公里路基工程: verb, thing, figure, and the work on it."""
    quantity = chunk.quantities[0]
    opened = re.match(lexicons.any_of("verbs", "kept", "plain"), core)
    plain = quantity.comparator is Comparator.EQ and quantity.kind in ("count", "measure")
    if (
        not opened
        or not plain
        or core.endswith("的")
        or right.startswith("的")
        or len(right) > 8
        or predicate.kind in ("growth", "decline")
    ):
        return None
    thing = tidy(core)
    if len(thing) < 3 or _ends("indicators", "describing").search(thing) or thing.endswith(("等", "的", "一批")):
        return None
    return [thing + untail(right)], "thing-figure-work", opening_verb(thing)


def _describes(quantity: Quantity, right: str) -> bool:
    """Tell a measure that only describes the thing behind it: 10万千瓦及以下燃煤机组, 5000万元以上项目, 1小时通勤圈."""
    if quantity.comparator in (Comparator.LE, Comparator.LT) or quantity.unit in ("小时", "天", "个工作日", "工作日"):
        return True
    thing = re.split(r"的|，", right.removeprefix("的"))[-1]
    rated = _has("indicators", "rated thing").search(right)
    return quantity.comparator is Comparator.GE and bool(rated) and (right.startswith("的") or len(thing) <= 14)


def _generic(right: str) -> bool:
    match = _starts("indicators", "generic object").match(right)
    return bool(match) and len(right) <= (match.end() if match else 0) + 2


def tidy_object(name: str, chunk: Chunk, chunks: list[Chunk]) -> str:
    """Name an object; objects in a row share the verb phrase that stands behind the last: 为A、B配备急救车辆."""
    return untail(name)[:44]


def tidy_left(left: str) -> str:
    """Return the words before a figure without adverbs and auxiliaries at their end."""
    text = left
    for _ in range(4):
        text = re.sub(
            r"(?:全省|全市|全县|全区|全国|约|近|各|再|共|总|分别|重点|完善|好|以上|不少于|省内|市内|每年|全年|年内|再新|新(?<!更新))$",
            "",
            text.rstrip(),
        )
    return text


def _acting_end(text: str) -> str:
    match = (
        _ends("verbs", "kept").search(text)
        or _ends("verbs", "acting").search(text)
        or _ends("verbs", "plain").search(text)
    )
    if match is None:
        return ""
    whole = re.search(r"(?:" + lexicons.any_of("verbs", "kept", "acting") + r"(?:、|和|及)?){1,4}$", text)
    return whole.group() if whole else match.group()


def _subject_before(chunk: Chunk, predicate: Predicate, sentence: _Sentence) -> _Read | None:
    """Read A增长11%, 新开工保障性住房40万套, 城镇调查失业率5.5%: what is counted stands before the figure."""
    quantity = chunk.quantities[0]
    subject = predicate.subject
    if predicate.kind == "act" and not chunk.right.strip(GAP + " "):
        stem = subject[: -len(predicate.verb)] if subject.endswith(predicate.verb) else subject
        thing = tidy(stem, whole=True)
        if is_bare(predicate.verb) and len(tidy(subject)) > len(predicate.verb):
            return [tidy(subject)], "noun-figure", ""
        if len(thing) < 2 and is_bare(predicate.verb):
            return ["完成" * stem.endswith("完成") + predicate.verb], "subject-act", ""
        if len(thing) < 2 and predicate.verb in lexicons.words("verbs", "intransitive"):
            return ([predicate.verb + sentence.topic], "subject-act", predicate.verb) if sentence.topic else None
        if len(thing) < 2:
            return [predicate.verb], "subject-act", predicate.verb
        thing = served(thing)
        return [thing + predicate.verb], "subject-act", predicate.verb
    if not subject.strip("，、 ") and not predicate.kind:
        return None
    if subject.endswith("的") and quantity.kind != "ratio":
        subject = subject[:-1]
    name = tidy(subject)
    if chunk.described and 1 < len(name) <= 3:
        name = _with_attribute(name, chunk)
    if subject.endswith("的") and (used := re.match(r"用于[\u4e00-\u9fff]{2,10}", chunk.right.replace(GAP, ""))):
        return [tidy(subject[:-1]) + used.group() + "比例"], "share-of", ""
    if name in ("执行", "实际执行", "实际工作", "工作", "实际", "执行中", "实际工作中") or only_adverbs(subject):
        name = ""
    verb = _verb_of(subject) if opening_verb(name) else ""
    right = chunk.right.replace(GAP, "").strip()
    name = served(name)
    if predicate.verb in _SPENDING and (len(name) < 2 or only_adverbs(subject)) and right:
        name = tidy(right) + "资金"
    if predicate.kind in ("growth", "decline") and quantity.unit not in ("%", "‰") and quantity.kind != "ratio":
        name = (name or sentence.topic) + predicate.verb
    if predicate.kind == "growth" and name in ("经济", "人口"):
        name += "增长"
    names = _coordinated(name, predicate, chunk)
    if (
        chunk.joined
        and sentence.verb
        and not verb
        and len(names) == 1
        and not predicate.kind
        and quantity.kind == "count"
    ):
        kept = sentence.verb if opening_verb(sentence.verb) == sentence.verb else ""
        names = [kept + names[0]] if names[0] and kept else names
    rule = {"growth": "growth", "decline": "decline", "reach": "reach"}.get(predicate.kind, "noun-figure")
    rule = "continued" if not name and rule == "reach" else rule
    return names, rule, verb or (sentence.verb if chunk.joined else "")


def _coordinated(name: str, predicate: Predicate, chunk: Chunk) -> list[str]:
    """Split A、B均增长, A和B分别达到 and A和B各新建 into the names that share a predicate."""
    wanted = len(chunk.quantities)
    if each := _EACH_DOES.match(name):
        return [place + each[2] for place in _AND.split(each[1]) if place.strip()]
    after = chunk.left[len(predicate.subject) :] if chunk.left.startswith(predicate.subject) else chunk.left[-10:]
    shared = predicate.each or bool(_SHARED.search(after))
    pieces = [piece for piece in _AND.split(name) if piece.strip()]
    if len(pieces) < 2:
        return [name] * wanted
    if wanted == 1 and not shared and not _two_indicators(pieces, chunk.quantities[0]):
        return [name]
    if wanted > 1 and len(pieces) > wanted:
        pieces = pieces[-wanted:]
    return _distributed(pieces)


def _two_indicators(pieces: list[str], quantity: Quantity) -> bool:
    """Tell A和B that are two indicators by themselves: each has a head, or both are of one kind before the head of a rate."""
    if quantity.kind != "ratio" or any("占" in piece for piece in pieces):
        return False
    if all(_WHOLE.search(piece) for piece in pieces):
        return True
    rate = _ends("indicators", "rate").search(pieces[-1])
    stem = pieces[-1][: rate.start()] if rate else ""
    return bool(stem) and all(len(piece) > 1 and piece[-1] == stem[-1] for piece in pieces[:-1])


_EACH_DOES = re.compile(
    r"^([\u4e00-\u9fff]{2,8}(?:(?:、|和|及|与)[\u4e00-\u9fff]{2,8}?)+)各((?!类|级|项|种|地)[\u4e00-\u9fff].+)$"
)
_SHARED = re.compile(r"(?<![年人平户])均|都|分别|各(?!类|级|项|种)|全部")
_HEAD = re.compile(
    "(?:排放总量|排放量|使用量|覆盖率|普及率|转化率|加工率|参保率|增加值|投资额|投资|收入|产量|用水量|能耗|比重|占比|率|量|额|标准|面积)$"
)
_WHOLE = re.compile("(?:率|量|额|值|能耗|投资|收入|比重|占比|标准|面积|度|数|水平|强度|贸易|总额|浓度)$")


def _distributed(pieces: list[str]) -> list[str]:
    """Give each name of a list what only the last or the first one carries: 化学需氧量、二氧化硫和氨氮排放量, 城区绿化覆盖率、绿地率."""
    strong = _starts("indicators", "strong modifier").match(pieces[0])
    start = next((word for word in lexicons.words("indicators", "modifier") if pieces[0].startswith(word)), "")
    if strong:
        start = strong.group()
        pieces = [
            p if p.startswith(start) or _starts("indicators", "strong modifier").match(p) else start + p for p in pieces
        ]
    elif opening_verb(pieces[0]) == pieces[0]:
        pieces = [pieces[0] + pieces[-1].removeprefix(opening_verb(pieces[-1])), *pieces[1:]]
    else:
        pieces = [pieces[0], *(start + piece if start and is_bare(piece) else piece for piece in pieces[1:])]
    tail = _shared_tail(pieces)
    return [piece if _WHOLE.search(piece) else piece + tail for piece in pieces] if tail else pieces


def _shared_tail(pieces: list[str]) -> str:
    """Return what only the last name of a list carries: behind a modifier like the first name's, else its head."""
    known = lexicons.words("indicators", "modifier")
    if pieces[0] in known:
        start = next((word for word in sorted(known, key=len, reverse=True) if pieces[-1].startswith(word)), "")
        if start and len(pieces[-1]) - len(start) > 1:
            return pieces[-1][len(start) :]
    head = _HEAD.search(pieces[-1])
    return head.group() if head else ""


def _assigned(quantities: tuple[Quantity, ...], names: list[str], predicate: Predicate) -> list[tuple[Quantity, str]]:
    if len(quantities) == 1:
        return [(quantities[0], name) for name in names]
    if len(names) == len(quantities):
        return list(zip(quantities, names, strict=True))
    return [(quantity, names[min(i, len(names) - 1)]) for i, quantity in enumerate(quantities)]


def _measure(quantity: Quantity, predicate: Predicate, name: str, chunk: Chunk) -> Measure:
    if quantity.kind == "flat":
        return Measure.FLAT
    if quantity.unit in ("个百分点", "百分点"):
        return Measure.DECLINE if predicate.kind == "decline" else Measure.GROWTH
    if quantity.kind != "ratio" or quantity.unit == "成":
        return Measure.LEVEL
    if quantity.unit == "倍" or quantity.doubling:
        return Measure.GROWTH
    if predicate.kind == "growth":
        return Measure.RATIO if _has("indicators", "price head").search(name) else Measure.GROWTH
    if predicate.kind == "decline":
        return Measure.DECLINE
    return Measure.RATIO
