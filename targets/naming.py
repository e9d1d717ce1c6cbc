"""How a chunk of a clause names what its figure counts: before the figure, behind it, or on both sides."""

import re
from dataclasses import dataclass
from functools import cache

from measures.terms import Comparator
from targets import lexicons
from targets.clauses import GAP, Chunk
from targets.deadlines import find_moments
from targets.indicators import is_bare, opening_verb, tidy, untail
from targets.parallels import shared_names
from targets.predicates import Predicate
from targets.quantities import Quantity
from targets.sentences import Sentence

_SERVED = re.compile(r"^(?:为|对|向)?.{10,}?((?:免费|开展|提供|配备|安装|办理|组织|实施|发放|进行).{2,})$")
_DIFFERENCE = re.compile(
    r"(?:比|较)(?:原|上年|去年|年初|预算|计划|调整前)[^，]{0,8}(?:增加|减少|增长|提高|降低|下降|多|少)$"
)
_SPENDING = ("安排", "拟安排", "投入", "筹集", "拨付", "统筹", "落实")
_ADVERBS = re.compile(
    r"(?:[一二三四五六七八九十两\d]{1,2}年|力争|确保|争取|努力|全省|全市|全县|全区|全国|全州|全旗|要|将|约|近|其中|平均|再|也|至少|大约|预计|并|，|、|在|的|\s)+"
)
_LOOSE_END = re.compile(
    r"(?:全省|全市|全县|全区|全国|约|近|各|再|共|总|分别|重点|完善|好|以上|不少于|省内|市内|每年|全年|年内|再新|新(?<!更新))$"
)
#: which of the things are counted: 1998年前建成的32个小区
_WHICH = re.compile(
    r"(?:剩余|现有|其余|余下|保留)的$|(?:19|20)\d\d年底?(?:以前|之前|前|以后)?[建竣投开入][成工用住]的$"
)
_GOVERNING = re.compile(r"(?:为|对|让|使|有|给|向|将|把|组织|确保|力争|实现|约|近|带动|超过|新增|[^的]等)$")
_CHARGED = re.compile(r"由[\u4e00-\u9fff、（）]{2,30}(?:局|委|厅|办|部|政府|中心|公司|院|处).*$")
_BREAKS_OFF = re.compile(
    r"(?:用于|支持|并|且|以|的基础|时|后|，|。|”|由|来|作为|的目标|的要求|安排|增长|提高|达到|投入|进行|开展|推动|等|》|和(?!美|谐|平)|、|为|较|比|同比|目标|不变|占|扶持|促进|确保|大关|关口|全部(?!农)|给予|帮助|建设)"
)
_COUNTED = ("count", "measure")
#: longest name of an object
_LONGEST = 44


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """What a chunk counts."""

    #: one name, or one for each parallel target
    names: list[str]
    #: the rule that found them
    rule: str
    #: the verb that governs the figure and what is joined to it
    verb: str = ""


@cache
def _has(section: str, lexicon: str = "indicators") -> re.Pattern[str]:
    return re.compile(lexicons.any_of(lexicon, section))


@cache
def _ends(*sections: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of("verbs", *sections) + "$")


@cache
def _describing_end() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("indicators", "describing") + "$")


@cache
def _leaves() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("verbs", "leaving") + "$")


@cache
def _verb_chain() -> re.Pattern[str]:
    return re.compile(r"(?:" + lexicons.any_of("verbs", "kept", "acting") + r"(?:、|和|及)?){1,4}$")


@cache
def _opens_with_verb() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("verbs", "kept", "plain"))


def read_naming(chunk: Chunk, predicate: Predicate, sentence: Sentence) -> Naming | None:
    """Return what a chunk counts, None where its figure is no goal: a difference, an attribute, a slogan, a tariff."""
    quantity = chunk.quantities[0]
    if quantity.loose or (quantity.unitless and not _is_coefficient(quantity, predicate)):
        return None
    if quantity.kind != "ratio" and sentence.counted and _DIFFERENCE.match(chunk.left.strip()):
        return None
    if predicate.kind in ("", "act") and _has("not promised").search(chunk.left[-8:]):
        return None
    right = chunk.right.replace(GAP, "").strip()
    if _is_fact(chunk, predicate, right) or _in_relative_clause(predicate, quantity, right):
        return None
    if right and not _BREAKS_OFF.match(right):
        return _behind(chunk, predicate, sentence, right)
    return _before(chunk, predicate, sentence)


