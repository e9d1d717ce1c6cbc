"""The names that the statistic of a cell may have, the most telling first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.labels import is_half_name, words
from ingest.lexicon import plain


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A name that a statistic may have."""

    name: str
    #: True where it is put together: then only a name that the catalogue has letter by letter counts
    exact: bool = False


def candidates(
    rows: tuple[str, ...], columns: tuple[str, ...], above: str | None, title: str | None
) -> list[Candidate]:
    """Return the names that a cell's statistic may have by its row, its column and the table's title."""
    if not rows and not columns:
        return [Candidate(name=name) for name in (above, title if above is None else None) if name]
    if rows and columns:
        both = (
            f"{rows[-1]}{columns[-1]}",
            f"{columns[-1]}{rows[-1]}",
            *([rows[-1]] if is_half_name(columns[-1]) else ()),
        )
        return [Candidate(name=name) for name in both]
    return list(dict.fromkeys(_of_one_side(rows or columns, above or title or "")))


def _of_one_side(names: tuple[str, ...], title: str) -> Iterator[Candidate]:
    children = words("gdp_child")
    own = names[-1]
    parent = names[-2] if len(names) > 1 else title
    if plain(own) in children and _is_gdp(names[0] if len(names) > 1 else parent):
        yield Candidate(name=children[plain(own)])
    if len(names) > 1 and not own.isascii():
        yield from (Candidate(name=name) for name in (parent + own, own + parent, f"{own}类{parent}"))
    for outer in dict.fromkeys((parent, title)):
        if outer and not own.isascii():
            yield from (Candidate(name=name, exact=True) for name in _together(own, outer) if name not in (own, outer))
    yield Candidate(name=own)
    if len(names) > 1 and is_half_name(own):
        yield Candidate(name=parent)


def _together(own: str, outer: str) -> Iterator[str]:
    """城镇居民 under 居民人均可支配收入; 播种面积 under 粮食; 原煤 under 工业产品产量; 轻工业 under 工业增加值."""
    yield _overlapped(own, outer)
    yield _overlapped(outer, own)
    yield f"{own}类{outer}"
    for ending in words("title_ending"):
        if outer.endswith(ending) and not own.endswith(ending):
            yield f"{own}{ending}"
    if len(own) > 2 and own[-2:] in outer:
        yield outer.replace(own[-2:], own, 1)


def _overlapped(one: str, other: str) -> str:
    shared = next((n for n in range(min(len(one), len(other)), 1, -1) if one.endswith(other[:n])), 0)
    return one + other[shared:]


def _is_gdp(name: str) -> bool:
    return re.sub(r"(?:指数|增长速度|增速|发展速度)$", "", plain(name)) in {
        plain(n) for n in ("生产总值", "地区生产总值", "国内生产总值", "gdp", "gross domestic product")
    }
