"""What of the statistics is not released yet (practice 10)."""

from sqlalchemy import Connection, exists, select

from measures.terms import Release
from storage.tables import series, vintages


def holds_unreleased(c: Connection, upload_id: int) -> bool:
    """True where an upload brought a value that the outside may not see: said so, or without date and source."""
    v = vintages.c
    unsaid = v.release.is_(None) & v.published_at.is_(None) & (series.c.source == "")
    query = (
        select(v.id)
        .join(series, series.c.id == v.series_id)
        .where(v.upload_id == upload_id, (v.release == Release.UNRELEASED.value) | unsaid)
    )
    return bool(c.execute(select(exists(query))).scalar())
