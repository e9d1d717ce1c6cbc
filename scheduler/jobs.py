"""The jobs: what each finds to do and does. A few lines of calls each; the clock is an argument."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dashboards.content import reckon_gaps
from ingest import UploadSettings
from measures.errors import StoreUnavailable
from measures.problems import Problem, Where
from measures.terms import Severity
from scheduler.delivery import ACTOR, count_waiting, deliver_waiting
from scheduler.kit import Kit
from scheduler.polling import RUNS_OF, find_sources, poll_sources, upload_settings
from scheduler.report import intake_report, refusal_report
from scheduler.sources.definitions import FolderSource
from scheduler.sources.folder import DONE, REJECTED, Arrival, inbox_at
from storage import gaps, jobs, reading, writing
from storage.intake import RECKON_GAPS, Told, take_in
from storage.release import embargoes_over

#: How long a reckoning keeps its request to itself before it counts as dead.
LEASE: Final = timedelta(minutes=15)

_log = logging.getLogger(__name__)

Counts = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Look:
    """A job that looks for work every few seconds."""

    #: its name in run rows and heartbeats
    name: str
    #: what there is to do, empty for nothing; changes nothing
    find: Callable[[Kit, datetime], Sequence[Any]]
    #: does it, and tells in numbers what it did
    work: Callable[[Kit, Sequence[Any], datetime], Counts]


def take_arrivals(kit: Kit, arrivals: Sequence[Arrival], now: datetime) -> Counts:
    """Take each file of the inbox in and move it aside with a report.

    Killed or cut off from the store in between, the file stays and is found again. A file on which the program itself
    fails is put with the rejected ones, so that it does not hold up those behind it.
    """
    counts = {"stored": 0, "unchanged": 0, "rejected": 0}
    here = now.astimezone(kit.settings.zone)
    for arrival in arrivals:
        if kit.halt.is_set():
            break
        try:
            shelf, report, result = _dealt_with(kit, arrival, here)
        except FileNotFoundError:
            continue  # somebody took it back
        except StoreUnavailable:
            raise
        except Exception as error:
            _log.exception("inbox: %s", arrival.path.name)
            shelf, result = REJECTED, "rejected"
            report = _refusal(kit, arrival, here, "unreadable_here", error=f"{type(error).__name__}: {error}")
        inbox_at(arrival.path.parent).put_away(arrival, shelf, report, here)
        counts[result] += 1
    return counts


def _dealt_with(kit: Kit, arrival: Arrival, now: datetime) -> tuple[str, str, str]:
    """Return shelf, report and what to count."""
    source = _folder_source(kit, arrival)
    limit = source.max_bytes if source else kit.settings.max_upload_bytes
    if arrival.size > limit:
        return REJECTED, _refusal(kit, arrival, now, "file_too_large", limit=str(limit)), "rejected"
    data = arrival.path.read_bytes()
    intake = take_in(
        kit.store,
        data,
        arrival.path.name,
        settings=upload_settings(source) if source else UploadSettings(max_bytes=limit),
        catalogue=kit.catalogue,
        places=kit.places,
        now=now,
        actor=f"{RUNS_OF}{source.name}" if source else "inbox",
        told=Told(word=inbox_at(arrival.path.parent).word(arrival) or (source.word if source else None)),
        rank=source.rank if source else None,
        zone=kit.settings.zone,
    )
    report = intake_report(arrival.path.name, len(data), intake, now, kit.settings.language)
    if intake.outcome is None:
        return REJECTED, report, "rejected"
    return DONE, report, "stored" if intake.outcome.stored else "unchanged"


def _refusal(kit: Kit, arrival: Arrival, now: datetime, code: str, **details: str) -> str:
    name = arrival.path.name
    told = {"name": name, "size": str(arrival.size)} | details
    problem = Problem(code=code, severity=Severity.ERROR, where=Where(file=name), details=told)
    return refusal_report(name, arrival.size, problem, now, kit.settings.language)


def find_arrivals(kit: Kit, _now: datetime) -> Sequence[Arrival]:
    """The complete files of the inbox and of the folders that are sources."""
    folders = [kit.settings.inbox] if kit.settings.inbox else []
    folders += [source.folder for source in kit.settings.sources if isinstance(source, FolderSource)]
    return tuple(arrival for folder in folders for arrival in inbox_at(folder).look())


def _folder_source(kit: Kit, arrival: Arrival) -> FolderSource | None:
    folders = (source for source in kit.settings.sources if isinstance(source, FolderSource))
    return next((source for source in folders if source.folder == arrival.path.parent), None)


def find_requests(kit: Kit, now: datetime) -> Sequence[jobs.Request]:
    """The requests to reckon that nobody works on."""
    with reading(kit.store) as c:
        return jobs.list_requests(c, job=RECKON_GAPS, free_at=now)


def reckon_requested(kit: Kit, _requests: Sequence[jobs.Request], now: datetime) -> Counts:
    """Reckon all gaps on released figures, once for all requests that wait, and keep the evaluation."""
    taken = []
    with writing(kit.store, actor=ACTOR, act="gaps:reckon", at=now) as w:
        while (request := jobs.take(w, RECKON_GAPS, until=now + LEASE)) is not None:
            taken.append(request.id)
    if not taken:
        return {"requests": 0}
    with reading(kit.store) as c:
        table = reckon_gaps(c, kit.catalogue, as_of=now, recorded_by=now, released_only=True)
    with writing(kit.store, actor=ACTOR, act="gaps:save", at=now) as w:
        gaps.save_gaps(w, table, as_of=now, recorded_by=now, settings={"released_only": True})
        for request_id in taken:
            jobs.done(w, request_id)
    return {"requests": len(taken), "gaps": len(table)}


def find_ended_embargoes(kit: Kit, now: datetime) -> Sequence[int]:
    """The number of embargoes that ended since the last evaluation, empty for none."""
    with reading(kit.store) as c:
        last = gaps.list_runs(c, limit=1)
        ended = embargoes_over(c, now) - embargoes_over(c, last[0].made_at) if last else 0
    return (ended,) if ended > 0 else ()


def ask_for_reckoning(kit: Kit, ended: Sequence[int], now: datetime) -> Counts:
    """Ask for a reckoning: the outside knows more."""
    with writing(kit.store, actor=ACTOR, act="embargo:end", at=now) as w:
        jobs.request(w, RECKON_GAPS)
    return {"ended": sum(ended)}


def find_messages(kit: Kit, now: datetime) -> Sequence[int]:
    """The number of messages that may be sent, empty for none."""
    waiting = count_waiting(kit, now)
    return (waiting,) if waiting else ()


POLL_INBOX: Final = Look(name="poll_inbox", find=find_arrivals, work=take_arrivals)
POLL_SOURCES: Final = Look(name="poll_sources", find=find_sources, work=poll_sources)
END_EMBARGOES: Final = Look(name="end_embargoes", find=find_ended_embargoes, work=ask_for_reckoning)
RECKON: Final = Look(name=RECKON_GAPS, find=find_requests, work=reckon_requested)
DELIVER: Final = Look(name="deliver", find=find_messages, work=lambda kit, _, now: deliver_waiting(kit, now))
