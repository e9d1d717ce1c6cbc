"""Accounts, sessions, failed sign-ins and tokens in the store, on both databases."""

from datetime import timedelta

import pytest
from factories import NOW

from measures.errors import NotAllowed, NotFound
from storage import Store, accounts, audit, reading, sessions, tokens, writing


def add(store: Store, name: str = "wang", **more: object) -> int:
    with writing(store, actor="test", act="person:add", at=NOW) as w:
        return accounts.add_account(w, name=name, shown=name, roles=["viewer"], **more)  # type: ignore[arg-type]


def test_an_account_is_found_by_name_in_any_case(store: Store) -> None:
    number = add(store, " Wang ", offices=("省统计局",), places=("410000",))
    with reading(store) as c:
        found = accounts.find_account(c, "WANG")
        assert found == accounts.get_account(c, number)
        assert accounts.find_account(c, "li") is None
        assert accounts.has_accounts(c)
    assert (found.name, found.roles, found.offices, found.places) == ("wang", ("viewer",), ("省统计局",), ("410000",))


def test_an_empty_store_has_no_accounts(store: Store) -> None:
    with reading(store) as c:
        assert not accounts.has_accounts(c)
        with pytest.raises(NotFound):
            accounts.get_account(c, 1)


def test_a_name_is_taken_once(store: Store) -> None:
    add(store)
    with pytest.raises(NotAllowed, match="'wang' already"):
        add(store, "WANG")


def test_changes_are_on_record_without_secrets(store: Store) -> None:
    number = add(store)
    with writing(store, actor="chief", act="person:change", at=NOW) as w:
        changed = accounts.change_account(w, number, roles=["leader"], password="$argon2id$x", shown="王敏")
        assert accounts.change_account(w, number, roles=["leader"]) == ()
    assert changed == ("password", "roles", "shown")
    with reading(store) as c:
        entry = audit.list_entries(c, kind="account", subject=number)[0]
    assert entry.detail == {"fields": ["password", "roles", "shown"], "roles": [["viewer"], ["leader"]]}


def test_a_step_and_a_recovery_code_count_once(store: Store) -> None:
    number = add(store)
    with writing(store, actor="wang", act="account:second_factor", at=NOW) as w:
        accounts.change_account(w, number, recovery=["a", "b"])
        assert [accounts.use_step(w, number, step) for step in (5, 5, 4, 6)] == [True, False, False, True]
        assert [accounts.use_recovery(w, number, code) for code in ("a", "a", "c", "b")] == [True, False, False, True]


def test_two_accounts_of_one_subject_cannot_be(store: Store) -> None:
    number = add(store, "wang", issuer="https://sso", subject="7")
    with reading(store) as c:
        found = accounts.find_signed_on(c, "https://sso", "7")
        assert accounts.find_signed_on(c, "https://other", "7") is None
    assert found is not None
    assert found.id == number
    with pytest.raises(Exception, match=r"(?i)unique"):
        add(store, "li", issuer="https://sso", subject="7")


def begin(store: Store, account_id: int, secret: bytes, hours: int = 12, half: bool = False) -> int:
    until = NOW + timedelta(hours=hours)
    with writing(store, actor="wang", act="session:begin", at=NOW) as w:
        return sessions.begin(w, account_id, secret, expires_at=until, half=half, address="10.0.0.1", agent="x" * 500)


def test_a_session_is_found_by_its_hash_until_it_is_ended(store: Store) -> None:
    number = add(store)
    first, second = begin(store, number, b"1"), begin(store, number, b"2")
    with reading(store) as c:
        found = sessions.find(c, b"1")
        assert sessions.find(c, b"3") is None
    assert found is not None
    assert (found[0].id, found[1].name, len(found[0].agent)) == (first, "wang", 200)
    with writing(store, actor="wang", act="session:end", at=NOW) as w:
        assert not sessions.end(w, number + 1, first)
        assert sessions.end(w, number, first)
        assert sessions.end_all(w, number, keep=second) == 0
        assert sessions.end_all(w, number) == 1
    with reading(store) as c:
        assert sessions.find(c, b"1") is None


