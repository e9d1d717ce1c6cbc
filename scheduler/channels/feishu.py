"""飞书自定义机器人: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (100 messages a minute)."""

import base64
import hashlib
import hmac
import json
from datetime import datetime

from scheduler.channels.http import post
from scheduler.channels.robots import heard
from scheduler.settings import Endpoint

_TOO_FAST = (9499, 11232)


def send(_key: str, text: str, endpoint: Endpoint, now: datetime) -> None:
    """Post a text to the group; raises DeliveryFailed. The robot knows no idempotency key."""
    content = {"msg_type": "text", "content": {"text": text}} | signature(endpoint, now)
    body = json.dumps(content, ensure_ascii=False).encode()
    heard(post(endpoint.url, body, {}, endpoint.timeout, now), "code", "msg", _TOO_FAST)


def signature(endpoint: Endpoint, now: datetime) -> dict[str, str]:
    """Timestamp (seconds) and signature, empty where the robot has no secret.

    The secret is part of the key here and the signed text is empty, as the robot's documentation has it.
    """
    if endpoint.secret is None:
        return {}
    stamp = str(int(now.timestamp()))
    digest = hmac.new(f"{stamp}\n{endpoint.secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}
