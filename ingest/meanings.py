"""What each row and column of a table means: place, period, names of statistics, unit, kind of figure, prices."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.context import Context
from ingest.grid import period, year_of
from ingest.knowledge import Knowledge
from ingest.labels import Label, bare_place, is_total, read_label, words
from ingest.mapping import Said, SheetMapping
from ingest.tables import Heading, Table
from measures.periods import Period
from measures.places import Level, Place
from measures.terms import Measure

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
    if "indicator" in headed:
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


def find_place(knowledge: Knowledge, label: str, within: str | None, other: str = "") -> Place | None:
    """Return the place that a row's label names, by its Chinese or its other name."""
    for text in (bare_place(label), bare_place(other)):
        if text and year_of(text) is None:
            found = knowledge.places.find(text, within) if within else knowledge.places.find(text)
            if found is not None:
                return found
    return None


def row_meanings(
    table: Table, role: str, knowledge: Knowledge, context: Context, mapping: SheetMapping
) -> tuple[Meaning, ...]:
    """Return the meaning of every row."""
    within = province_within(table, role, knowledge, context)
    about = year_about(context)
    found = [_row(row, role, within, about, knowledge, mapping) for row in table.rows]
    return tuple(_with_names_above(found) if role == "indicator" else found)


def _with_names_above(rows: list[Meaning]) -> list[Meaning]:
    """增长(%) alone in a row is the growth of the statistic in the row above."""
    done: list[Meaning] = []
    names: tuple[str, ...] = ()
    for row in rows:
        alone = not row.names and row.measure == Measure.GROWTH and row.period is None
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
    row: Heading, role: str, within: str | None, about: int | None, knowledge: Knowledge, mapping: SheetMapping
) -> Meaning:
    said = mapping.row(row.path)
    year = next((y for y in map(year_of, (*row.periods, *reversed(row.path))) if y is not None), about)
    when = _row_period(row.periods, year)
    meaning = Meaning(heading=row, period=when, said=said, unit=row.unit or None)
    if row.places:
        place = find_place(knowledge, row.places[0], within)
        meaning = replace(meaning, place=place, unknown_place=None if place else row.places[0])
    if not row.path:
        return meaning
    if role != "place":
        labelled = _labelled(meaning, row.path, year)
        return replace(labelled, period=when or labelled.period)
    place = find_place(knowledge, row.path[-1], within, row.other)
    if place is None and is_total(bare_place(row.path[-1])) and within is not None:
        return replace(meaning, unknown_place=row.path[-1])
    sections = _labelled(meaning, row.path[:-1], year) if len(row.path) > 1 else meaning
    if sections.names and knowledge.catalogue.find(sections.names[-1]) is not None:
        meaning = replace(sections, names=sections.names[-1:])
    meaning = replace(meaning, period=when or sections.period)
    return replace(meaning, place=place, unknown_place=None if place else row.path[-1])


def _row_period(texts: Sequence[str], year: int | None) -> Period | None:
    if not texts:
        return None
    own = texts[-1]
    if year is not None and year_of(own) is None:
        return period(own, year) or period(f"{own} {year}") or period(f"{year}年{own}")
    return period(own)


def column_meanings(table: Table, knowledge: Knowledge, context: Context, mapping: SheetMapping) -> tuple[Meaning, ...]:
    """Return the meaning of every column; one without a period of its own takes that of its group."""
    found = []
    for column in table.columns:
        meaning = _labelled(Meaning(heading=column, said=mapping.column(column.path)), column.path, year_about(context))
        found.append(_with_place(meaning, knowledge))
    if all(m.basis is None for m in found):  # beside 本月 and 累计, 上年同期 may be either
        found = [_relative(m, context.period) for m in found]
    return _group_periods(found)


def _relative(meaning: Meaning, about: Period | None) -> Meaning:
    """本期 is the period of the title, 上年同期 the same one a year before."""
    said = words("relative").get(meaning.names[-1]) if meaning.names else None
    if said is None or about is None or meaning.period is not None:
        return meaning
    before = replace(about, start_year=about.start_year - 1, end_year=about.end_year - 1)
    when = about if said == "now" else before
    return replace(meaning, period=when, names=meaning.names[:-1])


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


def _labelled(meaning: Meaning, path: Sequence[str], year: int | None) -> Meaning:
    """Read a path of labels; what stands further in speaks before what stands further out."""
    names: list[str] = []
    for text in path:
        label = read_label(text, year)
        if label.period is not None and year_of(text) is not None:
            year = label.period.end_year
        if label.name:
            names.append(label.name)
        meaning = replace(
            meaning,
            period=label.period or meaning.period,
            doubtful=label if label.doubtful else meaning.doubtful,
            unit=label.unit or meaning.unit,
            measure=label.measure
            if label.measure and (label.unit or label.measure != Measure.LEVEL)
            else meaning.measure,
            basis=label.basis or meaning.basis,
            price_basis=label.price_basis or meaning.price_basis,
            growth_or_index=label.growth_or_index or meaning.growth_or_index,
        )
    return replace(meaning, names=(*meaning.names, *names))


def _group_periods(columns: list[Meaning]) -> tuple[Meaning, ...]:
    """2009-10, FOOTNOTES, TOTAL …: columns without a period take the one at their left in the same group.

    Growth beside two years (2013年, 2012年, 增长%) belongs to the later one.
    """
    done: list[Meaning] = []
    groups: dict[tuple[str, ...], list[Meaning]] = {}
    for column in columns:
        group = groups.setdefault(column.heading.path[:-1], [])
        dated = [m for m in group if m.period is not None or m.doubtful is not None]
        silent = column.period is None and column.doubtful is None
        if silent and dated and len(column.heading.path) >= 1:
            growth = column.measure == Measure.GROWTH and all(m.period for m in dated)
            source = max(dated, key=lambda m: m.period.last_day) if growth else dated[-1]  # type: ignore[union-attr]
            label = source.heading.path[-1]
            done.append(replace(column, period=source.period, doubtful=source.doubtful, group_label=label))
        else:
            done.append(column)
        group.append(column)
    return tuple(done)
