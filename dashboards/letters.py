"""Drafting letters: what pages and the command line do, one transaction each, on released figures (practice 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboards.content.line import GapLine
from dashboards.content.reckoning import reckon_frames
from dashboards.reports.content import Report, build_report
from dashboards.reports.letters import kept, kind_for, write_words
from dashboards.reports.offices import office_kind
from dashboards.wording import indicator_text
from measures.catalogue import Catalogue
from measures.errors import NotFound
from measures.problems import Problem
from measures.terms import LetterKind, OfficeKind, Severity, Status
from storage import Connection, Store, letters, reading, writing

#: lights that a kind of letter may be about
LIGHTS = {
    LetterKind.REMINDER: (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK),
    LetterKind.CONSULTATION: (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK),
    LetterKind.SUPERVISION: (Status.MISSED, Status.OFF_TRACK),
}


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What came of the wish for a letter."""

    #: None where no letter may be written
    letter_id: int | None
    #: why a target is left out, one each
    problems: tuple[Problem, ...]


def draft_letter(
    store: Store,
    catalogue: Catalogue,
    wanted: int | str,
    kind: LetterKind,
    *,
    actor: str,
    now: datetime,
    as_of: datetime | None = None,
) -> Drafted:
    """Draft a letter about one target (its number), or about all of an office (its name) that want attention.

    Raises NotFound for a target or an office that no accepted target names as answerable.
    """
    moment = as_of or now
    with reading(store) as connection:
        report = released_report(connection, catalogue, moment, now)
        lines = _about(report, wanted)
        office = lines[0].answerable or ""
        what = office_kind(office)
        suited = kind_for(what, kind)
        chosen, problems = _chosen(connection, lines, suited, office, what)
        words = write_words(connection, report, chosen, suited, office) if chosen else None
    if words is None:
        return Drafted(letter_id=None, problems=problems)
    with writing(store, actor=actor, act="letter:draft", at=now) as w:
        letter_id = letters.draft(
            w,
            kind=suited,
            office=office,
            office_kind=what,
            target_ids=[line.target_id for line in chosen],
            as_of=moment,
            content=kept(words),
        )
    return Drafted(letter_id=letter_id, problems=problems)


def released_report(connection: Connection, catalogue: Catalogue, moment: datetime, now: datetime) -> Report:
    """The report that an office outside the bureau may see."""
    frames = reckon_frames(connection, catalogue, as_of=moment, released_only=True, public_at=min(moment, now))
    return build_report(connection, frames, as_of=moment)


def _about(report: Report, wanted: int | str) -> tuple[GapLine, ...]:
    if isinstance(wanted, int):
        found = tuple(line for line in report.lines if line.target_id == wanted)
        if not found:
            raise NotFound("target", wanted)
        return found
    found = tuple(line for line in report.lines if line.answerable == wanted)
    if not found:
        raise NotFound("answerable office", wanted)
    return found


def _chosen(
    connection: Connection, lines: Sequence[GapLine], kind: LetterKind, office: str, what: OfficeKind
) -> tuple[tuple[GapLine, ...], tuple[Problem, ...]]:
    """The lines that the letter is about, and why the others are not; good lights of many are not worth a word."""
    chosen, problems = [], []
    for line in lines:
        if line.status not in LIGHTS[kind]:
            why = "light_good" if len(lines) == 1 else None
        else:
            why = letters.refusal(connection, kind, office, what, line.target_id) if office else "nobody_answerable"
            if why is None:
                chosen.append(line)
        if why:
            problems.append(_left_out(line, why))
    if not chosen and not problems:
        problems.append(Problem(code="letter_nothing", severity=Severity.ERROR, details={"office": office}))
    return tuple(chosen), tuple(problems)


def _left_out(line: GapLine, why: str) -> Problem:
    details = {"target": str(line.target_id), "indicator": indicator_text(line.row)}
    return Problem(code=f"letter_{why}", severity=Severity.WARNING, details=details)
