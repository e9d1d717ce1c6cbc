"""Four eyes: one person submits a file, another releases it (practice 12).

Until it is released its values stand in no table that anything reads: the raw file is kept with what the submitter
said, and a digest of the values that were understood. Releasing takes the values in, and only those.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, insert, select

from ingest.model import UploadReading, UploadSettings
from measures.errors import NotAllowed, NotFound
from measures.terms import Change, RevisionBasis, SubmissionState
from storage import audit, blobs
from storage.bulk import insert_if_absent
from storage.observations import LOCK, IngestOutcome, compare_upload, save_upload
from storage.tables import submissions, upload_releases
from storage.transactions import Writing

#: Changes that want their 修订依据.
REVISIONS = (Change.REVISED, Change.CORRECTED)


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A submitted file and what became of it: the receipt."""

    id: int
    #: file name as the person knows it
    name: str
    #: of the raw file
    sha256: str
    #: reader and encoding
    reader: str
    #: what the submitter said of the file
    source: str | None
    published: date | None
    mapping: Mapping[str, Any]
    #: what the submitter said about the warnings
    word: str | None
    revision_basis: RevisionBasis | None
    #: until when the outside may not know its values
    embargo_until: datetime | None
    #: rows by Change when it was submitted
    counts: Mapping[str, int]
    #: of the values that were understood
    digest: str
    #: 报送时间
    submitted_at: datetime
    #: 报送人
    submitted_by: str
    state: SubmissionState
    #: the upload that holds its values, None unless released
    upload_id: int | None
    note: str | None
    #: 审核时间, or the moment of withdrawal
    decided_at: datetime | None
    #: 审核人, or who withdrew it
    decided_by: str | None


def submit(
    w: Writing,
    reading: UploadReading,
    data: bytes,
    settings: UploadSettings,
    *,
    word: str | None = None,
    revision_basis: RevisionBasis | None = None,
    embargo_until: datetime | None = None,
) -> int:
    """Keep a file until another person releases it; return the submission's id.

    The same file that waits already stays the one that waits. Raises ValueError for a reading with errors or open
    questions, NotAllowed where stored values would become others and no basis is given.
    """
    if not reading.storable:
        raise ValueError(f"{reading.name} has errors or open questions")
    w.alone(LOCK)
    compared = compare_upload(w.connection, reading.observations)
    counts = compared["change"].value_counts().to_dict()
    if revision_basis is None and _revises(compared):
        raise NotAllowed("submit a revision", w.actor, f"{reading.name} changes known values and names no basis")
    digest = digest_of(reading.observations)
    waiting = _found(w.connection, submissions.c.sha256 == reading.sha256, upload_releases.c.id.is_(None))
    same = [one.id for one in waiting if (one.digest, one.embargo_until) == (digest, embargo_until)]
    if same:
        return same[0]
    blobs.keep(w, reading.sha256, data, reading.reader.split(" ")[0])
    row = {
        "name": reading.name,
        "sha256": reading.sha256,
        "reader": reading.reader,
        "source": settings.source,
        "published": settings.published,
        "mapping": settings.mapping,
        "word": word,
        "revision_basis": revision_basis,
        "embargo_until": embargo_until,
        "counts": {change.value: int(counts.get(change.value, 0)) for change in Change},
        "digest": digest,
        "submitted_at": w.at,
        "submitted_by": w.actor,
    }
    submission_id = int(w.connection.execute(insert(submissions).values(row).returning(submissions.c.id)).scalar_one())
    audit.record(w, "submissions.submit", "submission", submission_id, {"name": reading.name, "sha256": reading.sha256})
    return submission_id


def revises(c: Connection, reading: UploadReading) -> bool:
    """Return whether a file would make other values of stored ones: that wants its 修订依据."""
    return _revises(compare_upload(c, reading.observations))


