"""Tokens by which programs ask in a person's name: hash kept, shown once, with scopes and an end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage import audit
from storage.accounts import Account, account_of
from storage.tables import accounts, tokens
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token, without its secret."""

    id: int
    account_id: int
    #: what it is for
    name: str
    #: its first characters
    prefix: str
    #: permissions; only those count that the account has too
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    #: last request, to the minute; None for never
    used_at: datetime | None
    revoked_at: datetime | None


def add_token(
    w: Writing,
    account_id: int,
    token_hash: bytes,
    *,
    name: str,
    prefix: str,
    scopes: Sequence[str],
    expires_at: datetime,
) -> int:
    """Keep a token and return its id."""
    row = {
        "account_id": account_id,
        "name": name,
        "prefix": prefix,
        "token_hash": token_hash,
        "scopes": sorted(scopes),
        "created_at": w.at,
        "created_by": w.actor,
        "expires_at": expires_at,
    }
    token_id = int(w.connection.execute(insert(tokens).values(row).returning(tokens.c.id)).scalar_one())
    detail = {"account": account_id, "scopes": sorted(scopes), "expires_at": expires_at}
    audit.record(w, "tokens.add_token", "token", token_id, detail)
    return token_id


def find(c: Connection, token_hash: bytes) -> tuple[Token, Account] | None:
    """Return the token of a secret's hash with its account, None for none; the caller looks at the times."""
    own = [column.label(f"token_{column.name}") for column in tokens.c if column.name != "token_hash"]
    query = select(accounts, *own).join(tokens, tokens.c.account_id == accounts.c.id)
    row = c.execute(query.where(tokens.c.token_hash == token_hash)).mappings().first()
    if row is None:
        return None
    fields = {name: row[f"token_{name}"] for name in Token.__dataclass_fields__}
    return Token(**fields | {"scopes": tuple(fields["scopes"])}), account_of(row)


def used(w: Writing, token_id: int) -> None:
    """Note that a token is in use. Not a fact, and so not audited."""
    w.connection.execute(update(tokens).where(tokens.c.id == token_id).values(used_at=w.at))


def revoke(w: Writing, token_id: int, *, account_id: int | None = None) -> bool:
    """End a token, of one account only where that is given; False where there is none that holds."""
    mine = (tokens.c.id == token_id) & tokens.c.revoked_at.is_(None)
    if account_id is not None:
        mine &= tokens.c.account_id == account_id
    revoked = w.connection.execute(update(tokens).where(mine).values(revoked_at=w.at)).rowcount == 1
    if revoked:
        audit.record(w, "tokens.revoke", "token", token_id, {})
    return revoked


def list_tokens(c: Connection, *, account_id: int | None = None) -> tuple[Token, ...]:
    """Return the tokens, newest first, those that were revoked too."""
    query = select(tokens).order_by(tokens.c.id.desc())
    if account_id is not None:
        query = query.where(tokens.c.account_id == account_id)
    rows = c.execute(query).mappings()
    return tuple(
        Token(**{n: row[n] for n in Token.__dataclass_fields__} | {"scopes": tuple(row["scopes"])}) for row in rows
    )
