"""Posting to an HTTP address: no redirects, an end to waiting, and what the status says about trying again."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from scheduler.channels.failure import DeliveryFailed

#: Bytes of an answer that are looked at.
LONGEST_ANSWER: Final = 65536
#: A far side that asks for a longer pause is asked again after this one.
LONGEST_PAUSE: Final = timedelta(days=1)
#: Statuses that speak of this message and not of the address or of us.
_THIS_MESSAGE: Final = (400, 413, 422)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the far side answered."""

    #: HTTP status
    status: int
    #: its first bytes, at most LONGEST_ANSWER
    body: bytes
    #: pause that it asks for, None for none
    retry_after: timedelta | None


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float, now: datetime) -> Answer:
    """Post JSON and return a 2xx answer; `timeout` is in seconds, for each step and for the whole.

    Raises DeliveryFailed with what the far side said; the address, which may hold a key, is not named.
    """
    try:
        answer = _exchanged(url, body, {"Content-Type": "application/json; charset=utf-8", **headers}, timeout, now)
    except httpx.HTTPError as error:
        reason = f"{httpx.URL(url).host}: {type(error).__name__}"
        raise DeliveryFailed(reason, lasting=False, everyone=True) from error
    if 200 <= answer.status < 300:
        return answer
    said = " ".join(answer.body[:200].decode("utf-8", "replace").split())
    this = answer.status in _THIS_MESSAGE
    raise DeliveryFailed(
        f"HTTP {answer.status} {said}".strip(), lasting=this, everyone=not this, retry_after=answer.retry_after
    )


def _exchanged(url: str, body: bytes, headers: Mapping[str, str], timeout: float, now: datetime) -> Answer:
    end = time.monotonic() + timeout
    with (
        httpx.Client(timeout=timeout, follow_redirects=False) as client,
        client.stream("POST", url, content=body, headers=dict(headers)) as response,
    ):
        read = b""
        for piece in response.iter_bytes():
            read += piece
            if len(read) >= LONGEST_ANSWER:
                break
            if time.monotonic() > end:
                raise httpx.ReadTimeout("the answer does not end")
        pause = _pause(response.headers.get("Retry-After"), now)
        return Answer(status=response.status_code, body=read[:LONGEST_ANSWER], retry_after=pause)


def _pause(said: str | None, now: datetime) -> timedelta | None:
    """Read Retry-After, seconds or a date (RFC 9110); None where it says nothing usable."""
    if said is None:
        return None
    try:
        pause = timedelta(seconds=int(said)) if said.strip().isdigit() else _until(said, now)
    except (ValueError, OverflowError):
        return None
    return min(max(pause, timedelta(0)), LONGEST_PAUSE)


def _until(said: str, now: datetime) -> timedelta:
    moment = parsedate_to_datetime(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
