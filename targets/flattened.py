"""Tables that lost their separators when they were copied: 序号实事名称…配合单位1扩充…民政局卫健局2推进…"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from measures.terms import Responsibility
from targets import lexicons
from targets.responsibilities import Answer

#: characters of a line that holds a whole table
_SHORTEST = 120
_HEAD = re.compile(
    r"序号(?:[\u4e00-\u9fff（）]{2,10}?(?:名称|内容|目标|任务|领导|单位|部门|时限|措施|项目|事项|标准)){2,9}(?=1[\u4e00-\u9fff])"
)
_OFFICE = re.compile(
    r"(?:各?[\u4e00-\u9fff]{1,9}?(?:管委会|委员会|办公室|服务中心|公安分局|分局|总站|大队|支队|集团|公司|街道办事处|街道办|街道|学院|医院|局|委|办|院|校|镇|乡|社区|中心|妇联|残联|总工会|工会|团委|供销社|站|处)|各镇|各街道|各乡镇|各村|各社区|各有关单位)(?:（[^（）]{1,12}）)?"
)
_STOP = re.compile(r"[。；！]")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of such a table: its number, and the stretches that each block of offices answers for."""

    number: int
    start: int
    end: int
    covered: tuple[tuple[int, int, Answer], ...]


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(lexicons.words("tables", "surname")))


def find_flattened(text: str) -> tuple[Row, ...]:
    """Return the rows of the flattened tables of a view."""
    rows: list[Row] = []
    after = 0
    for head in _HEAD.finditer(text):
        if head.start() < after:
            continue
        end = text.find("\n", head.end())
        after = end = len(text) if end < 0 else end
        if end - head.end() >= _SHORTEST:
            rows.extend(_rows(text, head, end))
    return tuple(rows)


def _rows(text: str, head: re.Match[str], end: int) -> Iterator[Row]:
    starts = []
    at, number = head.end(), 1
    while (found := _row_start(text, at, end, number)) >= 0:
        starts.append(found)
        at, number = found + len(str(number)), number + 1
    has_support = "配合" in head.group() or "协办" in head.group()
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else end
        body = start + len(str(index + 1))
        yield Row(number=index + 1, start=start, end=stop, covered=tuple(_blocks(text, body, stop, has_support)))


def _row_start(text: str, at: int, end: int, number: int) -> int:
    """Find the next row number: a figure between Chinese characters that no unit follows and offices precede."""
    for match in re.finditer(rf"(?<![\d.\-]){number}(?=[\u4e00-\u9fff])", text[at:end]):
        place = at + match.start()
        before = text[max(0, place - 8) : place]
        if number == 1 and place == at:
            return place
        if re.search(r"(?:单位|[局委办院镇乡区道站处会社校村心司团）。])$", before) and not re.match(
            r"[个项所处座台家户人名件种类条万亿千百年月日%]", text[place + len(str(number))]
        ):
            return place
    return -1


def _blocks(text: str, start: int, end: int, has_support: bool) -> Iterator[tuple[int, int, Answer]]:
    """Yield the stretches of content, each with the offices behind it; the last ones also answer for the rest."""
    content, last = start, None
    for stop in _STOP.finditer(text, start, end):
        names, low, high = _offices_after(text, stop.end(), end)
        if len(names) < 1:
            continue
        lead, support = (names[:1], names[1:]) if has_support else (names, ())
        kind = Responsibility.LEAD_SUPPORT if has_support else Responsibility.JOINT
        last = Answer(lead=lead, support=support, responsibility=kind, start=low, end=high)
        yield content, low, last
        content = high
    if last is not None and content < end:
        yield content, end, last


def _offices_after(text: str, at: int, end: int) -> tuple[tuple[str, ...], int, int]:
    """Read a leader's name and the offices that follow it without separators."""
    start = at
    if at < end and text[at] in _surnames() and not _OFFICE.match(text, at, min(end, at + 5)):
        for size in (3, 2):
            if _OFFICE.match(text, at + size, end):
                at += size
                break
    elif at < end and text[at] in _surnames() and _OFFICE.match(text, at + 3, end):
        at += 3
    names = []
    while match := _OFFICE.match(text, at, end):
        names.append(match.group())
        at = match.end()
        at += len(text[at:end]) - len(text[at:end].lstrip("、 ，"))
    return tuple(names), start, at
