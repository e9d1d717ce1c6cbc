"""The nightly audit of ourselves: kept gaps are made again, and any difference is told to the administrators."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from dashboards.content.selfaudit import RunAudit, audit_gaps
from dashboards.i18n import text
from dashboards.wording import date_text, moment_text
from scheduler.delivery import MAIL
from scheduler.kit import Kit
from scheduler.operations import OPERATIONS
from storage import Writing, gaps, outbox, people, reading
from storage.outbox import Message
from storage.people import Recipient

SELF_AUDIT: Final = "self_audit"
#: Newest evaluations that are made again each night.
RUNS: Final = 10
#: Differences that a message names.
NAMED: Final = 20


def prepare(kit: Kit, due: datetime, now: datetime) -> Callable[[Writing], Mapping[str, int]]:
    """Make the newest evaluations again; the answer puts a word about any difference into the outbox."""
    with reading(kit.store) as c:
        audits = tuple(audit_gaps(c, kit.catalogue, gaps.list_runs(c, limit=RUNS)))
        told = [person for person in people.list_recipients(c) if OPERATIONS in person.tells]
    wrong = sum(len(audit.differences) for audit in audits)
    day = due.astimezone(kit.settings.zone).date()
    messages = [_message(person, audits, wrong, date_text(day, person.language), f"{day}") for person in told]

    def carry_out(w: Writing) -> Mapping[str, int]:
        for message in messages if wrong else ():
            outbox.put(w, message)
        return {"evaluations": len(audits), "gaps": sum(audit.rows for audit in audits), "differences": wrong}

    return carry_out


def _message(person: Recipient, audits: Sequence[RunAudit], wrong: int, day: str, key: str) -> Message:
    lang = person.language
    subject = text("selfaudit.subject", lang, number=wrong, day=day)
    return Message(
        key=f"{SELF_AUDIT}:{key}:{person.id}",
        channel=person.channel,
        address=person.address,
        subject=subject,
        text="\n".join(_lines(person, audits, lang)) + "\n" if person.channel == MAIL else subject,
        recipient_id=person.id,
    )


def _lines(person: Recipient, audits: Sequence[RunAudit], lang: str) -> Sequence[str]:
    lines = [text("selfaudit.opening", lang, name=person.name), ""]
    found = [(audit, one) for audit in audits for one in audit.differences]
    lines += [
        text(
            f"selfaudit.{one.kind}",
            lang,
            run=audit.run_id,
            made_at=moment_text(audit.made_at),
            target=one.target_id,
            columns=text("list.comma", lang).join(one.columns),
        )
        for audit, one in found[:NAMED]
    ]
    if len(found) > NAMED:
        lines.append(text("selfaudit.more", lang, number=len(found) - NAMED))
    return [*lines, "", text("selfaudit.how", lang)]
