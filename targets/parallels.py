"""Names that share a predicate: A、B均增长12%, A和B分别达到39%和36%, A和B各新建8座."""

import re
from dataclasses import replace
from functools import cache

from measures.terms import Comparator
from targets import lexicons
from targets.clauses import Chunk
from targets.indicators import is_bare, opening_verb
from targets.predicates import Predicate
from targets.quantities import Quantity

_AND = re.compile(r"、|以及|和|(?<!以)及(?!以[上下内])|与")
_EACH_DOES = re.compile(
    r"^([\u4e00-\u9fff]{2,12}(?:(?:、|和|及|与)[\u4e00-\u9fff]{2,12}?)+)"
    r"(?:各(?!类|级|项|种|地)|分别(?=拥有|新建|建成|配备|新增|安排|投入))([\u4e00-\u9fff].+)$"
)
_INDUSTRIES = re.compile(r"(?P<numbers>第?[一二三](?:(?:产业)?(?:、|和|及)第?[一二三]){1,2})(?:次)?产业(?P<rest>.*)$")
_SHARED = re.compile(r"(?<![年人平户])均|都|分别|各(?!类|级|项|种)|全部")
_HEAD = re.compile(
    "(?:排放浓度|平均浓度|浓度|强度|排放总量|减排量|排放量|销售量|交易量|货运量|客运量|供应量|使用量|覆盖率|普及率|转化率|加工率|参保率|增加值|投资额|投资|收入|产量|用水量|能耗|比重|占比|率|量|额|标准|面积)$"
)
_WHOLE = re.compile(
    "(?:率|量|额|值|能耗|投资|收入|比重|占比|标准|面积|度|数|水平|强度|容量|贸易|总额|浓度)(?:提高|增加|减少|下降|降低)?$"
)


@cache
def _rate() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("indicators", "rate") + "$")


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("indicators", "strong modifier"))


def shared_names(name: str, predicate: Predicate, chunk: Chunk) -> list[str]:
    """Return the names that a subject holds, one for each target of the chunk where they are parallel."""
    wanted = len(chunk.quantities)
    if each := _EACH_DOES.match(name):
        return [place + each[2] for place in _AND.split(each[1]) if place.strip()]
    if industries := _INDUSTRIES.match(name):
        return [f"第{number}产业{industries['rest']}" for number in re.findall("[一二三]", industries["numbers"])]
    pieces = [piece for piece in _AND.split(name) if piece.strip()]
    if len(pieces) < 2:
        if wanted == 2 and name.startswith("城乡") and len(name) > 3:
            return [place + name[2:] for place in ("城镇", "农村")]
        return [name] * wanted
    after = chunk.left[len(predicate.subject) :] if chunk.left.startswith(predicate.subject) else chunk.left[-10:]
    shared = predicate.each or bool(_SHARED.search(after)) or chunk.quantities[0].kind == "flat"
    if wanted == 1 and not shared and not _two_indicators(pieces, chunk.quantities[0]):
        return [name]
    if wanted > 1 and len(pieces) > wanted:
        pieces = pieces[-wanted:]
    return _distributed(pieces)


def _two_indicators(pieces: list[str], quantity: Quantity) -> bool:
    """Tell A和B that are two by themselves: each has a head, or both are of one kind before the head of a rate."""
    if quantity.kind != "ratio" or any("占" in piece for piece in pieces):
        return False
    if all(_WHOLE.search(piece) for piece in pieces):
        return True
    rate = _rate().search(pieces[-1])
    stem = pieces[-1][: rate.start()] if rate else ""
    return bool(stem) and all(len(piece) > 1 and piece[-1] == stem[-1] for piece in pieces[:-1])


def _distributed(pieces: list[str]) -> list[str]:
    """Give each name what only the last or only the first carries: 二氧化硫和氨氮排放量, 城区绿化覆盖率、绿地率."""
    strong = _strong().match(pieces[0])
    if strong:
        pieces = [p if _strong().match(p) else strong.group() + p for p in pieces]
    elif opening_verb(pieces[0]) == pieces[0]:
        pieces = [pieces[0] + pieces[-1].removeprefix(opening_verb(pieces[-1])), *pieces[1:]]
    elif (verb := opening_verb(pieces[0])) and not any(opening_verb(p) or _WHOLE.search(p) for p in pieces[1:]):
        pieces = [pieces[0], *(verb + piece for piece in pieces[1:])]
    else:
        start = next((word for word in lexicons.words("indicators", "modifier") if pieces[0].startswith(word)), "")
        pieces = [pieces[0], *(start + piece if start and is_bare(piece) else piece for piece in pieces[1:])]
    tail = _shared_tail(pieces)
    return [piece if _WHOLE.search(piece) else piece + tail for piece in pieces] if tail else pieces


def _shared_tail(pieces: list[str]) -> str:
    """Return what only the last name carries: behind a modifier like the first name's, else its head."""
    known = lexicons.words("indicators", "modifier")
    if pieces[0] in known:
        start = next((word for word in sorted(known, key=len, reverse=True) if pieces[-1].startswith(word)), "")
        if start and len(pieces[-1]) - len(start) > 1:
            return pieces[-1][len(start) :]
    begins = re.search(lexicons.any_of("indicators", "shared tail"), pieces[-1][2:])
    if begins and not any(_WHOLE.search(piece) for piece in pieces[:-1]) and _WHOLE.search(pieces[-1]):
        return pieces[-1][2 + begins.start() :]
    head = _HEAD.search(pieces[-1])
    return head.group() if head else ""


def assigned(quantities: tuple[Quantity, ...], names: list[str]) -> list[tuple[Quantity, str]]:
    """Return each figure with its name: one figure for all names, or name by name."""
    if len(quantities) == 1:
        return [(quantities[0], name) for name in names]
    first = quantities[0]
    bound = first.comparator if first.quote_start < first.start and first.baseline is None else Comparator.EQ
    shared = [replace(q, comparator=bound) if q.comparator is Comparator.EQ else q for q in quantities]
    return [(quantity, names[min(i, len(names) - 1)]) for i, quantity in enumerate(shared)]