_OWNED = re.compile(r"(?:我|全)[国省市县区州](?:现|共|已|还|仍)?有$")


def _is_fact(chunk: Chunk, predicate: Predicate, right: str) -> bool:
    """Tell the size of a group that only is: 今年高校毕业生将达765万人, 我国有2.9亿在校学生."""
    quantity = chunk.quantities[0]
    if quantity.kind == "ratio" or predicate.kept or quantity.kept:
        return False
    left = chunk.left.replace(GAP, "").strip()
    if _OWNED.search(left):
        return True
    behind = _has("given").match(right.removeprefix("的"))
    if behind and (quantity.kind == "bare" or left.endswith(("对", "向", "把", "使", "让", "有", "面对"))):
        return not opening_verb(tidy(left)) and not _ends("kept", "acting").search(left)
    subject = re.sub("(?:将|高|约|预计|人数|规模)+$", "", tidy(predicate.subject))
    fact = _has("given").fullmatch(subject) is not None
    return fact and predicate.kind in ("reach", "") and not right


def _in_relative_clause(predicate: Predicate, quantity: Quantity, right: str) -> bool:
    """Tell a figure that describes what stands behind it: 单量达1000单以上的经营主体."""
    return (
        right.startswith("的")
        and predicate.kind == "reach"
        and predicate.verb in ("达", "达到", "超过", "在", "为")
        and quantity.kind != "ratio"
        and quantity.comparator in (Comparator.GE, Comparator.GT, Comparator.LE)
        and bool(re.search("[量额数积值入产]$", predicate.subject))
    )


def _is_coefficient(quantity: Quantity, predicate: Predicate) -> bool:
    """Tell figures without a unit that are one all the same: coefficients, indices, death rates."""
    bound = quantity.comparator is not Comparator.EQ or predicate.kind == "reach"
    return bound and bool(re.search(r"(?:系数|指数|弹性|率|比)$", predicate.subject))


def only_adverbs(text: str) -> bool:
    """Tell words before a figure that are only times and adverbs: 年底 70%左右县城用上…"""
    if len(text) > 40:
        return False
    rest = text
    for moment in reversed(find_moments(text, 0, len(text), 2000)):
        rest = rest[: moment.start] + rest[moment.end :]
    return not rest or bool(_ADVERBS.fullmatch(rest))


def kept_verb(text: str) -> str:
    """Return the first verb of a text that stays in names."""
    act = _has("kept", "verbs").search(text)
    return act.group() if act else ""


def _core(left: str) -> str:
    """Return the words before a figure without adverbs and auxiliaries at their end, "" where nothing else is left."""
    text = left
    for _ in range(4):
        text = _LOOSE_END.sub("", text.rstrip())
    text = _WHICH.sub("", text)
    return "" if only_adverbs(text) else text


def _behind(chunk: Chunk, predicate: Predicate, sentence: Sentence, right: str) -> Naming | None:
    """Read 实施36项重大科技专项, 有80%的城市社区…, 为300所…配备…: what is counted stands behind the figure."""
    quantity = chunk.quantities[0]
    core = _core(chunk.left.replace(GAP, "").strip())
    if chunk.described and (verb := kept_verb(chunk.described)):
        name = untail(right.removeprefix("的"))
        noun = chunk.described.endswith(verb) and _describing_end().search(chunk.described)
        named = name if noun else _with_verb(name, verb)
        return None if _is_generic(name) else Naming(names=[named], rule="verb-count-object", verb=verb)
    if predicate.kind in ("growth", "decline") and quantity.kind == "ratio":
        return _before(chunk, predicate, sentence)
    governed, verb = _government(core, chunk, sentence)
    if not governed:
        return _on_both_sides(chunk, predicate, core, right)
    if right.startswith("的") and verb and re.search(lexicons.any_of("indicators", "capacity") + "$", right):
        return Naming(names=[_with_verb(untail(right[1:]), verb)], rule="verb-count-object", verb=verb)
    if quantity.kind in ("money", "measure") and (right.startswith("的") or _only_describes(quantity, right)):
        return None
    thing = right.removeprefix("的")
    if not verb and _is_generic(thing):
        return None
    if quantity.unit in ("%", "‰"):
        name = tidy(thing)
        return Naming(names=[name.removesuffix("比例") + "比例"], rule="share-of", verb=verb) if name else None
    if (done := _done_thing(core, verb)) and quantity.kind in _COUNTED:
        return Naming(names=[done], rule="verb-count-object", verb=verb)
    name = _work_before(core, verb) + untail(_CHARGED.sub("", thing))
    kept = verb if opening_verb(verb) == verb else ""
    return Naming(names=[untail(_with_verb(name, kept))[:_LONGEST]], rule="verb-count-object", verb=verb)


