"""What changed since the month before, and why: new figures, a revision, another target, or the passing of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dashboards.content.desk import Reckoned
from dashboards.content.line import ORDER, GapLine
from measures.terms import Status

#: changes that are listed
SHOWN = 30


class Why(StrEnum):
    """What made a light change."""

    TARGET = "target"  #: another version of the target
    NEW_DATA = "new_data"  #: a figure of a later period, or the first one
    REVISION = "revision"  #: another value of the same period
    TIME = "time"  #: the same figure, a later date


@dataclass(frozen=True, kw_only=True)
class LightChange:
    """A light that is not what it was."""

    line: GapLine
    #: what it was, None for a target that did not hold then
    before: Status | None
    why: Why
    #: True: it stands further up the list of what wants attention
    worse: bool


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All lights that changed since a day."""

    since: date
    #: number of lights that changed
    total: int
    #: worse ones first, then worst first, at most SHOWN
    lights: tuple[LightChange, ...]
    #: reason → number
    reasons: Mapping[Why, int]


def month_end_before(day: date) -> date:
    """The last day of the month before a day."""
    return day.replace(day=1) - timedelta(days=1)


def changes(lines: Iterable[GapLine], before: Reckoned, since: date) -> Changes:
    """How these lines differ from an earlier reckoning."""
    found = []
    for line in lines:
        old = before.by_target.get(line.target_id)
        if old is not None and old.status is line.status:
            continue
        found.append(
            LightChange(
                line=line,
                before=old.status if old else None,
                why=_why(line, old),
                worse=old is not None and ORDER.index(line.status) < ORDER.index(old.status),
            )
        )
    found.sort(key=lambda change: (not change.worse, ORDER.index(change.line.status)))
    reasons = {why: sum(change.why is why for change in found) for why in Why}
    return Changes(since=since, total=len(found), lights=tuple(found[:SHOWN]), reasons=reasons)


def _why(line: GapLine, old: GapLine | None) -> Why:
    if old is None or old.target_version != line.target_version:
        return Why.TARGET
    if line.vintages == old.vintages:
        return Why.TIME
    return Why.REVISION if line.period == old.period else Why.NEW_DATA
