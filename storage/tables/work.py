"""Work and people: requests, runs, recipients, messages, alerts, the audit trail."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, UniqueConstraint, text

from storage.columns import Json, Moment, Words
from storage.tables.base import may, maybe_of, metadata, must, of, row_id

requests = Table(
    "requests",
    metadata,
    row_id(),
    must("job"),
    must("key"),
    must("requested_at", Moment),
    must("requested_by"),
    may("taken_at", Moment),
    #: until when the taker has it to itself; NULL with taken_at: taken for good
    may("claimed_until", Moment),
    may("done_at", Moment),
    Index(
        "uq_requests_waiting",
        "job",
        "key",
        unique=True,
        sqlite_where=text("taken_at IS NULL"),
        postgresql_where=text("taken_at IS NULL"),
    ),
)
runs = Table(
    "runs",
    metadata,
    row_id(),
    must("job"),
    must("due", Moment),
    must("started_at", Moment),
    may("ended_at", Moment),
    may("outcome"),
    must("counts", Json),
    may("error"),
    UniqueConstraint("job", "due"),
)
#: One row a job: when it last looked, when it last went well. Not a fact, and so not audited.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("job", Words, primary_key=True),
    must("looked_at", Moment),
    may("good_at", Moment),
    #: failures in a row
    must("failures", Integer),
    may("error"),
)
#: What offices have handed in. Keyed by document, date and office: a corrected document keeps them.
duty_returns = Table(
    "duty_returns",
    metadata,
    row_id(),
    must("doc"),
    must("due", Date),
    must("office"),
    may("note"),
    must("received_at", Moment),
    must("recorded_by"),
    UniqueConstraint("doc", "due", "office"),
)
recipients = Table(
    "recipients",
    metadata,
    row_id(),
    must("name"),
    must("address"),
    must("channel"),
    must("language"),
    must("offices", Json),
    #: kinds of message that this person is sent
    must("tells", Json),
    must("active", Boolean),
    UniqueConstraint("channel", "address"),
)
outbox = Table(
    "outbox",
    metadata,
    row_id(),
    #: the same in every attempt, so that the far side can tell a repetition
    must("key", Words, unique=True),
    must("channel"),
    maybe_of("recipient_id", "recipients.id"),
    must("address"),
    must("subject"),
    must("text"),
    may("html"),
    must("state"),
    must("attempts", Integer),
    must("next_at", Moment),
    may("claimed_until", Moment),
    may("reason"),
    must("put_at", Moment),
    may("ended_at", Moment),
    Index(None, "state", "next_at"),
)
alerts = Table(
    "alerts",
    metadata,
    row_id(),
    of("target_id", "targets.id"),
    must("period"),
    must("rule"),
    of("recipient_id", "recipients.id"),
    must("status"),
    maybe_of("gap_run_id", "gap_runs.id"),
    maybe_of("message_id", "outbox.id"),
    must("detail", Json),
    must("raised_at", Moment),
    UniqueConstraint("target_id", "period", "rule", "recipient_id"),
    Index(None, "recipient_id"),
)
#: What was done with an alert after it was raised; a row is never changed.
alert_steps = Table(
    "alert_steps",
    metadata,
    row_id(),
    of("alert_id", "alerts.id"),
    must("step"),
    must("detail", Json),
    must("at", Moment),
    must("by"),
    Index(None, "alert_id"),
)
audit = Table(
    "audit",
    metadata,
    row_id(),
    must("at", Moment),
    must("actor"),
    #: the act of the transaction: "upload:commit"
    must("act"),
    #: the change that left this row: "observations.save_upload"
    must("change"),
    #: what was changed: "upload"
    must("kind"),
    may("subject"),
    must("detail", Json),
    Index(None, "kind", "subject"),
    Index(None, "at"),
)
