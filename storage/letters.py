"""Letters as 代拟稿 and what became of them: 拟稿→核稿→签发→登记→送达→反馈→办结（销号） (practice 26).

A letter has no 文号 and no date before it is signed. Its state is the fold of its steps; each is a row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from gaps.alerting.life import LADDER, Rung, highest_rung
from measures.errors import NotAllowed, NotFound
from measures.terms import LedgerField, LetterKind, LetterStep, OfficeKind
from storage import audit
from storage.bulk import add_rows
from storage.days import day_of
from storage.followup import list_cases
from storage.ledger import notes
from storage.objections import list_objections
from storage.tables import letter_steps, letter_targets, letters
from storage.targets import get_target
from storage.transactions import Writing

#: Key of the PostgreSQL lock under which letters are drafted and taken further.
LOCK: Final = 7_201_311
DRAFTED: Final = "drafted"
#: what may follow a state
NEXT: Final[Mapping[str, tuple[LetterStep, ...]]] = {
    DRAFTED: (LetterStep.CHECKED, LetterStep.RETURNED, LetterStep.WITHDRAWN),
    LetterStep.RETURNED: (LetterStep.CHECKED, LetterStep.WITHDRAWN),
    LetterStep.CHECKED: (LetterStep.SIGNED, LetterStep.RETURNED, LetterStep.WITHDRAWN),
    LetterStep.SIGNED: (LetterStep.REGISTERED,),
    LetterStep.REGISTERED: (LetterStep.SERVED,),
    LetterStep.SERVED: (LetterStep.ANSWERED, LetterStep.CLOSED),
    LetterStep.ANSWERED: (LetterStep.ANSWERED, LetterStep.CLOSED),
    LetterStep.CLOSED: (),
    LetterStep.WITHDRAWN: (),
}
#: states in which nothing follows
ENDED: Final = (LetterStep.CLOSED, LetterStep.WITHDRAWN)
#: what a step wants to be told: field of its detail
WANTED: Final[Mapping[LetterStep, str]] = {
    LetterStep.RETURNED: "note",
    LetterStep.WITHDRAWN: "note",
    LetterStep.REGISTERED: "number",
    LetterStep.ANSWERED: "note",
    LetterStep.CLOSED: "paper",
}
#: steps that an open objection stops (practice 24)
CONTESTABLE: Final = (LetterStep.CHECKED, LetterStep.SIGNED, LetterStep.REGISTERED, LetterStep.SERVED)
#: steps that whoever drafted may not take
OTHERS_ONLY: Final = (LetterStep.CHECKED, LetterStep.SIGNED)
#: the rung of the ladder that a kind stands on; 商请 is none
RUNGS: Final = {LetterKind.REMINDER: Rung.REMINDER, LetterKind.SUPERVISION: Rung.SUPERVISION}
#: offices that are asked, never urged
ASKED: Final = (OfficeKind.CENTRAL, OfficeKind.PARTY, OfficeKind.COMPANY)


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """What was done with a letter."""

    id: int
    letter_id: int
    step: LetterStep
    #: note, number, day, paper: what belongs to the step
    detail: Mapping[str, Any]
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter and where it stands."""

    id: int
    kind: LetterKind
    office: str
    office_kind: OfficeKind
    #: the alert that it follows up, None where there was none
    alert_id: int | None
    #: the moment whose figures it tells
    as_of: datetime
    #: its words by part: what dashboards.reports.letters made
    content: Mapping[str, Any]
    drafted_at: datetime
    drafted_by: str
    target_ids: tuple[int, ...]
    #: oldest first
    steps: tuple[StepTaken, ...]

    @property
    def state(self) -> str:
        """The last step, "drafted" before any."""
        return self.steps[-1].step.value if self.steps else DRAFTED

    @property
    def open(self) -> bool:
        """Whether something may still follow."""
        return self.state not in ENDED

    @property
    def allowed(self) -> tuple[LetterStep, ...]:
        """What may follow."""
        return NEXT[self.state]

    def told(self, step: LetterStep, name: str) -> str | None:
        """What the newest step of this kind said, None where it was never taken."""
        found = [one.detail.get(name) for one in self.steps if one.step is step]
        return str(found[-1]) if found and found[-1] else None

    @property
    def number(self) -> str | None:
        """文号, from its registration on."""
        return self.told(LetterStep.REGISTERED, "number")

    @property
    def dated(self) -> str | None:
        """ISO date of its signature, None before."""
        return self.told(LetterStep.SIGNED, "day")


