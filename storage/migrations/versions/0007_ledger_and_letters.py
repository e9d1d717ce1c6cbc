"""Notes of the supervision office's ledger, letters and what became of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0007"
down_revision = "0006"
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


def to(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    """Return a foreign key with the name that the tables give it."""
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Create the tables."""
    _ledger()
    _letters()


def _ledger() -> None:
    op.create_table(
        "ledger_returns",
        must("id", KEY),
        must("name"),
        must("sha256"),
        must("word"),
        must("counts"),
        must("recorded_at", MOMENT),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_returns")),
        to("ledger_returns", "sha256", "blobs", "sha256"),
    )
    op.create_table(
        "ledger_notes",
        must("id", KEY),
        must("return_id", KEY),
        must("key"),
        may("target_id", KEY),
        must("field"),
        must("text"),
        must("recorded_at", MOMENT),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_notes")),
        to("ledger_notes", "return_id", "ledger_returns"),
        to("ledger_notes", "target_id", "targets"),
        sa.UniqueConstraint("return_id", "key", "field", name=op.f("uq_ledger_notes_return_id_key_field")),
    )
    for column in ("key", "target_id"):
        op.create_index(op.f(f"ix_ledger_notes_{column}"), "ledger_notes", [column])


def _letters() -> None:
    op.create_table(
        "letters",
        must("id", KEY),
        must("kind"),
        must("office"),
        must("office_kind"),
        may("alert_id", KEY),
        must("as_of", MOMENT),
        must("content"),
        must("drafted_at", MOMENT),
        must("drafted_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        to("letters", "alert_id", "alerts"),
    )
    op.create_index(op.f("ix_letters_office"), "letters", ["office"])
    op.create_table(
        "letter_targets",
        must("id", KEY),
        must("letter_id", KEY),
        must("target_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_targets")),
        to("letter_targets", "letter_id", "letters"),
        to("letter_targets", "target_id", "targets"),
        sa.UniqueConstraint("letter_id", "target_id", name=op.f("uq_letter_targets_letter_id_target_id")),
    )
    op.create_index(op.f("ix_letter_targets_target_id"), "letter_targets", ["target_id"])
    op.create_table(
        "letter_steps",
        must("id", KEY),
        must("letter_id", KEY),
        must("step"),
        must("detail"),
        must("at", MOMENT),
        must("by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_steps")),
        to("letter_steps", "letter_id", "letters"),
    )
    op.create_index(op.f("ix_letter_steps_letter_id"), "letter_steps", ["letter_id"])