def _done_thing(core: str, verb: str) -> str:
    """Return thing and verb where the thing itself begins or ends: 老旧小区改造开工160个小区."""
    if not verb.endswith(lexicons.words("verbs", "intransitive")):
        return ""
    thing = tidy(core.removesuffix(verb), whole=True)
    return thing + verb if len(thing) > 3 and not thing.endswith(("等", "的", "和", "、", "对")) else ""


def _work_before(core: str, verb: str) -> str:
    """Return the work that stands before a figure as one word with its verb: 启动回迁房建设6个地块."""
    stem = core.removesuffix(verb)
    work = tidy(stem, whole=True) if verb and stem != core else ""
    whole = 1 < len(work) <= 10 and _opens_with_verb().match(stem) and not work.endswith(("等", "的", "和", "、", "对"))
    return work + verb if whole else ""


def _with_verb(name: str, verb: str) -> str:
    return name if verb in name else verb + name


def _government(core: str, chunk: Chunk, sentence: Sentence) -> tuple[bool, str]:
    """Say whether a verb takes the figure and what is behind it as its object, and which."""
    if ended := _ends("kept").search(core) or _ends("acting").search(core) or _ends("plain").search(core):
        chain = _verb_chain().search(core)
        return True, chain.group() if chain else ended.group()
    if not core and _comes_to().search(chunk.right.replace(GAP, "")) and _counts_people_or_firms(chunk):
        return True, ""
    if not core and _leaves().search(chunk.right.replace(GAP, "").rstrip()):
        return True, ""
    if not core:
        if chunk.joined:
            return bool(sentence.verb) and not sentence.rejected, sentence.verb
        return chunk.quantities[0].kind == "ratio", ""
    if _GOVERNING.search(core):
        verb = opening_verb(tidy(core))
        worked = core.startswith(("完成", "建成", "实施")) and _ends("kept").search(chunk.right.strip(GAP + " "))
        return not core.endswith("等") or bool(verb) or bool(worked), verb
    return False, ""


@cache
def _comes_to() -> re.Pattern[str]:
    return re.compile("(?<=..)" + lexicons.any_of("verbs", "coming to"))


def _counts_people_or_firms(chunk: Chunk) -> bool:
    """Tell figures of those to whom something is promised: 5万农村群众用上自来水, 2户企业进入全国500强."""
    quantity = chunk.quantities[0]
    return quantity.unit.endswith(("人", "户", "名", "家", "位", "个", "万"))


def _on_both_sides(chunk: Chunk, predicate: Predicate, core: str, right: str) -> Naming | None:
    """Read 完成县城至沙河镇一级公路12.6公里路基工程: verb, thing, figure, and the work on it."""
    quantity = chunk.quantities[0]
    exact = quantity.comparator is Comparator.EQ and quantity.kind in ("count", "measure")
    if (
        not exact
        or core.endswith(("的", "等"))
        or right.startswith("的")
        or len(right) > 8
        or not _opens_with_verb().match(core)
    ):
        return None
    thing = tidy(core)
    describes = re.search(lexicons.any_of("indicators", "describing") + "$", thing)
    if predicate.kind in ("growth", "decline") or len(thing) < 3 or describes or thing.endswith(("等", "一批")):
        return None
    return Naming(names=[thing + untail(right)], rule="thing-figure-work", verb=opening_verb(thing))


def _only_describes(quantity: Quantity, right: str) -> bool:
    """Tell a measure that only describes what is behind it: 10万千瓦及以下燃煤机组, 5000万元以上项目, 1小时通勤圈."""
    if quantity.comparator in (Comparator.LE, Comparator.LT) or quantity.unit in ("小时", "天", "个工作日", "工作日"):
        return True
    thing = re.split(r"的|，", right.removeprefix("的"))[-1]
    rated = _has("rated thing").search(right)
    return quantity.comparator is Comparator.GE and bool(rated) and (right.startswith("的") or len(thing) <= 14)


def _is_generic(right: str) -> bool:
    match = _has("generic object").match(right)
    return match is not None and len(right) <= match.end() + 2


