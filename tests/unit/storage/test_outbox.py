"""Messages: put once, claimed by one sender at a time, kept with what became of them."""

import threading
from datetime import timedelta

import pytest
from factories import NOW

from measures.errors import NotFound
from storage import outbox, reading, writing
from storage.outbox import LEASE, Message, MessageState


def message(key="digest 2013-09 1", **changes):
    facts = {"channel": "mail", "address": "a@example.org", "subject": "提示", "text": "正文"}
    return Message(key=key, **facts | changes)


def states(store):
    with reading(store) as c:
        return {m.key: (m.state, m.attempts, m.reason) for m in outbox.list_messages(c)}


def test_message_comes_back_as_it_was_put(store, change):
    with change() as w:
        outbox.put(w, message(html="<p>正文</p>"))
    with reading(store) as c:
        (kept,) = outbox.list_messages(c)
    assert (kept.channel, kept.address, kept.subject, kept.text, kept.html) == (
        "mail",
        "a@example.org",
        "提示",
        "正文",
        "<p>正文</p>",
    )
    assert (kept.state, kept.attempts, kept.next_at, kept.put_at, kept.ended_at) == (
        MessageState.DUE,
        0,
        NOW,
        NOW,
        None,
    )


def test_same_key_is_put_once(change):
    with change() as w:
        assert outbox.put(w, message()) == 1
        assert outbox.put(w, message(text="other")) is None
        assert outbox.put(w, message("another")) is not None


def test_longest_due_is_claimed_first_and_nobody_claims_it_again(change):
    with change() as w:
        outbox.put(w, message("later"), not_before=NOW + timedelta(minutes=1))
        outbox.put(w, message("second"))
        outbox.put(w, message("first"), not_before=NOW - timedelta(minutes=1))
        claimed = [outbox.claim(w, NOW), outbox.claim(w, NOW)]
        assert [m.key for m in claimed] == ["first", "second"]
        assert [m.attempts for m in claimed] == [1, 1]
        assert outbox.claim(w, NOW) is None
        assert outbox.claim(w, NOW + timedelta(minutes=1)).key == "later"


def test_delivered_message_is_never_claimed_again(store, change):
    with change() as w:
        outbox.put(w, message())
        outbox.delivered(w, outbox.claim(w, NOW).id)
        assert outbox.claim(w, NOW + timedelta(days=9)) is None
    with reading(store) as c:
        (kept,) = outbox.list_messages(c, state=MessageState.DELIVERED)
    assert (kept.ended_at, kept.claimed_until) == (NOW, None)


def test_failed_message_is_tried_again_at_its_time_and_then_given_up_with_the_reason(store, change):
    retry = NOW + timedelta(minutes=10)
    with change() as w:
        outbox.put(w, message())
        outbox.failed(w, outbox.claim(w, NOW).id, "450 later", retry)
        assert outbox.claim(w, retry - timedelta(seconds=1)) is None
    assert states(store) == {"digest 2013-09 1": (MessageState.DUE, 1, "450 later")}
    with change(retry) as w:
        again = outbox.claim(w, retry)
        assert again.attempts == 2
        outbox.failed(w, again.id, "550 no such user", None)
        assert outbox.claim(w, retry + timedelta(days=9)) is None
    assert states(store) == {"digest 2013-09 1": (MessageState.GIVEN_UP, 2, "550 no such user")}


def test_message_of_a_sender_that_died_is_due_again_after_the_lease(change):
    with change() as w:
        outbox.put(w, message())
        outbox.claim(w, NOW)
    with change() as w:
        assert outbox.claim(w, NOW + LEASE - timedelta(seconds=1)) is None
        again = outbox.claim(w, NOW + LEASE)
    assert (again.key, again.attempts) == ("digest 2013-09 1", 2)


def test_two_senders_never_claim_the_same_message(store, change):
    with change() as w:
        for number in range(30):
            outbox.put(w, message(str(number)))
    claimed = []

    def send() -> None:
        while True:
            with writing(store, actor="sender", act="outbox:deliver", at=NOW) as w:
                found = outbox.claim(w, NOW)
            if found is None:
                return
            claimed.append(found.key)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed, key=int) == [str(number) for number in range(30)]


def test_unknown_message_is_not_found(change):
    with pytest.raises(NotFound), change() as w:
        outbox.delivered(w, 1)
    with pytest.raises(NotFound), change() as w:
        outbox.failed(w, 1, "x", None)
