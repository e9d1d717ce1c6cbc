"""Objections (异议): what an office says against a light or a verdict, and what was answered (practice 24)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select

from measures.errors import NotAllowed, NotFound
from measures.terms import ObjectionKind, ObjectionState, VerdictState
from storage import audit
from storage.bulk import insert_if_absent
from storage.tables import objection_answers, objections
from storage.targets import get_target
from storage.transactions import Writing
from storage.verdicts import LOCK, list_verdicts

#: 300字: no office writes more (practice 25).
LONGEST: Final = 300


@dataclass(frozen=True, kw_only=True)
class Objection:
    """An objection and what became of it."""

    id: int
    target_id: int
    kind: ObjectionKind
    #: the office that objects
    office: str
    #: period of the figure that is contested
    period: str | None
    text: str
    #: the verdict whose review is asked for
    verdict_id: int | None
    raised_at: datetime
    raised_by: str
    state: ObjectionState
    #: what was answered
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None


def object_to(
    w: Writing, target_id: int, kind: ObjectionKind, *, office: str, text: str, period: str | None = None
) -> int:
    """Keep what an office says against a target's light, or (review) against its verdict; return the objection's id.

    The same words again stay one objection. Raises NotFound, and NotAllowed with a code as its reason: not_named (the
    target does not name the office), text_missing, text_too_long, no_verdict, year_closed (only a review is heard).
    """
    w.alone(LOCK)
    target = get_target(w.connection, target_id)
    said = text.strip()
    approved = [v for v in list_verdicts(w.connection, target_id=target_id) if v.state is VerdictState.APPROVED]
    review = kind is ObjectionKind.REVIEW
    refusals = (
        ("not_named", office not in (target.answerable, *target.lead, *target.support)),
        ("text_missing", not said),
        ("text_too_long", len(said) > LONGEST),
        ("no_verdict", review and not approved),
        ("year_closed", not review and bool(approved)),
    )
    refusal = next((code for code, wrong in refusals if wrong), None)
    if refusal:
        raise NotAllowed("object", w.actor, refusal)
    open_ones = list_objections(w.connection, target_id=target_id, open_only=True)
    same = [one.id for one in open_ones if (one.kind, one.office, one.text) == (kind, office, said)]
    if same:
        return same[0]
    values = {
        "target_id": target_id,
        "kind": kind,
        "office": office,
        "period": period,
        "text": said,
        "verdict_id": approved[0].id if review else None,
        "raised_at": w.at,
        "raised_by": w.actor,
    }
    found = int(w.connection.execute(insert(objections).values(values).returning(objections.c.id)).scalar_one())
    audit.record(w, "objections.object_to", "objection", found, {"target": target_id, "kind": kind, "office": office})
    return found


def answer(w: Writing, objection_id: int, state: ObjectionState, *, note: str) -> None:
    """Uphold or dismiss an objection, with a word.

    Raises NotFound, and NotAllowed with a code as its reason: answered_already, same_person, text_missing.
    """
    if state is ObjectionState.OPEN:
        raise ValueError("an answer upholds or dismisses")
    w.alone(LOCK)
    found = get_objection(w.connection, objection_id)
    refusals = (
        ("answered_already", found.state is not ObjectionState.OPEN),
        ("same_person", w.actor == found.raised_by),
        ("text_missing", not note.strip()),
    )
    refusal = next((code for code, wrong in refusals if wrong), None)
    row = {"objection_id": objection_id, "state": state, "note": note.strip()}
    if refusal or not insert_if_absent(
        w.connection, objection_answers, row | {"answered_at": w.at, "answered_by": w.actor}
    ):
        raise NotAllowed("answer an objection", w.actor, refusal or "answered_already")
    audit.record(w, f"objections.{state}", "objection", objection_id, {"target": found.target_id})


def get_objection(c: Connection, objection_id: int) -> Objection:
    """Return an objection; raises NotFound."""
    found = _found(c, objections.c.id == objection_id)
    if not found:
        raise NotFound("objection", objection_id)
    return found[0]


def list_objections(c: Connection, *, target_id: int | None = None, open_only: bool = False) -> tuple[Objection, ...]:
    """Return objections, newest first."""
    wanted = [objections.c.target_id == target_id] if target_id is not None else []
    return _found(c, *wanted, *([objection_answers.c.id.is_(None)] if open_only else []))


def contested(c: Connection, *, at: datetime) -> dict[int, tuple[Objection, ...]]:
    """Return the objections that were open at a moment, by target: those rows get no letters (practice 24)."""
    late = objection_answers.c.id.is_(None) | (objection_answers.c.answered_at > at)
    by_target: dict[int, list[Objection]] = defaultdict(list)
    for one in _found(c, objections.c.raised_at <= at, late):
        by_target[one.target_id].append(one)
    return {target_id: tuple(some) for target_id, some in by_target.items()}


def _found(c: Connection, *conditions: Any) -> tuple[Objection, ...]:
    a = objection_answers.c
    query: Select[Any] = (
        select(objections, a.state, a.note.label("answer"), a.answered_at, a.answered_by)
        .outerjoin(objection_answers, a.objection_id == objections.c.id)
        .where(*conditions)
        .order_by(objections.c.id.desc())
    )
    return tuple(_objection(dict(row)) for row in c.execute(query).mappings())


def _objection(row: dict[str, Any]) -> Objection:
    told = {"kind": ObjectionKind(row["kind"]), "state": ObjectionState(row["state"] or ObjectionState.OPEN)}
    return Objection(**row | told)
