"""A message of the outbox as a mail: its words, its page, and the marks by which the far side knows a repetition."""

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

SITE = "gapwatch"
_ADDRESS = re.compile(r"[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\]+")


def mail_message(
    *, key: str, sender: str, address: str, subject: str, text: str, html: str | None, put_at: datetime
) -> EmailMessage:
    """The mail for one recipient.

    `key` is the outbox's idempotency key: Message-ID is made of it alone and the date is the moment at which the
    message was put, so that every attempt sends the same bytes of header and a repetition is known as one.
    Raises ValueError for an address that is none.
    """
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"no mail address: {address!r}")
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = Address(SITE, addr_spec=sender)
    mail["To"] = Address(addr_spec=address)
    mail["Date"] = format_datetime(put_at)
    mail["Message-ID"] = message_id(key, sender)
    # Out-of-office robots do not answer what says this (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="base64")
    if html is not None:
        mail.add_alternative(html, subtype="html", cte="base64")
    return mail


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a key: always the same, and nothing of the key can be read out of it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
