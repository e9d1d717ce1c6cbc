"""The place of a cell: by its row, its column, the title, the mapping or a person."""

from dataclasses import dataclass

from ingest.asking import Choices
from ingest.grid import figure
from ingest.labels import bare_place, is_total
from ingest.mapping import Said
from ingest.meanings import Meaning
from ingest.ownplaces import OWN, own_place
from ingest.setting import Setting
from measures.places import Place

_SKIP = "skip"


@dataclass(kw_only=True)
class Placing(Setting):
    """Finds the place of a cell."""

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
        own = own_place(text, bare_place(label), self.within)
        if own is not None:
            return own
        return places.get(text) if text in places else places.find(text)
