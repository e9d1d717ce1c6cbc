"""Signs of life of the jobs: a dead scheduler is not all green."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables import heartbeats
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """When a job last looked for work and when that last went well."""

    #: name of the job
    job: str
    #: the last look, whatever came of it
    looked_at: datetime
    #: the last look that went well, None for none yet
    good_at: datetime | None
    #: looks that failed since then
    failures: int
    #: what the last failure said, None after a good look
    error: str | None


def beat(w: Writing, job: str, error: str | None = None) -> None:
    """Note that a job looked for work at the moment of the transaction; `error` says what went wrong.

    Leaves no audit row: a look changes nothing that is kept.
    """
    good = {"good_at": w.at, "failures": 0} if error is None else {"failures": heartbeats.c.failures + 1}
    changed = w.connection.execute(
        update(heartbeats).where(heartbeats.c.job == job).values(looked_at=w.at, error=error, **good)
    )
    if not changed.rowcount:
        first = {"good_at": None if error else w.at, "failures": 1 if error else 0}
        w.connection.execute(insert(heartbeats).values(job=job, looked_at=w.at, error=error, **first))


def list_heartbeats(c: Connection) -> tuple[Heartbeat, ...]:
    """Return the heartbeat of every job that ever looked, by name."""
    return tuple(Heartbeat(**row) for row in c.execute(select(heartbeats).order_by(heartbeats.c.job)).mappings())