def test_sessions_that_hold_are_listed_and_counted(store: Store) -> None:
    number = add(store)
    begin(store, number, b"1")
    begin(store, number, b"2", hours=1)
    begin(store, number, b"3", half=True)
    later = NOW + timedelta(hours=2)
    with reading(store) as c:
        held = sessions.list_sessions(c, number, seen_since=NOW - timedelta(minutes=1), at=later)
        assert sessions.count_living(c, seen_since=NOW - timedelta(minutes=1), at=later) == {number: 1}
        assert sessions.count_living(c, seen_since=NOW, at=later) == {}
    assert len(held) == 1
    with writing(store, actor="wang", act="session:use", at=later) as w:
        sessions.seen(w, held[0].id)
    with reading(store) as c:
        assert sessions.list_sessions(c, number, seen_since=NOW, at=later)[0].seen_at == later


def test_sessions_that_are_over_go(store: Store) -> None:
    number = add(store)
    begin(store, number, b"1", hours=1)
    with writing(store, actor="wang", act="session:begin", at=NOW + timedelta(hours=2)) as w:
        until = NOW + timedelta(hours=4)
        sessions.begin(w, number, b"2", expires_at=until, half=False, address="", agent="")
        assert sessions.find(w.connection, b"1") is None


def test_failures_are_counted_by_name_and_address_and_forgotten(store: Store) -> None:
    with writing(store, actor="visitor", act="session:try", at=NOW) as w:
        for name, address in (("wang", "10.0.0.1"), ("wang", "10.0.0.2"), ("li", "10.0.0.1")):
            sessions.attempt(w, name, address)
        before = NOW - timedelta(minutes=1)
        assert sessions.failures(w.connection, before, name="wang") == 2
        assert sessions.failures(w.connection, before, address="10.0.0.1") == 2
        assert sessions.failures(w.connection, NOW, name="wang") == 0
        sessions.succeeded(w, "wang")
        assert sessions.failures(w.connection, before) == 1
    with writing(store, actor="visitor", act="session:try", at=NOW + timedelta(days=2)) as w:
        sessions.attempt(w, "li", "10.0.0.9")
        assert sessions.failures(w.connection, NOW - timedelta(minutes=1)) == 1


def test_a_sign_on_is_taken_once(store: Store) -> None:
    with writing(store, actor="visitor", act="session:sign_on", at=NOW) as w:
        sessions.keep_sign_on(w, b"state", browser_hash=b"browser", nonce="n", verifier="v", onward="/targets")
        taken = sessions.take_sign_on(w, b"state")
        assert taken is not None
        assert (taken.browser_hash, taken.nonce, taken.verifier, taken.onward) == (b"browser", "n", "v", "/targets")
        assert taken.created_at == NOW
        assert sessions.take_sign_on(w, b"state") is None


def test_a_token_is_found_used_and_revoked(store: Store) -> None:
    number = add(store)
    with writing(store, actor="wang", act="token:add", at=NOW) as w:
        until = NOW + timedelta(days=30)
        token_id = tokens.add_token(
            w, number, b"1", name="报表", prefix="gapw_abc", scopes=["run:read", "gap:read"], expires_at=until
        )
        tokens.used(w, token_id)
        found = tokens.find(w.connection, b"1")
        assert tokens.find(w.connection, b"2") is None
        assert not tokens.revoke(w, token_id, account_id=number + 1)
        assert tokens.revoke(w, token_id, account_id=number)
        assert not tokens.revoke(w, token_id)
        (kept,) = tokens.list_tokens(w.connection, account_id=number)
    assert found is not None
    assert (found[0].scopes, found[0].used_at, found[1].id) == (("gap:read", "run:read"), NOW, number)
    assert kept.revoked_at == NOW
