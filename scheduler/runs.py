"""What is due is run, once, and leaves its row: the one step that clockwork, tests and simulations drive."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from measures.catalogue import Catalogue, load_catalogue
from measures.errors import StoreUnavailable
from measures.places import Places, load_places
from scheduler import backtesting, monthly, operations, reminders, selfaudit
from scheduler.backtesting import BACKTEST
from scheduler.delivery import ACTOR
from scheduler.duetimes import CHECK, MONTHLY, NIGHTLY, WORKDAILY, Calendar, Times, interval_due, passed
from scheduler.jobs import DELIVER, END_EMBARGOES, POLL_INBOX, POLL_SOURCES, RECKON, Look
from scheduler.kit import Kit, kit
from scheduler.monthly import CHECK_NOTICE, MONTHLY_ALERT
from scheduler.operations import OPERATIONS
from scheduler.reminders import DUTY_REMINDERS
from scheduler.selfaudit import SELF_AUDIT
from scheduler.settings import SchedulerSettings
from scheduler.settling import is_settled
from storage import Store, Writing, heartbeats, jobs, reading, writing

#: Minutes after which a calendar job that failed is tried again; the last one holds from there on.
PAUSES: Final = (1, 5, 15, 60)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class CalendarJob:
    """A job that is due at set moments, whose whole effect is one transaction."""

    #: its name in run rows and heartbeats
    name: str
    #: when it is due
    calendar: Calendar
    #: works out what is to be done for a due time; the answer does it in a transaction and tells what it did
    prepare: Callable[[Kit, datetime, datetime], Callable[[Writing], Mapping[str, int]]]


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What one step did."""

    #: name of the job
    job: str
    #: when it was due
    due: datetime
    #: "done", "failed" or "skipped"
    outcome: str
    #: what it did, in numbers
    counts: Mapping[str, int]
    #: what went wrong
    error: str | None = None


CHECKING: Final = CalendarJob(name=CHECK_NOTICE, calendar=CHECK, prepare=monthly.prepare_check)
MONTHLY_DIGEST: Final = CalendarJob(name=MONTHLY_ALERT, calendar=MONTHLY, prepare=monthly.prepare)
REMINDERS: Final = CalendarJob(name=DUTY_REMINDERS, calendar=WORKDAILY, prepare=reminders.prepare)
AUDIT: Final = CalendarJob(name=SELF_AUDIT, calendar=NIGHTLY, prepare=selfaudit.prepare)
TESTING: Final = CalendarJob(name=BACKTEST, calendar=NIGHTLY, prepare=backtesting.prepare)
WORD: Final = CalendarJob(name=OPERATIONS, calendar=WORKDAILY, prepare=operations.prepare)
#: In the order in which one feeds the next.
JOBS: Final[tuple[Look | CalendarJob, ...]] = (
    POLL_INBOX,
    POLL_SOURCES,
    END_EMBARGOES,
    RECKON,
    TESTING,
    AUDIT,
    CHECKING,
    MONTHLY_DIGEST,
    REMINDERS,
    WORD,
    DELIVER,
)


def run_due(
    store: Store,
    settings: SchedulerSettings,
    now: datetime,
    *,
    catalogue: Catalogue | None = None,
    places: Places | None = None,
) -> tuple[Ran, ...]:
    """Look at every job once, as of `now` (aware), and run what is due; return what ran, nothing for nothing.

    The same moment again runs nothing again, in this process or in another. What fails is told in its row and in its
    heartbeat, and tried again. Raises ConfigurationError for settings that cannot be used.
    """
    tools = kit(store, settings, catalogue or _catalogue(), places or _places())
    return tuple(ran for job in JOBS for ran in look(tools, job.name, now))


def look(kit: Kit, name: str, now: datetime) -> tuple[Ran, ...]:
    """Look at one job as of `now` and run what is due of it; leave its heartbeat."""
    job = next(job for job in JOBS if job.name == name)
    try:
        try:
            ran = _work_found(kit, job, now) if isinstance(job, Look) else _due_passed(kit, job, now)
            error = next((one.error for one in ran if one.error), None)
        except StoreUnavailable:
            raise
        except Exception as fault:
            _log.exception("%s", name)
            ran, error = (), _told(fault)
        with writing(kit.store, actor=ACTOR, act="job:look", at=now) as w:
            heartbeats.beat(w, name, error)
    except StoreUnavailable as fault:
        # Nowhere to write it down; the next look finds the same work.
        _log.warning("%s: %s", name, fault)
        return (Ran(job=name, due=now, outcome="failed", counts={}, error=str(fault)),)
    return ran


def close_interrupted(kit: Kit, now: datetime) -> None:
    """End the rows of runs that died with their process; called by a process that has just taken the lead."""
    with reading(kit.store) as c:
        open_runs = [run for run in jobs.list_runs(c) if run.ended_at is None]
    if open_runs:
        with writing(kit.store, actor=ACTOR, act="run:close", at=now) as w:
            for run in open_runs:
                jobs.end_run(w, run.id, "interrupted", run.counts, "the process ended before the run did")


