"""The same content as JSON under /api/v1: one dataclass an answer, one shape for lists, one for errors.

Dates are YYYY-MM-DD, moments ISO 8601 in +08:00; the exact decimals of a target's versions are strings, reckoned
values numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.address import Asked, AsOf, Identifier, Words
from dashboards.answers import Failure, answer
from dashboards.auth import Asking
from dashboards.content.alerts import AlertsView, AlertView, build_alert, build_alerts
from dashboards.content.backtest import BacktestView, build_backtest
from dashboards.content.catalogue import IndicatorLine, PlaceLine, list_indicators, list_places
from dashboards.content.document import DocumentLine, DocumentView, build_document, list_document_lines
from dashboards.content.figures import list_figures
from dashboards.content.line import GapLine
from dashboards.content.overview import Overview, build_overview, matching
from dashboards.content.rollup import By, Rollup, build_rollup
from dashboards.content.runs import RunsView, build_runs
from dashboards.content.search import Found, search
from dashboards.content.series import ShownVintage
from dashboards.content.target import TargetView, build_target
from dashboards.content.upload import CellView, UploadLine, build_cell, list_upload_lines
from dashboards.content.verdicts import TargetVerdict, VerdictsView, build_target_verdict, build_verdicts
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from storage import reading

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=1000, description="Items an answer")]
Month = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}$", description="Month of the digest, such as 2013-07")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="Items left out at the beginning")]


@dataclass(frozen=True, kw_only=True)
class Listed(Generic[T]):
    """A part of a list."""

    #: number of items in the whole list
    total: int
    #: items left out at the beginning
    offset: int
    items: Sequence[T]


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The answer to every request that cannot be answered."""

    error: Failure


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refused, "description": "A parameter has the wrong form"},
    404: {"model": Refused, "description": "There is no such thing"},
    503: {"model": Refused, "description": "The store does not answer"},
}
router = APIRouter(prefix="/api/v1", tags=["v1"], responses=REFUSALS)


def listed(request: Request, items: Sequence[Any], limit: int, offset: int) -> Response:
    """A part of a list as an answer."""
    return answer(request, Listed(total=len(items), offset=offset, items=items[offset : offset + limit]))


@router.get("/overview", response_model=Overview)
@needs(Permission.GAP_READ)
def overview(request: Request, desk: AtDesk, filters: Asked) -> Response:
    """How many targets have each light, what is red and why, what comes next."""
    with reading(desk.store) as connection:
        return answer(request, build_overview(connection, desk, filters))


