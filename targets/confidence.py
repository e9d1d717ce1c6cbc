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
    "share-of": 0.88,
    "thing-figure-work": 0.86,
    "relative": 0.8,
}
_ONGOING = re.compile(r"推进|加快|支持|抓好|开展|实施|完善|提高|推动")
#: longest name that a statistician would give
_LONG: Final = 24


def confidence_of(draft: TargetDraft, left: str, *, borrowed: bool) -> float:
    """Return the confidence of a draft, 0–1; `left` is what stands before its figure."""
    sure = _BY_RULE.get(draft.rule, 0.8)
    if borrowed:
        sure -= 0.06
    if draft.rule == "verb-count-object" and _ONGOING.search(left[-8:]):
        sure -= 0.06
    if len(draft.indicator) > _LONG:
        sure -= 0.05
    if len(draft.indicator) < 4 and draft.indicator != "GDP":
        sure -= 0.06
    if not draft.unit:
        sure -= 0.08
    if "unknown_unit" in draft.problems:
        sure -= 0.08
    if draft.deadline is None:
        sure -= 0.3
    if draft.optional:
        sure -= 0.2
    return round(max(0.05, sure), 2)
