"""Verdicts that one person proposes and another approves, objections of offices and what was answered."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"
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
    op.create_table(
        "verdicts",
        must("id", KEY),
        must("target_id", KEY),
        must("target_version", sa.Integer()),
        must("word"),
        must("dated", sa.Date()),
        may("period"),
        may("observed", sa.Double()),
        must("status"),
        must("vintages"),
        may("document"),
        may("note"),
        must("proposed_at", MOMENT),
        must("proposed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_verdicts_target_id")),
    )
    op.create_index(op.f("ix_verdicts_target_id"), "verdicts", ["target_id"])
    _answers("verdict_decisions", "verdict_id", "verdicts", may("note"), "decided")
    _objections()


def _objections() -> None:
    op.create_table(
        "objections",
        must("id", KEY),
        must("target_id", KEY),
        must("kind"),
        must("office"),
        may("period"),
        must("text"),
        may("verdict_id", KEY),
        must("raised_at", MOMENT),
        must("raised_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_objections_target_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdicts.id"], name=op.f("fk_objections_verdict_id")),
    )
    op.create_index(op.f("ix_objections_target_id"), "objections", ["target_id"])
    _answers("objection_answers", "objection_id", "objections", must("note"), "answered")


def _answers(table: str, column: str, of: str, note: sa.Column[Any], done: str) -> None:
    """What became of a row of another table: one row each."""
    op.create_table(
        table,
        must("id", KEY),
        must(column, KEY),
        must("state"),
        note,
        must(f"{done}_at", MOMENT),
        must(f"{done}_by"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}")),
        sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}")),
    )