def _work_found(kit: Kit, job: Look, now: datetime) -> tuple[Ran, ...]:
    found = job.find(kit, now)
    if not found:
        return ()
    due = interval_due(now, kit.settings.poll_seconds)
    with writing(kit.store, actor=ACTOR, act=f"{job.name}:start", at=now) as w:
        run_id = jobs.start_run(w, job.name, due)
    if run_id is None:
        return ()
    began = time.monotonic()
    try:
        ran = Ran(job=job.name, due=due, outcome="done", counts=job.work(kit, found, now))
    except StoreUnavailable:
        raise
    except Exception as fault:
        _log.exception("%s", job.name)
        ran = Ran(job=job.name, due=due, outcome="failed", counts={}, error=_told(fault))
    with writing(kit.store, actor=ACTOR, act=f"{job.name}:end", at=_after(now, began)) as w:
        jobs.end_run(w, run_id, ran.outcome, ran.counts, ran.error)
    return (ran,)


def _due_passed(kit: Kit, job: CalendarJob, now: datetime) -> tuple[Ran, ...]:
    with reading(kit.store) as c:
        rows = [run for run in jobs.list_runs(c, job=job.name) if run.due <= now]
        looks = {beat.job: beat.looked_at for beat in heartbeats.list_heartbeats(c)}
    last = max(rows, key=lambda run: run.due, default=None)
    since = looks.get(job.name)
    dues = passed(job.calendar, last.due if last else None, since, now, _times(kit, now))
    skipped = [_skip(kit, job, due, now) for due in dues[:-1]]
    if dues:
        return (*skipped, *_run_calendar(kit, job, dues[-1], None, now))
    if last is not None and _wants_another_try(last, now):
        return _run_calendar(kit, job, last.due, last, now)
    return ()


def _times(kit: Kit, now: datetime) -> Times:
    def settled(day: date) -> bool:
        moment = datetime.combine(day, kit.settings.monthly.at, tzinfo=kit.settings.zone)
        if moment > now:
            return False
        if day not in kit.settled:
            with reading(kit.store) as c:
                kit.settled[day] = is_settled(c, kit.catalogue, moment, day)
        return kit.settled[day]

    return Times(settings=kit.settings, workdays=kit.workdays, settled=settled)


def _skip(kit: Kit, job: CalendarJob, due: datetime, now: datetime) -> Ran:
    with writing(kit.store, actor=ACTOR, act=f"{job.name}:skip", at=now) as w:
        run_id = jobs.start_run(w, job.name, due)
        if run_id is not None:
            jobs.end_run(w, run_id, "skipped", {}, "a later due time had passed as well")
    return Ran(job=job.name, due=due, outcome="skipped", counts={})


def _run_calendar(
    kit: Kit, job: CalendarJob, due: datetime, earlier: jobs.Run | None, now: datetime
) -> tuple[Ran, ...]:
    """Run a due time; `earlier` is its row where an attempt has failed."""
    attempts = (earlier.counts.get("attempts", 1) if earlier else 0) + 1
    began = time.monotonic()
    try:
        carry_out = job.prepare(kit, due, now)
        with writing(kit.store, actor=ACTOR, act=f"{job.name}:run", at=now) as w:
            run_id = earlier.id if earlier else jobs.start_run(w, job.name, due)
            if run_id is None:
                return ()
            counts = {**carry_out(w), "attempts": attempts}
            jobs.end_run(replace(w, at=_after(now, began)), run_id, "done", counts)
    except StoreUnavailable:
        raise
    except Exception as fault:
        _log.exception("%s due %s", job.name, due)
        return (_failed(kit, job, due, earlier, attempts, _told(fault), _after(now, began)),)
    return (Ran(job=job.name, due=due, outcome="done", counts=counts),)


def _failed(
    kit: Kit, job: CalendarJob, due: datetime, earlier: jobs.Run | None, attempts: int, error: str, now: datetime
) -> Ran:
    counts = {"attempts": attempts}
    with writing(kit.store, actor=ACTOR, act=f"{job.name}:fail", at=now) as w:
        run_id = earlier.id if earlier else jobs.start_run(w, job.name, due)
        if run_id is not None:
            jobs.end_run(w, run_id, "failed", counts, error)
    return Ran(job=job.name, due=due, outcome="failed", counts=counts, error=error)


def _wants_another_try(run: jobs.Run, now: datetime) -> bool:
    if run.outcome != "failed" or run.ended_at is None:
        return False
    pause = PAUSES[min(run.counts.get("attempts", 1), len(PAUSES)) - 1]
    return now - run.ended_at >= timedelta(minutes=pause)


def _after(now: datetime, began: float) -> datetime:
    """The moment `now` plus the time that has passed since, by the clock that nobody sets."""
    return now + timedelta(seconds=time.monotonic() - began)


def _told(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


@cache
def _catalogue() -> Catalogue:
    return load_catalogue()


@cache
def _places() -> Places:
    return load_places()
