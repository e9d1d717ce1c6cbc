"""Who may sign in: the page of people, and the page that everybody has of their own account."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboards.content.desk import Desk
from dashboards.permissions import Permission, Role, permissions_of
from dashboards.wording import SHANGHAI
from storage import accounts, sessions, tokens
from storage.accounts import Account

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """An account as people see it: nothing that helps to sign in with it."""

    id: int
    #: sign-in name
    name: str
    shown: str
    roles: tuple[Role, ...]
    offices: tuple[str, ...]
    #: codes
    places: tuple[str, ...]
    #: names of the places
    place_names: tuple[str, ...]
    active: bool
    #: a first password is still to be changed
    must_change: bool
    second_factor: bool
    #: signs on at the provider
    elsewhere: bool
    #: sessions that hold
    sessions: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """Where a person is signed in."""

    id: int
    address: str
    #: what the browser calls itself
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    #: the session that asks
    here: bool


@dataclass(frozen=True, kw_only=True)
class TokenLine:
    """A token, without its secret."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    #: it can be used now
    holds: bool


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """What a person sees of the own account."""

    person: PersonLine
    #: what the roles allow
    permissions: tuple[Permission, ...]
    #: recovery codes that are left
    recovery: int
    sessions: tuple[SessionLine, ...]
    tokens: tuple[TokenLine, ...]


def list_people(connection: "Connection", desk: Desk) -> tuple[PersonLine, ...]:
    """Everybody who may or might sign in, by name."""
    now = desk.clock()
    living = sessions.count_living(connection, seen_since=now - desk.settings.sign_in.idle, at=now)
    return tuple(person_line(one, desk, living.get(one.id, 0)) for one in accounts.list_accounts(connection))


def one_person(connection: "Connection", desk: Desk, account_id: int) -> PersonLine:
    """One account; raises NotFound."""
    return person_line(accounts.get_account(connection, account_id), desk, len(_sessions(connection, desk, account_id)))


def demo_people(connection: "Connection") -> tuple[Account, ...]:
    """Those whom a visitor of the built-in example may be, in the order of roles."""
    order = {role: at for at, role in enumerate(Role)}
    found = [one for one in accounts.list_accounts(connection) if one.active]
    return tuple(sorted(found, key=lambda one: min((order[Role(role)] for role in one.roles), default=len(order))))


def own_account(connection: "Connection", desk: Desk, account_id: int, session_id: int | None) -> OwnAccount:
    """The page of a person's own account; raises NotFound."""
    account = accounts.get_account(connection, account_id)
    held = _sessions(connection, desk, account_id)
    now = desk.clock()
    return OwnAccount(
        person=person_line(account, desk, len(held)),
        permissions=tuple(sorted(permissions_of(_roles(account)))),
        recovery=len(account.recovery),
        sessions=tuple(
            SessionLine(
                id=one.id,
                address=one.address,
                agent=one.agent,
                created_at=one.created_at.astimezone(SHANGHAI),
                seen_at=one.seen_at.astimezone(SHANGHAI),
                expires_at=one.expires_at.astimezone(SHANGHAI),
                here=one.id == session_id,
            )
            for one in held
        ),
        tokens=tuple(
            token_line(one, now) for one in tokens.list_tokens(connection, account_id=account_id) if not one.revoked_at
        ),
    )


def token_line(token: tokens.Token, now: datetime) -> TokenLine:
    """A token as people see it."""
    return TokenLine(
        id=token.id,
        name=token.name,
        prefix=token.prefix,
        scopes=token.scopes,
        created_at=token.created_at.astimezone(SHANGHAI),
        expires_at=token.expires_at.astimezone(SHANGHAI),
        used_at=token.used_at.astimezone(SHANGHAI) if token.used_at else None,
        holds=token.revoked_at is None and now < token.expires_at,
    )


def person_line(account: Account, desk: Desk, living: int) -> PersonLine:
    """An account as people see it."""
    named = (desk.places.get(code) for code in account.places)
    return PersonLine(
        id=account.id,
        name=account.name,
        shown=account.shown,
        roles=_roles(account),
        offices=account.offices,
        places=account.places,
        place_names=tuple(one.name for one in named),
        active=account.active,
        must_change=account.must_change,
        second_factor=account.totp_key is not None,
        elsewhere=account.issuer is not None,
        sessions=living,
        created_at=account.created_at.astimezone(SHANGHAI),
        created_by=account.created_by,
    )


def _roles(account: Account) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in account.roles)


def _sessions(connection: "Connection", desk: Desk, account_id: int) -> tuple[sessions.Session, ...]:
    now = desk.clock()
    return sessions.list_sessions(connection, account_id, seen_since=now - desk.settings.sign_in.idle, at=now)
