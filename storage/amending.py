"""Which target of another document a later notice amends: the one that said what the notice calls the old figure."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from measures.terms import TargetState
from storage.tables import documents, target_versions
from storage.targets import TargetVersion, read_versions
from targets.model import FORMER_TARGET

#: What an amendment says nothing of when it names no office.
OFFICES = ("lead", "support", "responsibility", "answerable", "offices_start", "offices_end")


def find_amended(c: Connection, doc: str, facts: Mapping[str, Any]) -> TargetVersion | None:
    """Return the target that a draft of document `doc` amends: the version that holds when the amendment begins.

    It stands in another document, for the same place, indicator, measure and year, and has the value that the draft
    calls the old one, where it names one. None where the draft amends nothing or more than one target would fit.
    """
    if facts["baseline_text"] != FORMER_TARGET or facts["deadline"] is None:
        return None
    fitting = [version for version in _holding(c, doc, facts) if _fits(version, facts)]
    accepted = [version for version in fitting if version.state == TargetState.ACCEPTED]
    chosen = accepted or fitting
    return chosen[0] if len(chosen) == 1 else None


def with_kept_offices(before: TargetVersion, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an amendment with the offices that answered before, where it names none."""
    silent = facts["baseline_text"] == FORMER_TARGET and not facts["lead"]
    return dict(facts) | ({name: getattr(before, name) for name in OFFICES} if silent else {})


def last_numbers(c: Connection, target_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of the last version of each target."""
    found: dict[int, int] = {}
    v = target_versions.c
    for start in range(0, len(target_ids), 500):
        some = target_ids[start : start + 500]
        query = select(v.target_id, func.max(v.version)).where(v.target_id.in_(some)).group_by(v.target_id)
        found |= {target_id: int(number) for target_id, number in c.execute(query)}
    return found


def _holding(c: Connection, doc: str, facts: Mapping[str, Any]) -> list[TargetVersion]:
    v = target_versions.c
    line = func.row_number().over(partition_by=v.target_id, order_by=(v.valid_from.desc(), v.version.desc()))
    held = (
        select(v.id, line.label("place_in_line"))
        .join(documents, documents.c.id == v.document_id)
        .where(v.place_code == facts["place_code"], v.measure == facts["measure"], documents.c.doc != doc)
        .where(v.valid_from <= facts["valid_from"], v.state != TargetState.REJECTED.value)
        .subquery()
    )
    query = select(target_versions).join(held, held.c.id == v.id).where(held.c.place_in_line == 1)
    return list(read_versions(c, query.order_by(v.target_id)))


def _fits(version: TargetVersion, facts: Mapping[str, Any]) -> bool:
    named = facts["baseline_value"] is not None
    return (
        version.deadline is not None
        and version.deadline.year == facts["deadline"].year
        and _same_indicator(version, facts)
        and (not named or (version.value == facts["baseline_value"] and version.unit == facts["baseline_unit"]))
    )


def _same_indicator(version: TargetVersion, facts: Mapping[str, Any]) -> bool:
    if version.indicator_id and facts["indicator_id"]:
        return bool(version.indicator_id == facts["indicator_id"])
    return bool(version.indicator == facts["indicator"])
