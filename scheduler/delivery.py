"""From the outbox to the far side: each message is claimed, sent, and marked with what came of it.

A message is tried at least once and never forgotten: a sender that dies in between loses its claim, and the
message goes out again under the same key, by which the far side knows a repetition. Pauses between attempts grow;
after GIVE_UP the message is given up and the last reason is kept. A refusal of this recipient or this text for
good is given up at once.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from scheduler.channels import DeliveryFailed, dingtalk, feishu, mail, webhook, wecom
from scheduler.kit import Kit
from scheduler.message import mail_message
from scheduler.settings import ChannelKind, SchedulerSettings
from storage import outbox, reading, writing
from storage.outbox import StoredMessage

ACTOR = "scheduler"
MAIL = "mail"
#: Minutes between attempts; the last one holds from there on.
PAUSES: Final = (1, 2, 5, 10, 20, 30, 60)
#: A message that nobody took for this long is given up.
GIVE_UP: Final = timedelta(days=5)
_POSTS: Final = {
    ChannelKind.WECOM: wecom,
    ChannelKind.DINGTALK: dingtalk,
    ChannelKind.FEISHU: feishu,
    ChannelKind.WEBHOOK: webhook,
}


def count_waiting(kit: Kit, now: datetime) -> int:
    """How many messages may be sent now over the channels that are set."""
    with reading(kit.store) as c:
        return outbox.count_due(c, now, channels=_channels(kit.settings))


def deliver_waiting(kit: Kit, now: datetime) -> Mapping[str, int]:
    """Send what is due: how many were delivered, will be tried again, were given up.

    A channel whose far side cannot be reached is left for this time: its other messages need not try.
    """
    counts = {"delivered": 0, "postponed": 0, "given_up": 0}
    channels = _channels(kit.settings)
    while channels and not kit.halt.is_set():
        with writing(kit.store, actor=ACTOR, act="message:send", at=now) as w:
            message = outbox.claim(w, now, channels=channels)
        if message is None:
            break
        failure = _send(message, kit.settings, now)
        again = None if failure is None else retry_at(message, failure, now)
        with writing(kit.store, actor=ACTOR, act="message:sent", at=now) as w:
            if failure is None:
                outbox.delivered(w, message.id)
            else:
                outbox.failed(w, message.id, failure.reason, again)
        counts["delivered" if failure is None else "postponed" if again else "given_up"] += 1
        if failure is not None and failure.everyone:
            channels.discard(message.channel)
    return counts


def retry_at(message: StoredMessage, failure: DeliveryFailed, now: datetime) -> datetime | None:
    """When to try again, None to give up."""
    if failure.lasting or now - message.put_at >= GIVE_UP:
        return None
    pause = timedelta(minutes=PAUSES[min(message.attempts, len(PAUSES)) - 1])
    return now + max(pause, failure.retry_after or pause)


def _channels(settings: SchedulerSettings) -> set[str]:
    mails = {MAIL} if settings.mail is not None else set()
    return mails | {endpoint.kind.value for endpoint in settings.endpoints}


def _send(message: StoredMessage, settings: SchedulerSettings, now: datetime) -> DeliveryFailed | None:
    try:
        if message.channel == MAIL:
            _send_mail(message, settings)
        else:
            _post(message, settings, now)
    except DeliveryFailed as failure:
        return failure
    except ValueError as error:
        return DeliveryFailed(str(error), lasting=True)
    return None


def _send_mail(message: StoredMessage, settings: SchedulerSettings) -> None:
    assert settings.mail is not None
    letter = mail_message(
        key=message.key,
        sender=settings.mail.sender,
        address=message.address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        put_at=message.put_at,
    )
    mail.send(letter, settings.mail)


def _post(message: StoredMessage, settings: SchedulerSettings, now: datetime) -> None:
    for endpoint in settings.endpoints:
        if (endpoint.kind.value, endpoint.name) == (message.channel, message.address):
            _POSTS[endpoint.kind].send(message.key, message.text, endpoint, now)
            return
    raise DeliveryFailed(f"no {message.channel} endpoint is named {message.address!r}", lasting=True)
