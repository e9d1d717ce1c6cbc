"""What each row and column of a table means: place, period, names of statistics, unit, kind of figure, prices."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.changes import Change, Changed
from ingest.context import Context
from ingest.grid import period, text_at, year_of
from ingest.items import has_items
from ingest.knowledge import Knowledge
from ingest.labels import Label, bare_name, bare_place, is_alone, is_total, read_label, words
from ingest.lexicon import plain
from ingest.mapping import Said, SheetMapping
from ingest.tables import Heading, Table
from ingest.wholes import whole_place
from measures.periods import Period
from measures.places import Level, Place
from measures.terms import Basis, Measure
from measures.units import known_unit

#: Share of the rows that must be known places before the others are taken for places too.
_PLACES = 0.4


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a row or a column says about its cells; None and () where it is silent."""

    heading: Heading
    place: Place | None = None
    #: text that stands where a place belongs and names none
    unknown_place: str | None = None
    period: Period | None = None
    #: its own label, where that may be one of several periods
    doubtful: Label | None = None
    #: names of statistics from the outermost to its own
    names: tuple[str, ...] = ()
    unit: str | None = None
    measure: str | None = None
    basis: str | None = None
    price_basis: str | None = None
    #: its own label, where it is growth or an index
    growth_or_index: bool = False
    #: label of a period whose year is given elsewhere (一季度)
    yearless: str = ""
    #: the change that makes another statistic of the one it stands by
    change: Changed | None = None
    #: measures.terms.ObsStatus that its words say
    status: str | None = None
    #: what its words say beside (修订数)
    note: str | None = None
    #: True where its figures are no statistic
    aside: bool = False
    #: True where it is the yearly mean of a growth over several years
    mean: bool = False
    #: "before" for 上年同期, "now" for 本期, "" for neither
    relative: str = ""
    #: True where its basis is that of one of several columns before it
    unsure: bool = False
    #: label of the period that it takes from a column at its left
    group_label: str | None = None
    #: what the mapping file says
    said: Said = field(default_factory=Said)


def row_role(table: Table, knowledge: Knowledge, context: Context) -> str:
    """Return what the rows are: "place", "period" or "indicator"."""
    headed = [kind for kind in table.stubs.values() if kind is not None and kind != "unit"]
    labels = [row.path[-1] for row in table.rows if row.path]
    if not labels:
        return "period"
    if "indicator" in headed or has_items(table, context.partners):
        return "indicator"
    known = sum(find_place(knowledge, label, None) is not None for label in labels)
    if "place" in headed or known >= _PLACES * len(labels):
        return "place"
    if sum(read_label(label, 2000).period is not None for label in labels) >= 0.6 * len(labels):
        return "period"
    about = context.indicator is not None or _titled(knowledge, context)
    statistics = any(knowledge.catalogue.find(read_label(label).name) is not None for label in labels)
    return "place" if about and not statistics else "indicator"


def _titled(knowledge: Knowledge, context: Context) -> bool:
    return context.title is not None and knowledge.catalogue.find(context.title) is not None


def find_place(
    knowledge: Knowledge, label: str, within: str | None, other: str = "", *, city: bool = False
) -> Place | None:
    """Return the place that a row's label names, by its Chinese or its other name; city: 吉林 in a list of cities."""
    for text in (bare_place(label), bare_place(other)):
        if text and year_of(text) is None:
            found = knowledge.places.find(text, within) if within else knowledge.places.find(text)
            if found is not None and city and found.level is Level.PROVINCE:
                return knowledge.places.find(f"{found.short}市") or found
            if found is not None:
                return found
    return None


def row_meanings(
    table: Table, role: str, knowledge: Knowledge, context: Context, mapping: SheetMapping
) -> tuple[Meaning, ...]:
    """Return the meaning of every row."""
    within = province_within(table, role, knowledge, context)
    about = year_about(context)
    cities = any(kind == "place" and _heads_cities(table, column) for column, kind in table.stubs.items())
    items = has_items(table, context.partners)
    found = [
        _row(row, role, within, about, knowledge, mapping, cities=cities, marks=context.marks, items=items)
        for row in table.rows
    ]
    if role == "place":
        there = [m.place for m in found if m.place is not None]
        found = _parts_of_wholes([_as_whole(m, context, there, knowledge) for m in found])
    return tuple(_with_names_above(found) if role == "indicator" and not items else found)


def _as_whole(meaning: Meaning, context: Context, there: Sequence[Place], knowledge: Knowledge) -> Meaning:
    """全省 above its cities."""
    if meaning.unknown_place is None:
        return meaning
    whole = whole_place(meaning.unknown_place, context.place, there, knowledge)
    return meaning if whole is None else replace(meaning, place=whole, unknown_place=None)


def _heads_cities(table: Table, column: int) -> bool:
    """Say whether the places of a column are cities: 城市, 市别."""
    heads = [plain(text_at(table.sheet, row, column)) for row in table.block.header]
    return any(head in words("cities") for head in heads)


