"""The figures of a place and an indicator: what answers, what contradicts it, how each was revised, what is late."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboards.content.desk import Desk
from dashboards.content.rivals import Rivalry, rivals
from dashboards.content.series import ShownVintage, vintages
from gaps.known import known_at
from measures.errors import NotFound
from storage import observations
from storage.lateness import Late, late_figures
from storage.revisions import FIGURE, Edition, editions_of, triangle

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class TriangleRow:
    """One figure as it was known on each day."""

    source: str | None
    measure: str
    price_basis: str | None
    #: the foreign currency, '' for none
    denomination: str
    basis: str
    period: str
    #: None before it was known
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryView:
    """The series of a place and an indicator at a date."""

    place: str
    place_code: str
    indicator: str
    indicator_id: str | None
    #: the value that answers each figure, newest period first
    answers: tuple[ShownVintage, ...]
    #: figures of which sources say different things, ranked
    rivals: tuple[Rivalry, ...]
    #: every edition beside the one before, figure by figure
    editions: tuple[Edition, ...]
    #: days on which some figure changed
    days: tuple[date, ...]
    #: figures that changed at least once, by days
    triangle: tuple[TriangleRow, ...]
    #: what should be there and is not
    late: tuple[Late, ...]


def build_history(connection: "Connection", desk: Desk, place: str, indicator: str, as_of: date | None) -> HistoryView:
    """The history of a place (code or name) and an indicator (id or name); raises NotFound."""
    found = desk.places.get(place) if place.isdigit() else desk.places.find(place)
    match = None if indicator in desk.catalogue else desk.catalogue.find(indicator)
    identifier = indicator if indicator in desk.catalogue else match and match.indicator_id
    code = found.code if found else place
    frame = observations.observations_frame(
        connection,
        as_of=desk.moment(as_of),
        indicator_ids=[identifier] if identifier else None,
        indicators=[indicator],
        place_codes=[code],
        public_at=desk.public_at(as_of),
    )
    frame = desk.visible(frame)
    if frame.empty:
        raise NotFound("series", f"{place} {indicator}")
    first = frame.iloc[0]
    editions = editions_of(frame)
    revised = {_figure(one) for one in editions if one.number > 1}
    table = triangle(tuple(one for one in editions if _figure(one) in revised))
    days: list[Any] = table.columns.tolist()
    late = late_figures(connection, desk.catalogue, desk.moment(as_of), place_codes=[code])
    return HistoryView(
        place=first["place"],
        place_code=code,
        indicator=first["indicator"],
        indicator_id=identifier or None,
        answers=tuple(vintages(known_at(frame, desk.moment(as_of)), None, frozenset())),
        rivals=rivals(frame, desk.moment(as_of)),
        editions=tuple(reversed(editions)),
        days=tuple(days),
        triangle=tuple(_triangle_row(key, row.tolist()) for key, row in table.iterrows()),
        late=tuple(one for one in late if one.indicator_id == identifier),
    )


def _triangle_row(key: Any, values: list[float]) -> TriangleRow:
    about: dict[str, Any] = {name: None if part != part else part for name, part in zip(FIGURE, key, strict=True)}
    return TriangleRow(**about, values=tuple(None if value != value else value for value in values))


def list_late(connection: "Connection", desk: Desk, place: str | None, as_of: date | None) -> tuple[Late, ...]:
    """What should be there at a date and is not, the longest first; of one place or of all."""
    codes = [place] if place else None
    return late_figures(connection, desk.catalogue, desk.moment(as_of), place_codes=codes)


def _figure(one: Edition) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in FIGURE)
