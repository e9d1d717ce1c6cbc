"""企业微信群机器人: https://developer.work.weixin.qq.com/document/path/91770 (20 a minute, 2048 bytes)."""

import json
from datetime import datetime

from scheduler.channels.http import post
from scheduler.channels.robots import heard
from scheduler.settings import Endpoint

_TOO_FAST = (45009, 45033)
_LONGEST = 2048


def send(_key: str, text: str, endpoint: Endpoint, now: datetime) -> None:
    """Post a text to the group; raises DeliveryFailed. The robot knows no idempotency key."""
    content = text.encode()[:_LONGEST].decode("utf-8", "ignore")
    body = json.dumps({"msgtype": "text", "text": {"content": content}}, ensure_ascii=False).encode()
    heard(post(endpoint.url, body, {}, endpoint.timeout, now), "errcode", "errmsg", _TOO_FAST)
