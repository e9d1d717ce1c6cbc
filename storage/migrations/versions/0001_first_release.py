"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _files_and_documents()
    _targets()
    _observations()
    _evaluations()
    _work()


def _files_and_documents() -> None:
    op.create_table(
        "blobs",
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("media_type", WORDS, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "blob_parts",
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "part", name=op.f("pk_blob_parts")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_blob_parts_sha256")),
    )
    op.create_table(
        "documents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("doc", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("media_type", WORDS, nullable=False),
        sa.Column("encoding", WORDS, nullable=True),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("number", WORDS, nullable=True),
        sa.Column("title", WORDS, nullable=True),
        sa.Column("place", WORDS, nullable=True),
        sa.Column("place_code", WORDS, nullable=True),
        sa.Column("marks", WORDS, nullable=False),
        sa.Column("supersedes", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_documents_sha256")),
        sa.ForeignKeyConstraint(["supersedes"], ["documents.id"], name=op.f("fk_documents_supersedes")),
    )
    op.create_index(op.f("ix_documents_doc_documents_id"), "documents", ["doc", "id"])
    op.create_table(
        "tasks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("responsibility", WORDS, nullable=True),
        sa.Column("offices_start", sa.Integer(), nullable=True),
        sa.Column("offices_end", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_tasks_document_id")),
        sa.UniqueConstraint("document_id", "position", name=op.f("uq_tasks_document_id_position")),
    )
    op.create_table(
        "task_offices",
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("task_id", "role", "position", name=op.f("pk_task_offices")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_offices_task_id")),
    )
    op.create_table(
        "duties",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("who", WORDS, nullable=False),
        sa.Column("what", WORDS, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("quote", WORDS, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_duties_document_id")),
    )
    op.create_index(op.f("ix_duties_document_id"), "duties", ["document_id"])
    op.create_index(op.f("ix_duties_due"), "duties", ["due"])


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("id", KEY, nullable=False),
        sa.Column("doc", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )
    op.create_index(op.f("ix_targets_doc"), "targets", ["doc"])
    op.create_table(
        "target_versions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("target_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("task", WORDS, nullable=True),
        sa.Column("place", WORDS, nullable=True),
        sa.Column("place_code", WORDS, nullable=True),
        sa.Column("indicator", WORDS, nullable=False),
        sa.Column("indicator_id", WORDS, nullable=True),
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("comparator", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=True),
        sa.Column("value_high", WORDS, nullable=True),
        sa.Column("value_text", WORDS, nullable=True),
        sa.Column("unit", WORDS, nullable=True),
        sa.Column("ceiling", sa.Boolean(), nullable=False),
        sa.Column("baseline_value", WORDS, nullable=True),
        sa.Column("baseline_unit", WORDS, nullable=True),
        sa.Column("baseline_text", WORDS, nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("deadline_text", WORDS, nullable=True),
        sa.Column("span", WORDS, nullable=True),
        sa.Column("polarity", WORDS, nullable=True),
        sa.Column("accrual", WORDS, nullable=True),
        sa.Column("judged_on", WORDS, nullable=True),
        sa.Column("binding", WORDS, nullable=True),
        sa.Column("force", WORDS, nullable=False),
        sa.Column("stretch", WORDS, nullable=True),
        sa.Column("price_basis", WORDS, nullable=True),
        sa.Column("responsibility", WORDS, nullable=True),
        sa.Column("answerable", WORDS, nullable=True),
        sa.Column("value_si", WORDS, nullable=True),
        sa.Column("unit_si", WORDS, nullable=True),
        sa.Column("quote", WORDS, nullable=False),
        sa.Column("sentence", WORDS, nullable=False),
        sa.Column("sentence_start", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("offices_start", sa.Integer(), nullable=True),
        sa.Column("offices_end", sa.Integer(), nullable=True),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("rule", WORDS, nullable=False),
        sa.Column("problems", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("mended", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_versions")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_target_versions_document_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_target_versions_target_id")),
        sa.UniqueConstraint("target_id", "version", name=op.f("uq_target_versions_target_id_version")),
    )
    op.create_index(op.f("ix_target_versions_document_id"), "target_versions", ["document_id"])
    op.create_index(op.f("ix_target_versions_place_code"), "target_versions", ["place_code"])
    op.create_table(
        "target_offices",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "role", "position", name=op.f("pk_target_offices")),
        sa.ForeignKeyConstraint(["version_id"], ["target_versions.id"], name=op.f("fk_target_offices_version_id")),
    )
    op.create_index(op.f("ix_target_offices_office"), "target_offices", ["office"])


def _observations() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("reader", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("word", WORDS, nullable=True),
        sa.Column("counts", WORDS, nullable=False),
        sa.Column("problems", WORDS, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_uploads_sha256")),
    )
    op.create_index(op.f("ix_uploads_sha256"), "uploads", ["sha256"])
    op.create_table(
        "series",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("place", WORDS, nullable=False),
        sa.Column("place_code", WORDS, nullable=False),
        sa.Column("indicator", WORDS, nullable=False),
        sa.Column("indicator_id", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("price_basis", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint(
            "source",
            "place_code",
            "subject",
            "measure",
            "price_basis",
            name=op.f("uq_series_source_place_code_subject_measure_price_basis"),
        ),
    )
    op.create_index(op.f("ix_series_indicator"), "series", ["indicator"])
    op.create_index(op.f("ix_series_place_code"), "series", ["place_code"])
    op.create_index(op.f("ix_series_subject_series_place_code"), "series", ["subject", "place_code"])
    op.create_table(
        "vintages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("series_id", KEY, nullable=False),
        sa.Column("period", WORDS, nullable=False),
        sa.Column("basis", WORDS, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.Date(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("value_text", WORDS, nullable=True),
        sa.Column("unit", WORDS, nullable=True),
        sa.Column("status", WORDS, nullable=True),
        sa.Column("qualifier", WORDS, nullable=True),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("observed_kind", WORDS, nullable=True),
        sa.Column("release", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("named", WORDS, nullable=True),
        sa.Column("upload_id", KEY, nullable=False),
        sa.Column("sheet", WORDS, nullable=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vintages")),
        sa.UniqueConstraint(
            "series_id", "period", "basis", "edition", name=op.f("uq_vintages_series_id_period_basis_edition")
        ),
    )
    op.create_table(
        "matches",
        sa.Column("id", KEY, nullable=False),
        sa.Column("target_indicator", WORDS, nullable=False),
        sa.Column("observed_indicator", WORDS, nullable=False),
        sa.Column("decision", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
    )
    op.create_index(
        op.f("ix_matches_target_indicator_matches_observed_indicator"),
        "matches",
        ["target_indicator", "observed_indicator"],
    )


def _evaluations() -> None:
    op.create_table(
        "gap_runs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", WORDS, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_runs")),
    )
    op.create_table(
        "gap_rows",
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_id", KEY, nullable=False),
        sa.Column("target_version", sa.Integer(), nullable=False),
        sa.Column("place_code", WORDS, nullable=True),
        sa.Column("status", WORDS, nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("period", WORDS, nullable=True),
        sa.Column("observed", sa.Double(), nullable=True),
        sa.Column("gap", sa.Double(), nullable=True),
        sa.Column("row", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_gap_rows")),
        sa.ForeignKeyConstraint(["run_id"], ["gap_runs.id"], name=op.f("fk_gap_rows_run_id")),
    )
    op.create_index(op.f("ix_gap_rows_target_id_gap_rows_run_id"), "gap_rows", ["target_id", "run_id"])


def _work() -> None:
    op.create_table(
        "requests",
        sa.Column("id", KEY, nullable=False),
        sa.Column("job", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", WORDS, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("id", KEY, nullable=False),
        sa.Column("job", WORDS, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", WORDS, nullable=True),
        sa.Column("counts", WORDS, nullable=False),
        sa.Column("error", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("job", "due", name=op.f("uq_runs_job_due")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("job", WORDS, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "duty_returns",
        sa.Column("id", KEY, nullable=False),
        sa.Column("doc", WORDS, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("office", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_returns")),
        sa.UniqueConstraint("doc", "due", "office", name=op.f("uq_duty_returns_doc_due_office")),
    )
    op.create_table(
        "recipients",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("address", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("offices", WORDS, nullable=False),
        sa.Column("tells", WORDS, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipients")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_recipients_channel_address")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("recipient_id", KEY, nullable=True),
        sa.Column("address", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("html", WORDS, nullable=True),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", WORDS, nullable=True),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipients.id"], name=op.f("fk_outbox_recipient_id")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_state_outbox_next_at"), "outbox", ["state", "next_at"])
    op.create_table(
        "alerts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("target_id", KEY, nullable=False),
        sa.Column("period", WORDS, nullable=False),
        sa.Column("rule", WORDS, nullable=False),
        sa.Column("recipient_id", KEY, nullable=False),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("gap_run_id", KEY, nullable=True),
        sa.Column("message_id", KEY, nullable=True),
        sa.Column("detail", WORDS, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
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
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", WORDS, nullable=False),
        sa.Column("act", WORDS, nullable=False),
        sa.Column("change", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=True),
        sa.Column("detail", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_kind_audit_subject"), "audit", ["kind", "subject"])
