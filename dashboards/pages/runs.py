"""What happened by itself, and what has been silent."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.content.runs import build_runs
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/runs")
@needs(Permission.RUN_READ)
def runs(request: Request, desk: AtDesk) -> Response:
    """The last good run of each job and the newest runs."""
    with reading(desk.store) as connection:
        content = build_runs(connection, desk)
    return render(request, "runs.html", view=content)
