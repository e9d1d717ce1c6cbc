"""Files that were taken in or wait: what they changed, who answers for them, release, withdrawal, embargo, undoing."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from dashboards.address import Identifier, language
from dashboards.auth import Asking, Person
from dashboards.content.desk import Desk
from dashboards.content.releasing import ReleaseView, build_receipt, build_release
from dashboards.content.upload import build_upload
from dashboards.desks import AtDesk
from dashboards.i18n import text
from dashboards.permissions import FormRefused, Permission, needs
from dashboards.rendering import render
from dashboards.wording import SHANGHAI
from measures.errors import NotAllowed
from storage import reading, submissions, writing
from storage.intake import end_embargo, release_file, undo

router = APIRouter(include_in_schema=False)


class Decision(BaseModel):
    """What the forms of a submission or an upload send."""

    form_token: Annotated[str, Field(max_length=200)] = ""
    act: Annotated[str, Field(pattern="^(release|withdraw|undo|embargo)$")]
    reason: Annotated[str, Field(max_length=500)] = ""
    #: moment from which the outside may know, empty = now
    until: Annotated[str, Field(max_length=16)] = ""


@router.get("/uploads/submissions/{submission_id}")
@needs(Permission.UPLOAD_READ)
def submission(request: Request, desk: AtDesk, person: Asking, submission_id: Identifier) -> Response:
    """What a submission would change, or its receipt."""
    return _submission(request, desk, person, submission_id)


@router.post("/uploads/submissions/{submission_id}")
@needs(Permission.UPLOAD_READ)
def decide(
    request: Request, desk: AtDesk, person: Asking, submission_id: Identifier, form: Annotated[Decision, Form()]
) -> Response:
    """Release a submission of somebody else, or withdraw one's own."""
    need = Permission.UPLOAD_RELEASE if form.act == "release" else Permission.UPLOAD_SUBMIT
    view = _view(desk, person, submission_id)
    if form.act not in ("release", "withdraw") or not person.may(need):
        raise FormRefused("permission")
    try:
        if form.act == "release":
            release_file(desk.store, submission_id, desk.catalogue, desk.places, desk.clock(), person.name)
        else:
            if view.submission.submitted_by != person.name:
                raise FormRefused("permission")
            with writing(desk.store, actor=person.name, act="upload:withdraw", at=desk.clock()) as w:
                submissions.withdraw(w, submission_id, note=form.reason.strip() or None)
    except NotAllowed:
        said = text(f"error.release.{form.act}", language(request))
        return _submission(request, desk, person, submission_id, mistake=said)
    return RedirectResponse(f"/uploads/submissions/{submission_id}", status_code=303)


@router.get("/uploads/{upload_id}")
@needs(Permission.UPLOAD_READ)
def upload(request: Request, desk: AtDesk, person: Asking, upload_id: Identifier) -> Response:
    """One file that was taken in."""
    return _upload(request, desk, person, upload_id)


@router.post("/uploads/{upload_id}")
@needs(Permission.UPLOAD_UNDO)
def change(
    request: Request, desk: AtDesk, person: Asking, upload_id: Identifier, form: Annotated[Decision, Form()]
) -> Response:
    """Take a file's values back, or let its embargo end."""
    lang, reason = language(request), form.reason.strip()
    if form.act == "undo" and not reason:
        return _upload(request, desk, person, upload_id, mistake=text("error.undo.reason", lang))
    try:
        if form.act == "undo":
            outcome = undo(desk.store, upload_id, reason, desk.clock(), person.name)
            return RedirectResponse(f"/uploads/{outcome.upload_id}", status_code=303)
        if form.act != "embargo" or not person.may(Permission.UPLOAD_RELEASE):
            raise FormRefused("permission")
        end_embargo(desk.store, upload_id, _moment(form.until), desk.clock(), person.name)
    except (NotAllowed, ValueError):
        said = text(f"error.change.{form.act}", lang)
        return _upload(request, desk, person, upload_id, mistake=said)
    return RedirectResponse(f"/uploads/{upload_id}", status_code=303)


def _moment(said: str) -> datetime | None:
    """The moment that a form names, in China; raises ValueError for what is none."""
    return datetime.fromisoformat(said).replace(tzinfo=SHANGHAI) if said.strip() else None


def _view(desk: Desk, person: Person, submission_id: int) -> ReleaseView:
    """What the person may see of a submission: those who release see all, the submitter all but the lights."""
    with reading(desk.store) as connection:
        found = submissions.get_submission(connection, submission_id)
        if person.name != found.submitted_by and not person.may(Permission.UNRELEASED_READ):
            raise FormRefused("permission")
        may = person.may(Permission.UPLOAD_RELEASE)
        now = desk.clock()
        return build_release(connection, submission_id, desk.catalogue, desk.places, now, person.name, may_release=may)


def _submission(
    request: Request, desk: Desk, person: Person, submission_id: int, mistake: str | None = None
) -> Response:
    view = _view(desk, person, submission_id)
    with reading(desk.store) as connection:
        receipt = build_receipt(connection, submission_id)
    return render(
        request,
        "submission.html",
        status=409 if mistake else 200,
        view=view,
        receipt=receipt,
        mistake=mistake,
        mine=person.name == receipt.submitted_by,
    )


def _upload(request: Request, desk: Desk, person: Person, upload_id: int, mistake: str | None = None) -> Response:
    with reading(desk.store) as connection:
        view = build_upload(connection, desk, upload_id)
    return render(
        request,
        "upload.html",
        status=409 if mistake else 200,
        view=view,
        mistake=mistake,
        may_undo=person.may(Permission.UPLOAD_UNDO),
        may_release=person.may(Permission.UPLOAD_RELEASE),
    )
