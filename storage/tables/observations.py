"""Uploads, series, vintages, evaluations."""

from sqlalchemy import Boolean, Column, Date, Double, ForeignKey, Index, Integer, Table, UniqueConstraint

from storage.columns import Json, Key, Moment, Words
from storage.tables.base import may, maybe_of, metadata, must, row_id

uploads = Table(
    "uploads",
    metadata,
    row_id(),
    must("name"),
    must("sha256", Words, ForeignKey("blobs.sha256")),
    must("reader"),
    may("source"),
    #: what the uploader said about the warnings
    may("word"),
    must("counts", Json),
    must("problems", Json),
    must("recorded_at", Moment),
    must("recorded_by"),
    #: terms.RevisionBasis of the values that became others
    may("revision_basis"),
    #: until when the outside may not know its values
    may("embargo_until", Moment),
    #: the upload whose values it takes back
    may("undoes", Key),
    Index(None, "sha256"),
)
#: Files that one person submitted and another is to release. Their values are in no table until then.
submissions = Table(
    "submissions",
    metadata,
    row_id(),
    must("name"),
    must("sha256", Words, ForeignKey("blobs.sha256")),
    must("reader"),
    may("source"),
    may("published", Date),
    must("mapping", Json),
    may("word"),
    may("revision_basis"),
    may("embargo_until", Moment),
    #: rows by Change when it was submitted
    must("counts", Json),
    #: of the values that were understood
    must("digest"),
    must("submitted_at", Moment),
    must("submitted_by"),
    Index(None, "sha256"),
)
#: What became of a submission: one row each.
upload_releases = Table(
    "upload_releases",
    metadata,
    row_id(),
    must("submission_id", Key, ForeignKey("submissions.id"), unique=True),
    #: terms.SubmissionState
    must("state"),
    #: the upload that holds the values; NULL where it was withdrawn
    maybe_of("upload_id", "uploads.id"),
    may("note"),
    must("decided_at", Moment),
    must("decided_by"),
    Index(None, "upload_id"),
)
#: What a polled source said last, so that it can be asked whether that has changed. The state of a piece of work.
source_marks = Table(
    "source_marks",
    metadata,
    Column("source", Words, primary_key=True),
    #: of the address and all else that the source's definition says: other words, another question
    must("definition"),
    may("etag"),
    may("last_modified"),
    must("sha256"),
    must("fetched_at", Moment),
)
series = Table(
    "series",
    metadata,
    row_id(),
    must("source"),
    must("place"),
    must("place_code"),
    #: as first uploaded
    must("indicator"),
    must("indicator_id"),
    #: indicator_id where the catalogue knows the indicator, else its name
    must("subject"),
    must("measure"),
    must("price_basis"),
    #: measures.units.denomination of its values: '' for money at home and for what is no money
    must("denomination"),
    UniqueConstraint("source", "place_code", "subject", "measure", "price_basis", "denomination", name="uq_series_key"),
    Index(None, "subject", "place_code"),
    Index(None, "indicator"),
    Index(None, "place_code"),
)
#: One value as it became known. Its moment of recording is its upload's. No foreign keys: a check of each of a million
#: rows costs more than writing them; only storage.observations writes here, and storage.checking looks.
vintages = Table(
    "vintages",
    metadata,
    row_id(),
    must("series_id", Key),
    must("period"),
    must("basis"),
    #: counts the vintages of one key from 1 in the order in which they became known here
    must("edition", Integer),
    may("published_at", Date),
    may("value", Double),
    may("value_text"),
    may("unit"),
    may("status"),
    may("qualifier"),
    must("authority", Integer),
    may("observed_kind"),
    may("release"),
    may("note"),
    #: the indicator's name in the upload, where it is not the series's
    may("named"),
    must("upload_id", Key),
    may("sheet"),
    must("row", Integer),
    may("column"),
    UniqueConstraint("series_id", "period", "basis", "edition"),
)
matches = Table(
    "matches",
    metadata,
    row_id(),
    must("target_indicator"),
    must("observed_indicator"),
    must("decision"),
    may("note"),
    must("recorded_at", Moment),
    must("recorded_by"),
    Index(None, "target_indicator", "observed_indicator"),
)

gap_runs = Table(
    "gap_runs",
    metadata,
    row_id(),
    must("as_of", Moment),
    may("recorded_by", Moment),
    must("settings", Json),
    must("count", Integer),
    must("made_at", Moment),
    must("made_by"),
)
gap_rows = Table(
    "gap_rows",
    metadata,
    Column("run_id", Key, ForeignKey("gap_runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    must("target_id", Key),
    must("target_version", Integer),
    may("place_code"),
    may("status"),
    must("provisional", Boolean),
    may("period"),
    may("observed", Double),
    may("gap", Double),
    #: the whole row of measures.frames.GAPS
    must("row", Json),
    Index(None, "target_id", "run_id"),
)
