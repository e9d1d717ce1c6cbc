"""Verdicts (认定): what people decide of a target at its deadline, beside the reckoned light (practice 2).

One person proposes, another approves; nobody on figures of their own. The verdict that holds on a day is the newest
approved one that is dated by then: what became of it later is told as a later row, never as a change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, insert, select

from measures.errors import NotAllowed, NotFound
from measures.terms import ObjectionKind, ObjectionState, Status, VerdictState, VerdictWord
from storage import audit
from storage.bulk import insert_if_absent
from storage.tables import (
    objection_answers,
    objections,
    submissions,
    upload_releases,
    uploads,
    verdict_decisions,
    verdicts,
    vintages,
)
from storage.targets import get_target
from storage.transactions import Writing

#: Holds off everybody else who proposes or decides.
LOCK: Final = 7_005
#: Days are those of the bureau.
ZONE: Final = ZoneInfo("Asia/Shanghai")
#: Words that say how far a target was reached: they need a figure, and the end of the year.
REACHED: Final = frozenset({VerdictWord.DONE, VerdictWord.MOSTLY_DONE, VerdictWord.NOT_DONE})
#: Words that need the paper that approves them.
APPROVED_ABOVE: Final = frozenset({VerdictWord.ADJUSTED, VerdictWord.TERMINATED})
#: Reasons of a light whose figure cannot by itself say that something is done (practice 7, 11).
UNTRUSTED: Final = frozenset({"self_reported", "derived"})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A verdict and what became of it."""

    id: int
    target_id: int
    #: the version of the target that was judged
    target_version: int
    word: VerdictWord
    #: 认定日期: from this day on it holds
    dated: date
    #: period of the figure that it rests on
    period: str | None
    #: that figure in the target's unit
    observed: float | None
    #: the light that was reckoned when it was proposed
    status: Status
    #: vintages that it rests on
    vintages: tuple[int, ...]
    #: 依据文件
    document: str | None
    note: str | None
    proposed_at: datetime
    proposed_by: str
    state: VerdictState
    #: what the second person said
    answer: str | None
    decided_at: datetime | None
    decided_by: str | None


def propose(
    w: Writing,
    row: Mapping[str, Any],
    word: VerdictWord,
    *,
    dated: date,
    document: str | None = None,
    note: str | None = None,
) -> int:
    """Propose a verdict on a target as its gap row (measures.frames.GAPS) stands; return its id.

    The same word on the same figures that waits already stays the one that waits. Raises NotFound, and NotAllowed with
    a code as its reason: own_data, year_closed, proposal_waiting, before_deadline, no_figure, untrusted,
    document_missing, dated_later.
    """
    w.alone(LOCK)
    target_id = int(row["target_id"])
    get_target(w.connection, target_id)
    used = tuple(int(vintage) for vintage in row["vintages"])
    waiting = _found(w.connection, verdicts.c.target_id == target_id, verdict_decisions.c.id.is_(None))
    if waiting and (waiting[0].word, waiting[0].vintages, waiting[0].dated) == (word, used, dated):
        return waiting[0].id
    refusal = _refusal(w, row, word, dated, document) or ("proposal_waiting" if waiting else None)
    if refusal:
        raise NotAllowed("propose a verdict", w.actor, refusal)
    values = {
        "target_id": target_id,
        "target_version": int(row["target_version"]),
        "word": word,
        "dated": dated,
        "period": row["period"],
        "observed": _number(row["observed"]),
        "status": row["status"],
        "vintages": list(used),
        "document": document,
        "note": note,
        "proposed_at": w.at,
        "proposed_by": w.actor,
    }
    verdict_id = int(w.connection.execute(insert(verdicts).values(values).returning(verdicts.c.id)).scalar_one())
    audit.record(w, "verdicts.propose", "verdict", verdict_id, {"target": target_id, "word": word, "dated": dated})
    return verdict_id


def _refusal(w: Writing, row: Mapping[str, Any], word: VerdictWord, dated: date, document: str | None) -> str | None:
    """The code of what forbids a proposal, None for nothing."""
    today = w.at.astimezone(ZONE).date()
    deadline = row["deadline"]
    early = deadline is not None and deadline >= min(dated, today)
    settled = word == VerdictWord.DONE and row["status"] == Status.MET
    return next(
        (
            code
            for code, wrong in (
                ("dated_later", dated > today),
                ("year_closed", _closed(w.connection, int(row["target_id"]))),
                ("before_deadline", word in REACHED and early and not settled),
                ("no_figure", word in REACHED and not row["vintages"]),
                ("document_missing", word in APPROVED_ABOVE and not document),
                ("untrusted", word in REACHED and bool(UNTRUSTED & set(row["reasons"])) and not document),
                ("own_data", w.actor in handlers(w.connection, row["vintages"])),
            )
            if wrong
        ),
        None,
    )


def _closed(c: Connection, target_id: int) -> bool:
    """Whether the year is closed: a verdict stands, and no review of it was upheld."""
    standing = [v for v in list_verdicts(c, target_id=target_id) if v.state is VerdictState.APPROVED]
    return bool(standing) and not _review_upheld(c, standing[0].id)


