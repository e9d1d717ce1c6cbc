"""Observations: uploads in, vintages out. Nothing is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Row, Select, func, insert, select

from ingest.model import UploadReading
from measures.errors import NotFound
from measures.terms import Change, RevisionBasis
from storage import audit, blobs
from storage.effects import CHANGES
from storage.history import Series, Vintage, get_vintage, list_series, observations_frame
from storage.series import enter_subjects
from storage.tables import upload_releases, uploads
from storage.transactions import Writing
from storage.vintages import Comparison, compare, storable_frame, write

__all__ = [
    "IngestOutcome",
    "Series",
    "Upload",
    "Vintage",
    "classify",
    "compare_upload",
    "get_vintage",
    "list_series",
    "list_uploads",
    "observations_frame",
    "raw_file",
    "save_upload",
]

#: Key of the PostgreSQL lock under which uploads are compared and written one after the other.
LOCK = 7_201_301


@dataclass(frozen=True, kw_only=True)
class IngestOutcome:
    """What an upload changed."""

    #: the upload that holds the values: an earlier one where the same file changed nothing
    upload_id: int
    #: of the raw file
    sha256: str
    #: rows by what they did to the history; every Change is there
    counts: Mapping[Change, int]
    #: vintages written; an edition that repeats a value is written and counted unchanged
    stored: int

    @property
    def new(self) -> int:
        """Rows of which nothing was known."""
        return self.counts[Change.NEW]

    @property
    def unchanged(self) -> int:
        """Rows that say what was known."""
        return self.counts[Change.UNCHANGED]

    @property
    def revised(self) -> int:
        """Rows with another value under a later publication."""
        return self.counts[Change.REVISED]

    @property
    def corrected(self) -> int:
        """Rows with another value under the same publication."""
        return self.counts[Change.CORRECTED]

    @property
    def conflict(self) -> int:
        """Undated rows that contradict dated ones."""
        return self.counts[Change.CONFLICT]

    @property
    def skipped(self) -> int:
        """Rows that repeat another row of the file."""
        return self.counts[Change.SKIPPED]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file of actual statistics that was taken in."""

    id: int
    #: file name as the person knows it
    name: str
    #: of the raw file
    sha256: str
    #: reader and encoding: "csv (gb18030)"
    reader: str
    #: name of the source that it came from
    source: str | None
    #: what the uploader said about the warnings
    word: str | None
    #: rows by Change
    counts: Mapping[str, int]
    #: problems that did not stop it: {code, severity, where, details}
    problems: tuple[Mapping[str, Any], ...]
    recorded_at: datetime
    recorded_by: str
    #: 修订依据 of the values that became others
    revision_basis: str | None
    #: until when the outside may not know its values
    embargo_until: datetime | None
    #: the upload whose values it takes back
    undoes: int | None
    #: who released it; None: 未经复核
    released_by: str | None


def classify(c: Connection, frame: pd.DataFrame) -> "pd.Series[Any]":
    """Return for each row of an upload what it would change (terms.Change), on the frame's index."""
    return compare_upload(c, frame)["change"]


