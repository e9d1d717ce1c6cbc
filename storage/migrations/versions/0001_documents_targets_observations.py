"""Documents, targets, observations and evaluations."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
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
    _files_and_documents()
    _targets()
    _observations()
    _evaluations()


def _files_and_documents() -> None:
    op.create_table(
        "blobs",
        must("sha256"),
        must("size", KEY),
        must("media_type"),
        must("recorded_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "blob_parts",
        must("sha256"),
        must("part", sa.Integer()),
        must("bytes", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("sha256", "part", name=op.f("pk_blob_parts")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_blob_parts_sha256")),
    )
    op.create_table(
        "documents",
        must("id", KEY),
        must("doc"),
        must("name"),
        must("sha256"),
        must("media_type"),
        may("encoding"),
        must("text"),
        may("year", sa.Integer()),
        may("issued", sa.Date()),
        may("number"),
        may("title"),
        may("place"),
        may("place_code"),
        must("marks"),
        may("supersedes", KEY),
        must("recorded_at", sa.DateTime(timezone=True)),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_documents_sha256")),
        sa.ForeignKeyConstraint(["supersedes"], ["documents.id"], name=op.f("fk_documents_supersedes")),
    )
    op.create_index(op.f("ix_documents_doc_documents_id"), "documents", ["doc", "id"])
    op.create_table(
        "tasks",
        must("id", KEY),
        must("document_id", KEY),
        must("position", sa.Integer()),
        must("path"),
        must("text"),
        must("start", sa.Integer()),
        must("end", sa.Integer()),
        must("kind"),
        may("responsibility"),
        may("offices_start", sa.Integer()),
        may("offices_end", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_tasks_document_id")),
        sa.UniqueConstraint("document_id", "position", name=op.f("uq_tasks_document_id_position")),
    )
    op.create_table(
        "task_offices",
        must("task_id", KEY),
        must("role"),
        must("position", sa.Integer()),
        must("office"),
        sa.PrimaryKeyConstraint("task_id", "role", "position", name=op.f("pk_task_offices")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_offices_task_id")),
    )
    op.create_table(
        "duties",
        must("id", KEY),
        must("document_id", KEY),
        must("position", sa.Integer()),
        must("who"),
        must("what"),
        may("due", sa.Date()),
        must("quote"),
        must("start", sa.Integer()),
        must("end", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_duties_document_id")),
    )
    op.create_index(op.f("ix_duties_document_id"), "duties", ["document_id"])
    op.create_index(op.f("ix_duties_due"), "duties", ["due"])


def _targets() -> None:
    op.create_table(
        "targets",
        must("id", KEY),
        must("doc"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )
    op.create_index(op.f("ix_targets_doc"), "targets", ["doc"])
    op.create_table(
        "target_versions",
        must("id", KEY),
        must("target_id", KEY),
        must("version", sa.Integer()),
        must("document_id", KEY),
        may("task"),
        may("place"),
        may("place_code"),
        must("indicator"),
        may("indicator_id"),
        must("measure"),
        must("comparator"),
        may("value"),
        may("value_high"),
        may("value_text"),
        may("unit"),
        must("ceiling", sa.Boolean()),
        may("baseline_value"),
        may("baseline_unit"),
        may("baseline_text"),
        may("deadline", sa.Date()),
        may("deadline_text"),
        may("span"),
        may("polarity"),
        may("accrual"),
        may("judged_on"),
        may("binding"),
        must("force"),
        may("stretch"),
        may("price_basis"),
        may("responsibility"),
        may("answerable"),
        may("value_si"),
        may("unit_si"),
        must("quote"),
        must("sentence"),
        may("sentence_start", sa.Integer()),
        must("start", sa.Integer()),
        must("end", sa.Integer()),
        may("offices_start", sa.Integer()),
        may("offices_end", sa.Integer()),
        must("optional", sa.Boolean()),
        must("confidence", sa.Double()),
        must("rule"),
        must("problems"),
        must("state"),
        must("decided", sa.Boolean()),
        must("mended"),
        may("note"),
        must("valid_from", sa.Date()),
        must("recorded_at", sa.DateTime(timezone=True)),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_versions")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_target_versions_document_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_target_versions_target_id")),
        sa.UniqueConstraint("target_id", "version", name=op.f("uq_target_versions_target_id_version")),
    )
    op.create_index(op.f("ix_target_versions_document_id"), "target_versions", ["document_id"])
    op.create_index(op.f("ix_target_versions_place_code"), "target_versions", ["place_code"])
    op.create_table(
        "target_offices",
        must("version_id", KEY),
        must("role"),
        must("position", sa.Integer()),
        must("office"),
        sa.PrimaryKeyConstraint("version_id", "role", "position", name=op.f("pk_target_offices")),
        sa.ForeignKeyConstraint(["version_id"], ["target_versions.id"], name=op.f("fk_target_offices_version_id")),
    )
    op.create_index(op.f("ix_target_offices_office"), "target_offices", ["office"])


def _observations() -> None:
    op.create_table(
        "uploads",
        must("id", KEY),
        must("name"),
        must("sha256"),
        must("reader"),
        may("source"),
        may("word"),
        must("counts"),
        must("problems"),
        must("recorded_at", sa.DateTime(timezone=True)),
        must("recorded_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_uploads_sha256")),
    )
    op.create_index(op.f("ix_uploads_sha256"), "uploads", ["sha256"])
    op.create_table(
        "series",
        must("id", KEY),
        must("source"),
        must("place"),
        must("place_code"),
        must("indicator"),
        must("indicator_id"),
        must("subject"),
        must("measure"),
        must("price_basis"),
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
        must("id", KEY),
        must("series_id", KEY),
        must("period"),
        must("basis"),
        must("edition", sa.Integer()),
        may("published_at", sa.Date()),
        may("value", sa.Double()),
        may("value_text"),
        may("unit"),
        may("status"),
        may("qualifier"),
        must("authority", sa.Integer()),
        may("observed_kind"),
        may("release"),
        may("note"),
        may("named"),
        must("upload_id", KEY),
        may("sheet"),
        must("row", sa.Integer()),
        may("column"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vintages")),
        sa.UniqueConstraint(
            "series_id", "period", "basis", "edition", name=op.f("uq_vintages_series_id_period_basis_edition")
        ),
    )
    op.create_table(
        "matches",
        must("id", KEY),
        must("target_indicator"),
        must("observed_indicator"),
        must("decision"),
        may("note"),
        must("recorded_at", sa.DateTime(timezone=True)),
        must("recorded_by"),
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
        must("id", KEY),
        must("as_of", sa.DateTime(timezone=True)),
        may("recorded_by", sa.DateTime(timezone=True)),
        must("settings"),
        must("count", sa.Integer()),
        must("made_at", sa.DateTime(timezone=True)),
        must("made_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_runs")),
    )
    op.create_table(
        "gap_rows",
        must("run_id", KEY),
        must("position", sa.Integer()),
        must("target_id", KEY),
        must("target_version", sa.Integer()),
        may("place_code"),
        may("status"),
        must("provisional", sa.Boolean()),
        may("period"),
        may("observed", sa.Double()),
        may("gap", sa.Double()),
        must("row"),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_gap_rows")),
        sa.ForeignKeyConstraint(["run_id"], ["gap_runs.id"], name=op.f("fk_gap_rows_run_id")),
    )
    op.create_index(op.f("ix_gap_rows_target_id_gap_rows_run_id"), "gap_rows", ["target_id", "run_id"])
