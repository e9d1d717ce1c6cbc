"""Signing in and out."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from dashboards.address import language
from dashboards.auth import Asking
from dashboards.auth_gate import SIGN_IN, give_session, take_session
from dashboards.auth_sessions import Signed, begin_session
from dashboards.auth_signing import LONGEST_NAME, Browser, by_code, by_password
from dashboards.content.desk import Desk
from dashboards.content.people import demo_people
from dashboards.desks import AtDesk
from dashboards.i18n import text
from dashboards.permissions import Permission, needs, open_to_all
from dashboards.rendering import render
from measures.errors import NotFound
from storage import reading, sessions, writing
from storage.accounts import find_account, has_accounts

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Form(max_length=400)]
Onward = Annotated[str, Query(max_length=2000)]
SentOnward = Annotated[str, Form(max_length=2000)]


@router.get("/sign-in")
@open_to_all
def sign_in_page(request: Request, desk: AtDesk, onward: Onward = "/") -> Response:
    """Name and password; before there is any account, how to make the first."""
    if request.state.person is not None:
        return RedirectResponse(own_address(onward), status_code=303)
    return sign_in_form(request, desk, onward=onward)


@router.post("/sign-in")
@open_to_all
def sign_in(
    request: Request,
    desk: AtDesk,
    name: Words = "",
    password: Words = "",
    onward: SentOnward = "/",
) -> Response:
    """Begin a session, or say that name and password do not go together."""
    rules = desk.settings.sign_in
    done = by_password(desk.store, name, password, browser_of(request), rules, desk.clock())
    if done.secret is None:
        return sign_in_form(request, desk, onward=onward, name=name, refused=done.refused, status=_status(done.refused))
    address = f"{SIGN_IN}/code" if done.half else own_address(onward)
    response = RedirectResponse(_with_onward(address, onward) if done.half else address, status_code=303)
    give_session(request, response, done.secret)
    return response


@router.get("/sign-in/code")
@open_to_all
def code_page(request: Request, onward: Onward = "/") -> Response:
    """The second factor."""
    if _half(request) is None:
        return RedirectResponse(own_address(onward) if request.state.person else SIGN_IN, status_code=303)
    return render(request, "signin_code.html", onward=own_address(onward), mistake=None)


@router.post("/sign-in/code")
@open_to_all
def give_code(request: Request, desk: AtDesk, code: Words = "", onward: SentOnward = "/") -> Response:
    """Go on with a code of the app, or with a recovery code."""
    half = _half(request)
    if half is None or half.session is None:
        return RedirectResponse(SIGN_IN, status_code=303)
    rules = desk.settings.sign_in
    done = by_code(desk.store, half.account.id, half.session.id, code, browser_of(request), rules, desk.clock())
    if done.secret is None:
        said = text(f"auth.code.{done.refused}", language(request), minutes=_minutes(desk))
        status = _status(done.refused)
        return render(request, "signin_code.html", status=status, onward=own_address(onward), mistake=said)
    response = RedirectResponse(own_address(onward), status_code=303)
    give_session(request, response, done.secret)
    return response


@router.post("/sign-in/demo")
@open_to_all
def sign_in_as(request: Request, desk: AtDesk, name: Words = "", onward: SentOnward = "/") -> Response:
    """The built-in example only: sign in as anybody."""
    if not desk.settings.demo:
        raise NotFound("page", request.url.path)
    with reading(desk.store) as connection:
        account = find_account(connection, name)
    if account is None:
        raise NotFound("account", name)
    browser = browser_of(request)
    with writing(desk.store, actor=account.name, act="session:begin", at=desk.clock()) as w:
        rules = desk.settings.sign_in
        secret = begin_session(w, account, rules, address=browser.address, agent=browser.agent)
    response = RedirectResponse(own_address(onward), status_code=303)
    give_session(request, response, secret)
    return response


@router.post("/sign-out")
@needs(Permission.ACCOUNT_OWN)
def sign_out(request: Request, desk: AtDesk, person: Asking) -> Response:
    """End the session here and at the server."""
    signed: Signed = request.state.signed
    if signed.session is not None:
        with writing(desk.store, actor=person.name, act="session:end", at=desk.clock()) as w:
            sessions.end(w, person.id, signed.session.id)
    response = RedirectResponse(f"{SIGN_IN}?out=1", status_code=303)
    take_session(request, response)
    return response


def browser_of(request: Request) -> Browser:
    """Where a request comes from."""
    address = request.client.host if request.client else ""
    return Browser(address=address, agent=request.headers.get("user-agent", ""))


def own_address(onward: str) -> str:
    """An address of ours to go on to; anything that leads elsewhere becomes the first page."""
    parts = urlsplit(onward)
    ours = onward.startswith("/") and not onward.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    plain = all(32 < ord(sign) < 127 and sign != "\\" for sign in onward)
    return onward if ours and plain and not parts.path.startswith(SIGN_IN) else "/"


def _half(request: Request) -> Signed | None:
    """The session whose second factor is still to come."""
    signed: Signed | None = request.state.signed
    return signed if signed is not None and signed.person is None else None


def sign_in_form(
    request: Request,
    desk: Desk,
    *,
    onward: str,
    name: str = "",
    refused: str | None = None,
    elsewhere: str | None = None,
    status: int = 200,
) -> Response:
    """The sign-in page; `refused` and `elsewhere` say why signing in here or at the provider did not work."""
    lang = language(request)
    with reading(desk.store) as connection:
        known = has_accounts(connection)
        demo = demo_people(connection) if desk.settings.demo else ()
    provider = desk.settings.provider
    said = None if refused is None else text(f"auth.{refused}", lang, minutes=_minutes(desk))
    if elsewhere is not None and provider is not None:
        reason = text(f"auth.elsewhere.reason.{elsewhere}", lang)
        said = text("auth.elsewhere.failed", lang, provider=provider.name, reason=reason)
    return render(
        request,
        "signin.html",
        status=status,
        onward=own_address(onward),
        name=name[:LONGEST_NAME],
        mistake=said,
        out=request.query_params.get("out") == "1",
        known=known or provider is not None,
        demo=demo,
        provider=None if provider is None else provider.name,
    )


def _with_onward(address: str, onward: str) -> str:
    return address if own_address(onward) == "/" else f"{address}?{urlencode({'onward': onward})}"


def _minutes(desk: Desk) -> int:
    return int(desk.settings.sign_in.window.total_seconds() // 60)


def _status(refused: str | None) -> int:
    return 429 if refused == "locked" else 400
