"""Lights that a revision changed: the same row as it stood before the vintage that decides it (gap-model A11)."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gaps.exact import Flags
from gaps.model import ZONE
from measures.terms import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from gaps.table import Reckoning


def revised_status(
    reckoning: "Reckoning", as_of: datetime, again: "Callable[[pd.DataFrame, datetime, datetime | None], Reckoning]"
) -> Flags:
    """True where the vintage before the one that decides gave another light of its own.

    `again` reckons some targets as known at a moment and recorded by another.
    """
    changed = np.zeros(len(reckoning.questions), dtype=bool)
    row = reckoning.figures.row
    rows = reckoning.answers.rows
    if not len(rows.position):
        return changed
    revised = np.flatnonzero((row >= 0) & rows.revised[np.maximum(row, 0)])
    for moments, members in _before(rows.take(row[revised]), revised, as_of).items():
        earlier = again(reckoning.questions.frame.iloc[members], *moments)
        told = earlier.status != str(Status.NO_DATA)
        same = earlier.figures.month == reckoning.figures.month[members]
        changed[members] |= told & same & (earlier.status != reckoning.status[members])
    return changed


def _before(deciding: pd.DataFrame, targets: Any, as_of: datetime) -> dict[tuple[datetime, datetime | None], list[int]]:
    """Targets by the moment just before their vintage: the day before its publication, or before its recording."""
    groups: dict[tuple[datetime, datetime | None], list[int]] = {}
    for target, published, recorded in zip(
        targets.tolist(), deciding["published_at"], deciding["recorded_at"], strict=True
    ):
        instant = pd.Timestamp(recorded).to_pydatetime() - timedelta(microseconds=1)
        if pd.isna(published):
            groups.setdefault((instant, None), []).append(target)
        else:
            day = published if not isinstance(published, datetime) else published.date()
            end = datetime.combine(day, time.min, ZONE) - timedelta(microseconds=1)
            groups.setdefault((end, None), []).append(target)
            groups.setdefault((as_of, instant), []).append(target)
    return groups
