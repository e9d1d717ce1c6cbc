"""Tables of places by indicators (目标任务分解表): what their columns are."""

import re
from collections.abc import Sequence
from functools import cache

from targets import lexicons
from targets.topics import is_place

#: columns beside the figures, by the end of their heading
_BESIDE = (
    ("number", re.compile("序号|编号|序")),
    ("note", re.compile(".*(?:备注|说明)")),
    ("lead", re.compile(".*牵头.*|.*主办.*")),
    ("support", re.compile(".*(?:配合|协办).*(?:单位|部门)")),
    ("joint", re.compile(".*责任(?:单位|部门|主体)")),
    ("leader", re.compile(".*(?:领导|责任人|负责人|联系人)")),
    ("time", re.compile(".*(?:时限|完成时间|节点)")),
    ("base", re.compile(".*(?:实际|完成情况|完成数|现状|基数|上年|实绩|占比|排名|得分|权重|分值)")),
    ("unit", re.compile("单位|计量单位")),
)
_FIGURE = re.compile(r"[≥≤><不低高超少于过以上下内约\s]*\d[\d.,]*(?:[-—–~至]\d[\d.,]*)?\s*(?:%|‰|[\u4e00-\u9fff]{0,4})")
_EMPTY = re.compile(r"[—\-–/\s]*")
_LONGEST = 30


@cache
def _pattern(section: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of("tables", section))


def _bare(heading: str) -> str:
    return re.sub(r"（[^（）]*）|\s", "", heading)


def is_total(name: str) -> bool:
    """Tell the row of the whole: 合计, 全市."""
    return bool(_pattern("total").fullmatch(name.strip()))


def only_counts(heading: str) -> bool:
    """Tell a heading that names no indicator of its own: 任务数."""
    return bool(_pattern("task number").fullmatch(_bare(heading)))


def _place_column(headings: Sequence[str]) -> int | None:
    for index, heading in enumerate(headings[:2]):
        if _pattern("place").fullmatch(_bare(heading)):
            return index
        if not _BESIDE[0][1].fullmatch(_bare(heading)):
            return None
    return None


def _named(headings: Sequence[str]) -> bool:
    return all(0 < len(h) <= _LONGEST and not re.search(r"[。；，：]", h) for h in headings) and not any(
        re.fullmatch(r"[\d.,%]+", h) for h in headings
    )


def may_be_by_place(headings: Sequence[str]) -> bool:
    """Tell the heading row of a table of places by indicators, or of indicators by places."""
    if len(headings) < 2 or not _named(headings):
        return False
    if _place_column(headings) is not None:
        return True
    return bool(re.search("指标|项目|名称|任务", headings[0])) and sum(map(_is_part, headings[1:])) >= 2


def _is_part(name: str) -> bool:
    return is_place(name) or is_total(name)


def roles_by_place(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the roles of the columns of such a table, () where it is none: its cells must be places and figures."""
    if not may_be_by_place(headings):
        return ()
    at = _place_column(headings)
    roles = []
    for index, heading in enumerate(headings):
        beside = next((role for role, words in _BESIDE if words.fullmatch(_bare(heading))), "")
        if at is None:
            role = "name" if index == 0 else "placed" if _is_part(heading) else beside
        else:
            role = "place" if index == at else beside or "item"
        roles.append(role)
    figures = [i for i, role in enumerate(roles) if role in ("item", "placed")]
    cells = [row[i] for row in rows for i in figures if i < len(row) and not _EMPTY.fullmatch(row[i])]
    if not cells or sum(bool(_FIGURE.fullmatch(cell)) for cell in cells) < 0.7 * len(cells):
        return ()
    if at is not None:
        names = [row[at] for row in rows if at < len(row)]
        if sum(_looks_like_place(name) for name in names) < 0.6 * len(names):
            return ()
    return tuple(roles)


def _looks_like_place(name: str) -> bool:
    bare = re.sub(r"\s", "", name)
    return _is_part(bare) or (1 < len(bare) <= 12 and not re.search(r"\d|[。，；]", bare))
