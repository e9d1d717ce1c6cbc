"""What an upload would do: values, revisions and checks, before anything is stored; no lights (practice 12)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards.content.grid import CellMark, Grid, grids, problem_column
from dashboards.content.records import records
from dashboards.content.rivals import Rivalry, upload_rivals
from dashboards.drafts import UploadDraft
from ingest import Question, UploadReading
from measures.problems import Problem
from measures.terms import Change, Severity
from storage import observations
from storage.intake import wanting
from storage.submissions import REVISIONS

if TYPE_CHECKING:
    from storage import Connection

#: rows of each kind of change, and problems, that a page shows
SHOWN = 100
#: what a person must look at first
ORDER = (Change.REVISED, Change.CORRECTED, Change.CONFLICT, Change.NEW, Change.UNCHANGED, Change.SKIPPED)


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One value of the file and what it would do."""

    sheet: str | None
    #: "F17"
    cell: str
    place: str
    place_code: str | None
    indicator: str
    indicator_id: str | None
    measure: str
    period: str
    basis: str
    value: float | None
    value_text: str | None
    unit: str | None
    status: str | None
    published_at: date | None
    change: Change
    #: the value known before, None for new ones
    old_value: float | None
    old_unit: str | None
    #: value minus old value in the unit of both; None where one is missing or the units differ
    difference: float | None
    #: the same in per cent of the old value
    percent: float | None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A file that waits to be submitted, as it was understood."""

    draft_id: str
    name: str
    source: str | None
    published: date | None
    kept_at: datetime
    sha256: str
    #: bytes
    size: int
    #: reader and encoding
    reader: str
    #: values by what they would do; every change is there
    counts: Mapping[Change, int]
    #: the first of each change, revised ones first
    rows: tuple[Incoming, ...]
    questions: tuple[Question, ...]
    #: errors first
    problems: tuple[Problem, ...]
    #: problems by severity; every severity is there
    weights: Mapping[Severity, int]
    #: the beginning of each sheet with the cells that were understood and those that have problems
    sheets: tuple[Grid, ...]
    #: True: nothing stops it
    storable: bool
    #: the warnings that want the uploader's word
    wanting: tuple[Problem, ...]
    #: True: stored values would become others, which wants a 修订依据
    needs_basis: bool
    #: other sources that say something else of the same figures
    rivals: tuple[Rivalry, ...]


def build_preview(
    connection: "Connection", draft: UploadDraft, data: bytes, reading: UploadReading, now: datetime
) -> Preview:
    """The preview of a draft that was read."""
    compared = observations.compare_upload(connection, reading.observations)
    counted = Counter(compared["change"].tolist())
    weights = Counter(problem.severity for problem in reading.problems)
    order = list(Severity)
    return Preview(
        draft_id=draft.id,
        name=draft.name,
        source=draft.source,
        published=draft.published,
        kept_at=draft.kept_at,
        sha256=reading.sha256,
        size=reading.size,
        reader=reading.reader,
        counts={change: counted[change] for change in Change},
        rows=tuple(incoming_rows(reading.observations, compared)),
        questions=reading.questions,
        problems=tuple(sorted(reading.problems, key=lambda problem: order.index(problem.severity))[:SHOWN]),
        weights={severity: weights[severity] for severity in Severity},
        sheets=tuple(grids(data, reading.reader, _marks(reading))),
        storable=reading.storable,
        wanting=wanting(reading),
        needs_basis=bool((compared["change"].isin(REVISIONS) & (compared["old_vintage_id"] > 0)).any()),
        rivals=upload_rivals(connection, reading.observations, now),
    )


def incoming_rows(frame: pd.DataFrame, compared: pd.DataFrame) -> Iterator[Incoming]:
    """The first values of each change, on the compared frame's index; what wants a look first."""
    names = [name for name in Incoming.__dataclass_fields__ if name in frame.columns]
    for change in ORDER:
        chosen = frame[(compared["change"] == change).to_numpy()].head(SHOWN)
        if chosen.empty:
            continue
        known = compared.loc[chosen.index]
        for row, old in zip(records(chosen[[*names, "row", "column"]]), records(known), strict=True):
            cell = f"{row.pop('column') or ''}{row.pop('row') or ''}"
            before = {"old_value": old["old_value"], "old_unit": old["old_unit"]}
            difference, percent = _difference(row, before)
            yield Incoming(**row, **before, cell=cell, change=change, difference=difference, percent=percent)


def _difference(row: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[float | None, float | None]:
    new, old = row["value"], before["old_value"]
    if new is None or old is None or row["unit"] != before["old_unit"]:
        return None, None
    change = float(f"{new - old:.12g}")
    return change, float(f"{change / abs(old) * 100:.4g}") if old else None


def _marks(reading: UploadReading) -> Iterator[CellMark]:
    seen: pd.DataFrame = reading.observations[["sheet", "row", "column"]].head(20_000)
    for row in records(seen):
        yield CellMark(sheet=row["sheet"], row=row["row"], column=row["column"], problem=None)
    for problem in reading.problems:
        where = problem.where
        if where.row is not None:
            yield CellMark(sheet=where.sheet, row=where.row, column=problem_column(problem), problem=problem)
