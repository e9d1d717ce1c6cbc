"""What is answered when a request cannot be: a page in the reader's language, or JSON of one shape under /api."""

import logging

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from dashboards.address import language
from dashboards.answers import JSON, Failure, Mistake, json_bytes
from dashboards.headers import HEADERS
from dashboards.i18n import has_text, text
from dashboards.permissions import FormRefused
from dashboards.rendering import error_page
from measures.errors import NotFound, StoreUnavailable

log = logging.getLogger("gapwatch.web")

CODES = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "not_allowed",
    404: "not_found",
    405: "bad_method",
    413: "too_large",
    500: "internal",
    503: "unavailable",
}


def answer_wrong_input(request: Request, error: RequestValidationError) -> Response:
    """400: each parameter of the wrong form with what is expected."""
    lang = language(request)
    mistakes = tuple(_mistake(part, lang) for part in error.errors())
    return _failed(request, 400, text("error.bad_request", lang), mistakes)


def _mistake(part: dict[str, object], lang: str) -> Mistake:
    location = part["loc"] if isinstance(part["loc"], tuple) else ()
    steps = (
        [str(step) for step in location if step not in ("query", "path", "body")] if isinstance(location, tuple) else []
    )
    name = ".".join(steps)
    key = f"error.input.{str(part['type']).split('.')[0]}"
    value = str(part.get("input"))[:80]
    field = text(f"field.{name}", lang) if has_text(f"field.{name}", lang) else name
    said = text(key if has_text(key, lang) else "error.input.other", lang, field=field, value=value)
    return Mistake(field=name or None, message=said)


def answer_missing(request: Request, error: NotFound) -> Response:
    """404: what was asked for is not in the store."""
    lang = language(request)
    kind = text(f"kind.{error.kind}", lang) if has_text(f"kind.{error.kind}", lang) else error.kind
    return _failed(request, 404, text("error.not_found", lang, kind=kind, identifier=error.identifier))


def answer_too_large(request: Request, limit: int) -> Response:
    """413: a body that is larger than what can be taken in."""
    return _failed(request, 413, text("error.too_large", language(request), limit=limit))


def answer_not_allowed(request: Request, error: FormRefused) -> Response:
    """403: a change that this visitor may not make."""
    return _failed(request, 403, text(f"error.not_allowed.{error.code}", language(request)))


def answer_sign_in_needed(request: Request) -> Response:
    """401: nobody is signed in, or the first password is still to be changed."""
    signed = request.state.signed
    code = "password_first" if signed is not None and signed.person is not None else "sign_in_needed"
    response = _failed(request, 401, text(f"error.{code}", language(request)))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_status(request: Request, error: HTTPException) -> Response:
    """An address or method that does not exist."""
    lang = language(request)
    key = f"error.status.{error.status_code}"
    said = text(key, lang, path=request.url.path) if has_text(key, lang) else str(error.detail)
    response = _failed(request, error.status_code, said)
    response.headers.update(error.headers or {})
    return response


def answer_unavailable(request: Request, error: StoreUnavailable) -> Response:
    """503: the database does not answer."""
    log.error("%s %s: %s", request.method, request.url.path, error)
    response = _failed(request, 503, text("error.unavailable", language(request)))
    response.headers["Retry-After"] = "10"
    return response


def answer_failure(request: Request, error: Exception) -> Response:
    """500: a fault of ours; the server logs the trace, the reader does not see it."""
    log.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
    response = _failed(request, 500, text("error.internal", language(request)))
    response.headers.update(HEADERS)  # this answer is made outside of the middleware that adds them
    return response


def _failed(request: Request, status: int, message: str, mistakes: tuple[Mistake, ...] = ()) -> Response:
    if request.url.path.startswith("/api/"):
        failure = Failure(code=CODES.get(status, "error"), message=message, mistakes=mistakes)
        body = json_bytes({"error": failure})
        return Response(body, status_code=status, media_type=JSON, headers={"Cache-Control": "no-store"})
    return error_page(request, status, message=message, mistakes=mistakes)
