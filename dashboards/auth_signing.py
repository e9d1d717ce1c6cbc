"""Signing in: name and password, then the second factor where there is one; locked after too many failures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboards import auth_codes, auth_passwords
from dashboards.auth_sessions import begin_session
from dashboards.settings import SignInRules
from storage import Connection, Store, Writing, reading, sessions, writing
from storage.accounts import Account, find_account, get_account, use_recovery, use_step

#: whoever has not signed in, in the audit trail
VISITOR: Final = "visitor"
LONGEST_NAME: Final = 80


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Where somebody signs in from."""

    address: str
    #: what the browser calls itself
    agent: str


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """What became of a sign-in."""

    #: of the session that has begun, None for a refusal
    secret: str | None = None
    #: the second factor is still to come
    half: bool = False
    #: why not: "wrong", "locked"
    refused: str | None = None


def by_password(store: Store, name: str, password: str, browser: Browser, rules: SignInRules, now: datetime) -> SignIn:
    """Sign in by name and password. What was wrong is never told, nor whether there is such an account."""
    name = name.strip().lower()[:LONGEST_NAME]
    if not _may_try(store, name, browser, rules, now):
        return SignIn(refused="locked")
    with reading(store) as c:
        account = find_account(c, name)
    right = auth_passwords.verify(account.password if account else None, password)
    if account is None or not right or not account.active:
        return SignIn(refused="wrong")
    half = account.totp_key is not None
    with writing(store, actor=account.name, act="session:begin", at=now) as w:
        if not half:
            sessions.succeeded(w, name)
        secret = begin_session(w, account, rules, half=half, address=browser.address, agent=browser.agent)
    return SignIn(secret=secret, half=half)


def by_code(
    store: Store, account_id: int, session_id: int, code: str, browser: Browser, rules: SignInRules, now: datetime
) -> SignIn:
    """Go on with a code of the app, or with a recovery code, which counts once; the session becomes another."""
    with reading(store) as c:
        name = get_account(c, account_id).name
    if not _may_try(store, name, browser, rules, now):
        return SignIn(refused="locked")
    with writing(store, actor=name, act="session:second_factor", at=now) as w:
        account = get_account(w.connection, account_id)
        if not account.active or not takes_code(w, account, code):
            return SignIn(refused="wrong")
        sessions.succeeded(w, name)
        sessions.end(w, account_id, session_id)
        secret = begin_session(w, account, rules, address=browser.address, agent=browser.agent)
    return SignIn(secret=secret)


def confirms(store: Store, name: str, password: str, browser: Browser, rules: SignInRules, now: datetime) -> str | None:
    """Why somebody who is signed in has not shown to know the password: "wrong", "locked"; None where it is right."""
    if not _may_try(store, name, browser, rules, now):
        return "locked"
    with reading(store) as c:
        account = find_account(c, name)
    return None if account and auth_passwords.verify(account.password, password) else "wrong"


def takes_code(w: Writing, account: Account, code: str) -> bool:
    """Whether a code is right and unused; it is used then."""
    if account.totp_key is None:
        return False
    step = auth_codes.matching_step(account.totp_key, code, w.at)
    if step is not None:
        return use_step(w, account.id, step)
    return use_recovery(w, account.id, auth_codes.recovery_hash(code))


def locked(c: Connection, name: str, address: str, rules: SignInRules, now: datetime) -> bool:
    """Whether too many sign-ins of this name or from this address have failed."""
    since = now - rules.window
    return (
        sessions.failures(c, since, name=name) >= rules.failures
        or sessions.failures(c, since, address=address) >= rules.failures_of_address
    )


def _may_try(store: Store, name: str, browser: Browser, rules: SignInRules, now: datetime) -> bool:
    """Count a try before it is looked at, so that a thousand at once are a thousand; False where it is locked."""
    with writing(store, actor=VISITOR, act="session:try", at=now) as w:
        w.alone(sessions.LOCK)
        if locked(w.connection, name, browser.address, rules, now):
            return False
        sessions.attempt(w, name, browser.address)
    return True
