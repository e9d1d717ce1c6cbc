"""The outbox: sent once by key, tried again with growing pauses, given up with the reason kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from measures.catalogue import load_catalogue
from measures.places import load_places
from scheduler.channels import DeliveryFailed
from scheduler.channels import mail as mail_channel
from scheduler.delivery import GIVE_UP, count_waiting, deliver_waiting
from scheduler.kit import Kit, kit
from scheduler.settings import MailSettings, SchedulerSettings
from storage import Store, outbox, reading, writing
from storage.outbox import Message, MessageState, StoredMessage

NOW = datetime(2013, 9, 22, 1, 0, tzinfo=UTC)
Answer = Callable[[EmailMessage], DeliveryFailed | None]


@pytest.fixture
def tools(store: Store) -> Kit:
    settings = SchedulerSettings(mail=MailSettings(host="mail.example", sender="gapwatch@tj.example"))
    return kit(store, settings, load_catalogue(), load_places())


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> "Far":
    far = Far()
    monkeypatch.setattr(mail_channel, "send", far.take)
    return far


class Far:
    """The far side: keeps what it takes, answers as it is told."""

    def __init__(self) -> None:
        self.tried: list[EmailMessage] = []
        self.answer: Answer = lambda _: None

    def take(self, message: EmailMessage, _server: MailSettings) -> None:
        self.tried.append(message)
        failure = self.answer(message)
        if failure is not None:
            raise failure

    def subjects(self) -> list[str]:
        return [str(m["Subject"]) for m in self.tried]


def put(store: Store, *keys: str, address: str = "zhang@fgw.example") -> None:
    with writing(store, actor="test", act="test:put", at=NOW) as w:
        for key in keys:
            outbox.put(w, Message(key=key, channel="mail", address=address, subject=key, text="t"))


def messages(store: Store) -> dict[str, StoredMessage]:
    with reading(store) as c:
        return {m.key: m for m in outbox.list_messages(c)}


def test_what_is_due_is_sent_once(tools: Kit, sent: Far) -> None:
    put(tools.store, "a", "b")
    assert count_waiting(tools, NOW) == 2
    assert deliver_waiting(tools, NOW) == {"delivered": 2, "postponed": 0, "given_up": 0}
    assert deliver_waiting(tools, NOW + timedelta(days=1))["delivered"] == 0
    assert sent.subjects() == ["a", "b"]
    assert {m.state for m in messages(tools.store).values()} == {MessageState.DELIVERED}
    assert count_waiting(tools, NOW) == 0


def test_a_busy_far_side_is_tried_again_with_growing_pauses(tools: Kit, sent: Far) -> None:
    put(tools.store, "a")
    sent.answer = lambda _: DeliveryFailed("450 later", lasting=False)
    tries = []
    for minute in range(200):
        moment = NOW + timedelta(minutes=minute)
        if deliver_waiting(tools, moment)["postponed"]:
            tries.append(minute)
    assert tries == [0, 1, 3, 8, 18, 38, 68, 128, 188]
    assert messages(tools.store)["a"].reason == "450 later"
    sent.answer = lambda _: None
    deliver_waiting(tools, NOW + timedelta(hours=5))
    assert messages(tools.store)["a"].state == MessageState.DELIVERED
    assert len({str(m["Message-ID"]) for m in sent.tried}) == 1


def test_a_far_side_gone_for_a_day_gets_everything_afterwards(tools: Kit, sent: Far) -> None:
    put(tools.store, *(f"m{n}" for n in range(5)))
    sent.answer = lambda _: DeliveryFailed("connection refused", lasting=False, everyone=True)
    for hour in range(24):
        deliver_waiting(tools, NOW + timedelta(hours=hour))
    sent.answer = lambda _: None
    after = NOW + timedelta(hours=25)
    assert deliver_waiting(tools, after)["delivered"] == 5
    assert {m.state for m in messages(tools.store).values()} == {MessageState.DELIVERED}


def test_a_far_side_that_is_gone_is_asked_once_a_look(tools: Kit, sent: Far) -> None:
    put(tools.store, "a", "b", "c")
    sent.answer = lambda _: DeliveryFailed("connection refused", lasting=False, everyone=True)
    assert deliver_waiting(tools, NOW) == {"delivered": 0, "postponed": 1, "given_up": 0}
    assert sent.subjects() == ["a"]


def test_one_refused_recipient_holds_up_nobody(tools: Kit, sent: Far) -> None:
    put(tools.store, "a", "b")
    sent.answer = lambda m: DeliveryFailed("550 unknown", lasting=True) if m["Subject"] == "a" else None
    assert deliver_waiting(tools, NOW) == {"delivered": 1, "postponed": 0, "given_up": 1}
    kept = messages(tools.store)
    assert (kept["a"].state, kept["a"].reason) == (MessageState.GIVEN_UP, "550 unknown")
    assert kept["b"].state == MessageState.DELIVERED
    assert deliver_waiting(tools, NOW + timedelta(days=1))["delivered"] == 0


def test_a_message_that_nobody_takes_is_given_up_with_the_last_reason(tools: Kit, sent: Far) -> None:
    put(tools.store, "a")
    sent.answer = lambda _: DeliveryFailed("451 greylisted", lasting=False)
    deliver_waiting(tools, NOW)
    assert deliver_waiting(tools, NOW + GIVE_UP)["given_up"] == 1
    kept = messages(tools.store)["a"]
    assert (kept.state, kept.reason) == (MessageState.GIVEN_UP, "451 greylisted")


def test_what_is_no_address_is_given_up_and_said(tools: Kit, sent: Far) -> None:
    put(tools.store, "a", address="nobody")
    assert deliver_waiting(tools, NOW)["given_up"] == 1
    assert sent.tried == []
    assert "nobody" in str(messages(tools.store)["a"].reason)


def test_a_sender_that_died_between_claim_and_answer_is_followed_by_another(tools: Kit, sent: Far) -> None:
    put(tools.store, "a")

    def die(_: EmailMessage) -> None:
        raise KeyboardInterrupt

    sent.answer = die
    with pytest.raises(KeyboardInterrupt):
        deliver_waiting(tools, NOW)
    sent.answer = lambda _: None
    assert deliver_waiting(tools, NOW + timedelta(seconds=20))["delivered"] == 0
    assert deliver_waiting(tools, NOW + timedelta(minutes=6))["delivered"] == 1
    first, second = sent.tried
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_without_a_mail_server_messages_wait(store: Store, sent: Far) -> None:
    put(store, "a")
    tools = kit(store, SchedulerSettings(), load_catalogue(), load_places())
    assert count_waiting(tools, NOW) == 0
    assert deliver_waiting(tools, NOW)["delivered"] == 0
    assert messages(store)["a"].attempts == 0


def test_a_process_that_is_to_stop_begins_no_further_message(tools: Kit, sent: Far) -> None:
    put(tools.store, "a", "b")

    def stop(_: EmailMessage) -> None:
        tools.halt.set()

    sent.answer = stop
    assert deliver_waiting(tools, NOW)["delivered"] == 1
    assert sent.subjects() == ["a"]
