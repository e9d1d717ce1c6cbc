"""What was done with an alert after it was raised: each step a row, the standing their fold (gaps.alerting.life)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, true
from sqlalchemy import case as sa_case

from gaps.alerting import life
from gaps.alerting.life import BOX, ENDED, LADDER, Life, Outcome, Rung, Step
from measures.errors import NotAllowed, NotFound
from measures.terms import Status
from storage import audit
from storage.alerts import Alert
from storage.tables import alert_steps, alerts, target_versions
from storage.transactions import Writing

#: Holds off everybody else who follows up an alert, so that two people cannot take the same step.
LOCK: Final = 7_004
#: Parts of an answer.
BOXES: Final = ("reason", "measure", "plan")
#: Lights that clear an alert.
GOOD: Final = frozenset({Status.MET.value, Status.ON_TRACK.value})

_ENDING: Final = tuple(step.value for step in Step if step.value in ENDED)


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """A step that was taken."""

    id: int
    alert_id: int
    step: Step
    #: what belongs to it: rung, due, reason, outcome …
    detail: Mapping[str, Any]
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """An alert and where it stands."""

    alert: Alert
    life: Life
    #: oldest first
    steps: tuple[StepTaken, ...]

    @property
    def since(self) -> str:
        """Month of the first alert that this one goes on from."""
        first = self.steps[0] if self.steps else None
        return str(first.detail["since"]) if first and first.step is Step.CONTINUED else self.alert.period


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the alerts of a rule in a month."""

    #: month of the digest
    period: str
    rule: str
    raised: int
    #: on which somebody may still act
    open: int
    #: called right and wrong by those who received them
    right: int
    wrong: int

    @property
    def precision(self) -> float | None:
        """Right ones among those that somebody judged, 0–1; None where nobody did."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None


def take(w: Writing, alert_id: int, step: Step, detail: Mapping[str, Any] | None = None) -> Life:
    """Take a step with an alert; return where it stands then.

    Raises NotFound, and NotAllowed with a code as its reason: step_not_next, reason_missing, asked_this_quarter,
    box_missing, box_too_long, rung_not_higher, rung_beyond_target, paper_missing.
    """
    w.alone(LOCK)
    case = get_case(w.connection, alert_id)
    facts = dict(detail or {})
    reason = None if step in case.life.allowed else "step_not_next"
    reason = reason or _refusal(w, case, step, facts)
    if reason:
        raise NotAllowed(f"alert:{step}", w.actor, reason)
    reached = life.after(case.life, step, facts)
    _insert(w, [(alert_id, step, facts)])
    audit.record(w, "followup.take", "alert", alert_id, {"step": step.value, "standing": reached.standing.value})
    return reached


def carry_on(w: Writing, *, period: str, statuses: Mapping[int, str]) -> Mapping[str, int]:
    """Let the open alerts of earlier months go on in this month's, or end where the light is good again.

    `statuses`: the light of each target that was reckoned. An alert of a target without a light (no data, stale, not
    reckoned) stays open as it is: silence is no improvement. Returns numbers: carried, cleared.
    """
    w.alone(LOCK)
    cases = [case for case in list_cases(w.connection, only_open=True) if case.alert.period <= period]
    later = {_told(case): case for case in cases if case.alert.period == period}
    new: list[tuple[int, Step, dict[str, Any]]] = []
    gone_on: set[int] = set()
    for case in cases:
        status = statuses.get(case.alert.target_id, "")
        onward = later.get(_told(case))
        if case.alert.period == period:
            continue
        if onward is not None:
            new.append((case.alert.id, Step.CARRIED, {"to": onward.alert.id}))
            if not onward.steps and onward.alert.id not in gone_on:
                gone_on.add(onward.alert.id)
                new.append((onward.alert.id, Step.CONTINUED, _luggage(case)))
        elif status in GOOD:
            new.append((case.alert.id, Step.CLEARED, {"status": status}))
    _insert(w, new)
    counts = {step.value: sum(taken is step for _, taken, _ in new) for step in (Step.CARRIED, Step.CLEARED)}
    if new:
        audit.record(w, "followup.carry_on", "alert", None, {"period": period, **counts})
    return counts


def get_case(c: Connection, alert_id: int) -> Case:
    """An alert and where it stands; raises NotFound."""
    found = _cases(c, select(alerts).where(alerts.c.id == alert_id))
    if not found:
        raise NotFound("alert", alert_id)
    return found[0]


def list_cases(
    c: Connection,
    *,
    target_id: int | None = None,
    recipient_id: int | None = None,
    target_ids: Iterable[int] | None = None,
    period: str | None = None,
    before: int | None = None,
    limit: int | None = None,
    only_open: bool = False,
) -> tuple[Case, ...]:
    """Alerts and where they stand, newest first; `before`: only those with a smaller id."""
    query = select(alerts).order_by(alerts.c.id.desc())
    for name, wanted in (("target_id", target_id), ("recipient_id", recipient_id), ("period", period)):
        if wanted is not None:
            query = query.where(alerts.c[name] == wanted)
    if target_ids is not None:
        query = query.where(alerts.c.target_id.in_(list(target_ids)))
    if before is not None:
        query = query.where(alerts.c.id < before)
    if only_open:
        query = query.where(_open())
    return _cases(c, query.limit(limit) if limit is not None else query)


def tally(c: Connection, *, target_ids: Iterable[int] | None = None) -> tuple[Tally, ...]:
    """How many alerts each rule raised in each month, how many are open, how many were called right and wrong.

    Newest month first, then by rule.
    """
    mine = true() if target_ids is None else alerts.c.target_id.in_(list(target_ids))
    key = (alerts.c.period, alerts.c.rule)
    counted = select(*key, func.count(), func.sum(sa_case((_open(), 1), else_=0))).where(mine).group_by(*key)
    judged: dict[int, tuple[str, str, bool]] = {}
    steps = select(alerts.c.id, *key, alert_steps.c.detail).join_from(alert_steps, alerts).where(mine)
    for alert_id, period, rule, detail in c.execute(
        steps.where(alert_steps.c.step == Step.JUDGED.value).order_by(alert_steps.c.id)
    ):
        judged[alert_id] = (period, rule, bool(detail["right"]))  # the last word counts
    said = Counter(judged.values())
    found = [
        Tally(
            period=period,
            rule=rule,
            raised=raised,
            open=int(still),
            right=said[period, rule, True],
            wrong=said[period, rule, False],
        )
        for period, rule, raised, still in c.execute(counted)
    ]
    return tuple(sorted(sorted(found, key=lambda t: t.rule), key=lambda t: t.period, reverse=True))


def _open() -> ColumnElement[bool]:
    """Alerts on which somebody may still act."""
    return alerts.c.id.not_in(select(alert_steps.c.alert_id).where(alert_steps.c.step.in_(_ENDING)))


def _cases(c: Connection, query: Any) -> tuple[Case, ...]:
    told = [Alert(**row) for row in c.execute(query).mappings()]
    steps = _steps(c, [alert.id for alert in told])
    return tuple(
        Case(alert=alert, steps=steps[alert.id], life=life.lived((s.step, s.detail) for s in steps[alert.id]))
        for alert in told
    )


def _steps(c: Connection, ids: Sequence[int]) -> Mapping[int, tuple[StepTaken, ...]]:
    found: dict[int, list[StepTaken]] = defaultdict(list)
    for start in range(0, len(ids), 500):
        wanted = alert_steps.c.alert_id.in_(ids[start : start + 500])
        query = select(alert_steps).where(wanted).order_by(alert_steps.c.id)
        for row in c.execute(query).mappings():
            found[row["alert_id"]].append(StepTaken(**{**row, "step": Step(row["step"])}))
    return defaultdict(tuple, {alert_id: tuple(taken) for alert_id, taken in found.items()})


def _insert(w: Writing, new: Sequence[tuple[int, Step, Mapping[str, Any]]]) -> None:
    rows = [
        {"alert_id": alert_id, "step": step.value, "detail": dict(detail), "at": w.at, "by": w.actor}
        for alert_id, step, detail in new
    ]
    if rows:
        w.connection.execute(insert(alert_steps), rows)


def _told(case: Case) -> tuple[int, int]:
    """Who was told of what."""
    return case.alert.recipient_id, case.alert.target_id


def _luggage(case: Case) -> dict[str, Any]:
    """What a later alert takes over."""
    return {
        "from": case.alert.id,
        "since": case.since,
        "standing": case.life.standing.value,
        "rung": case.life.rung.value,
        "answer_due": case.life.answer_due,
    }


def _refusal(w: Writing, case: Case, step: Step, detail: Mapping[str, Any]) -> str | None:
    """Why the step is refused, None where it is not."""
    match step:
        case Step.ASKED:
            if not str(detail.get("reason") or "").strip():
                return "reason_missing"
            return "asked_this_quarter" if _asked_this_quarter(w, case) else None
        case Step.ANSWERED:
            texts = [str(detail.get(box) or "").strip() for box in BOXES]
            if not all(texts[:2]):
                return "box_missing"
            return "box_too_long" if any(len(text) > BOX for text in texts) else None
        case Step.RETURNED:
            return None if str(detail.get("reason") or "").strip() else "reason_missing"
        case Step.ESCALATED:
            return _too_high(w, case, Rung(detail["rung"]))
        case Step.CLOSED:
            paper = Outcome(detail["outcome"]) in (Outcome.ADJUSTED, Outcome.STOPPED)
            return "paper_missing" if paper and not str(detail.get("paper") or "").strip() else None
    return None


def _asked_this_quarter(w: Writing, case: Case) -> bool:
    """Whether an answer about this target was asked for in the quarter already, of whomever (practice 25)."""
    mine = select(alerts.c.id).where(alerts.c.target_id == case.alert.target_id)
    asked = select(alert_steps.c.at).where(alert_steps.c.alert_id.in_(mine), alert_steps.c.step == Step.ASKED.value)
    return any(_quarter(at.date()) == _quarter(w.at.date()) for at in w.connection.execute(asked).scalars())


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _too_high(w: Writing, case: Case, rung: Rung) -> str | None:
    if LADDER.index(rung) <= LADDER.index(case.life.rung):
        return "rung_not_higher"
    v = target_versions.c
    newest = select(v.force, v.binding).where(v.target_id == case.alert.target_id).order_by(v.version.desc()).limit(1)
    force, binding = w.connection.execute(newest).one()
    return "rung_beyond_target" if LADDER.index(rung) > LADDER.index(life.highest_rung(force, binding)) else None
