"""What of the statistics is not released yet (practice 10)."""

from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from measures.terms import Release
from storage.tables import series, uploads, vintages


def embargoes_over(c: Connection, at: datetime) -> int:
    """Return how many embargoes had ended at a moment: another number, and the outside knows more."""
    return int(c.execute(select(func.count()).where(uploads.c.embargo_until <= at)).scalar_one())


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
