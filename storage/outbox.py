"""Messages on their way: put in the transaction of what they tell, claimed by a one-row update."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from measures.errors import NotFound
from storage import audit
from storage.bulk import insert_if_absent
from storage.tables import outbox
from storage.transactions import Writing

#: How long a claim keeps others away; after it the sender counts as dead and the message is due again.
LEASE = timedelta(minutes=5)


class MessageState(StrEnum):
    """Where a message is."""

    DUE = "due"
    SENDING = "sending"  #: claimed, the far side has not answered yet
    DELIVERED = "delivered"  #: the far side said so
    GIVEN_UP = "given_up"  #: the reason is kept


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message to put into the outbox."""

    #: the same for the same message, whoever puts it; goes with every attempt
    key: str
    #: "mail" …
    channel: str
    #: address on that channel
    address: str
    subject: str
    #: plain text
    text: str
    html: str | None = None
    #: None for an address that is no recipient's
    recipient_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class StoredMessage:
    """A message in the outbox. Fields not explained here mean what Message says."""

    id: int
    key: str
    channel: str
    recipient_id: int | None
    address: str
    subject: str
    text: str
    html: str | None
    state: MessageState
    #: attempts begun, this one included
    attempts: int
    #: not to be tried before
    next_at: datetime
    #: until when its sender has it to itself
    claimed_until: datetime | None
    #: why the last attempt failed
    reason: str | None
    put_at: datetime
    #: when it was delivered or given up
    ended_at: datetime | None


def put(w: Writing, message: Message, *, not_before: datetime | None = None) -> int | None:
    """Put a message into the outbox; return its id, None where a message of the same key is there."""
    state = {"state": MessageState.DUE.value, "attempts": 0, "next_at": not_before or w.at, "put_at": w.at}
    row = vars(message) | state
    message_id = insert_if_absent(w.connection, outbox, row)
    if message_id is not None:
        detail = {"key": message.key, "channel": message.channel, "recipient_id": message.recipient_id}
        audit.record(w, "outbox.put", "message", message_id, detail)
    return message_id


def claim(
    w: Writing, now: datetime, *, lease: timedelta = LEASE, channels: Collection[str] | None = None
) -> StoredMessage | None:
    """Take the message that has been due longest, for as long as `lease`; None where none is due.

    `channels` leaves messages of other channels where they are.
    """
    o = outbox.c
    first = select(o.id).where(_due(now, channels)).order_by(o.next_at, o.id).limit(1).with_for_update(skip_locked=True)
    row = (
        w.connection.execute(
            update(outbox)
            .where(o.id == first.scalar_subquery())
            .values(state=MessageState.SENDING.value, attempts=o.attempts + 1, claimed_until=now + lease)
            .returning(*o)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    audit.record(w, "outbox.claim", "message", row["id"], {"attempt": row["attempts"]})
    return _message(dict(row))


def count_due(c: Connection, now: datetime, *, channels: Collection[str] | None = None) -> int:
    """Return how many messages may be claimed."""
    return int(c.execute(select(func.count()).select_from(outbox).where(_due(now, channels))).scalar_one())


def delivered(w: Writing, message_id: int) -> None:
    """Say that the far side has the message; raises NotFound."""
    values = {"state": MessageState.DELIVERED.value, "claimed_until": None, "ended_at": w.at, "reason": None}
    _set(w, message_id, values)
    audit.record(w, "outbox.delivered", "message", message_id, {})


def failed(w: Writing, message_id: int, reason: str, retry_at: datetime | None) -> None:
    """Say why an attempt failed and when to try again, None to give up; raises NotFound."""
    if retry_at is None:
        values: dict[str, object] = {"state": MessageState.GIVEN_UP.value, "ended_at": w.at}
    else:
        values = {"state": MessageState.DUE.value, "next_at": retry_at}
    _set(w, message_id, values | {"claimed_until": None, "reason": reason})
    audit.record(w, "outbox.failed", "message", message_id, {"reason": reason, "retry_at": retry_at})


def list_messages(
    c: Connection, *, state: MessageState | None = None, recipient_id: int | None = None, limit: int = 1000
) -> tuple[StoredMessage, ...]:
    """Return messages, newest first."""
    query = select(outbox).order_by(outbox.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(outbox.c.state == state.value)
    if recipient_id is not None:
        query = query.where(outbox.c.recipient_id == recipient_id)
    return tuple(_message(dict(row)) for row in c.execute(query).mappings())


def list_states(c: Connection, ids: Collection[int]) -> dict[int, tuple[MessageState, str | None]]:
    """Where these messages are and why the last attempt failed, by id."""
    query = select(outbox.c.id, outbox.c.state, outbox.c.reason).where(outbox.c.id.in_(ids))
    return {row.id: (MessageState(row.state), row.reason) for row in c.execute(query)}


def count_states(c: Connection) -> dict[MessageState, int]:
    """Return how many messages are in each state, 0 for none."""
    counted = select(outbox.c.state, func.count().label("n")).group_by(outbox.c.state)
    found = {row.state: row.n for row in c.execute(counted)}
    return {state: found.get(state.value, 0) for state in MessageState}


def _due(now: datetime, channels: Collection[str] | None) -> ColumnElement[bool]:
    o = outbox.c
    due = or_(
        and_(o.state == MessageState.DUE.value, o.next_at <= now),
        and_(o.state == MessageState.SENDING.value, o.claimed_until <= now),
    )
    return due if channels is None else due & o.channel.in_(sorted(channels))


def _set(w: Writing, message_id: int, values: Mapping[str, object]) -> None:
    changed = w.connection.execute(update(outbox).where(outbox.c.id == message_id).values(values))
    if not changed.rowcount:
        raise NotFound("message", message_id)


def _message(row: dict[str, object]) -> StoredMessage:
    return StoredMessage(**(row | {"state": MessageState(str(row["state"]))}))  # type: ignore[arg-type]
