"""Signing in: by password, with a second factor, refused, locked; sessions that end; addresses that stay ours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.auth_codes import matching_step, recovery_hash
from dashboards.auth_gate import SESSION
from dashboards.auth_passwords import hash_password, make_password, mistake, verify
from dashboards.auth_people import add_person
from dashboards.pages.signin import own_address
from dashboards.permissions import Role
from dashboards.settings import SignInRules, WebSettings
from storage import Store, audit, open_store, reading, sessions, writing
from storage.accounts import add_account, change_account, find_account

NOW = datetime(2014, 3, 1, 1, tzinfo=UTC)
LONG = "松花江上的第一场雪下得很早"
HASH = hash_password(LONG)
RULES = SignInRules()


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'people.db'}")
    with writing(opened, actor="test", act="person:add", at=NOW) as w:
        for name in ("wang", "li"):
            add_account(w, name=name, shown=name.title(), roles=["supervision"], password=HASH)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(store: Store, clock: Clock) -> FastAPI:
    return create_app(store, WebSettings(), clock)


@pytest.fixture
def visitor(app: FastAPI) -> Client:
    return Client(app)


def secret(client: Client, path: str = "/sign-in") -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found.group(1)


def sign_in(client: Client, name: str = "wang", password: str = LONG, **more: str):  # type: ignore[no-untyped-def]
    sent = {"form_token": secret(client), "name": name, "password": password} | more
    return client.post("/sign-in", data=sent)


def test_right_password_leads_to_what_was_asked_for(visitor: Client, store: Store) -> None:
    turned = visitor.get("/targets?place=410000")
    assert turned.headers["location"] == "/sign-in?onward=%2Ftargets%3Fplace%3D410000"
    assert 'value="/targets?place=410000"' in visitor.get(turned.headers["location"]).text
    answer = sign_in(visitor, onward="/targets?place=410000")
    assert (answer.status_code, answer.headers["location"]) == (303, "/targets?place=410000")
    assert visitor.get("/targets").status_code == 200
    with reading(store) as c:
        (entry,) = audit.list_entries(c, kind="account", actor="wang")
    assert (entry.act, entry.change) == ("session:begin", "sessions.begin")


def test_the_sign_in_page_keeps_the_language_that_was_asked_for(visitor: Client) -> None:
    turned = visitor.get("/targets?lang=en").headers["location"]
    assert turned == "/sign-in?lang=en&onward=%2Ftargets%3Flang%3Den"
    assert '<html lang="en">' in visitor.get(turned).text


def test_name_is_taken_in_any_case_and_width(visitor: Client) -> None:
    assert sign_in(visitor, name=" WANG ").status_code == 303


def test_session_cookie_is_out_of_reach_and_only_its_hash_is_kept(visitor: Client, store: Store) -> None:
    cookie = sign_in(visitor).headers["set-cookie"]
    assert re.match(rf"{SESSION}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=lax$", cookie)
    value = visitor.cookies[SESSION]
    with reading(store) as c:
        kept = repr(c.exec_driver_sql("SELECT * FROM sessions").all())
    assert value not in kept


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(store: Store, clock: Clock) -> None:
    app = create_app(store, WebSettings(base_url="https://gap.example"), clock)
    client = Client(app, "https://gap.example")
    cookie = sign_in(client).headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "; Secure" in cookie
    assert client.get("/targets").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"), [("wang", "wrong wrong wrong"), ("nobody", LONG), ("", ""), ("wang", "")]
)
def test_what_was_wrong_is_not_told(visitor: Client, name: str, password: str) -> None:
    answer = sign_in(visitor, name, password)
    assert answer.status_code == 400
    assert "登录名或密码不对" in answer.text
    assert f'name="name" value="{name}"' in answer.text
    assert SESSION not in visitor.cookies


def test_an_ended_account_cannot_sign_in_and_is_signed_out(app: FastAPI, visitor: Client, store: Store) -> None:
    sign_in(visitor)
    with writing(store, actor="test", act="person:change", at=NOW) as w:
        change_account(w, 1, active=False)
    assert visitor.get("/targets").status_code == 303
    assert sign_in(Client(app)).status_code == 400


def test_an_account_is_locked_after_five_failures_and_opens_by_itself(
    app: FastAPI, visitor: Client, clock: Clock
) -> None:
    for _ in range(RULES.failures):
        assert sign_in(visitor, password="wrong wrong wrong").status_code == 400
    answer = sign_in(visitor)
    assert (answer.status_code, "15分钟后再试" in answer.text) == (429, True)
    assert sign_in(Client(app, visitor="10.0.0.9")).status_code == 429
    assert sign_in(Client(app), name="li").status_code == 303
    clock.later(minutes=16)
    assert sign_in(visitor).status_code == 303


def test_an_address_is_locked_after_thirty_failures(store: Store, clock: Clock) -> None:
    app = create_app(store, WebSettings(sign_in=SignInRules(failures_of_address=4)), clock)
    for number in range(4):
        assert sign_in(Client(app), name=f"guess{number}").status_code == 400
    assert sign_in(Client(app)).status_code == 429
    assert sign_in(Client(app, visitor="10.0.0.9")).status_code == 303


def test_signing_in_clears_the_failures(visitor: Client) -> None:
    for _ in range(RULES.failures - 1):
        sign_in(visitor, password="wrong wrong wrong")
    assert sign_in(visitor).status_code == 303
    with reading(visitor_store(visitor)) as c:
        assert sessions.failures(c, NOW - timedelta(days=1), name="wang") == 0


def visitor_store(client: Client) -> Store:
    found: Store = client.app.state.desk.store
    return found


def test_a_session_ends_when_idle_and_in_any_case(visitor: Client, clock: Clock) -> None:
    sign_in(visitor)
    for _ in range(11):
        clock.later(minutes=59)
        assert visitor.get("/targets").status_code == 200
    clock.later(minutes=61)
    assert visitor.get("/targets").status_code == 303
    sign_in(visitor)
    for _ in range(14):
        clock.later(minutes=50)
        visitor.get("/targets")
    clock.later(minutes=21)
    assert visitor.get("/targets").status_code == 303


def test_use_is_written_at_most_once_a_minute(visitor: Client, clock: Clock, store: Store) -> None:
    sign_in(visitor)

    def seen() -> datetime:
        with reading(store) as c:
            (one,) = sessions.list_sessions(c, 1, seen_since=NOW - timedelta(days=1), at=clock.now)
        return one.seen_at

    clock.later(seconds=59)
    visitor.get("/targets")
    assert seen() == NOW
    clock.later(seconds=1)
    visitor.get("/targets")
    assert seen() == clock.now


def test_signing_in_gives_another_session(visitor: Client) -> None:
    visitor.cookies.set(SESSION, "chosen by an attacker in advance", domain="gapwatch.test")
    sign_in(visitor)
    first = visitor.cookies[SESSION]
    assert first != "chosen by an attacker in advance"
    sign_in_again = Client(visitor.app)
    sign_in(sign_in_again)
    assert sign_in_again.cookies[SESSION] != first


def test_signing_out_ends_the_session_at_the_server(app: FastAPI, visitor: Client) -> None:
    sign_in(visitor)
    value = visitor.cookies[SESSION]
    answer = visitor.post("/sign-out", data={"form_token": secret(visitor, "/targets")})
    assert answer.headers["location"] == "/sign-in?out=1"
    assert "已退出登录" in visitor.get("/sign-in?out=1").text
    kept = Client(app)
    kept.cookies.set(SESSION, value)
    assert kept.get("/targets").status_code == 303


def test_forms_of_other_sites_sign_nobody_in(visitor: Client) -> None:
    good = {"form_token": secret(visitor), "name": "wang", "password": LONG}
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert visitor.post("/sign-in", data=good, headers=headers).status_code == 403
    assert visitor.post("/sign-in", data=good | {"form_token": "x" * 43}).status_code == 403


def test_the_sign_in_page_says_that_secrets_have_no_place_here(visitor: Client) -> None:
    assert "本系统为非涉密系统，严禁录入、存储、传输国家秘密和工作秘密" in visitor.get("/sign-in").text
    assert "never enter, store or send state secrets" in visitor.get("/sign-in?lang=en").text


def test_before_there_is_an_account_the_first_page_says_how_to_make_one(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'none.db'}")
    first = Client(create_app(opened, WebSettings(), lambda: NOW))
    assert first.get("/").headers["location"] == "/sign-in"
    page = first.get("/sign-in").text
    assert "gapwatch users add NAME --role administrator" in page
    assert 'type="password"' not in page
    assert first.get("/api/v1/overview").status_code == 401
    opened.close()


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/\tx",
        "/sign-in/code",
    ],
)
def test_nobody_is_led_elsewhere(onward: str) -> None:
    assert own_address(onward) == "/"


def test_addresses_of_ours_are_kept() -> None:
    assert own_address("/search?q=%E7%B2%AE&as_of=2013-01-01") == "/search?q=%E7%B2%AE&as_of=2013-01-01"


def test_a_first_password_is_changed_before_anything_else(app: FastAPI, store: Store) -> None:
    with writing(store, actor="test", act="person:add", at=NOW) as w:
        _, first = add_person(w, name="zhao", shown="赵敏", roles=[Role.VIEWER])
    client = Client(app)
    sign_in(client, "zhao", first)
    assert client.get("/targets").headers["location"] == "/account/password"
    assert client.get("/api/v1/overview").status_code == 401
    token = secret(client, "/account/password")
    change = {"form_token": token, "old": first, "new": "short", "again": "other"}
    answer = client.post("/account/password", data=change)
    assert (answer.status_code, "不足12个字" in answer.text, "不一样" in answer.text) == (400, True, True)
    change |= {"new": LONG, "again": LONG, "old": "not this one"}
    assert "现在的密码不对" in client.post("/account/password", data=change).text
    change["old"] = first
    assert client.post("/account/password", data=change).status_code == 303
    assert client.get("/targets").status_code == 200


def test_another_password_ends_the_other_sessions(app: FastAPI, visitor: Client) -> None:
    other = Client(app)
    sign_in(visitor)
    sign_in(other)
    new = "第二松花江汇入嫩江之后继续东流"
    change = {"form_token": secret(visitor, "/account"), "old": LONG, "new": new, "again": new}
    assert visitor.post("/account/password", data=change).status_code == 303
    assert visitor.get("/targets").status_code == 200
    assert other.get("/targets").status_code == 303
    assert sign_in(Client(app)).status_code == 400
    assert sign_in(Client(app), password=new).status_code == 303


def turn_on(client: Client, clock: Clock) -> tuple[str, list[str]]:
    """Turn the second factor on; return its key and the recovery codes."""
    page = client.get("/account/second-factor").text
    key = re.search(r'name="key" value="([A-Z2-7]{32})"', page)
    assert key is not None
    code = pyotp.TOTP(key.group(1)).at(clock.now)
    sent = {"form_token": secret(client, "/account"), "key": key.group(1)}
    assert client.post("/account/second-factor", data=sent | {"code": "000000"}).status_code == 400
    answer = client.post("/account/second-factor", data=sent | {"code": code})
    assert answer.headers["cache-control"] == "no-store"
    return key.group(1), re.findall(r"<li>([a-z2-9-]{19})</li>", answer.text)


def give_code(client: Client, code: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in/code", data={"form_token": secret(client, "/sign-in/code"), "code": code})


def test_with_a_second_factor_the_password_is_not_enough(app: FastAPI, visitor: Client, clock: Clock) -> None:
    sign_in(visitor)
    key, codes = turn_on(visitor, clock)
    assert len(codes) == len(set(codes)) == 10
    client = Client(app)
    assert sign_in(client, onward="/runs").headers["location"] == "/sign-in/code?onward=%2Fruns"
    half = client.cookies[SESSION]
    assert client.get("/targets").status_code == 303
    assert client.get("/api/v1/overview").status_code == 401
    assert give_code(client, pyotp.TOTP(key).at(clock.now)).status_code == 400  # used when it was turned on
    clock.later(seconds=30)
    assert give_code(client, pyotp.TOTP(key).at(clock.now)).status_code == 303
    assert client.cookies[SESSION] != half
    assert client.get("/targets").status_code == 200


def test_a_recovery_code_counts_once(app: FastAPI, visitor: Client, clock: Clock) -> None:
    sign_in(visitor)
    _, codes = turn_on(visitor, clock)
    first, second = Client(app), Client(app)
    sign_in(first)
    assert give_code(first, codes[0].upper().replace("-", " ")).status_code == 303
    sign_in(second)
    assert give_code(second, codes[0]).status_code == 400
    assert "还有9个恢复码" in first.get("/account").text


def test_guessed_codes_lock_the_account(app: FastAPI, visitor: Client, clock: Clock) -> None:
    sign_in(visitor)
    key, _ = turn_on(visitor, clock)
    client = Client(app)
    sign_in(client)
    answers = [give_code(client, "123456").status_code for _ in range(RULES.failures + 1)]
    assert answers[-1] == 429
    clock.later(seconds=30)
    assert give_code(client, pyotp.TOTP(key).at(clock.now)).status_code == 429


def test_the_second_factor_is_turned_off_by_a_code_only(visitor: Client, clock: Clock, store: Store) -> None:
    sign_in(visitor)
    key, _ = turn_on(visitor, clock)
    sent = {"form_token": secret(visitor, "/account")}
    assert visitor.post("/account/second-factor/end", data=sent | {"code": "111111"}).status_code == 400
    clock.later(seconds=30)
    code = pyotp.TOTP(key).at(clock.now)
    assert visitor.post("/account/second-factor/end", data=sent | {"code": code}).status_code == 303
    with reading(store) as c:
        account = find_account(c, "wang")
    assert account is not None
    assert (account.totp_key, account.recovery) == (None, ())


def test_steps_before_and_after_are_taken() -> None:
    key = pyotp.random_base32()
    step = int(NOW.timestamp()) // 30
    for seconds, found in ((-60, None), (-30, step - 1), (0, step), (30, step + 1), (60, None)):
        code = pyotp.TOTP(key).at(NOW + timedelta(seconds=seconds))
        assert matching_step(key, code, NOW) == found
    assert matching_step(key, "", NOW) is None
    assert recovery_hash("AB-cd ef") == recovery_hash("abcdef")


def test_sign_in_as_anybody_exists_in_the_example_only(app: FastAPI, store: Store, clock: Clock) -> None:
    plain = Client(app)
    sent = {"form_token": secret(plain), "name": "wang"}
    assert plain.post("/sign-in/demo", data=sent).status_code == 404
    client = Client(create_app(store, WebSettings(demo=True), clock))
    sent = {"form_token": secret(client), "name": "li"}
    assert client.post("/sign-in/demo", data=sent).status_code == 303
    assert "Li" in client.get("/targets").text


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("short", "short"),
        ("x" * 257, "long"),
        ("123456789012", "common"),
        ("qwertyuiop12", "common"),
        ("passwordpassword", "common"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("1qaz2wsx3edc4rfv", "common"),
        ("2014010120140101", "common"),
        ("wangmin12345", "named"),
        ("哈尔滨冬天的中央大街很冷", None),
        ("correct horse battery staple", None),
    ],
)
def test_passwords_are_long_and_not_easily_guessed(password: str, wrong: str | None) -> None:
    assert mistake(password, known=("wangmin", "王敏")) == wrong


def test_made_passwords_are_good_and_differ() -> None:
    made = {make_password() for _ in range(20)}
    assert len(made) == 20
    assert {mistake(one) for one in made} == {None}


def test_full_width_letters_are_the_same_password() -> None:
    assert verify(HASH, LONG)
    known = hash_password("ABCdef123456!")
    assert verify(known, "ＡＢＣdef１２３４５６！")
    assert not verify(None, LONG)
    assert not verify("not a hash", LONG)


def test_signed_in_people_go_past_the_sign_in_page(app: FastAPI) -> None:
    client = signed_in(app, Role.VIEWER)
    assert client.get("/sign-in?onward=/targets").headers["location"] == "/targets"