def draft(
    w: Writing,
    *,
    kind: LetterKind,
    office: str,
    office_kind: OfficeKind,
    target_ids: Sequence[int],
    as_of: datetime,
    content: Mapping[str, Any],
) -> int:
    """Keep a draft; return its id. The newest open alert about its targets is tied to it.

    Raises NotFound, and NotAllowed with the code of `refusal` as its reason.
    """
    w.alone(LOCK)
    for target_id in target_ids:
        why = refusal(w.connection, kind, office, office_kind, target_id)
        if why:
            raise NotAllowed(f"draft a {kind} letter", w.actor, why)
    alerts = [case.alert.id for one in target_ids for case in list_cases(w.connection, target_id=one) if case.life.open]
    row = {
        "kind": kind.value,
        "office": office,
        "office_kind": office_kind.value,
        "alert_id": max(alerts, default=None),
        "as_of": as_of,
        "content": dict(content),
        "drafted_at": w.at,
        "drafted_by": w.actor,
    }
    letter_id = int(w.connection.execute(insert(letters).values(row).returning(letters.c.id)).scalar_one())
    about = [{"letter_id": letter_id, "target_id": target_id} for target_id in dict.fromkeys(target_ids)]
    add_rows(w.connection, letter_targets, about)
    told = {"kind": kind.value, "office": office, "targets": list(target_ids), "alert": row["alert_id"]}
    audit.record(w, "letters.draft", "letter", letter_id, told)
    return letter_id


def refusal(c: Connection, kind: LetterKind, office: str, office_kind: OfficeKind, target_id: int) -> str | None:
    """Why no letter of this kind goes to the office about the target, None where one may.

    statistical_office, consult_only (企业、党委、中央单位只商请), not_answerable, closed (已销号),
    objection_open, letter_open, rung_beyond_target (力争、预期性), rung_not_reached (no person escalated the alert).
    """
    target = get_target(c, target_id)
    closed = notes(c).get(str(target_id), {}).get(LedgerField.CLOSED)
    wrong = (
        ("statistical_office", office_kind is OfficeKind.STATISTICAL),
        ("consult_only", office_kind in ASKED and kind is not LetterKind.CONSULTATION),
        ("not_answerable", target.answerable != office),
        ("closed", closed is not None and bool(closed.text)),
        ("objection_open", bool(list_objections(c, target_id=target_id, open_only=True))),
        ("letter_open", any(one.kind is kind and one.open for one in list_letters(c, target_id=target_id))),
    )
    return next((code for code, it_is in wrong if it_is), None) or _off_the_ladder(c, kind, target_id)


def _off_the_ladder(c: Connection, kind: LetterKind, target_id: int) -> str | None:
    rung = RUNGS.get(kind)
    if rung is None:
        return None
    target = get_target(c, target_id)
    if LADDER.index(rung) > LADDER.index(highest_rung(target.force, target.binding)):
        return "rung_beyond_target"
    reached = [case.life.rung for case in list_cases(c, target_id=target_id) if case.life.open]
    high = max((LADDER.index(one) for one in reached), default=None)
    if rung is not Rung.REMINDER and high is not None and high < LADDER.index(rung):
        return "rung_not_reached"
    return None


