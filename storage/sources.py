"""What polled sources said last, so that they can be asked whether that has changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage import audit
from storage.tables import source_marks
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The state of a source that was fetched and taken in last."""

    source: str
    #: digest of all that the source's definition said
    definition: str
    #: what the far side called that state, None where it did not say
    etag: str | None
    last_modified: str | None
    #: of the bytes
    sha256: str
    fetched_at: datetime


def get_mark(c: Connection, source: str) -> Mark | None:
    """Return what a source said last, None where nothing of it was taken in yet."""
    row = c.execute(select(source_marks).where(source_marks.c.source == source)).mappings().first()
    return None if row is None else Mark(**row)


def mark(w: Writing, source: str, definition: str, *, sha256: str, etag: str | None, last_modified: str | None) -> None:
    """Note what a source said; the note before is replaced."""
    w.connection.execute(delete(source_marks).where(source_marks.c.source == source))
    w.connection.execute(
        insert(source_marks).values(
            source=source,
            definition=definition,
            sha256=sha256,
            etag=etag,
            last_modified=last_modified,
            fetched_at=w.at,
        )
    )
    audit.record(w, "sources.mark", "source", source, {"sha256": sha256})
