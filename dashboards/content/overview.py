"""The overview: how many of each light, what is red and why, who answers, what comes next."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dashboards.address import Filters
from dashboards.content.beside import Beside, figures_beside
from dashboards.content.changes import Changes, changes, month_end_before
from dashboards.content.desk import Desk
from dashboards.content.line import GapLine, newest_period
from dashboards.wording import SHANGHAI
from measures.terms import Status
from storage import documents

if TYPE_CHECKING:
    from storage import Connection

#: lines that the overview itself shows; the list of targets shows all
SHOWN = 12
#: dates that the overview shows
DATES = 6
#: lights that want attention, worst first
ATTENTION = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.STALE)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many targets of a group have each light."""

    #: code, identifier or name that the group is filtered by
    key: str
    #: name of the group
    name: str
    #: light → number; every light is there
    counts: Mapping[Status, int]
    #: all of them
    total: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value that a filter may take."""

    #: what stands in the address
    value: str
    #: what people read
    name: str


@dataclass(frozen=True, kw_only=True)
class NextDate:
    """A date that is coming, or a duty whose date has passed."""

    day: date
    #: "duty" or "deadline"
    kind: str
    #: who must report; None for deadlines
    who: str | None
    #: what must be reported; None for deadlines
    what: str | None
    #: number of targets that end that day; 0 for duties
    targets: int
    document_id: int | None


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What a reader sees in thirty seconds."""

    #: the filters that made it
    filters: Filters
    as_of: datetime
    #: newest period among the figures used, canonical; None without figures
    data_to: str | None
    #: lights that rest on figures which no second person has released (practice 12)
    unreviewed: int
    #: number of targets after filtering
    total: int
    #: those that are adjusted, terminated or not assessed: in `total` and in no light
    set_aside: int
    #: light → number, before the filter by light
    counts: Mapping[Status, int]
    #: reason → number of the grey lights
    grey: Mapping[str, int]
    #: what wants attention, worst first, at most SHOWN
    worst: tuple[GapLine, ...]
    #: how many want attention
    attention: int
    #: what stands beside the figures of `worst`, by target
    beside: Mapping[int, Beside]
    #: lights that changed since the end of the month before
    changes: Changes
    by_place: tuple[Tally, ...]
    by_document: tuple[Tally, ...]
    #: 主责单位 with most red first
    by_office: tuple[Tally, ...]
    next_dates: tuple[NextDate, ...]
    #: values that each filter may take
    choices: dict[str, tuple[Choice, ...]]


def matching(lines: Iterable[GapLine], filters: Filters) -> tuple[GapLine, ...]:
    """The lines that the filters let through, in their order."""
    return tuple(
        line
        for line in lines
        if (filters.place is None or line.place_code == filters.place)
        and (filters.document is None or line.document_id == filters.document)
        and (filters.status is None or line.light is filters.status)
        and (filters.office is None or filters.office in line.offices)
    )


def build_overview(connection: "Connection", desk: Desk, filters: Filters) -> Overview:
    """The overview of a store, filtered."""
    question = ("overview", filters)
    return desk.remembered(connection, filters.as_of, question, lambda: _build(connection, desk, filters))


def _build(connection: "Connection", desk: Desk, filters: Filters) -> Overview:
    reckoned = desk.reckoned(connection, filters.as_of)
    lines = matching(reckoned.lines, replace(filters, status=None))
    shown = lines if filters.status is None else tuple(line for line in lines if line.light is filters.status)
    worst = shown if filters.status is not None else tuple(line for line in lines if line.light in ATTENTION)
    titles = document_titles(connection)
    since = month_end_before(reckoned.as_of.astimezone(SHANGHAI).date())
    return Overview(
        filters=filters,
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        data_to=newest_period(lines),
        unreviewed=sum(line.reviewed is False for line in lines),
        total=len(lines),
        set_aside=sum(line.light is None for line in lines),
        counts=_counts(lines),
        grey=dict(Counter(line.grey for line in lines if line.grey and line.light is not None).most_common()),
        worst=worst[:SHOWN],
        attention=len(worst),
        beside=figures_beside(connection, desk, worst[:SHOWN], filters.as_of),
        changes=changes(lines, desk.reckoned(connection, since), since),
        by_place=_tallies(lines, lambda line: (line.place_code or "", line.place or "")),
        by_document=_tallies(lines, lambda line: (str(line.document_id or ""), titles.get(line.doc, line.doc))),
        by_office=tally_by_office(lines),
        next_dates=_next_dates(connection, lines, reckoned.as_of.astimezone(SHANGHAI).date(), filters),
        choices=filter_choices(connection, reckoned.lines),
    )


def document_titles(connection: "Connection") -> dict[str, str]:
    """Titles of the newest documents by slug; the file's name where there is no title."""
    return {d.doc: d.title or d.name for d in documents.list_documents(connection)}


def _counts(lines: Iterable[GapLine]) -> dict[Status, int]:
    counted = Counter(line.light for line in lines)
    return {status: counted[status] for status in Status}


def _tallies(lines: Iterable[GapLine], group: Callable[[GapLine], tuple[str, str]]) -> tuple[Tally, ...]:
    grouped: dict[tuple[str, str], list[GapLine]] = {}
    for line in lines:
        grouped.setdefault(group(line), []).append(line)
    tallies = [
        Tally(key=key, name=name, counts=_counts(some), total=len(some)) for (key, name), some in grouped.items()
    ]
    return tuple(sorted(tallies, key=lambda tally: (-_red(tally), -tally.total, tally.key)))


def tally_by_office(lines: Iterable[GapLine]) -> tuple[Tally, ...]:
    """Lights by 主责单位; lines without one are left out."""
    answered = [line for line in lines if line.answerable]
    return _tallies(answered, lambda line: (line.answerable or "", line.answerable or ""))


def _red(tally: Tally) -> int:
    return tally.counts[Status.MISSED] + tally.counts[Status.OFF_TRACK]


def filter_choices(connection: "Connection", lines: Iterable[GapLine]) -> dict[str, tuple[Choice, ...]]:
    """What each filter may be set to: the places, documents and offices of all targets."""
    titles = document_titles(connection)
    places: set[tuple[str, str]] = set()
    papers: set[tuple[str, str]] = set()
    offices: set[tuple[str, str]] = set()
    for line in lines:
        places.add((line.place_code or "", line.place or ""))
        papers.add((str(line.document_id or ""), titles.get(line.doc, line.doc)))
        offices.update((office, office) for office in line.offices)
    sets = {"place": places, "document": papers, "office": offices}
    return {
        name: tuple(Choice(value=value, name=shown) for value, shown in sorted(pairs) if value)
        for name, pairs in sets.items()
    }


def _next_dates(
    connection: "Connection", lines: Iterable[GapLine], today: date, filters: Filters
) -> tuple[NextDate, ...]:
    duties = [
        NextDate(day=duty.due, kind="duty", who=duty.who, what=duty.what, targets=0, document_id=duty.document_id)
        for duty in documents.list_duties(connection, due_from=today)
        if duty.due is not None and filters.document in (None, duty.document_id)
    ]
    ends = Counter(line.deadline for line in lines if line.deadline and line.deadline >= today)
    deadlines = [
        NextDate(day=day, kind="deadline", who=None, what=None, targets=number, document_id=None)
        for day, number in ends.items()
    ]
    return tuple(sorted(duties + deadlines, key=lambda one: (one.day, one.kind)))[:DATES]
