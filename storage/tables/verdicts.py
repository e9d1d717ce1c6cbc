"""Verdicts and objections: what people say beside the reckoned light. A row is never changed."""

from sqlalchemy import Date, Double, ForeignKey, Index, Integer, Table

from storage.columns import Json, Key, Moment
from storage.tables.base import may, maybe_of, metadata, must, of, row_id

verdicts = Table(
    "verdicts",
    metadata,
    row_id(),
    of("target_id", "targets.id"),
    must("target_version", Integer),
    #: terms.VerdictWord
    must("word"),
    #: the day of the verdict: from then on it holds
    must("dated", Date),
    #: period of the figure that it rests on
    may("period"),
    #: that figure in the target's unit
    may("observed", Double),
    #: the light that was reckoned then
    must("status"),
    #: ids of the vintages that it rests on
    must("vintages", Json),
    #: 依据文件
    may("document"),
    may("note"),
    must("proposed_at", Moment),
    must("proposed_by"),
    Index(None, "target_id"),
)
#: What became of a proposed verdict: one row each.
verdict_decisions = Table(
    "verdict_decisions",
    metadata,
    row_id(),
    must("verdict_id", Key, ForeignKey("verdicts.id"), unique=True),
    #: terms.VerdictState
    must("state"),
    may("note"),
    must("decided_at", Moment),
    must("decided_by"),
)
objections = Table(
    "objections",
    metadata,
    row_id(),
    of("target_id", "targets.id"),
    #: terms.ObjectionKind
    must("kind"),
    must("office"),
    #: period of the figure that is contested
    may("period"),
    must("text"),
    #: the verdict whose review is asked for
    maybe_of("verdict_id", "verdicts.id"),
    must("raised_at", Moment),
    must("raised_by"),
    Index(None, "target_id"),
)
#: What became of an objection: one row each.
objection_answers = Table(
    "objection_answers",
    metadata,
    row_id(),
    must("objection_id", Key, ForeignKey("objections.id"), unique=True),
    #: terms.ObjectionState
    must("state"),
    must("note"),
    must("answered_at", Moment),
    must("answered_by"),
)

__all__ = ["objection_answers", "objections", "verdict_decisions", "verdicts"]
