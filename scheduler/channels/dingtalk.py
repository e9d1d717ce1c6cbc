"""钉钉自定义机器人, signed (加签): https://open.dingtalk.com/document/robots/custom-robot-access, 20 a minute."""

import base64
import hashlib
import hmac
import json
from datetime import datetime

import httpx

from scheduler.channels.http import post
from scheduler.channels.robots import heard
from scheduler.settings import Endpoint

_TOO_FAST = (130101, 410100)


def send(_key: str, text: str, endpoint: Endpoint, now: datetime) -> None:
    """Post a text to the group; raises DeliveryFailed. The robot knows no idempotency key."""
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    heard(post(signed(endpoint, now), body, {}, endpoint.timeout, now), "errcode", "errmsg", _TOO_FAST)


def signed(endpoint: Endpoint, now: datetime) -> str:
    """The address with timestamp (milliseconds) and signature; as it is where the robot has no secret."""
    if endpoint.secret is None:
        return endpoint.url
    stamp = str(int(now.timestamp() * 1000))
    digest = hmac.new(endpoint.secret.encode(), f"{stamp}\n{endpoint.secret}".encode(), hashlib.sha256).digest()
    sign = base64.b64encode(digest).decode()
    return str(httpx.URL(endpoint.url).copy_merge_params({"timestamp": stamp, "sign": sign}))
