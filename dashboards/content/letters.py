"""The register of letters, and one letter with what was done and what may follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboards.auth import Person
from dashboards.content.desk import Desk
from dashboards.permissions import Permission
from dashboards.reports.letters import LetterPaper, letter_paper
from dashboards.wording import SHANGHAI
from measures.terms import LetterStep, OfficeKind, Status
from storage import letters
from storage.letters import Letter

if TYPE_CHECKING:
    from storage import Connection

#: letters that the register shows
SHOWN = 300
WANTING = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)
#: who may take a step; the rest are the supervision office's
SIGNERS = {LetterStep.SIGNED: Permission.LETTER_SIGN}


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    """A line of the register."""

    id: int
    #: terms.LetterKind
    kind: str
    office: str
    office_kind: OfficeKind
    title: str
    #: the last step, "drafted" before any
    state: str
    #: 文号, None before it is registered
    number: str | None
    #: ISO date of the signature, None before
    dated: str | None
    drafted_at: datetime
    drafted_by: str
    target_ids: tuple[int, ...]
    #: the alert that it follows up
    alert_id: int | None


@dataclass(frozen=True, kw_only=True)
class TakenStep:
    """What was done with a letter."""

    step: str
    detail: Mapping[str, Any]
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class LettersView:
    """The register."""

    #: newest first
    letters: tuple[LetterLine, ...]
    #: answerable offices with targets that want attention, and how many; empty for who may not draft
    offices: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """One letter."""

    line: LetterLine
    #: as it is printed now
    paper: LetterPaper
    #: oldest first
    steps: tuple[TakenStep, ...]
    #: what the visitor may do next
    allowed: tuple[str, ...]


def build_letters(connection: "Connection", desk: Desk, person: Person) -> LettersView:
    """The register, and whom a letter might go to."""
    found = letters.list_letters(connection)[:SHOWN]
    offices: dict[str, int] = {}
    if person.may(Permission.LETTER_WRITE):
        for line in desk.reckoned(connection, None).lines:
            if line.answerable and line.status in WANTING:
                offices[line.answerable] = offices.get(line.answerable, 0) + 1
    return LettersView(letters=tuple(_line(one) for one in found), offices=tuple(sorted(offices.items())))


def build_letter(connection: "Connection", person: Person, letter_id: int) -> LetterView:
    """One letter; raises NotFound."""
    letter = letters.get_letter(connection, letter_id)
    steps = (
        TakenStep(step=one.step.value, detail=one.detail, at=one.at.astimezone(SHANGHAI), by=one.by)
        for one in letter.steps
    )
    return LetterView(
        line=_line(letter),
        paper=letter_paper(letter),
        steps=tuple(steps),
        allowed=tuple(one.value for one in letter.allowed if may_take(person, letter, one)),
    )


def may_take(person: Person, letter: Letter, step: LetterStep) -> bool:
    """Whether somebody may take a step: nobody checks or signs an own draft."""
    own = step in letters.OTHERS_ONLY and person.name == letter.drafted_by
    return not own and person.may(SIGNERS.get(step, Permission.LETTER_WRITE))


def _line(letter: Letter) -> LetterLine:
    return LetterLine(
        id=letter.id,
        kind=letter.kind.value,
        office=letter.office,
        office_kind=letter.office_kind,
        title=letter.content["title"],
        state=letter.state,
        number=letter.number,
        dated=letter.dated,
        drafted_at=letter.drafted_at.astimezone(SHANGHAI),
        drafted_by=letter.drafted_by,
        target_ids=letter.target_ids,
        alert_id=letter.alert_id,
    )
