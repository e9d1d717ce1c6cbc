"""What offices have handed in by the dates that a document sets."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from storage import audit
from storage.bulk import insert_if_absent
from storage.tables import duty_returns
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Return:
    """An office has handed in what a document asks for by a date."""

    id: int
    #: slug of the document
    doc: str
    #: the date by which it was due
    due: date
    office: str
    #: "纸质2份已收" …
    note: str | None
    received_at: datetime
    recorded_by: str


def receive(w: Writing, doc: str, due: date, office: str, *, note: str | None = None) -> int | None:
    """Note that an office has handed in; return the row's id, None where that was noted before."""
    row = {"doc": doc, "due": due, "office": office, "note": note, "received_at": w.at, "recorded_by": w.actor}
    row_id = insert_if_absent(w.connection, duty_returns, row)
    if row_id is not None:
        audit.record(w, "duties.receive", "duty_return", row_id, {"doc": doc, "due": due, "office": office})
    return row_id


def list_returns(c: Connection, *, doc: str | None = None) -> tuple[Return, ...]:
    """Return what was handed in, by date and office."""
    query = select(duty_returns).order_by(duty_returns.c.due, duty_returns.c.office, duty_returns.c.id)
    if doc is not None:
        query = query.where(duty_returns.c.doc == doc)
    return tuple(Return(**row) for row in c.execute(query).mappings())
