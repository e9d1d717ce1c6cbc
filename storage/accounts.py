"""Accounts: who may sign in, with which roles, for which offices and places. No password is kept, only its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, insert, select, update

from measures.errors import NotAllowed, NotFound
from storage import audit
from storage.tables import accounts
from storage.transactions import Writing

LISTS = ("roles", "offices", "places", "recovery")
#: fields whose values the audit trail may hold; of all others it holds the name
TOLD = frozenset({"roles", "offices", "places", "active", "must_change"})
#: Key of the PostgreSQL lock under which roles change: two administrators cannot remove each other at once.
LOCK = 7_201_306


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody who may sign in."""

    id: int
    #: sign-in name, small letters: the actor of audit rows
    name: str
    #: name as people read it
    shown: str
    #: argon2id, None for somebody who signs on elsewhere
    password: str | None
    password_at: datetime | None
    #: the password was given by somebody else and must be changed first
    must_change: bool
    roles: tuple[str, ...]
    offices: tuple[str, ...]
    #: codes, empty = all
    places: tuple[str, ...]
    #: "zh", "en", None = what the installation says
    language: str | None
    active: bool
    #: key of the second factor, None for none
    totp_key: str | None
    #: the newest step that was used
    totp_step: int | None
    #: hashes of the recovery codes that are left
    recovery: tuple[str, ...]
    #: issuer and subject of a sign-on elsewhere
    issuer: str | None
    subject: str | None
    created_at: datetime
    created_by: str


def add_account(
    w: Writing,
    *,
    name: str,
    shown: str,
    roles: Sequence[str],
    offices: Sequence[str] = (),
    places: Sequence[str] = (),
    language: str | None = None,
    password: str | None = None,
    must_change: bool = False,
    issuer: str | None = None,
    subject: str | None = None,
) -> int:
    """Add an account and return its id; `password` is a hash. Raises NotAllowed where the name is taken."""
    w.alone(LOCK)
    name = name.strip().lower()
    if find_account(w.connection, name) is not None:
        raise NotAllowed("add an account", w.actor, f"there is an account {name!r} already")
    row: dict[str, Any] = {
        "name": name,
        "shown": shown.strip() or name,
        "password": password,
        "password_at": None if password is None else w.at,
        "must_change": must_change,
        "roles": sorted(roles),
        "offices": list(offices),
        "places": list(places),
        "language": language,
        "active": True,
        "recovery": [],
        "issuer": issuer,
        "subject": subject,
        "created_at": w.at,
        "created_by": w.actor,
    }
    account_id = int(w.connection.execute(insert(accounts).values(row).returning(accounts.c.id)).scalar_one())
    told = {name: value for name, value in row.items() if name in TOLD}
    audit.record(w, "accounts.add_account", "account", account_id, {**told, "elsewhere": issuer is not None})
    return account_id


def change_account(w: Writing, account_id: int, **changes: Any) -> tuple[str, ...]:
    """Change fields of an account; return those that really changed. Raises NotFound.

    Roles, offices, places and whether it is active stand in the audit row, of other fields only the name.
    """
    w.alone(LOCK)
    before = get_account(w.connection, account_id)
    for name in LISTS:
        if name in changes:
            changes[name] = tuple(changes[name])
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not changed:
        return ()
    values = {name: list(value) if name in LISTS else value for name, value in changed.items()}
    w.connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))
    told = {name: [getattr(before, name), value] for name, value in values.items() if name in TOLD}
    audit.record(w, "accounts.change_account", "account", account_id, {"fields": sorted(changed), **told})
    return tuple(sorted(changed))


def use_step(w: Writing, account_id: int, step: int) -> bool:
    """Take a step of the second factor; False where it or a later one was used before."""
    a = accounts.c
    unused = (a.id == account_id) & (a.totp_step.is_(None) | (a.totp_step < step))
    return w.connection.execute(update(accounts).where(unused).values(totp_step=step)).rowcount == 1


def use_recovery(w: Writing, account_id: int, code_hash: str) -> bool:
    """Take a recovery code; False where there is no such code left."""
    w.alone(LOCK)
    left = get_account(w.connection, account_id).recovery
    if code_hash not in left:
        return False
    change_account(w, account_id, recovery=[one for one in left if one != code_hash])
    return True


def get_account(c: Connection, account_id: int) -> Account:
    """Return an account; raises NotFound."""
    found = c.execute(select(accounts).where(accounts.c.id == account_id)).mappings().first()
    if found is None:
        raise NotFound("account", account_id)
    return account_of(found)


def find_account(c: Connection, name: str) -> Account | None:
    """Return the account of a sign-in name, None where there is none."""
    found = c.execute(select(accounts).where(accounts.c.name == name.strip().lower())).mappings().first()
    return None if found is None else account_of(found)


def find_signed_on(c: Connection, issuer: str, subject: str) -> Account | None:
    """Return the account of somebody who signs on elsewhere, None where there is none."""
    mine = (accounts.c.issuer == issuer) & (accounts.c.subject == subject)
    found = c.execute(select(accounts).where(mine)).mappings().first()
    return None if found is None else account_of(found)


def list_accounts(c: Connection) -> tuple[Account, ...]:
    """Return every account by name."""
    return tuple(account_of(row) for row in c.execute(select(accounts).order_by(accounts.c.name)).mappings())


def has_accounts(c: Connection) -> bool:
    """True where somebody may sign in."""
    return bool(c.execute(select(exists(select(accounts.c.id)))).scalar())


def account_of(row: RowMapping) -> Account:
    """Return the account of a row."""
    fields = {name: row[name] for name in Account.__dataclass_fields__}
    return Account(**fields | {name: tuple(row[name]) for name in LISTS})