def _review_upheld(c: Connection, verdict_id: int) -> bool:
    o, a = objections.c, objection_answers.c
    upheld = (o.verdict_id == verdict_id) & (o.kind == ObjectionKind.REVIEW) & (a.state == ObjectionState.UPHELD)
    return c.execute(select(o.id).join(objection_answers, a.objection_id == o.id).where(upheld)).first() is not None


def handlers(c: Connection, used: Iterable[int]) -> frozenset[str]:
    """Who submitted, released or recorded the uploads that some vintages came with."""
    ids = sorted({int(vintage) for vintage in used})
    taken = c.execute(select(vintages.c.upload_id).where(vintages.c.id.in_(ids)).distinct()).scalars().all()
    recorded = c.execute(select(uploads.c.recorded_by).where(uploads.c.id.in_(taken))).scalars().all()
    r = upload_releases.c
    released = select(submissions.c.submitted_by).join(upload_releases, r.submission_id == submissions.c.id)
    submitted = c.execute(released.where(r.upload_id.in_(taken))).scalars().all()
    return frozenset((*recorded, *submitted))


def approve(w: Writing, verdict_id: int, *, used: Sequence[int] | None = None, note: str | None = None) -> None:
    """Approve a verdict as another person than who proposed it.

    `used`: the vintages that the target's light rests on now; others than those of the proposal want a new one. Raises
    NotFound, and NotAllowed with a code as its reason: decided_already, same_person, own_data, figures_changed.
    """
    found = _waiting(w, verdict_id, "approve")
    if used is not None and tuple(used) != found.vintages:
        raise NotAllowed("approve a verdict", w.actor, "figures_changed")
    _decide(w, found, VerdictState.APPROVED, note)


def send_back(w: Writing, verdict_id: int, *, note: str) -> None:
    """Return a proposed verdict with a word; raises what `approve` raises."""
    _decide(w, _waiting(w, verdict_id, "return"), VerdictState.RETURNED, note)


def _waiting(w: Writing, verdict_id: int, act: str) -> Verdict:
    w.alone(LOCK)
    found = get_verdict(w.connection, verdict_id)
    refusal = None
    if found.state is not VerdictState.PROPOSED:
        refusal = "decided_already"
    elif w.actor == found.proposed_by:
        refusal = "same_person"
    elif w.actor in handlers(w.connection, found.vintages):
        refusal = "own_data"
    if refusal:
        raise NotAllowed(f"{act} a verdict", w.actor, refusal)
    return found


def _decide(w: Writing, found: Verdict, state: VerdictState, note: str | None) -> None:
    row = {"verdict_id": found.id, "state": state, "note": note, "decided_at": w.at, "decided_by": w.actor}
    if insert_if_absent(w.connection, verdict_decisions, row) is None:
        raise NotAllowed("decide a verdict", w.actor, "decided_already")
    detail = {"target": found.target_id, "word": found.word, "note": note}
    audit.record(w, f"verdicts.{state}", "verdict", found.id, detail)


def get_verdict(c: Connection, verdict_id: int) -> Verdict:
    """Return a verdict; raises NotFound."""
    found = _found(c, verdicts.c.id == verdict_id)
    if not found:
        raise NotFound("verdict", verdict_id)
    return found[0]


def list_verdicts(c: Connection, *, target_id: int | None = None, waiting: bool = False) -> tuple[Verdict, ...]:
    """Return verdicts, newest first; `waiting`: those that nobody has decided."""
    wanted = [verdicts.c.target_id == target_id] if target_id is not None else []
    return _found(c, *wanted, *([verdict_decisions.c.id.is_(None)] if waiting else []))


def standing(c: Connection, *, as_of: datetime, recorded_by: datetime | None = None) -> dict[int, Verdict]:
    """Return the verdict that holds at a moment for each target that has one.

    It is dated by the day of `as_of`, and was approved by `recorded_by` where that is given.
    """
    by_then = [verdict_decisions.c.decided_at <= recorded_by] if recorded_by is not None else []
    day = as_of.astimezone(ZONE).date()
    approved = verdict_decisions.c.state == VerdictState.APPROVED
    found = _found(c, approved, verdicts.c.dated <= day, *by_then)
    return {verdict.target_id: verdict for verdict in reversed(found)}


def _found(c: Connection, *conditions: Any) -> tuple[Verdict, ...]:
    d = verdict_decisions.c
    query: Select[Any] = (
        select(verdicts, d.state, d.note.label("answer"), d.decided_at, d.decided_by)
        .outerjoin(verdict_decisions, d.verdict_id == verdicts.c.id)
        .where(*conditions)
        .order_by(verdicts.c.id.desc())
    )
    return tuple(_verdict(dict(row)) for row in c.execute(query).mappings())


def _verdict(row: dict[str, Any]) -> Verdict:
    told = {
        "word": VerdictWord(row["word"]),
        "status": Status(row["status"]),
        "vintages": tuple(row["vintages"]),
        "state": VerdictState(row["state"] or VerdictState.PROPOSED),
    }
    return Verdict(**row | told)


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
