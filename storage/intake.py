"""Taking a file of statistics in: read it, check it against what is known, keep it whole, in one transaction.

The command line, pages, the API, the inbox and polled sources all come through `understand`, so that a file means the
same whichever way it comes. Where two people are asked for, one submits and another releases.
"""

import hashlib
import logging
import traceback
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from ingest import UploadReading, UploadSettings, against_history, read_upload, unexplained
from measures.catalogue import Catalogue
from measures.errors import NotAllowed
from measures.places import Places
from measures.problems import Problem, Where
from measures.terms import Authority, RevisionBasis, Severity
from storage import blobs, jobs, submissions
from storage.days import ZONE
from storage.engine import Store
from storage.lateness import late_problems
from storage.observations import IngestOutcome, save_upload
from storage.pasts import past_of
from storage.release import embargo_of, move_embargo
from storage.transactions import Writing, writing
from storage.transactions import reading as reading_of
from storage.undoing import undo_upload

#: The job that new data asks for.
RECKON_GAPS = "reckon_gaps"


class Stop(StrEnum):
    """Why a file was not kept."""

    ERRORS = "errors"
    QUESTIONS = "questions"
    WORD = "word"  #: warnings want a word that was not given
    BASIS = "basis"  #: known values would become others and no 修订依据 was given


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the uploader says beside the file."""

    #: about the warnings
    word: str | None = None
    #: 修订依据 of values that become others
    revision_basis: RevisionBasis | None = None
    #: until when the outside may not know the values
    embargo_until: datetime | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What became of a file."""

    #: what was understood, with problems and open questions
    reading: UploadReading
    #: what was kept; None where the file was stopped, or waits for its release
    outcome: IngestOutcome | None = None
    #: the submission that waits for another person
    submission_id: int | None = None
    #: why nothing was kept, None where something was
    stop: Stop | None = None

    @property
    def stored(self) -> bool:
        """True where the file is in the store."""
        return self.outcome is not None


def understand(
    c: Connection,
    data: bytes,
    name: str,
    settings: UploadSettings,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    *,
    rank: Authority | None = None,
    zone: ZoneInfo = ZONE,
    read_on: datetime | None = None,
) -> UploadReading:
    """Read a file and add what the store makes doubtful of it: outliers, skipped periods, late and missing releases.

    `rank` of a source outranks what the file says of itself; `zone` says which day `now` lies in. `read_on`: the moment
    whose day counts as today while reading, None = now. Nothing is kept.
    """
    today = (read_on or now).astimezone(zone).date()
    reading = _read(data, name, catalogue, places, settings, today)
    frame = reading.observations if rank is None else reading.observations.assign(authority=int(rank))
    doubts = against_history(frame, past_of(c, frame), catalogue, name)
    late = late_problems(c, frame, catalogue, now, name)
    return replace(reading, observations=frame, problems=(*reading.problems, *doubts, *late))


def _read(
    data: bytes, name: str, catalogue: Catalogue, places: Places, settings: UploadSettings, today: date
) -> UploadReading:
    """Read a file; where the reader itself fails that is an error of the file's report, and the file stays with it."""
    try:
        return read_upload(data, name, catalogue, places, settings, today=today)
    except Exception as error:  # a fault of ours must not lose what somebody sent
        logging.getLogger(__name__).exception("reading %s failed", name)
        at = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {error} ({PurePath(at.filename).name}:{at.lineno})"
        failed = Problem(
            code="reader_failed",
            severity=Severity.ERROR,
            where=Where(file=name),
            details={"name": name, "reason": reason[:300]},
        )
        nothing = read_upload(b"", name, catalogue, places, settings, today=today)
        return replace(
            nothing, sha256=hashlib.sha256(data).hexdigest(), size=len(data), problems=(failed,), questions=()
        )


def stopped(reading: UploadReading, word: str | None) -> Stop | None:
    """Return what stops a file that was understood, None where it may be kept."""
    if any(problem.severity == Severity.ERROR for problem in reading.problems):
        return Stop.ERRORS
    if reading.questions:
        return Stop.QUESTIONS
    return Stop.WORD if wanting(reading) and not (word or "").strip() else None


def wanting(reading: UploadReading) -> tuple[Problem, ...]:
    """Return the warnings that want a word of the uploader."""
    return unexplained(reading.problems)


