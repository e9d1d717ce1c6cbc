"""Signing on at the provider that the configuration names."""

import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from dashboards import auth_oidc
from dashboards.auth import is_secure
from dashboards.auth_gate import SIGN_IN, give_session
from dashboards.auth_oidc import SignedOn, SignOnFailed
from dashboards.auth_people import read_name
from dashboards.auth_sessions import begin_session, digest
from dashboards.auth_signing import VISITOR, Browser
from dashboards.content.desk import Desk
from dashboards.desks import AtDesk
from dashboards.pages.signin import browser_of, own_address, sign_in_form
from dashboards.permissions import open_to_all
from dashboards.settings import Provider
from measures.errors import NotFound
from storage import Writing, sessions, writing
from storage.accounts import Account, add_account, change_account, find_account, find_signed_on, get_account

log = logging.getLogger("gapwatch.web")
router = APIRouter(include_in_schema=False)

BACK: Final = f"{SIGN_IN}/back"
#: cookie that ties a sign-on to the browser that began it
COOKIE: Final = "sign_on"
#: time to sign on at the provider
LIFE: Final = timedelta(minutes=10)
#: how long it is believed what the provider says about itself
KNOWN_FOR: Final = timedelta(hours=1)

Said = Annotated[str, Query(max_length=4000)]


@dataclass
class Known:
    """What a provider said about itself, for an hour."""

    _found: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, provider: Provider, now: datetime) -> dict[str, Any]:
        """Its addresses; raises SignOnFailed."""
        with self._lock:
            at, found = self._found.get(provider.issuer, (None, {}))
        if at is None or now - at > KNOWN_FOR:
            found = auth_oidc.discover(provider)
            with self._lock:
                self._found[provider.issuer] = (now, found)
        return found


known = Known()


@router.get("/sign-in/elsewhere")
@open_to_all
def go(request: Request, desk: AtDesk, onward: Said = "/") -> Response:
    """Send the browser to the provider."""
    provider = _provider(desk, request)
    try:
        begun = auth_oidc.begin(provider, known.of(provider, desk.clock()), _back(desk))
    except SignOnFailed as failed:
        return _failed(request, desk, failed)
    browser = secrets.token_urlsafe(32)
    with writing(desk.store, actor=VISITOR, act="session:sign_on", at=desk.clock()) as w:
        sessions.keep_sign_on(
            w,
            digest(begun.state),
            browser_hash=digest(browser),
            nonce=begun.nonce,
            verifier=begun.verifier,
            onward=own_address(onward),
        )
    response = RedirectResponse(begun.address, status_code=303)
    age = int(LIFE.total_seconds())
    secure = is_secure(request)
    response.set_cookie(COOKIE, browser, max_age=age, samesite="lax", httponly=True, secure=secure, path=SIGN_IN)
    return response


@router.get("/sign-in/back")
@open_to_all
def come_back(request: Request, desk: AtDesk, state: Said = "", code: Said = "", error: Said = "") -> Response:
    """Begin a session for whoever comes back from the provider with the state that this browser was given."""
    provider = _provider(desk, request)
    now = desk.clock()
    try:
        with writing(desk.store, actor=VISITOR, act="session:sign_on", at=now) as w:
            gone = sessions.take_sign_on(w, digest(state))
        browser = digest(request.cookies.get(COOKIE, ""))
        if gone is None or now - gone.created_at > LIFE or not secrets.compare_digest(gone.browser_hash, browser):
            raise SignOnFailed("expired")
        if error or not code:
            raise SignOnFailed("denied", error[:200])
        person = auth_oidc.finish(
            provider,
            known.of(provider, now),
            code=code,
            verifier=gone.verifier,
            nonce=gone.nonce,
            redirect_uri=_back(desk),
            now=now,
        )
        secret = _admit(desk, provider, person, browser_of(request), now)
    except SignOnFailed as failed:
        return _failed(request, desk, failed)
    response = RedirectResponse(gone.onward, status_code=303)
    give_session(request, response, secret)
    response.delete_cookie(COOKIE, path=SIGN_IN)
    return response


def _admit(desk: Desk, provider: Provider, person: SignedOn, browser: Browser, now: datetime) -> str:
    """Keep what the provider says of a person and begin the session; roles are the provider's word each time anew."""
    with writing(desk.store, actor=VISITOR, act="session:sign_on", at=now) as w:
        account = _kept(w, provider, person)
    with writing(desk.store, actor=account.name, act="session:begin", at=now) as w:
        rules = desk.settings.sign_in
        return begin_session(w, account, rules, address=browser.address, agent=browser.agent)


def _kept(w: Writing, provider: Provider, person: SignedOn) -> Account:
    """The account of somebody who signs on, made at the first time; raises SignOnFailed."""
    found = find_signed_on(w.connection, provider.issuer, person.subject)
    if found is not None and not found.active:
        raise SignOnFailed("ended")
    if found is not None:
        reach = {"roles": sorted(person.roles), "offices": person.offices, "places": person.places}
        change_account(w, found.id, shown=person.shown, **reach)
        return get_account(w.connection, found.id)
    name = read_name(person.name)
    if name is None or find_account(w.connection, name) is not None:
        raise SignOnFailed("name_taken", person.name)
    account_id = add_account(
        w,
        name=name,
        shown=person.shown,
        roles=sorted(person.roles),
        offices=person.offices,
        places=person.places,
        issuer=provider.issuer,
        subject=person.subject,
    )
    return get_account(w.connection, account_id)


def _provider(desk: Desk, request: Request) -> Provider:
    provider = desk.settings.provider
    if provider is None:
        raise NotFound("page", request.url.path)
    return provider


def _back(desk: Desk) -> str:
    """Where the provider sends the browser to: an address of the configuration, never of the request."""
    return desk.settings.base_url.rstrip("/") + BACK


def _failed(request: Request, desk: Desk, failed: SignOnFailed) -> Response:
    log.warning("%s", failed)
    return sign_in_form(request, desk, onward="/", elsewhere=failed.reason, status=400)
