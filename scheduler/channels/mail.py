"""Mail by SMTP: one connection a message, delivered when the server has answered the end of the text with 250."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

from scheduler.channels.failure import DeliveryFailed
from scheduler.settings import MailSettings


def send(message: EmailMessage, mail: MailSettings) -> None:
    """Hand the message to the server.

    Raises DeliveryFailed: lasting where the server refuses this recipient or this text for good (5xx), passing
    where the server is away, slow, busy (4xx), drops the line or refuses us (sign-in, sender, encryption), which
    somebody will mend.
    """
    try:
        with _connected(mail) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise DeliveryFailed(_said(code, answer), lasting=code >= 500) from error
    except smtplib.SMTPSenderRefused as error:
        raise DeliveryFailed(_said(error.smtp_code, error.smtp_error), lasting=False) from error
    except smtplib.SMTPDataError as error:
        raise DeliveryFailed(_said(error.smtp_code, error.smtp_error), lasting=error.smtp_code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(_said(error.smtp_code, error.smtp_error), lasting=False) from error
    except UnicodeEncodeError as error:
        raise DeliveryFailed("user and password for the mail server must be ASCII", lasting=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"{mail.host}:{mail.port}: {error or type(error).__name__}", lasting=False) from error


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


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"
