"""A signed webhook: JSON by POST, taken when the answer is 2xx.

`X-Gapwatch-Signature` is "v1=" and the HMAC-SHA256 (hexadecimal) of timestamp, a full stop and the body, under the
shared secret; `X-Gapwatch-Timestamp` is in seconds, so that the far side can refuse an old request played again.
"""

import hashlib
import hmac
import json
from datetime import datetime

from scheduler.channels.http import post
from scheduler.settings import Endpoint


def send(key: str, text: str, endpoint: Endpoint, now: datetime) -> None:
    """Post {key, text}; raises DeliveryFailed. `Idempotency-Key` is the same at every attempt."""
    body = json.dumps({"key": key, "text": text}, ensure_ascii=False).encode()
    headers = {"Idempotency-Key": key} | signature(body, endpoint, now)
    post(endpoint.url, body, headers, endpoint.timeout, now)


def signature(body: bytes, endpoint: Endpoint, now: datetime) -> dict[str, str]:
    """The headers that prove who posts, empty without a secret."""
    if endpoint.secret is None:
        return {}
    stamp = str(int(now.timestamp()))
    digest = hmac.new(endpoint.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Gapwatch-Timestamp": stamp, "X-Gapwatch-Signature": f"v1={digest}"}
