"""Figures with their cells."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.address import AsOf, Filters, Identifier
from dashboards.content.upload import build_cell
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/observations/{vintage_id}")
@needs(Permission.OBSERVATION_READ)
def observation(request: Request, desk: AtDesk, vintage_id: Identifier, as_of: AsOf = None) -> Response:
    """One figure, the cell that it came from, and the targets that use it."""
    with reading(desk.store) as connection:
        content = build_cell(connection, desk, vintage_id, as_of)
    return render(request, "observation.html", filters=Filters(as_of=as_of), view=content)
