"""Data: what is late, and the history of one series with its conflicts and revisions."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.address import Asked, AsOf, Filters
from dashboards.content.history import build_history, list_late
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)

Place = Annotated[str, Query(min_length=1, max_length=40)]
Indicator = Annotated[str, Query(min_length=1, max_length=120)]


@router.get("/series")
@needs(Permission.OBSERVATION_READ)
def series(request: Request, desk: AtDesk, place: Place, indicator: Indicator, as_of: AsOf = None) -> Response:
    """What answers, what contradicts it, how it was revised."""
    with reading(desk.store) as connection:
        content = build_history(connection, desk, place, indicator, as_of)
    return render(request, "series.html", filters=Filters(as_of=as_of), view=content)


@router.get("/late")
@needs(Permission.OBSERVATION_READ)
def late(request: Request, desk: AtDesk, filters: Asked) -> Response:
    """Figures whose release is past and that are not here."""
    with reading(desk.store) as connection:
        content = list_late(connection, desk, filters.place, filters.as_of)
    return render(request, "late.html", filters=filters, view=content)
