"""Units of measurement: their names, magnitudes and dimensions; the only file that knows pint.

Names, factors and dimensions stand in units.txt, other spellings in unit_spellings.txt, words that only look like units in unit_lookalikes.txt.
Text never reaches pint: it is first split into magnitudes and names that units.txt has. Factors are exact fractions, a Decimal at the edges.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

from measures.errors import UnitMismatch, UnknownUnit
from measures.numerals import MAGNITUDES, Number, find_numbers

if TYPE_CHECKING:
    import pint

#: The dimension of a magnitude that stands alone: 115万.
BARE: Final = "bare"
_LONGEST: Final = 64
_FOLDER: Final = Path(__file__).resolve().parent
_EDGE: Final = Context(prec=28)


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
    #: the rest, in the names of units.txt: "套", "元/人"; "" for a bare magnitude
    name: str


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number and its unit, as 1142.7亿斤."""

    number: Number
    #: None for a number alone
    unit: Unit | None


def unit(text: str) -> Unit:
    """What a unit means: 万亿元, 元/人, ％, 100 million yuan, 上年=100; UnknownUnit where nothing of that name is known."""
    return _unit(text)


@lru_cache(maxsize=4096)
def _unit(text: str) -> Unit:
    tidy = _tidied(text)
    if tidy in _prefixes():
        scale = MAGNITUDES[tidy]
        ratio = Fraction(scale)
        return Unit(
            text=text, canonical="", dimension=BARE, factor=Decimal(scale), ratio=ratio, magnitude=tidy, name=""
        )
    terms = _terms(tidy)
    if terms is None:
        raise UnknownUnit(text)
    above, below = terms
    magnitude, name = above[0]
    rest = "".join(f"·{m}{n}" for m, n in above[1:]) + "".join(f"/{m}{n}" for m, n in below)
    ratio, canonical, dimension = _meaning(magnitude + name + rest)
    return Unit(
        text=text,
        canonical=canonical,
        dimension=dimension,
        factor=_decimal(ratio),
        ratio=ratio,
        magnitude=magnitude,
        name=name + rest,
    )


def known_unit(text: str) -> Unit | None:
    """The unit, or None where the text names none."""
    try:
        return _unit(text)
    except UnknownUnit:
        return None


def factor(frm: str, to: str) -> Decimal:
    """What a value in `frm` is multiplied by to be in `to`, 28 digits; UnknownUnit, UnitMismatch."""
    return _decimal(_ratio(frm, to))


@overload
def convert(value: Decimal, frm: str, to: str) -> Decimal: ...
@overload
def convert(value: float, frm: str, to: str) -> float: ...
def convert(value: Decimal | float, frm: str, to: str) -> Decimal | float:
    """A value of unit `frm` in unit `to`: reckoned exactly, rounded once; UnknownUnit, UnitMismatch.

    A float is taken as the decimal that it prints as, so that 1142.7亿斤 is 571.35亿公斤.
    """
    ratio = _ratio(frm, to)
    if isinstance(value, Decimal):
        return _decimal(Fraction(value) * ratio) if value.is_finite() else value
    if value != value or value in (float("inf"), float("-inf")):
        return value
    return float(Fraction(repr(float(value))) * ratio)


@lru_cache(maxsize=4096)
def _ratio(frm: str, to: str) -> Fraction:
    one, other = _unit(frm), _unit(to)
    if one.dimension != other.dimension:
        raise UnitMismatch(frm, to, one.dimension, other.dimension)
    return one.ratio / other.ratio


def joined(magnitude: str, name: str) -> str:
    """The unit text of a unit scaled by a magnitude: 万 and 人 are 万人, 万 and 万元 are 亿元; UnknownUnit."""
    base = _unit(name)
    scale = MAGNITUDES.get(magnitude, 0) * MAGNITUDES.get(base.magnitude, 1)
    for text, value in MAGNITUDES.items():
        if value == scale:
            return text + base.name
    raise UnknownUnit(magnitude + name)


def with_dimension_of(bare: str, other: str) -> str:
    """A bare magnitude with the kind of another unit: 万 and 人 (or 亿人) are 万人; UnknownUnit, UnitMismatch."""
    one, base = _unit(bare), _unit(other)
    if one.dimension != BARE:
        raise UnitMismatch(bare, other, one.dimension, base.dimension)
    return one.magnitude + base.name