@router.get("/gaps", response_model=Listed[GapLine])
@needs(Permission.GAP_READ)
def gaps(request: Request, desk: AtDesk, filters: Asked, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Gap rows, worst first."""
    with reading(desk.store) as connection:
        lines = matching(desk.reckoned(connection, filters.as_of).lines, filters)
    return listed(request, lines, limit, offset)


@router.get("/targets", response_model=Listed[GapLine])
@needs(Permission.GAP_READ)
def targets(request: Request, desk: AtDesk, filters: Asked, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Accepted targets with their lights, in the order of documents and texts."""
    with reading(desk.store) as connection:
        lines = matching(desk.reckoned(connection, filters.as_of).lines, filters)
    return listed(request, sorted(lines, key=lambda line: line.target_id), limit, offset)


@router.get("/targets/{target_id}", response_model=TargetView)
@needs(Permission.GAP_READ)
def target(request: Request, desk: AtDesk, target_id: Identifier, as_of: AsOf = None) -> Response:
    """One target: sentence, light, arithmetic, offices, versions, figures."""
    with reading(desk.store) as connection:
        return answer(request, build_target(connection, desk, target_id, as_of))


@router.get("/documents", response_model=Listed[DocumentLine])
@needs(Permission.DOCUMENT_READ)
def documents(request: Request, desk: AtDesk, as_of: AsOf = None, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Documents, newest first."""
    with reading(desk.store) as connection:
        return listed(request, list_document_lines(connection, desk, as_of), limit, offset)


@router.get("/documents/{document_id}", response_model=DocumentView)
@needs(Permission.DOCUMENT_READ)
def document(request: Request, desk: AtDesk, document_id: Identifier, as_of: AsOf = None) -> Response:
    """One document: its text with every target marked, its tasks and duties."""
    with reading(desk.store) as connection:
        return answer(request, build_document(connection, desk, document_id, as_of))


@router.get("/observations", response_model=Listed[ShownVintage])
@needs(Permission.OBSERVATION_READ)
def observations(
    request: Request,
    desk: AtDesk,
    place: Annotated[str, Query(max_length=40, description="Code of a place")],
    indicator: Annotated[str | None, Query(max_length=80, description="Identifier or name of an indicator")] = None,
    as_of: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Every vintage of a place that was known at the date, newest period first."""
    with reading(desk.store) as connection:
        return listed(request, list_figures(connection, desk, place, indicator, as_of), limit, offset)


@router.get("/observations/{vintage_id}", response_model=CellView)
@needs(Permission.OBSERVATION_READ)
def observation(request: Request, desk: AtDesk, vintage_id: Identifier, as_of: AsOf = None) -> Response:
    """One figure with the cell that it came from."""
    with reading(desk.store) as connection:
        return answer(request, build_cell(connection, desk, vintage_id, as_of))


@router.get("/search", response_model=Found)
@needs(Permission.GAP_READ)
def find(request: Request, desk: AtDesk, q: Words, as_of: AsOf = None) -> Response:
    """Targets, passages, indicators and offices that hold every word of `q`."""
    with reading(desk.store) as connection:
        return answer(request, search(connection, desk, q, as_of))


@router.get("/indicators", response_model=Listed[IndicatorLine])
@needs(Permission.GAP_READ)
def indicators(request: Request, desk: AtDesk, limit: Limit = 1000, offset: Offset = 0) -> Response:
    """The catalogue of indicators."""
    return listed(request, list_indicators(desk), limit, offset)


@router.get("/places", response_model=Listed[PlaceLine])
@needs(Permission.GAP_READ)
def places(
    request: Request,
    desk: AtDesk,
    parent: Annotated[str | None, Query(max_length=40, description="Only places that belong to this code")] = None,
    limit: Limit = 1000,
    offset: Offset = 0,
) -> Response:
    """The places."""
    return listed(request, list_places(desk, parent), limit, offset)


@router.get("/uploads", response_model=Listed[UploadLine])
@needs(Permission.UPLOAD_READ)
def uploads(request: Request, desk: AtDesk, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Files that were taken in, newest first."""
    with reading(desk.store) as connection:
        return listed(request, list_upload_lines(connection, desk), limit, offset)


@router.get("/runs", response_model=RunsView)
@needs(Permission.RUN_READ)
def runs(request: Request, desk: AtDesk) -> Response:
    """Signs of life of the scheduled jobs, and their newest runs."""
    with reading(desk.store) as connection:
        return answer(request, build_runs(connection, desk))


@router.get("/backtest", response_model=BacktestView)
@needs(Permission.GAP_READ)
def backtest(request: Request, desk: AtDesk) -> Response:
    """How well past years were projected: errors, intervals and models by indicator and month."""
    with reading(desk.store) as connection:
        return answer(request, build_backtest(connection, desk))


@router.get("/alerts", response_model=AlertsView)
@needs(Permission.ALERT_READ)
def alerts(request: Request, desk: AtDesk, person: Asking, month: Month = None, only_open: bool = True) -> Response:
    """Who was told of what, where each alert stands, and how often each rule was right."""
    with reading(desk.store) as connection:
        return answer(request, build_alerts(connection, desk, person, month=month, only_open=only_open))


@router.get("/alerts/{alert_id}", response_model=AlertView)
@needs(Permission.ALERT_READ)
def alert(request: Request, desk: AtDesk, person: Asking, alert_id: Identifier) -> Response:
    """One alert with everything that was done, and what may be done next."""
    with reading(desk.store) as connection:
        return answer(request, build_alert(connection, desk, person, alert_id))


@router.get("/rollup", response_model=Rollup)
@needs(Permission.GAP_READ)
def rollup(request: Request, desk: AtDesk, filters: Asked, by: By = By.OFFICE) -> Response:
    """Lights by office, section, document, place or indicator; parts against wholes; how targets were divided."""
    with reading(desk.store) as connection:
        return answer(request, build_rollup(connection, desk, filters, by))


@router.get("/verdicts", response_model=VerdictsView)
@needs(Permission.GAP_READ)
def verdicts(request: Request, desk: AtDesk, as_of: AsOf = None) -> Response:
    """Verdicts that wait, that are given, targets without one, objections of offices."""
    with reading(desk.store) as connection:
        return answer(request, build_verdicts(connection, desk, as_of))


@router.get("/targets/{target_id}/verdict", response_model=TargetVerdict)
@needs(Permission.VERDICT_PROPOSE)
def target_verdict(request: Request, desk: AtDesk, target_id: Identifier, as_of: AsOf = None) -> Response:
    """What people said of one target, and whether its figures changed since."""
    with reading(desk.store) as connection:
        return answer(request, build_target_verdict(connection, desk, target_id, as_of))
