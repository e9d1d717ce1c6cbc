"""Duties (报送时限): reminded 7, 3 and 1 workdays before their date, and told as overdue on the first workday after it.

A duty binds the offices that its document names in it; 各责任单位 binds every office that leads one of its tasks.
Offices hear of what they have not handed in, recipients without offices (the supervision office) of what is overdue.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dashboards.i18n import text
from dashboards.wording import date_text
from scheduler.delivery import MAIL
from scheduler.kit import Kit
from scheduler.workdays import Workdays
from storage import Connection, Writing, documents, duties, outbox, people, reading
from storage.outbox import Message
from storage.people import Recipient

DUTY_REMINDERS: Final = "duty_reminders"
#: Workdays before the date on which it is reminded of.
BEFORE: Final = (7, 3, 1)
#: A date that lies further ahead than any of these workdays can, days.
AHEAD: Final = timedelta(days=31)
#: A date that may have its first workday after it today, days.
BEHIND: Final = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class OpenDuty:
    """A duty that is near or overdue, and who has not handed in."""

    what: str
    due: date
    #: title of the document
    title: str
    #: offices that have not handed in
    offices: tuple[str, ...]
    #: workdays left, 0 where it is overdue
    left: int


def prepare(kit: Kit, due: datetime, _now: datetime) -> Callable[[Writing], Mapping[str, int]]:
    """Work out who is reminded on the day of `due`; the answer puts the messages into the outbox."""
    today = due.astimezone(kit.settings.zone).date()
    with reading(kit.store) as c:
        found = tuple(open_duties(c, today, kit.workdays))
        told = [person for person in people.list_recipients(c) if not person.tells or DUTY_REMINDERS in person.tells]
    messages = [_message(person, mine, today) for person, mine in sort_out(told, found)]

    def carry_out(w: Writing) -> Mapping[str, int]:
        put = [outbox.put(w, message) for message in messages]
        return {"duties": len(found), "messages": sum(message_id is not None for message_id in put)}

    return carry_out


def open_duties(c: Connection, today: date, workdays: Workdays) -> Iterable[OpenDuty]:
    """The duties that today is a day to speak of, by date."""
    returned: dict[tuple[str, date], set[str]] = defaultdict(set)
    for one in duties.list_returns(c):
        returned[one.doc, one.due].add(one.office)
    known = {document.id: document for document in documents.list_documents(c)}
    for duty in documents.list_duties(c, due_from=today - BEHIND, due_to=today + AHEAD):
        left = None if duty.due is None else _left(duty.due, today, workdays)
        if duty.due is None or left is None:
            continue
        document = known[duty.document_id]
        missing = [o for o in _bound(c, duty) if o not in returned[document.doc, duty.due]]
        if missing:
            title = document.title or document.name
            yield OpenDuty(what=duty.what, due=duty.due, title=title, offices=tuple(missing), left=left)


def sort_out(
    recipients: Sequence[Recipient], found: Sequence[OpenDuty]
) -> Iterable[tuple[Recipient, tuple[OpenDuty, ...]]]:
    """Who is told of which duties, nobody of none."""
    for person in recipients:
        offices = set(person.offices)
        mine = [d for d in found if (offices & set(d.offices) if offices else not d.left)]
        if mine:
            yield person, tuple(mine)


def _left(due: date, today: date, workdays: Workdays) -> int | None:
    """Workdays left where today is a day to remind on, 0 where it is the first workday after the date, else None."""
    if workdays.first_from(due + timedelta(days=1)) == today:
        return 0
    return next((n for n in BEFORE if workdays.before(due, n) == today), None)


def _bound(c: Connection, duty: documents.StoredDuty) -> list[str]:
    leads = dict.fromkeys(office for task in documents.list_tasks(c, duty.document_id) for office in task.lead)
    return [office for office in leads if office in duty.who] or list(leads)


def _message(person: Recipient, mine: Sequence[OpenDuty], today: date) -> Message:
    lang = person.language
    near = [d for d in mine if d.left]
    over = [d for d in mine if not d.left]
    lines = [text("mail.greeting", lang, name=person.name)]
    if near:
        lines += ["", text("duty.opening", lang)]
        lines += [_line("duty.left", n, d, lang, days=d.left) for n, d in enumerate(near, 1)]
    if over:
        own = [d.offices if not person.offices else [o for o in d.offices if o in person.offices] for d in over]
        lines += ["", text("duty.overdue_opening", lang)]
        lines += [
            _line("duty.overdue", n, d, lang, count=len(offices), offices=text("list.joint", lang).join(offices))
            for n, (d, offices) in enumerate(zip(over, own, strict=True), 1)
        ]
    subject = text("duty.subject", lang, number=len(mine), day=date_text(today, lang))
    return Message(
        key=f"{DUTY_REMINDERS}:{today}:{person.id}",
        channel=person.channel,
        address=person.address,
        subject=subject,
        text="\n".join(lines) + "\n" if person.channel == MAIL else subject,
        recipient_id=person.id,
    )


def _line(key: str, number: int, duty: OpenDuty, lang: str, **more: object) -> str:
    due = date_text(duty.due, lang)
    return text(key, lang, number=number, what=duty.what, due=due, title=duty.title, **more)
