"""Who may change something. Until people sign in: whoever sits at the machine that serves, and nobody else."""

import secrets
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from measures.errors import GapwatchError

#: addresses of the machine itself
HERE = frozenset({"127.0.0.1", "::1", "localhost", "[::1]"})
#: marks of a proxy: behind it everybody seems to sit here
PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
COOKIE = "form"


class FormRefused(GapwatchError):
    """A change that this visitor may not make: answered with 403."""

    def __init__(self, code: str) -> None:
        super().__init__(f"not allowed: {code}")
        #: "elsewhere" or "forged"; the sentence stands under "error.not_allowed.<code>"
        self.code = code


def may_change(request: Request) -> bool:
    """Whether the visitor sits at the serving machine: no proxy between, and asked for under a name of this machine."""
    visitor = request.client.host if request.client else ""
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return visitor in HERE and name in HERE and not any(mark in request.headers for mark in PROXIED)


def form_token(request: Request) -> str:
    """The secret that every form of this visitor carries: that of the cookie, or a new one."""
    known = request.cookies.get(COOKIE, "")
    return known if len(known) >= 32 else secrets.token_urlsafe(32)


def remember_token(request: Request, response: Response, token: str) -> None:
    """Keep the secret in a cookie that neither scripts nor other sites can read."""
    if request.cookies.get(COOKIE) != token:
        response.set_cookie(COOKIE, token, samesite="strict", httponly=True, secure=request.url.scheme == "https")


def allow_change(request: Request, token: str) -> None:
    """Raise FormRefused unless the visitor may change things and the form came from a page of ours."""
    if not may_change(request):
        raise FormRefused("elsewhere")
    known = request.cookies.get(COOKIE, "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if not known or not secrets.compare_digest(known, token) or site not in ("same-origin", "none") or foreign:
        raise FormRefused("forged")
