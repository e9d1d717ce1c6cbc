"""How answers leave: bytes with an entity tag, JSON of dataclasses, one shape for every error."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import Response

from dashboards.looks import note_looks
from dashboards.wording import SHANGHAI

JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One thing that is wrong with a request."""

    #: name of the parameter, None where it is the request as a whole
    field: str | None
    #: what is wrong and what is expected
    message: str


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What every request that cannot be answered gets."""

    #: "not_found", "bad_request", "unavailable", "internal"
    code: str
    #: one sentence in the language of the request
    message: str
    #: what is wrong, one entry a parameter
    mistakes: tuple[Mistake, ...] = field(default_factory=tuple)


def tagged(request: Request, body: bytes, media_type: str, headers: dict[str, str] | None = None) -> Response:
    """The body with its entity tag; 304 without body where the reader has it already."""
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    known = request.headers.get("if-none-match", "")
    said = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding", **(headers or {})}
    if tag in [one.strip() for one in known.split(",")]:
        return Response(status_code=304, headers=said)
    return Response(body, media_type=media_type, headers=said)


def json_bytes(content: Any) -> bytes:
    """Dataclasses, dates and numbers as JSON; moments in Asia/Shanghai, NaN as null."""
    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    return orjson.dumps(content, default=_other, option=options)


def _other(item: Any) -> Any:
    if isinstance(item, datetime):
        return item.astimezone(SHANGHAI).isoformat()
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, Decimal):
        return str(item)
    if isinstance(item, set | frozenset):
        return sorted(item)
    if hasattr(item, "items"):
        return dict(item.items())
    raise TypeError(f"{type(item).__name__} has no JSON form")


def answer(request: Request, content: Any) -> Response:
    """Content as a JSON answer with an entity tag."""
    note_looks(request, content)
    return tagged(request, json_bytes(content), JSON)
