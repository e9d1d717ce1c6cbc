"""A person's own account: password, second factor, sessions, tokens."""

import re
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dashboards import auth_codes
from dashboards.address import Identifier, language
from dashboards.auth import Asking, Person
from dashboards.auth_passwords import mistake
from dashboards.auth_people import set_own_password
from dashboards.auth_sessions import Signed, make_token
from dashboards.auth_signing import confirms, takes_code
from dashboards.content.desk import Desk
from dashboards.content.people import own_account
from dashboards.desks import AtDesk
from dashboards.i18n import text
from dashboards.pages.signin import browser_of
from dashboards.permissions import Permission, needs
from dashboards.rendering import render
from measures.errors import NotFound
from storage import reading, sessions, tokens, writing
from storage.accounts import change_account, get_account

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Form(max_length=400)]
#: days that a token may hold
DAYS = (7, 30, 90, 365)
#: a key in base 32
KEY = re.compile(r"[A-Z2-7]{32}")
OWN = needs(Permission.ACCOUNT_OWN)


@router.get("/account")
@OWN
def account(request: Request, desk: AtDesk, person: Asking) -> Response:
    """Who I am here, where I am signed in, what asks in my name."""
    return _page(request, desk, person)


@router.get("/account/password")
@OWN
def password_page(request: Request) -> Response:
    """A form for another password."""
    return render(request, "password.html", mistakes={})


