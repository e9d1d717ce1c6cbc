"""Roll-ups: counts by office, section, document, place and indicator, parts against a whole, and how targets were
divided.

Never an average of percentages: sums of parts, and the worst part beside them (design rule 5.8).
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gaps.alerting.rules import is_statistical
from gaps.exact import settled
from gaps.scales import scale
from measures.terms import Measure, Status

#: lights from worst to best; grey ones last
SEVERITY = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.STALE,
    Status.NO_DATA,
    Status.ON_TRACK,
    Status.MET,
)


#: columns of GAPS that a roll-up looks at
_USED = ("target_id", "status", "task", "doc", "place", "indicator", "answerable", "lead", "support")


@dataclass(frozen=True, kw_only=True)
class Roll:
    """The lights of a group."""

    #: name of the group: an office, a section, a place …
    name: str
    #: number of rows by light
    counts: Mapping[str, int]
    #: worst light that is not grey, None where all are grey
    worst: str | None
    #: target ids, worst light first
    targets: tuple[int, ...]

    @property
    def total(self) -> int:
        """Number of rows."""
        return sum(self.counts.values())


def roll_up(gaps: pd.DataFrame, by: str) -> tuple[Roll, ...]:
    """Roll GAPS up by answerable office, lead, support, section, doc, place or indicator, in order of first appearance.

    A target that has several lead or support offices counts once for each; sections are those of a document
    ("henan-2013:2"). Statistical offices get no counts (practice 19).
    """
    members: dict[str, list[Mapping[str, Any]]] = {}
    for row in _records(gaps[list(_USED)]):
        for name in _names(row, by):
            members.setdefault(name, []).append(row)
    return tuple(_roll(name, rows) for name, rows in members.items())


def _records(frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _names(row: Mapping[str, Any], by: str) -> Iterable[str]:
    if by in ("lead", "support"):
        return [office for office in dict.fromkeys(row[by]) if not is_statistical(office)]
    if by == "answerable":
        return [row[by]] if row[by] and not is_statistical(row[by]) else []
    if by == "section":
        return [f"{row['doc']}:{str(row['task']).partition('.')[0]}"] if row["task"] else []
    return [str(row[by])] if row[by] else []


def _roll(name: str, rows: list[Mapping[str, Any]]) -> Roll:
    order = {str(status): position for position, status in enumerate(SEVERITY)}
    ranked = sorted(rows, key=lambda r: order[str(r["status"])])
    grey = {str(Status.STALE), str(Status.NO_DATA)}
    counts = {str(s): sum(1 for r in rows if str(r["status"]) == s) for s in SEVERITY}
    worst = next((str(r["status"]) for r in ranked if str(r["status"]) not in grey), None)
    return Roll(name=name, counts=counts, worst=worst, targets=tuple(int(r["target_id"]) for r in ranked))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Amounts of parts together."""

    #: sum of the figures that are there
    observed: float
    #: sum of the targets of the parts that have a figure
    target: float
    #: observed / target, weighted by the targets; None for a target of zero
    attainment: float | None
    #: target id and attainment of the part that is furthest behind, None without one
    worst: tuple[int, float] | None
    #: parts without a figure
    missing: tuple[int, ...]


def add_parts(gaps: pd.DataFrame) -> Parts:
    """Put amounts of parts together: sums, never the mean of their percentages (gap-model A5).

    Raises ValueError for rates and shares, and for parts of different units: they are never added.
    """
    if set(gaps["measure"].astype(str)) - {Measure.LEVEL.value} or gaps["gap_unit"].nunique() > 1:
        raise ValueError("only amounts of one unit are added")
    told = gaps[gaps["observed"].notna()]
    observed, target = float(told["observed"].sum()), float(told["target_value"].sum())
    shares = [
        (int(i), o / t) for i, o, t in zip(told["target_id"], told["observed"], told["target_value"], strict=True) if t
    ]
    missing = gaps.loc[gaps["observed"].isna(), "target_id"]
    return Parts(
        observed=observed,
        target=target,
        attainment=observed / target if target else None,
        worst=min(shares, key=lambda pair: pair[1]) if shares else None,
        missing=tuple(int(i) for i in missing),
    )


@dataclass(frozen=True, kw_only=True)
class Division:
    """How a target of a place was divided among the places below it (层层加码)."""

    #: target of the place above
    target_id: int
    indicator: str
    #: its value
    value: float
    #: targets of the places below
    parts: tuple[int, ...]
    #: sum of amounts below; None for rates, which are never added
    total: float | None
    #: total / value for amounts, median / value for rates: above 1 = more was asked below than above
    factor: float | None
    #: smallest and largest value below
    lowest: float
    highest: float
    #: parts that were asked for less than the place above, for rates
    below: int


def audit_division(targets: pd.DataFrame, parents: Mapping[str, str]) -> tuple[Division, ...]:
    """Compare each target with those of the places directly below it, of the same indicator, measure and deadline;
    amounts in units of one dimension are converted.

    `targets`: TARGETS. `parents`: place code to the code of the place above.
    """
    linked = [row for row in _records(targets) if row["indicator_id"] and row["value"] == row["value"]]
    below: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in linked:
        below.setdefault((parents.get(row["place_code"]), *_topic(row)), []).append(row)
    pairs = ((row, below.get((row["place_code"], *_topic(row)), [])) for row in linked if row["place_code"])
    return tuple(_division(row, parts) for row, parts in pairs if parts)


def _topic(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What targets have in common that may be set against one another."""
    return row["indicator_id"], str(row["measure"]), scale(row["unit"]).dimension, row["deadline"]


def _in_unit(row: Mapping[str, Any], unit: str | None) -> float:
    return float(settled(np.array([row["value"] * (scale(row["unit"]).factor / scale(unit).factor)]))[0])


def _division(row: Mapping[str, Any], parts: list[Mapping[str, Any]]) -> Division:
    values = [_in_unit(part, row["unit"]) for part in parts]
    value = float(row["value"])
    total = float(settled(np.array([sum(values)]))[0]) if row["measure"] == Measure.LEVEL else None
    compared = total if total is not None else statistics.median(values)
    return Division(
        target_id=int(row["target_id"]),
        indicator=str(row["indicator"]),
        value=value,
        parts=tuple(int(part["target_id"]) for part in parts),
        total=total,
        factor=compared / value if value else None,
        lowest=min(values),
        highest=max(values),
        below=sum(one < value for one in values),
    )


def taking_part(gaps: pd.DataFrame) -> dict[str, int]:
    """参与: of how many targets each office is named without being the one that answers; statistical ones left out."""
    counted: Counter[str] = Counter()
    for row in _records(gaps[list(_USED)]):
        named = dict.fromkeys((*row["lead"], *row["support"]))
        counted.update(o for o in named if o and o != row["answerable"] and not is_statistical(o))
    return dict(counted)
