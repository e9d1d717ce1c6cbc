"""Sources polled by themselves: what is due is fetched, taken in like any file, and noted; twice changes nothing."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from dashboards.content.trial import try_upload
from ingest import UploadReading, UploadSettings, wants_word
from measures.errors import StoreUnavailable
from scheduler.delivery import ACTOR
from scheduler.duetimes import interval_due
from scheduler.kit import Kit
from scheduler.sources import http, sdmx, sql
from scheduler.sources.definitions import FolderSource, HttpSource, SdmxSource, Source, SqlSource, mapping_of
from scheduler.sources.fetched import Fetched, FetchFailed, Known
from storage import jobs, reading, writing
from storage.intake import Intake, Told, take_in
from storage.sources import get_mark, mark

#: Run rows of a source bear its name after this.
RUNS_OF: Final = "source:"

_log = logging.getLogger(__name__)


class PollOutcome(StrEnum):
    """What became of a poll."""

    NOT_MODIFIED = "not_modified"  #: the far side has what it had
    STORED = "stored"
    UNCHANGED = "unchanged"  #: another file that says what is known
    REJECTED = "rejected"  #: errors, open questions, or warnings that nobody has said a word on


@dataclass(frozen=True, kw_only=True)
class Polled:
    """One poll of a source."""

    source: str
    outcome: PollOutcome
    #: what was fetched and understood; None where nothing was fetched
    intake: Intake | None = None


def poll(kit: Kit, source: Source, now: datetime) -> Polled:
    """Fetch a source's file and take it in. The same file again changes nothing.

    Raises FetchFailed when every attempt has failed, ConfigurationError for what the environment or the mapping file
    lacks.
    """
    definition = source.definition()
    with reading(kit.store) as c:
        last = get_mark(c, source.name)
    if last is not None and last.definition != definition:
        last = None
    known = Known(etag=last.etag, last_modified=last.last_modified) if last else Known()
    fetched = fetch(source, known)
    if fetched is None:
        return Polled(source=source.name, outcome=PollOutcome.NOT_MODIFIED)
    sha256 = hashlib.sha256(fetched.data).hexdigest()
    intake = None
    if last is None or last.sha256 != sha256:
        intake = _take_in(kit, source, fetched, now)
        if intake.outcome is None:
            return Polled(source=source.name, outcome=PollOutcome.REJECTED, intake=intake)
    with writing(kit.store, actor=_actor(source), act="source:poll", at=now) as w:
        told = {"etag": fetched.etag, "last_modified": fetched.last_modified}
        mark(w, source.name, definition, sha256=sha256, **told)
    if intake is None or intake.outcome is None:
        return Polled(source=source.name, outcome=PollOutcome.NOT_MODIFIED)
    outcome = PollOutcome.STORED if intake.outcome.stored else PollOutcome.UNCHANGED
    return Polled(source=source.name, outcome=outcome, intake=intake)


def try_out(kit: Kit, source: Source, now: datetime) -> tuple[UploadReading, dict[str, Any]]:
    """Fetch a source's file; return what was understood and its dry run, keep nothing. Raises what `poll` raises."""
    fetched = fetch(source, Known())
    assert fetched is not None
    with reading(kit.store) as c:
        return try_upload(
            c,
            fetched.data,
            fetched.name,
            upload_settings(source),
            kit.catalogue,
            kit.places,
            now,
            kit.settings.zone,
            kit.settings.language,
            rank=source.rank,
        )


def fetch(source: Source, known: Known) -> Fetched | None:
    """Return what a source brings, None where it is what it was."""
    match source:
        case HttpSource():
            return http.fetch(source, known)
        case SdmxSource():
            return sdmx.fetch(source, known)
        case SqlSource():
            return sql.fetch(source)
    raise FetchFailed(source.name, "its files are taken from its folder", lasting=True)


def check(source: Source) -> None:
    """Look at a source without asking for its file: its mapping file, environment variables, hosts, folder.

    Raises FetchFailed or ConfigurationError.
    """
    mapping_of(source)
    match source:
        case HttpSource() | SdmxSource():
            http.check(source)
        case SqlSource():
            sql.address_of(source)
        case FolderSource() if not source.folder.is_dir():
            raise FetchFailed(source.name, f"there is no folder {source.folder}", lasting=False)


def upload_settings(source: Source) -> UploadSettings:
    """Return what a source says about its files; raises ConfigurationError for an unreadable mapping file."""
    return UploadSettings(
        source=source.publisher or source.name, mapping=mapping_of(source), max_bytes=source.max_bytes
    )


def due_of(source: Source, now: datetime, kit: Kit) -> datetime | None:
    """Return the latest due time of a source at a moment, None on days on which it is not polled."""
    due = interval_due(now, int(timedelta(minutes=source.every).total_seconds()))
    first, last = source.days
    return due if first <= now.astimezone(kit.settings.zone).day <= last else None


def find_sources(kit: Kit, now: datetime) -> Sequence[tuple[Source, datetime]]:
    """The sources whose due time has no run yet; folders are looked at with the inbox."""
    found: list[tuple[Source, datetime]] = []
    with reading(kit.store) as c:
        for source in kit.settings.sources:
            due = due_of(source, now, kit)
            last = jobs.list_runs(c, job=RUNS_OF + source.name, limit=1)
            if due is not None and not isinstance(source, FolderSource) and not (last and last[0].due >= due):
                found.append((source, due))
    return found


def poll_sources(kit: Kit, due: Sequence[tuple[Source, datetime]], now: datetime) -> dict[str, int]:
    """Poll each source once for its due time; one that fails leaves its reason in its run and holds up no other."""
    counts = dict.fromkeys([*PollOutcome, "failed"], 0)
    for source, moment in due:
        if kit.halt.is_set():
            break
        with writing(kit.store, actor=ACTOR, act="source:start", at=now) as w:
            run_id = jobs.start_run(w, RUNS_OF + source.name, moment)
        if run_id is None:
            continue
        outcome, error = _polled(kit, source, now)
        with writing(kit.store, actor=ACTOR, act="source:end", at=now) as w:
            jobs.end_run(w, run_id, "failed" if error else "done", {outcome: 1}, error)
        counts[outcome] += 1
    return {str(name): number for name, number in counts.items()}


def _polled(kit: Kit, source: Source, now: datetime) -> tuple[str, str | None]:
    """Return what became of a poll, and what is wrong; a rejected file is a failure of its run."""
    try:
        polled = poll(kit, source, now)
    except StoreUnavailable:
        raise
    except FetchFailed as failure:
        return "failed", failure.reason
    except Exception as fault:
        _log.exception("source %s", source.name)
        return "failed", f"{type(fault).__name__}: {fault}"
    if polled.outcome is not PollOutcome.REJECTED or polled.intake is None:
        return polled.outcome, None
    reading_of = polled.intake.reading
    errors = [p.code for p in reading_of.problems if p.severity == "error" or (not source.word and wants_word(p))]
    told = [*dict.fromkeys(errors), *(question.code for question in reading_of.questions)]
    return polled.outcome, f"{reading_of.name}: {', '.join(told[:5])}"


def _take_in(kit: Kit, source: Source, fetched: Fetched, now: datetime) -> Intake:
    return take_in(
        kit.store,
        fetched.data,
        fetched.name,
        settings=upload_settings(source),
        catalogue=kit.catalogue,
        places=kit.places,
        now=now,
        actor=_actor(source),
        told=Told(word=source.word),
        rank=source.rank,
        zone=kit.settings.zone,
    )


def _actor(source: Source) -> str:
    return RUNS_OF + source.name
