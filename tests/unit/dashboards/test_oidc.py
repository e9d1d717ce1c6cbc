"""Signing on at a provider that the test starts: what is asked of it, what is believed, what is refused."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey
from webclient import Client

from dashboards.app import create_app
from dashboards.auth_gate import SESSION
from dashboards.auth_oidc import SignOnFailed, discover, read_person
from dashboards.pages.signin_oidc import Known
from dashboards.settings import Provider, WebSettings
from storage import Store, open_store, reading, writing
from storage.accounts import add_account, change_account, find_account, list_accounts

KEY, OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})
HERE = "http://127.0.0.1:8000"


class Idp:
    """A small OpenID provider: one client, one person, each answer may be spoilt."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {
            "sub": "u-7",
            "preferred_username": "wangmin",
            "name": "王敏",
            "groups": ["stat"],
        }
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.challenges: dict[str, tuple[str, str]] = {}
        self.metadata: dict[str, Any] = {}
        self.key = KEY
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "1"}
        self.userinfo: dict[str, Any] | None = None
        self.issuer = ""

    def described(self) -> dict[str, Any]:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        if self.userinfo is not None:
            found["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        return found | self.metadata

    def authorize(self, address: str) -> str:
        """What the browser brings back: the code for this request."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["redirect_uri"] == f"{HERE}/sign-in/back"
        self.challenges["the code"] = (asked["code_challenge"], asked["nonce"])
        return f"/sign-in/back?code=the+code&state={asked['state']}"

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        challenge, nonce = self.challenges.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "gapwatch", "iat": now, "exp": now + 300, "nonce": nonce} | self.claims
        return {"access_token": "access", "token_type": "Bearer", "id_token": jwt.encode(self.header, claims, self.key)}


@pytest.fixture
def idp() -> Iterator[Idp]:
    made = Idp()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers), ""))
            found = {
                "/.well-known/openid-configuration": made.described(),
                "/keys": {"keys": [KEY.as_dict(private=False)]},
                "/userinfo": made.userinfo,
            }.get(self.path)
            self.answer(200 if found is not None else 404, found)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            made.asked.append((self.path, dict(self.headers), body))
            self.answer(200, made.token({name: values[0] for name, values in parse_qs(body).items()}))

        def answer(self, status: int, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def provider_of(idp: Idp, **changes: Any) -> Provider:
    facts: dict[str, Any] = {
        "issuer": idp.issuer,
        "client_id": "gapwatch",
        "client_secret": "s3cret",
        "name": "省统一身份认证",
        "hosts": frozenset({"127.0.0.1"}),
        "roles": {"stat": ("statistician",), "fgw": ("office_reporter",)},
        "offices": {"fgw": ("省发展改革委",)},
        "places": {"fgw": ("410000",)},
    }
    return Provider(**facts | changes)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'oidc.db'}")
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store, idp: Idp, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setattr("dashboards.pages.signin_oidc.known", Known())
    settings = WebSettings(base_url=HERE, provider=provider_of(idp))
    return create_app(store, settings, lambda: datetime.now(UTC))


@pytest.fixture
def client(app: FastAPI) -> Client:
    return Client(app, HERE)


def sign_on(client: Client, idp: Idp, onward: str = "/targets"):  # type: ignore[no-untyped-def]
    away = client.get("/sign-in/elsewhere", params={"onward": onward})
    assert away.status_code == 303, away.text
    return client.get(idp.authorize(away.headers["location"]))


def test_whoever_signs_on_gets_account_roles_and_session(client: Client, idp: Idp, store: Store) -> None:
    assert "用省统一身份认证登录" in client.get("/sign-in").text
    answer = sign_on(client, idp)
    assert (answer.status_code, answer.headers["location"]) == (303, "/targets")
    assert client.get("/targets").status_code == 200
    with reading(store) as c:
        (account,) = list_accounts(c)
    assert (account.name, account.shown, account.roles) == ("wangmin", "王敏", ("statistician",))
    assert (account.issuer, account.subject, account.password) == (idp.issuer, "u-7", None)
    token = next((headers, body) for path, headers, body in idp.asked if path == "/token")
    assert token[0]["Authorization"] == "Basic " + base64.b64encode(b"gapwatch:s3cret").decode()
    assert "s3cret" not in token[1]


def test_roles_and_reach_are_the_providers_word_each_time(client: Client, idp: Idp, store: Store) -> None:
    sign_on(client, idp)
    idp.claims["groups"] = ["fgw", "unknown"]
    sign_on(client, idp)
    with reading(store) as c:
        (account,) = list_accounts(c)
    assert (account.roles, account.offices, account.places) == (("office_reporter",), ("省发展改革委",), ("410000",))


@pytest.mark.parametrize("groups", [[], ["unknown"], None, "nothing"])
def test_without_a_role_nobody_comes_in(client: Client, idp: Idp, store: Store, groups: Any) -> None:
    idp.claims["groups"] = groups
    answer = sign_on(client, idp)
    assert (answer.status_code, "没有分配本系统的角色" in answer.text) == (400, True)
    assert SESSION not in client.cookies
    with reading(store) as c:
        assert list_accounts(c) == ()


def test_groups_may_stand_beside_the_token(client: Client, idp: Idp) -> None:
    del idp.claims["groups"]
    idp.userinfo = {"sub": "u-7", "groups": "stat other"}
    assert sign_on(client, idp).status_code == 303
    idp.userinfo = {"sub": "somebody else", "groups": "stat"}
    assert "未通过核验" in sign_on(client, idp).text


@pytest.mark.parametrize(
    "spoilt",
    [
        {"iss": "http://evil.example"},
        {"aud": "another client"},
        {"nonce": "another"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"aud": ["gapwatch", "other"], "azp": "other"},
    ],
)
def test_tokens_that_do_not_fit_are_refused(client: Client, idp: Idp, store: Store, spoilt: dict[str, Any]) -> None:
    idp.claims |= spoilt
    answer = sign_on(client, idp)
    assert (answer.status_code, "未通过核验" in answer.text) == (400, True)
    assert SESSION not in client.cookies


def test_tokens_of_another_key_or_kind_are_refused(client: Client, idp: Idp) -> None:
    idp.key = OTHER_KEY
    assert "未通过核验" in sign_on(client, idp).text
    idp.key = KEY
    idp.header = {"alg": "none"}
    with pytest.raises(Exception, match="none"):
        jwt.encode(idp.header, {}, KEY)


def test_what_comes_back_to_another_browser_or_twice_is_refused(app: FastAPI, client: Client, idp: Idp) -> None:
    back = idp.authorize(client.get("/sign-in/elsewhere").headers["location"])
    assert "不是从这个浏览器发起" in Client(app, HERE).get(back).text
    assert client.get(back).status_code == 400  # taken once, whoever brought it
    assert client.get("/sign-in/back?code=x&state=made-up").status_code == 400


def test_what_comes_back_late_is_refused(store: Store, idp: Idp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboards.pages.signin_oidc.known", Known())
    now = [datetime.now(UTC)]
    client = Client(create_app(store, WebSettings(base_url=HERE, provider=provider_of(idp)), lambda: now[0]), HERE)
    back = idp.authorize(client.get("/sign-in/elsewhere").headers["location"])
    now[0] += timedelta(minutes=11)
    assert "已过期" in client.get(back).text


def test_a_refusal_of_the_provider_is_said(client: Client, idp: Idp) -> None:
    back = idp.authorize(client.get("/sign-in/elsewhere").headers["location"])
    answer = client.get(back.replace("code=the+code", "error=access_denied"))
    assert (answer.status_code, "对方未予确认" in answer.text) == (400, True)


def test_an_ended_account_does_not_come_in(client: Client, idp: Idp, store: Store) -> None:
    sign_on(client, idp)
    with writing(store, actor="test", act="person:change", at=datetime.now(UTC)) as w:
        change_account(w, 1, active=False)
    assert "账号已停用" in sign_on(client, idp).text


def test_nobody_takes_the_account_of_another_by_name(client: Client, idp: Idp, store: Store) -> None:
    with writing(store, actor="test", act="person:add", at=datetime.now(UTC)) as w:
        add_account(w, name="wangmin", shown="", roles=["administrator"])
    assert "与本系统已有账号相同" in sign_on(client, idp).text
    with reading(store) as c:
        kept = find_account(c, "wangmin")
    assert kept is not None
    assert kept.issuer is None


@pytest.mark.parametrize(
    "metadata",
    [
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "https://evil.example/keys"},
        {"authorization_endpoint": "http://10.0.0.1/authorize"},
        {"token_endpoint": ""},
        {"issuer": "http://127.0.0.1:1"},
    ],
)
def test_only_configured_hosts_are_asked(client: Client, idp: Idp, metadata: dict[str, str]) -> None:
    idp.metadata = metadata
    assert client.get("/sign-in/elsewhere").status_code == 400
    assert [path for path, *_ in idp.asked] == ["/.well-known/openid-configuration"]


def test_plain_http_is_for_this_machine_only(idp: Idp) -> None:
    with pytest.raises(SignOnFailed, match="not on a host"):
        discover(provider_of(idp, issuer="http://sso.example", hosts=frozenset({"sso.example"})))


def test_a_silent_provider_is_said(client: Client, store: Store, idp: Idp) -> None:
    provider = provider_of(idp, issuer="http://127.0.0.1:9")
    app = create_app(store, WebSettings(base_url=HERE, provider=provider), lambda: datetime.now(UTC))
    assert "对方系统没有应答" in Client(app, HERE).get("/sign-in/elsewhere").text


def test_without_a_provider_there_is_no_such_page(store: Store) -> None:
    app = create_app(store, WebSettings(), lambda: datetime.now(UTC))
    assert Client(app).get("/sign-in/elsewhere").status_code == 404


def test_names_come_from_the_named_claim(idp: Idp) -> None:
    provider = provider_of(idp, name_claim="employee", role_claim="duties")
    person = read_person(provider, {"sub": "1", "employee": "e-9", "duties": "stat,fgw"})
    assert (person.name, person.shown, person.roles) == ("e-9", "e-9", ("statistician", "office_reporter"))
