"""Which rows somebody sees: row rights by office and place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

COUNTRY = "000000"


class Row(Protocol):
    """What a row is judged by: a gap line, a target version, a task."""

    @property
    def place_code(self) -> str | None: ...
    @property
    def answerable(self) -> str | None: ...
    @property
    def lead(self) -> Iterable[str]: ...
    @property
    def support(self) -> Iterable[str]: ...


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The offices and places that somebody sees."""

    #: offices, None = all; no office at all sees nothing
    offices: frozenset[str] | None = None
    #: codes of places with what lies in them, empty = all
    places: tuple[str, ...] = ()
    #: sign-in name of a person who sees some offices only: what was sent under it is within reach
    name: str | None = None

    def holds(self, row: Row) -> bool:
        """Whether a row is within reach: one of its offices, in one of the places."""
        named = {row.answerable, *row.lead, *row.support}
        return self.has_place(row.place_code) and (self.offices is None or not self.offices.isdisjoint(named - {None}))

    def has_place(self, code: str | None) -> bool:
        """Whether a place lies in one of the places; what has no place is everybody's."""
        return not self.places or code is None or any(_inside(code, place) for place in self.places)

    def has_figure(self, code: str | None) -> bool:
        """Whether figures of a place are seen; those of the whole country are everybody's."""
        return code == COUNTRY or self.has_place(code)

    def has_office(self, office: str | None) -> bool:
        """Whether an office is one of the offices."""
        return self.offices is None or office in self.offices

    def has_upload(self, source: str | None, by: str) -> bool:
        """Whether a file is seen: one of the offices' or one's own."""
        return self.has_office(source) or by == self.name


EVERYWHERE = Reach()


def _inside(code: str, place: str) -> bool:
    """Whether a code of GB/T 2260 lies in another: 410105 in 410100 in 410000 in 000000."""
    stem = place[:6]
    while stem.endswith("00"):
        stem = stem[:-2]
    return code.startswith(stem) if "-" not in place else code == place
