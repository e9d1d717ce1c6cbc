"""Taking a file of statistics in: read it, and where nothing stops it keep it whole, in one transaction.

The command line and the inbox use the same function, so that a file means the same whichever way it comes.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest import UploadReading, UploadSettings, read_upload
from measures.catalogue import Catalogue
from measures.places import Places
from storage import Store, jobs, writing
from storage.observations import IngestOutcome, save_upload

#: The job that new data asks for.
RECKON_GAPS = "reckon_gaps"

_SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    word: str | None = None,
    zone: ZoneInfo = _SHANGHAI,
) -> Intake:
    """Read a file and keep it, its observations and the request to reckon in one transaction, or nothing of it.

    `word` is what the uploader says about the warnings; `zone` says which day `now` lies in. Taking the same file in
    again changes nothing. Raises StoreUnavailable when the database goes away: then nothing is kept.
    """
    reading = read_upload(data, name, catalogue, places, settings, today=now.astimezone(zone).date())
    if not reading.storable:
        return Intake(reading=reading, outcome=None)
    with writing(store, actor=actor, act="upload:store", at=now) as w:
        outcome = save_upload(w, reading, data, source=settings.source, word=word)
        if outcome.stored:
            jobs.request(w, RECKON_GAPS)
    return Intake(reading=reading, outcome=outcome)
