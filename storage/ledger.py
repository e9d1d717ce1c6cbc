"""Notes of the supervision office's ledger: what stood in a filled sheet that came back. The newest note of a row and
field holds; nothing is overwritten.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from measures.errors import NotAllowed
from measures.terms import LedgerField
from storage import audit, blobs
from storage.bulk import add_rows
from storage.tables import ledger_notes, ledger_returns
from storage.transactions import Writing

#: Key of the PostgreSQL lock under which a returned ledger is compared and stored.
LOCK: Final = 7_201_310


@dataclass(frozen=True, kw_only=True)
class Note:
    """What holds in one field of one row."""

    id: int
    return_id: int
    #: "42" is a target, "henan-2013#2.1.3" a task without one
    key: str
    target_id: int | None
    field: LedgerField
    #: "" where what stood there was taken out
    text: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class NewNote:
    """A change that a filled ledger brings."""

    key: str
    target_id: int | None
    field: LedgerField
    #: what the office saw in the field when it filled the sheet
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Return:
    """A filled ledger that came back."""

    id: int
    #: file name as the person knows it
    name: str
    sha256: str
    #: what was said when it was stored
    word: str
    #: changes by field
    counts: Mapping[str, int]
    recorded_at: datetime
    recorded_by: str


def store_return(w: Writing, name: str, sha256: str, data: bytes, changes: Sequence[NewNote], *, word: str) -> int:
    """Keep a filled ledger and its changes; return the row's id.

    Raises NotAllowed with a code as its reason: word_missing, nothing_changed, changed_meanwhile (a field that somebody
    else wrote since the sheet was made).
    """
    w.alone(LOCK)
    if not word.strip():
        raise NotAllowed("store a ledger", w.actor, "word_missing")
    if not changes:
        raise NotAllowed("store a ledger", w.actor, "nothing_changed")
    now = notes(w.connection)
    written = (now.get(one.key, {}).get(one.field) for one in changes)
    if any(note is not None and note.text != one.old for note, one in zip(written, changes, strict=True)):
        raise NotAllowed("store a ledger", w.actor, "changed_meanwhile")
    blobs.keep(w, sha256, data, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    counts = dict(Counter(one.field.value for one in changes))
    stamp = {"recorded_at": w.at, "recorded_by": w.actor}
    row = {"name": name, "sha256": sha256, "word": word.strip(), "counts": counts, **stamp}
    added = insert(ledger_returns).values(row).returning(ledger_returns.c.id)
    return_id = int(w.connection.execute(added).scalar_one())
    add_rows(
        w.connection,
        ledger_notes,
        [
            {"return_id": return_id, "key": one.key, "target_id": one.target_id, "field": one.field.value,
             "text": one.new, **stamp}
            for one in changes
        ],
    )  # fmt: skip
    detail: dict[str, Any] = {"name": name, "sha256": sha256, "word": word.strip(), "counts": counts}
    detail["changes"] = [{"key": c.key, "field": c.field.value, "old": c.old, "new": c.new} for c in changes]
    audit.record(w, "ledger.store_return", "ledger", return_id, detail)
    return return_id


def notes(c: Connection, *, recorded_by: datetime | None = None) -> Mapping[str, Mapping[LedgerField, Note]]:
    """What holds in each row and field; `recorded_by` hides what was recorded later."""
    query = select(ledger_notes).order_by(ledger_notes.c.id)
    if recorded_by is not None:
        query = query.where(ledger_notes.c.recorded_at <= recorded_by)
    found: dict[str, dict[LedgerField, Note]] = defaultdict(dict)
    for row in c.execute(query).mappings():
        note = Note(**{**row, "field": LedgerField(row["field"])})
        found[note.key][note.field] = note
    return dict(found)


def list_returns(c: Connection) -> tuple[Return, ...]:
    """The ledgers that came back, newest first."""
    query = select(ledger_returns).order_by(ledger_returns.c.id.desc())
    return tuple(Return(**row) for row in c.execute(query).mappings())
