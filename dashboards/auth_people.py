"""Acts on accounts, the same for the page of people and the command line."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from dashboards import auth_passwords
from dashboards.permissions import Role
from measures.errors import NotAllowed
from storage import Writing, sessions
from storage.accounts import LOCK, Account, add_account, change_account, get_account, list_accounts

NAME: Final = re.compile(r"\w[\w.@-]{1,39}")
#: actors that are no people
RESERVED: Final = frozenset({"web", "demo", "visitor", "command", "command line", "scheduler", "system", "inbox"})


def read_name(typed: str) -> str | None:
    """A sign-in name in its one form, None for what cannot be one."""
    name = unicodedata.normalize("NFKC", typed).strip().lower()
    return name if NAME.fullmatch(name) and name not in RESERVED else None


def add_person(
    w: Writing,
    *,
    name: str,
    shown: str,
    roles: Sequence[Role],
    offices: Sequence[str] = (),
    places: Sequence[str] = (),
    language: str | None = None,
    password: str | None = None,
) -> tuple[int, str]:
    """Add somebody with a first password, made here where none is given; return the id and the password.

    Raises NotAllowed where the name is taken.
    """
    first = password or auth_passwords.make_password()
    account_id = add_account(
        w,
        name=name,
        shown=shown,
        roles=[role.value for role in roles],
        offices=offices,
        places=places,
        language=language,
        password=auth_passwords.hash_password(first),
        must_change=True,
    )
    return account_id, first


def change_person(
    w: Writing,
    account_id: int,
    *,
    shown: str,
    roles: Sequence[Role],
    offices: Sequence[str],
    places: Sequence[str],
    active: bool,
) -> None:
    """Change somebody's name, roles and reach, or end the account: its sessions end with it.

    Raises NotFound; NotAllowed where nobody would be left who can manage people.
    """
    w.alone(LOCK)
    _leave_an_administrator(w, account_id, roles, active)
    told = [role.value for role in sorted(roles)]
    changed = change_account(w, account_id, shown=shown, roles=told, offices=offices, places=places, active=active)
    if "active" in changed and not active:
        sessions.end_all(w, account_id)


def reset_password(w: Writing, account_id: int, password: str | None = None) -> str:
    """Give somebody a password that must be changed first; every session and the second factor end. Raises NotFound."""
    first = password or auth_passwords.make_password()
    account = get_account(w.connection, account_id)
    if account.issuer is not None:
        raise NotAllowed("give a password", w.actor, f"{account.name} signs on elsewhere")
    change_account(
        w,
        account_id,
        password=auth_passwords.hash_password(first),
        password_at=w.at,
        must_change=True,
        totp_key=None,
        totp_step=None,
        recovery=[],
    )
    sessions.succeeded(w, account.name)
    sessions.end_all(w, account_id)
    return first


def set_own_password(w: Writing, account: Account, password: str, *, keep: int | None) -> None:
    """A person's own choice; every other session of the person ends."""
    change_account(w, account.id, password=auth_passwords.hash_password(password), password_at=w.at, must_change=False)
    sessions.end_all(w, account.id, keep=keep)


def _leave_an_administrator(w: Writing, account_id: int, roles: Sequence[Role], active: bool) -> None:
    if active and Role.ADMINISTRATOR in roles:
        return
    others = [
        one
        for one in list_accounts(w.connection)
        if one.id != account_id and one.active and Role.ADMINISTRATOR in one.roles
    ]
    was = Role.ADMINISTRATOR in get_account(w.connection, account_id).roles
    if was and not others:
        raise NotAllowed("remove the last administrator", w.actor, "nobody else could manage people")