def _parts_of_wholes(rows: list[Meaning]) -> list[Meaning]:
    """城市 and 农村 under 全省: parts of that place's statistic, no places."""
    done: list[Meaning] = []
    whole: Place | None = None
    city: Place | None = None
    for row in rows:
        bare = plain(bare_place(row.unknown_place)) if row.unknown_place is not None else ""
        if row.place is not None and row.place.level is Level.PREFECTURE:
            city = row.place
        if bare == "市辖区" and city is not None:
            row = replace(row, place=_urban_districts(city), unknown_place=None)
        elif bare in words("part") and whole is not None:
            row = replace(row, place=whole, unknown_place=None, names=(bare_place(str(row.unknown_place)),))
        else:
            whole = row.place if row.heading.path and is_total(bare_place(row.heading.path[-1])) else None
        done.append(row)
    return done


def _urban_districts(city: Place) -> Place:
    """市辖区 under a city: all its districts together, under the code that GB/T 2260 has for them."""
    name = f"{city.name}市辖区"
    return Place(code=f"{city.code[:4]}01", name=name, short=name, level=Level.AREA, parent=city.code)


def _with_names_above(rows: list[Meaning]) -> list[Meaning]:
    """增长(%) alone in a row is the growth of the statistic above; 第一产业 after 生产总值 is a part of that."""
    done: list[Meaning] = []
    names: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    for row in rows:
        if row.names and plain(row.names[-1]) not in words("gdp_child"):
            whole = row.names
        elif len(row.names) == 1 and whole:
            row = replace(row, names=(*whole[-1:], *row.names))
        changes = row.measure in (Measure.GROWTH, Measure.DECLINE) or row.change is not None
        alone = not row.names and changes and row.period is None
        done.append(replace(row, names=names) if alone else row)
        names = done[-1].names
    return done


def year_about(context: Context) -> int | None:
    """The one year that the title names: that of labels such as 1-2月."""
    said = context.period
    return said.end_year if said is not None and said.start_year == said.end_year else None


def province_within(table: Table, role: str, knowledge: Knowledge, context: Context) -> str | None:
    """The province that most places of the table lie in: short names of counties are read inside it only."""
    if role != "place":
        return None
    if context.place is not None:
        return context.place.code
    found = (find_place(knowledge, row.path[-1], None, row.other) for row in table.rows if row.path)
    provinces = Counter(
        province.code
        for place in found
        if place is not None and (province := province_of(knowledge, place)) is not None
    )
    inner = sum(provinces.values())
    best = provinces.most_common(1)
    return best[0][0] if best and best[0][1] > 1 and best[0][1] >= 0.6 * inner else None


def province_of(knowledge: Knowledge, place: Place) -> Place | None:
    """Return the province that a place lies in, None for a province itself and for the country."""
    while place.level not in (Level.PROVINCE, Level.COUNTRY):
        if place.parent is None or place.parent not in knowledge.places:
            return None
        place = knowledge.places.get(place.parent)
        if place.level is Level.PROVINCE:
            return place
    return None


def _row(
    row: Heading,
    role: str,
    within: str | None,
    about: int | None,
    knowledge: Knowledge,
    mapping: SheetMapping,
    *,
    cities: bool,
    marks: Sequence[tuple[str, Period]],
    items: bool,
) -> Meaning:
    said = mapping.row(
        row.path, named=role == "indicator" and read_label(row.path[-1]).name != "" if row.path else False
    )
    own = next((y for y in map(_year, (*row.periods, *reversed(row.path))) if y is not None), None)
    year = own if own is not None else about
    when, yearless = _row_period(row.periods, own, year)
    marked = next((p for mark, p in marks if row.path and row.path[-1].strip().startswith(mark)), None)
    when, yearless = (marked, "") if marked is not None else (when, yearless)
    meaning = Meaning(heading=row, period=when, yearless=yearless, said=said, unit=row.unit or None)
    if row.places:
        place = find_place(knowledge, row.places[0], within)
        meaning = replace(meaning, place=place, unknown_place=None if place else row.places[0])
    if not row.path:
        return meaning
    if role != "place":
        labelled = _labelled(meaning, row.path, year, knowledge)
        labelled = labelled if items else _with_place(labelled, knowledge)
        return replace(labelled, period=when or labelled.period, yearless=yearless or labelled.yearless)
    place = find_place(knowledge, row.path[-1], within, row.other, city=cities)
    sections = _labelled(meaning, row.path[:-1], year, knowledge) if len(row.path) > 1 else meaning
    if sections.names and knowledge.catalogue.find(sections.names[-1]) is not None:
        meaning = replace(sections, names=sections.names[-1:])
    elif not sections.names and (sections.measure is not None or sections.unit is not None):  # 增速（%） above its rows
        meaning = sections
    meaning = replace(meaning, period=when or sections.period, yearless=yearless or sections.yearless)
    return replace(meaning, place=place, unknown_place=None if place else row.path[-1])


def _year(text: str) -> int | None:
    """The year that a label is: 2013, 2013年."""
    said = period(text)
    return said.end_year if said is not None and said.basis is Basis.YEAR else None


