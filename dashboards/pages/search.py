"""Search."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.address import AsOf, Filters, Words
from dashboards.content.search import search
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/search")
@needs(Permission.GAP_READ)
def find(request: Request, desk: AtDesk, q: Words = "", as_of: AsOf = None) -> Response:
    """Targets, passages, indicators and offices that hold every word."""
    with reading(desk.store) as connection:
        content = search(connection, desk, q, as_of)
    return render(request, "search.html", filters=Filters(as_of=as_of), view=content)
