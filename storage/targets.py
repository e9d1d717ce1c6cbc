"""Targets: an id that stays, and versions that hold the facts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, Select, Subquery, func, insert, select

from measures.errors import NotFound
from measures.frames import TARGETS
from measures.terms import TargetState
from storage import audit
from storage.days import day_of
from storage.framing import framed
from storage.tables import documents, target_offices, target_versions, targets
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class TargetVersion:
    """A target as understood from one moment on. Fields not explained here mean what targets.TargetDraft says."""

    #: row id of the version
    id: int
    target_id: int
    #: counts from 1
    version: int
    #: the document whose text the offsets refer to
    document_id: int
    task: str | None
    #: full name
    place: str | None
    place_code: str | None
    indicator: str
    indicator_id: str | None
    measure: str
    comparator: str
    value: Decimal | None
    value_high: Decimal | None
    value_text: str | None
    unit: str | None
    ceiling: bool
    baseline_value: Decimal | None
    baseline_unit: str | None
    baseline_text: str | None
    deadline: date | None
    deadline_text: str | None
    span: str | None
    polarity: str | None
    accrual: str | None
    judged_on: str | None
    binding: str | None
    force: str
    stretch: Decimal | None
    price_basis: str | None
    responsibility: str | None
    answerable: str | None
    value_si: Decimal | None
    unit_si: str | None
    quote: str
    sentence: str
    sentence_start: int | None
    start: int
    end: int
    offices_start: int | None
    offices_end: int | None
    optional: bool
    confidence: float
    rule: str
    problems: tuple[str, ...]
    #: draft, accepted or rejected
    state: str
    #: a person decided this version, or an earlier one whose decision it carries on
    decided: bool
    #: fields that a person mended
    mended: tuple[str, ...]
    #: what was said with the decision
    note: str | None
    #: from when this version holds
    valid_from: date
    recorded_at: datetime
    #: who recorded it
    recorded_by: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


#: What a person may mend.
MENDABLE = frozenset(f.name for f in fields(TargetVersion)) - {
    "id", "target_id", "version", "document_id", "state", "decided", "mended", "note", "recorded_at", "recorded_by",
    "confidence", "rule", "problems", "quote", "sentence", "sentence_start", "start", "end", "offices_start",
    "offices_end",
}  # fmt: skip


def get_target(c: Connection, target_id: int) -> TargetVersion:
    """Return the newest version of a target; raises NotFound."""
    return list_versions(c, target_id)[-1]


def list_versions(c: Connection, target_id: int) -> tuple[TargetVersion, ...]:
    """Return every version of a target, oldest first; raises NotFound."""
    query = select(target_versions).where(target_versions.c.target_id == target_id)
    found = read_versions(c, query.order_by(target_versions.c.version))
    if not found:
        raise NotFound("target", target_id)
    return found


def newest_of_document(c: Connection, doc: str) -> tuple[TargetVersion, ...]:
    """Return, for every target that documents of this slug speak of, the newest version that they gave it.

    In the text's order. What a later notice made of a target is not theirs.
    """
    newest = (
        select(func.max(target_versions.c.id))
        .join(documents, documents.c.id == target_versions.c.document_id)
        .where(documents.c.doc == doc)
        .group_by(target_versions.c.target_id)
    )
    query = select(target_versions).where(target_versions.c.id.in_(newest))
    return read_versions(c, query.order_by(target_versions.c.start, target_versions.c.target_id))


def decide(
    w: Writing,
    target_id: int,
    state: TargetState | str,
    changes: Mapping[str, Any] | None = None,
    note: str | None = None,
) -> int:
    """Accept, reject or mend a target: a new version with a person's changes; return its number.

    `changes` maps field names of TargetVersion to values. Raises NotFound, or ValueError for a field that cannot be
    mended.
    """
    changes = dict(changes or {})
    unknown = sorted(set(changes) - MENDABLE)
    if unknown:
        raise ValueError(f"cannot be mended: {', '.join(unknown)}")
    w.connection.execute(select(targets.c.id).where(targets.c.id == target_id).with_for_update())
    before = get_target(w.connection, target_id)
    facts = facts_of(before) | changes
    facts |= {"state": TargetState(state).value, "decided": True, "note": note}
    facts["mended"] = sorted({*before.mended, *(f for f in changes if f != "valid_from")})
    add_versions(w, [(before.target_id, before.version + 1, facts)])
    audit.record(
        w,
        "targets.decide",
        "target",
        target_id,
        {"version": before.version + 1, "state": facts["state"], "changes": changes, "note": note},
    )
    return before.version + 1


def targets_frame(
    c: Connection,
    *,
    as_of: datetime | None = None,
    recorded_by: datetime | None = None,
    place_code: str | None = None,
    state: str | None = TargetState.ACCEPTED,
) -> pd.DataFrame:
    """Return, for each target, the version that holds at `as_of` as it was recorded by `recorded_by`; contract TARGETS.

    A draft never hides a version that was decided. `state` None keeps every state.
    """
    held = _holding(as_of, recorded_by, drafts=state in (None, TargetState.DRAFT))
    query = (
        select(target_versions, documents.c.doc)
        .join(held, held.c.id == target_versions.c.id)
        .join(documents, documents.c.id == target_versions.c.document_id)
        .where(held.c.place_in_line == 1)
        .order_by(target_versions.c.target_id)
    )
    if state is not None:
        query = query.where(target_versions.c.state == str(state))
    if place_code is not None:
        query = query.where(target_versions.c.place_code == place_code)
    rows = c.execute(query).all()
    offices = _offices(c, [row.id for row in rows])
    found = [_target_row(row, offices) for row in rows]
    return framed({name: [row[name] for row in found] for name in TARGETS}, TARGETS, "targets")


def read_versions(c: Connection, query: Select[Any]) -> tuple[TargetVersion, ...]:
    """Return what a query of target_versions finds, offices included."""
    rows = c.execute(query).all()
    offices = _offices(c, [row.id for row in rows])
    found = []
    for row in rows:
        values = dict(row._mapping)
        values |= {"problems": tuple(row.problems), "mended": tuple(row.mended)}
        lead, support = offices[row.id, "lead"], offices[row.id, "support"]
        found.append(TargetVersion(**values, lead=tuple(lead), support=tuple(support)))
    return tuple(found)


def facts_of(version: TargetVersion) -> dict[str, Any]:
    """Return what a further version may carry on."""
    left = {"id", "target_id", "version", "recorded_at", "recorded_by"}
    return {f.name: getattr(version, f.name) for f in fields(TargetVersion) if f.name not in left}


def add_versions(w: Writing, versions: Sequence[tuple[int, int, Mapping[str, Any]]]) -> None:
    """Add versions given as (target id, version number, facts)."""
    if not versions:
        return
    rows = []
    for target_id, number, facts in versions:
        row = {name: value for name, value in facts.items() if name not in ("lead", "support")}
        row |= {"problems": list(facts["problems"]), "mended": list(facts["mended"])}
        row |= {"target_id": target_id, "version": number, "recorded_at": w.at, "recorded_by": w.actor}
        rows.append(row)
    returning = insert(target_versions).returning(target_versions.c.id, sort_by_parameter_order=True)
    ids = w.connection.execute(returning, rows).scalars().all()
    offices = [
        {"version_id": version_id, "role": role, "position": position, "office": office}
        for version_id, (_, _, facts) in zip(ids, versions, strict=True)
        for role in ("lead", "support")
        for position, office in enumerate(facts[role])
    ]
    if offices:
        w.connection.execute(insert(target_offices), offices)


def _holding(as_of: datetime | None, recorded_by: datetime | None, *, drafts: bool) -> Subquery:
    v = target_versions.c
    line = func.row_number().over(partition_by=v.target_id, order_by=(v.valid_from.desc(), v.version.desc()))
    query = select(v.id, line.label("place_in_line"))
    if as_of is not None:
        query = query.where(v.valid_from <= day_of(as_of))
    if recorded_by is not None:
        query = query.where(v.recorded_at <= recorded_by)
    if not drafts:
        query = query.where(v.state != TargetState.DRAFT.value)
    return query.subquery()


def _offices(c: Connection, version_ids: Sequence[int]) -> Mapping[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    o = target_offices.c
    for start in range(0, len(version_ids), 500):
        some = version_ids[start : start + 500]
        query = select(o.version_id, o.role, o.office).where(o.version_id.in_(some))
        for row in c.execute(query.order_by(o.version_id, o.role, o.position)):
            found[row.version_id, row.role].append(row.office)
    return found


def _target_row(row: Row[Any], offices: Mapping[tuple[int, str], list[str]]) -> dict[str, Any]:
    values = {name: value for name, value in row._mapping.items() if name in TARGETS}
    for name in ("value", "value_high", "baseline_value", "stretch"):
        values[name] = None if values[name] is None else float(values[name])
    return values | {"lead": list(offices[row.id, "lead"]), "support": list(offices[row.id, "support"])}
