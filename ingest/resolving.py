"""What one cell of a table is: labels, surroundings, mapping and the person's answers taken together."""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ingest.asking import Asking, Choices
from ingest.cells import address, letters
from ingest.changes import Change
from ingest.context import Context
from ingest.grid import figure
from ingest.knowledge import Knowledge
from ingest.labels import bare_place, is_total, read_label
from ingest.lexicon import plain
from ingest.longfields import SURE
from ingest.mapping import Said, SheetMapping
from ingest.meanings import Meaning, in_year
from ingest.naming import candidates
from ingest.ownplaces import OWN, own_place
from ingest.pairs import rate_or_amount
from ingest.tables import Heading, Table
from measures.catalogue import Match
from measures.periods import Period, read_period
from measures.places import Place
from measures.terms import Accumulation, Basis, Measure
from measures.units import BARE, Unit, known_unit

_SKIP = "skip"
_NOWHERE = Heading(number=-1, path=())
#: A figure of two others, which has no unit of theirs.
_OF_TWO = re.compile(r"(?:比|率|比重|比例|系数|指数)(?:[(（].*)?$")
_RATIOS = ("percent", "times", "1", "")
#: A statistic at the end of a period, whatever the length of the period.
_END_OF_PERIOD = re.compile(r"余额|年末|期末|月末|季末|存栏|保有量|在岗")
_STEADY = (Accumulation.PERIOD_RATE, Accumulation.STOCK, Accumulation.ANNUAL_ONLY)


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """The indicator of a cell."""

    #: as the file names it, None while it is asked
    name: str | None
    match: Match | None = None
    skipped: bool = False


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
class Resolver:
    """Resolves the cells of one table; asks what the table does not say."""

    table: Table
    context: Context
    mapping: SheetMapping
    knowledge: Knowledge
    asking: Asking
    #: what the columns say
    columns: tuple[Meaning, ...]
    #: what the rows are: place, period or indicator
    role: str
    #: basis that the figures themselves suggest, with its confidence
    guess: tuple[str, float]
    #: True where some label of the table says that its figures are cumulated
    cumulated_beside: bool = False
    #: True where some label is a run of months from January on (上半年, 1-2月); where one is a quarter after the first
    running: bool = False
    #: True where some label says 本月 or 当季
    months_beside: bool = False
    later_quarters: bool = False
    #: True where so many rows name no known place that one question is asked for all of them
    many_unknown: bool = False
    #: True where every period of the table is written 2009-10
    school_years: bool = False
    #: code of the province that most rows lie in
    within: str | None = None
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
        period = self._period(row, column, said, statistic)
        if period is None and _SKIP in (self.asking.given("period", ""), self.asking.given("year", "")):
            return Resolved(skipped=True)
        return Resolved(
            indicator=statistic.name,
            match=statistic.match,
            period=period,
            measure=measure,
            unit=unit,
            price_basis=said.price_basis or self._price(row, column, measure, statistic),
            published=said.published,
            status=said.status or column.status or row.status,
            note=column.note or row.note,
        )

    # --- place ------------------------------------------------------------------------------------------------------

    def _place(self, row: Meaning, column: Meaning, said: Said) -> tuple[Place | None, bool]:
        named = self._named_place(said.place, row.unknown_place or "") if said.place is not None else None
        if named is not None:
            return named, False
        if row.place is not None or column.place is not None:
            return row.place or column.place, False
        if row.unknown_place is not None:
            return self._asked_place(row)
        if self.context.place is not None:
            return self.context.place, False
        national = any("国内" in n or "全国" in n for n in (*row.names, *column.names, self.context.title or ""))
        choices = (("全国", 0.9 if national else 0.3),)
        answer = self.asking.ask("place", "", self._corner(), choices, sheet=self.table.sheet.name)
        return (self._named_place(answer) if answer else None), False

    def _asked_place(self, row: Meaning) -> tuple[Place | None, bool]:
        label = row.unknown_place or ""
        if not self._any_figure(row):
            return None, True
        if self.many_unknown:
            choices = ((OWN, 0.5), (_SKIP, 0.5))
            answer = self.asking.ask("unknown_places", "", [self._stub_cell(row)], choices, value=label)
            return (self._named_place(answer, label) if answer else None), answer == _SKIP
        answer = self.asking.ask(
            "unknown_place", label, [self._stub_cell(row)], lambda: self._near_places(label), value=label
        )
        if answer == _SKIP:
            return None, True
        return (self._named_place(answer, label) if answer else None), False

    def _any_figure(self, row: Meaning) -> bool:
        sheet = self.table.sheet
        return any(figure(sheet.value(row.heading.number, c.number)) is not None for c in self.table.columns)

    def _near_places(self, label: str) -> Choices:
        if self.within is not None and is_total(bare_place(label)):
            return ((self.knowledge.places.path_name(self.within), 0.9), (OWN, 0.1), (_SKIP, 0.1))
        near = self.knowledge.near_places(label)
        return (*near, (OWN, 0.2), (_SKIP, 0.2 if near else 0.5))

    def _named_place(self, text: str, label: str = "") -> Place | None:
        places = self.knowledge.places
        own = own_place(text, label, self.within)
        if own is not None:
            return own
        return places.get(text) if text in places else places.find(text)

    # --- indicator --------------------------------------------------------------------------------------------------

    def _statistic(self, row: Meaning, column: Meaning, said: Said) -> Statistic:
        if said.indicator is not None:
            return self._named(said.indicator)
        rows = row.names if self.role in ("indicator", "place") else ()
        above = self.context.indicator.name if self.context.indicator else None
        title = self.context.title
        for candidate in candidates(rows, column.names, above, title):
            match = self._find(candidate.name)
            if match is not None and (match.how == "exact" or not candidate.exact):
                return Statistic(name=candidate.name, match=match)
        shown = " ".join((*rows[-1:], *column.names[-1:])) or above
        if shown is None:
            corner = self._corner()
            return self._asked_statistic("indicator", corner[0], corner, title or "")
        cells = [self._stub_cell(row)] if rows else [self._head_cell(column)] if column.names else self._corner()
        return self._asked_statistic("unknown_indicator", "/".join((*rows, *column.names)) or shown, cells, shown)

    def _based(self, statistic: Statistic, unit: str | None) -> Statistic:
        """An index is another statistic than the amount it is of, and one with a fixed base another than 上年=100."""
        given = known_unit(unit) if unit is not None else None
        if given is None or not given.dimension.startswith("index") or statistic.match is None:
            return statistic
        own = self.knowledge.catalogue.get(statistic.match.indicator_id)
        dimensions = {u.dimension for u in map(known_unit, (own.unit, *own.other_units)) if u is not None}
        if not any(d.startswith(("index", "percent")) for d in dimensions):
            name = f"{statistic.name}指数"
            statistic = Statistic(name=name, match=self._find(name))
        if given.dimension == "index_month_before" and "环比" not in str(statistic.name):
            name = f"{statistic.name}环比"
            return Statistic(name=name, match=self._find(name))
        if given.dimension.startswith("index_fixed_base") and given.dimension not in dimensions:
            return Statistic(name=f"{statistic.name}({given.name})")
        return statistic

    def _changed(
        self, row: Meaning, column: Meaning, said: Said, statistic: Statistic, meaning: Meaning
    ) -> tuple[Statistic, str | None, str | None]:
        """环比, 比年初增加: a statistic of its own, named with these words; points of a rate stay with the rate."""
        change = meaning.change
        if change is None:
            return statistic, None, None
        kind = change.kind
        if kind is Change.EITHER:
            answer = self._rate_or_amount(meaning, column is meaning)
            if answer == Measure.GROWTH:
                return statistic, str(Measure.DECLINE if change.falls else Measure.GROWTH), said.unit or "%"
            if answer is None:
                return statistic, None, None
        own = self.knowledge.catalogue.get(statistic.match.indicator_id).unit if statistic.match else None
        if kind is Change.POINTS:
            measure = str(Measure.DECLINE if change.falls else Measure.GROWTH)
            if own is not None and _is_percent(own):
                return statistic, measure, "百分点"
            return self._own(statistic, change.words), measure, "百分点"
        unit = said.unit or meaning.unit or ("%" if change.rate else None)
        if unit is None:
            _, unit = self._measure_and_unit(row, replace(column, change=None), said, statistic)
        measure = Measure.LEVEL if unit is None or not _is_percent(unit) else Measure.RATIO
        if unit is not None and (given := known_unit(unit)) is not None and given.dimension == "percentage_point":
            measure = Measure.GROWTH
        return self._own(statistic, change.words), str(measure), unit

    def _own(self, statistic: Statistic, words: str) -> Statistic:
        if statistic.name is None:
            return statistic
        name = f"{statistic.name}{words}"
        return Statistic(name=name, match=self._exactly(name))

    def _rate_or_amount(self, meaning: Meaning, is_column: bool) -> str | None:
        """增减 without a unit: the figures of both years tell whether it is a rate; else a person does."""
        reckoned = rate_or_amount(self.table, self.columns, meaning) if is_column else None
        if reckoned is not None:
            return reckoned
        label = meaning.heading.path[-1]
        cell = self._head_cell(meaning) if is_column else self._stub_cell(meaning)
        choices = ((str(Measure.GROWTH), 0.6), (str(Measure.LEVEL), 0.4))
        answer = self.asking.ask("rate_or_amount", label, [cell], choices, value=label)
        return answer if answer in (Measure.GROWTH, Measure.LEVEL) else None

    def _exactly(self, name: str) -> Match | None:
        """The indicator of the catalogue that has this very name; never one that is found by taking words off."""
        match = self._find(name)
        return match if match is not None and not match.stripped else None

    def _asked_statistic(self, code: str, key: str, cells: list[str], shown: str) -> Statistic:
        answer = self.asking.ask(code, key, cells, lambda: self._near_indicators(shown, key), value=shown)
        if answer == _SKIP:
            return Statistic(name=None, skipped=True)
        own = shown if code == "indicator" else key or shown
        return Statistic(name=None) if answer is None else self._named(own if answer == OWN else answer)

    def _near_indicators(self, shown: str, key: str) -> Choices:
        sure = self._find(shown)
        near = self.knowledge.catalogue.near(shown)[:3] if shown else ()
        choices = [(sure.indicator_id, 0.9)] if sure else []
        choices += [(m.indicator_id, round(m.confidence, 2)) for m in near if not m.refused]
        return (*choices, *([(key, 0.3)] if key and "!" not in key else []), (_SKIP, 0.1))

    def _named(self, text: str) -> Statistic:
        catalogue = self.knowledge.catalogue
        if text in catalogue:
            match = Match(indicator_id=text, confidence=1.0, how="exact")
            return Statistic(name=catalogue.get(text).name_zh, match=match)
        return Statistic(name=text, match=self._find(text))

    def _find(self, name: str) -> Match | None:
        match = self.knowledge.catalogue.find(name) if name else None
        return match if match is not None and match.confidence >= SURE else None

    # --- measure and unit -------------------------------------------------------------------------------------------

    def _measure_and_unit(
        self, row: Meaning, column: Meaning, said: Said, statistic: Statistic
    ) -> tuple[str | None, str | None]:
        unit = said.unit or column.unit or row.unit
        measure = said.measure or _stronger(column.measure, row.measure)
        if column.growth_or_index or row.growth_or_index:
            return self._growth_or_index(row, column, said)
        if unit is None and self.context.units and all(_is_percent(u) for u in self.context.units):
            unit = self.context.units[0]
        if measure is None and (unit is None or _is_percent(unit)):
            measure = self._measure_in_name(statistic) or self._measure_in_title(unit, statistic)
        if measure in (Measure.GROWTH, Measure.DECLINE):
            return measure, unit if unit is not None and _is_percent(unit) else said.unit or "%"
        unit = unit or self._inherited_unit(column)
        if unit is None:
            shown = statistic.name or " ".join((*row.names[-1:], *column.names[-1:]))
            likely = [common for common in self.context.units if self._may_be_common(common, statistic, shown)]
            unit = likely[0] if len(likely) == 1 else self._asked_unit(row, column, statistic)
        return (measure or self._measure_of(unit, row, column, statistic)), unit

    def _measure_in_name(self, statistic: Statistic) -> str | None:
        """规上工业增加值增速 as the name of a whole table is growth; 人口自然增长率 is a statistic of its own."""
        said = read_label(statistic.name).measure if statistic.name and statistic.match else None
        if said is None or said == Measure.LEVEL or statistic.match is None:
            return None
        own = self.knowledge.catalogue.get(statistic.match.indicator_id)
        return None if read_label(own.name_zh).measure is not None or _is_percent(own.unit) else said

    def _measure_in_title(self, unit: str | None, statistic: Statistic) -> str | None:
        """固定资产投资增速 over a table in per cent: growth of everything that is not a rate itself."""
        own = self.knowledge.catalogue.get(statistic.match.indicator_id).unit if statistic.match else None
        return self.context.measure if unit is not None and (own is None or not _is_percent(own)) else None

    def _inherited_unit(self, column: Meaning) -> str | None:
        """(亿元) that stands under 生产总值 alone also holds for 第一产业 under the same 生产总值."""
        parent = column.heading.path[:1]
        for other in self.table.columns:
            if len(other.path) == 2 and other.path[:1] == parent:
                label = read_label(other.path[1])
                silent = not label.name and label.period is None and not label.growth_or_index
                if label.unit is not None and silent and not _is_percent(label.unit):
                    return label.unit
        return None

    def _may_be_common(self, common: str, statistic: Statistic, shown: str) -> bool:
        """单位：亿元 over a whole table is not the unit of income per head, nor of a count of people."""
        if self.context.indicator is not None and self.context.indicator.unit == common:
            return True
        given = known_unit(common)
        if given is None:
            return True
        if statistic.match is None:
            return not (_OF_TWO.search(shown) and given.dimension not in _RATIOS)
        indicator = self.knowledge.catalogue.get(statistic.match.indicator_id)
        own = [u for u in map(known_unit, (indicator.unit, *indicator.other_units)) if u is not None]
        return not own or any(_alike(given, one) for one in own)

    def _asked_unit(self, row: Meaning, column: Meaning, statistic: Statistic) -> str | None:
        own = self.knowledge.catalogue.get(statistic.match.indicator_id).unit if statistic.match else None
        key = statistic.name or ""
        cells = [self._stub_cell(row)] if self.role == "indicator" else self._name_cells(column)
        answer = self.asking.ask("unit", key, cells, ((own, 0.5),) if own else (), value=key)
        return answer if answer and known_unit(answer) is not None else None

    def _measure_of(self, unit: str | None, row: Meaning, column: Meaning, statistic: Statistic) -> str | None:
        if unit is None:
            return None if statistic.match is None else str(Measure.LEVEL)
        if not _is_percent(unit):
            return Measure.LEVEL
        if statistic.match is not None:
            own = self.knowledge.catalogue.get(statistic.match.indicator_id)
            if _is_percent(own.unit):
                return Measure.RATIO
            if own.accumulation is Accumulation.GROWTH_ONLY:  # of which only growth is published
                return Measure.GROWTH
        key = statistic.name or " ".join((*row.names[-1:], *column.names[-1:]))
        cells = [self._stub_cell(row)] if self.role == "indicator" else [self._head_cell(column)]
        choices = ((str(Measure.GROWTH), 0.5), (str(Measure.RATIO), 0.5))
        answer = self.asking.ask("measure", key, cells, choices, value=key)
        return answer if answer in set(Measure) else None

    def _growth_or_index(self, row: Meaning, column: Meaning, said: Said) -> tuple[str | None, str | None]:
        """A column 2013年为2012年%: growth in one yearbook, an index in the next; the figures only suggest which."""
        if said.measure is not None and said.unit is not None:
            return said.measure, said.unit
        meaning = column if column.growth_or_index else row
        values = [f for f in self._figures(meaning) if f is not None]
        near = sum(60 <= v <= 160 for v in values) > 0.5 * len(values)
        choices = (("index", 0.9), ("growth", 0.1)) if near else (("growth", 0.9), ("index", 0.1))
        label = meaning.heading.path[-1]
        cell = self._head_cell(column) if column.growth_or_index else self._stub_cell(row)
        answer = said.measure or self.asking.ask("growth_or_index", label, [cell], choices, value=label)
        if answer == "growth":
            return str(Measure.GROWTH), "%"
        return (str(Measure.LEVEL), "上年=100") if answer in ("index", "level") else (None, None)

    def _figures(self, meaning: Meaning) -> list[float | None]:
        sheet, number = self.table.sheet, meaning.heading.number
        found = [figure(sheet.value(r.number, number)) for r in self.table.rows[:60]]
        return [f.value if f else None for f in found]

    def _price(self, row: Meaning, column: Meaning, measure: str | None, statistic: Statistic) -> str | None:
        """What the labels say, else the notes: 可比价 of growth is said of statistics whose growth is real."""
        said = column.price_basis or row.price_basis
        if said is not None or measure == Measure.RATIO:
            return said
        if measure != Measure.GROWTH:
            return self.context.price_basis
        own = self.knowledge.catalogue.get(statistic.match.indicator_id).price_basis if statistic.match else None
        return self.context.growth_price_basis if own == "real" else None

    # --- period -----------------------------------------------------------------------------------------------------

    def _period(self, row: Meaning, column: Meaning, said: Said, statistic: Statistic) -> Period | None:
        found = self._bare_period(row, column, said)
        if found is None:
            return None
        basis = said.basis or column.basis or row.basis or self.context.basis
        unsure = column.unsure and said.basis is None and row.basis is None
        since_january = any(m.change is not None and m.change.since_january for m in (row, column))
        if since_january and said.basis is None:
            basis, unsure = str(Basis.YTD), False
        if said.basis is None and basis == Basis.YTD and self._is_stock(statistic) and not since_january:
            return found  # a balance stands in the column of running totals too
        if basis is not None and not unsure:
            return self._rebased(found, Basis(basis))
        if found.basis not in (Basis.MONTH, Basis.QUARTER) or self._steady(statistic):
            return found
        if self.cumulated_beside and not unsure:
            return found
        if not unsure and self._beside_running(found):
            return read_period(str(found), basis=Basis.YTD) if found.basis is Basis.QUARTER else found
        guess, confidence = (str(basis), 0.8) if unsure else self.guess
        other = Basis.YTD if guess != Basis.YTD else found.basis
        choices = ((guess, confidence), (str(other), round(1 - confidence, 2)))
        cells = [self._head_cell(column)] if unsure else self._corner()
        key = "/".join(column.heading.path) if unsure else str(found.basis)
        answer = self.asking.ask("basis", key, cells, choices, sheet=self.table.sheet.name)
        return read_period(str(found), basis=Basis(answer)) if answer in set(Basis) else None

    def _is_stock(self, statistic: Statistic) -> bool:
        if statistic.match is None:
            return bool(statistic.name and _END_OF_PERIOD.search(statistic.name))
        return self.knowledge.catalogue.get(statistic.match.indicator_id).accumulation is Accumulation.STOCK

    def _rebased(self, found: Period, basis: Basis) -> Period | None:
        """The period with the basis that a label says; 本月 and 累计 of a whole year do not tell which month it is."""
        rebased = read_period(str(found), basis=basis)
        short = basis in (Basis.MONTH, Basis.QUARTER)
        if found.basis is Basis.YEAR and (short or (basis is Basis.YTD and self.months_beside)):
            return self._open_period()
        return rebased or found

    def _steady(self, statistic: Statistic) -> bool:
        if statistic.match is None:
            return bool(statistic.name and _END_OF_PERIOD.search(statistic.name))
        return self.knowledge.catalogue.get(statistic.match.indicator_id).accumulation in _STEADY

    def _beside_running(self, found: Period) -> bool:
        """一季度 before 上半年 is the first of running totals; 3月 after 1-2月 is a month alone."""
        if found.basis is Basis.QUARTER:
            return self.running and found.end_month == 3 and not self.later_quarters
        return self.running and self.guess[0] != Basis.YTD

    def _bare_period(self, row: Meaning, column: Meaning, said: Said) -> Period | None:
        if said.period is not None:
            return read_period(said.period)
        for meaning in (column, row):
            if meaning.doubtful is not None:
                return self._asked_period(meaning, column is meaning)
        for one, other in ((row, column), (column, row)):
            if one.yearless and other.period is not None and other.period.basis is Basis.YEAR and not other.yearless:
                return in_year(one.yearless, other.period.end_year)
        if row.period is not None and column.period is not None and row.period != column.period:
            inner, outer = sorted((row.period, column.period), key=lambda p: p.months)
            if outer.start_year <= inner.start_year and inner.end_year <= outer.end_year:
                return inner
            return self._open_period()
        yearless = column.yearless or row.yearless
        found = row.period or column.period
        if found is None and yearless:
            return self._period_of_year(yearless)
        found = found or self.context.period
        return found if found is not None else self._open_period()

    def _period_of_year(self, label: str) -> Period | None:
        """一季度 in a table that names no year."""
        answer = self.asking.ask("year", "", self._corner(), ((_SKIP, 0.1),), sheet=self.table.sheet.name, value=label)
        return in_year(label, int(answer)) if answer is not None and answer.isdigit() else None

    def _open_period(self) -> Period | None:
        answer = self.asking.ask("period", "", self._corner(), ((_SKIP, 0.2),), sheet=self.table.sheet.name)
        return read_period(answer) if answer else None

    def _asked_period(self, meaning: Meaning, is_column: bool) -> Period | None:
        label = meaning.doubtful
        if label is None:
            return None
        mapped = self.mapping.periods.get(plain(label.text))
        if mapped is not None:
            return read_period(mapped)
        cell = self._head_cell(meaning) if is_column else self._stub_cell(meaning)
        if self.school_years:
            answer = self.asking.ask("school_year", "", [cell], (("span", 0.9), ("month", 0.1)), value=label.text)
            wanted = [p for p in label.doubtful if (p.months > 1) == (answer == "span")]
            return wanted[0] if answer in ("span", "month") and wanted else None
        last = label.doubtful[-1]
        likely = last if last.months == 1 else label.doubtful[0]
        ordered = sorted(label.doubtful, key=lambda p: p != likely)
        choices = [(str(p), 0.9 if p == likely else 0.1) for p in ordered]
        answer = self.asking.ask("ambiguous_period", label.text, [cell], choices, value=label.text)
        return read_period(answer) if answer else None

    def asking_missing(self, row: Meaning, column: Meaning, text: str) -> bool:
        """Ask what a text among numbers stands for; True where the person says that it is no value."""
        cell = address(row.heading.number, column.heading.number, self.table.sheet.name)
        return self.asking.ask("text_among_numbers", text, [cell], (("missing", 0.8),), value=text) == "missing"

    # --- addresses --------------------------------------------------------------------------------------------------

    def _head_cell(self, column: Meaning) -> str:
        header = self.table.block.header
        row = max(
            (r for r in header if self.table.sheet.value(r, column.heading.number) is not None),
            default=header[-1] if header else 0,
        )
        return address(row, column.heading.number, self.table.sheet.name)

    def _name_cells(self, column: Meaning) -> list[str]:
        return [self._head_cell(column)] if column.names else self._corner()

    def _stub_cell(self, row: Meaning) -> str:
        stub = min(self.table.stubs, default=0)
        return f"{self.table.sheet.name}!{letters(stub)}{row.heading.number + 1}"

    def _corner(self) -> list[str]:
        header = self.table.block.header
        first = header[0] if header else self.table.block.body[0]
        return [address(first, min(self.table.stubs, default=0), self.table.sheet.name)]


def _alike(given: Unit, own: Unit) -> bool:
    """Of one dimension and not too far apart in size; indices go with rates of prices."""
    if BARE in (given.dimension, own.dimension):
        return True
    if given.dimension.startswith("index") and own.dimension.startswith(("index", "percent")):
        return True
    return given.dimension == own.dimension and Fraction(1, 10_000) <= given.ratio / own.ratio < 10_000


def _is_percent(unit: str) -> bool:
    found = known_unit(unit)
    return found is not None and found.dimension in ("percent", "percentage_point")


def _stronger(one: str | None, other: str | None) -> str | None:
    """Growth said on either side is growth; level is what is left."""
    for said in (one, other):
        if said is not None and said != Measure.LEVEL:
            return said
    return one or other
