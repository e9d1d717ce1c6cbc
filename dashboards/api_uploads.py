"""Submissions, receipts, series and late figures as JSON; files sent by programs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import Response

from dashboards.address import AsOf, Identifier, language
from dashboards.answers import answer
from dashboards.api import REFUSALS, Limit, Listed, Offset, listed
from dashboards.auth import Asking, Person
from dashboards.content.desk import Desk
from dashboards.content.history import HistoryView, build_history, list_late
from dashboards.content.releasing import Receipt, ReleaseView, build_receipt, build_release
from dashboards.content.trial import try_upload
from dashboards.desks import AtDesk
from dashboards.i18n import problem_text
from dashboards.permissions import FormRefused, Permission, needs
from dashboards.wording import SHANGHAI
from ingest import UploadSettings
from measures.terms import RevisionBasis
from storage import reading, submissions
from storage.intake import Told, submit_file
from storage.lateness import Late

router = APIRouter(prefix="/api/v1", tags=["v1"], responses=REFUSALS)

Name = Annotated[str, Query(min_length=1, max_length=200, description="Name of the file, with its ending")]
Source = Annotated[str | None, Query(max_length=200, description="Source where the file names none")]
Published = Annotated[date | None, Query(description="Day of publication where the file has none")]
Data = Annotated[bytes, Body(media_type="application/octet-stream", description="The file")]


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """What became of a file that a program sent."""

    #: number of the submission, None where the file was stopped
    submission_id: int | None
    #: errors, questions, word or basis; None where it waits for its release
    stop: str | None
    #: what reading and history say of it
    problems: tuple[str, ...]
    #: open questions: id and code
    questions: tuple[tuple[str, str], ...]


@router.post("/uploads/try")
@needs(Permission.UPLOAD_SUBMIT)
def trial(
    request: Request, desk: AtDesk, data: Data, name: Name, source: Source = None, published: Published = None
) -> Response:
    """The dry run of a file: what was understood, what it would change, what is asked; nothing is kept."""
    lang = language(request)
    settings = _settings(desk, source, published)
    with reading(desk.store) as connection:
        now = desk.clock()
        _, shown = try_upload(connection, data, name, settings, desk.catalogue, desk.places, now, SHANGHAI, lang)
    return answer(request, shown)


@router.post("/uploads", response_model=Submitted)
@needs(Permission.UPLOAD_SUBMIT)
def send(
    request: Request,
    desk: AtDesk,
    person: Asking,
    data: Data,
    name: Name,
    source: Source = None,
    published: Published = None,
    word: Annotated[str | None, Query(max_length=2000, description="Word on the warnings that want one")] = None,
    basis: Annotated[RevisionBasis | None, Query(description="Why stored values become others")] = None,
    embargo_until: Annotated[datetime | None, Query(description="Not known outside before; with its offset")] = None,
) -> Response:
    """Submit a file for somebody else to release."""
    until = embargo_until.replace(tzinfo=embargo_until.tzinfo or SHANGHAI) if embargo_until else None
    told = Told(word=word, revision_basis=basis, embargo_until=until)
    settings = _settings(desk, source, published)
    intake = submit_file(
        desk.store, data, name, settings, desk.catalogue, desk.places, desk.clock(), person.name, told=told
    )
    lang = language(request)
    said = Submitted(
        submission_id=intake.submission_id,
        stop=None if intake.stop is None else intake.stop.value,
        problems=tuple(problem_text(problem, lang) for problem in intake.reading.problems),
        questions=tuple((question.id, question.code) for question in intake.reading.questions),
    )
    return answer(request, said)


@router.get("/submissions", response_model=Listed[Receipt])
@needs(Permission.UPLOAD_READ)
def list_receipts(request: Request, desk: AtDesk, person: Asking, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Receipts of the submissions that the person may see, newest first."""
    with reading(desk.store) as connection:
        every = [one for one in submissions.list_submissions(connection) if _may_see(person, one)]
        shown = [build_receipt(connection, one.id) for one in every[offset : offset + limit]]
    return answer(request, Listed(total=len(every), offset=offset, items=shown))


@router.get("/submissions/{submission_id}", response_model=Receipt)
@needs(Permission.UPLOAD_READ)
def receipt(request: Request, desk: AtDesk, person: Asking, submission_id: Identifier) -> Response:
    """Who submitted and released a file, when, checksum and counts."""
    with reading(desk.store) as connection:
        _allow(person, submissions.get_submission(connection, submission_id))
        return answer(request, build_receipt(connection, submission_id))


@router.get("/submissions/{submission_id}/changes", response_model=None)
@needs(Permission.UPLOAD_READ)
def changes(request: Request, desk: AtDesk, person: Asking, submission_id: Identifier) -> Response:
    """What a submission would change; the lights only for those who may release it."""
    with reading(desk.store) as connection:
        _allow(person, submissions.get_submission(connection, submission_id))
        may, now = person.may(Permission.UPLOAD_RELEASE), desk.clock()
        view: ReleaseView = build_release(
            connection, submission_id, desk.catalogue, desk.places, now, person.name, may_release=may
        )
        return answer(request, view)


@router.get("/series", response_model=HistoryView)
@needs(Permission.OBSERVATION_READ)
def series(
    request: Request,
    desk: AtDesk,
    place: Annotated[str, Query(min_length=1, max_length=40, description="Code or name of a place")],
    indicator: Annotated[str, Query(min_length=1, max_length=120, description="Identifier or name of an indicator")],
    as_of: AsOf = None,
) -> Response:
    """What answers, what contradicts it, every edition, the revision triangle, what is late."""
    with reading(desk.store) as connection:
        return answer(request, build_history(connection, desk, place, indicator, as_of))


@router.get("/late", response_model=Listed[Late])
@needs(Permission.OBSERVATION_READ)
def late(
    request: Request,
    desk: AtDesk,
    place: Annotated[str | None, Query(max_length=40, description="Code of a place")] = None,
    as_of: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Figures whose usual day of release is past and that are not here, the longest first."""
    with reading(desk.store) as connection:
        return listed(request, list_late(connection, desk, place, as_of), limit, offset)


def _settings(desk: Desk, source: str | None, published: date | None) -> UploadSettings:
    return UploadSettings(source=source, published=published, max_bytes=desk.settings.max_upload_bytes)


def _may_see(person: Person, submission: submissions.Submission) -> bool:
    return person.name == submission.submitted_by or person.may(Permission.UNRELEASED_READ)


def _allow(person: Person, submission: submissions.Submission) -> None:
    if not _may_see(person, submission):
        raise FormRefused("permission")
