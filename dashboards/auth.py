"""Who is asking: the person of a request, and whether that person may do what the route is for.

`person_of(request)` is the one place that pages and API take the acting person from.
"""

import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response

from dashboards.permissions import FormRefused, Permission, Role, permissions_of

#: addresses of the machine itself
HERE = frozenset({"127.0.0.1", "::1", "localhost", "[::1]"})
#: marks of a proxy: behind it everybody seems to sit here
PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
COOKIE = "form"
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

    def may(self, permission: str) -> bool:
        """Whether the person may do something; the argument is a Permission or its word."""
        return Permission(permission) in self.permissions


def person_of(request: Request) -> Person:
    """The person who asks; raises FormRefused where nobody is signed in."""
    person: Person | None = request.state.person
    if person is None:
        raise FormRefused("permission")
    return person


Asking = Annotated[Person, Depends(person_of)]


def may_change(request: Request) -> bool:
    """Whether the visitor sits at the serving machine: no proxy between, and asked for under a name of this machine."""
    visitor = request.client.host if request.client else ""
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return visitor in HERE and name in HERE and not any(mark in request.headers for mark in PROXIED)


async def guard(request: Request) -> None:
    """Let a request through to its handler, or raise FormRefused: no permission declared is none given."""
    roles = frozenset(Role) if may_change(request) else frozenset({Role.VIEWER, Role.SUPERVISION})
    allowed = permissions_of(roles)
    if not may_change(request):
        allowed = frozenset(one for one in allowed if one.endswith(":read"))
    request.state.person = Person(id=0, name="web", shown="web", roles=roles, permissions=allowed)
    endpoint: Any = request.scope["route"].endpoint
    if not hasattr(endpoint, "permission"):
        raise FormRefused("permission")
    if endpoint.permission is not None and endpoint.permission not in allowed:
        raise FormRefused("elsewhere")
    if request.method in CHANGING:
        form = await request.form()
        allow_change(request, str(form.get("form_token", "")))


def form_token(request: Request) -> str:
    """The secret that every form of this visitor carries: that of the cookie, or a new one."""
    known = request.cookies.get(COOKIE, "")
    return known if len(known) >= 32 else secrets.token_urlsafe(32)


def remember_token(request: Request, response: Response, token: str) -> None:
    """Keep the secret in a cookie that neither scripts nor other sites can read."""
    if request.cookies.get(COOKIE) != token:
        response.set_cookie(COOKIE, token, samesite="strict", httponly=True, secure=request.url.scheme == "https")


def allow_change(request: Request, token: str) -> None:
    """Raise FormRefused unless the form came from a page of ours."""
    known = request.cookies.get(COOKIE, "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if not known or not secrets.compare_digest(known, token) or site not in ("same-origin", "none") or foreign:
        raise FormRefused("forged")
