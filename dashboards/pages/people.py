"""People who may sign in: added, given roles and reach, ended. For administrators."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dashboards.address import Identifier, language
from dashboards.auth import Asking
from dashboards.auth_people import add_person, change_person, read_name, reset_password
from dashboards.content.desk import Desk
from dashboards.content.people import PersonLine, list_people, one_person
from dashboards.desks import AtDesk
from dashboards.i18n import text
from dashboards.permissions import Permission, Role, needs
from dashboards.rendering import render
from measures.errors import NotAllowed
from storage import reading, sessions, writing
from storage.accounts import get_account

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Form(max_length=2000)]
Chosen = Annotated[list[str] | None, Form(max_length=40)]
MANAGE = needs(Permission.PERSON_MANAGE)


@dataclass(kw_only=True)
class Typed:
    """What a form about somebody says, and what is wrong with it."""

    name: str = ""
    shown: str = ""
    roles: tuple[str, ...] = ()
    #: separated by 、 or commas
    offices: str = ""
    #: names or codes
    places: str = ""
    active: bool = True
    mistakes: dict[str, str] = field(default_factory=dict)
    read_roles: tuple[Role, ...] = ()
    read_offices: tuple[str, ...] = ()
    #: codes
    read_places: tuple[str, ...] = ()


@router.get("/people")
@MANAGE
def people(request: Request, desk: AtDesk) -> Response:
    """Everybody who may sign in, and a form for one more."""
    return _list(request, desk, Typed())


@router.post("/people")
@MANAGE
def add(
    request: Request,
    desk: AtDesk,
    person: Asking,
    name: Words = "",
    shown: Words = "",
    roles: Chosen = None,
    offices: Words = "",
    places: Words = "",
) -> Response:
    """Add somebody; the first password is shown this once."""
    lang = language(request)
    typed = Typed(name=name, shown=shown, roles=tuple(roles or ()), offices=offices, places=places)
    _read(typed, desk, lang)
    read = read_name(name)
    if read is None:
        typed.mistakes["name"] = text("auth.people.name_wrong", lang)
    if typed.mistakes or read is None:
        return _list(request, desk, typed, status=400)
    try:
        with writing(desk.store, actor=person.name, act="person:add", at=desk.clock()) as w:
            _, first = add_person(
                w,
                name=read,
                shown=shown.strip(),
                roles=typed.read_roles,
                offices=typed.read_offices,
                places=typed.read_places,
            )
    except NotAllowed:
        typed.mistakes["name"] = text("auth.people.name_taken", lang, name=read)
        return _list(request, desk, typed, status=400)
    return _list(request, desk, Typed(), given=(read, first))


@router.get("/people/{account_id}")
@MANAGE
def one(request: Request, desk: AtDesk, account_id: Identifier) -> Response:
    """Somebody's roles and reach."""
    return _one(request, desk, account_id)


@router.post("/people/{account_id}")
@MANAGE
def change(
    request: Request,
    desk: AtDesk,
    person: Asking,
    account_id: Identifier,
    shown: Words = "",
    roles: Chosen = None,
    offices: Words = "",
    places: Words = "",
    active: Words = "",
) -> Response:
    """Keep somebody's roles and reach; who is no longer active is signed out everywhere."""
    lang = language(request)
    typed = Typed(shown=shown, roles=tuple(roles or ()), offices=offices, places=places, active=active == "yes")
    _read(typed, desk, lang)
    if typed.mistakes:
        return _one(request, desk, account_id, typed, status=400)
    try:
        with writing(desk.store, actor=person.name, act="person:change", at=desk.clock()) as w:
            change_person(
                w,
                account_id,
                shown=shown.strip() or get_account(w.connection, account_id).name,
                roles=typed.read_roles,
                offices=typed.read_offices,
                places=typed.read_places,
                active=typed.active,
            )
    except NotAllowed:
        typed.mistakes["roles"] = text("auth.people.last", lang)
        return _one(request, desk, account_id, typed, status=400)
    return RedirectResponse(f"/people?done=change#p{account_id}", status_code=303)


@router.post("/people/{account_id}/password")
@MANAGE
def give_password(request: Request, desk: AtDesk, person: Asking, account_id: Identifier) -> Response:
    """Another first password for somebody who has lost the own one; shown this once."""
    with writing(desk.store, actor=person.name, act="person:password", at=desk.clock()) as w:
        first = reset_password(w, account_id)
        name = get_account(w.connection, account_id).name
    return _one(request, desk, account_id, given=(name, first))


@router.post("/people/{account_id}/sessions/end")
@MANAGE
def end_sessions(request: Request, desk: AtDesk, person: Asking, account_id: Identifier) -> Response:
    """Sign somebody out everywhere."""
    with writing(desk.store, actor=person.name, act="session:end", at=desk.clock()) as w:
        sessions.end_all(w, get_account(w.connection, account_id).id)
    return RedirectResponse(f"/people?done=sessions#p{account_id}", status_code=303)


def _read(typed: Typed, desk: Desk, lang: str) -> None:
    """Read roles, offices and places; what cannot be read is a mistake beside its field."""
    known = set(Role)
    if not typed.roles or not set(typed.roles) <= known:
        typed.mistakes["roles"] = text("auth.people.roles_wrong", lang)
    typed.read_roles = tuple(role for role in Role if role in typed.roles)
    typed.read_offices = tuple(_parts(typed.offices))
    codes, unknown = [], []
    for words in _parts(typed.places):
        found = desk.places.find(words)
        if found is None:
            unknown.append(words)
        else:
            codes.append(found.code)
    typed.read_places = tuple(dict.fromkeys(codes))
    if unknown:
        typed.mistakes["places"] = text("auth.people.place_unknown", lang, places="、".join(unknown))
    for role, field_name in ((Role.OFFICE_REPORTER, "offices"), (Role.DATA_OFFICER, "offices")):
        if role in typed.read_roles and not typed.read_offices:
            typed.mistakes[field_name] = text("auth.people.office_needed", lang)


def _parts(words: str) -> Iterable[str]:
    return dict.fromkeys(part.strip() for part in re.split(r"[、,，;；\n]", words) if part.strip())


def _of(line: PersonLine) -> Typed:
    return Typed(
        shown=line.shown,
        roles=line.roles,
        offices="、".join(line.offices),
        places="、".join(line.place_names),
        active=line.active,
    )


def _list(
    request: Request, desk: Desk, typed: Typed, *, given: tuple[str, str] | None = None, status: int = 200
) -> Response:
    with reading(desk.store) as connection:
        view = list_people(connection, desk)
    return render(request, "people.html", status=status, once=given is not None, view=view, given=given, **_form(typed))


def _one(
    request: Request,
    desk: Desk,
    account_id: int,
    typed: Typed | None = None,
    *,
    given: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    with reading(desk.store) as connection:
        line = one_person(connection, desk, account_id)
    form = _form(typed or _of(line))
    return render(request, "person.html", status=status, once=given is not None, view=line, given=given, **form)


def _form(typed: Typed) -> dict[str, Any]:
    return {"typed": typed, "mistakes": typed.mistakes, "roles": tuple(Role)}
