"""What kind of figure a cell holds, in which unit and at which prices."""

import re
from dataclasses import dataclass
from fractions import Fraction

from ingest.labels import read_label
from ingest.mapping import Said
from ingest.meanings import Meaning
from ingest.stating import Stating, Statistic
from measures.terms import Accumulation, Measure
from measures.units import BARE, Unit, known_unit

#: A figure of two others, which has no unit of theirs.
_OF_TWO = re.compile(r"(?:比|率|比重|比例|系数|指数)(?:[(（].*)?$")
_RATIOS = ("percent", "times", "1", "")


@dataclass(kw_only=True)
class Measuring(Stating):
    """Finds the measure, the unit and the price basis of a cell."""

    def _measure_and_unit(
        self, row: Meaning, column: Meaning, said: Said, statistic: Statistic
    ) -> tuple[str | None, str | None]:
        unit = said.unit or column.unit or row.unit
        measure = said.measure or _stronger(column.measure, row.measure)
        if column.growth_or_index or row.growth_or_index:
            return self._growth_or_index(row, column, said)
        if unit is None and self.context.units and all(is_percent(u) for u in self.context.units):
            unit = self.context.units[0]
        if measure is None and (unit is None or is_percent(unit)):
            measure = self._measure_in_name(statistic) or self._measure_in_title(unit, statistic)
        if measure in (Measure.GROWTH, Measure.DECLINE):
            return measure, unit if unit is not None and is_percent(unit) else said.unit or "%"
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
        return None if read_label(own.name_zh).measure is not None or is_percent(own.unit) else said

    def _measure_in_title(self, unit: str | None, statistic: Statistic) -> str | None:
        """固定资产投资增速 over a table in per cent: growth of everything that is not a rate itself."""
        own = self.knowledge.catalogue.get(statistic.match.indicator_id).unit if statistic.match else None
        return self.context.measure if unit is not None and (own is None or not is_percent(own)) else None

    def _inherited_unit(self, column: Meaning) -> str | None:
        """(亿元) that stands under 生产总值 alone also holds for 第一产业 under the same 生产总值."""
        parent = column.heading.path[:1]
        for other in self.table.columns:
            if len(other.path) == 2 and other.path[:1] == parent:
                label = read_label(other.path[1])
                silent = not label.name and label.period is None and not label.growth_or_index
                if label.unit is not None and silent and not is_percent(label.unit):
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
        cells = [self._stub_cell(row)] if self.role == "indicator" else self._name_cells(column)
        choices = ((own, 0.5),) if own else ()
        answer = self.asking.ask("unit", _written(row, column), cells, choices, value=statistic.name or "")
        return answer if answer and known_unit(answer) is not None else None

    def _measure_of(self, unit: str | None, row: Meaning, column: Meaning, statistic: Statistic) -> str | None:
        if unit is None:
            return None if statistic.match is None else str(Measure.LEVEL)
        if not is_percent(unit):
            return Measure.LEVEL
        if statistic.match is not None:
            own = self.knowledge.catalogue.get(statistic.match.indicator_id)
            if is_percent(own.unit):
                return Measure.RATIO
            if own.accumulation is Accumulation.GROWTH_ONLY:  # of which only growth is published
                return Measure.GROWTH
        key = _written(row, column)
        cells = [self._stub_cell(row)] if self.role == "indicator" else [self._head_cell(column)]
        choices = ((str(Measure.GROWTH), 0.5), (str(Measure.RATIO), 0.5))
        answer = self.asking.ask("measure", key, cells, choices, value=statistic.name or key)
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

    def _price(
        self, row: Meaning, column: Meaning, measure: str | None, unit: str | None, statistic: Statistic
    ) -> str | None:
        """What the labels say, else the notes: 可比价 of growth is said of statistics whose growth is real.

        An index is growth in this: 绝对数按当年价格计算，指数按可比价格计算.
        """
        said = column.price_basis or row.price_basis
        if said is not None or measure == Measure.RATIO:
            return said
        known = known_unit(unit) if unit else None
        index = known is not None and known.dimension.startswith("index")
        if measure != Measure.GROWTH and not index:
            return self.context.price_basis
        if index and statistic.match is None:
            return self.context.growth_price_basis
        own = self.knowledge.catalogue.get(statistic.match.indicator_id).price_basis if statistic.match else None
        return self.context.growth_price_basis if own == "real" else None


def _written(row: Meaning, column: Meaning) -> str:
    """The names in the file that a question is about: they stay what they are when another question is answered."""
    return " ".join((*row.names[-1:], *column.names[-1:]))


def _alike(given: Unit, own: Unit) -> bool:
    """Of one dimension and not too far apart in size; indices go with rates of prices."""
    if BARE in (given.dimension, own.dimension):
        return True
    if given.dimension.startswith("index") and own.dimension.startswith(("index", "percent")):
        return True
    return given.dimension == own.dimension and Fraction(1, 10_000) <= given.ratio / own.ratio < 10_000


def is_percent(unit: str) -> bool:
    """Say whether a unit is per cent or percentage points."""
    found = known_unit(unit)
    return found is not None and found.dimension in ("percent", "percentage_point")


def _stronger(one: str | None, other: str | None) -> str | None:
    """Growth said on either side is growth; level is what is left."""
    for said in (one, other):
        if said is not None and said != Measure.LEVEL:
            return said
    return one or other
