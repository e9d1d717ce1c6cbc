"""Sending a file, seeing what it would do, answering its questions, submitting it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboards.address import FIRST_DAY, LAST_DAY, language
from dashboards.answers import Mistake
from dashboards.auth import Asking, person_of
from dashboards.content.desk import Desk
from dashboards.content.preview import Preview, build_preview
from dashboards.content.upload import list_upload_lines
from dashboards.desks import AtDesk
from dashboards.drafts import UploadDraft
from dashboards.i18n import text
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from dashboards.wording import SHANGHAI
from ingest import UploadSettings
from measures.terms import RevisionBasis
from storage import reading, submissions
from storage.intake import Told, submit_file, understand

router = APIRouter(include_in_schema=False)

PART = 1 << 20


@router.get("/uploads")
@needs(Permission.UPLOAD_READ)
def uploads(request: Request, desk: AtDesk) -> Response:
    """Every file that waits or was taken in, and a form for the next one."""
    return _list(request, desk)


@router.post("/uploads")
@needs(Permission.UPLOAD_SUBMIT)
def send(
    request: Request,
    desk: AtDesk,
    file: UploadFile,
    form_token: Annotated[str, Form(max_length=200)] = "",
    source: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Keep a file aside and go to its preview; nothing is stored yet."""
    day, mistakes = _day(published, language(request))
    if not desk.reach.has_office(source.strip()):
        said = text("error.send.office", language(request), offices=_own(desk))
        mistakes += (Mistake(field="source", message=said),)
    size = file.size or 0
    if not size:
        mistakes += (Mistake(field="file", message=text("error.send.empty", language(request))),)
    if size > desk.settings.max_upload_bytes:
        said = text("error.send.large", language(request), size=size, limit=desk.settings.max_upload_bytes)
        mistakes += (Mistake(field="file", message=said),)
    if mistakes:
        return _list(request, desk, form={"source": source, "published": published}, mistakes=mistakes)
    draft = desk.drafts.keep(
        parts_of(file.file), name=file_name(file), source=source.strip() or None, published=day, now=desk.clock()
    )
    return RedirectResponse(f"/uploads/drafts/{draft.id}", status_code=303)


@router.get("/uploads/drafts/{draft_id}")
@needs(Permission.UPLOAD_SUBMIT)
def draft(request: Request, desk: AtDesk, draft_id: str) -> Response:
    """What a file would do."""
    kept = desk.drafts.get(draft_id)
    view = _preview(desk, kept)
    return render(
        request, "preview.html", view=view, draft=kept, mistake=None, given=Answered(act="submit"), writable=True
    )


class Answered(BaseModel):
    """What the form of a preview sends; answers to questions are further fields "q-ID"."""

    model_config = ConfigDict(extra="allow")

    form_token: Annotated[str, Field(max_length=200)] = ""
    act: Annotated[str, Field(pattern="^(answer|submit|withdraw)$")]
    word: Annotated[str, Field(max_length=2000)] = ""
    #: 修订依据, empty for none
    basis: RevisionBasis | Literal[""] = ""
    #: moment before which the outside may not know, empty = none
    embargo: Annotated[str, Field(max_length=16)] = ""

    def told(self) -> Told:
        """What the uploader says; raises ValueError for an embargo that is no moment."""
        until = datetime.fromisoformat(self.embargo).replace(tzinfo=SHANGHAI) if self.embargo.strip() else None
        return Told(
            word=self.word.strip() or None,
            revision_basis=RevisionBasis(self.basis) if self.basis else None,
            embargo_until=until,
        )

    def answers(self) -> dict[str, str]:
        """Answers by question."""
        sent = {name.removeprefix("q-"): value for name, value in (self.model_extra or {}).items() if name[:2] == "q-"}
        return {question: value.strip()[:200] for question, value in sent.items() if str(value).strip()}


