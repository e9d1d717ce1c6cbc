"""Schedules of plans: what an office wants done of its target by a day (practice 22)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from gaps.model import PlanPoint
from measures.errors import NotFound
from storage import audit
from storage.bulk import add_rows
from storage.tables import plan_points, targets
from storage.transactions import Writing


def save_points(w: Writing, points: Iterable[PlanPoint], *, document: str | None = None) -> int:
    """Keep points of schedules, each in its target's unit; return how many. A point of a day that is kept already holds
    from now on in its place. Raises NotFound for an unknown target.
    """
    rows = [
        {"target_id": p.target_id, "due": p.due, "value": p.value, "document": document}
        | {"recorded_at": w.at, "recorded_by": w.actor}
        for p in points
    ]
    known = set(w.connection.execute(select(targets.c.id)).scalars())
    for row in rows:
        if row["target_id"] not in known:
            raise NotFound("target", row["target_id"])
    add_rows(w.connection, plan_points, rows)
    for target_id in sorted({int(str(row["target_id"])) for row in rows}):
        count = sum(row["target_id"] == target_id for row in rows)
        audit.record(w, "plans.save_points", "target", target_id, {"points": count, "document": document})
    return len(rows)


def points_at(c: Connection, recorded_by: datetime | None = None) -> tuple[PlanPoint, ...]:
    """Return the schedules by target and day; `recorded_by` hides what was recorded later."""
    query = select(plan_points.c.target_id, plan_points.c.due, plan_points.c.value)
    if recorded_by is not None:
        query = query.where(plan_points.c.recorded_at <= recorded_by)
    held = {(target_id, due): value for target_id, due, value in c.execute(query.order_by(plan_points.c.id))}
    return tuple(
        PlanPoint(target_id=target_id, due=due, value=value)
        for (target_id, due), value in sorted(held.items(), key=lambda one: one[0])
        if value is not None
    )
