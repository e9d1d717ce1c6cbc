"""Jobs, people, messages and the audit trail."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def must(name: str, kind: TypeEngine[Any] = WORDS) -> sa.Column[Any]:
    """Return a column that is always filled."""
    return sa.Column(name, kind, nullable=False)


def may(name: str, kind: TypeEngine[Any] = WORDS) -> sa.Column[Any]:
    """Return a column that may be NULL."""
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    """Create the tables."""
    _jobs()
    _people()
    _messages()
    _trail()


def _jobs() -> None:
    op.create_table(
        "requests",
        must("id", KEY),
        must("job"),
        must("key"),
        must("requested_at", sa.DateTime(timezone=True)),
        must("requested_by"),
        may("taken_at", sa.DateTime(timezone=True)),
        may("claimed_until", sa.DateTime(timezone=True)),
        may("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index(
        op.f("uq_requests_waiting"),
        "requests",
        ["job", "key"],
        unique=True,
        sqlite_where=sa.text("taken_at IS NULL"),
        postgresql_where=sa.text("taken_at IS NULL"),
    )
    op.create_table(
        "runs",
        must("id", KEY),
        must("job"),
        must("due", sa.DateTime(timezone=True)),
        must("started_at", sa.DateTime(timezone=True)),
        may("ended_at", sa.DateTime(timezone=True)),
        may("outcome"),
        must("counts"),
        may("error"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("job", "due", name=op.f("uq_runs_job_due")),
    )
    op.create_table(
        "heartbeats",
        must("job"),
        must("looked_at", sa.DateTime(timezone=True)),
        may("good_at", sa.DateTime(timezone=True)),
        must("failures", sa.Integer()),
        may("error"),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeats")),
    )


def _people() -> None:
    op.create_table(
        "recipients",
        must("id", KEY),
        must("name"),
        must("address"),
        must("channel"),
        must("language"),
        must("offices"),
        must("tells"),
        must("active", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipients")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_recipients_channel_address")),
    )
    op.create_table(
        "duty_returns",
        must("id", KEY),
        must("doc"),
        must("due", sa.Date()),
        must("office"),
        may("note"),
        must("received_at", sa.DateTime(timezone=True)),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_returns")),
        sa.UniqueConstraint("doc", "due", "office", name=op.f("uq_duty_returns_doc_due_office")),
    )


def _messages() -> None:
    op.create_table(
        "outbox",
        must("id", KEY),
        must("key"),
        must("channel"),
        may("recipient_id", KEY),
        must("address"),
        must("subject"),
        must("text"),
        may("html"),
        must("state"),
        must("attempts", sa.Integer()),
        must("next_at", sa.DateTime(timezone=True)),
        may("claimed_until", sa.DateTime(timezone=True)),
        may("reason"),
        must("put_at", sa.DateTime(timezone=True)),
        may("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipients.id"], name=op.f("fk_outbox_recipient_id")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_state_outbox_next_at"), "outbox", ["state", "next_at"])
    op.create_table(
        "alerts",
        must("id", KEY),
        must("target_id", KEY),
        must("period"),
        must("rule"),
        must("recipient_id", KEY),
        must("status"),
        may("gap_run_id", KEY),
        may("message_id", KEY),
        must("detail"),
        must("raised_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.ForeignKeyConstraint(["gap_run_id"], ["gap_runs.id"], name=op.f("fk_alerts_gap_run_id")),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_alerts_message_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipients.id"], name=op.f("fk_alerts_recipient_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_alerts_target_id")),
        sa.UniqueConstraint(
            "target_id", "period", "rule", "recipient_id", name=op.f("uq_alerts_target_id_period_rule_recipient_id")
        ),
    )
    op.create_index(op.f("ix_alerts_recipient_id"), "alerts", ["recipient_id"])


def _trail() -> None:
    op.create_table(
        "audit",
        must("id", KEY),
        must("at", sa.DateTime(timezone=True)),
        must("actor"),
        must("act"),
        must("change"),
        must("kind"),
        may("subject"),
        must("detail"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_kind_audit_subject"), "audit", ["kind", "subject"])
