"""Figures of a place, whether or not a target asks for them."""

from datetime import date
from typing import TYPE_CHECKING

from dashboards.content.desk import Desk
from dashboards.content.series import ShownVintage, vintages
from storage import observations

if TYPE_CHECKING:
    from storage import Connection


def list_figures(
    connection: "Connection", desk: Desk, place: str, indicator: str | None, as_of: date | None
) -> tuple[ShownVintage, ...]:
    """Every vintage of a place and an indicator (identifier or name; None for all) known at the date, newest first."""
    known = indicator is not None and indicator in desk.catalogue
    frame = observations.observations_frame(
        connection,
        as_of=desk.moment(as_of),
        indicator_ids=[indicator] if indicator and known else None,
        indicators=[indicator] if indicator and not known else None,
        place_codes=[place],
        public_at=desk.public_at(as_of),
    )
    return tuple(vintages(desk.visible(frame), None, frozenset()))
