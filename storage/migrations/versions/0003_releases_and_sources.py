"""Uploads that one person submits and another releases, embargoes, what polled sources said last."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"
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
    """Add the columns and create the tables."""
    for column in (may("revision_basis"), may("embargo_until", MOMENT), may("undoes", KEY)):
        op.add_column("uploads", column)
    _submissions()
    op.create_table(
        "source_marks",
        must("source"),
        must("definition"),
        may("etag"),
        may("last_modified"),
        must("sha256"),
        must("fetched_at", MOMENT),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_marks")),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        must("id", KEY),
        must("name"),
        must("sha256"),
        must("reader"),
        may("source"),
        may("published", sa.Date()),
        must("mapping"),
        may("word"),
        may("revision_basis"),
        may("embargo_until", MOMENT),
        must("counts"),
        must("digest"),
        must("submitted_at", MOMENT),
        must("submitted_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_submissions_sha256")),
    )
    op.create_index(op.f("ix_submissions_sha256"), "submissions", ["sha256"])
    op.create_table(
        "upload_releases",
        must("id", KEY),
        must("submission_id", KEY),
        must("state"),
        may("upload_id", KEY),
        may("note"),
        must("decided_at", MOMENT),
        must("decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_releases")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_upload_releases_submission_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_upload_releases_upload_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_upload_releases_submission_id")),
    )
    op.create_index(op.f("ix_upload_releases_upload_id"), "upload_releases", ["upload_id"])
