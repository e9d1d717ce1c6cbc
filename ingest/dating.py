"""The period of a cell, and whether its figure is of that period or cumulated."""

import re
from dataclasses import dataclass

from ingest.changing import Changing
from ingest.lexicon import plain
from ingest.mapping import Said
from ingest.meaning import before
from ingest.meanings import Meaning, in_year
from ingest.stating import Statistic
from measures.periods import Period, month_period, read_period
from measures.terms import Accumulation, Basis

_SKIP = "skip"
#: A statistic of each period by itself.
_OF_EACH = re.compile(r"环比|比上月|较上月|价格指数")
#: A statistic at the end of a period, whatever the length of the period.
_END_OF_PERIOD = re.compile(r"余额|年末|期末|月末|季末|存栏|保有量|在岗")
_STEADY = (Accumulation.PERIOD_RATE, Accumulation.STOCK, Accumulation.ANNUAL_ONLY)


#: Confidence of a basis that the figures themselves show.
_CERTAIN = 0.9


@dataclass(kw_only=True)
class Dating(Changing):
    """Finds the period of a cell."""

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
        if found.basis is Basis.YTD and basis is Basis.MONTH and found.end_month > 2:
            return month_period(found.end_year, found.end_month)  # 本月 of 1-10月 is October; that of 1-2月 is neither
        if found.basis is Basis.YTD and basis is Basis.MONTH:
            return self._open_period()
        if found.basis is Basis.YEAR and (short or (basis is Basis.YTD and self.months_beside)):
            return self._open_period()
        return rebased or found

    def _steady(self, statistic: Statistic) -> bool:
        if statistic.match is None:
            return bool(statistic.name and (_END_OF_PERIOD.search(statistic.name) or _OF_EACH.search(statistic.name)))
        return self.knowledge.catalogue.get(statistic.match.indicator_id).accumulation in _STEADY

    def _beside_running(self, found: Period) -> bool:
        """一季度 before 上半年 is the first of running totals; 3月 after 1-2月 is a month alone."""
        if found.basis is Basis.QUARTER:
            return self.running and found.end_month == 3 and not self.later_quarters
        return self.running and (self.guess[0] != Basis.YTD or self.guess[1] < _CERTAIN)

    def _bare_period(self, row: Meaning, column: Meaning, said: Said) -> Period | None:
        if said.period is not None:
            return read_period(said.period)
        for meaning in (column, row):
            for text in (*reversed(meaning.heading.path), *reversed(meaning.heading.periods)):
                if plain(text) in self.mapping.periods:
                    return read_period(self.mapping.periods[plain(text)])
            if meaning.doubtful is not None:
                return self._asked_period(meaning, column is meaning)
        if column.relative and row.period is not None and not row.yearless:
            return before(row.period) if column.relative == "before" else row.period
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
        key = label.text
        twins = [m.heading.number for m in self.columns if m.doubtful is not None and m.doubtful.text == label.text]
        if is_column and len(twins) > 1:  # 2016.1 before 2016.2 is January, after 2016.9 October
            key = f"{label.text}@{meaning.heading.number}"
            likely = label.doubtful[0 if meaning.heading.number == twins[0] else -1]
        ordered = sorted(label.doubtful, key=lambda p: p != likely)
        choices = [(str(p), 0.9 if p == likely else 0.1) for p in ordered]
        answer = self.asking.ask("ambiguous_period", key, [cell], choices, value=label.text)
        return read_period(answer) if answer else None
