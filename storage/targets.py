"""Targets: an id that stays, and versions that hold the facts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Subquery, func, select, type_coerce

from measures.errors import NotFound
from measures.frames import TARGETS
from measures.terms import TargetState
from storage import audit
from storage.bulk import add_rows, fetch_columns
from storage.columns import Exact, Words
from storage.days import day_of
from storage.framing import DTYPES, framed, objects
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
    v = target_versions.c
    drafts = state in (None, TargetState.DRAFT)
    held = _holding(as_of, recorded_by, drafts=drafts)
    chosen = select(v.id).join(held, held.c.id == v.id).where(held.c.place_in_line == 1)
    if state is not None:
        chosen = chosen.where(v.state == str(state))
    if place_code is not None:
        chosen = chosen.where(v.place_code == place_code)
    here = chosen.subquery()
    # exact numbers as their digits: a Decimal for each would be thrown away at once
    plain = (
        type_coerce(column, Words).label(column.name) if isinstance(column.type, Exact) else column for column in v
    )
    query = (
        select(*(column for column in plain if column.name in ("id", *TARGETS)), documents.c.doc)
        .join(here, here.c.id == v.id)
        .join(documents, documents.c.id == v.document_id)
        .order_by(v.target_id)
    )
    dtypes = {name: DTYPES[kind] for name, kind in TARGETS.items() if kind in ("integer", "flag")}
    columns = fetch_columns(c, query, dtypes | {"id": "int64"})
    o = target_offices.c
    named = _grouped(c, select(o.version_id, o.role, o.office).join(here, here.c.id == o.version_id))
    for role in ("lead", "support"):
        columns[role] = objects([list(named[version_id, role]) for version_id in columns["id"].tolist()])
    return framed(columns, TARGETS, "targets")


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
    rows = []
    for target_id, number, facts in versions:
        row = {name: value for name, value in facts.items() if name not in ("lead", "support")}
        row |= {"problems": list(facts["problems"]), "mended": list(facts["mended"])}
        row |= {"target_id": target_id, "version": number, "recorded_at": w.at, "recorded_by": w.actor}
        rows.append(row)
    ids = add_rows(w.connection, target_versions, rows)
    offices = [
        {"version_id": version_id, "role": role, "position": position, "office": office}
        for version_id, (_, _, facts) in zip(ids, versions, strict=True)
        for role in ("lead", "support")
        for position, office in enumerate(facts[role])
    ]
    add_rows(w.connection, target_offices, offices)


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
        found |= _grouped(c, select(o.version_id, o.role, o.office).where(o.version_id.in_(some)))
    return found


def _grouped(c: Connection, query: Select[Any]) -> defaultdict[tuple[int, str], list[str]]:
    """Return the offices that a query of target_offices finds, by version and role."""
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    o = target_offices.c
    for version_id, role, office in c.execute(query.order_by(o.version_id, o.role, o.position)):
        found[version_id, role].append(office)
    return found
