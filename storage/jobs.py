"""Work that is asked for, and the runs of scheduled jobs: one for each due time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from measures.errors import NotFound
from storage import audit
from storage.bulk import insert_if_absent
from storage.tables import requests, runs
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Request:
    """Something that a job was asked to do."""

    id: int
    job: str
    #: what exactly, None for everything
    key: str | None
    requested_at: datetime
    requested_by: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """One execution of a scheduled job."""

    id: int
    job: str
    #: when it was due
    due: datetime
    started_at: datetime
    #: None while it runs, or when it died
    ended_at: datetime | None
    #: what became of it, None while it runs
    outcome: str | None
    #: what it did, in numbers
    counts: Mapping[str, int]
    error: str | None


def request(w: Writing, job: str, key: str | None = None) -> None:
    """Ask a job to act. Requests for the same job and key that nobody has taken yet become one."""
    row = {"job": job, "key": key or "", "requested_at": w.at, "requested_by": w.actor}
    added = insert_if_absent(w.connection, requests, row)
    audit.record(w, "jobs.request", "request", added, {"job": job, "key": key, "joined": added is None})


def take(w: Writing, job: str, *, until: datetime | None = None) -> Request | None:
    """Take the oldest waiting request of a job, None where there is none.

    Without `until` it is taken for good: do the work in the same transaction. With `until` it is only claimed: unless
    `done` follows by then it may be taken again.
    """
    r = requests.c
    waiting = or_(r.taken_at.is_(None), r.done_at.is_(None) & (r.claimed_until <= w.at))
    oldest = select(r.id).where(r.job == job, waiting).order_by(r.id).limit(1).with_for_update(skip_locked=True)
    row = (
        w.connection.execute(
            update(requests)
            .where(r.id == oldest.scalar_subquery())
            .values(taken_at=w.at, claimed_until=until, done_at=None if until else w.at)
            .returning(r.id, r.job, r.key, r.requested_at, r.requested_by)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    audit.record(w, "jobs.take", "request", row["id"], {"job": job, "until": until})
    return Request(**{**row, "key": row["key"] or None})


def done(w: Writing, request_id: int) -> None:
    """Say that a claimed request was carried out; raises NotFound."""
    r = requests.c
    changed = w.connection.execute(update(requests).where(r.id == request_id).values(done_at=w.at))
    if not changed.rowcount:
        raise NotFound("request", request_id)
    audit.record(w, "jobs.done", "request", request_id, {})


def start_run(w: Writing, job: str, due: datetime) -> int | None:
    """Begin the run of a due time; None where that due time already has one."""
    row = {"job": job, "due": due, "started_at": w.at, "counts": {}}
    run_id = insert_if_absent(w.connection, runs, row)
    if run_id is not None:
        audit.record(w, "jobs.start_run", "run", run_id, {"job": job, "due": due})
    return run_id


def end_run(
    w: Writing, run_id: int, outcome: str, counts: Mapping[str, int] | None = None, error: str | None = None
) -> None:
    """Say what became of a run; raises NotFound."""
    values = {"ended_at": w.at, "outcome": outcome, "counts": dict(counts or {}), "error": error}
    changed = w.connection.execute(update(runs).where(runs.c.id == run_id).values(values))
    if not changed.rowcount:
        raise NotFound("run", run_id)
    audit.record(w, "jobs.end_run", "run", run_id, {"outcome": outcome, "counts": dict(counts or {}), "error": error})


def list_runs(c: Connection, *, job: str | None = None, limit: int = 1000) -> tuple[Run, ...]:
    """Return the runs, newest first."""
    query = select(runs).order_by(runs.c.id.desc()).limit(limit)
    if job is not None:
        query = query.where(runs.c.job == job)
    return tuple(Run(**row) for row in c.execute(query).mappings())


def list_requests(c: Connection, *, job: str | None = None, free_at: datetime | None = None) -> tuple[Request, ...]:
    """Return the requests that are not carried out yet, oldest first; `free_at` leaves out what is claimed then."""
    r = requests.c
    query = select(r.id, r.job, r.key, r.requested_at, r.requested_by).where(r.done_at.is_(None)).order_by(r.id)
    if job is not None:
        query = query.where(r.job == job)
    if free_at is not None:
        query = query.where(or_(r.taken_at.is_(None), r.claimed_until <= free_at))
    rows: list[Mapping[str, Any]] = [dict(row) for row in c.execute(query).mappings()]
    return tuple(Request(**{**row, "key": row["key"] or None}) for row in rows)
