"""The register of letters: drafting one, reading it, taking it further (practice 26)."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboards.address import Identifier, language
from dashboards.auth import Asking, Person
from dashboards.content.desk import Desk
from dashboards.content.letters import build_letter, build_letters, may_take
from dashboards.desks import AtDesk
from dashboards.i18n import text
from dashboards.letters import draft_letter
from dashboards.permissions import FormRefused, Permission, needs
from dashboards.rendering import render
from dashboards.reports.letters import letter_file
from measures.errors import NotAllowed, NotFound
from measures.problems import Problem
from measures.terms import LetterKind, LetterStep
from storage import letters as register
from storage import reading, writing

router = APIRouter(include_in_schema=False)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Words = Annotated[str, Field(max_length=300)]


class Wish(BaseModel):
    """What the form for a new letter sends: an office, or the number of a target."""

    model_config = ConfigDict(extra="forbid")

    form_token: Annotated[str, Field(max_length=200)] = ""
    about: Words = ""
    kind: LetterKind = LetterKind.REMINDER


class Act(BaseModel):
    """What the form of a step sends; each step reads the fields that belong to it."""

    model_config = ConfigDict(extra="forbid")

    form_token: Annotated[str, Field(max_length=200)] = ""
    step: LetterStep
    note: Words = ""
    number: Words = ""
    paper: Words = ""
    day: date | Literal[""] = ""


@router.get("/letters")
@needs(Permission.LETTER_READ)
def letters(request: Request, desk: AtDesk, person: Asking) -> Response:
    """Every letter and where it stands, and a form for the next."""
    return _register(request, desk, person)


@router.post("/letters")
@needs(Permission.LETTER_WRITE)
def draft(request: Request, desk: AtDesk, person: Asking, form: Annotated[Wish, Form()]) -> Response:
    """Draft a letter and go to it; what stops it is said beside the form."""
    about = form.about.strip()
    wanted: int | str = int(about) if about.isdecimal() and len(about) < 16 else about
    try:
        made = draft_letter(desk.store, desk.catalogue, wanted, form.kind, actor=person.name, now=desk.clock())
    except NotFound:
        return _register(request, desk, person, given=form, unknown=True)
    if made.letter_id is None:
        return _register(request, desk, person, given=form, problems=made.problems)
    return RedirectResponse(f"/letters/{made.letter_id}", status_code=303)


@router.get("/letters/{letter_id}")
@needs(Permission.LETTER_READ)
def letter(request: Request, desk: AtDesk, person: Asking, letter_id: Identifier) -> Response:
    """One letter with everything that was done, and what may be done next."""
    return _page(request, desk, person, letter_id)


@router.get("/letters/{letter_id}/docx")
@needs(Permission.LETTER_READ)
def paper(desk: AtDesk, letter_id: Identifier) -> Response:
    """The letter as a Word document, as it stands now."""
    with reading(desk.store) as connection:
        found = register.get_letter(connection, letter_id)
    name = quote(f"{found.content['title']}.docx")
    headers = {"Content-Disposition": f"attachment; filename=\"letter-{letter_id}.docx\"; filename*=UTF-8''{name}"}
    return Response(letter_file(found, desk.settings.templates), media_type=DOCX, headers=headers)


@router.post("/letters/{letter_id}")
@needs(Permission.LETTER_READ)
def act(
    request: Request, desk: AtDesk, person: Asking, letter_id: Identifier, form: Annotated[Act, Form()]
) -> Response:
    """Take a step; what is refused is said beside its form, which keeps what was typed."""
    with reading(desk.store) as connection:
        found = register.get_letter(connection, letter_id)
    if not may_take(person, found, form.step):
        raise FormRefused("permission")
    detail = {name: getattr(form, name) for name in ("note", "number", "paper", "day")}
    try:
        with writing(desk.store, actor=person.name, act=f"letter:{form.step}", at=desk.clock()) as w:
            register.take(w, letter_id, form.step, detail)
    except NotAllowed as refusal:
        said = text(f"letter.refused.{refusal.reason}", language(request))
        return _page(request, desk, person, letter_id, given=form, mistake=said)
    return RedirectResponse(f"/letters/{letter_id}", status_code=303)


def _page(
    request: Request,
    desk: Desk,
    person: Person,
    letter_id: int,
    given: Act | None = None,
    mistake: str | None = None,
) -> Response:
    with reading(desk.store) as connection:
        view = build_letter(connection, person, letter_id)
    values = given.model_dump() if given else {}
    status = 400 if mistake else 200
    return render(request, "letter.html", status=status, view=view, given=values, mistake=mistake)


def _register(
    request: Request,
    desk: Desk,
    person: Person,
    given: Wish | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    unknown: bool = False,
) -> Response:
    with reading(desk.store) as connection:
        view = build_letters(connection, desk, person)
    return render(
        request,
        "letters.html",
        status=400 if problems or unknown else 200,
        view=view,
        given=given or Wish(),
        problems=problems,
        unknown=unknown,
        kinds=tuple(LetterKind),
        may_draft=person.may(Permission.LETTER_WRITE),
    )
