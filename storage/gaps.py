"""Evaluations as they were made: every gap row with the target version and the vintages that it used."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pandas as pd
from sqlalchemy import Connection, insert, select

from measures.errors import NotFound
from measures.frames import GAPS, checked
from storage import audit
from storage.bulk import CHUNK, insert_rows
from storage.columns import to_json
from storage.framing import framed
from storage.tables import gap_rows, gap_runs
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class GapRun:
    """One evaluation of all targets."""

    id: int
    #: moment that the gaps speak of
    as_of: datetime
    #: vintages recorded later were left out; None = none were
    recorded_by: datetime | None
    #: settings of the reckoning
    settings: Mapping[str, Any]
    #: rows
    count: int
    made_at: datetime
    made_by: str


def save_gaps(
    w: Writing, frame: pd.DataFrame, *, as_of: datetime, recorded_by: datetime | None = None, settings: Any
) -> int:
    """Keep a gap table (contract GAPS) and the settings that made it, a dataclass or mapping; return the run's id."""
    frame = checked(frame, GAPS, "gaps")
    plain_settings = asdict(settings) if is_dataclass(settings) and not isinstance(settings, type) else dict(settings)
    run = {
        "as_of": as_of,
        "recorded_by": recorded_by,
        "settings": plain_settings,
        "count": len(frame),
        "made_at": w.at,
        "made_by": w.actor,
    }
    run_id = int(w.connection.execute(insert(gap_runs).values(run).returning(gap_runs.c.id)).scalar_one())
    names = ("run_id", "position", *_SINGLE, "row")
    pieces = (_columns(frame, run_id, start) for start in range(0, len(frame), CHUNK))
    insert_rows(w.connection, gap_rows, names, pieces)
    audit.record(w, "gaps.save_gaps", "gap_run", run_id, {"as_of": as_of, "count": len(frame)})
    return run_id


def list_runs(c: Connection, *, limit: int | None = 1000) -> tuple[GapRun, ...]:
    """Return the evaluations, newest first; `limit` None returns all."""
    query = select(gap_runs).order_by(gap_runs.c.id.desc()).limit(limit)
    return tuple(GapRun(**row) for row in c.execute(query).mappings())


def gaps_of_run(c: Connection, run_id: int) -> pd.DataFrame:
    """Return a kept gap table exactly as it was saved (contract GAPS); raises NotFound."""
    if c.execute(select(gap_runs.c.id).where(gap_runs.c.id == run_id)).first() is None:
        raise NotFound("gap run", run_id)
    query = select(gap_rows.c.row).where(gap_rows.c.run_id == run_id).order_by(gap_rows.c.position)
    rows = c.execute(query).scalars().all()
    values = {name: [_restored(row.get(name), kind) for row in rows] for name, kind in GAPS.items()}
    return framed(values, GAPS, "gaps")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A kept gap row that is not what its evaluation yields when it is made again."""

    run_id: int
    #: of the row, None for a row that is on one side only
    target_id: int
    #: names of the columns that differ; empty where the row is missing or too many
    columns: tuple[str, ...]
    #: "changed", "missing" (was not kept) or "extra" (is kept, and not yielded)
    kind: str


def differences(c: Connection, run_id: int, again: pd.DataFrame) -> tuple[Difference, ...]:
    """Compare a kept evaluation, bit for bit, with the gap table (contract GAPS) that it yields when it is made again.

    Columns that came to the contract after the evaluation was kept are left aside.
    """
    query = select(gap_rows).where(gap_rows.c.run_id == run_id).order_by(gap_rows.c.position)
    kept = {row["target_id"]: dict(row) for row in c.execute(query).mappings()}
    names = ("run_id", "position", *_SINGLE, "row")
    made: dict[int, dict[str, Any]] = {}
    for start in range(0, len(again), CHUNK):
        for values in zip(*_columns(again, run_id, start), strict=True):
            row = dict(zip(names, values, strict=True))
            made[row["target_id"]] = row | {"row": orjson.loads(row["row"])}
    found = []
    for target_id in sorted(kept.keys() | made.keys()):
        if target_id not in made or target_id not in kept:
            kind = "extra" if target_id in kept else "missing"
            found.append(Difference(run_id=run_id, target_id=target_id, columns=(), kind=kind))
            continue
        columns = _unequal(kept[target_id], made[target_id])
        if columns:
            found.append(Difference(run_id=run_id, target_id=target_id, columns=columns, kind="changed"))
    return tuple(found)


def _unequal(kept: Mapping[str, Any], made: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the columns in which two rows differ, whole rows and the columns beside them."""
    beside = {name for name in ("position", *_SINGLE) if kept[name] != made[name]}
    whole = {name for name, value in kept["row"].items() if name not in GAPS or value != made["row"][name]}
    return tuple(sorted(beside | whole))


#: Columns that stand beside the whole row, for those who look with SQL.
_SINGLE = ("target_id", "target_version", "place_code", "status", "provisional", "period", "observed", "gap")


def _columns(frame: pd.DataFrame, run_id: int, start: int) -> list[list[Any]]:
    some = frame.iloc[start : start + CHUNK]
    single = {name: [_missing_as_none(v) for v in some[name].tolist()] for name in _SINGLE}
    whole = [to_json(dict(zip(some.columns, values, strict=True))) for values in zip(*_kept(some), strict=True)]
    positions = list(range(start, start + len(some)))
    return [[run_id] * len(some), positions, *(single[name] for name in _SINGLE), whole]


def _kept(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the columns of a frame in the forms that JSON keeps: moments in UTC, days as ISO 8601."""
    return [[_jsonable(v, kind) for v in frame[name].tolist()] for name, kind in GAPS.items()]


def _jsonable(value: Any, kind: str) -> Any:
    if kind in ("list", "any"):
        return value
    value = _missing_as_none(value)
    if value is None:
        return None
    if kind == "moment":
        return value.astimezone(UTC).isoformat()
    return date(value.year, value.month, value.day).isoformat() if kind == "date" else value


def _missing_as_none(value: Any) -> Any:
    return None if value is None or value is pd.NaT or value != value else value


def _restored(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "moment":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind == "date" else value


__all__ = ["Difference", "GapRun", "differences", "gaps_of_run", "list_runs", "save_gaps"]
