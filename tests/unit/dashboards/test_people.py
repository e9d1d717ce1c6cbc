"""Accounts under an administrator's hands, one's own account, and tokens for programs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Permission, Role
from dashboards.settings import WebSettings
from storage import Store, audit, open_store, reading, tokens, writing
from storage.accounts import Account, find_account

NOW = datetime(2014, 3, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'people.db'}")
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store) -> FastAPI:
    return create_app(store, WebSettings(), lambda: NOW)


@pytest.fixture
def chief(app: FastAPI) -> Client:
    return signed_in(app, Role.ADMINISTRATOR, name="chief")


def post(client: Client, path: str, **sent: object):  # type: ignore[no-untyped-def]
    page = client.get("/account").text
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None
    return client.post(path, data={"form_token": found.group(1)} | sent)


def account(store: Store, name: str) -> Account:
    with reading(store) as c:
        found = find_account(c, name)
    assert found is not None
    return found


WANG = {
    "name": "wang",
    "shown": "王敏",
    "roles": ["statistician", "leader"],
    "offices": "省统计局、省农业厅",
    "places": "河南省",
}


def test_somebody_is_added_with_a_first_password_that_is_shown_once(app: FastAPI, chief: Client, store: Store) -> None:
    answer = post(chief, "/people", **WANG)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    password = re.search(r'<code class="key">([a-z0-9-]{24})</code>', answer.text)
    assert password is not None
    assert password.group(1) not in chief.get("/people").text
    kept = account(store, "wang")
    assert (kept.roles, kept.offices, kept.places) == (
        ("leader", "statistician"),
        ("省统计局", "省农业厅"),
        ("410000",),
    )
    assert kept.must_change
    visitor = Client(app)
    token = re.search(r'name="form_token" value="([^"]+)"', visitor.get("/sign-in").text)
    assert token is not None
    sent = {"form_token": token.group(1), "name": "wang", "password": password.group(1)}
    assert visitor.post("/sign-in", data=sent).status_code == 303
    with reading(store) as c:
        entry = audit.list_entries(c, kind="account", subject=kept.id, actor="chief")[0]
    assert (entry.act, entry.detail["roles"]) == ("person:add", ["leader", "statistician"])
    assert "王敏" not in str(entry.detail)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "x"}, "登录名须为2—40个字"),
        ({"name": "web"}, "登录名须为2—40个字"),
        ({"name": "chief"}, "已有登录名chief"),
        ({"roles": []}, "请至少选择一个角色"),
        ({"roles": ["king"]}, "请至少选择一个角色"),
        ({"places": "河南省、蓬莱仙岛"}, "没有这样的地区：蓬莱仙岛"),
        ({"roles": ["office_reporter"], "offices": ""}, "须写明单位"),
    ],
)
def test_wrong_fields_are_said_and_kept(chief: Client, store: Store, change: dict[str, object], said: str) -> None:
    answer = post(chief, "/people", **(WANG | change))
    assert (answer.status_code, said in answer.text, 'value="王敏"' in answer.text) == (400, True, True)
    with reading(store) as c:
        assert find_account(c, "wang") is None


def test_roles_change_at_once_and_ended_people_are_out(app: FastAPI, chief: Client, store: Store) -> None:
    viewer = signed_in(app, Role.VIEWER, name="li")
    assert viewer.get("/runs").status_code == 403
    number = account(store, "li").id
    form = {"shown": "李", "roles": ["supervision"], "offices": "", "places": "", "active": "yes"}
    assert post(chief, f"/people/{number}", **form).status_code == 303
    assert viewer.get("/runs").status_code == 200
    assert post(chief, f"/people/{number}", **(form | {"active": ""})).status_code == 303
    assert viewer.get("/").status_code == 303
    with reading(store) as c:
        entry = next(
            e for e in audit.list_entries(c, kind="account", subject=number) if "roles" in e.detail.get("fields", ())
        )
    assert (entry.actor, entry.detail["roles"]) == ("chief", [["viewer"], ["supervision"]])


def test_the_last_administrator_stays(app: FastAPI, chief: Client, store: Store) -> None:
    number = account(store, "chief").id
    form = {"shown": "", "roles": ["viewer"], "offices": "", "places": "", "active": "yes"}
    answer = post(chief, f"/people/{number}", **form)
    assert (answer.status_code, "最后一个启用的管理员" in answer.text) == (400, True)
    assert post(chief, f"/people/{number}", **(form | {"roles": ["administrator"], "active": ""})).status_code == 400
    signed_in(app, Role.ADMINISTRATOR, name="second")
    assert post(chief, f"/people/{number}", **form).status_code == 303
    assert chief.get("/people").status_code == 403


def test_another_first_password_ends_sessions_and_second_factor(app: FastAPI, chief: Client, store: Store) -> None:
    viewer = signed_in(app, Role.VIEWER, name="li")
    answer = post(chief, f"/people/{account(store, 'li').id}/password")
    assert re.search(r'<code class="key">[a-z0-9-]{24}</code>', answer.text)
    assert viewer.get("/").status_code == 303
    assert account(store, "li").must_change


def test_sessions_of_somebody_are_ended(app: FastAPI, chief: Client, store: Store) -> None:
    browsers = [signed_in(app, Role.VIEWER, name="li") for _ in range(2)]
    assert post(chief, f"/people/{account(store, 'li').id}/sessions/end").status_code == 303
    assert [one.get("/").status_code for one in browsers] == [303, 303]


def test_ones_own_other_sessions_are_seen_and_ended(app: FastAPI) -> None:
    here, there, third = (signed_in(app, Role.VIEWER, name="li") for _ in range(3))
    page = here.get("/account").text
    ends = re.findall(r'action="(/account/sessions/\d+/end)"', page)
    assert (len(ends), "本次登录" in page) == (2, True)
    assert post(here, ends[0]).status_code == 303
    assert [one.get("/").status_code for one in (there, third)].count(303) == 1
    assert post(here, "/account/sessions/end").status_code == 303
    assert [one.get("/").status_code for one in (here, there, third)] == [200, 303, 303]


def test_sessions_and_tokens_of_others_are_not_mine_to_end(app: FastAPI, store: Store) -> None:
    mine, other = signed_in(app, Role.VIEWER, name="li"), signed_in(app, Role.VIEWER, name="zhao")
    post(other, "/account/tokens", name="x", days="7", scope=["gap:read"])
    assert post(mine, "/account/sessions/2/end").status_code == 404
    assert post(mine, "/account/tokens/1/revoke").status_code == 404
    assert other.get("/").status_code == 200


def make_token(client: Client, *scopes: str, days: str = "30") -> str:
    answer = post(client, "/account/tokens", name="报表程序", days=days, scope=list(scopes))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    found = re.search(r'<code class="key">(gapw_[\w-]{43})</code>', answer.text)
    assert found is not None
    return found.group(1)


def test_a_token_asks_in_the_persons_name_within_its_scopes(app: FastAPI, store: Store) -> None:
    person = signed_in(app, Role.SUPERVISION, name="li")
    secret = make_token(person, "gap:read")
    program = Client(app)
    head = {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/targets", headers=head).status_code == 200
    assert program.get("/api/v1/runs", headers=head).status_code == 403
    assert program.get("/targets", headers=head).status_code == 303
    with reading(store) as c:
        (kept,) = tokens.list_tokens(c)
        assert secret not in repr(c.exec_driver_sql("SELECT * FROM tokens").all())
    assert (kept.prefix, kept.used_at, kept.scopes) == (secret[:11], NOW, ("gap:read",))
    page = person.get("/account").text
    assert f"{secret[:11]}…" in page
    assert secret not in page


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer gapw_x", "Basic bGk6eA==", "bearer  "])
def test_other_words_are_no_token(app: FastAPI, header: str) -> None:
    answer = Client(app).get("/api/v1/targets", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["code"] == "sign_in_needed"


def test_a_token_that_does_not_hold_is_not_saved_by_a_cookie(app: FastAPI) -> None:
    person = signed_in(app, Role.VIEWER, name="li")
    assert person.get("/api/v1/targets", headers={"Authorization": "Bearer gapw_gone"}).status_code == 401
    assert person.get("/api/v1/targets").status_code == 200


def test_tokens_end_by_time_by_hand_and_with_their_person(store: Store) -> None:
    moment = [NOW]
    app = create_app(store, WebSettings(), lambda: moment[0])
    chief, person = signed_in(app, Role.ADMINISTRATOR, name="chief"), signed_in(app, Role.VIEWER, name="li")
    short, revoked, left = (make_token(person, "gap:read", days=days) for days in ("7", "30", "90"))
    number = account(store, "li").id

    def answers() -> list[int]:
        ask = Client(app).get
        return [
            ask("/api/v1/targets", headers={"Authorization": f"Bearer {one}"}).status_code
            for one in (short, revoked, left)
        ]

    assert answers() == [200, 200, 200]
    assert post(person, "/account/tokens/2/revoke").status_code == 303
    assert answers() == [200, 401, 200]
    form = {"shown": "", "roles": ["viewer"], "offices": "", "places": "", "active": ""}
    post(chief, f"/people/{number}", **form)
    assert answers() == [401, 401, 401]
    post(chief, f"/people/{number}", **(form | {"active": "yes"}))
    moment[0] = NOW + timedelta(days=8)
    assert answers() == [401, 401, 200]


def test_a_token_never_allows_more_than_its_person(app: FastAPI, chief: Client, store: Store) -> None:
    person = signed_in(app, Role.SUPERVISION, name="li")
    secret = make_token(person, "run:read")
    form = {"shown": "", "roles": ["viewer"], "offices": "", "places": "", "active": "yes"}
    post(chief, f"/people/{account(store, 'li').id}", **form)
    assert Client(app).get("/api/v1/runs", headers={"Authorization": f"Bearer {secret}"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "请写明用途"),
        ({"days": "9999"}, "请在所列天数中选择"),
        ({"days": "many"}, "请在所列天数中选择"),
        ({"scope": []}, "请至少选择一项"),
        ({"scope": ["person:manage"]}, "请至少选择一项"),
    ],
)
def test_wrong_tokens_are_not_made(app: FastAPI, store: Store, change: dict[str, object], said: str) -> None:
    person = signed_in(app, Role.VIEWER, name="li")
    answer = post(person, "/account/tokens", **({"name": "程序", "days": "30", "scope": ["gap:read"]} | change))
    assert (answer.status_code, said in answer.text) == (400, True)
    with reading(store) as c:
        assert tokens.list_tokens(c) == ()


def test_everybody_chooses_the_language_of_pages(app: FastAPI, store: Store) -> None:
    person = signed_in(app, Role.VIEWER, name="li")
    assert post(person, "/account/language", chosen="en").headers["location"] == "/account?lang=en"
    again = signed_in(app, Role.VIEWER, name="li")
    assert '<html lang="en">' in again.get("/").text


def test_the_header_says_who_is_signed_in_and_leads_where_one_may_go(app: FastAPI) -> None:
    page = signed_in(app, Role.VIEWER, name="li").get("/").text
    assert ('href="/account">li</a>' in page, "查看者" in page, 'action="/sign-out"' in page) == (True, True, True)
    assert 'href="/people"' not in page
    assert 'href="/uploads"' not in page
    assert 'href="/people"' in signed_in(app, Role.ADMINISTRATOR).get("/").text


def test_scripts_send_the_secret_in_a_header(app: FastAPI) -> None:
    """Permissions aside, what changes something and carries no form is refused without it."""
    person = signed_in(app, Role.VIEWER, name="li")
    secret = re.search(r'name="form_token" value="([^"]+)"', person.get("/account").text)
    assert secret is not None
    assert person.post("/account/sessions/end").status_code == 403
    assert person.post("/account/sessions/end", headers={"X-Form-Token": secret.group(1)}).status_code == 303


def test_what_was_not_asked_for_is_not_allowed() -> None:
    assert Permission("gap:read") is Permission.GAP_READ
    with pytest.raises(ValueError, match="gap:write"):
        Permission("gap:write")


def test_a_busy_store_keeps_nobody_waiting_for_the_moment_of_use(app: FastAPI, store: Store) -> None:
    person = signed_in(app, Role.VIEWER, name="li")
    with writing(store, actor="test", act="test:hold", at=NOW):
        assert person.get("/account").status_code == 200
