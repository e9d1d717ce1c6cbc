"""The word to the administrators, every workday: all is well, or what is not. Its absence says that nothing runs.

It goes to recipients who are told of "operations"; nobody is by default.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dashboards.i18n import text, word
from dashboards.wording import date_text, moment_text
from scheduler.delivery import MAIL
from scheduler.kit import Kit
from storage import Connection, Writing, heartbeats, jobs, outbox, people, reading
from storage.heartbeats import Heartbeat
from storage.outbox import Message, MessageState, StoredMessage
from storage.people import Recipient

OPERATIONS: Final = "operations"
#: A job is failing where its last good look is older.
SILENT: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How things stand."""

    #: every job that ever looked
    beats: tuple[Heartbeat, ...]
    #: those of which nothing good came lately
    failing: tuple[Heartbeat, ...]
    #: runs that failed since the last word
    failed_runs: tuple[jobs.Run, ...]
    #: messages given up since the last word
    given_up: tuple[StoredMessage, ...]
    #: messages that may be sent now
    waiting: int

    @property
    def wrong(self) -> int:
        """How many things are wrong."""
        return len(self.failing) + len(self.failed_runs) + len(self.given_up)


def prepare(kit: Kit, due: datetime, now: datetime) -> Callable[[Writing], Mapping[str, int]]:
    """Work out the word of the day of `due`; the answer puts it into the outbox."""
    day = due.astimezone(kit.settings.zone).date()
    since = due.astimezone(kit.settings.zone).replace(hour=0, minute=0) - timedelta(
        days=(day - kit.workdays.before(day, 1)).days
    )
    with reading(kit.store) as c:
        condition = examine(c, since, now)
        told = [person for person in people.list_recipients(c) if OPERATIONS in person.tells]
    messages = [_message(person, condition, date_text(day, person.language), f"{day}") for person in told]

    def carry_out(w: Writing) -> Mapping[str, int]:
        put = [outbox.put(w, message) for message in messages]
        return {"wrong": condition.wrong, "messages": sum(message_id is not None for message_id in put)}

    return carry_out


def examine(c: Connection, since: datetime, now: datetime) -> Condition:
    """How things stand at `now`; failures count from `since` on."""
    beats = heartbeats.list_heartbeats(c)
    gone = outbox.list_messages(c, state=MessageState.GIVEN_UP)
    return Condition(
        beats=beats,
        failing=tuple(b for b in beats if b.failures and now - (b.good_at or since) > SILENT),
        failed_runs=tuple(r for r in jobs.list_runs(c) if r.outcome == "failed" and r.ended_at and r.ended_at >= since),
        given_up=tuple(m for m in gone if m.ended_at is not None and m.ended_at >= since),
        waiting=outbox.count_due(c, now),
    )


def _message(person: Recipient, condition: Condition, day: str, key: str) -> Message:
    lang, wrong = person.language, condition.wrong
    subject = text("operations.subject_bad" if wrong else "operations.subject_good", lang, number=wrong, day=day)
    return Message(
        key=f"{OPERATIONS}:{key}:{person.id}",
        channel=person.channel,
        address=person.address,
        subject=subject,
        text="\n".join(_lines(person, condition, lang)) + "\n" if person.channel == MAIL else subject,
        recipient_id=person.id,
    )


def _lines(person: Recipient, condition: Condition, lang: str) -> Sequence[str]:
    lines = [text("operations.opening", lang, name=person.name), ""]
    lines += [_beat_line(beat, beat in condition.failing, lang) for beat in condition.beats]
    lines += [
        text(
            "operations.run_failed",
            lang,
            job=word("job", run.job, lang),
            due=moment_text(run.due),
            error=run.error or "",
        )
        for run in condition.failed_runs
    ]
    lines += [
        text("operations.given_up", lang, address=m.address, subject=m.subject, reason=m.reason or "")
        for m in condition.given_up
    ]
    return [*lines, text("operations.waiting", lang, number=condition.waiting), "", text("operations.foot", lang)]


def _beat_line(beat: Heartbeat, failing: bool, lang: str) -> str:
    good_at = moment_text(beat.good_at) if beat.good_at else text("operations.never", lang)
    if not failing:
        return text("operations.job", lang, job=word("job", beat.job, lang), good_at=good_at)
    error = beat.error or ""
    job = word("job", beat.job, lang)
    return text("operations.job_failing", lang, job=job, failures=beat.failures, good_at=good_at, error=error)
