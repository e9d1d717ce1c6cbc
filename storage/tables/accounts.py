"""Accounts, sessions, tokens: who may sign in, who is signed in. Of every secret only a hash is kept.

Rows of people: changed and ended, unlike facts. The audit trail says which fields changed and never what they hold.
"""

from sqlalchemy import Boolean, Index, Integer, LargeBinary, Table, UniqueConstraint

from storage.columns import Json, Moment, Words
from storage.tables.base import may, metadata, must, of, row_id

accounts = Table(
    "accounts",
    metadata,
    row_id(),
    #: sign-in name, small letters: the actor of audit rows
    must("name", Words, unique=True),
    #: as people read it
    must("shown"),
    #: argon2id, NULL for somebody who signs on elsewhere
    may("password"),
    may("password_at", Moment),
    #: the password was given by somebody else
    must("must_change", Boolean),
    must("roles", Json),
    must("offices", Json),
    #: codes of places, empty = all
    must("places", Json),
    may("language"),
    must("active", Boolean),
    #: key of the second factor, NULL for none
    may("totp_key"),
    #: the newest step that was used: a code counts once
    may("totp_step", Integer),
    #: hashes of the recovery codes that are left
    must("recovery", Json),
    #: issuer and subject of a sign-on elsewhere
    may("issuer"),
    may("subject"),
    must("created_at", Moment),
    must("created_by"),
    UniqueConstraint("issuer", "subject"),
)
sessions = Table(
    "sessions",
    metadata,
    row_id(),
    must("token_hash", LargeBinary, unique=True),
    of("account_id", "accounts.id"),
    must("created_at", Moment),
    #: written at most once a minute
    must("seen_at", Moment),
    #: whatever is done
    must("expires_at", Moment),
    #: the password was right, the second factor is still to come
    must("half", Boolean),
    must("address"),
    must("agent"),
    Index(None, "account_id"),
)
#: Sign-ins that failed: what lock-out and rate limit count. Old rows go.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    row_id(),
    must("at", Moment),
    #: the name as it was typed, small letters
    must("name"),
    must("address"),
    Index(None, "name", "at"),
    Index(None, "address", "at"),
)
#: Sign-ons that have gone to a provider and not come back.
sign_ons = Table(
    "sign_ons",
    metadata,
    row_id(),
    must("state_hash", LargeBinary, unique=True),
    #: of the cookie of the browser that began it
    must("browser_hash", LargeBinary),
    must("nonce"),
    must("verifier"),
    #: address that was asked for before signing in
    must("onward"),
    must("created_at", Moment),
)
tokens = Table(
    "tokens",
    metadata,
    row_id(),
    of("account_id", "accounts.id"),
    #: what it is for
    must("name"),
    #: its first characters, by which a person knows it
    must("prefix"),
    must("token_hash", LargeBinary, unique=True),
    #: permissions
    must("scopes", Json),
    must("created_at", Moment),
    must("created_by"),
    must("expires_at", Moment),
    #: written at most once a minute
    may("used_at", Moment),
    may("revoked_at", Moment),
    Index(None, "account_id"),
)
