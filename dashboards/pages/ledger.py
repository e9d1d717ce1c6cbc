"""台账: the supervision office takes it as a sheet, fills it in and hands it in again (practice 27)."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboards.address import AsOf, language
from dashboards.auth import Asking, Person
from dashboards.content.desk import Desk
from dashboards.desks import AtDesk
from dashboards.drafts import UploadDraft
from dashboards.i18n import text
from dashboards.pages.submitting import file_name, parts_of
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from dashboards.reports.ledger import ledger_workbook
from dashboards.reports.returned import Returned
from dashboards.returns import compare, keep, ledger_of
from measures.errors import NotAllowed
from storage import ledger, reading

router = APIRouter(include_in_schema=False)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: changes that the page shows
SHOWN = 500


class Decision(BaseModel):
    """What the form of a preview sends."""

    model_config = ConfigDict(extra="forbid")

    form_token: Annotated[str, Field(max_length=200)] = ""
    act: Annotated[str, Field(pattern="^(store|withdraw)$")]
    word: Annotated[str, Field(max_length=300)] = ""


@router.get("/ledger")
@needs(Permission.LEDGER_WRITE)
def page(request: Request, desk: AtDesk, stored: int | None = None) -> Response:
    """What came back so far, and a form for the next sheet."""
    return _page(request, desk, stored=stored)


@router.get("/ledger.xlsx")
@needs(Permission.LEDGER_WRITE)
def sheet(request: Request, desk: AtDesk, person: Asking, as_of: AsOf = None) -> Response:
    """The ledger as a sheet to fill in."""
    with reading(desk.store) as connection:
        rows, report = ledger_of(
            connection,
            desk.catalogue,
            as_of=desk.moment(as_of),
            lang=language(request),
            released_only=_outside(person),
        )
    headers = {"Content-Disposition": f'attachment; filename="ledger-{report.as_of:%Y-%m-%d}.xlsx"'}
    return Response(ledger_workbook(rows, report, language(request)), media_type=XLSX, headers=headers)


@router.post("/ledger")
@needs(Permission.LEDGER_WRITE)
def send(
    request: Request, desk: AtDesk, file: UploadFile, form_token: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Keep a filled sheet aside and go to its preview; nothing is stored yet."""
    size = file.size or 0
    if not size:
        return _page(request, desk, mistake=text("error.send.empty", language(request)))
    if size > desk.settings.max_upload_bytes:
        limit = desk.settings.max_upload_bytes
        return _page(request, desk, mistake=text("error.send.large", language(request), size=size, limit=limit))
    draft = desk.drafts.keep(
        parts_of(file.file), name=file_name(file), source="ledger", published=None, now=desk.clock()
    )
    return RedirectResponse(f"/ledger/drafts/{draft.id}", status_code=303)


@router.get("/ledger/drafts/{draft_id}")
@needs(Permission.LEDGER_WRITE)
def preview(request: Request, desk: AtDesk, person: Asking, draft_id: str) -> Response:
    """What a filled sheet would change."""
    kept = desk.drafts.get(draft_id)
    return _preview(request, kept, _compared(request, desk, person, kept), None)


@router.post("/ledger/drafts/{draft_id}")
@needs(Permission.LEDGER_WRITE)
def decide(
    request: Request, desk: AtDesk, person: Asking, draft_id: str, form: Annotated[Decision, Form()]
) -> Response:
    """Store the changes in one transaction, or let the sheet go."""
    kept = desk.drafts.get(draft_id)
    if form.act == "withdraw":
        desk.drafts.forget(draft_id)
        return RedirectResponse("/ledger", status_code=303)
    found = _compared(request, desk, person, kept)
    if not found.storable:
        return _preview(request, kept, found, text("ledger.not_stored", language(request)))
    try:
        data = desk.drafts.data(draft_id)
        number = keep(desk.store, found, data, word=form.word, actor=person.name, now=desk.clock())
    except NotAllowed as refusal:
        return _preview(request, kept, found, text(f"ledger.refused.{refusal.reason}", language(request)))
    desk.drafts.forget(draft_id)
    return RedirectResponse(f"/ledger?stored={number}", status_code=303)


def _outside(person: Person) -> bool:
    """Whether the person may see released figures only (practice 10)."""
    return not person.may(Permission.UNRELEASED_READ)


def _compared(request: Request, desk: Desk, person: Person, kept: UploadDraft) -> Returned:
    return compare(
        desk.store,
        desk.catalogue,
        desk.drafts.data(kept.id),
        kept.name,
        as_of=desk.clock(),
        lang=language(request),
        released_only=_outside(person),
    )


def _preview(request: Request, kept: UploadDraft, found: Returned, mistake: str | None) -> Response:
    status = 400 if mistake else 200
    return render(request, "ledger_preview.html", status=status, view=found, draft=kept, mistake=mistake, shown=SHOWN)


def _page(request: Request, desk: Desk, *, stored: int | None = None, mistake: str | None = None) -> Response:
    with reading(desk.store) as connection:
        returns = ledger.list_returns(connection)
    newest = next((one for one in returns if one.id == stored), None)
    status = 400 if mistake else 200
    return render(request, "ledger.html", status=status, view=returns, stored=newest, mistake=mistake)
