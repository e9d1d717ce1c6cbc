"""Accounts, sessions, failed sign-ins, sign-ons on their way, tokens."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def must(name: str, kind: TypeEngine[Any] = WORDS) -> sa.Column[Any]:
    """Return a column that is always filled."""
    return sa.Column(name, kind, nullable=False)


def may(name: str, kind: TypeEngine[Any] = WORDS) -> sa.Column[Any]:
    """Return a column that may be NULL."""
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    """Create the tables."""
    _accounts()
    _sessions()
    _sign_ins()
    _tokens()


def _accounts() -> None:
    op.create_table(
        "accounts",
        must("id", KEY),
        must("name"),
        must("shown"),
        may("password"),
        may("password_at", MOMENT),
        must("must_change", sa.Boolean()),
        must("roles"),
        must("offices"),
        must("places"),
        may("language"),
        must("active", sa.Boolean()),
        may("totp_key"),
        may("totp_step", sa.Integer()),
        must("recovery"),
        may("issuer"),
        may("subject"),
        must("created_at", MOMENT),
        must("created_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_accounts_issuer_subject")),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        must("id", KEY),
        must("token_hash", sa.LargeBinary()),
        must("account_id", KEY),
        must("created_at", MOMENT),
        must("seen_at", MOMENT),
        must("expires_at", MOMENT),
        must("half", sa.Boolean()),
        must("address"),
        must("agent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"])


def _sign_ins() -> None:
    op.create_table(
        "sign_in_failures",
        must("id", KEY),
        must("at", MOMENT),
        must("name"),
        must("address"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    for column in ("name", "address"):
        op.create_index(op.f(f"ix_sign_in_failures_{column}_sign_in_failures_at"), "sign_in_failures", [column, "at"])
    op.create_table(
        "sign_ons",
        must("id", KEY),
        must("state_hash", sa.LargeBinary()),
        must("browser_hash", sa.LargeBinary()),
        must("nonce"),
        must("verifier"),
        must("onward"),
        must("created_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ons")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_sign_ons_state_hash")),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        must("id", KEY),
        must("account_id", KEY),
        must("name"),
        must("prefix"),
        must("token_hash", sa.LargeBinary()),
        must("scopes"),
        must("created_at", MOMENT),
        must("created_by"),
        must("expires_at", MOMENT),
        may("used_at", MOMENT),
        may("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    op.create_index(op.f("ix_tokens_account_id"), "tokens", ["account_id"])