@router.post("/uploads/drafts/{draft_id}")
@needs(Permission.UPLOAD_SUBMIT)
def act(request: Request, desk: AtDesk, person: Asking, draft_id: str, form: Annotated[Answered, Form()]) -> Response:
    """Take answers, withdraw the file, or submit it for somebody else to release."""
    kept = desk.drafts.get(draft_id)
    if form.act == "withdraw":
        desk.drafts.forget(draft_id)
        return RedirectResponse("/uploads", status_code=303)
    if form.act == "answer":
        desk.drafts.answer(kept, form.answers())
        return RedirectResponse(f"/uploads/drafts/{draft_id}", status_code=303)
    try:
        told = form.told()
    except ValueError:
        return _refused(request, desk, kept, "embargo", form)
    data, settings = desk.drafts.data(kept.id), _settings(desk, kept)
    if desk.reach.offices is not None and not _all_own(desk, kept):
        return _refused(request, desk, kept, "office", form)
    intake = submit_file(
        desk.store, data, kept.name, settings, desk.catalogue, desk.places, desk.clock(), person.name, told=told
    )
    if intake.stop is not None:
        return _refused(request, desk, kept, intake.stop.value, form)
    desk.drafts.forget(kept.id)
    return RedirectResponse(f"/uploads/submissions/{intake.submission_id}", status_code=303)


def _all_own(desk: Desk, kept: UploadDraft) -> bool:
    """Whether every figure of a file is of an office within reach."""
    data, now = desk.drafts.data(kept.id), desk.clock()
    with reading(desk.store) as connection:
        found = understand(connection, data, kept.name, _settings(desk, kept), desk.catalogue, desk.places, now)
    return all(desk.reach.has_office(source) for source in found.observations["source"].unique())


def _own(desk: Desk) -> str:
    return "、".join(sorted(desk.reach.offices or ()))


def _refused(request: Request, desk: Desk, kept: UploadDraft, code: str, form: Answered) -> Response:
    said = text(f"error.send.{code}", language(request), offices=_own(desk))
    view = _preview(desk, kept)
    return render(request, "preview.html", status=400, view=view, draft=kept, mistake=said, given=form, writable=True)


def _settings(desk: Desk, kept: UploadDraft) -> UploadSettings:
    return UploadSettings(
        source=kept.source,
        published=kept.published,
        mapping={"answers": dict(kept.answers)},
        max_bytes=desk.settings.max_upload_bytes,
    )


def _preview(desk: Desk, kept: UploadDraft) -> Preview:
    data, now = desk.drafts.data(kept.id), desk.clock()
    with reading(desk.store) as connection:
        found = understand(connection, data, kept.name, _settings(desk, kept), desk.catalogue, desk.places, now)
        return build_preview(connection, kept, data, found, now)


def _list(
    request: Request,
    desk: Desk,
    *,
    form: dict[str, str] | None = None,
    mistakes: tuple[Mistake, ...] = (),
) -> Response:
    with reading(desk.store) as connection:
        content = list_upload_lines(connection, desk)
        every = submissions.list_submissions(connection, waiting=True)
    waiting = [one for one in every if desk.reach.has_upload(one.source, one.submitted_by)]
    return render(
        request,
        "uploads.html",
        status=400 if mistakes else 200,
        view=content,
        waiting=waiting,
        form=form or {"source": "", "published": ""},
        mistakes={one.field: one.message for one in mistakes},
        limit=desk.settings.max_upload_bytes,
        writable=person_of(request).may(Permission.UPLOAD_SUBMIT),
    )


def file_name(file: UploadFile) -> str:
    """The file's own name, without folders."""
    return (file.filename or "").replace("\\", "/").rpartition("/")[2][:200] or "upload"


def parts_of(file: BinaryIO) -> Iterator[bytes]:
    """A sent file piece by piece."""
    while part := file.read(PART):
        yield part


def _day(said: str, lang: str) -> tuple[date | None, tuple[Mistake, ...]]:
    if not said.strip():
        return None, ()
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        message = text("error.mend.date", lang, field=text("field.published", lang), value=said)
        return None, (Mistake(field="published", message=message),)
    return day, ()
