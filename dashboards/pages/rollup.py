"""Lights by office, section, document, place or indicator."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.address import Asked
from dashboards.content.rollup import By, build_rollup
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/rollup")
@needs(Permission.GAP_READ)
def rollup(request: Request, desk: AtDesk, filters: Asked, by: By = By.OFFICE) -> Response:
    """Counts and sums of groups, the worst beside them; how targets were divided."""
    with reading(desk.store) as connection:
        content = build_rollup(connection, desk, filters, by)
        days = desk.days(connection)
    return render(request, "rollup.html", filters=filters, view=content, days=days, groupings=tuple(By))
