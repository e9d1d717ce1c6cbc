"""What the lines above and below a table say about all of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.grid import period, without_mark
from ingest.labels import Label, is_note, key_line, read_label, read_unit_line, title_name, words
from measures.catalogue import Catalogue
from measures.periods import Period
from measures.places import Place, Places
from measures.units import known_unit

_YEAR = re.compile(r"((?:19|20)\d\d)年?(?!\s*[-—–－]\s*\d|\d)")
_YEARS = re.compile(r"(?:19|20)\d\d年?\s*[-—–－~至到]\s*(?:19|20)\d\d")
#: 2013年1—9月, 2013年上半年: a part of a year.
_PART_OF_YEAR = re.compile(
    r"((?:19|20)\d\d)年\s*(上半年|下半年|前三季度|第?[一二三四1-4]季度|\d{1,2}(?:\s*[-—–－至~]\s*\d{1,2})?月份?)"
)
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_LONGEST = 120


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a table's surroundings say; None where they are silent."""

    #: words of the statistic that all of the table is about
    indicator: Label | None = None
    #: the statistic that the title names, a hint and no more
    title: str | None = None
    place: Place | None = None
    unit: str | None = None
    period: Period | None = None
    #: of levels
    price_basis: str | None = None
    #: of growth
    growth_price_basis: str | None = None
    #: source line below the table
    source: str | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The units of 单位：亿元、万人, of which each statistic takes the one that fits it."""
        if self.unit is None:
            return ()
        parts = tuple(part.strip() for part in re.split(r"[、,，;；/]", self.unit))
        several = known_unit(self.unit) is None and all(known_unit(part) is not None for part in parts)
        return parts if several else (self.unit,)


def read_context(lines: Iterable[str], notes: Iterable[str], catalogue: Catalogue, places: Places) -> Context:
    """Return what titles (top to bottom) and notes say about a table."""
    found: dict[str, object] = {}
    for line in (text for text in lines if text):
        _read_line(line, found, catalogue, places)
    prices = " ".join([*(found.get("lines") or []), *notes]).lower()  # type: ignore[misc]
    found.pop("lines", None)
    level, growth = _prices(prices)
    source = next((said for said in map(_source, notes) if said), None)
    return Context(**found, price_basis=level, growth_price_basis=growth, source=source)  # type: ignore[arg-type]


def _read_line(line: str, found: dict[str, object], catalogue: Catalogue, places: Places) -> None:
    found.setdefault("lines", []).append(line)  # type: ignore[attr-defined]
    unit = read_unit_line(line)
    if unit is not None:
        found.setdefault("unit", unit)
        return
    key = key_line(line)
    if key is not None:
        _read_key(*key, found, places)
        return
    if is_note(line) or len(line) > _LONGEST:
        return
    for part in (part for bracket in _BRACKETS.findall(line) for part in re.split(r"[,，;；、]", bracket)):
        unit = read_unit_line(part)
        if unit is not None:
            found.setdefault("unit", unit)
    year = period_in(line)
    if year is not None:
        found.setdefault("period", year)
    place, name = _leading_place(title_name(without_mark(line)), places)
    if catalogue.find(name) is not None:
        found["title"] = name
    found.setdefault("title", name or None)
    if place is not None:
        found.setdefault("place", place)


def _leading_place(name: str, places: Places) -> tuple[Place | None, str]:
    """Split 河南省各市生产总值 into the place and the rest."""
    for end in range(min(len(name), 12), 1, -1):
        place = places.find(name[:end])
        if place is not None:
            rest = name[end:].strip(" ,，:：-")
            return place, title_name(rest) if rest else rest
    return None, name


def _read_key(what: str, said: str, found: dict[str, object], places: Places) -> None:
    if what == "indicator":
        label = read_label(said)
        found["indicator"] = label
        if label.unit is not None:
            found.setdefault("unit", label.unit)
    elif what == "place":
        place = places.find(said)
        if place is not None:
            found["place"] = place
    elif what == "unit":
        found.setdefault("unit", said)


def period_in(line: str) -> Period | None:
    """Return the period that a title names in brackets, or its one year; a range of years is none."""
    for bracket in _BRACKETS.findall(line):
        said = period(bracket.strip())
        if said is not None:
            return said
    months = {f"{year}年{rest}" for year, rest in _PART_OF_YEAR.findall(line)}
    if months:
        return period(months.pop().removesuffix("份")) if len(months) == 1 else None
    if _YEARS.search(line):
        return None
    years = set(_YEAR.findall(line))
    return period(years.pop()) if len(years) == 1 else None


def _prices(text: str) -> tuple[str | None, str | None]:
    """(price basis of levels, of growth) that notes give: 绝对额按当年价格计算,速度按可比价格计算."""
    nominal = any(w in text for w, t in words("price").items() if t == "nominal")
    real = any(w in text for w, t in words("price").items() if t == "real")
    if nominal and real:
        return "nominal", "real"
    return ("nominal" if nominal else "real" if real else None), ("real" if real else None)


def _source(note: str) -> str | None:
    head, colon, said = re.split(r"([:：])", note, maxsplit=1) if re.search(r"[:：]", note) else (note, "", "")
    return said.strip() if colon and words("note").get(head.strip().lower()) == "source" and said.strip() else None