def split_quantity(text: str) -> Quantity | None:
    """The number and the unit of a cell such as 1142.7亿斤, or None where the text is not just that."""
    if len(text) > _LONGEST:
        return None
    stripped = text.strip()
    numbers = find_numbers(stripped)
    if not numbers or numbers[0].start:
        return None
    number = numbers[0]
    rest = stripped[number.end :]
    if number.unit:
        return None if rest else Quantity(number=number, unit=_unit(number.unit))
    if not rest:
        return Quantity(number=number, unit=None)
    found = known_unit(rest)
    return Quantity(number=number, unit=found) if found else None


def match_unit(text: str, at: int) -> Unit | None:
    """The longest unit, magnitude included, that starts at a position of a text: 亿元 in 5200亿元以上 at 4."""
    window = text[at : at + _LONGEST].translate(_NARROW).translate(_TRADITIONAL)
    end = _component(window, 0)
    if end is None:
        magnitude = _magnitude_at(window)
        return _unit(text[at : at + len(magnitude)]) if magnitude else None
    while window[end : end + 1] == "/" and (after := _component(window, end + 1)):
        end = after
    return known_unit(text[at : at + end])


def _component(text: str, at: int) -> int | None:
    """Where the longest name at a position ends, a magnitude before it included."""
    ends = [_name_end(text, at)]
    for magnitude in _prefixes():
        if text.startswith(magnitude, at):
            ends.append(_name_end(text, at + len(magnitude)))
    return max((end for end in ends if end), default=None)


def _magnitude_at(window: str) -> str:
    return max((m for m in _prefixes() if window.startswith(m)), key=len, default="")


def _name_end(text: str, at: int) -> int | None:
    names, longest = _matchable()
    blocked = max((len(w) for w in _lookalikes().get(text[at : at + 1], ()) if text.startswith(w, at)), default=0)
    for length in range(min(longest, len(text) - at), blocked, -1):
        word = text[at : at + length]
        if word in names and not (_latin(word[-1]) and _latin(text[at + length : at + length + 1])):
            return at + length
    return None


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


# --- from text to names -------------------------------------------------------------------------------------------------

_NARROW: Final = {0xFF01 + i: 0x21 + i for i in range(94) if 0xFF01 + i != 0xFF05} | {0x3000: 0x20, 0xA0: 0x20}
_HEAD: Final = re.compile(r"^(?:计量)?单位[:是为]?|^units?\s*[:=]", re.IGNORECASE)
_TRADITIONAL: Final = str.maketrans(
    "萬億畝噸頃戶個項臺張條處間場種輛頭隻件畝點", "万亿亩吨顷户个项台张条处间场种辆头只件亩点"
)


def _tidied(text: str) -> str:
    """Narrow, without outer brackets, "单位：" and spaces that mean nothing."""
    if len(text) > _LONGEST:
        raise UnknownUnit(text[:_LONGEST] + "…")
    tidy = " ".join(text.translate(_NARROW).translate(_TRADITIONAL).split())
    tidy = _HEAD.sub("", tidy).strip()
    if tidy[:1] in ("(", "[") and tidy[-1:] in ")]" and tidy.count(tidy[0]) == 1:
        tidy = tidy[1:-1].strip()
    return tidy


def _terms(tidy: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]] | None:
    """(magnitude, name) of the factors above and below the line."""
    whole = _term(tidy)
    if whole:
        return [whole], []
    parts = re.split(r"/| per ", tidy)
    if len(parts) > 4:
        return None
    above = [_term(p) for p in re.split("[·*]", parts[0])]
    below = [_term(p) for part in parts[1:] for p in re.split("[·*]", part.strip("() "))]
    if not all(above) or not all(below):
        return None
    return [t for t in above if t], [t for t in below if t]


