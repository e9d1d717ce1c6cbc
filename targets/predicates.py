"""What the words directly before a figure say about it: growth, decline, a level reached, a ceiling kept."""

import re
from dataclasses import dataclass
from functools import cache

from targets import lexicons
from targets.clauses import GAP

_AIM = re.compile(r"(?:预期)?(?:目标|任务|指标|计划|预期|安排)(?:值|数|任务)?$")
_COMPARED = re.compile(
    r"(?:较|比|与|在|按照)(?P<base>上年|去年|上一年|前年|同期|上年同期|(?:19|20)\d\d年(?:末|底)?|[一二][〇○零九一二三四五六七八]{3}年)(?:末|底|同期|初|的基础上|基础上|相比|水平)?$"
)
#: the old target before the new: 由增长6%调整为 before 下降
_AMENDED = re.compile(
    r"(?:由|从)(?:增长|下降|降低|提高|减少|增加)?[\d.]{1,8}%?[^，\d]{0,4}?(?:调整|修改|修订|变更|改)(?:成|为|至|到)(?=[^\d]{2,4}$)"
)
_FROM = re.compile(r"(?:由|从|自)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Predicate:
    """How a figure hangs on what stands before it."""

    #: "growth", "decline", "reach", "act" (a verb of doing) or "" for a bare noun
    kind: str
    #: the verb found, nearest to the figure
    verb: str
    #: what is left before it: the subject
    subject: str
    #: text of a base of comparison: 2020年 in 较2020年下降
    base: str | None = None
    #: True for 年均
    yearly: bool = False
    #: True where 分别 stands there
    each: bool = False
    #: True where 控制 stands there
    kept: bool = False


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of("verbs", kind) + "$")


@cache
def _adverb() -> re.Pattern[str]:
    return re.compile("(?:" + lexicons.any_of("verbs", "between") + "|[， ])$")


@cache
def _acting() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("verbs", "kept", "plain", "acting") + "$")


@cache
def _compound() -> re.Pattern[str]:
    """Match verbs of doing that end like a verb of growth: 改造提升, 巩固提升."""
    moving = re.compile(lexicons.any_of("verbs", "growth", "decline") + "$")
    found = [w for section in ("kept", "acting") for w in lexicons.words("verbs", section) if len(w) == 4]
    return re.compile("(?:" + "|".join(w for w in found if moving.search(w)) + ")$")


def read_predicate(left: str) -> Predicate:
    """Read the words before a figure from right to left."""
    subject = _AMENDED.sub("", left.replace(GAP, "").rstrip())
    kind, verb, base = "", "", None
    yearly = each = kept = False
    compound = _compound().search(subject)
    for _ in range(0 if compound else 12):
        before = subject
        for reader in ("reach", "growth", "decline"):
            match = _ending(reader).search(subject)
            if match is None or (reader != "reach" and kind in ("growth", "decline")):
                continue
            if reader == "reach" and kind and match.group() in ("为", "是", "到", "有", "至"):
                continue
            if _noun_tail(subject, match.group(), kind):
                continue
            kept = kept or match.group().startswith("控制")
            if reader != "reach" or not kind:
                kind, verb = reader, match.group()
            subject = subject[: match.start()].rstrip()
            break
        if adverb := _adverb().search(subject):
            yearly = yearly or "年均" in adverb.group() or adverb.group() == "每年"
            each = each or adverb.group() == "分别"
            subject = subject[: adverb.start()].rstrip()
        if (aim := _AIM.search(subject)) and aim.start() > 1 and (kind or _aimed_verb(subject[: aim.start()])):
            subject = subject[: aim.start()].rstrip()
        if compared := _COMPARED.search(subject):
            base = compared["base"]
            subject = subject[: compared.start()].rstrip()
        if opened := _FROM.search(subject):
            subject = subject[: opened.start()].rstrip()
        if subject == before:
            break
    if not kind and (act := _acting().search(subject)):
        kind, verb = "act", act.group()
    return Predicate(kind=kind, verb=verb, subject=subject, base=base, yearly=yearly, each=each, kept=kept)


def _aimed_verb(text: str) -> bool:
    """Tell 增长 before 目标: 地区生产总值增长目标由7.5%…"""
    return bool(_ending("growth").search(text) or _ending("decline").search(text))


def _noun_tail(subject: str, verb: str, kind: str) -> bool:
    """Tell nouns that end like a verb of growth: 人口增长 stays a verb, 再增, 减排 are part of a name."""
    before = subject[: -len(verb)]
    if (
        verb in ("完成", "实现", "安排", "有", "计", "共", "合计", "预计", "按", "拟安排", "是", "为", "保持", "稳定")
        and not before
        and kind
    ):
        return False
    if verb == "为" and before.endswith(("作", "成", "行", "认", "以", "人")):
        return True
    if verb == "增" and before.endswith(("新", "净", "递", "倍")):
        return True
    if verb in ("降", "减") and before.endswith(("升", "增", "消", "削")):
        return True
    return verb == "至" and before.endswith(("甚", "以", "乃"))
