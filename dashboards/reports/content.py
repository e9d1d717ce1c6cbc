"""What every report is made of: the lines of the pages, their arithmetic, and where each figure stands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dashboards.content.desk import reviewed_uploads
from dashboards.content.line import GapLine, gap_lines, newest_period, urgency
from dashboards.content.reckoning import Frames
from dashboards.content.records import records
from dashboards.content.series import ShownVintage, vintages
from dashboards.wording import SHANGHAI
from gaps import Step, explain, known_at
from measures.catalogue import Catalogue
from measures.places import COUNTRY
from measures.terms import Status
from storage import documents
from storage.documents import StoredDocument, StoredDuty
from storage.duties import list_returns

if TYPE_CHECKING:
    from storage import Connection

#: lights that want attention, worst first
ATTENTION = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK, Status.STALE)
#: lights that say the work goes as it should
GOOD = (Status.MET, Status.ON_TRACK)


@dataclass(frozen=True, kw_only=True)
class Unreported:
    """A duty whose date has passed, and who has not handed in."""

    duty: StoredDuty
    #: title of its document
    title: str
    #: 主责单位 of the document's targets of whom nothing was received by that date
    offices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that any form of report says about the targets at one date."""

    #: Asia/Shanghai
    as_of: datetime
    #: the only place, None where there are several or none
    place: str | None
    #: newest period among the figures used, canonical; None without figures
    data_to: str | None
    #: worst first
    lines: tuple[GapLine, ...]
    #: light → number; every light is there
    counts: Mapping[Status, int]
    #: reason → number of the grey lights
    grey: Mapping[str, int]
    #: the observed figure by target, as it was uploaded
    figures: Mapping[int, ShownVintage]
    #: by target: the same figure of the country
    national: Mapping[int, ShownVintage]
    #: by target: the same figure of the year before
    year_before: Mapping[int, ShownVintage]
    #: the sentence by target
    sentences: Mapping[int, str]
    #: newest documents by slug
    documents: Mapping[str, StoredDocument]
    #: duties whose date has passed
    unreported: tuple[Unreported, ...]

    @property
    def attention(self) -> tuple[GapLine, ...]:
        """Lines that want attention, worst first."""
        return tuple(line for line in self.lines if line.status in ATTENTION)

    @property
    def good(self) -> tuple[GapLine, ...]:
        """Lines that go as they should."""
        return tuple(line for line in self.lines if line.status in GOOD)


def build_report(connection: "Connection", frames: Frames, *, as_of: datetime, status: str | None = None) -> Report:
    """The report of a reckoning, or of its lines of one status."""
    papers = {paper.doc: paper for paper in documents.list_documents(connection)}
    identifiers = {doc: paper.id for doc, paper in papers.items()}
    found = gap_lines(frames, identifiers, reviewed_uploads(connection))
    lines = tuple(sorted((line for line in found if status in (None, line.status)), key=urgency))
    counted = Counter(line.status for line in lines)
    places = {line.place for line in lines}
    used = _used(frames, lines)
    beside = [_beside(frames, line, as_of) for line in lines if line.status in ATTENTION][:12]
    return Report(
        as_of=as_of.astimezone(SHANGHAI),
        place=places.pop() if len(places) == 1 else None,
        data_to=newest_period(lines),
        lines=lines,
        counts={light: counted[light] for light in Status},
        grey=dict(Counter(line.grey for line in lines if line.grey).most_common()),
        figures={line.target_id: used[line.figure] for line in lines if line.figure in used},
        national={target: one for target, one, _ in beside if one is not None},
        year_before={target: one for target, _, one in beside if one is not None},
        sentences={row["target_id"]: row["sentence"] for row in records(frames.targets[["target_id", "sentence"]])},
        documents=papers,
        unreported=_unreported(connection, lines, papers, as_of.astimezone(SHANGHAI).date()),
    )


def _used(frames: Frames, lines: Iterable[GapLine]) -> dict[int, ShownVintage]:
    wanted = {vintage for line in lines for vintage in line.vintages}
    rows = frames.observations[frames.observations["vintage_id"].isin(wanted)]
    return {one.vintage_id: one for one in vintages(rows, None, frozenset(wanted))}


def steps_of(frames: Frames, lines: Iterable[GapLine], catalogue: Catalogue) -> dict[int, tuple[Step, ...]]:
    """The arithmetic of every line that has a figure, by target: a light without figures has nothing to reckon."""
    wanted = {line.target_id for line in lines if line.vintages}
    targets = {row["target_id"]: row for row in records(frames.targets) if row["target_id"] in wanted}
    rows = [row for row in records(frames.gaps) if row["target_id"] in wanted]
    used = {vintage for row in rows for vintage in row["vintages"]}
    observations = frames.observations[frames.observations["vintage_id"].isin(used)]
    return {
        row["target_id"]: explain(
            row, targets[row["target_id"]], observations, settings=frames.settings, catalogue=catalogue
        )
        for row in rows
    }


def _beside(frames: Frames, line: GapLine, as_of: datetime) -> tuple[int, ShownVintage | None, ShownVintage | None]:
    """The target, and the figures of the country and of the year before beside its figure."""
    seen = frames.observations
    if line.indicator_id is None or line.period is None or line.observed_vintage is None:
        return line.target_id, None, None
    same = seen[(seen["indicator_id"] == line.indicator_id) & seen["place_code"].isin([COUNTRY, line.place_code])]
    known = known_at(same, as_of, released_only=frames.settings.released_only)
    shown = list(vintages(known, {"unit": line.unit, "measure": line.measure}, frozenset()))
    own = next((one for one in shown if one.vintage_id == line.observed_vintage), None)
    if own is None:
        return line.target_id, None, None
    alike = [one for one in shown if (one.measure, one.basis) == (own.measure, own.basis) and one.shown is not None]
    country = (one for one in alike if one.place_code == COUNTRY and one.period == own.period)
    before = (one for one in alike if one.place_code == own.place_code and one.period == _year_before(own.period))
    national = None if line.place_code == COUNTRY else next(country, None)
    return line.target_id, national, next(before, None)


def _year_before(period: str) -> str:
    """The canonical form of the same months a year earlier."""
    return "/".join(f"{int(part[:4]) - 1}{part[4:]}" for part in period.split("/"))


def _unreported(
    connection: "Connection", lines: Iterable[GapLine], papers: Mapping[str, StoredDocument], today: date
) -> tuple[Unreported, ...]:
    by_document = {paper.id: paper for paper in papers.values()}
    answering: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.answerable:
            answering.setdefault(line.doc, {})[line.answerable] = None
    received = {(one.doc, one.due, one.office) for one in list_returns(connection)}
    passed = []
    for duty in documents.list_duties(connection, due_to=today):
        paper = by_document.get(duty.document_id)
        if paper is None or duty.due is None or paper.doc not in answering:
            continue
        offices = (o for o in answering[paper.doc] if (paper.doc, duty.due, o) not in received)
        passed.append(Unreported(duty=duty, title=paper.title or paper.name, offices=tuple(offices)))
    return tuple(passed)
