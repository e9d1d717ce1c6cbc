"""The monthly digest: reckon on released figures, find what breaks a rule, one message for each recipient.

Everything is worked out before the transaction; the evaluation, the messages, the alert rows and the run row are
then written together, so that a digest is either told and recorded or neither.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd

from dashboards.content import reckon_gaps
from dashboards.digest import Digest, digest
from dashboards.i18n import text
from gaps.alerting import Breach, breaches, by_office, default_rules
from scheduler.delivery import MAIL
from scheduler.duetimes import CHECK_DAYS
from scheduler.kit import Kit
from scheduler.settings import SchedulerSettings
from storage import Connection, Writing, alerts, followup, gaps, objections, outbox, people, reading
from storage.outbox import Message
from storage.people import Recipient

MONTHLY_ALERT: Final = "monthly_alert"
CHECK_NOTICE: Final = "check_notice"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one recipient is told."""

    recipient: Recipient
    #: one for each target and rule
    breaches: tuple[Breach, ...]
    digest: Digest


def prepare(kit: Kit, due: datetime, now: datetime) -> Callable[[Writing], Mapping[str, int]]:
    """Work out the digests of the month of `due`, as known at `now`; the answer puts them into the outbox."""
    month = f"{due.astimezone(kit.settings.zone):%Y-%m}"
    with reading(kit.store) as c:
        table = reckon_gaps(c, kit.catalogue, as_of=now, released_only=True)
        told = [person for person in people.list_recipients(c) if not person.tells or MONTHLY_ALERT in person.tells]
        earlier = {person.id: _last_told(c, person.id, month) for person in told}
        contested = objections.contested(c, at=now)
    statuses = dict(zip(table["target_id"].astype(int), table["status"].astype(str), strict=True))
    at = {target: position for position, target in enumerate(table["target_id"])}
    letters = [
        _letter(
            person,
            some,
            table.iloc[[at[b.target_id] for b in some]],
            kit.settings,
            now,
            earlier=earlier[person.id],
            contested=contested,
        )
        for person, some in sort_out(told, table)
    ]

    def carry_out(w: Writing) -> Mapping[str, int]:
        run_id = gaps.save_gaps(w, table, as_of=now, settings={"released_only": True})
        raised = sum(_put(w, letter, month, run_id) for letter in letters)
        followed = followup.carry_on(w, period=month, statuses=statuses)
        return {"gaps": len(table), "digests": len(letters), "alerts": raised, **followed}

    return carry_out


def prepare_check(kit: Kit, due: datetime, now: datetime) -> Callable[[Writing], Mapping[str, int]]:
    """Work out what each office is to check before the digest of the month of `due`; the answer puts the messages.

    Only offices are asked: whoever hears of everything sees it on the pages. Nothing is raised yet.
    """
    month = f"{due.astimezone(kit.settings.zone):%Y-%m}"
    until = kit.workdays.after(due.astimezone(kit.settings.zone).date(), CHECK_DAYS)
    with reading(kit.store) as c:
        table = reckon_gaps(c, kit.catalogue, as_of=now, released_only=True)
        told = [p for p in people.list_recipients(c) if p.offices and (not p.tells or CHECK_NOTICE in p.tells)]
        contested = objections.contested(c, at=now)
    at = {target: position for position, target in enumerate(table["target_id"])}
    letters = [
        _letter(
            person,
            some,
            table.iloc[[at[b.target_id] for b in some]],
            kit.settings,
            now,
            contested=contested,
            until=until,
        )
        for person, some in sort_out(told, table)
    ]

    def carry_out(w: Writing) -> Mapping[str, int]:
        put = [outbox.put(w, _message(letter, month, CHECK_NOTICE, "robot.check")) for letter in letters]
        return {"gaps": len(table), "messages": sum(message_id is not None for message_id in put)}

    return carry_out


def sort_out(recipients: Sequence[Recipient], table: pd.DataFrame) -> Iterable[tuple[Recipient, tuple[Breach, ...]]]:
    """Who is told of which breaches, nobody of none.

    A recipient with offices hears of what those offices answer for (practice 20), one without hears of everything.
    """
    found = breaches(table, default_rules())
    groups = by_office(found)
    for person in recipients:
        mine = [b for office in dict.fromkeys(person.offices) for b in groups.get(office, ())]
        told = tuple(mine) if person.offices else found
        if told:
            yield person, told


def _last_told(c: Connection, recipient_id: int, month: str) -> dict[int, str] | None:
    """The light of each target in the recipient's last digest before the month; None where there was none."""
    told = [alert for alert in alerts.sent_for(c, recipient_id=recipient_id) if alert.period < month]
    last = max((alert.period for alert in told), default=None)
    return {alert.target_id: alert.status for alert in told if alert.period == last} or None


def _letter(
    person: Recipient,
    some: tuple[Breach, ...],
    rows: pd.DataFrame,
    settings: SchedulerSettings,
    now: datetime,
    **more: Any,
) -> Letter:
    lang = person.language or settings.language
    made = digest(person, some, rows, base_url=settings.base_url, lang=lang, as_of=now, **more)
    return Letter(recipient=person, breaches=some, digest=made)


def _put(w: Writing, letter: Letter, month: str, run_id: int) -> int:
    """Put one digest and its alert rows; return how many alerts are new."""
    person = letter.recipient
    message_id = outbox.put(w, _message(letter, month, MONTHLY_ALERT, "robot.monthly"))
    if message_id is None:
        return 0
    told = [(breach.target_id, breach.rule, breach.status) for breach in letter.breaches]
    return alerts.record_all(w, told, recipient_id=person.id, period=month, gap_run_id=run_id, message_id=message_id)


def _message(letter: Letter, month: str, purpose: str, robot: str) -> Message:
    """The message for the recipient: the whole digest by mail, no figures over anything else (practice 10)."""
    person = letter.recipient
    mail = person.channel == MAIL
    targets = len({breach.target_id for breach in letter.breaches})
    return Message(
        key=f"{purpose}:{month}:{person.id}",
        channel=person.channel,
        address=person.address,
        subject=letter.digest.subject,
        text=letter.digest.text if mail else text(robot, person.language, number=targets),
        html=letter.digest.html if mail else None,
        recipient_id=person.id,
    )
