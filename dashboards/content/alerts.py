"""The register of alerts: who was told of what, where each stands, and how often a rule was right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboards.content.desk import Desk, Reckoned
from dashboards.content.line import GapLine
from dashboards.wording import SHANGHAI
from gaps.alerting.life import LADDER, Step, highest_rung
from measures.errors import NotFound
from storage import followup, outbox, people
from storage.followup import Case, Tally
from storage.outbox import MessageState
from storage.targets import get_target

if TYPE_CHECKING:
    from dashboards.auth import Person
    from storage import Connection

#: alerts of one page
SHOWN = 200
#: steps that a person takes, in the order of the forms, with the permission that each needs
STEPS: Mapping[Step, str] = {
    Step.ACKNOWLEDGED: "alert:answer",
    Step.ANSWERED: "alert:answer",
    Step.JUDGED: "alert:answer",
    Step.ASKED: "alert:follow",
    Step.ACCEPTED: "alert:follow",
    Step.RETURNED: "alert:follow",
    Step.ESCALATED: "alert:follow",
    Step.CLOSED: "alert:follow",
}


@dataclass(frozen=True, kw_only=True)
class TakenStep:
    """Something that was done with an alert."""

    step: str
    at: datetime
    #: who
    by: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """An alert of the register."""

    id: int
    #: month of the digest that told it, "2013-07"
    month: str
    #: month since which it has been told without a break
    since: str
    rule: str
    target_id: int
    place: str | None
    place_code: str | None
    indicator: str
    indicator_id: str | None
    #: the office that answers
    answerable: str | None
    #: who was told
    recipient: str
    #: light when it was told
    told: str
    #: where it stands
    standing: str
    rung: str
    #: ISO date by which an answer is asked for
    answer_due: str | None
    #: what the receiver says: right, wrong, nothing yet
    right: bool | None
    outcome: str | None
    open: bool
    #: state of the message that carries it, None for none
    message: str | None
    #: why the message did not arrive
    reason: str | None
    raised_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlertsView:
    """The register."""

    as_of: datetime
    #: newest first
    lines: tuple[AlertLine, ...]
    #: alerts that somebody may still act on, of all that this person sees
    open: int
    #: months that have alerts, newest first
    months: tuple[str, ...]
    #: what became of the alerts of each rule and month
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, kw_only=True)
class AlertView:
    """One alert with everything that was done."""

    line: AlertLine
    #: its light now, None where the target does not hold any more
    now: GapLine | None
    steps: tuple[TakenStep, ...]
    #: steps that this person may take next
    allowed: tuple[Step, ...]
    #: rungs that it may be escalated to
    rungs: tuple[str, ...]


def build_alerts(
    c: "Connection", desk: Desk, person: "Person", *, month: str | None = None, only_open: bool = False
) -> AlertsView:
    """The register as this person sees it: an office's reporter sees what his office answers for."""
    reckoned = desk.reckoned(c, None)
    mine = visible_targets(person, reckoned)
    cases = followup.list_cases(c, target_ids=mine, period=month, only_open=only_open, limit=SHOWN)
    tallies = followup.tally(c, target_ids=mine)
    return AlertsView(
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        lines=tuple(_lines(c, reckoned, cases)),
        open=sum(one.open for one in tallies),
        months=tuple(dict.fromkeys(one.period for one in tallies)),
        tallies=tallies,
    )


def build_alert(c: "Connection", desk: Desk, person: "Person", alert_id: int) -> AlertView:
    """One alert; raises NotFound, also for an alert that this person does not see."""
    reckoned = desk.reckoned(c, None)
    case = followup.get_case(c, alert_id)
    mine = visible_targets(person, reckoned)
    if mine is not None and case.alert.target_id not in mine:
        raise NotFound("alert", alert_id)
    target = get_target(c, case.alert.target_id)
    at, top = LADDER.index(case.life.rung), LADDER.index(highest_rung(target.force, target.binding))
    allowed = tuple(step for step, permission in STEPS.items() if step in case.life.allowed and person.may(permission))
    rungs = tuple(rung.value for rung in LADDER[at + 1 : top + 1])
    return AlertView(
        line=next(_lines(c, reckoned, [case])),
        now=reckoned.by_target.get(case.alert.target_id),
        steps=tuple(
            TakenStep(step=s.step.value, at=s.at.astimezone(SHANGHAI), by=s.by, detail=s.detail) for s in case.steps
        ),
        allowed=tuple(step for step in allowed if step is not Step.ESCALATED or rungs),
        rungs=rungs,
    )


def visible_targets(person: "Person", reckoned: Reckoned) -> frozenset[int] | None:
    """The targets whose alerts concern the person: of his offices and places; None for somebody without limits."""
    if not person.offices and not person.places:
        return None
    return frozenset(
        line.target_id
        for line in reckoned.lines
        if (not person.offices or line.answerable in person.offices)
        and (not person.places or line.place_code in person.places)
    )


def _lines(c: "Connection", reckoned: Reckoned, cases: Sequence[Case]) -> Iterator[AlertLine]:
    names = {one.id: one.name for one in people.list_recipients(c, active=None)}
    states = outbox.list_states(c, {one.alert.message_id for one in cases if one.alert.message_id is not None})
    for case in cases:
        alert, life = case.alert, case.life
        target = reckoned.by_target.get(alert.target_id) or get_target(c, alert.target_id)
        state, reason = states.get(alert.message_id or 0, (None, None))
        yield AlertLine(
            id=alert.id,
            month=alert.period,
            since=case.since,
            rule=alert.rule,
            target_id=alert.target_id,
            place=target.place,
            place_code=target.place_code,
            indicator=target.indicator,
            indicator_id=target.indicator_id,
            answerable=target.answerable,
            recipient=names.get(alert.recipient_id, ""),
            told=alert.status,
            standing=life.standing.value,
            rung=life.rung.value,
            answer_due=life.answer_due,
            right=life.right,
            outcome=life.outcome.value if life.outcome else None,
            open=life.open,
            message=state.value if state else None,
            reason=reason if state is not MessageState.DELIVERED else None,
            raised_at=alert.raised_at.astimezone(SHANGHAI),
        )
