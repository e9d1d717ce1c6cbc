"""The statistics that changes make of others, and what their figures count: 环比, 比年初增加, 占全省比重."""

from dataclasses import dataclass, replace

from ingest.changes import Change
from ingest.mapping import Said
from ingest.meanings import Meaning
from ingest.measuring import Measuring, is_percent
from ingest.pairs import rate_or_amount
from ingest.stating import Statistic
from measures.terms import Measure
from measures.units import known_unit


@dataclass(kw_only=True)
class Changing(Measuring):
    """Finds statistic, measure and unit of a cell of changes."""

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
            if own is not None and is_percent(own):
                return statistic, measure, "百分点"
            return self._own(statistic, change.words), measure, "百分点"
        unit = said.unit or meaning.unit or ("%" if change.rate else None)
        if kind is Change.SHARE and meaning.unit is None and said.unit is None and self._are_fractions(meaning):
            unit = self._percent_or_fraction(meaning)
            return self._own(statistic, change.words), str(Measure.RATIO), unit
        if unit is None:
            _, unit = self._measure_and_unit(row, replace(column, change=None), said, statistic)
        measure = Measure.LEVEL if unit is None or not is_percent(unit) else Measure.RATIO
        if unit is not None and (given := known_unit(unit)) is not None and given.dimension == "percentage_point":
            measure = Measure.GROWTH
        return self._own(statistic, change.words), str(measure), unit

    def _are_fractions(self, meaning: Meaning) -> bool:
        """0.27 in a column of shares without a unit may be 27 %."""
        values = [v for v in self._figures(meaning) if v is not None]
        return bool(values) and max(map(abs, values)) <= 1

    def _percent_or_fraction(self, meaning: Meaning) -> str | None:
        label, number = "/".join(meaning.heading.path), meaning.heading.number
        answer = self.asking.ask(
            "fraction", label, [self._head_cell(meaning)], (("fraction", 0.9), ("%", 0.1)), value=label
        )
        if answer == "fraction":
            self.fractions.add(number)
        return "%" if answer in ("fraction", "%") else None

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
