"""Roll-ups: lights by office, section, document, place or indicator; parts against wholes; how targets were divided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from dashboards.address import Filters
from dashboards.content.desk import Desk
from dashboards.content.line import newest_of
from dashboards.content.overview import document_titles, matching
from dashboards.content.records import records
from dashboards.lights import light_of
from dashboards.wording import SHANGHAI
from gaps.rollup import Division, Parts, add_parts, audit_division, roll_up, taking_part
from measures.places import Places
from measures.terms import Status

if TYPE_CHECKING:
    from storage import Connection


class By(StrEnum):
    """What targets are grouped by."""

    OFFICE = "office"  #: 主责单位
    SECTION = "section"
    DOCUMENT = "document"
    PLACE = "place"
    INDICATOR = "indicator"


#: columns of GAPS behind each grouping
COLUMNS: Mapping[By, str] = {By.OFFICE: "answerable", By.DOCUMENT: "doc"}


@dataclass(frozen=True, kw_only=True)
class Group:
    """The lights of a group."""

    #: office, "doc:section", document, place or indicator
    key: str
    #: as people read it
    name: str
    #: light → number; every light is there
    counts: Mapping[Status, int]
    #: rows with a light
    total: int
    #: 参与: targets that name the office without its answering for them; 0 in other groupings
    taking_part: int
    #: worst light that is not grey
    worst: Status | None
    #: a target of that light
    worst_target: int | None


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A target and those of the places below it."""

    #: the place above
    place: str | None
    division: Division
    unit: str | None
    #: sums of the parts and the worst of them; None for rates, which are never added
    parts: Parts | None
    #: the whole's own figure
    observed: float | None
    #: place of the part that is furthest behind
    worst_place: str | None


@dataclass(frozen=True, kw_only=True)
class Rollup:
    """Targets in groups, never averaged."""

    as_of: datetime
    #: newest period among the figures used, None without figures
    data_to: str | None
    by: By
    #: most red first
    groups: tuple[Group, ...]
    #: rows that are adjusted, terminated or not assessed: in no count
    set_aside: int
    #: targets that were divided among the places below
    wholes: tuple[Whole, ...]


def build_rollup(connection: "Connection", desk: Desk, filters: Filters, by: By) -> Rollup:
    """The roll-up of what the filters let through."""
    reckoned = desk.reckoned(connection, filters.as_of)
    chosen = {line.target_id: line for line in matching(reckoned.lines, filters)}
    gaps = reckoned.gaps[reckoned.gaps["target_id"].isin(chosen)]
    targets = reckoned.targets[reckoned.targets["target_id"].isin(chosen)]
    return rolled(gaps, targets, by, document_titles(connection), desk.places, reckoned.as_of)


def rolled(
    gaps: pd.DataFrame, targets: pd.DataFrame, by: By, titles: Mapping[str, str], places: Places, as_of: datetime
) -> Rollup:
    """Roll a gap table (contract GAPS) and its targets (TARGETS) up; `titles` names documents."""
    lights = [light_of(row) for row in records(gaps[["status", "verdict"]])]
    lit = pd.Series([light is not None for light in lights], index=gaps.index, dtype=bool)
    shown = gaps.assign(status=[str(light) for light in lights])[lit]
    parting = taking_part(shown) if by is By.OFFICE else {}
    groups = [
        Group(
            key=roll.name,
            name=_name(roll.name, by, titles),
            counts={status: roll.counts.get(str(status), 0) for status in Status},
            total=roll.total,
            taking_part=parting.pop(roll.name, 0),
            worst=Status(roll.worst) if roll.worst else None,
            worst_target=roll.targets[0] if roll.worst else None,
        )
        for roll in roll_up(shown, COLUMNS.get(by, str(by)))
    ]
    groups += [_only_taking_part(office, number) for office, number in parting.items()]
    return Rollup(
        as_of=as_of.astimezone(SHANGHAI),
        data_to=newest_of(period for period in gaps["period"] if isinstance(period, str)),
        by=by,
        groups=tuple(sorted(groups, key=lambda one: (-_red(one), -one.total, -one.taking_part, one.key))),
        set_aside=len(gaps) - len(shown),
        wholes=tuple(_wholes(gaps, targets, places)),
    )


def _only_taking_part(office: str, number: int) -> Group:
    """An office that answers for nothing, and takes part in something."""
    none = dict.fromkeys(Status, 0)
    return Group(key=office, name=office, counts=none, total=0, taking_part=number, worst=None, worst_target=None)


def _red(group: Group) -> int:
    return group.counts[Status.MISSED] + group.counts[Status.OFF_TRACK]


def _name(key: str, by: By, titles: Mapping[str, str]) -> str:
    if by is By.DOCUMENT:
        return titles.get(key, key)
    if by is By.SECTION:
        doc, _, section = key.rpartition(":")
        return f"{titles.get(doc, doc)} {section}"
    return key


def _wholes(gaps: pd.DataFrame, targets: pd.DataFrame, places: Places) -> Iterable[Whole]:
    """Every divided target with the sums of its parts."""
    codes = {code for code in targets["place_code"] if isinstance(code, str) and code in places}
    parents = {code: parent for code in codes if (parent := places.get(code).parent)}
    by_target = {row["target_id"]: row for row in records(gaps)}
    for division in audit_division(targets, parents):
        own = by_target[division.target_id]
        rows = gaps[gaps["target_id"].isin(division.parts)]
        parts = add_parts(rows) if division.total is not None and rows["gap_unit"].nunique() == 1 else None
        worst = parts.worst[0] if parts and parts.worst else None
        yield Whole(
            place=own["place"],
            division=division,
            unit=own["unit"],
            parts=parts,
            observed=own["observed"],
            worst_place=None if worst is None else by_target[worst]["place"],
        )
