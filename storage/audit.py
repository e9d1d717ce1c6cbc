"""The audit trail: who changed what, when, in which act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from storage.tables import audit
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of the trail."""

    #: rises with time
    id: int
    #: moment of the change
    at: datetime
    #: who
    actor: str
    #: what for: "upload:commit"
    act: str
    #: the function that changed something: "observations.save_upload"
    change: str
    #: kind of thing that was changed: "upload"
    kind: str
    #: its id, or what identifies it
    subject: str | None
    #: what changed
    detail: Mapping[str, Any]


def record(w: Writing, change: str, kind: str, subject: object, detail: Mapping[str, Any]) -> None:
    """Leave a row in the transaction of the change. Names and addresses of people do not belong in `detail`."""
    w.connection.execute(
        insert(audit).values(
            at=w.at,
            actor=w.actor,
            act=w.act,
            change=change,
            kind=kind,
            subject=None if subject is None else str(subject),
            detail=dict(detail),
        )
    )


def list_entries(
    c: Connection, *, kind: str | None = None, subject: object = None, actor: str | None = None, limit: int = 1000
) -> tuple[Entry, ...]:
    """Return the newest entries first, at most `limit`."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(audit.c.kind == kind)
    if subject is not None:
        query = query.where(audit.c.subject == str(subject))
    if actor is not None:
        query = query.where(audit.c.actor == actor)
    return tuple(Entry(**row) for row in c.execute(query).mappings())
