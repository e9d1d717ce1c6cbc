"""The list of documents, and the text of one with its targets."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.address import AsOf, Filters, Identifier
from dashboards.content.document import build_document, list_document_lines
from dashboards.desks import AtDesk
from dashboards.rendering import render
from storage import reading

router = APIRouter(include_in_schema=False)


@router.get("/documents")
def documents(request: Request, desk: AtDesk, as_of: AsOf = None) -> Response:
    """Every document with its lights."""
    with reading(desk.store) as connection:
        content = list_document_lines(connection, desk, as_of)
    return render(request, "documents.html", filters=Filters(as_of=as_of), view=content)


@router.get("/documents/{document_id}")
def document(request: Request, desk: AtDesk, document_id: Identifier, as_of: AsOf = None) -> Response:
    """The text with every target marked."""
    with reading(desk.store) as connection:
        content = build_document(connection, desk, document_id, as_of)
    return render(request, "document.html", filters=Filters(as_of=as_of), view=content)
