"""Units of measurement: what they are worth and which dimension they have; the only file that knows pint.

Text never reaches pint: `measures.unit_names` splits it into magnitudes and names that units.txt has. Factors are exact
fractions (亩 is 2000/3 平方米), a Decimal at the edges.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final, overload

from measures.chinese import MAGNITUDES
from measures.errors import UnitMismatch, UnknownUnit
from measures.numerals import Number, find_numbers
from measures.unit_names import (
    LONGEST,
    Factor,
    bare_magnitude,
    definition_lines,
    folded,
    magnitudes,
    name_end,
    taken_apart,
    tidied,
)

#: The dimension of a magnitude that stands alone: 115万.
BARE: Final = "bare"
#: Names of units.txt that stand for what people write otherwise.
_SHOWN: Final = {
    "百分比": "%",
    "千分比": "‰",
    "万分比": "‱",
    "指数上年": "上年=100",
    "指数上月": "上月=100",
    "指数上季": "上季=100",
    "比值": "1",
}
_EDGE: Final = Context(prec=28)
#: 2010年=100, Dec 1999=100, 2013-06=100: an index whose base is fixed. Two bases are two dimensions, never converted.
_FIXED_BASE: Final = re.compile(
    r"(?:以)?((?:[A-Za-z]{3,9}\.? )?(?:1[89]|20)\d\d(?:年(?:\d{1,2}月)?|[-./]\d{1,2})?) ?(?:=|为|为基期=) ?100(?:\.0+)?"
)


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of measurement as written, and what it means."""

    #: as written: "万套", "％"
    text: str
    #: the unit that its dimension is counted in: "套", "千克", "元/人"; "" for a bare magnitude
    canonical: str
    #: "currency", "area", "mass/area", "套" …; "bare" for a magnitude alone
    dimension: str
    #: how many canonical units one of it is, 28 digits
    factor: Decimal
    #: the same, exact: 亩 is 2000/3 平方米
    ratio: Fraction
    #: "万" of 万套, "" for none
    magnitude: str
    #: the rest: "套", "元/人", "%"; "" for a bare magnitude
    name: str


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number and its unit, as 1142.7亿斤."""

    number: Number
    #: None for a number alone
    unit: Unit | None


def unit(text: str) -> Unit:
    """What a unit means: 万亿元, 元/人, ％, 100 million yuan, 上年=100; UnknownUnit where no such name is known."""
    if len(text) > LONGEST:
        raise UnknownUnit(text[:LONGEST] + "…")
    return _unit(text)


def known_unit(text: str) -> Unit | None:
    """The unit, or None where the text names none."""
    try:
        return unit(text)
    except UnknownUnit:
        return None


#: Dimensions of money abroad.
_ABROAD: Final = frozenset(
    {
        "us_dollar",
        "euro",
        "pound_sterling",
        "yen",
        "won",
        "hong_kong_dollar",
        "pataca",
        "taiwan_dollar",
        "rouble",
        "rupee",
        "tenge",
        "real",
        "canadian_dollar",
        "australian_dollar",
        "new_zealand_dollar",
        "singapore_dollar",
    }
)


@lru_cache(maxsize=4096)
def denomination(text: str) -> str:
    """The foreign currency that a unit is counted in (us_dollar of 亿美元), "" for money at home and for no money.

    A statistic in two denominations is two statistics, because no rate of exchange is stated here.
    """
    found = known_unit(text) if text else None
    parts = found.dimension.replace("*", "/").split("/") if found is not None else []
    return next((part.strip() for part in parts if part.strip() in _ABROAD), "")


@lru_cache(maxsize=4096)
def _unit(text: str) -> Unit:
    tidy = tidied(text)
    bare = bare_magnitude(tidy)
    if bare:
        return _made(text, bare, "", Fraction(MAGNITUDES[bare]), "", BARE)
    based = _FIXED_BASE.fullmatch(tidy)
    if based is not None:
        base = based.group(1).removesuffix("年")
        return _made(text, "", f"{base}=100", Fraction(1), f"{base}=100", f"index_fixed_base {base}")
    parts = taken_apart(tidy)
    if parts is None:
        raise UnknownUnit(text)
    first, *others = parts.above
    rest = _product(others, parts.below)
    ratio, canonical, dimension = _meaning(first.magnitude + first.name + rest)
    return _made(text, first.magnitude, _shown(first.name) + rest, ratio, canonical, dimension)


def _made(text: str, magnitude: str, name: str, ratio: Fraction, canonical: str, dimension: str) -> Unit:
    return Unit(
        text=text,
        canonical=canonical,
        dimension=dimension,
        factor=_decimal(ratio),
        ratio=ratio,
        magnitude=magnitude,
        name=name,
    )


def _product(above: list[Factor], below: tuple[Factor, ...]) -> str:
    times = "".join(f"·{factor.magnitude}{factor.name}" for factor in above)
    return times + "".join(f"/{factor.magnitude}{factor.name}" for factor in below)


def _shown(name: str) -> str:
    return _SHOWN.get(name, name)


# --- conversion ---


def factor(frm: str, to: str) -> Decimal:
    """What a value in `frm` is multiplied by to be in `to`, 28 digits; UnknownUnit, UnitMismatch."""
    return _decimal(_ratio(frm, to))


@overload
def convert(value: Decimal, frm: str, to: str) -> Decimal: ...
@overload
def convert(value: float, frm: str, to: str) -> float: ...
def convert(value: Decimal | float, frm: str, to: str) -> Decimal | float:
    """A value of unit `frm` in unit `to`: reckoned exactly, rounded once to 28 digits; UnknownUnit, UnitMismatch.

    A float is taken as the decimal that it prints as, so that 1142.7亿斤 is 571.35亿公斤; one that is not finite stays.
    """
    ratio = _ratio(frm, to)
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        return value
    converted = _decimal(Fraction(exact) * ratio)
    return converted if isinstance(value, Decimal) else float(converted)


@lru_cache(maxsize=4096)
def _ratio(frm: str, to: str) -> Fraction:
    one, other = unit(frm), unit(to)
    if one.dimension != other.dimension:
        raise UnitMismatch(frm, to, one.dimension, other.dimension)
    return one.ratio / other.ratio


def _decimal(ratio: Fraction) -> Decimal:
    return _EDGE.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))


# --- magnitudes ---


def joined(magnitude: str, name: str) -> str:
    """The text of a unit scaled by a magnitude: 万 and 人 are 万人, 万 and 万元 are 亿元; UnknownUnit."""
    base = unit(name)
    scale = unit(magnitude).ratio * MAGNITUDES.get(base.magnitude, 1)
    for text, value in MAGNITUDES.items():
        if value == scale and text in magnitudes():
            return text + base.name
    raise UnknownUnit(magnitude + name)


def with_dimension_of(bare: str, other: str) -> str:
    """A bare magnitude with the kind of another unit: 万 and 人 (or 亿人) are 万人; UnknownUnit, UnitMismatch."""
    one, base = unit(bare), unit(other)
    if one.dimension != BARE:
        raise UnitMismatch(bare, other, one.dimension, base.dimension)
    return one.magnitude + base.name


# --- in a text ---


def split_quantity(text: str) -> Quantity | None:
    """The number and the unit of a cell such as 1142.7亿斤, or None where the text is not just that."""
    if len(text) > LONGEST:
        return None
    stripped = text.strip()
    number = next(iter(find_numbers(stripped)), None)
    if number is None or number.start:
        return None
    rest = stripped[number.end :].strip()
    found = known_unit(number.unit or rest)
    if found is None or (number.unit and rest):
        return None if rest else Quantity(number=number, unit=None)
    return Quantity(number=number, unit=found)


def match_unit(text: str, at: int) -> Unit | None:
    """The longest unit, magnitude included, that starts at a position of a text: 亿元 in 5200亿元以上 at 4."""
    window = folded(text[at : at + LONGEST])
    end = _component(window, 0)
    if end is None:
        magnitude = next((m for m in magnitudes() if window.startswith(m)), "")
        return unit(text[at : at + len(magnitude)]) if magnitude else None
    while window[end : end + 1] == "/" and (after := _component(window, end + 1)):
        end = after
    return known_unit(text[at : at + end])


def _component(window: str, at: int) -> int | None:
    """Where the longest name at a position ends, a magnitude before it included."""
    ends = [name_end(window, at)]
    ends += [name_end(window, at + len(m)) for m in magnitudes() if window.startswith(m, at)]
    return max((end for end in ends if end), default=None)


# --- pint ---


@cache
def _registry() -> Any:
    import pint  # a quarter of a second: only where a unit is asked for

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    registry.load_definitions(definition_lines())
    return registry


@lru_cache(maxsize=4096)
def _meaning(expression: str) -> tuple[Fraction, str, str]:
    """The exact factor, the canonical unit and the dimension of a name or compound of names."""
    registry = _registry()
    ratio, root = registry.get_root_units(expression.replace("·", "*"))
    powers = {_shown(name): int(power) for name, power in root._units.items()}
    dimensions = {name.strip("[]"): int(power) for name, power in registry.get_dimensionality(root).items()}
    return Fraction(ratio), _written(powers), _written(dimensions)


def _written(powers: dict[str, int]) -> str:
    above = "·".join(name for name, power in powers.items() for _ in range(power))
    return (above or "1") + "".join(f"/{name}" for name, power in powers.items() for _ in range(-power))
