"""A document's page: its text with every target marked, its tasks with their offices, its duties."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from dashboards.content.desk import Desk
from dashboards.content.line import GapLine
from dashboards.content.overview import Tally
from dashboards.content.quotation import quotation_span
from dashboards.wording import SHANGHAI
from measures.errors import NotFound
from measures.terms import Status, TargetState, TaskKind
from storage import documents
from storage.documents import StoredDocument, StoredDuty, StoredTask
from storage.targets import TargetVersion, newest_of_document, targets_frame

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where a target's words stand in the text."""

    target_id: int
    start: int
    #: end-exclusive
    end: int


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text under the same targets."""

    text: str
    #: targets whose quotation covers it, in the text's order
    targets: tuple[int, ...]
    #: targets whose quotation begins here
    begins: tuple[int, ...]
    #: targets whose quotation ends here
    ends: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A line of the document."""

    #: first character in the document's text
    start: int
    pieces: tuple[Piece, ...]
    #: paths of the tasks that begin here
    tasks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MarkedTarget:
    """A target as the text shows it."""

    target: TargetVersion
    #: its light at the date, None where it has none
    line: GapLine | None


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """A document at one date."""

    as_of: datetime
    id: int
    doc: str
    title: str
    name: str
    number: str | None
    issued: date | None
    year: int | None
    place: str | None
    place_code: str | None
    sha256: str
    recorded_at: datetime
    paragraphs: tuple[Paragraph, ...]
    #: by identifier, in the text's order
    targets: Mapping[int, MarkedTarget]
    tasks: tuple[StoredTask, ...]
    #: targets that wait for a person, in the text's order
    drafts: tuple[int, ...]
    #: kind of task → number
    task_counts: Mapping[TaskKind, int]
    duties: tuple[StoredDuty, ...]


@dataclass(frozen=True, kw_only=True)
class Review:
    """One target of a document under a person's eyes."""

    target: TargetVersion
    line: GapLine | None
    #: neighbours in the text, None at its ends
    before: int | None
    after: int | None
    #: the next target that waits for a person, from here round to here; None where none waits
    next_draft: int | None
    #: targets of the document that wait for a person
    drafts: int


@dataclass(frozen=True, kw_only=True)
class DocumentLine:
    """A document in the list."""

    id: int
    doc: str
    title: str
    number: str | None
    issued: date | None
    place: str | None
    place_code: str | None
    recorded_at: datetime
    recorded_by: str
    #: targets that wait for a person
    drafts: int
    #: lights of the accepted targets at the date
    tally: Tally


def build_document(connection: "Connection", desk: Desk, document_id: int, as_of: date | None) -> DocumentView:
    """The page of a document; raises NotFound."""
    question = ("document", document_id)
    return desk.remembered(connection, as_of, question, lambda: _build(connection, desk, document_id, as_of))


def _build(connection: "Connection", desk: Desk, document_id: int, as_of: date | None) -> DocumentView:
    document = documents.get_document(connection, document_id)
    if not desk.reach.has_place(document.place_code):
        raise NotFound("document", document_id)
    reckoned = desk.reckoned(connection, as_of)
    found = [
        t for t in newest_of_document(connection, document.doc) if t.document_id == document_id and desk.reach.holds(t)
    ]
    tasks = documents.list_tasks(connection, document_id)
    return DocumentView(
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        id=document.id,
        doc=document.doc,
        title=document.title or document.name,
        name=document.name,
        number=document.number,
        issued=document.issued,
        year=document.year,
        place=document.place,
        place_code=document.place_code,
        sha256=document.sha256,
        recorded_at=document.recorded_at.astimezone(SHANGHAI),
        paragraphs=tuple(paragraphs(document.text, [_span(document, t) for t in found], tasks)),
        targets={t.target_id: MarkedTarget(target=t, line=reckoned.by_target.get(t.target_id)) for t in found},
        tasks=tasks,
        drafts=tuple(t.target_id for t in found if t.state == TargetState.DRAFT),
        task_counts={kind: sum(task.kind == kind for task in tasks) for kind in TaskKind},
        duties=documents.list_duties(connection, document_id),
    )


def review_of(view: DocumentView, target_id: int) -> Review:
    """One target of the document with its neighbours; raises NotFound where the document has no such target."""
    if target_id not in view.targets:
        raise NotFound("target", target_id)
    ids = list(view.targets)
    at = ids.index(target_id)
    drafts = [i for i in ids[at + 1 :] + ids[:at] if view.targets[i].target.state == TargetState.DRAFT]
    marked = view.targets[target_id]
    return Review(
        target=marked.target,
        line=marked.line,
        before=ids[at - 1] if at else None,
        after=ids[at + 1] if at + 1 < len(ids) else None,
        next_draft=drafts[0] if drafts else None,
        drafts=len(view.drafts),
    )


def _span(document: StoredDocument, target: TargetVersion) -> Span:
    start, end = quotation_span(document.text, target.start, target.end, target.quote)
    return Span(target_id=target.target_id, start=start, end=end)


def paragraphs(text: str, targets: list[Span], tasks: tuple[StoredTask, ...]) -> Iterator[Paragraph]:
    """The lines of the text, cut where quotations begin and end; empty lines are left out."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            inside = [t for t in targets if t.start < end and t.end > at]
            begun = tuple(task.path for task in tasks if at <= task.start < end)
            yield Paragraph(start=at, pieces=tuple(_pieces(text, at, end, inside)), tasks=begun)
        at = end + 1


def _pieces(text: str, start: int, end: int, targets: list[Span]) -> Iterator[Piece]:
    edges = {start, end}
    edges.update(min(max(edge, start), end) for t in targets for edge in (t.start, t.end))
    cuts = sorted(edges)
    for first, last in pairwise(cuts):
        yield Piece(
            text=text[first:last],
            targets=tuple(t.target_id for t in targets if t.start <= first and t.end >= last),
            begins=tuple(t.target_id for t in targets if t.start == first or (t.start < start == first)),
            ends=tuple(t.target_id for t in targets if t.end == last),
        )


def list_document_lines(connection: "Connection", desk: Desk, as_of: date | None) -> tuple[DocumentLine, ...]:
    """Every current document with its lights, newest first."""
    reckoned = desk.reckoned(connection, as_of)
    drafts = Counter(targets_frame(connection, state=TargetState.DRAFT)["doc"])
    lights = Counter((line.document_id, line.light) for line in reckoned.lines)
    found = []
    for document in documents.list_documents(connection):
        if not desk.reach.has_place(document.place_code):
            continue
        title = document.title or document.name
        counts = {status: lights[document.id, status] for status in Status}
        found.append(
            DocumentLine(
                id=document.id,
                doc=document.doc,
                title=title,
                number=document.number,
                issued=document.issued,
                place=document.place,
                place_code=document.place_code,
                recorded_at=document.recorded_at.astimezone(SHANGHAI),
                recorded_by=document.recorded_by,
                drafts=drafts[document.doc],
                tally=Tally(key=str(document.id), name=title, counts=counts, total=sum(counts.values())),
            )
        )
    return tuple(reversed(found))
