"""What an upload would do, for programs: the dry run of design section 4 with what the store knows."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dashboards.content.rivals import upload_rivals
from dashboards.i18n import problem_text
from ingest import UploadReading, UploadSettings, dry_run, wants_word
from measures.catalogue import Catalogue
from measures.places import Places
from measures.terms import Authority
from storage.intake import understand
from storage.observations import compare_upload

if TYPE_CHECKING:
    from storage import Connection


def try_upload(
    connection: "Connection",
    data: bytes,
    name: str,
    settings: UploadSettings,
    catalogue: Catalogue,
    places: Places,
    now: datetime,
    zone: ZoneInfo,
    language: str,
    *,
    rank: Authority | None = None,
) -> tuple[UploadReading, dict[str, Any]]:
    """Return what was understood of a file, and its dry run; nothing is kept."""
    found = understand(connection, data, name, settings, catalogue, places, now, rank=rank, zone=zone)
    shown = dry_run(found, compare_upload(connection, found.observations))
    shown["problems"] = [
        told | {"text": problem_text(problem, language), "wants_word": wants_word(problem)}
        for told, problem in zip(shown["problems"], found.problems, strict=True)
    ]
    shown["conflicts"] = [asdict(one) for one in upload_rivals(connection, found.observations, now)]
    return found, shown
