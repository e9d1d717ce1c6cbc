"""What the codes of an SDMX message mean: places, statistics, units and periods, by code first and by label then."""

import re
from collections.abc import Mapping
from functools import cache

from ingest.lexicon import plain, table
from ingest.sdmx import AREAS, Record
from measures.periods import Period, read_period
from measures.places import COUNTRY, Place, Places
from measures.terms import Basis
from measures.units import known_unit

#: Dimensions that name the statistic.
_STATISTIC = ("INDICATOR", "SERIES", "SUBJECT", "ITEM", "VARIABLE", "CONCEPT", "INDIC", "STAT_INDICATOR")
#: Dimensions that say nothing of what is measured.
_ASIDE = frozenset({"FREQ", "FREQUENCY", "UNIT_MEASURE", "UNIT", "UNIT_MULT", "TIME_FORMAT", "COUNTERPART_AREA"})
#: Codes of a dimension that narrows nothing: total, not applicable, unadjusted.
_NEUTRAL = frozenset({"_T", "_Z", "_X", "_O", "N", "NSA", "TOT", "TOTAL"})
_CHINA = frozenset({"CN", "CHN", "156"})
_SUBDIVISION = re.compile(r"(?:CN|CHN)[-_.]?([A-Z]{2}|\d{2}|\d{6})")
_CUMULATED = re.compile(r"year[ -]to[ -]date|cumulat|accumulated|\bYTD\b|_YTD|累计", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(（]([^()（）]*)[)）]")
#: Weeks, days and other times that no statistic of ours has.
_FINER = re.compile(r"\d{4}-?(?:W\d{1,2}|D\d{1,3}|T[123])|\d{4}-\d{2}-\d{2}(?:T.*)?")
_POWERS = {0: "", 3: "千", 4: "万", 6: "百万", 7: "千万", 8: "亿", 9: "十亿", 12: "万亿"}


def area_of(record: Record) -> tuple[str, str] | None:
    """Return (dimension, code) of the place that an observation is about."""
    for name in AREAS:
        code = record.key.get(name) or record.attributes.get(name)
        if code:
            return name, code
    return None


def place_of(code: str, label: str, places: Places) -> Place | None:
    """Return the place of a code (ISO 3166-2:CN, GB/T 2260) or of its label; a region of elsewhere is none."""
    known = code.strip().upper()
    if known in _CHINA:
        return places.get(COUNTRY)
    part = _SUBDIVISION.fullmatch(known)
    if part is not None:
        own = part.group(1)
        full = _letters().get(own) or (own if len(own) == 6 else f"{own}0000")
        return places.get(full) if full in places else None
    if known in places:
        return places.get(known)
    return places.find(code) or (places.find(label) if label else None)


@cache
def _letters() -> Mapping[str, str]:
    return {row["letters"]: row["code"] for row in table("areas.csv")}


def statistic_of(record: Record) -> tuple[str, str | None] | None:
    """Return (name of the statistic, unit that its label says in brackets), None where no dimension names it.

    What the other dimensions narrow it to belongs to its name.
    """
    name = next((d for d in _STATISTIC if record.key.get(d)), None)
    if name is None:
        return None
    said = record.labels.get(name) or record.key[name]
    bracket = _BRACKET.search(said)
    unit = bracket.group(1).strip() if bracket is not None else None
    if unit is not None and "=" in unit:
        said = _BRACKET.sub("", said, count=1)
    narrowed = [
        record.labels.get(other) or code
        for other, code in record.key.items()
        if other not in (name, *AREAS) and other not in _ASIDE and code and code.upper() not in _NEUTRAL
    ]
    return "/".join((said.strip(), *narrowed)), unit


def unit_of(record: Record) -> str | None:
    """Return the unit with its multiplier, None where the code or the multiplier is not known."""
    name = next((n for n in ("UNIT_MEASURE", "UNIT") if record.key.get(n) or record.attributes.get(n)), None)
    if name is None:
        return None
    code = record.key.get(name) or record.attributes.get(name) or ""
    label = record.labels.get(name) or ""
    power = (record.key.get("UNIT_MULT") or record.attributes.get("UNIT_MULT") or "0").strip()
    if not power.isdigit() or int(power) not in _POWERS:
        return None
    for unit in (_units().get(plain(code)), label, code, _base(record)):
        if unit and _is_unit(unit):
            whole = _POWERS[int(power)] + unit
            return whole if _is_unit(whole) else None
    return None


def _base(record: Record) -> str | None:
    """The base of an index that the label of its statistic has in brackets."""
    meant = statistic_of(record)
    said = meant[1] if meant is not None else None
    return None if said is None else _units().get(plain(said), said if "=" in said else None)


def _is_unit(text: str) -> bool:
    """A unit that says enough: an index without its base does not."""
    unit = known_unit(text)
    return unit is not None and unit.dimension != "index"


@cache
def _units() -> Mapping[str, str]:
    return {plain(row["code"]): row["unit"] for row in table("units.csv")}


def is_finer(text: str) -> bool:
    """Whether a time is a week, a day or a third of a year."""
    return _FINER.fullmatch(text.strip()) is not None


def period_of(record: Record) -> Period | None:
    """Return the period; 2023-Q2 of a statistic that is cumulated is January to June."""
    if not record.period or is_finer(record.period):
        return None
    said = next((f"{record.labels.get(d, '')} {record.key[d]}" for d in _STATISTIC if d in record.key), "")
    cumulated = _CUMULATED.search(said) is not None
    if cumulated:
        found = read_period(record.period, basis=Basis.YTD)
        if found is not None:
            return found
    return read_period(record.period)
