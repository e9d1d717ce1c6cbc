"""Vintages beside a target: every figure of its indicator, each with its cell and, where it converts, in its unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from dashboards.content.records import records
from measures import units
from measures.errors import UnitMismatch, UnknownUnit
from measures.periods import read_period
from measures.terms import Measure, ObservedKind, ObsStatus

CHANGES = (Measure.GROWTH, Measure.DECLINE, Measure.FLAT)
#: an index on the year before
INDEX = "上年=100"
NOT_FINAL = (ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED, ObsStatus.FORECAST)


@dataclass(frozen=True, kw_only=True)
class ShownVintage:
    """One value as it became known. Fields not explained here mean what measures.frames.OBSERVATIONS says."""

    vintage_id: int
    place: str
    place_code: str | None
    indicator: str
    indicator_id: str | None
    measure: str
    period: str
    #: last day of the period, None where the period cannot be read
    period_end: date | None
    basis: str
    value: float | None
    #: as published
    value_text: str | None
    unit: str | None
    #: in the unit and on the scale of the target, None where it does not convert
    shown: float | None
    #: the gap row was reckoned from it
    used: bool
    price_basis: str | None
    status: str | None
    qualifier: str | None
    source: str | None
    authority: int | None
    observed_kind: str | None
    release: str | None
    published_at: date | None
    recorded_at: datetime | None
    note: str | None
    upload_id: int | None
    sheet: str | None
    row: int | None
    column: str | None

    @property
    def tentative(self) -> bool:
        """Whether it is provisional, estimated or derived: drawn hollow."""
        return self.status in NOT_FINAL or self.observed_kind == ObservedKind.DERIVED


FIELDS = frozenset(field.name for field in fields(ShownVintage))


def vintages(
    observations: pd.DataFrame, target: Mapping[str, Any] | None, used: frozenset[int]
) -> Iterator[ShownVintage]:
    """The rows of an OBSERVATIONS frame, newest period first, newest edition of each first."""
    rows = [_vintage(row, target, used) for row in records(observations)]
    yield from sorted(rows, key=_order, reverse=True)


def _order(one: ShownVintage) -> tuple[Any, ...]:
    known = one.published_at or date.min
    return one.period_end or date.min, one.used, one.measure, known, one.vintage_id


def _vintage(row: dict[str, Any], target: Mapping[str, Any] | None, used: frozenset[int]) -> ShownVintage:
    period = read_period(row["period"])
    row["period_end"] = None if period is None else period.last_day
    row["shown"] = None if target is None else on_scale(row, target)
    row["used"] = row["vintage_id"] in used
    return ShownVintage(**{name: value for name, value in row.items() if name in FIELDS})


def on_scale(row: Mapping[str, Any], target: Mapping[str, Any]) -> float | None:
    """A figure on the target's scale: growth as growth, a fall as a positive decline, an index of 102.2 as 2.2 %.

    None for a figure of another form: levels never answer a growth target here.
    """
    value, unit = row["value"], row["unit"]
    if value is None:
        return None
    if (unit or "").replace(" ", "") == INDEX:
        return _rounded(value - 100) if target["unit"] == "%" and target["measure"] != Measure.LEVEL else None
    if target["measure"] in CHANGES:
        return _change(row, target, value)
    if row["measure"] in CHANGES and not _is_rise(row, target):
        return None
    return _converted(value, unit, target["unit"])


def _change(row: Mapping[str, Any], target: Mapping[str, Any], value: float) -> float | None:
    if row["measure"] not in CHANGES:
        return None
    turned = (row["measure"] == Measure.DECLINE) != (target["measure"] == Measure.DECLINE)
    converted = _converted(value, row["unit"], "%")
    return None if converted is None else (-converted if turned else converted)


def _is_rise(row: Mapping[str, Any], target: Mapping[str, Any]) -> bool:
    """A price rise is published as growth and promised as a rate."""
    return bool(
        target["measure"] == Measure.RATIO and row["measure"] == Measure.GROWTH and row["unit"] == target["unit"]
    )


def _converted(value: float, unit: str | None, wanted: str | None) -> float | None:
    if unit == wanted:
        return value
    if unit is None or wanted is None:
        return None
    try:
        factor = units.factor(unit, wanted)
    except (UnitMismatch, UnknownUnit):
        return None
    return float(f"{Decimal(repr(value)) * factor:.12g}")


def _rounded(value: float) -> float:
    return float(f"{value:.12g}")
