"""The statistic of a cell: by its row, its column, the title, the mapping or a person."""

from dataclasses import dataclass

from ingest.asking import Choices
from ingest.items import item_of, of_item, statistic_in
from ingest.longfields import SURE
from ingest.mapping import Said
from ingest.meanings import Meaning
from ingest.naming import candidates
from ingest.ownplaces import OWN
from ingest.placing import Placing
from measures.catalogue import Match
from measures.units import Unit, known_unit

_SKIP = "skip"
#: The answer that rows are parts of the statistic.
_INDICATOR = "indicator"


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """The indicator of a cell."""

    #: as the file names it, None while it is asked
    name: str | None
    match: Match | None = None
    skipped: bool = False


@dataclass(kw_only=True)
class Stating(Placing):
    """Finds the statistic of a cell."""

    def _statistic(self, row: Meaning, column: Meaning, said: Said) -> Statistic:
        base = self._base_of_items(row, column) if self.items and row.names else None
        if base is not None:
            return self._of_item(base, row, column)
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
        if self.items and rows and title:
            return self._of_item(self._titled(statistic_in(title)), row, column)
        cells = [self._stub_cell(row)] if rows else [self._head_cell(column)] if column.names else self._corner()
        return self._asked_statistic("unknown_indicator", "/".join((*rows, *column.names)) or shown, cells, shown)

    def _base_of_items(self, row: Meaning, column: Meaning) -> Statistic | None:
        """The statistic that the rows divide: of the column, else of the whole table where it is known."""
        said = column.said.indicator or self.mapping.everywhere.indicator
        if said is not None and said != row.said.indicator:
            return self._named(said)
        if column.names:
            name = next((name for name in (column.names[-1], "".join(column.names)) if self._find(name)), None)
            return Statistic(name=name or "/".join(column.names), match=self._find(name) if name else None)
        if row.said.indicator is not None:
            return None
        above = self.context.indicator.name if self.context.indicator else None
        title = above or statistic_in(self.context.title or "")
        match = self._find(title)
        return Statistic(name=title, match=match) if match is not None or self._partners() else None

    def _titled(self, title: str) -> Statistic:
        """The statistic of a whole table whose title names none of the catalogue's: asked once."""
        return self._asked_statistic("unknown_indicator", title, self._corner(), title)

    def _partners(self) -> bool:
        return "item" not in self.table.stubs.values()

    def _of_item(self, base: Statistic, row: Meaning, column: Meaning) -> Statistic:
        """A part of a statistic: one of the catalogue by its very name, else of its own where a person says so."""
        if base.name is None:
            return base
        item, base_name = row.said.indicator or item_of(row.names), base.name
        if not item:
            if base.match is not None:
                return base
            return self._asked_statistic("unknown_indicator", base_name, [self._head_cell(column)], base_name)
        for candidate in candidates(row.names[-1:], (base_name,), None, None):
            match = self._exactly(candidate.name)
            if match is not None and match.how == "exact":
                return Statistic(name=candidate.name, match=match)
        if row.said.indicator is None:
            choices = ((_INDICATOR, 0.9), (_SKIP, 0.1))
            answer = self.asking.ask("row_items", "", [self._stub_cell(row)], choices, value=item)
            if answer != _INDICATOR:
                return Statistic(name=None, skipped=answer == _SKIP)
        return Statistic(name=of_item(base_name, item))

    def _based(self, statistic: Statistic, unit: str | None) -> Statistic:
        """An index is another statistic than the amount it is of, and one with a fixed base another than 上年=100."""
        given = known_unit(unit) if unit is not None else None
        if given is None or not given.dimension.startswith("index") or statistic.name is None:
            return statistic
        if statistic.match is None:
            return self._own_based(statistic.name, given)
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

    def _own_based(self, name: str, given: Unit) -> Statistic:
        """An index of an own name: that of the month before is its 环比; a fixed base is named beside other bases."""
        if given.dimension == "index_month_before" and "环比" not in name:
            return Statistic(name=f"{name}环比")
        beside = {unit.dimension for m in self.columns if m.unit and (unit := known_unit(m.unit)) is not None}
        several = len({dimension for dimension in beside if dimension.startswith("index")}) > 1
        fixed = several and given.dimension.startswith("index_fixed_base")
        return Statistic(name=f"{name}({given.name})" if fixed else name)

    def _own(self, statistic: Statistic, words: str) -> Statistic:
        if statistic.name is None:
            return statistic
        name = f"{statistic.name}{words}"
        return Statistic(name=name, match=self._exactly(name))

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
