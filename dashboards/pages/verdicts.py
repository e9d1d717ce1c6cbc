"""Verdicts and objections: the page of all of them, and what people do on it and on a target's page."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboards import verdicts
from dashboards.address import AsOf, Filters, Identifier, language
from dashboards.auth import Asking
from dashboards.content.desk import Desk
from dashboards.content.verdicts import build_verdicts
from dashboards.desks import AtDesk
from dashboards.i18n import coded_text
from dashboards.permissions import FormRefused, Permission, needs
from dashboards.rendering import render
from measures.errors import NotAllowed, NotFound
from measures.terms import ObjectionKind, ObjectionState, VerdictWord
from storage import objections, reading, writing

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Field(max_length=2000)]
Token = Annotated[str, Field(max_length=200)]
Year = Annotated[int, Form(ge=1949, le=2999)]


class Proposal(BaseModel):
    """What the form of a proposal sends."""

    model_config = ConfigDict(extra="forbid")

    form_token: Token = ""
    word: VerdictWord
    dated: date | None = None
    document: Text = ""
    note: Text = ""


class Decision(BaseModel):
    """What the form of a decision sends."""

    model_config = ConfigDict(extra="forbid")

    form_token: Token = ""
    act: Annotated[str, Field(pattern="^(approve|return)$")]
    note: Text = ""


class Objecting(BaseModel):
    """What the form of an objection sends."""

    model_config = ConfigDict(extra="forbid")

    form_token: Token = ""
    kind: ObjectionKind
    office: Annotated[str, Field(max_length=200)]
    text: Text


class Answer(BaseModel):
    """What the form of an answer to an objection sends."""

    model_config = ConfigDict(extra="forbid")

    form_token: Token = ""
    state: Annotated[str, Field(pattern="^(upheld|dismissed)$")]
    note: Text


@router.get("/verdicts")
@needs(Permission.GAP_READ)
def page(
    request: Request,
    desk: AtDesk,
    as_of: AsOf = None,
    proposed: Annotated[int | None, Query(ge=0)] = None,
    left_open: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """What waits for approval, what is given, which targets are open, what offices object to."""
    done = None if proposed is None else {"proposed": proposed, "open": left_open or 0}
    return _page(request, desk, as_of=as_of, done=done)


@router.post("/verdicts/prepare")
@needs(Permission.VERDICT_PROPOSE)
def prepare(request: Request, desk: AtDesk, person: Asking, year: Year) -> Response:
    """Propose what the reckoning speaks for, of every target that was due in a year."""
    now = desk.clock()
    found = verdicts.prepare(desk.store, desk.catalogue, year, dated=desk.today(), actor=person.name, now=now)
    told = f"proposed={len(found.proposed)}&left_open={len(found.left_open)}"
    return RedirectResponse(f"/verdicts?{told}", status_code=303)


@router.post("/verdicts/{verdict_id}")
@needs(Permission.VERDICT_APPROVE)
def decide(
    request: Request, desk: AtDesk, person: Asking, verdict_id: Identifier, form: Annotated[Decision, Form()]
) -> Response:
    """Approve a proposal, or return it with a word."""

    def act() -> None:
        if form.act == "approve":
            verdicts.approve(desk.store, desk.catalogue, verdict_id, actor=person.name, now=desk.clock())
        else:
            verdicts.send_back(desk.store, verdict_id, note=form.note, actor=person.name, now=desk.clock())

    return _attempt(request, desk, act, "/verdicts")


@router.post("/targets/{target_id}/verdict")
@needs(Permission.VERDICT_PROPOSE)
def propose(
    request: Request, desk: AtDesk, person: Asking, target_id: Identifier, form: Annotated[Proposal, Form()]
) -> Response:
    """Propose a verdict on a target."""

    def act() -> None:
        verdicts.propose(
            desk.store,
            desk.catalogue,
            target_id,
            form.word,
            dated=form.dated or desk.today(),
            actor=person.name,
            now=desk.clock(),
            document=form.document.strip(),
            note=form.note.strip(),
        )

    return _attempt(request, desk, act, f"/targets/{target_id}#verdict")


@router.post("/targets/{target_id}/objections")
@needs(Permission.OBJECTION_RAISE)
def object_to(
    request: Request, desk: AtDesk, person: Asking, target_id: Identifier, form: Annotated[Objecting, Form()]
) -> Response:
    """Keep what an office objects to; a person who acts for offices objects for those alone."""
    if person.offices and form.office not in person.offices:
        raise FormRefused("permission")
    with reading(desk.store) as connection:
        line = desk.reckoned(connection, None).by_target.get(target_id)
    if line is None:
        raise NotFound("target", target_id)

    def act() -> None:
        with writing(desk.store, actor=person.name, act="objection:raise", at=desk.clock()) as w:
            objections.object_to(w, target_id, form.kind, office=form.office, text=form.text, period=line.period)

    return _attempt(request, desk, act, f"/targets/{target_id}#verdict")


@router.post("/objections/{objection_id}")
@needs(Permission.OBJECTION_ANSWER)
def answer(
    request: Request, desk: AtDesk, person: Asking, objection_id: Identifier, form: Annotated[Answer, Form()]
) -> Response:
    """Uphold or dismiss an objection."""

    def act() -> None:
        with writing(desk.store, actor=person.name, act="objection:answer", at=desk.clock()) as w:
            objections.answer(w, objection_id, ObjectionState(form.state), note=form.note)

    return _attempt(request, desk, act, "/verdicts#objections")


def _attempt(request: Request, desk: Desk, act: Callable[[], None], onward: str) -> Response:
    """Do something and go on; a refusal is said above the page."""
    try:
        act()
    except NotAllowed as refusal:
        mistake = coded_text("refused", refusal.reason, {}, language(request))
        return _page(request, desk, mistake=mistake, status=400)
    return RedirectResponse(onward, status_code=303)


def _page(
    request: Request,
    desk: Desk,
    *,
    as_of: date | None = None,
    done: dict[str, int] | None = None,
    mistake: str | None = None,
    status: int = 200,
) -> Response:
    with reading(desk.store) as connection:
        view = build_verdicts(connection, desk, as_of)
    filters = Filters(as_of=as_of)
    return render(request, "verdicts.html", filters=filters, view=view, done=done, mistake=mistake, status=status)
