"""Taking an upload back: its values are followed by vintages that restore what stood before, and none is deleted."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from ingest.model import UploadReading
from measures.errors import NotAllowed
from measures.frames import OBSERVATIONS
from measures.terms import ObsStatus, RevisionBasis
from storage.framing import DTYPES, objects
from storage.history import ABSENT, LABELS
from storage.observations import IngestOutcome, get_upload, save_upload
from storage.tables import series, vintages
from storage.transactions import Writing

#: Columns of a value itself: what is restored.
VALUE = ("value", "value_text", "unit", "status", "qualifier", "observed_kind")
#: Columns that storage gives.
STORED = ("vintage_id", "recorded_at", "upload_id")


def undo_upload(w: Writing, upload_id: int, *, reason: str) -> IngestOutcome:
    """Take back every value of an upload that still stands under its publication; return what that changed.

    The value that stood before stands again; where there was none the value is missing (status L). Values that a later
    upload has replaced are left. The restoring file, one row a value, is kept as the raw file. Raises NotFound;
    NotAllowed where nothing of the upload stands any more.
    """
    get_upload(w.connection, upload_id)
    rows = [_restored(row, before, reason) for row, before in _standing(w.connection, upload_id)]
    frame = _frame(rows)
    data = frame.to_csv(index=False).encode()
    reading = UploadReading(
        name=f"undo-{upload_id}.csv",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        reader="csv (utf-8)",
        observations=frame,
    )
    if not rows:
        raise NotAllowed("undo", w.actor, f"nothing of upload {upload_id} stands any more")
    return save_upload(w, reading, data, word=reason, revision_basis=RevisionBasis.CORRECTION, undoes=upload_id)


def _standing(c: Connection, upload_id: int) -> list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
    """Return each vintage of the upload that is the last of its publication, with the one that stood before it."""
    v = vintages.c
    mine = select(v.series_id, v.period, v.basis).where(v.upload_id == upload_id).distinct().subquery()
    meets = (v.series_id == mine.c.series_id) & (v.period == mine.c.period) & (v.basis == mine.c.basis)
    query = (
        select(vintages, *(series.c[name] for name in LABELS))
        .join(mine, meets)
        .join(series, series.c.id == v.series_id)
        .order_by(v.series_id, v.period, v.basis, v.edition)
    )
    of_key: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in map(dict, c.execute(query).mappings()):
        of_key.setdefault((row["series_id"], row["period"], row["basis"]), []).append(row)
    found: list[tuple[Mapping[str, Any], Mapping[str, Any] | None]] = []
    for editions in of_key.values():
        last: dict[Any, Mapping[str, Any]] = {row["published_at"]: row for row in editions}
        found += [(one, _before(editions, one)) for one in last.values() if one["upload_id"] == upload_id]
    return found


def _before(editions: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what stood before: the same publication's earlier vintage, else the last of the publication before."""
    others = [one for one in editions if one["upload_id"] != row["upload_id"]]
    same = [one for one in others if one["published_at"] == row["published_at"] and one["edition"] < row["edition"]]
    if same or row["published_at"] is None:
        return same[-1] if same else None
    earlier = [one for one in others if one["published_at"] is not None and one["published_at"] < row["published_at"]]
    return max(earlier, key=lambda one: (one["published_at"], one["edition"]), default=None)


def _restored(row: Mapping[str, Any], before: Mapping[str, Any] | None, reason: str) -> dict[str, Any]:
    told = f"undo of upload {row['upload_id']}, vintage {row['id']}: {reason}"
    values = {name: row[name] for name in OBSERVATIONS if name not in STORED}
    values |= {"indicator": row["named"] or row["indicator"], "note": told, "sheet": None, "column": "value"}
    values |= {name: values[name] or None for name in ABSENT}
    if before is not None:
        return values | {name: before[name] for name in VALUE}
    return values | {"value": None, "value_text": None, "qualifier": None, "status": ObsStatus.MISSING.value}


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    columns = {}
    for name, kind in OBSERVATIONS.items():
        if name in STORED:
            continue
        given = [row[name] for row in rows] if name != "row" else list(range(2, len(rows) + 2))
        kept = [np.nan if value is None else value for value in given] if kind == "number" else given
        columns[name] = pd.Series(objects(kept), dtype=DTYPES.get(kind, "object"))
    return pd.DataFrame(columns)