def allow_release(w: Writing, submission: Submission) -> None:
    """Raise NotAllowed where the writer's actor may not release a submission: their own, or one decided already."""
    if submission.state is not SubmissionState.SUBMITTED:
        raise NotAllowed("release", w.actor, f"submission {submission.id} is {submission.state} already")
    if w.actor == submission.submitted_by:
        raise NotAllowed("release", w.actor, f"submission {submission.id} is their own")


def release(w: Writing, submission_id: int, reading: UploadReading, data: bytes) -> IngestOutcome:
    """Take the values of a submission in, read again as they were submitted; the releaser is the writer's actor.

    Raises NotFound; NotAllowed for the submitter, for what is released or withdrawn already, and where the file now
    reads differently.
    """
    w.alone(LOCK)
    found = get_submission(w.connection, submission_id)
    allow_release(w, found)
    if (reading.sha256, digest_of(reading.observations)) != (found.sha256, found.digest):
        raise NotAllowed("release", w.actor, f"submission {submission_id} reads differently now; submit the file again")
    outcome = save_upload(
        w,
        reading,
        data,
        source=found.source,
        word=found.word,
        revision_basis=found.revision_basis,
        embargo_until=found.embargo_until,
    )
    _decide(w, submission_id, SubmissionState.RELEASED, outcome.upload_id, None)
    return outcome


def withdraw(w: Writing, submission_id: int, *, note: str | None = None) -> None:
    """Take a submission back before it is released; raises NotFound, NotAllowed for what is decided already."""
    _waiting(w, submission_id, "withdraw")
    _decide(w, submission_id, SubmissionState.WITHDRAWN, None, note)


def get_submission(c: Connection, submission_id: int) -> Submission:
    """Return a submission; raises NotFound."""
    found = _found(c, submissions.c.id == submission_id)
    if not found:
        raise NotFound("submission", submission_id)
    return found[0]


def list_submissions(c: Connection, *, waiting: bool = False) -> tuple[Submission, ...]:
    """Return the submissions, newest first; `waiting`: those that nobody has decided."""
    return _found(c, upload_releases.c.id.is_(None)) if waiting else _found(c)


def digest_of(frame: pd.DataFrame) -> str:
    """Return a digest of every value of a frame in its order."""
    return hashlib.sha256(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes()).hexdigest()


def _revises(compared: pd.DataFrame) -> bool:
    return bool((compared["change"].isin(REVISIONS) & (compared["old_vintage_id"] > 0)).any())


def _waiting(w: Writing, submission_id: int, act: str) -> Submission:
    found = get_submission(w.connection, submission_id)
    if found.state is not SubmissionState.SUBMITTED:
        raise NotAllowed(act, w.actor, f"submission {submission_id} is {found.state} already")
    return found


def _decide(w: Writing, submission_id: int, state: SubmissionState, upload_id: int | None, note: str | None) -> None:
    row = {"submission_id": submission_id, "state": state, "upload_id": upload_id, "note": note}
    added = insert_if_absent(w.connection, upload_releases, row | {"decided_at": w.at, "decided_by": w.actor})
    if added is None:
        raise NotAllowed("decide", w.actor, f"submission {submission_id} is decided already")
    audit.record(w, f"submissions.{state}", "submission", submission_id, {"upload": upload_id, "note": note})


def _found(c: Connection, *conditions: Any) -> tuple[Submission, ...]:
    query: Select[Any] = (
        select(submissions, *(upload_releases.c[name] for name in ("state", "upload_id", "note", *_DECIDED)))
        .outerjoin(upload_releases, upload_releases.c.submission_id == submissions.c.id)
        .where(*conditions)
        .order_by(submissions.c.id.desc())
    )
    return tuple(_submission(dict(row)) for row in c.execute(query).mappings())


_DECIDED = ("decided_at", "decided_by")


def _submission(row: dict[str, Any]) -> Submission:
    basis = row["revision_basis"]
    row["revision_basis"] = RevisionBasis(basis) if basis else None
    return Submission(**{**row, "state": SubmissionState(row["state"] or SubmissionState.SUBMITTED)})