def compare_upload(c: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `change`, `old_value`, `old_unit` and `old_vintage_id` (0 for none) for each row, on the frame's index."""
    compared = compare(c, storable_frame(frame))
    effects = compared.effects
    changes = np.array([change.value for change in CHANGES], dtype=object)[effects.change]
    ids = np.append(compared.old_ids, 0)
    units = np.array([*compared.old_units, None], dtype=object)
    return pd.DataFrame(
        {
            "change": pd.Series(changes, dtype=object, index=frame.index),
            "old_value": pd.Series(effects.old_value, index=frame.index),
            "old_unit": pd.Series(units[effects.old], dtype=object, index=frame.index),
            "old_vintage_id": pd.Series(ids[effects.old], index=frame.index),
        }
    )


def save_upload(
    w: Writing,
    reading: UploadReading,
    data: bytes,
    *,
    source: str | None = None,
    word: str | None = None,
    revision_basis: RevisionBasis | None = None,
    embargo_until: datetime | None = None,
    undoes: int | None = None,
) -> IngestOutcome:
    """Keep an upload: the raw file by its hash, and a vintage for every value that was not known.

    The outside does not know the values before `embargo_until`. A file that was kept before and changes nothing leaves
    an audit row and nothing else. Raises ValueError for a reading with errors or open questions: nothing of it may be
    stored.
    """
    if not reading.storable:
        raise ValueError(f"{reading.name} has errors or open questions")
    w.alone(LOCK)
    frame = storable_frame(reading.observations)
    compared = compare(w.connection, frame)
    numbers = np.bincount(compared.effects.change, minlength=len(CHANGES))
    counts = {change: int(number) for change, number in zip(CHANGES, numbers, strict=True)}
    stored = int(compared.effects.stored.sum())
    blobs.keep(w, reading.sha256, data, reading.reader.split(" ")[0])
    earlier = select(uploads.c.id).where(uploads.c.sha256 == reading.sha256).order_by(uploads.c.id).limit(1)
    upload_id = w.connection.execute(earlier).scalar()
    if upload_id is None or stored:
        told: dict[str, Any] = {"source": source, "word": word, "revision_basis": revision_basis}
        told |= {"embargo_until": embargo_until, "undoes": undoes}
        upload_id = _insert_upload(w, reading, counts, told)
        _write_vintages(w, frame, compared, upload_id)
    audit.record(
        w,
        "observations.save_upload",
        "upload",
        upload_id,
        {"name": reading.name, "sha256": reading.sha256, "stored": stored, "word": word, **_by_word(counts)},
    )
    return IngestOutcome(upload_id=upload_id, sha256=reading.sha256, counts=counts, stored=stored)


def list_uploads(c: Connection, *, limit: int = 1000) -> tuple[Upload, ...]:
    """Return the uploads, newest first."""
    query = _uploads().order_by(uploads.c.id.desc()).limit(limit)
    return tuple(_upload(row) for row in c.execute(query))


def last_uploads(c: Connection) -> dict[str, datetime]:
    """Return when each named source was last taken in."""
    newest = select(uploads.c.source, func.max(uploads.c.recorded_at).label("at")).where(uploads.c.source.is_not(None))
    return {row.source: row.at for row in c.execute(newest.group_by(uploads.c.source))}


def get_upload(c: Connection, upload_id: int) -> Upload:
    """Return an upload; raises NotFound."""
    row = c.execute(_uploads().where(uploads.c.id == upload_id)).first()
    if row is None:
        raise NotFound("upload", upload_id)
    return _upload(row)


def raw_file(c: Connection, sha256: str) -> bytes:
    """Return a raw file by its hash; raises NotFound."""
    return blobs.read(c, sha256)


def _uploads() -> Select[Any]:
    releaser = select(func.min(upload_releases.c.decided_by)).where(upload_releases.c.upload_id == uploads.c.id)
    return select(uploads, releaser.scalar_subquery().label("released_by"))


def _upload(row: Row[Any]) -> Upload:
    return Upload(**{**row._mapping, "problems": tuple(row.problems)})


def _write_vintages(w: Writing, frame: pd.DataFrame, compared: Comparison, upload_id: int) -> None:
    subjects = enter_subjects(w, compared.subjects)
    write(w.connection, frame, subjects, compared.effects, upload_id)


def _insert_upload(w: Writing, reading: UploadReading, counts: Mapping[Change, int], told: Mapping[str, Any]) -> int:
    row = {
        **told,
        "name": reading.name,
        "sha256": reading.sha256,
        "reader": reading.reader,
        "counts": _by_word(counts),
        "problems": [_problem(problem) for problem in reading.problems],
        "recorded_at": w.at,
        "recorded_by": w.actor,
    }
    return int(w.connection.execute(insert(uploads).values(row).returning(uploads.c.id)).scalar_one())


def _by_word(counts: Mapping[Change, int]) -> dict[str, int]:
    return {change.value: number for change, number in counts.items()}


def _problem(problem: Any) -> Mapping[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "where": {name: value for name, value in vars(problem.where).items() if value is not None},
        "details": dict(problem.details),
    }