@router.post("/account/password")
@OWN
def change_password(
    request: Request, desk: AtDesk, person: Asking, old: Words = "", new: Words = "", again: Words = ""
) -> Response:
    """Take another password; every other session ends."""
    lang = language(request)
    wrong = {}
    if (found := mistake(new, known=(person.name, person.shown))) is not None:
        wrong["new"] = text(f"auth.password.{found}", lang)
    elif new == old:
        wrong["new"] = text("auth.password.same", lang)
    if new != again:
        wrong["again"] = text("auth.password.again", lang)
    if not wrong:
        refused = confirms(desk.store, person.name, old, browser_of(request), desk.settings.sign_in, desk.clock())
        if refused is not None:
            minutes = int(desk.settings.sign_in.window.total_seconds() // 60)
            wrong["old"] = text(f"auth.password.{refused}", lang, minutes=minutes)
    if wrong:
        return render(request, "password.html", status=400, mistakes=wrong)
    with writing(desk.store, actor=person.name, act="account:password", at=desk.clock()) as w:
        session_id = _session(request)
        set_own_password(w, get_account(w.connection, person.id), new, keep=session_id)
        sessions.succeeded(w, person.name)
    return RedirectResponse("/account?done=password", status_code=303)


@router.get("/account/second-factor")
@OWN
def second_factor_page(request: Request, person: Asking) -> Response:
    """A new key for the app, as a picture and as letters."""
    return _key_page(request, person, auth_codes.make_key())


@router.post("/account/second-factor")
@OWN
def begin_second_factor(request: Request, desk: AtDesk, person: Asking, key: Words = "", code: Words = "") -> Response:
    """Take the key once the app has shown that it has it; the recovery codes are shown this once."""
    lang = language(request)
    if not KEY.fullmatch(key):
        return RedirectResponse("/account/second-factor", status_code=303)
    step = auth_codes.matching_step(key, code, desk.clock())
    if step is None:
        return _key_page(request, person, key, text("auth.code.wrong", lang), status=400)
    codes = auth_codes.make_recovery()
    with writing(desk.store, actor=person.name, act="account:second_factor", at=desk.clock()) as w:
        hashes = [auth_codes.recovery_hash(one) for one in codes]
        change_account(w, person.id, totp_key=key, totp_step=step, recovery=hashes)
        sessions.end_all(w, person.id, keep=_session(request))
    return render(request, "recovery.html", once=True, codes=codes)


@router.post("/account/second-factor/end")
@OWN
def end_second_factor(request: Request, desk: AtDesk, person: Asking, code: Words = "") -> Response:
    """Do without the second factor; a code is asked for, so that an open browser is not enough."""
    with writing(desk.store, actor=person.name, act="account:second_factor", at=desk.clock()) as w:
        right = takes_code(w, get_account(w.connection, person.id), code)
        if right:
            change_account(w, person.id, totp_key=None, totp_step=None, recovery=[])
    if not right:
        return _page(request, desk, person, {"code": text("auth.code.wrong", language(request))}, status=400)
    return RedirectResponse("/account?done=factor", status_code=303)


@router.post("/account/sessions/end")
@OWN
def end_other_sessions(request: Request, desk: AtDesk, person: Asking) -> Response:
    """Sign out everywhere but here."""
    with writing(desk.store, actor=person.name, act="session:end", at=desk.clock()) as w:
        sessions.end_all(w, person.id, keep=_session(request))
    return RedirectResponse("/account?done=sessions#sessions", status_code=303)


@router.post("/account/sessions/{session_id}/end")
@OWN
def end_session(request: Request, desk: AtDesk, person: Asking, session_id: Identifier) -> Response:
    """Sign out at another browser."""
    with writing(desk.store, actor=person.name, act="session:end", at=desk.clock()) as w:
        if not sessions.end(w, person.id, session_id):
            raise NotFound("session", session_id)
    return RedirectResponse("/account?done=sessions#sessions", status_code=303)


@router.post("/account/tokens")
@OWN
def add_token(
    request: Request,
    desk: AtDesk,
    person: Asking,
    name: Words = "",
    days: Words = "90",
    scope: Annotated[list[str] | None, Form(max_length=60)] = None,
) -> Response:
    """Make a token for a program; its secret is shown this once."""
    lang = language(request)
    wanted = tuple(dict.fromkeys(scope or ()))
    wrong = {}
    if not name.strip():
        wrong["name"] = text("auth.token.nameless", lang)
    if not days.isdigit() or int(days) not in DAYS:
        wrong["days"] = text("auth.token.days_wrong", lang)
    if not wanted or not set(wanted) <= set(person.permissions):
        wrong["scope"] = text("auth.token.scopeless", lang)
    if wrong:
        typed = {"name": name, "days": days, "scope": wanted}
        return _page(request, desk, person, wrong, typed=typed, status=400)
    now = desk.clock()
    with writing(desk.store, actor=person.name, act="token:add", at=now) as w:
        until = now + timedelta(days=int(days))
        _, secret = make_token(w, person.id, name=name.strip()[:80], scopes=wanted, expires_at=until)
    return _page(request, desk, person, secret=secret)


@router.post("/account/tokens/{token_id}/revoke")
@OWN
def revoke_token(request: Request, desk: AtDesk, person: Asking, token_id: Identifier) -> Response:
    """End a token of one's own."""
    with writing(desk.store, actor=person.name, act="token:revoke", at=desk.clock()) as w:
        if not tokens.revoke(w, token_id, account_id=person.id):
            raise NotFound("token", token_id)
    return RedirectResponse("/account?done=token#tokens", status_code=303)


@router.post("/account/language")
@OWN
def choose_language(
    request: Request, desk: AtDesk, person: Asking, chosen: Annotated[str, Form(pattern="^(zh|en)$")]
) -> Response:
    """The language in which pages come to this person."""
    with writing(desk.store, actor=person.name, act="account:language", at=desk.clock()) as w:
        change_account(w, person.id, language=chosen)
    return RedirectResponse(f"/account?lang={chosen}", status_code=303)


def _session(request: Request) -> int | None:
    signed: Signed = request.state.signed
    return signed.session.id if signed.session else None


def _key_page(request: Request, person: Person, key: str, wrong: str | None = None, status: int = 200) -> Response:
    grouped = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    image = auth_codes.picture(key, person.name)
    return render(
        request, "second_factor.html", once=True, status=status, key=key, grouped=grouped, image=image, mistake=wrong
    )


def _page(
    request: Request,
    desk: Desk,
    person: Person,
    mistakes: dict[str, str] | None = None,
    *,
    typed: dict[str, Any] | None = None,
    secret: str | None = None,
    status: int = 200,
) -> Response:
    with reading(desk.store) as connection:
        view = own_account(connection, desk, person.id, _session(request))
    return render(
        request,
        "account.html",
        status=status,
        once=secret is not None,
        view=view,
        mistakes=mistakes or {},
        typed=typed or {"name": "", "days": "90", "scope": ()},
        days=DAYS,
        secret=secret,
        done=request.query_params.get("done"),
    )
