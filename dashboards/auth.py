"""Who is asking: the person of a request, and whether that person may do what the route is for.

`person_of(request)` is the one place that pages and API take the acting person from.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response

from dashboards.permissions import FormRefused, Permission, Role, permissions_of

if TYPE_CHECKING:
    from storage.accounts import Account

#: cookie of the secret of forms before somebody signs in
COOKIE = "form"
#: header that a script sends the secret of forms in
HEADER = "x-form-token"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is signed in."""

    #: of the account
    id: int
    #: sign-in name: the actor of audit rows, 报送人, 审核人
    name: str
    #: name as people read it
    shown: str
    roles: frozenset[Role]
    #: offices that the person acts for; empty = none in particular
    offices: tuple[str, ...] = ()
    #: codes of places that the person sees; empty = all
    places: tuple[str, ...] = ()
    #: "zh" or "en", None = what the installation says
    language: str | None = None
    #: what the person may do: by roles, or less where a token's scopes are narrower
    permissions: frozenset[Permission] = frozenset()
    #: a first password is to be changed before anything else
    must_change: bool = False

    def may(self, permission: str) -> bool:
        """Whether the person may do something; the argument is a Permission or its word."""
        return Permission(permission) in self.permissions


def person_from(account: "Account", scopes: Iterable[str] | None = None) -> Person:
    """The person of an account; with the scopes of a token no more than those. Roles no longer known give nothing."""
    roles = frozenset(Role(role) for role in account.roles if role in set(Role))
    allowed = permissions_of(roles)
    if scopes is not None:
        allowed &= frozenset(Permission(one) for one in scopes if one in set(Permission))
    return Person(
        id=account.id,
        name=account.name,
        shown=account.shown,
        roles=roles,
        offices=account.offices,
        places=account.places,
        language=account.language,
        permissions=allowed,
        must_change=account.must_change,
    )


def person_of(request: Request) -> Person:
    """The person who asks; raises FormRefused where nobody is signed in."""
    person: Person | None = request.state.person
    if person is None:
        raise FormRefused("permission")
    return person


Asking = Annotated[Person, Depends(person_of)]


async def guard(request: Request) -> None:
    """Let a request through to its handler, or raise FormRefused: no permission declared is none given.

    What changes something must come from a page of ours and carry the secret of its forms, in the field `form_token`
    or in a header; programs that ask with a token need none, for no browser sends a token by itself.
    """
    endpoint: Any = request.scope["route"].endpoint
    if not hasattr(endpoint, "permission"):
        raise FormRefused("permission")
    if endpoint.permission is not None and not person_of(request).may(endpoint.permission):
        raise FormRefused("permission")
    if request.method in CHANGING and not request.state.by_token:
        sent = request.headers.get(HEADER)
        if sent is None:
            form = await request.form()
            sent = str(form.get("form_token", ""))
        check_form(request, sent)


def form_token(request: Request) -> str:
    """The secret that every form of this visitor carries: that of the session, else of a cookie, else a new one."""
    signed = request.state.signed
    if signed is not None:
        return str(signed.form_token)
    known = request.cookies.get(COOKIE, "")
    return known if len(known) >= 32 else secrets.token_urlsafe(32)


def remember_token(request: Request, response: Response, token: str) -> None:
    """Keep the secret of a visitor without session in a cookie that neither scripts nor other sites can read."""
    if request.state.signed is None and request.cookies.get(COOKIE) != token:
        response.set_cookie(COOKIE, token, samesite="strict", httponly=True, secure=is_secure(request))


def check_form(request: Request, token: str) -> None:
    """Raise FormRefused unless the form came from a page of ours."""
    signed = request.state.signed
    known = request.cookies.get(COOKIE, "") if signed is None else str(signed.form_token)
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    same = secrets.compare_digest(known.encode(), token.encode(errors="replace"))
    if not known or not same or site not in ("same-origin", "none") or foreign:
        raise FormRefused("forged")


def is_secure(request: Request) -> bool:
    """Whether cookies may go over TLS only."""
    return request.url.scheme == "https" or str(request.app.state.settings.base_url).startswith("https:")
