"""The place of a row of totals: 全省, 合计, 全国."""

from collections import Counter
from collections.abc import Iterable

from ingest.knowledge import Knowledge
from ingest.labels import bare_place, is_total
from ingest.lexicon import plain, table
from measures.places import Place


def whole_place(label: str, named: Place | None, places: Iterable[Place], knowledge: Knowledge) -> Place | None:
    """Return the place that a row or column of totals stands for, None where it is no total or nobody can tell.

    named: what the title names; 合计 is that place. places: the others of the table; 全省 is the province that all
    of them lie in.
    """
    bare = plain(bare_place(label))
    if not is_total(bare_place(label)):
        return None
    levels = next(
        (r["term"].split("|") for r in table("labels.csv") if r["kind"] == "whole" and _begins(bare, r)), None
    )
    if levels is None:
        return named
    candidates = [named] if named is not None else [_common(places, knowledge, levels)]
    for candidate in candidates:
        while candidate is not None:
            if candidate.level in levels and candidate.name[-1] in _ENDINGS.get(bare[:2], candidate.name[-1]):
                return candidate
            candidate = _parent(candidate, knowledge)
    return None


#: Last characters of the names that 全市 and the like may mean.
_ENDINGS = {"全市": "市", "全州": "州盟", "全县": "县市旗", "全区": "区", "全省": "省"}


def _begins(bare: str, row: object) -> bool:
    return bare.startswith(row["word"])  # type: ignore[index]


def _parent(place: Place, knowledge: Knowledge) -> Place | None:
    parent = place.parent
    return knowledge.places.get(parent) if parent is not None and parent in knowledge.places else None


def _common(places: Iterable[Place], knowledge: Knowledge, levels: list[str]) -> Place | None:
    """The place of one of the levels that all places lie in; one stray name in ten is let pass."""
    above: Counter[str] = Counter()
    total = 0
    for place in places:
        total += 1
        outer = _parent(place, knowledge)
        while outer is not None:
            if outer.level in levels:
                above[outer.code] += 1
            outer = _parent(outer, knowledge)
    best = above.most_common(1)
    return knowledge.places.get(best[0][0]) if best and total > 1 and best[0][1] >= 0.9 * total else None
