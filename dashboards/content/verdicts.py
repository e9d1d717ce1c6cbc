"""What is said of verdicts and objections: the page of all of them, and the part of a target's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dashboards.content.desk import Desk
from dashboards.content.line import GapLine
from dashboards.wording import SHANGHAI
from gaps.verdicts import is_due, left_open
from storage import objections, verdicts
from storage.objections import Objection
from storage.verdicts import Verdict

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class VerdictLine:
    """A verdict with the target that it is of."""

    verdict: Verdict
    #: the target's light at the date asked about
    line: GapLine


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """A target whose deadline has passed, without a verdict or a proposal."""

    line: GapLine
    #: why the reckoning speaks for none; the sentence stands under "open.<why>"; None: it speaks for one
    why: str | None


@dataclass(frozen=True, kw_only=True)
class ObjectionLine:
    """An objection with the target that it is about."""

    objection: Objection
    line: GapLine


@dataclass(frozen=True, kw_only=True)
class VerdictsView:
    """年度认定: what waits, what is given, what is open, what is contested."""

    as_of: datetime
    waiting: tuple[VerdictLine, ...]
    decided: tuple[VerdictLine, ...]
    open: tuple[OpenLine, ...]
    objections: tuple[ObjectionLine, ...]
    #: years in which targets were due that have no verdict, newest first
    years: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TargetVerdict:
    """What people said of one target."""

    #: the verdict that holds at the date asked about
    standing: Verdict | None
    #: the proposal that waits
    waiting: Verdict | None
    #: the figure or the light has changed since the verdict: told to the supervision office alone
    revised: bool
    #: newest first
    objections: tuple[Objection, ...]
    #: the deadline has passed on the day asked about
    due: bool


def build_verdicts(connection: "Connection", desk: Desk, as_of: date | None) -> VerdictsView:
    """The page of verdicts and objections, of the targets that hold at the date and may be seen."""
    reckoned = desk.reckoned(connection, as_of)
    lines = reckoned.by_target
    every = tuple(
        VerdictLine(verdict=v, line=lines[v.target_id])
        for v in verdicts.list_verdicts(connection)
        if v.target_id in lines
    )
    waiting = tuple(one for one in every if one.verdict.decided_at is None)
    proposed = {one.verdict.target_id for one in waiting}
    judged = set(verdicts.standing(connection, as_of=reckoned.as_of))
    day = reckoned.as_of.astimezone(SHANGHAI).date()
    without = [one for one in reckoned.lines if one.target_id not in judged | proposed and is_due(one.row, day)]
    return VerdictsView(
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        waiting=waiting,
        decided=tuple(one for one in every if one.verdict.decided_at is not None),
        open=tuple(OpenLine(line=line, why=_why(line.row)) for line in without),
        objections=tuple(
            ObjectionLine(objection=one, line=lines[one.target_id])
            for one in objections.list_objections(connection)
            if one.target_id in lines
        ),
        years=tuple(sorted({line.deadline.year for line in without if line.deadline}, reverse=True)),
    )


def _why(row: Mapping[str, Any]) -> str | None:
    why = left_open(row)
    return None if why in ("met", "missed") or row["verdict"] is not None else why


def build_target_verdict(connection: "Connection", desk: Desk, target_id: int, as_of: date | None) -> TargetVerdict:
    """What people said of a target, as it stood at a date."""
    reckoned = desk.reckoned(connection, as_of)
    line = reckoned.by_target.get(target_id)
    standing = verdicts.standing(connection, as_of=reckoned.as_of).get(target_id)
    waiting = [v for v in verdicts.list_verdicts(connection, target_id=target_id) if v.decided_at is None]
    return TargetVerdict(
        standing=standing,
        waiting=waiting[0] if waiting else None,
        revised=bool(standing and line and (line.observed, line.status) != (standing.observed, standing.status)),
        objections=objections.list_objections(connection, target_id=target_id),
        due=line is not None and is_due(line.row, reckoned.as_of.astimezone(SHANGHAI).date()),
    )
