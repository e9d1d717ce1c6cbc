"""People who are told things: the one table whose rows are changed and may be erased."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from measures.errors import NotFound
from storage import audit
from storage.tables import recipients
from storage.transactions import Writing


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who is sent messages."""

    id: int
    name: str
    #: address on the channel
    address: str
    #: "mail" …
    channel: str
    #: "zh" or "en"
    language: str
    #: offices whose targets concern this person; empty = all
    offices: tuple[str, ...]
    #: kinds of message that this person is sent
    tells: tuple[str, ...]
    #: False for somebody who has left
    active: bool


def save_recipient(
    w: Writing,
    *,
    name: str,
    address: str,
    channel: str = "mail",
    language: str = "zh",
    offices: Sequence[str] = (),
    tells: Sequence[str] = (),
    active: bool = True,
    recipient_id: int | None = None,
) -> int:
    """Add a recipient, or change the one of this id, or of this channel and address; return the id.

    Raises NotFound. The audit row names the fields that changed, never the name or address.
    """
    values = {
        "name": name,
        "address": address,
        "channel": channel,
        "language": language,
        "offices": list(offices),
        "tells": list(tells),
        "active": active,
    }
    r = recipients.c
    mine = r.id == recipient_id if recipient_id is not None else (r.channel == channel) & (r.address == address)
    before = w.connection.execute(select(recipients).where(mine)).mappings().first()
    if before is None and recipient_id is not None:
        raise NotFound("recipient", recipient_id)
    changed = sorted(k for k, v in values.items() if before is None or before[k] != v)
    if before is None:
        found = int(w.connection.execute(insert(recipients).values(values).returning(r.id)).scalar_one())
    else:
        found = int(before["id"])
        w.connection.execute(update(recipients).where(r.id == found).values(values))
    audit.record(w, "people.save_recipient", "recipient", found, {"fields": changed, "new": before is None})
    return found


def list_recipients(c: Connection, *, active: bool | None = True) -> tuple[Recipient, ...]:
    """Return the recipients by id; `active` None returns those who have left as well."""
    query = select(recipients).order_by(recipients.c.id)
    if active is not None:
        query = query.where(recipients.c.active == active)
    return tuple(
        Recipient(**{**row, "offices": tuple(row["offices"]), "tells": tuple(row["tells"])})
        for row in c.execute(query).mappings()
    )