def take(w: Writing, letter_id: int, step: LetterStep, detail: Mapping[str, Any] | None = None) -> Letter:
    """Take a letter further; return it as it stands then.

    `detail`: note, number (文号), day (ISO date of the signature), paper (批准依据). Raises NotFound, and NotAllowed
    with a code as its reason: step_not_next, own_draft, objection_open, note_missing, number_missing, number_taken,
    paper_missing.
    """
    w.alone(LOCK)
    letter = get_letter(w.connection, letter_id)
    facts = {name: str(value).strip() for name, value in (detail or {}).items() if value and str(value).strip()}
    why = _stops(w, letter, step, facts)
    if why:
        raise NotAllowed(f"letter:{step}", w.actor, why)
    if step is LetterStep.SIGNED:
        facts.setdefault("day", day_of(w.at).isoformat())
    row = {"letter_id": letter_id, "step": step.value, "detail": facts, "at": w.at, "by": w.actor}
    w.connection.execute(insert(letter_steps).values(row))
    audit.record(w, "letters.take", "letter", letter_id, {"step": step.value, **facts})
    return get_letter(w.connection, letter_id)


def _stops(w: Writing, letter: Letter, step: LetterStep, facts: Mapping[str, str]) -> str | None:
    if step not in letter.allowed:
        return "step_not_next"
    if step in OTHERS_ONLY and w.actor == letter.drafted_by:
        return "own_draft"
    if step in CONTESTABLE and _contested(w.connection, letter):
        return "objection_open"
    wanted = WANTED.get(step)
    if wanted and not facts.get(wanted):
        return f"{wanted}_missing"
    taken = step is LetterStep.REGISTERED and facts["number"] in {one.number for one in list_letters(w.connection)}
    return "number_taken" if taken else None


def _contested(c: Connection, letter: Letter) -> bool:
    return any(list_objections(c, target_id=one, open_only=True) for one in letter.target_ids)


def get_letter(c: Connection, letter_id: int) -> Letter:
    """A letter and where it stands; raises NotFound."""
    found = _letters(c, letters.c.id == letter_id)
    if not found:
        raise NotFound("letter", letter_id)
    return found[0]


def list_letters(c: Connection, *, office: str | None = None, target_id: int | None = None) -> tuple[Letter, ...]:
    """The register, newest first."""
    conditions = [] if office is None else [letters.c.office == office]
    if target_id is not None:
        about = select(letter_targets.c.letter_id).where(letter_targets.c.target_id == target_id)
        conditions.append(letters.c.id.in_(about))
    return _letters(c, *conditions)


def _letters(c: Connection, *conditions: Any) -> tuple[Letter, ...]:
    rows = c.execute(select(letters).where(*conditions).order_by(letters.c.id.desc())).mappings().all()
    ids = [row["id"] for row in rows]
    steps, about = _steps(c, ids), _about(c, ids)
    return tuple(
        Letter(
            **{**row, "kind": LetterKind(row["kind"]), "office_kind": OfficeKind(row["office_kind"])},
            target_ids=tuple(about[row["id"]]),
            steps=tuple(steps[row["id"]]),
        )
        for row in rows
    )


def _steps(c: Connection, ids: Sequence[int]) -> Mapping[int, list[StepTaken]]:
    found: dict[int, list[StepTaken]] = defaultdict(list)
    for some in _pieces(ids):
        query = select(letter_steps).where(letter_steps.c.letter_id.in_(some)).order_by(letter_steps.c.id)
        for row in c.execute(query).mappings():
            found[row["letter_id"]].append(StepTaken(**{**row, "step": LetterStep(row["step"])}))
    return found


def _about(c: Connection, ids: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for some in _pieces(ids):
        query = select(letter_targets).where(letter_targets.c.letter_id.in_(some)).order_by(letter_targets.c.id)
        for row in c.execute(query).mappings():
            found[row["letter_id"]].append(row["target_id"])
    return found


def _pieces(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