def take_in(
    store: Store,
    data: bytes,
    name: str,
    settings: UploadSettings,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    actor: str,
    *,
    told: Told = NOTHING_TOLD,
    rank: Authority | None = None,
    zone: ZoneInfo = ZONE,
) -> Intake:
    """Read a file and keep it, its observations and the request to reckon in one transaction, or nothing of it.

    Nobody releases it: its figures are 未经复核. Taking the same file in again changes nothing. Raises StoreUnavailable
    when the database goes away: then nothing is kept.
    """
    with reading_of(store) as c:
        reading = understand(c, data, name, settings, catalogue, places, now, rank=rank, zone=zone)
    stop = stopped(reading, told.word)
    if stop is not None:
        return Intake(reading=reading, stop=stop)
    with writing(store, actor=actor, act="upload:store", at=now) as w:
        outcome = save_upload(w, reading, data, source=settings.source, **vars(told))
        _ask_for_reckoning(w, outcome)
    return Intake(reading=reading, outcome=outcome)


def submit_file(
    store: Store,
    data: bytes,
    name: str,
    settings: UploadSettings,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    actor: str,
    *,
    told: Told = NOTHING_TOLD,
    zone: ZoneInfo = ZONE,
) -> Intake:
    """Read a file and keep it until another person releases it, or nothing of it."""
    with reading_of(store) as c:
        reading = understand(c, data, name, settings, catalogue, places, now, zone=zone)
    stop = stopped(reading, told.word)
    if stop is not None:
        return Intake(reading=reading, stop=stop)
    with writing(store, actor=actor, act="upload:submit", at=now) as w:
        if told.revision_basis is None and submissions.revises(w.connection, reading):
            return Intake(reading=reading, stop=Stop.BASIS)
        return Intake(reading=reading, submission_id=submissions.submit(w, reading, data, settings, **vars(told)))


def read_submission(
    c: Connection,
    submission_id: int,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    *,
    zone: ZoneInfo = ZONE,
) -> tuple[submissions.Submission, UploadReading, bytes]:
    """Return a submission with its file, read again as on the day of its submission; raises NotFound."""
    found = submissions.get_submission(c, submission_id)
    data = blobs.read(c, found.sha256)
    settings = UploadSettings(
        source=found.source, published=found.published, mapping=found.mapping, max_bytes=max(len(data), 1)
    )
    day = found.submitted_at
    return found, understand(c, data, found.name, settings, catalogue, places, now, zone=zone, read_on=day), data


def release_file(
    store: Store,
    submission_id: int,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    actor: str,
    *,
    zone: ZoneInfo = ZONE,
) -> IngestOutcome:
    """Release what another person submitted: read again, then stored whole.

    Raises NotFound; NotAllowed for the submitter, for what is decided already, and for what has become doubtful since.
    """
    with reading_of(store) as c:
        found, reading, data = read_submission(c, submission_id, catalogue, places, now, zone=zone)
    with writing(store, actor=actor, act="upload:release", at=now) as w:
        submissions.allow_release(w, found)
        if stopped(reading, found.word) is not None:
            raise NotAllowed("release", actor, f"submission {submission_id} has new problems; submit the file again")
        outcome = submissions.release(w, submission_id, reading, data)
        _ask_for_reckoning(w, outcome)
    return outcome


def undo(store: Store, upload_id: int, reason: str, now: datetime, actor: str) -> IngestOutcome:
    """Take an upload's values back and ask for a reckoning; raises NotFound, NotAllowed."""
    with writing(store, actor=actor, act="upload:undo", at=now) as w:
        outcome = undo_upload(w, upload_id, reason=reason)
        jobs.request(w, RECKON_GAPS)
    return outcome


def end_embargo(store: Store, upload_id: int, until: datetime | None, now: datetime, actor: str) -> datetime:
    """Let an embargo end earlier, None = now; return when it ends. Raises NotFound, NotAllowed."""
    with writing(store, actor=actor, act="upload:release", at=now) as w:
        move_embargo(w, upload_id, until or now)
        if until is None or until <= now:
            jobs.request(w, RECKON_GAPS)
        ends = embargo_of(w.connection, upload_id)
    assert ends is not None
    return ends


def _ask_for_reckoning(w: Writing, outcome: IngestOutcome) -> None:
    if outcome.stored:
        jobs.request(w, RECKON_GAPS)
