"""What a release would change: values, conflicts, and the lights; shown before it is confirmed (practice 12)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboards.content.changes import Why
from dashboards.content.desk import reviewed_uploads
from dashboards.content.line import ORDER, GapLine, gap_lines
from dashboards.content.preview import Incoming, incoming_rows
from dashboards.content.reckoning import reckon_frames
from dashboards.content.rivals import Rivalry, upload_rivals
from dashboards.wording import SHANGHAI
from gaps import gap_table
from ingest import UploadReading
from measures.catalogue import Catalogue
from measures.frames import OBSERVATIONS
from measures.places import Places
from measures.problems import Problem
from measures.terms import Change, SubmissionState
from storage import documents
from storage.intake import read_submission, stopped, wanting
from storage.observations import compare_upload, get_upload
from storage.submissions import Submission, get_submission

if TYPE_CHECKING:
    from storage import Connection

#: Changes that write a value that was not known.
_WRITING: Final = (Change.NEW, Change.REVISED, Change.CORRECTED, Change.CONFLICT)
_REVISING: Final = (Change.REVISED, Change.CORRECTED)


@dataclass(frozen=True, kw_only=True)
class LightEffect:
    """A light that a release would change."""

    #: the target's line as it would be
    line: GapLine
    #: the target's line as it is
    before: GapLine
    #: another value of the same period, or a figure that was not there
    why: Why
    #: True: it moves up the list of what wants attention
    worse: bool
    #: addresses of the submitted cells that it would rest on
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReleaseView:
    """A submission as the people who look at it see it."""

    #: the receipt: who, when, checksum, counts, state
    submission: Submission
    #: values by what they would do; every change is there
    counts: Mapping[Change, int]
    #: the first of each change, revised ones first
    rows: tuple[Incoming, ...]
    #: other sources that say something else
    rivals: tuple[Rivalry, ...]
    #: what reading and history say of it now
    problems: tuple[Problem, ...]
    #: those of them that wanted the submitter's word
    explained: tuple[Problem, ...]
    #: lights that would change, worse ones first; None for the submitter, who does not see them, and once it is decided
    lights: tuple[LightEffect, ...] | None
    #: True: the person who looks may release it
    releasable: bool


def build_release(
    connection: "Connection",
    submission_id: int,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    looker: str,
    *,
    may_release: bool = True,
    zone: ZoneInfo = SHANGHAI,
) -> ReleaseView:
    """What a submission would change, as `looker` may see it; raises NotFound."""
    found, reading, _ = read_submission(connection, submission_id, catalogue, places, now, zone=zone)
    compared = compare_upload(connection, reading.observations)
    counted = compared["change"].value_counts().to_dict()
    waiting = found.state is SubmissionState.SUBMITTED
    allowed = waiting and may_release and looker != found.submitted_by
    return ReleaseView(
        submission=found,
        counts={change: int(counted.get(change.value, 0)) for change in Change},
        rows=tuple(incoming_rows(reading.observations, compared)),
        rivals=upload_rivals(connection, reading.observations, now),
        problems=reading.problems,
        explained=wanting(reading),
        lights=light_effects(connection, reading, compared, catalogue, now) if allowed else None,
        releasable=allowed and stopped(reading, found.word) is None,
    )


def light_effects(
    connection: "Connection", reading: UploadReading, compared: pd.DataFrame, catalogue: Catalogue, now: datetime
) -> tuple[LightEffect, ...]:
    """The lights that differ once these values are released, reckoned now on what is public, embargo aside."""
    frames = reckon_frames(connection, catalogue, as_of=now, released_only=True, public_at=now)
    if frames.targets.empty:
        return ()
    added = _added(reading, compared, frames.observations, now)
    known = pd.concat([frames.observations, added], ignore_index=True) if len(frames.observations) else added
    gaps = gap_table(frames.targets, known, now, frames.settings, catalogue)
    gaps["verdict"] = frames.gaps["verdict"]
    slugs = {document.doc: document.id for document in documents.list_documents(connection)}
    reviewed = reviewed_uploads(connection)
    before = {line.target_id: line for line in gap_lines(frames, slugs, reviewed)}
    after = gap_lines(replace(frames, observations=known, gaps=gaps), slugs, reviewed | {0})
    changes = dict(zip(added["vintage_id"].tolist(), compared["change"][added.index].tolist(), strict=True))
    cells = dict(zip(added["vintage_id"].tolist(), _cells(added), strict=True))
    found = [
        _effect(line, before[line.target_id], changes, cells)
        for line in after
        if line.status is not before[line.target_id].status
    ]
    return tuple(sorted(found, key=lambda one: (not one.worse, ORDER.index(one.line.status), one.line.target_id)))


def _added(reading: UploadReading, compared: pd.DataFrame, known: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """The values that would be written, as OBSERVATIONS of an upload number 0, on the index of the reading."""
    rows = reading.observations[compared["change"].isin(_WRITING)]
    first = int(known["vintage_id"].max()) + 1 if len(known) else 1
    return rows.assign(vintage_id=first + np.arange(len(rows)), recorded_at=now, upload_id=0)[[*OBSERVATIONS]]


def _cells(added: pd.DataFrame) -> list[str]:
    sheets = [f"{sheet}!" if isinstance(sheet, str) and sheet else "" for sheet in added["sheet"].tolist()]
    places = zip(sheets, added["column"].tolist(), added["row"].tolist(), strict=True)
    return [f"{sheet}{column or ''}{row}" for sheet, column, row in places]


def _effect(line: GapLine, before: GapLine, changes: Mapping[int, str], cells: Mapping[int, str]) -> LightEffect:
    mine = [vintage for vintage in line.vintages if vintage in changes]
    revised = any(changes[vintage] in _REVISING for vintage in mine)
    if not mine:
        why = Why.REVISION if line.period == before.period else Why.NEW_DATA
    else:
        why = Why.REVISION if revised else Why.NEW_DATA
    return LightEffect(
        line=line,
        before=before,
        why=why,
        worse=ORDER.index(line.status) < ORDER.index(before.status),
        cells=tuple(cells[vintage] for vintage in mine),
    )


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """回执: who submitted and who released a file, when, with its checksum and counts."""

    #: of the submission
    number: int
    #: file name as the person knows it
    file: str
    sha256: str
    state: SubmissionState
    submitted_by: str
    submitted_at: datetime
    #: who released or withdrew it, None while it waits
    decided_by: str | None
    decided_at: datetime | None
    #: rows by Change: as stored, before the release as submitted
    counts: Mapping[str, int]
    #: the upload that holds its values, None unless released
    upload_id: int | None
    #: what the submitter said about the warnings
    word: str | None
    #: 修订依据
    revision_basis: str | None
    #: until when the outside may not know its values, None for no embargo
    embargo_until: datetime | None
    #: why it was withdrawn
    note: str | None


def build_receipt(connection: "Connection", submission_id: int) -> Receipt:
    """The receipt of a submission; raises NotFound."""
    found = get_submission(connection, submission_id)
    upload = None if found.upload_id is None else get_upload(connection, found.upload_id)
    same = ("sha256", "state", "submitted_by", "submitted_at", "decided_by", "decided_at", "upload_id", "word", "note")
    facts = {name: getattr(found, name) for name in same}
    return Receipt(
        **facts,
        number=found.id,
        file=found.name,
        counts=found.counts if upload is None else upload.counts,
        revision_basis=found.revision_basis,
        embargo_until=found.embargo_until if upload is None else upload.embargo_until,
    )
