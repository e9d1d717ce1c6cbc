"""Who was told of what: one row for each target, period, rule and recipient, so that nobody is told twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import audit
from storage.bulk import insert_if_absent
from storage.tables import alerts
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A recipient was told that a target breaks a rule."""

    id: int
    target_id: int
    #: period that the gap speaks of
    period: str
    #: name of the rule
    rule: str
    recipient_id: int
    #: status of the gap, terms.Status
    status: str
    #: the evaluation it comes from
    gap_run_id: int | None
    #: the message that carries it, in the outbox
    message_id: int | None
    #: the figures that were told
    detail: Mapping[str, Any]
    raised_at: datetime


def record(
    w: Writing,
    *,
    target_id: int,
    period: str,
    rule: str,
    recipient_id: int,
    status: str,
    gap_run_id: int | None = None,
    message_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int | None:
    """Record an alert; return its id, None where this recipient was already told of this target, period and rule."""
    row = {
        "target_id": target_id,
        "period": period,
        "rule": rule,
        "recipient_id": recipient_id,
        "status": status,
        "gap_run_id": gap_run_id,
        "message_id": message_id,
        "detail": dict(detail or {}),
        "raised_at": w.at,
    }
    alert_id = insert_if_absent(w.connection, alerts, row)
    if alert_id is not None:
        told = {name: value for name, value in row.items() if name not in ("detail", "raised_at")}
        audit.record(w, "alerts.record", "alert", alert_id, told)
    return alert_id


def record_all(
    w: Writing,
    told: Iterable[tuple[int, str, str]],
    *,
    recipient_id: int,
    period: str,
    gap_run_id: int | None = None,
    message_id: int | None = None,
) -> int:
    """Record what one message tells one recipient: (target, rule, status) each; return how many are new.

    Leaves one audit row for all of them.
    """
    common = {
        "period": period,
        "recipient_id": recipient_id,
        "gap_run_id": gap_run_id,
        "message_id": message_id,
        "detail": {},
        "raised_at": w.at,
    }
    rows = [common | {"target_id": target, "rule": rule, "status": status} for target, rule, status in told]
    if not rows:
        return 0
    dialect = postgresql if w.kind == "postgresql" else sqlite
    statement = dialect.insert(alerts).on_conflict_do_nothing().returning(alerts.c.id)
    new = len(w.connection.execute(statement, rows).scalars().all())
    detail = {"recipient_id": recipient_id, "period": period, "told": len(rows), "new": new}
    audit.record(w, "alerts.record_all", "message", message_id, detail)
    return new


def sent_for(
    c: Connection, *, target_id: int | None = None, recipient_id: int | None = None, rule: str | None = None
) -> tuple[Alert, ...]:
    """Return the alerts of a target, a recipient, a rule, oldest first."""
    query = select(alerts).order_by(alerts.c.id)
    for name, wanted in (("target_id", target_id), ("recipient_id", recipient_id), ("rule", rule)):
        if wanted is not None:
            query = query.where(alerts.c[name] == wanted)
    return tuple(Alert(**row) for row in c.execute(query).mappings())
