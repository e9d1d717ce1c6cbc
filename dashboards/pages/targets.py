"""The list of targets, and the page of one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.address import Asked, AsOf, Filters, Identifier, language
from dashboards.auth import Asking, Person
from dashboards.charts import target_figure, target_title
from dashboards.content.listing import list_targets
from dashboards.content.target import TargetView, build_target
from dashboards.content.verdicts import build_target_verdict
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from dashboards.rendering import figure_json, render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/targets")
@needs(Permission.GAP_READ)
def targets(
    request: Request, desk: AtDesk, filters: Asked, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """Every target that the filters let through, worst first, a hundred a page."""
    with reading(desk.store) as connection:
        content = list_targets(connection, desk, filters, page)
        days = desk.days(connection)
    return render(request, "targets.html", filters=filters, view=content, days=days)


@router.get("/targets/{target_id}")
@needs(Permission.GAP_READ)
def target(request: Request, desk: AtDesk, person: Asking, target_id: Identifier, as_of: AsOf = None) -> Response:
    """One target: chart, arithmetic, sentence, offices, versions, figures."""
    with reading(desk.store) as connection:
        content = build_target(connection, desk, target_id, as_of)
        said = build_target_verdict(connection, desk, target_id, as_of)
        days = desk.days(connection)
    lang = language(request)
    figure = target_figure(content, lang)
    return render(
        request,
        "target.html",
        filters=Filters(as_of=as_of),
        view=content,
        said=said,
        offices=_offices(content, person),
        today=desk.today(),
        days=days,
        title=target_title(content, lang),
        figure=None if figure is None else figure_json(figure),
    )


def _offices(view: TargetView, person: Person) -> tuple[str, ...]:
    """The offices of a target that a person may object for."""
    named = () if view.line is None else view.line.offices
    return tuple(office for office in named if not person.offices or office in person.offices)
