"""How well the projections of past years were."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.content.backtest import build_backtest
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/backtest")
@needs(Permission.GAP_READ)
def backtest(request: Request, desk: AtDesk) -> Response:
    """Errors, intervals and models by indicator and month."""
    with reading(desk.store) as connection:
        content = build_backtest(connection, desk)
    return render(request, "backtest.html", view=content)
