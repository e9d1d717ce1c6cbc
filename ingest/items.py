"""Rows that divide a statistic by something other than places: industries, partner countries, goods, ages.

Their labels are part of the statistic's name, never places: 日本 in a table 按国别分 is where the money came from.
"""

import re
from functools import cache

from ingest.labels import is_total, words
from ingest.lexicon import plain
from ingest.tables import Table

#: Stands between a statistic and the item of a name of its own.
_JOINT = "/"


@cache
def _divided() -> re.Pattern[str]:
    """按国别（地区）分的, 分行业: what a title says of its rows and not of its statistic."""
    heads = [word for word, term in words("header").items() if term == "item" and not word.isascii()]
    said = "|".join(map(re.escape, sorted({*heads, *words("partner")}, key=len, reverse=True)))
    return re.compile(
        rf"[（(]?(?:按|(?<!部)分|各)(?:主要)?(?:{said})(?:门类|大类)?(?:和?[（(]?地区[）)]?)?(?:分组|划分|分布|分)?的?[）)]?"
    )


@cache
def _partners() -> re.Pattern[str]:
    said = "|".join(map(re.escape, words("partner")))
    bracket = r"(?:和?[（(]?地区[）)]?)?"
    return re.compile(
        rf"按(?:主要)?(?:{said}){bracket}(?:划分|分|统计)|(?:{said}){bracket}(?:分组|分布|分$|分[）)]|构成)|分国别"
    )


def has_items(table: Table, partners: bool) -> bool:
    """Say whether the rows of a table are items of a statistic by their heading, or partners by the title."""
    headed = set(table.stubs.values())
    return "indicator" not in headed and ("item" in headed or (partners and "place" not in headed))


def of_partners(title: str) -> bool:
    """Say whether a title tells that rows are partners: 按国别（地区）分, 按客源国分."""
    return _partners().search(title) is not None


def statistic_in(title: str) -> str:
    """Return the statistic of a title without 按国别（地区）分."""
    bare = _divided().sub("", title).strip()
    return bare or title


def item_of(names: tuple[str, ...]) -> str:
    """Return the item that the labels of a row name, "" for the total of all."""
    return _JOINT.join(name for name in names if not is_total(name) and plain(name) not in _totals())


@cache
def _totals() -> frozenset[str]:
    return frozenset(plain(word) for word in ("总额", "总数", "总值", "全部"))


def of_item(base: str, item: str) -> str:
    """Return the name of a statistic of its own for one item."""
    return f"{base}{_JOINT}{item}" if item else base
