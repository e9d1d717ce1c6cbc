"""The gate: nobody who has not signed in gets further than the sign-in page, and no body of theirs is read."""

import logging
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.auth import is_secure
from dashboards.auth_sessions import Signed, note_use, of_token, signed_in
from dashboards.content.desk import Desk
from dashboards.mistakes import answer_sign_in_needed, answer_unavailable
from measures.errors import StoreUnavailable
from storage import reading, writing

log = logging.getLogger("gapwatch.web")

SESSION: Final = "session"
#: what answers whoever asks, without a look at who it is
FOR_ALL: Final = ("/static/", "/healthz", "/readyz")
SIGN_IN: Final = "/sign-in"
PASSWORD: Final = "/account/password"  # noqa: S105 - an address
#: what may be asked for before a first password is changed
BEFORE_CHANGE: Final = (PASSWORD, "/sign-out")
API: Final = "/api/"
BEARER: Final = "bearer "


class Gate:
    """Finds out who asks and keeps it in the request's state: `person`, `signed`, `by_token`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        state = scope.setdefault("state", {})
        state |= {"person": None, "signed": None, "by_token": False}
        path = request.url.path
        if path.startswith(FOR_ALL):
            await self.app(scope, receive, send)
            return
        try:
            signed = await run_in_threadpool(_signed, request)
        except StoreUnavailable as error:
            await answer_unavailable(request, error)(scope, receive, send)
            return
        if signed is not None:
            state |= {"person": signed.person, "signed": signed, "by_token": signed.token_id is not None}
        turned = _turned_away(request, signed)
        await (turned or self.app)(scope, receive, send)
        if signed is not None and signed.stale:
            await run_in_threadpool(_keep_use, request, signed)


def _signed(request: Request) -> Signed | None:
    desk: Desk = request.app.state.desk
    now = desk.clock()
    if request.url.path.startswith(API):
        given = request.headers.get("authorization", "")
        if given[: len(BEARER)].lower() == BEARER:
            with reading(desk.store) as connection:
                return of_token(connection, given[len(BEARER) :].strip(), now)
    secret = request.cookies.get(cookie_name(request))
    if not secret:
        return None
    with reading(desk.store) as connection:
        return signed_in(connection, secret, desk.settings.sign_in, now)


def _turned_away(request: Request, signed: Signed | None) -> Response | None:
    """What is answered in place of the page, None where the request may go on."""
    path = request.url.path
    person = signed.person if signed else None
    if path == SIGN_IN or path.startswith(f"{SIGN_IN}/"):
        return None
    looks = request.method in ("GET", "HEAD") and not path.startswith(API)
    if person is None:
        return RedirectResponse(sign_in_address(request), status_code=303) if looks else answer_sign_in_needed(request)
    if person.must_change and path not in BEFORE_CHANGE:
        return RedirectResponse(PASSWORD, status_code=303) if looks else answer_sign_in_needed(request)
    return None


def sign_in_address(request: Request) -> str:
    """The sign-in page that leads on to what was asked for."""
    onward = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    asked = {"lang": request.query_params.get("lang", ""), "onward": "" if onward == "/" else onward}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{SIGN_IN}?{query}" if query else SIGN_IN


def _keep_use(request: Request, signed: Signed) -> None:
    """Keep when it was used; the answer has gone out, so that nobody waits for a busy store."""
    desk: Desk = request.app.state.desk
    try:
        with writing(desk.store, actor=signed.account.name, act="session:use", at=desk.clock()) as w:
            note_use(w, signed)
    except StoreUnavailable as error:
        log.warning("use of a session not kept: %s", error)


def cookie_name(request: Request) -> str:
    """Name of the session's cookie; over TLS one that no other host and no other path can set."""
    return f"__Host-{SESSION}" if is_secure(request) else SESSION


def give_session(request: Request, response: Response, secret: str) -> None:
    """Send the secret of a session to the browser, for as long as the browser is open."""
    secure = is_secure(request)
    response.set_cookie(cookie_name(request), secret, samesite="lax", httponly=True, secure=secure, path="/")


def take_session(request: Request, response: Response) -> None:
    """Have the browser forget its session, and the pages that it keeps."""
    response.delete_cookie(cookie_name(request), samesite="lax", httponly=True, secure=is_secure(request), path="/")
    response.headers["Clear-Site-Data"] = '"cache"'
