"""The tables. A row that carries a fact is never updated: a revision is another row.

What may be updated is the state of a piece of work (a request, a run, a message) and the name and address of a person.
Absent words in a unique key are '' because NULLs are never equal.
"""

from storage.tables.accounts import accounts, sessions, sign_in_failures, sign_ons, tokens
from storage.tables.base import metadata
from storage.tables.documents import (
    blob_parts,
    blobs,
    documents,
    duties,
    target_offices,
    target_versions,
    targets,
    task_offices,
    tasks,
)
from storage.tables.observations import (
    gap_rows,
    gap_runs,
    matches,
    series,
    source_marks,
    submissions,
    upload_releases,
    uploads,
    vintages,
)
from storage.tables.reckoning import backtest_choices, backtests, plan_points
from storage.tables.supervision import ledger_notes, ledger_returns, letter_steps, letter_targets, letters
from storage.tables.verdicts import objection_answers, objections, verdict_decisions, verdicts
from storage.tables.work import alert_steps, alerts, audit, duty_returns, heartbeats, outbox, recipients, requests, runs

__all__ = [
    "accounts",
    "alert_steps",
    "alerts",
    "audit",
    "backtest_choices",
    "backtests",
    "blob_parts",
    "blobs",
    "documents",
    "duties",
    "duty_returns",
    "gap_rows",
    "gap_runs",
    "heartbeats",
    "ledger_notes",
    "ledger_returns",
    "letter_steps",
    "letter_targets",
    "letters",
    "matches",
    "metadata",
    "objection_answers",
    "objections",
    "outbox",
    "plan_points",
    "recipients",
    "requests",
    "runs",
    "series",
    "sessions",
    "sign_in_failures",
    "sign_ons",
    "source_marks",
    "submissions",
    "target_offices",
    "target_versions",
    "targets",
    "task_offices",
    "tasks",
    "tokens",
    "upload_releases",
    "uploads",
    "verdict_decisions",
    "verdicts",
    "vintages",
]
