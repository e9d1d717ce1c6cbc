"""Robots and webhooks against real HTTP servers: delivered only when the far side's own code says so."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from measures.catalogue import load_catalogue
from measures.errors import ConfigurationError
from measures.places import load_places
from scheduler.channels import DeliveryFailed, dingtalk, feishu, webhook, wecom
from scheduler.kit import kit
from scheduler.settings import ChannelKind, Endpoint, SchedulerSettings
from storage import Store

NOW = datetime(2013, 9, 22, 1, 0, tzinfo=UTC)
TEXT = "您有2项提醒，请登录查看"


class Far(ThreadingHTTPServer):
    """Keeps what is posted; answers as it is told."""

    status = 200
    headers: dict[str, str]
    body = b"{}"
    delay = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posted: list[tuple[str, dict[str, str], bytes]] = []
        self.headers = {}

    def answers(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def url(self, path: str = "/send?key=K") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Far

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        time.sleep(self.server.delay)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        with suppress(BrokenPipeError, ConnectionResetError):  # the far side of the hanging test has left
            self.end_headers()
            self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(server: Far) -> Iterator[Far]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def far() -> Iterator[Far]:
    with running(Far()) as server:
        yield server


def endpoint(
    far: Far, kind: ChannelKind, secret: str | None = None, path: str = "/send?key=K", timeout: float = 5
) -> Endpoint:
    return Endpoint(name="督查室群", kind=kind, url=far.url(path), secret=secret, timeout=timeout)


Send = Callable[[str, str, Endpoint, datetime], None]
ROBOTS = [
    pytest.param(wecom.send, ChannelKind.WECOM, "errcode", "errmsg", 45009, id="wecom"),
    pytest.param(dingtalk.send, ChannelKind.DINGTALK, "errcode", "errmsg", 130101, id="dingtalk"),
    pytest.param(feishu.send, ChannelKind.FEISHU, "code", "msg", 11232, id="feishu"),
]
EVERY = [*ROBOTS, pytest.param(webhook.send, ChannelKind.WEBHOOK, "", "", 0, id="webhook")]


@pytest.mark.parametrize(("send", "kind", "code", "said", "fast"), ROBOTS)
def test_a_robot_that_answers_nought_has_taken_the_text(
    far: Far, send: Send, kind: ChannelKind, code: str, said: str, fast: int
) -> None:
    far.answers(200, json.dumps({code: 0, said: "ok"}).encode())
    send("k", TEXT, endpoint(far, kind), NOW)
    ((_, headers, body),) = far.posted
    assert headers["content-type"].startswith("application/json")
    assert TEXT in body.decode()


@pytest.mark.parametrize(("send", "kind", "code", "said", "fast"), ROBOTS)
def test_200_with_an_error_code_inside_is_no_delivery(
    far: Far, send: Send, kind: ChannelKind, code: str, said: str, fast: int
) -> None:
    far.answers(200, json.dumps({code: 310000, said: "sign not match"}).encode())
    with pytest.raises(DeliveryFailed, match="310000 sign not match") as failed:
        send("k", TEXT, endpoint(far, kind), NOW)
    assert (failed.value.lasting, failed.value.everyone) == (False, True)


@pytest.mark.parametrize(("send", "kind", "code", "said", "fast"), ROBOTS)
def test_a_robot_that_is_asked_too_often_is_left_alone_for_a_minute(
    far: Far, send: Send, kind: ChannelKind, code: str, said: str, fast: int
) -> None:
    far.answers(200, json.dumps({code: fast, said: "too fast"}).encode())
    with pytest.raises(DeliveryFailed) as failed:
        send("k", TEXT, endpoint(far, kind), NOW)
    assert failed.value.retry_after == timedelta(minutes=1)


@pytest.mark.parametrize(("send", "kind", "code", "said", "fast"), ROBOTS)
@pytest.mark.parametrize("body", [b"", b"<html>proxy</html>", b"[]", b'{"errcode": null, "code": null}'])
def test_an_answer_that_is_not_the_robots_is_no_delivery(
    far: Far, send: Send, kind: ChannelKind, code: str, said: str, fast: int, body: bytes
) -> None:
    far.answers(200, body)
    with pytest.raises(DeliveryFailed, match=code) as failed:
        send("k", TEXT, endpoint(far, kind), NOW)
    assert not failed.value.lasting


@pytest.mark.parametrize(("send", "kind", "code", "said", "fast"), EVERY)
@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("120", timedelta(minutes=2)),
        ("Sun, 22 Sep 2013 01:30:00 GMT", timedelta(minutes=30)),
        ("999999", timedelta(days=1)),
        ("Sun, 22 Sep 2013 00:00:00 GMT", timedelta(0)),
        ("soon", None),
    ],
)
def test_429_is_obeyed(
    far: Far, send: Send, kind: ChannelKind, code: str, said: str, fast: int, header: str, pause: timedelta | None
) -> None:
    far.answers(429, b"slow down", Retry_After=header)
    with pytest.raises(DeliveryFailed, match="HTTP 429 slow down") as failed:
        send("k", TEXT, endpoint(far, kind), NOW)
    assert (failed.value.retry_after, failed.value.lasting) == (pause, False)


@pytest.mark.parametrize(("send", "kind", "code", "said", "fast"), EVERY)
@pytest.mark.parametrize(("status", "lasting"), [(500, False), (503, False), (302, False), (404, False), (400, True)])
def test_other_statuses(
    far: Far, send: Send, kind: ChannelKind, code: str, said: str, fast: int, status: int, lasting: bool
) -> None:
    far.answers(status, b"", Location=far.url("/elsewhere"))
    with pytest.raises(DeliveryFailed, match=f"HTTP {status}") as failed:
        send("k", TEXT, endpoint(far, kind), NOW)
    assert failed.value.lasting is lasting
    assert len(far.posted) == 1


def test_a_far_side_that_hangs_is_left_and_its_key_is_not_told(far: Far) -> None:
    far.delay = 1.0
    with pytest.raises(DeliveryFailed, match="ReadTimeout") as failed:
        wecom.send("k", TEXT, endpoint(far, ChannelKind.WECOM, timeout=0.2), NOW)
    assert failed.value.everyone
    assert "key" not in failed.value.reason


def test_nobody_there(far: Far) -> None:
    gone = Endpoint(name="x", kind=ChannelKind.WEBHOOK, url="http://127.0.0.1:1/", timeout=1)
    with pytest.raises(DeliveryFailed, match="ConnectError") as failed:
        webhook.send("k", TEXT, gone, NOW)
    assert (failed.value.lasting, failed.value.everyone) == (False, True)


def test_dingtalk_signs_the_address(far: Far) -> None:
    far.answers(200, b'{"errcode": 0}')
    dingtalk.send("k", TEXT, endpoint(far, ChannelKind.DINGTALK, "SEC1"), NOW)
    query = parse_qs(urlsplit(far.posted[0][0]).query)
    stamp = str(int(NOW.timestamp()) * 1000)
    digest = hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    assert query == {"key": ["K"], "timestamp": [stamp], "sign": [base64.b64encode(digest).decode()]}


def test_feishu_signs_the_body(far: Far) -> None:
    far.answers(200, b'{"code": 0}')
    feishu.send("k", TEXT, endpoint(far, ChannelKind.FEISHU, "SEC1"), NOW)
    body = json.loads(far.posted[0][2])
    stamp = str(int(NOW.timestamp()))
    digest = hmac.new(f"{stamp}\nSEC1".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (stamp, base64.b64encode(digest).decode())


def test_wecom_cuts_a_long_text_between_characters(far: Far) -> None:
    far.answers(200, b'{"errcode": 0}')
    wecom.send("k", "提" * 1000, endpoint(far, ChannelKind.WECOM), NOW)
    assert json.loads(far.posted[0][2])["text"]["content"] == "提" * 682


def test_a_webhook_can_be_verified_and_known_again(far: Far) -> None:
    for _ in range(2):
        webhook.send("k1", TEXT, endpoint(far, ChannelKind.WEBHOOK, "SEC1"), NOW)
    for _, headers, body in far.posted:
        stamp = headers["x-gapwatch-timestamp"]
        digest = hmac.new(b"SEC1", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        assert headers["x-gapwatch-signature"] == f"v1={digest}"
        assert headers["idempotency-key"] == "k1"
        assert json.loads(body) == {"key": "k1", "text": TEXT}


def test_an_endpoint_on_a_host_that_is_not_allowed_is_refused(store: Store) -> None:
    one = Endpoint(name="外网", kind=ChannelKind.WEBHOOK, url="https://elsewhere.example/x?key=SECRET")
    settings = SchedulerSettings(endpoints=(one,), allowed_hosts=frozenset({"hooks.example"}))
    with pytest.raises(ConfigurationError, match=r"elsewhere\.example") as refused:
        kit(store, settings, load_catalogue(), load_places())
    assert "SECRET" not in str(refused.value)
    assert "SECRET" not in repr(settings)
