"""The first page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.address import Asked
from dashboards.content.overview import build_overview
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/")
@needs(Permission.GAP_READ)
def overview(request: Request, desk: AtDesk, filters: Asked) -> Response:
    """What is red, why, and who has to act."""
    with reading(desk.store) as connection:
        content = build_overview(connection, desk, filters)
        days = desk.days(connection)
    return render(request, "overview.html", filters=filters, view=content, days=days)
