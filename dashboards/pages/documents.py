"""The list of documents, and the text of one with its targets."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboards.address import AsOf, Filters, Identifier
from dashboards.answers import Mistake
from dashboards.auth import person_of
from dashboards.content.document import DocumentView, Review, build_document, list_document_lines, review_of
from dashboards.desks import AtDesk
from dashboards.mending import CHOICES, FIELDS, typed
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)

Focus = Annotated[int | None, Query(alias="target", ge=1, le=2**62)]


@router.get("/documents")
@needs(Permission.DOCUMENT_READ)
def documents(request: Request, desk: AtDesk, as_of: AsOf = None) -> Response:
    """Every document with its lights."""
    with reading(desk.store) as connection:
        content = list_document_lines(connection, desk, as_of)
    return render(request, "documents.html", filters=Filters(as_of=as_of), view=content)


@router.get("/documents/{document_id}")
@needs(Permission.DOCUMENT_READ)
def document(
    request: Request, desk: AtDesk, document_id: Identifier, focus: Focus = None, as_of: AsOf = None
) -> Response:
    """The text with every target marked, the record of one of them beside it."""
    with reading(desk.store) as connection:
        content = build_document(connection, desk, document_id, as_of)
    review = None if focus is None else review_of(content, focus)
    return render_document(request, content, review, as_of)


def render_document(
    request: Request,
    view: DocumentView,
    review: Review | None,
    as_of: date | None,
    *,
    given: Mapping[str, str] | None = None,
    mistakes: tuple[Mistake, ...] = (),
    note: str = "",
    status: int = 200,
) -> Response:
    """The page of a document; `given` and `note` are what was typed, `mistakes` what is wrong with it."""
    return render(
        request,
        "document.html",
        filters=Filters(as_of=as_of),
        status=status,
        view=view,
        review=review,
        form=(typed(review.target) | dict(given or {})) if review else {},
        fields=FIELDS,
        choices=CHOICES,
        mistakes={one.field: one.message for one in mistakes},
        note=note,
        writable=person_of(request).may(Permission.TARGET_DECIDE),
    )
