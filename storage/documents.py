"""Documents with their tasks and duties, and what loading one changes among the targets."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from measures.errors import NotFound
from storage import audit, blobs
from storage.bulk import add_rows
from storage.loading import TargetChange, place_name, save_targets
from storage.tables import documents, duties, task_offices, tasks
from storage.transactions import Writing
from targets.model import Document, Reading, Task

#: Key of the PostgreSQL lock under which documents are compared and written one after the other.
LOCK = 7_201_303


@dataclass(frozen=True, kw_only=True)
class StoredDocument:
    """A document as kept. Fields not explained here mean what targets.Document says."""

    id: int
    doc: str
    name: str
    sha256: str
    media_type: str
    encoding: str | None
    text: str
    year: int | None
    issued: date | None
    number: str | None
    title: str | None
    #: full name of the place
    place: str | None
    place_code: str | None
    #: (first character, label)
    marks: tuple[tuple[int, str], ...]
    #: the earlier state of the same document, None for the first
    supersedes: int | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class StoredTask:
    """A task as kept. Fields not explained here mean what targets.Task says."""

    id: int
    document_id: int
    #: order in the document, from 0
    position: int
    path: str
    text: str
    start: int
    end: int
    kind: str
    responsibility: str | None
    offices_start: int | None
    offices_end: int | None
    lead: tuple[str, ...]
    support: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoredDuty:
    """One date at which an office must have reported."""

    id: int
    document_id: int
    #: order in the document, from 0
    position: int
    who: str
    what: str
    #: None where the document gives no date
    due: date | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class LoadOutcome:
    """What loading a document changed."""

    document_id: int
    #: True when the document was not there in this form
    new: bool
    #: the document that this one takes the place of
    supersedes: int | None
    #: every target concerned, in the text's order, the lost ones last
    targets: tuple[TargetChange, ...]

    @property
    def gained(self) -> int:
        """Targets that were not there."""
        return sum(t.change == "gained" for t in self.targets)

    @property
    def lost(self) -> int:
        """Targets that the document no longer has."""
        return sum(t.change == "lost" for t in self.targets)

    @property
    def changed(self) -> int:
        """Targets that now say something else."""
        return sum(t.change == "changed" for t in self.targets)

    @property
    def unchanged(self) -> int:
        """Targets that say the same."""
        return sum(t.change == "unchanged" for t in self.targets)

    @property
    def accepted(self) -> int:
        """Targets that became accepted by this loading."""
        return sum(t.accepted for t in self.targets)


def save_document(w: Writing, reading: Reading, data: bytes, *, accept: bool) -> LoadOutcome:
    """Keep a document, its raw bytes, tasks, duties and targets (as drafts, or accepted).

    The same document again changes only the targets that are now read otherwise. A changed one of the same slug, or the
    same one with other tasks or duties, supersedes the earlier one: targets keep their ids and every decision that a
    person made.
    """
    w.alone(LOCK)
    blobs.keep(w, reading.document.sha256, data, reading.document.media_type)
    earlier = current_document(w.connection, reading.document.doc)
    same = earlier is not None and _says(w.connection, earlier, reading)
    if earlier is not None and same:
        document_id, supersedes = earlier.id, earlier.supersedes
    else:
        supersedes = None if earlier is None else earlier.id
        document_id = _insert_document(w, reading.document, supersedes)
        _insert_tasks(w, document_id, reading.tasks)
        _insert_duties(w, document_id, reading)
    changes = save_targets(w, reading, document_id, accept=accept)
    outcome = LoadOutcome(document_id=document_id, new=not same, supersedes=supersedes, targets=changes)
    audit.record(
        w,
        "documents.save_document",
        "document",
        document_id,
        {
            "doc": reading.document.doc,
            "sha256": reading.document.sha256,
            "new": outcome.new,
            "supersedes": supersedes,
            "gained": outcome.gained,
            "lost": outcome.lost,
            "changed": outcome.changed,
            "unchanged": outcome.unchanged,
            "accepted": outcome.accepted,
        },
    )
    return outcome


def current_document(c: Connection, doc: str) -> StoredDocument | None:
    """Return the newest document of a slug."""
    query = select(documents).where(documents.c.doc == doc).order_by(documents.c.id.desc()).limit(1)
    row = c.execute(query).first()
    return None if row is None else _document(row)


def list_documents(c: Connection, *, superseded: bool = False) -> tuple[StoredDocument, ...]:
    """Return the documents in order of arrival; the earlier states of a document only when asked for."""
    query = select(documents).order_by(documents.c.id)
    if not superseded:
        query = query.where(documents.c.id.in_(_current()))
    return tuple(_document(row) for row in c.execute(query))


def get_document(c: Connection, document_id: int) -> StoredDocument:
    """Return a document; raises NotFound."""
    row = c.execute(select(documents).where(documents.c.id == document_id)).first()
    if row is None:
        raise NotFound("document", document_id)
    return _document(row)


def list_tasks(c: Connection, document_id: int) -> tuple[StoredTask, ...]:
    """Return a document's tasks in the text's order."""
    offices: dict[tuple[int, str], list[str]] = defaultdict(list)
    named = (
        select(task_offices)
        .join(tasks, tasks.c.id == task_offices.c.task_id)
        .where(tasks.c.document_id == document_id)
        .order_by(task_offices.c.task_id, task_offices.c.role, task_offices.c.position)
    )
    for row in c.execute(named):
        offices[row.task_id, row.role].append(row.office)
    query = select(tasks).where(tasks.c.document_id == document_id).order_by(tasks.c.position)
    return tuple(
        StoredTask(**row._mapping, lead=tuple(offices[row.id, "lead"]), support=tuple(offices[row.id, "support"]))
        for row in c.execute(query)
    )


def list_duties(
    c: Connection, document_id: int | None = None, *, due_from: date | None = None, due_to: date | None = None
) -> tuple[StoredDuty, ...]:
    """Return the duties of one document, or of all current ones, by date; those without a date last."""
    query = select(duties).order_by(duties.c.due.is_(None), duties.c.due, duties.c.document_id, duties.c.position)
    if document_id is None:
        query = query.where(duties.c.document_id.in_(_current()))
    else:
        query = query.where(duties.c.document_id == document_id)
    if due_from is not None:
        query = query.where(duties.c.due >= due_from)
    if due_to is not None:
        query = query.where(duties.c.due <= due_to)
    return tuple(StoredDuty(**row._mapping) for row in c.execute(query))


def _current() -> Any:
    later = documents.alias()
    return select(documents.c.id).where(~select(later.c.id).where(later.c.supersedes == documents.c.id).exists())


def _document(row: Row[Any]) -> StoredDocument:
    values = dict(row._mapping)
    values["marks"] = tuple((int(start), str(label)) for start, label in row.marks)
    return StoredDocument(**values)


def _facts(document: Document | StoredDocument) -> Mapping[str, Any]:
    names = ("sha256", "text", "year", "issued", "number", "title", "place_code")
    return {name: getattr(document, name) for name in names}


def _says(c: Connection, earlier: StoredDocument, reading: Reading) -> bool:
    """Tell whether a document, its tasks and its duties are kept exactly as they are read now."""
    kept = list_tasks(c, earlier.id)
    kept_tasks = [(t.path, t.start, t.end, t.kind, t.responsibility, t.lead, t.support) for t in kept]
    read_tasks = [
        (t.path, t.start, t.end, t.kind, t.offices.responsibility, t.offices.lead, t.offices.support)
        for t in reading.tasks
    ]
    kept_duties = {(d.who, d.what, d.due, d.start) for d in list_duties(c, earlier.id)}
    read_duties = {(d.who, d.what, due, d.start) for d in reading.duties for due in d.due or (None,)}
    return (_facts(earlier), kept_tasks, kept_duties) == (_facts(reading.document), read_tasks, read_duties)


def _insert_document(w: Writing, document: Document, supersedes: int | None) -> int:
    row = {
        name: getattr(document, name)
        for name in (
            "doc", "name", "sha256", "media_type", "encoding", "text", "year", "issued", "number", "title",
            "place_code",
        )
    }  # fmt: skip
    row |= {"place": place_name(document.place_code), "marks": [list(mark) for mark in document.marks]}
    row |= {"supersedes": supersedes, "recorded_at": w.at, "recorded_by": w.actor}
    return int(w.connection.execute(insert(documents).values(row).returning(documents.c.id)).scalar_one())


def _insert_tasks(w: Writing, document_id: int, found: tuple[Task, ...]) -> None:
    rows = [
        {
            "document_id": document_id,
            "position": position,
            "path": task.path,
            "text": task.text,
            "start": task.start,
            "end": task.end,
            "kind": task.kind,
            "responsibility": task.offices.responsibility,
            "offices_start": task.offices.start,
            "offices_end": task.offices.end,
        }
        for position, task in enumerate(found)
    ]
    ids = add_rows(w.connection, tasks, rows)
    offices = [
        {"task_id": task_id, "role": role, "position": position, "office": office}
        for task_id, task in zip(ids, found, strict=True)
        for role, named in (("lead", task.offices.lead), ("support", task.offices.support))
        for position, office in enumerate(named)
    ]
    add_rows(w.connection, task_offices, offices)


def _insert_duties(w: Writing, document_id: int, reading: Reading) -> None:
    rows = [
        {
            "document_id": document_id,
            "position": position,
            "who": duty.who,
            "what": duty.what,
            "due": due,
            "quote": duty.quote,
            "start": duty.start,
            "end": duty.end,
        }
        for position, duty in enumerate(reading.duties)
        for due in (duty.due or (None,))
    ]
    add_rows(w.connection, duties, rows)
