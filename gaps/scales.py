"""Units as the reckoning needs them: dimension and factor, the bare magnitude of a target, the form that a unit gives
a number.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from gaps.words import words
from measures import units
from measures.errors import UnknownUnit

PERCENT = "%"
POINTS = "个百分点"


class Form(IntEnum):
    """What kind of series answers a target."""

    LEVEL = 0  #: amounts
    RATE = 1  #: change on the year before, per cent
    SHARE = 2  #: a percentage that is itself the statistic
    CHANGE = 3  #: change on the year before, in the unit of the amount or in points
    NONE = 4  #: nothing answers


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A unit as a dimension and a factor to that dimension's base."""

    #: dimension, equal for units that convert into each other; "" where the unit is unknown
    dimension: str
    #: value in the base = value × factor
    factor: float


UNKNOWN = Scale(dimension="", factor=1.0)


@lru_cache(maxsize=4096)
def scale(unit: str | None) -> Scale:
    """The scale of a unit; a text that names no unit is a dimension of its own, no unit at all is UNKNOWN."""
    if not unit:
        return UNKNOWN
    try:
        found = units.unit(unit)
    except UnknownUnit:
        return Scale(dimension=f"?{unit}", factor=1.0)
    return Scale(dimension=found.dimension, factor=float(found.factor))


def is_percent(unit: str | None) -> bool:
    """True for %, ‰ and whatever converts to per cent."""
    return bool(unit) and scale(unit).dimension == scale(PERCENT).dimension


def is_points(unit: str | None) -> bool:
    """True for percentage points."""
    return bool(unit) and scale(unit).dimension == scale(POINTS).dimension


def is_bare(unit: str | None) -> bool:
    """True for a magnitude without a unit: 万, 亿."""
    return bool(unit) and scale(unit).dimension == units.BARE


def is_index(unit: str | None) -> bool:
    """True for an index on the year before: 上年=100."""
    return unit is not None and unit.replace(" ", "").replace("＝", "=") in words("index")


def dressed(unit: str | None, indicator_unit: str | None) -> str | None:
    """A bare magnitude with the dimension of its indicator: 万 of an indicator in 人 or 万人 is 万人; None without
    one.
    """
    if unit is None or not is_bare(unit):
        return unit
    if not indicator_unit or is_percent(indicator_unit):
        return None
    try:
        return units.with_dimension_of(unit, indicator_unit)
    except UnknownUnit:
        return None