def _term(text: str) -> tuple[str, str] | None:
    """One factor: a name, or a magnitude and a name; Chinese without spaces, English without case and plural."""
    plain = text.strip()
    if not plain:
        return None
    if not plain.isascii():
        plain = plain.replace(" ", "")
    found = _named(plain)
    if found:
        return "", found
    for spelling, magnitude in _magnitude_spellings():
        if plain.lower().startswith(spelling):
            found = _named(plain[len(spelling) :].strip())
            if found:
                return magnitude, found
        if plain.lower().endswith(" " + spelling):  # US$ million
            found = _named(plain[: -len(spelling)].strip())
            if found:
                return magnitude, found
    return None


def _named(word: str) -> str | None:
    if word in _names():
        return word
    spelled = _spellings()
    lower = word.lower()
    for form in (word, lower, lower.removesuffix("s"), lower.removesuffix("es")):
        if form in spelled:
            return spelled[form]
    return None


# --- from names to meaning ----------------------------------------------------------------------------------------------


@cache
def _registry() -> "pint.UnitRegistry[Any]":
    import pint  # a quarter of a second: only where a unit is asked for

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, non_int_type=Fraction)
    registry.load_definitions(_lines("units.txt"))
    return registry


#: Names that pint could not read as people write them.
_SHOWN: Final = {"百分比": "%", "指数上年": "上年=100", "指数上月": "上月=100", "指数上季": "上季=100"}


@lru_cache(maxsize=4096)
def _meaning(name: str) -> tuple[Fraction, str, str]:
    """The exact factor, the canonical unit and the dimension of a name or compound."""
    registry = _registry()
    ratio, root = registry.get_root_units(name.replace("·", "*"))
    powers = {str(k): int(v) for k, v in root._units.items()}
    dimensions = {str(k).strip("[]"): int(v) for k, v in registry.get_dimensionality(root).items()}
    return Fraction(ratio), _product({_SHOWN.get(k, k): v for k, v in powers.items()}), _product(dimensions)


def _product(powers: dict[str, int]) -> str:
    above = "·".join(name for name, power in powers.items() for _ in range(power))
    return (above or "1") + "".join(f"/{name}" for name, power in powers.items() for _ in range(-power))


def _decimal(ratio: Fraction) -> Decimal:
    return _EDGE.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))


# --- the three files ----------------------------------------------------------------------------------------------------


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _defined() -> Iterator[list[str]]:
    for line in _lines("units.txt"):
        yield [part.strip() for part in line.split("=")]


@cache
def _prefixes() -> tuple[str, ...]:
    """Magnitudes, longest first."""
    return tuple(sorted((d[0][:-1] for d in _defined() if d[0].endswith("-")), key=len, reverse=True))


@cache
def _names() -> frozenset[str]:
    return frozenset(
        name for first, _, *others in _defined() if not first.endswith("-") for name in (first, *others) if name != "_"
    )


@cache
def _spelling_lines() -> dict[str, str]:
    return {
        left.strip(): right.strip()
        for left, _, right in (line.rpartition("=") for line in _lines("unit_spellings.txt"))
    }


@cache
def _spellings() -> dict[str, str]:
    return {k: v for k, v in _spelling_lines().items() if not k.endswith("-")}


@cache
def _magnitude_spellings() -> tuple[tuple[str, str], ...]:
    """(spelling, magnitude), longest first."""
    english = {k[:-1].strip(): v for k, v in _spelling_lines().items() if k.endswith("-")}
    every = {**english, **{p: p for p in _prefixes()}}
    return tuple(sorted(every.items(), key=lambda item: len(item[0]), reverse=True))


#: Names that unit() knows but that are no unit when they follow a number in a sentence.
_ONLY_IN_HEADINGS: Final = frozenset({"成", "点", "指数", "points", "index"})


@cache
def _matchable() -> tuple[frozenset[str], int]:
    """What match_unit looks for, and the length of the longest."""
    symbols = {
        s for s in _spellings() if not (s.isascii() and s.isalpha() and s.islower() and len(s) > 3) and "100" not in s
    }
    names = (_names() | symbols) - _ONLY_IN_HEADINGS
    return frozenset(names), max(map(len, names))


@cache
def _lookalikes() -> dict[str, tuple[str, ...]]:
    """Words by their first character."""
    words = [word for line in _lines("unit_lookalikes.txt") for word in line.split()]
    return {first: tuple(w for w in words if w[0] == first) for first in {w[0] for w in words}}
