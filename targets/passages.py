"""The stretches of running text of a document, each with what holds in it: the default day, whether it looks back."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from targets.deadlines import plan_end
from targets.horizons import Horizon
from targets.model import Document
from targets.tasks import Item, Outline
from targets.tense import heading_looks_back, paragraph_looks_back

_LINE = re.compile(r"[^\n]+")
_PLAN_TITLE = re.compile(
    r"第[一二三四五六七八九十]{1,2}个五年(?:规划|计划)|五年规划|五年计划|“(?P<short>十[一二三四五六七]?五|[五六七八九]五)”(?=规划|计划|时期|发展|[^，。]{0,20}(?:规划|纲要|方案|指标))|(?:19|20)\d\d\s*[-—–~至]{1,2}\s*(?:19|20)\d\d年"
)
_SHORT = 40


def split_passages(
    text: str, outline: Outline, holes: Sequence[tuple[int, int]], horizon: Horizon
) -> Iterator[tuple[int, int]]:
    """Yield the stretches to be read in order; `horizon` says before each what holds, and the reader may move it on."""
    back: list[tuple[int, bool]] = []
    starts = [start for start, _ in holes]
    for match in _LINE.finditer(text):
        start, end = match.span()
        if match.group().isspace():
            continue
        item = outline.item_at(start)
        opens = item is not None and start <= item.start < end
        _note_heading(match.group(), item if opens else None, back)
        horizon.back = back[-1][1] if back else paragraph_looks_back(match.group())
        body = item.body if opens and item is not None else start
        yield from _without(body, end, holes, starts)


def _note_heading(line: str, item: Item | None, back: list[tuple[int, bool]]) -> None:
    """Keep what the headings above a line say: a heading holds until one of its rank or above."""
    if item is None:
        words = line.strip()
        if len(words) <= _SHORT and words[-1:] not in "。；，：" and (said := heading_looks_back(words)) is not None:
            while back and back[-1][0] >= 9:
                back.pop()
            back.append((9, said))
        return
    while back and back[-1][0] >= item.rank:
        back.pop()
    if not item.leaf or len(line) <= _SHORT:
        said = heading_looks_back(line)
        if said is not None and not (back and back[-1][1]):
            back.append((item.rank, said))


def _without(
    start: int, end: int, holes: Sequence[tuple[int, int]], starts: Sequence[int]
) -> Iterator[tuple[int, int]]:
    position = start
    index = max(0, bisect_right(starts, start) - 1)
    while index < len(holes) and holes[index][0] < end:
        low, high = holes[index]
        if high > position:
            if low > position:
                yield position, low
            position = max(position, high)
        index += 1
    if position < end:
        yield position, end


def plan_year(document: Document) -> int | None:
    """Return the last year of the plan that a document is, None where it is none."""
    title = document.title or ""
    if document.year is None or not _PLAN_TITLE.search(title):
        return None
    match = _PLAN_TITLE.search(title)
    if match and match["short"]:
        return plan_end(match["short"])
    years = re.search(r"(?:19|20)\d\d\s*[-—–~至]{1,2}\s*((?:19|20)\d\d)", title)
    return int(years[1]) if years else document.year + 4


_TO_YEAR = re.compile(r"到((?:19|20)\d\d)年")
_NOW = re.compile(r"今年|全年|年内|年底|本年|年度")


def only_year_ahead(text: str, year: int | None) -> int | None:
    """Return the year of 到2025年 where a text speaks of no other time: then all its goals are for that year."""
    years = {int(found) for found in _TO_YEAR.findall(text)}
    if year is None or not years or min(years) <= year or _NOW.search(text):
        return None
    named = len(re.findall(rf"{year}年(?!\d{{1,2}}月)", text))
    return min(years) if named <= 1 and f"{year}年" not in text[:_SHORT] else None