def _before(chunk: Chunk, predicate: Predicate, sentence: Sentence) -> Naming | None:
    """Read A增长11%, 新开工保障性住房40万套, 城镇调查失业率5.5%: what is counted stands before the figure."""
    if predicate.kind == "act" and not chunk.right.strip(GAP + " "):
        return _doing(chunk, predicate, sentence)
    subject = predicate.subject
    if not subject.strip("，、 ") and not predicate.kind:
        urged = bool((chunk.joined or sentence.name) and re.search("力争|争取|确保|努力", chunk.left))
        again = chunk.joined and sentence.name and not sentence.rejected and not chunk.left.strip(GAP + " ")
        urged = bool(urged) or (
            bool(again) and chunk.quantities[0].kind in _COUNTED and not chunk.right.strip(GAP + " ")
        )
        bound = bool(sentence.name) and chunk.quantities[0].quote_start < chunk.quantities[0].start
        return Naming(names=[""], rule="continued") if urged or bound else None
    right = chunk.right.replace(GAP, "").strip()
    if subject.endswith("的") and (used := re.match(r"用于[\u4e00-\u9fff]{2,10}", right)):
        return Naming(names=[tidy(subject[:-1]) + used.group() + "比例"], rule="share-of")
    name = _subject_name(chunk, predicate, sentence, subject, right)
    verb = kept_verb(subject) if opening_verb(name) else ""
    names = shared_names(name, predicate, chunk)
    if chunk.joined and not verb and not predicate.kind and len(names) == 1 and chunk.quantities[0].kind in _COUNTED:
        inherited = sentence.verb if opening_verb(sentence.verb) == sentence.verb else ""
        names = [inherited + names[0]] if names[0] else names
    rule = predicate.kind if predicate.kind in ("growth", "decline", "reach") else "noun-figure"
    rule = "continued" if not name and rule == "reach" else rule
    return Naming(names=names, rule=rule, verb=verb or (sentence.verb if chunk.joined else ""))


def _subject_name(chunk: Chunk, predicate: Predicate, sentence: Sentence, subject: str, right: str) -> str:
    quantity = chunk.quantities[0]
    name = tidy(subject)
    if chunk.attribute_text and 1 < len(name) <= 3:
        name = tidy(chunk.described, whole=True) + chunk.attribute_text + name
    elif chunk.described and quantity.kind == "ratio" and chunk.left.startswith("的"):
        name = tidy(chunk.described) + chunk.attribute_text + "的" + name
    if only_adverbs(subject) or name in lexicons.words("indicators", "in practice"):
        name = ""
    name = served(name)
    if predicate.verb in _SPENDING and len(name) < 2 and right:
        name = tidy(right) + "资金"
    if predicate.kind in ("growth", "decline") and quantity.kind != "ratio":
        name = (name or sentence.topic) + predicate.verb
    if predicate.kind == "growth" and name in ("经济", "人口"):
        name += "增长"
    if name.startswith("占") and sentence.topic:
        name = sentence.topic + name
    return name


def served(name: str) -> str:
    """Return what is done, where those for whom stand long before it: 为35至64岁妇女免费开展“两癌”筛查."""
    match = _SERVED.match(name)
    return match.group(1) if match else name


def _doing(chunk: Chunk, predicate: Predicate, sentence: Sentence) -> Naming | None:
    """Read a subject that ends with a verb of doing: 集中供热面积新增, 农村危房改造, a bare 竣工."""
    subject, verb = predicate.subject, predicate.verb
    stem = subject.removesuffix(verb)
    thing = tidy(stem, whole=True)
    if stem.endswith("完成") and chunk.quantities[0].kind == "ratio":
        return Naming(names=[verb + "完成比例"], rule="share-of")
    if is_bare(verb) and len(tidy(subject)) > len(verb):
        return Naming(names=[tidy(subject)], rule="noun-figure")
    if len(thing) > 1:
        return Naming(names=[served(thing) + verb], rule="subject-act", verb=verb)
    if len(thing) < 2 and sentence.name != verb and sentence.name.endswith(verb):
        return Naming(names=[sentence.name], rule="continued", verb=verb)
    if is_bare(verb):
        return Naming(names=["完成" * stem.endswith("完成") + verb], rule="subject-act")
    if verb in lexicons.words("verbs", "intransitive"):
        return Naming(names=[verb + sentence.topic], rule="subject-act", verb=verb) if sentence.topic else None
    alone = verb in lexicons.words("verbs", "nominal") or not (chunk.joined and sentence.topic)
    return Naming(names=[verb if alone else verb + sentence.topic], rule="subject-act", verb=verb)
