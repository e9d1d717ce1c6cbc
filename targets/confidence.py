"""How sure a reading is: from its rule and from what was taken from elsewhere (docs/reading.md has the calibration)."""

import re
from typing import Final

from targets.model import TargetDraft

#: how often a rule alone is right
_BY_RULE: Final = {
    "growth": 0.98,
    "decline": 0.98,
    "reach": 0.97,
    "plan-table": 0.97,
    "noun-figure": 0.95,
    "subject-act": 0.95,
    "verb-count-object": 0.94,
    "continued": 0.92,
    "share-of": 0.78,
    "thing-figure-work": 0.78,
    "relative": 0.8,
}
_ONGOING = re.compile(r"推进|加快|支持|抓好|开展|实施|完善|提高|推动")
#: longest name that a statistician would give
_LONG: Final = 24
#: what a name of so few characters takes away where the catalogue does not know it: words may be missing from it
_SHORT: Final = {1: 0.3, 2: 0.2, 3: 0.15, 4: 0.09}


def confidence_of(draft: TargetDraft, left: str, *, borrowed: bool) -> float:
    """Return the confidence of a draft, 0–1; `left` is what stands before its figure."""
    sure = _BY_RULE.get(draft.rule, 0.8)
    if borrowed:
        sure -= 0.06
    if draft.rule == "verb-count-object" and _ONGOING.search(left[-8:]):
        sure -= 0.06
    if len(draft.indicator) > _LONG:
        sure -= 0.05
    if draft.indicator_id is None:
        sure -= _SHORT.get(len(draft.indicator), 0)
    if not draft.unit or draft.unit in ("万", "亿"):
        sure -= 0.08
    if "unknown_unit" in draft.problems:
        sure -= 0.08
    if draft.deadline is None:
        sure -= 0.3
    if draft.optional:
        sure -= 0.2
    return round(max(0.05, sure), 2)
