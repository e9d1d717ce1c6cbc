"""Back-tests with the models that they chose, and the schedules of plans."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def must(name: str, kind: TypeEngine[Any] = WORDS) -> sa.Column[Any]:
    """Return a column that is always filled."""
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "backtests",
        must("id", KEY),
        must("as_of", MOMENT),
        must("settings"),
        must("model_version"),
        must("lines"),
        must("made_at", MOMENT),
        must("made_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtests")),
    )
    op.create_table(
        "backtest_choices",
        must("id", KEY),
        must("backtest_id", KEY),
        must("indicator"),
        must("place"),
        must("month", sa.Integer()),
        must("model"),
        must("years", sa.Integer()),
        must("error", sa.Double()),
        must("error_primary", sa.Double()),
        must("spread", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtest_choices")),
        sa.ForeignKeyConstraint(["backtest_id"], ["backtests.id"], name=op.f("fk_backtest_choices_backtest_id")),
    )
    op.create_index(op.f("ix_backtest_choices_backtest_id"), "backtest_choices", ["backtest_id"])
    op.create_table(
        "plan_points",
        must("id", KEY),
        must("target_id", KEY),
        must("due", sa.Date()),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("document", WORDS, nullable=True),
        must("recorded_at", MOMENT),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_points")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_plan_points_target_id")),
    )
    op.create_index(op.f("ix_plan_points_target_id"), "plan_points", ["target_id"])
