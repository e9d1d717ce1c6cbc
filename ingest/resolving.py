"""What one cell of a table is: labels, surroundings, mapping and the person's answers taken together."""

from dataclasses import dataclass, field, replace

from ingest.cells import address
from ingest.dating import Dating
from ingest.mapping import Said
from ingest.meanings import Meaning
from ingest.tables import Heading
from measures.catalogue import Match
from measures.periods import Period
from measures.places import Place

_SKIP = "skip"
_NOWHERE = Heading(number=-1, path=())


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """Everything but the value of a cell; None for what is still asked."""

    skipped: bool = False
    place: Place | None = None
    indicator: str | None = None
    match: Match | None = None
    period: Period | None = None
    measure: str | None = None
    unit: str | None = None
    price_basis: str | None = None
    published: str | None = None
    status: str | None = None
    note: str | None = None


@dataclass(kw_only=True)
class Resolver(Dating):
    """Resolves the cells of one table; asks what the table does not say."""

    _known: dict[tuple[Meaning, int, str | None, bool], Resolved] = field(default_factory=dict)

    def resolve(self, row: Meaning, column: Meaning) -> Resolved:
        """Return what the cell of a row and a column is."""
        said = column.said.over(row.said).over(self.mapping.everywhere)
        if said.skip or ((row.aside or column.aside) and said.indicator is None):
            return Resolved(skipped=True)
        place, left_out = self._place(row, column, said)
        if left_out:
            return Resolved(skipped=True)
        key = (
            replace(row, heading=_NOWHERE, place=None, unknown_place=None),
            column.heading.number,
            column.unit,
            self.asking.quiet,
        )
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._all_but_place(row, column, said)
        return replace(known, place=place)

    def _all_but_place(self, row: Meaning, column: Meaning, said: Said) -> Resolved:
        statistic = self._statistic(row, column, said)
        if statistic.skipped:
            return Resolved(skipped=True)
        meaning = column if column.change is not None else row
        if meaning.change is not None and said.measure is None:
            statistic, measure, unit = self._changed(row, column, said, statistic, meaning)
        else:
            measure, unit = self._measure_and_unit(row, column, said, statistic)
        statistic = self._based(statistic, unit) if said.indicator is None else statistic
        if (row.mean or column.mean) and statistic.name is not None:
            statistic = replace(statistic, name=f"{statistic.name}年均增长")
        period = self._period(row, column, said, statistic)
        if period is None and _SKIP in (self.asking.given("period", ""), self.asking.given("year", "")):
            return Resolved(skipped=True)
        return Resolved(
            indicator=statistic.name,
            match=statistic.match,
            period=period,
            measure=measure,
            unit=unit,
            price_basis=said.price_basis or self._price(row, column, measure, unit, statistic),
            published=said.published,
            status=said.status or column.status or row.status,
            note=column.note or row.note,
        )

    def asking_missing(self, row: Meaning, column: Meaning, text: str) -> bool:
        """Ask what a text among numbers stands for; True where the person says that it is no value."""
        cell = address(row.heading.number, column.heading.number, self.table.sheet.name)
        return self.asking.ask("text_among_numbers", text, [cell], (("missing", 0.8),), value=text) == "missing"
