"""Heartbeats: the last good run of each job, and which jobs have been silent for too long."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dashboards.content.desk import Desk
from dashboards.wording import SHANGHAI
from storage import heartbeats, jobs
from storage.jobs import Run

if TYPE_CHECKING:
    from storage import Connection

#: runs that the page shows
SHOWN = 100
#: a job that has not looked for so long is silent: every job looks every few seconds
LIMIT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """How a job is."""

    job: str
    #: the last look, whatever came of it
    looked_at: datetime
    #: the last look that went well, None for none yet
    last_good_at: datetime | None
    #: looks that failed since then
    failures: int
    #: what the last failure said
    error: str | None
    #: the newest run of a due time, None where it never had one
    last: Run | None
    #: True: it has stopped looking, or nothing good came of it for longer than the limit
    silent: bool


@dataclass(frozen=True, kw_only=True)
class RunsView:
    """What happened by itself."""

    as_of: datetime
    heartbeats: tuple[Heartbeat, ...]
    #: newest first
    runs: tuple[Run, ...]


def build_runs(connection: "Connection", desk: Desk) -> RunsView:
    """The page of scheduled jobs."""
    now = desk.clock()
    runs = tuple(_local(run) for run in jobs.list_runs(connection, limit=2000))
    beats = heartbeats.list_heartbeats(connection)
    return RunsView(
        as_of=now.astimezone(SHANGHAI),
        heartbeats=tuple(heartbeat(beat, runs, now) for beat in beats),
        runs=runs[:SHOWN],
    )


def heartbeat(beat: heartbeats.Heartbeat, runs: tuple[Run, ...], now: datetime) -> Heartbeat:
    """How one job is; `runs` are newest first."""
    return Heartbeat(
        job=beat.job,
        looked_at=beat.looked_at.astimezone(SHANGHAI),
        last_good_at=beat.good_at.astimezone(SHANGHAI) if beat.good_at else None,
        failures=beat.failures,
        error=beat.error,
        last=next((run for run in runs if run.job == beat.job), None),
        silent=is_silent(beat, now),
    )


def is_silent(beat: heartbeats.Heartbeat, now: datetime) -> bool:
    """Whether a job gives no good sign of life."""
    return beat.good_at is None or now - beat.good_at > LIMIT


def silent_jobs(connection: "Connection", desk: Desk) -> tuple[str, ...]:
    """Names of the jobs that have fallen silent; none where no scheduler has ever looked at this store."""
    now = desk.clock()
    return tuple(beat.job for beat in heartbeats.list_heartbeats(connection) if is_silent(beat, now))


def _local(run: Run) -> Run:
    ended = run.ended_at.astimezone(SHANGHAI) if run.ended_at else None
    return replace(
        run, due=run.due.astimezone(SHANGHAI), started_at=run.started_at.astimezone(SHANGHAI), ended_at=ended
    )
