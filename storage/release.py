"""What of the statistics is not released yet (practice 10)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update

from measures.errors import NotAllowed, NotFound
from measures.terms import Release
from storage import audit
from storage.tables import series, submissions, upload_releases, uploads, vintages
from storage.transactions import Writing

#: identifiers that one statement asks about
AT_ONCE = 500


def embargoes_over(c: Connection, at: datetime) -> int:
    """Return how many embargoes had ended at a moment: another number, and the outside knows more."""
    return int(c.execute(select(func.count()).where(uploads.c.embargo_until <= at)).scalar_one())


def unreleased_among(c: Connection, vintage_ids: Iterable[int], at: datetime) -> frozenset[int]:
    """Return those of some vintages that the outside may not see at a moment, for the reasons of `holds_unreleased`."""
    v = vintages.c
    unsaid = v.release.is_(None) & v.published_at.is_(None) & (series.c.source == "")
    query = (
        select(v.id)
        .join(series, series.c.id == v.series_id)
        .join(uploads, uploads.c.id == v.upload_id)
        .where((v.release == Release.UNRELEASED.value) | unsaid | (uploads.c.embargo_until > at))
    )
    asked = sorted(set(vintage_ids))
    parts = (asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE))
    return frozenset(int(one) for part in parts for one in c.execute(query.where(v.id.in_(part))).scalars().all())


def holds_unreleased(c: Connection, upload_id: int, at: datetime) -> bool:
    """True where an upload brought a value that the outside may not see at a moment.

    Under embargo, said to be unreleased, or without date and source.
    """
    embargo = c.execute(select(uploads.c.embargo_until).where(uploads.c.id == upload_id)).scalar()
    if embargo is not None and at < embargo:
        return True
    v = vintages.c
    unsaid = v.release.is_(None) & v.published_at.is_(None) & (series.c.source == "")
    query = (
        select(v.id)
        .join(series, series.c.id == v.series_id)
        .where(v.upload_id == upload_id, (v.release == Release.UNRELEASED.value) | unsaid)
    )
    return bool(c.execute(select(exists(query))).scalar())


def embargo_of(c: Connection, upload_id: int) -> datetime | None:
    """Return until when the outside may not know an upload's values; raises NotFound."""
    row = c.execute(select(uploads.c.embargo_until).where(uploads.c.id == upload_id)).first()
    if row is None:
        raise NotFound("upload", upload_id)
    until: datetime | None = row[0]
    return until


def move_embargo(w: Writing, upload_id: int, until: datetime) -> None:
    """Let an embargo end earlier than was said, never earlier than now; the audit row keeps what was said before.

    What the outside knew at any earlier moment stays as it was. Raises NotFound; NotAllowed for an embargo that is
    over, for a later end, and for the person who submitted the upload.
    """
    before = embargo_of(w.connection, upload_id)
    if before is None or before <= w.at:
        raise NotAllowed("end the embargo", w.actor, f"upload {upload_id} is under no embargo")
    if until > before:
        raise NotAllowed("prolong the embargo", w.actor, f"upload {upload_id} is public at {before.isoformat()}")
    if w.actor == _submitter(w.connection, upload_id):
        raise NotAllowed("end the embargo", w.actor, f"upload {upload_id} is their own")
    ends = max(until, w.at)
    w.connection.execute(update(uploads).where(uploads.c.id == upload_id).values(embargo_until=ends))
    audit.record(w, "release.move_embargo", "upload", upload_id, {"before": before, "until": ends})


def _submitter(c: Connection, upload_id: int) -> str:
    """Return who submitted an upload, or who took it in where nobody else released it."""
    query = (
        select(func.coalesce(submissions.c.submitted_by, uploads.c.recorded_by))
        .select_from(uploads)
        .outerjoin(upload_releases, upload_releases.c.upload_id == uploads.c.id)
        .outerjoin(submissions, submissions.c.id == upload_releases.c.submission_id)
        .where(uploads.c.id == upload_id)
        .order_by(upload_releases.c.id)
        .limit(1)
    )
    return str(c.execute(query).scalar_one())
