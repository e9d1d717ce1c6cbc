"""Mail by SMTP against real servers: what counts as delivered, what is tried again, what is given up."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from scheduler.channels import DeliveryFailed
from scheduler.channels.mail import send
from scheduler.settings import MailSettings


class Postbox:
    """Keeps what arrives; refuses what it is told to refuse."""

    def __init__(self, *, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.arrived: list[tuple[list[str], bytes]] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]) -> str:  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data == "drop":
            server.transport.abort()  # type: ignore[union-attr]
            return "250 never heard"
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.arrived.append((envelope.rcpt_tos, envelope.content))
        return self.data


@contextmanager
def serving(postbox: Postbox, **options: Any) -> Iterator[MailSettings]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield MailSettings(host="127.0.0.1", port=port, sender="gapwatch@tj.example", timeout=5)
    finally:
        controller.stop()


def letter() -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "gapwatch@tj.example"
    message["To"] = "张三 <zhang@fgw.example>"
    message["Subject"] = "2013年9月提示：2项目标未达到预期"
    message["Message-ID"] = "<key-1@tj.example>"
    message.set_content("粮食总产1200.8亿斤，距目标差99.2亿斤。\n")
    return message


def test_a_taken_message_arrives_whole() -> None:
    postbox = Postbox()
    with serving(postbox) as mail:
        send(letter(), mail)
    ((recipients, content),) = postbox.arrived
    received = message_from_bytes(content, policy=policy.default)
    assert recipients == ["zhang@fgw.example"]
    assert received["Subject"] == "2013年9月提示：2项目标未达到预期"
    assert received["Message-ID"] == "<key-1@tj.example>"
    assert received.get_content().strip() == "粮食总产1200.8亿斤，距目标差99.2亿斤。"


@pytest.mark.parametrize(
    ("postbox", "lasting", "said"),
    [
        (Postbox(rcpt="550 no such person"), True, "550 no such person"),
        (Postbox(rcpt="450 try later"), False, "450 try later"),
        (Postbox(data="554 refused"), True, "554 refused"),
        (Postbox(data="451 busy"), False, "451 busy"),
        (Postbox(data="drop"), False, "127.0.0.1"),
        (Postbox(rcpt="554 5.7.1 relay access denied"), False, "relay access denied"),
        (Postbox(rcpt="550 5.1.1 user unknown"), True, "user unknown"),
        (Postbox(rcpt="530 sign in first"), False, "530 sign in first"),
    ],
)
def test_a_refusal_says_why_and_whether_it_lasts(postbox: Postbox, lasting: bool, said: str) -> None:
    with serving(postbox) as mail, pytest.raises(DeliveryFailed) as failed:
        send(letter(), mail)
    assert failed.value.lasting is lasting
    assert said in failed.value.reason
    assert postbox.arrived == []


def test_nobody_listening_is_tried_again() -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with pytest.raises(DeliveryFailed) as failed:
        send(letter(), MailSettings(host="127.0.0.1", port=port, timeout=2))
    assert not failed.value.lasting
    assert str(port) in failed.value.reason


def test_a_server_that_says_nothing_is_left_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(DeliveryFailed, match="timed out") as failed:
            send(letter(), MailSettings(host="127.0.0.1", port=port, timeout=0.3))
    assert not failed.value.lasting


def test_a_server_that_hangs_up_after_taking_the_message_has_taken_it() -> None:
    taken: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as said:
            line.sendall(b"220 hello\r\n")
            for answer in (b"250 hello", b"250 sender", b"250 recipient", b"354 go on"):
                said.readline()
                line.sendall(answer + b"\r\n")
            while (text := said.readline()) != b".\r\n":
                taken.append(text)
            line.sendall(b"250 taken\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        send(letter(), MailSettings(host="127.0.0.1", port=listener.getsockname()[1], timeout=5))
        thread.join(5)
    assert b"Message-ID: <key-1@tj.example>\r\n" in taken


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, made for this run."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed: STARTTLS is not tested")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = (
        f"{program} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run([*command.split(), "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    return cert, key


def signing_in(certificate: tuple[Path, Path]) -> dict[str, Any]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"tj", b"kouling"), handled=False)

    return {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": check}


def secure(mail: MailSettings, password: str = "kouling") -> MailSettings:
    return MailSettings(host=mail.host, port=mail.port, starttls=True, user="tj", password=password, timeout=5)


def test_starttls_and_sign_in(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    postbox = Postbox()
    with serving(postbox, **signing_in(certificate)) as mail:
        send(letter(), secure(mail))
    assert len(postbox.arrived) == 1


def test_a_wrong_password_is_a_fault_of_ours_and_tried_again(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    postbox = Postbox()
    with serving(postbox, **signing_in(certificate)) as mail, pytest.raises(DeliveryFailed, match="535") as failed:
        send(letter(), secure(mail, "wrong"))
    assert not failed.value.lasting
    assert "wrong" not in failed.value.reason
    assert postbox.arrived == []


def test_a_password_that_smtp_cannot_carry_is_said(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with serving(Postbox(), **signing_in(certificate)) as mail, pytest.raises(DeliveryFailed, match="ASCII") as failed:
        send(letter(), secure(mail, "口令"))
    assert not failed.value.lasting


def test_a_certificate_of_unknown_origin_is_refused(certificate: tuple[Path, Path]) -> None:
    postbox = Postbox()
    with (
        serving(postbox, **signing_in(certificate)) as mail,
        pytest.raises(DeliveryFailed, match="certificate") as failed,
    ):
        send(letter(), secure(mail))
    assert not failed.value.lasting
    assert postbox.arrived == []


def test_a_server_without_starttls_is_not_used_in_the_clear() -> None:
    postbox = Postbox()
    with serving(postbox) as mail, pytest.raises(DeliveryFailed, match="STARTTLS") as failed:
        send(letter(), MailSettings(host=mail.host, port=mail.port, starttls=True, timeout=5))
    assert not failed.value.lasting
    assert postbox.arrived == []
