"""Mail by SMTP: one connection a message, delivered when the server has answered the end of the text with 250."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

from scheduler.channels.failure import DeliveryFailed
from scheduler.settings import MailSettings

#: "message too long", said before the text is sent
_TOO_LONG = 552


def send(message: EmailMessage, mail: MailSettings) -> None:
    """Hand the message to the server.

    Raises DeliveryFailed: lasting where the server refuses this recipient or this text for good, passing where the
    server is away, slow, busy, drops the line or refuses us (sign-in, sender, relaying), which somebody will mend.
    """
    try:
        with _connected(mail) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        too_long = error.smtp_code == _TOO_LONG
        said = _said(error.smtp_code, error.smtp_error)
        raise DeliveryFailed(said, lasting=too_long, everyone=not too_long) from error
    except UnicodeEncodeError as error:
        reason = "user and password for the mail server must be ASCII"
        raise DeliveryFailed(reason, lasting=False, everyone=True) from error
    except (smtplib.SMTPException, OSError) as error:
        reason = f"{mail.host}:{mail.port}: {error or type(error).__name__}"
        raise DeliveryFailed(reason, lasting=False, everyone=True) from error


@contextlib.contextmanager
def _connected(mail: MailSettings) -> Iterator[smtplib.SMTP]:
    server = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout)
    try:
        if mail.starttls:
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password or "")
        yield server
        # The server has answered for the message: how it answers the goodbye changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _refused(code: int, answer: bytes | str) -> DeliveryFailed:
    said = _said(code, answer)
    # 53x and 5.7.x are about us: not signed in, not allowed to relay, held for spam (RFC 3463).
    ours = 530 <= code < 540 or said[4:].startswith("5.7.")
    return DeliveryFailed(said, lasting=code >= 500 and not ours)


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"
