"""Taking a file of statistics in: read it, and where nothing stops it keep it whole, in one transaction.

The command line, the inbox and polled sources use the same function, so that a file means the same whichever way it
comes. Where two people are asked for, one submits and another releases.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest import UploadReading, UploadSettings, read_upload
from measures.catalogue import Catalogue
from measures.places import Places
from measures.terms import Authority, RevisionBasis
from storage import Store, jobs, submissions, writing
from storage import reading as reading_of
from storage.observations import IngestOutcome, raw_file, save_upload
from storage.undoing import undo_upload

#: The job that new data asks for.
RECKON_GAPS = "reckon_gaps"

_SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    #: what was kept; None where errors or open questions stopped the file
    outcome: IngestOutcome | None

    @property
    def stored(self) -> bool:
        """True where the file is in the store."""
        return self.outcome is not None


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
    zone: ZoneInfo = _SHANGHAI,
) -> Intake:
    """Read a file and keep it, its observations and the request to reckon in one transaction, or nothing of it.

    `told` is what the uploader says; `rank` of a source outranks what the file says of itself; `zone` says which day
    `now` lies in. Taking the same file in again changes nothing. Raises StoreUnavailable when the database goes away:
    then nothing is kept.
    """
    reading = read_upload(data, name, catalogue, places, settings, today=now.astimezone(zone).date())
    if not reading.storable:
        return Intake(reading=reading, outcome=None)
    if rank is not None:
        reading = replace(reading, observations=reading.observations.assign(authority=int(rank)))
    with writing(store, actor=actor, act="upload:store", at=now) as w:
        outcome = save_upload(w, reading, data, source=settings.source, **vars(told))
        if outcome.stored:
            jobs.request(w, RECKON_GAPS)
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
    zone: ZoneInfo = _SHANGHAI,
) -> tuple[UploadReading, int | None]:
    """Read a file and keep it until another person releases it; return the reading and the submission's id, or None.

    Raises NotAllowed where known values would become others and no basis is told.
    """
    reading = read_upload(data, name, catalogue, places, settings, today=now.astimezone(zone).date())
    if not reading.storable:
        return reading, None
    with writing(store, actor=actor, act="upload:submit", at=now) as w:
        return reading, submissions.submit(w, reading, data, settings, **vars(told))


def release_file(
    store: Store,
    submission_id: int,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    actor: str,
    *,
    zone: ZoneInfo = _SHANGHAI,
) -> IngestOutcome:
    """Release what another person submitted: read again as on the day of its submission, then stored whole.

    Raises NotFound; NotAllowed for the submitter and for what is decided already.
    """
    with reading_of(store) as c:
        found = submissions.get_submission(c, submission_id)
        data = raw_file(c, found.sha256)
    settings = UploadSettings(
        source=found.source, published=found.published, mapping=found.mapping, max_bytes=max(len(data), 1)
    )
    day = found.submitted_at.astimezone(zone).date()
    reading = read_upload(data, found.name, catalogue, places, settings, today=day)
    with writing(store, actor=actor, act="upload:release", at=now) as w:
        outcome = submissions.release(w, submission_id, reading, data)
        if outcome.stored:
            jobs.request(w, RECKON_GAPS)
    return outcome


def undo(store: Store, upload_id: int, reason: str, now: datetime, actor: str) -> IngestOutcome:
    """Take an upload's values back and ask for a reckoning; raises NotFound, NotAllowed."""
    with writing(store, actor=actor, act="upload:undo", at=now) as w:
        outcome = undo_upload(w, upload_id, reason=reason)
        jobs.request(w, RECKON_GAPS)
    return outcome
