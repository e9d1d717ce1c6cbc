"""What the supervision office writes: notes of its ledger, letters and what became of them. A row is never changed."""

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint

from storage.columns import Json, Moment, Words
from storage.tables.base import maybe_of, metadata, must, of, row_id

#: A filled ledger that came back.
ledger_returns = Table(
    "ledger_returns",
    metadata,
    row_id(),
    must("name"),
    must("sha256", Words, ForeignKey("blobs.sha256")),
    #: what was said when it was stored
    must("word"),
    must("counts", Json),
    must("recorded_at", Moment),
    must("recorded_by"),
)
#: The newest of a row and field holds.
ledger_notes = Table(
    "ledger_notes",
    metadata,
    row_id(),
    of("return_id", "ledger_returns.id"),
    #: of the ledger's row: "42" is a target, "henan-2013#2.1.3" a task without one
    must("key"),
    maybe_of("target_id", "targets.id"),
    #: terms.LedgerField
    must("field"),
    #: '' where what stood there was taken out
    must("text"),
    must("recorded_at", Moment),
    must("recorded_by"),
    UniqueConstraint("return_id", "key", "field"),
    Index(None, "key"),
    Index(None, "target_id"),
)
letters = Table(
    "letters",
    metadata,
    row_id(),
    #: terms.LetterKind
    must("kind"),
    must("office"),
    #: terms.OfficeKind
    must("office_kind"),
    #: the alert that it follows up
    maybe_of("alert_id", "alerts.id"),
    #: the moment whose figures it tells
    must("as_of", Moment),
    #: its words
    must("content", Json),
    must("drafted_at", Moment),
    must("drafted_by"),
    Index(None, "office"),
)
letter_targets = Table(
    "letter_targets",
    metadata,
    row_id(),
    of("letter_id", "letters.id"),
    of("target_id", "targets.id"),
    UniqueConstraint("letter_id", "target_id"),
    Index(None, "target_id"),
)
#: What was done with a letter; its state is the fold of its steps.
letter_steps = Table(
    "letter_steps",
    metadata,
    row_id(),
    of("letter_id", "letters.id"),
    #: terms.LetterStep
    must("step"),
    must("detail", Json),
    must("at", Moment),
    must("by"),
    Index(None, "letter_id"),
)

__all__ = ["ledger_notes", "ledger_returns", "letter_steps", "letter_targets", "letters"]
