"""Mails: the same marks at every attempt, subjects that cannot break a header."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from scheduler.message import mail_message, message_id

PUT_AT = datetime(2013, 9, 22, 1, 0, tzinfo=UTC)


def mail(**changes: Any) -> EmailMessage:
    given: dict[str, Any] = {
        "key": "monthly_alert:2013-09:1",
        "sender": "gapwatch@tj.example",
        "address": "zhang@fgw.example",
        "subject": "2013年9月提示",
        "text": "粮食总产距目标差99.2亿斤。",
        "html": "<p>粮食总产距目标差99.2亿斤。</p>",
        "put_at": PUT_AT,
    }
    return mail_message(**(given | changes))


def received(message: EmailMessage) -> EmailMessage:
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def test_both_forms_arrive() -> None:
    message = received(mail())
    plain, page = message.iter_parts()
    assert plain.get_content().strip() == "粮食总产距目标差99.2亿斤。"
    assert page.get_content_type() == "text/html"
    assert "99.2亿斤" in page.get_content()


def test_a_message_without_page_is_plain_text() -> None:
    assert received(mail(html=None)).get_content_type() == "text/plain"


def test_every_attempt_carries_the_same_marks() -> None:
    first, second = mail(), mail()
    assert first["Message-ID"] == second["Message-ID"] == message_id("monthly_alert:2013-09:1", "gapwatch@tj.example")
    assert first["Date"] == second["Date"] == "Sun, 22 Sep 2013 01:00:00 +0000"


def test_another_key_is_another_message() -> None:
    assert message_id("a", "x@y.example") != message_id("b", "x@y.example")
    assert message_id("a", "x@y.example").endswith("@y.example>")


def test_a_line_break_in_the_subject_makes_no_header() -> None:
    message = received(mail(subject="提示\r\nBcc: x@y.example"))
    assert message["Bcc"] is None
    assert message["Subject"] == "提示 Bcc: x@y.example"
    (address,) = message["To"].addresses
    assert address.addr_spec == "zhang@fgw.example"


@pytest.mark.parametrize("address", ["nobody", "a@b, c@d", "a@b\r\nBcc: c@d", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        mail(address=address)
