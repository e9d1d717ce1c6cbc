"""What a sentence speaks of: the things that bare names, parts of a total and short nouns belong to."""

import re
from functools import cache

from measures.places import load_places
from targets import lexicons
from targets.clauses import GAP
from targets.deadlines import moment_length
from targets.indicators import opening_verb, tidy

_CONCERNING = re.compile(r"(?:方面|上)$")
_HANDLED = re.compile(r"^(?:把|将)(.+?)(?:做|建|打造|培育|列|作|纳|摆|放|抓|用)")
_ORDERED = re.compile(r"(?:月|年|日)(?:底|末)?前|要(?!素)|应当|必须")
_ACTIVITY = re.compile(r"(?:发展|建设|升级|利用|开发|应用|改造)$")
_RATE = re.compile(r"(?:覆盖率|普及率|达标率|利用率|处理率|完成率|合格率|比重|占比|比例|率)$")
_PLACE = re.compile(r"^(?!全|本|各|我|城|超|新)[\u4e00-\u9fff]{1,5}(?:市|县|区|州|盟|旗|镇|乡|街道|省|自治区|自治州)$")
_PLACE_OPENING = re.compile(r"([\u4e00-\u9fff]{2,4}?(?:市|县|区))(?=.)")
_HEADED = re.compile("(?:量|额|率|值|数|栏|积|产)$")
#: longest thing that a clause is taken to speak of
_LONGEST = 24


def topic_of(text: str) -> str:
    """Return what a clause without figures speaks of, "" where it names nothing."""
    plain = text.replace(GAP, "").strip()
    if handled := _HANDLED.match(plain):
        return tidy(handled.group(1))
    topic = tidy(_CONCERNING.sub("", plain))
    if not 1 < len(topic) <= _LONGEST or _ORDERED.search(topic) or opening_verb(topic) == topic:
        return ""
    if moment_length(topic) == len(topic):
        return ""
    return topic


def spoken_of(clauses: list[str]) -> str:
    """Return what the last of some clauses that names anything speaks of."""
    return next((topic for text in reversed(clauses) if (topic := topic_of(text))), "")


@cache
def _commodities() -> tuple[str, ...]:
    return tuple(sorted(lexicons.words("indicators", "commodity"), key=len, reverse=True))


def theme_of(topic: str) -> str:
    """Return the thing that a clause on …方面 is about: a commodity that it begins with, else the whole."""
    return commodity_of(topic) or _ACTIVITY.sub("", topic)


def commodity_of(topic: str) -> str:
    """Return the commodity that a topic begins with."""
    return next((thing for thing in _commodities() if topic.startswith(thing)), "")


def thing_of(name: str) -> str:
    """Return a name without the verb that opens it."""
    opened = opening_verb(name)
    rest = name[len(opened) :]
    if not opened or len(rest) < 2:
        return name
    return thing_of(rest.lstrip("、和及与")) if rest[0] in "、和及与" else rest


def topic_after(name: str) -> str:
    """Return what later bare names belong to: the thing of a count, what a rate is a rate of."""
    thing = thing_of(name)
    rate = _RATE.search(thing)
    stem = thing[: rate.start()] if rate and rate.start() > 1 else thing
    if (done := _done_to().search(stem)) and done.start() > 1:
        stem = stem[: done.start()]
    return "" if opening_verb(stem) == stem else stem


@cache
def _done_to() -> re.Pattern[str]:
    """Match what is done to a thing at the end of its name: 保障性住房新开工."""
    return re.compile("(?:基本|全面|实际)?" + lexicons.any_of("verbs", "intransitive") + "$")


@cache
def _no_place() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("indicators", "no place") + "$")


@cache
def _part() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("indicators", "part"))


def is_place(name: str) -> bool:
    """Tell a name that is only a place: a part of a total that the text divides."""
    return bool(_part().fullmatch(name)) or (bool(_PLACE.match(name)) and not _no_place().search(name))


def without_place(name: str) -> str:
    """Return a name without the part of a whole that it opens with: 城市污水处理率."""
    opened = _part().match(name)
    return name[opened.end() :] if opened and len(name) - opened.end() > 2 else name


@cache
def is_known_place(name: str) -> bool:
    """Tell a name without its level that is one place: 郑州."""
    return any(load_places().find(name + level) is not None for level in ("", "市", "县", "区"))


def opens_with_place(name: str) -> bool:
    """Tell a name that begins with a place: 宁州市新开工保障性住房."""
    opened = _PLACE_OPENING.match(name)
    return opened is not None and is_place(opened.group())


_GRADE = re.compile(r"(?:国家|省|市|州|县|区|镇|乡|村|部|世界|自治区)级")


def of_grade(name: str, before: str) -> str:
    """Give a bare grade the thing of the grade before it: 创建省级美丽乡村15个、市级50个."""
    graded, last = _GRADE.search(name), _GRADE.search(before)
    if graded is None or graded.end() != len(name) or last is None or len(before) - last.end() < 2:
        return name
    return name + before[last.end() :]


def named_before(name: str, before: list[str]) -> str:
    """Return the fuller name that a bare amount had before: 引进市外到位资金85亿元 … 到位资金15亿元."""
    if _RATE.search(name) or len(name) < 3:
        return ""
    return next((full for full in reversed(before) if full.endswith(name) and full != name), "")


def completed_product(name: str, before: str, unit: str) -> str:
    """Complete a bare product in a list of outputs: 粮食总产量…万吨，棉花…万吨."""
    output = re.search(r"(?:总)?产量$", before)
    weighed = unit.endswith(("吨", "公斤", "斤", "担"))
    return name + "产量" if output and weighed and len(name) <= 4 and not _HEADED.search(name) else name


def recalled(name: str, before: str) -> str:
    """Give a short noun the words it had before: 新增小区 after 老旧小区改造 are 老旧小区."""
    verb = opening_verb(name)
    noun = name[len(verb) :]
    if not 1 < len(noun) <= 2 or noun not in before or (before.endswith(noun) and opening_verb(before)):
        return name
    return verb + thing_of(before[: before.index(noun) + len(noun)])
