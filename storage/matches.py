"""Near matches between what a target names and what is published, as people decided them once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from storage import audit
from storage.tables import matches
from storage.transactions import Writing

ACCEPTED, REFUSED = "accepted", "refused"


@dataclass(frozen=True, kw_only=True)
class Match:
    """A decision whether a published series may answer a target."""

    #: what the target names: id of the catalogue, or the name where it has none
    target_indicator: str
    #: what is published: the same
    observed_indicator: str
    #: "accepted" or "refused"
    decision: str
    #: why
    note: str | None
    recorded_at: datetime
    recorded_by: str


def decide(
    w: Writing, target_indicator: str, observed_indicator: str, decision: str, *, note: str | None = None
) -> None:
    """Record a person's decision, "accepted" or "refused"; the latest one holds, the earlier ones stay."""
    if decision not in (ACCEPTED, REFUSED):
        raise ValueError(f"{decision!r} is neither {ACCEPTED!r} nor {REFUSED!r}")
    pair = {"target_indicator": target_indicator, "observed_indicator": observed_indicator}
    row = pair | {"decision": decision, "note": note}
    w.connection.execute(insert(matches).values(row | {"recorded_at": w.at, "recorded_by": w.actor}))
    audit.record(w, "matches.decide", "match", f"{target_indicator} {observed_indicator}", row)


def list_matches(c: Connection, *, recorded_by: datetime | None = None) -> tuple[Match, ...]:
    """Return the decisions that hold, or that held at a moment, by indicator."""
    newest = select(func.max(matches.c.id)).group_by(matches.c.target_indicator, matches.c.observed_indicator)
    if recorded_by is not None:
        newest = newest.where(matches.c.recorded_at <= recorded_by)
    names = [column for column in matches.c if column.name != "id"]
    query = select(*names).where(matches.c.id.in_(newest))
    query = query.order_by(matches.c.target_indicator, matches.c.observed_indicator)
    return tuple(Match(**row) for row in c.execute(query).mappings())


def accepted(c: Connection, *, recorded_by: datetime | None = None) -> tuple[tuple[str, str], ...]:
    """Return the accepted pairs (what a target names, what is published), or those of a moment."""
    held = list_matches(c, recorded_by=recorded_by)
    return tuple((m.target_indicator, m.observed_indicator) for m in held if m.decision == ACCEPTED)
