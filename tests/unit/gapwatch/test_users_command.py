"""Accounts and tokens from the command line: the first administrator is made here."""

import io
import json
from pathlib import Path

import pytest

from dashboards.auth_passwords import verify
from gapwatch.cli import main
from storage import open_store, reading
from storage.accounts import Account, find_account, list_accounts


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> int:
        return main([*words, "--database", f"sqlite:///{tmp_path / 'people.db'}"])

    return command


def people(tmp_path: Path) -> dict[str, Account]:
    store = open_store(f"sqlite:///{tmp_path / 'people.db'}")
    with reading(store) as c:
        found = {one.name: one for one in list_accounts(c)}
    store.close()
    return found


def test_the_first_administrator_gets_a_password_that_is_printed_once(run, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert run("users", "add", "Wang", "--role", "administrator", "--shown", "王敏") == 0
    printed = capsys.readouterr()
    password = printed.out.strip()
    account = people(tmp_path)["wang"]
    assert verify(account.password, password)
    assert (account.shown, account.roles, account.must_change) == ("王敏", ("administrator",), True)
    assert "只显示这一次" in printed.err
    assert run("users", "list") == 0
    assert password not in capsys.readouterr().out


def test_a_password_may_come_from_a_pipe(run, tmp_path: Path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("sys.stdin", io.StringIO("松花江上的第一场雪下得很早\n"))
    assert run("users", "add", "wang", "--role", "viewer", "--ask") == 0
    assert capsys.readouterr().out == ""
    assert verify(people(tmp_path)["wang"].password, "松花江上的第一场雪下得很早")
    monkeypatch.setattr("sys.stdin", io.StringIO("123456789012\n"))
    assert run("users", "add", "li", "--role", "viewer", "--ask") == 2
    assert "太容易猜到" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("wang", "--role", "king"), "--role = 'king'"),
        (("x", "--role", "viewer"), "NAME = 'x'"),
        (("web", "--role", "viewer"), "NAME = 'web'"),
        (("li", "--role", "viewer", "--place", "蓬莱仙岛"), "--place = '蓬莱仙岛'"),
        (("chief", "--role", "viewer"), "'chief' already"),
    ],
)
def test_wrong_words_are_named(run, capsys, words: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "chief", "--role", "administrator")
    capsys.readouterr()
    assert run("users", "add", *words) == 2
    assert said in capsys.readouterr().err


def test_roles_offices_and_places_change_alone(run, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "wang", "--role", "office_reporter", "--office", "省发展改革委", "--place", "河南省")
    assert run("users", "role", "wang", "--role", "leader", "--role", "viewer") == 0
    account = people(tmp_path)["wang"]
    assert (account.roles, account.offices, account.places) == (("leader", "viewer"), ("省发展改革委",), ("410000",))
    assert run("users", "role", "wang", "--office", "省农业厅") == 0
    assert people(tmp_path)["wang"].offices == ("省农业厅",)
    assert run("users", "role", "nobody", "--role", "viewer") == 2
    capsys.readouterr()
    assert run("users", "list", "--format", "json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["roles"] == ["leader", "viewer"]
    assert not {"password", "totp_key", "recovery"} & set(listed)


def test_ended_accounts_and_the_last_administrator(run, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "chief", "--role", "administrator")
    run("users", "add", "wang", "--role", "viewer")
    assert run("users", "disable", "wang") == 0
    assert not people(tmp_path)["wang"].active
    assert run("users", "enable", "wang") == 0
    assert people(tmp_path)["wang"].active
    capsys.readouterr()
    assert run("users", "disable", "chief") == 2
    assert "last administrator" in capsys.readouterr().err


def test_another_first_password(run, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "wang", "--role", "viewer")
    first = capsys.readouterr().out.strip()
    assert run("users", "password", "wang") == 0
    second = capsys.readouterr().out.strip()
    account = people(tmp_path)["wang"]
    assert (verify(account.password, first), verify(account.password, second)) == (False, True)


def test_tokens_are_made_listed_and_revoked(run, capsys) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "wang", "--role", "supervision")
    capsys.readouterr()
    assert run("tokens", "add", "wang", "--for", "报表", "--scope", "gap:read", "--days", "7") == 0
    secret = capsys.readouterr().out.strip()
    assert secret.startswith("gapw_")
    assert run("tokens", "list", "--format", "json") == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["account"], listed["scopes"], listed["prefix"]) == ("wang", ["gap:read"], secret[:11])
    assert run("tokens", "revoke", "1") == 0
    assert run("tokens", "revoke", "1") == 2
    capsys.readouterr()
    assert run("tokens", "list") == 0
    assert "停用" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("--scope", "person:manage"), ("--days", "0"), ("--scope", "nonsense")])
def test_wrong_tokens_are_refused(run, capsys, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "wang", "--role", "viewer")
    assert run("tokens", "add", "wang", "--for", "x", *words) == 2
    assert words[0] in capsys.readouterr().err


def test_find_account_is_what_signing_in_uses(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("users", "add", "王敏", "--role", "viewer")
    store = open_store(f"sqlite:///{tmp_path / 'people.db'}")
    with reading(store) as c:
        assert find_account(c, "王敏") is not None
    store.close()
