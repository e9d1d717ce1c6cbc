"""What an upload would do: values, revisions and checks, before anything is stored; no lights (practice 12)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from dashboards.content.grid import CellMark, Grid, grids, problem_column
from dashboards.content.records import records
from dashboards.drafts import UploadDraft
from ingest import Question, UploadReading
from measures.problems import Problem
from measures.terms import Change, Severity
from storage import observations

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
    #: True: the warnings want a word
    needs_word: bool


def build_preview(connection: "Connection", draft: UploadDraft, data: bytes, reading: UploadReading) -> Preview:
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
        rows=tuple(_rows(reading.observations, compared)),
        questions=reading.questions,
        problems=tuple(sorted(reading.problems, key=lambda problem: order.index(problem.severity))[:SHOWN]),
        weights={severity: weights[severity] for severity in Severity},
        sheets=tuple(grids(data, reading.reader, _marks(reading))),
        storable=reading.storable,
        needs_word=weights[Severity.WARNING] > 0,
    )


def _rows(frame: pd.DataFrame, compared: pd.DataFrame) -> Iterator[Incoming]:
    names = [name for name in Incoming.__dataclass_fields__ if name in frame.columns]
    for change in ORDER:
        chosen = frame[(compared["change"] == change).to_numpy()].head(SHOWN)
        if chosen.empty:
            continue
        before = compared.loc[chosen.index]
        for row, old in zip(records(chosen[[*names, "row", "column"]]), records(before), strict=True):
            cell = f"{row.pop('column') or ''}{row.pop('row') or ''}"
            yield Incoming(**row, cell=cell, change=change, old_value=old["old_value"], old_unit=old["old_unit"])


def _marks(reading: UploadReading) -> Iterator[CellMark]:
    seen: pd.DataFrame = reading.observations[["sheet", "row", "column"]].head(20_000)
    for row in records(seen):
        yield CellMark(sheet=row["sheet"], row=row["row"], column=row["column"], problem=None)
    for problem in reading.problems:
        where = problem.where
        if where.row is not None:
            yield CellMark(sheet=where.sheet, row=where.row, column=problem_column(problem), problem=problem)
