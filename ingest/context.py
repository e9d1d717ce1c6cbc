"""What the lines above and below a table say about all of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.grid import period, without_mark
from ingest.items import of_partners, statistic_in
from ingest.labels import Label, is_note, key_line, read_label, read_unit_line, title_name, words
from measures.catalogue import Catalogue
from measures.periods import Period, read_period
from measures.places import Place, Places
from measures.terms import Basis, Measure
from measures.units import known_unit

_YEAR = re.compile(r"((?:19|20)\d\d)年?(?!\s*[-—–－]\s*\d|\d)")
#: 2023年统计年鉴 says when a book came out, not of which year its figures are.
_EDITION = re.compile(r"(?:(?:19|20)\d\d年?)?[\u3400-\u9fff]{0,6}(?:统计)?年鉴[-—–－]?\s*(?:(?:19|20)\d\d年?)?")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CONTINUED = re.compile(
    r"[(（【]?\s*(?:续\s*表?|续上表|接上表|continued)\s*[\d一二三四五六七八九十]*\s*[)）】]?", re.IGNORECASE
)
_YEARS = re.compile(r"(?:19|20)\d\d年?\s*[-—–－~至到]\s*(?:19|20)\d\d")
#: 2013年1—9月, 2013年上半年: a part of a year.
_PART_OF_YEAR = re.compile(
    r"((?:19|20)\d\d)年\s*(上半年|下半年|前三季度|第?[一二三四1-4]季度"
    r"|\d{1,2}(?:\s*[-—–－至~]\s*\d{1,2})?月份?)(?!\s*\d{1,2}\s*日)"
)
#: A mark and the period that a note gives its figures.
_MARKED = re.compile(r"([▲△★☆●○◆◇■□※])\s*(?:指标)?[为是：:]\s*((?:(?:19|20)\d\d年)?\d{1,2}(?:[-—–－至~]\d{1,2})?月)")
#: 截至9月末: from January on.
_UNTIL = re.compile(r"截[至止]\s*((?:(?:19|20)\d\d年)?\d{1,2}月)[末底]?")
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_LONGEST = 120
#: Different lines above a table that are read, from the top and from the table upwards; more are no titles.
_TITLES = 100


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
    #: measures.terms.Basis that the title says: 累计
    basis: str | None = None
    #: "growth" where the title is of growth alone: 固定资产投资增速
    measure: str | None = None
    #: of levels
    price_basis: str | None = None
    #: of growth
    growth_price_basis: str | None = None
    #: source line below the table
    source: str | None = None
    #: True where a title of its own stands over the table, other than 续表
    titled: bool = False
    #: True where the title says that rows are partners: 按国别（地区）分
    partners: bool = False
    #: what the notes say about the figures of a mark: ▲为1-9月数
    marks: tuple[tuple[str, Period], ...] = ()

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
    said = list(dict.fromkeys(text for text in lines if text))
    for line in said if len(said) <= 2 * _TITLES else [*said[:_TITLES], *said[-_TITLES:]]:
        _read_line(line, found, catalogue, places)
    prices = " ".join([*(found.get("lines") or []), *notes]).lower()  # type: ignore[misc]
    found.pop("lines", None)
    level, growth = _prices(prices)
    source = next((said for said in map(_source, notes) if said), None)
    about = found.get("period")
    year = about.end_year if isinstance(about, Period) else None
    marks = tuple((m, p) for text in notes for m, p in _marked_periods(text, year))
    return Context(**found, price_basis=level, growth_price_basis=growth, source=source, marks=marks)  # type: ignore[arg-type]


def _marked_periods(note: str, year: int | None) -> Iterator[tuple[str, Period]]:
    """▲为1-9月数 in a note: the figures of rows with this mark are of another period."""
    for mark, words_of_time in _MARKED.findall(note):
        said = period(words_of_time, year)
        if said is not None:
            yield mark, said


def continued(context: Context, above: Context | None) -> Context:
    """Return what a table says with what the table above it on the same sheet said, where it is silent.

    A table without a title, or headed 续表, goes on with all of it; one with its own title is about the same place.
    """
    if above is None:
        return context
    place = context.place if context.place is not None else above.place
    if context.titled:
        return replace(context, place=place)
    return replace(
        context,
        place=place,
        indicator=context.indicator or above.indicator,
        title=context.title or above.title,
        unit=context.unit or above.unit,
        period=context.period or above.period,
        basis=context.basis or above.basis,
        measure=context.measure or above.measure,
        price_basis=context.price_basis or above.price_basis,
        growth_price_basis=context.growth_price_basis or above.growth_price_basis,
        source=context.source or above.source,
        partners=context.partners or above.partners,
    )


def covered(context: Context, lines: Iterable[str], catalogue: Catalogue, places: Places) -> Context:
    """Return what a table says with what the cover of its file says, where it is silent."""
    found: dict[str, object] = {}
    for line in lines:
        _read_line(line, found, catalogue, places)
    return replace(
        context,
        place=context.place or found.get("place"),  # type: ignore[arg-type]
        period=context.period or found.get("period"),  # type: ignore[arg-type]
        unit=context.unit or found.get("unit"),  # type: ignore[arg-type]
    )


def surrounded(context: Context, names: Iterable[str], catalogue: Catalogue, places: Places) -> Context:
    """Return what a table says with what the names of its sheet and file say (in this order), where it is silent."""
    part = ""
    for name in (n for n in names if _CHINESE.search(n)):  # fujian1.xls need not be about 福建
        part = part or (name.strip() if read_label(name.strip()).yearless else "")
        found: dict[str, object] = {}
        _read_line(_EDITION.sub(" ", name.replace("_", " ")), found, catalogue, places)
        title = found.get("title")
        known = isinstance(title, str) and _is_statistic(title, catalogue)
        context = replace(
            context,
            place=context.place or found.get("place"),  # type: ignore[arg-type]
            period=context.period or found.get("period"),  # type: ignore[arg-type]
            unit=context.unit or found.get("unit"),  # type: ignore[arg-type]
            basis=context.basis or found.get("basis"),  # type: ignore[arg-type]
            measure=context.measure or found.get("measure"),  # type: ignore[arg-type]
            title=title if known and not _is_statistic(context.title, catalogue) else context.title,  # type: ignore[arg-type]
        )
    year = context.period if context.period is not None and context.period.basis is Basis.YEAR else None
    meant = (
        period(part, year.end_year) if part and year is not None else None
    )  # 3月 as a sheet's name, 2018年 in the title
    return context if meant is None else replace(context, period=meant)


def _is_statistic(title: str | None, catalogue: Catalogue) -> bool:
    return title is not None and catalogue.find(statistic_in(title)) is not None


def _read_line(line: str, found: dict[str, object], catalogue: Catalogue, places: Places) -> None:
    found.setdefault("lines", []).append(line)  # type: ignore[attr-defined]
    own = _CONTINUED.sub("", line).strip()
    goes_on = own != line.strip()
    line = own
    if not line or (goes_on and not _LETTER.search(line)):  # 21-3 续表1
        return
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
    found["titled"] = found.get("titled", False) or not goes_on
    found["partners"] = bool(found.get("partners")) or of_partners(line)
    basis = next((b for word, b in words("basis").items() if word in line.lower() and not word.isascii()), None)
    if basis is not None:
        found.setdefault("basis", basis)
    year = period_in(line)
    if year is not None:
        found.setdefault("period", year)
    place, name = _leading_place(title_name(without_mark(line)), places)
    measure = read_label(name).measure if name else None
    if measure in (Measure.GROWTH, Measure.DECLINE):
        found.setdefault("measure", measure)
    if _is_statistic(name, catalogue):
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
        found.setdefault("unit", _chinese_unit(said))


def _chinese_unit(said: str) -> str:
    """元 of 元(yuan), where the whole is no unit."""
    if known_unit(said) is not None:
        return said
    bare = _BRACKETS.sub("", said).strip()
    return bare if bare and known_unit(bare) is not None else said


def period_in(line: str) -> Period | None:
    """Return the period that a title names in brackets, or its one year; a range of years is none."""
    line = _EDITION.sub(" ", line)
    until = _UNTIL.search(line)
    if until is not None:
        years = set(_YEAR.findall(line))
        said = period(until.group(1), int(next(iter(years)))) if len(years) == 1 else None
        return read_period(str(said), basis=Basis.YTD) if said is not None else None
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
    of_growth = (
        re.search(r"(?:速度|增长|增速|指数|发展|growth|indices|index)[^。;；]*$", _before_real(text)) is not None
    )
    if nominal and real:
        return "nominal", "real"
    return ("nominal" if nominal else "real" if real and not of_growth else None), ("real" if real else None)


def _before_real(text: str) -> str:
    """What stands before the first word of constant prices."""
    places = [text.find(w) for w, t in words("price").items() if t == "real" and w in text]
    return text[: min(places)] if places else ""


def _source(note: str) -> str | None:
    head, colon, said = re.split(r"([:：])", note, maxsplit=1) if re.search(r"[:：]", note) else (note, "", "")
    return said.strip() if colon and words("note").get(head.strip().lower()) == "source" and said.strip() else None
