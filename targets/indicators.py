"""Names of indicators: built from the document's words, short, without verbs of commitment."""

import re
from functools import cache

from targets import lexicons
from targets.clauses import GAP
from targets.deadlines import moment_length

_LONGEST = 44
_OPENING = re.compile(r"^[\s.、，：；。■●◆—\-·”和及与的]+")
_TIME_TAIL = re.compile(
    r"(?<=..)(?:[一二三四五六七八九十两]年|每年|全年|年内|年底|今年|\d{1,2}月(?:底|末)?前?|(?:到|至)?(?:19|20)\d\d年(?:底|末)?)$"
)
_TURNED = re.compile(r"(?:增速|增幅)?由(?:负转正|降转升|负增长转为正增长)、?$")
_BUILT_WHEN = re.compile(r"(?:19|20)\d\d年(?:底)?(?:以前|之前|前)?(?:建成|投用|竣工)的")
_BRACKETS = re.compile(r"（[^（）]{4,}）")
_MARKER = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、](?!第?[二三](?:、|和|次?产业))|[①-⑳]|\d{1,3}[.、](?!\d)|——|[一二三四五六七八九十]{1,3}是)"
)


@cache
def _leading() -> re.Pattern[str]:
    return re.compile("^" + lexicons.any_of("verbs", "leading", "plain"))


@cache
def _protected() -> re.Pattern[str]:
    return re.compile("^" + lexicons.any_of("indicators", "protected"))


@cache
def _agent() -> re.Pattern[str]:
    """Match who will do it: 财政部将 before 安排."""
    return re.compile(
        "^(?!.{0,6}财政(?!部|厅|局))[^，]{2,24}?(?:将|拟)(?=" + lexicons.any_of("verbs", "kept", "plain") + ")"
    )


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("indicators", "trailing") + "$")


@cache
def _kept_start() -> re.Pattern[str]:
    return re.compile("^新?" + lexicons.any_of("verbs", "kept"))


@cache
def bare_names() -> frozenset[str]:
    """Names that need the thing they belong to."""
    return frozenset(lexicons.words("indicators", "bare"))


def tidy(name: str, *, whole: bool = False) -> str:
    """Return a name without what does not change what is counted: adverbs, auxiliaries, verbs of commitment, times.

    With `whole` nothing need be left.
    """
    text = _MARKER.sub("", _OPENING.sub("", name.replace(GAP, "").replace("\n", "").replace(" ", "")))
    for _ in range(14):
        before = text
        text = _OPENING.sub("", text)
        fresh = text.startswith(("新", "再")) and (_kept_start().match(text) or _kept_start().match(text[1:]))
        if _protected().match(text) or fresh:
            break
        if agent := _agent().match(text):
            text = text[agent.end() :]
            continue
        length = moment_length(text[:24])
        if length and (whole or length < len(text)):
            text = text[length:]
            continue
        if (match := _leading().match(text)) and (whole or len(text) - match.end() > 1):
            text = text[match.end() :]
        if text == before:
            break
    text = _TURNED.sub("", text)
    text = _BUILT_WHEN.sub("", _TIME_TAIL.sub("", untail(_quoted(text))))
    return text[-_LONGEST:]


def _quoted(text: str) -> str:
    """Return what stands behind a quotation mark that does not close: the words of an amended sentence."""
    opened = text.rfind("“")
    return text[opened + 1 :] if opened > text.rfind("”") and len(text) - opened > 3 else text


def untail(text: str) -> str:
    """Return a name without words at its end that name the aim, not the thing."""
    for _ in range(4):
        match = _trailing().search(text)
        if not match or match.start() < 2:
            break
        text = text[: match.start()]
    return text


def opening_verb(text: str) -> str:
    """Return the verb that stays in a name where a text begins with one: 新增, 改造."""
    match = _kept_start().match(text)
    return match.group() if match else ""


def is_bare(name: str) -> bool:
    """Tell names that say nothing alone."""
    return not name or name in bare_names() or len(name) < 2


def with_topic(topic: str, name: str) -> str:
    """Put the thing before a bare name, shared characters once: 高校毕业生就业 + 就业率."""
    for size in range(min(len(topic), len(name)), 0, -1):
        if topic.endswith(name[:size]):
            return topic + name[size:]
    return topic + name
