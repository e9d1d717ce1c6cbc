"""From the outbox to the far side: each message is claimed, sent, and marked with what came of it.

A message is tried at least once and never forgotten: a sender that dies in between loses its claim, and the
message goes out again under the same key, by which the far side knows a repetition. Pauses between attempts grow;
after GIVE_UP the message is given up and the last reason is kept. A refusal of this recipient or this text for
good is given up at once.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from scheduler.channels import DeliveryFailed, mail
from scheduler.kit import Kit
from scheduler.message import mail_message
from scheduler.settings import MailSettings
from storage import outbox, reading, writing
from storage.outbox import StoredMessage

ACTOR = "scheduler"
#: Minutes between attempts; the last one holds from there on.
PAUSES: Final = (1, 2, 5, 10, 20, 30, 60)
#: A message that nobody took for this long is given up.
GIVE_UP: Final = timedelta(days=5)


def count_waiting(kit: Kit, now: datetime) -> int:
    """How many messages may be sent now; none while no mail server is set."""
    if kit.settings.mail is None:
        return 0
    with reading(kit.store) as c:
        return outbox.count_due(c, now)


def deliver_waiting(kit: Kit, now: datetime) -> Mapping[str, int]:
    """Send what is due: how many were delivered, will be tried again, were given up.

    Ends early where the mail server cannot be reached: the others need not try.
    """
    counts = {"delivered": 0, "postponed": 0, "given_up": 0}
    server = kit.settings.mail
    while server is not None and not kit.halt.is_set():
        with writing(kit.store, actor=ACTOR, act="message:send", at=now) as w:
            message = outbox.claim(w, now)
        if message is None:
            break
        failure = _send(message, server)
        with writing(kit.store, actor=ACTOR, act="message:sent", at=now) as w:
            if failure is None:
                outbox.delivered(w, message.id)
            else:
                outbox.failed(w, message.id, failure.reason, retry_at(message, failure, now))
        if failure is None:
            counts["delivered"] += 1
        else:
            counts["given_up" if retry_at(message, failure, now) is None else "postponed"] += 1
            if failure.everyone:
                break
    return counts


def retry_at(message: StoredMessage, failure: DeliveryFailed, now: datetime) -> datetime | None:
    """When to try again, None to give up."""
    if failure.lasting or now - message.put_at >= GIVE_UP:
        return None
    return now + timedelta(minutes=PAUSES[min(message.attempts, len(PAUSES)) - 1])


def _send(message: StoredMessage, server: MailSettings) -> DeliveryFailed | None:
    try:
        if message.channel != "mail":
            raise DeliveryFailed(f"there is no channel {message.channel!r}", lasting=True)
        mail.send(
            mail_message(
                key=message.key,
                sender=server.sender,
                address=message.address,
                subject=message.subject,
                text=message.text,
                html=message.html,
                put_at=message.put_at,
            ),
            server,
        )
    except DeliveryFailed as failure:
        return failure
    except ValueError as error:
        return DeliveryFailed(str(error), lasting=True)
    return None
