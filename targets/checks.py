"""Checks among the targets of a document: parts against their total."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from measures.units import known_unit
from targets.model import TargetDraft
from targets.topics import opens_with_place


def with_checked_parts(drafts: Sequence[TargetDraft]) -> list[TargetDraft]:
    """Mark a total whose parts, named right after it by place, do not add up to it."""
    done = list(drafts)
    index = 0
    while index < len(done):
        total = done[index]
        parts = []
        after = index + 1
        while after < len(done) and _is_part(done[after], total):
            parts.append(done[after])
            after += 1
        if len(parts) > 1 and _scaled(total) is not None:
            amounts = [amount for part in parts if (amount := _scaled(part)) is not None]
            if len(amounts) == len(parts) and sum(amounts, Decimal()) != _scaled(total):
                done[index] = replace(total, problems=(*total.problems, "parts_differ_from_total"))
        index = after if parts else index + 1
    return done


def _is_part(draft: TargetDraft, total: TargetDraft) -> bool:
    same = draft.measure == total.measure and draft.indicator.endswith(total.indicator)
    return same and draft.indicator != total.indicator and opens_with_place(draft.indicator)


def _scaled(draft: TargetDraft) -> Decimal | None:
    unit = known_unit(draft.unit) if draft.unit else None
    return draft.value * unit.factor if unit is not None and draft.value is not None else None