def _row_period(texts: Sequence[str], own: int | None, year: int | None) -> tuple[Period | None, str]:
    """The period of a row's labels, and its label where the year is not the row's own."""
    if not texts:
        return None, ""
    said = texts[-1]
    if period(said) is not None:
        return period(said), ""
    meant = in_year(said, year if year is not None else 2000)
    if meant is None:
        return None, ""
    return (meant if year is not None else None), ("" if own is not None else said)


def in_year(text: str, year: int) -> Period | None:
    """Return the period that a label without a year means in one."""
    return period(text, year) or period(f"{text} {year}") or period(f"{year}年{text}")


def column_meanings(table: Table, knowledge: Knowledge, context: Context, mapping: SheetMapping) -> tuple[Meaning, ...]:
    """Return the meaning of every column by its own labels."""
    found = []
    for column in table.columns:
        bare = Meaning(heading=column, said=mapping.column(column.path))
        meaning = _labelled(bare, column.path, year_about(context), knowledge)
        found.append(_with_place(meaning, knowledge))
    there = [m.place for m in found if m.place is not None]
    return tuple(_with_whole(m, context, there, knowledge) if there else m for m in found)


def _with_whole(meaning: Meaning, context: Context, there: Sequence[Place], knowledge: Knowledge) -> Meaning:
    """全省 beside columns of its cities."""
    whole = next((p for n in meaning.names if (p := whole_place(n, context.place, there, knowledge))), None)
    if whole is None:
        return meaning
    return replace(meaning, place=whole, names=tuple(n for n in meaning.names if not is_total(bare_place(n))))


def _with_place(meaning: Meaning, knowledge: Knowledge) -> Meaning:
    """A name of a column that is a place and no statistic."""
    names = []
    place = meaning.place
    for name in meaning.names:
        found = knowledge.places.find(bare_place(name)) if knowledge.catalogue.find(name) is None else None
        if found is not None:
            place = found
        else:
            names.append(name)
    return replace(meaning, place=place, names=tuple(names))


def with_unit(meaning: Meaning, unit: str) -> Meaning:
    """Return a column for a cell that carries its own unit: 1.2个百分点 under 比上年增减."""
    found = known_unit(unit)
    points = found is not None and found.dimension == "percentage_point"
    change = meaning.change
    if points and change is None and meaning.measure in (Measure.GROWTH, Measure.DECLINE):
        change = Changed(kind=Change.POINTS, words=meaning.heading.path[-1], rest="")
    elif points and change is not None and change.kind in (Change.EITHER, Change.AMOUNT):
        change = replace(change, kind=Change.POINTS)
    elif change is not None and change.kind is Change.EITHER and found is not None:
        change = None if found.dimension == "percent" else replace(change, kind=Change.AMOUNT)
        measure = str(Measure.GROWTH) if change is None else meaning.measure
        return replace(meaning, unit=unit, change=change, measure=measure)
    return replace(meaning, unit=unit, change=change)


def _labelled(meaning: Meaning, path: Sequence[str], year: int | None, knowledge: Knowledge) -> Meaning:
    """Read a path of labels; what stands further in speaks before what stands further out."""
    names: list[str] = []
    for text in path:
        label = _whole_name(read_label(text, year), knowledge)
        if label.period is not None and label.period.basis is Basis.YEAR and not label.yearless:
            year = label.period.end_year
        if label.name and not label.aside and not is_alone(label.name):
            names.append(label.name)
        meaning = _with_label(meaning, label)
    return replace(meaning, names=(*meaning.names, *names))


def _with_label(meaning: Meaning, label: Label) -> Meaning:
    measured = label.measure and (label.unit or label.measure != Measure.LEVEL)
    dated = label.period is not None or bool(label.yearless)
    return replace(
        meaning,
        period=label.period if dated else meaning.period,
        yearless=label.yearless if dated else meaning.yearless,
        doubtful=label if label.doubtful else meaning.doubtful,
        unit=label.unit or meaning.unit,
        measure=label.measure if measured else meaning.measure,
        basis=label.basis or meaning.basis,
        price_basis=label.price_basis or meaning.price_basis,
        growth_or_index=label.growth_or_index or meaning.growth_or_index,
        change=label.change or meaning.change,
        status=label.status or meaning.status,
        note=label.note or meaning.note,
        aside=label.aside or meaning.aside,
        mean=label.mean or meaning.mean,
    )


def _whole_name(label: Label, knowledge: Knowledge) -> Label:
    """人口自然增长率 is a statistic of its own, not the growth of 人口自然; 居民消费价格环比 one of the catalogue's."""
    if label.measure in (None, Measure.LEVEL, Measure.RATIO) and label.change is None:
        return label
    whole = bare_name(label.text)
    match = knowledge.catalogue.find(whole) if whole else None
    if match is None or match.how != "exact":
        return label
    own = read_label(knowledge.catalogue.get(match.indicator_id).name_zh)
    if own.measure is None and own.change is None:
        return label
    return replace(label, name=whole, measure=None, change=None)
