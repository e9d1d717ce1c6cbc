"""What is kept: documents, targets, vintages of statistics, evaluations, work, messages, the audit trail.

The only SQL of the house. `open_store` opens SQLite or PostgreSQL; `reading` gives a consistent view, `writing` one
transaction in which every change function leaves its audit row. The functions stand in modules by what they keep.
"""

from sqlalchemy import Connection

from storage import (
    alerts,
    audit,
    backup,
    checking,
    documents,
    duties,
    gaps,
    heartbeats,
    jobs,
    ledger,
    letters,
    matches,
    observations,
    outbox,
    people,
    submissions,
    targets,
    undoing,
)
from storage.engine import Store, open_store
from storage.transactions import Writing, reading, writing

__all__ = [
    "Connection",
    "Store",
    "Writing",
    "alerts",
    "audit",
    "backup",
    "checking",
    "documents",
    "duties",
    "gaps",
    "heartbeats",
    "jobs",
    "ledger",
    "letters",
    "matches",
    "observations",
    "open_store",
    "outbox",
    "people",
    "reading",
    "submissions",
    "targets",
    "undoing",
    "writing",
]
