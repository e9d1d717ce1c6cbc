"""The second factor: codes of an app on a phone (TOTP), and recovery codes for the day the phone is lost."""

import hashlib
import secrets
from datetime import datetime

import pyotp
import segno

from dashboards.auth_passwords import LETTERS

#: seconds that a code counts, and steps before and after now that are taken too (clocks differ)
STEP, AROUND = 30, 1
CODES = 10
ISSUER = "gapwatch"


def make_key() -> str:
    """A new key, in base 32."""
    return pyotp.random_base32()


def matching_step(key: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, None where it is none of now, just before or just after."""
    typed = "".join(code.split())
    step = int(now.timestamp()) // STEP
    codes = pyotp.TOTP(key, interval=STEP)
    for one in range(step - AROUND, step + AROUND + 1):
        if secrets.compare_digest(codes.generate_otp(one).encode(), typed.encode()):
            return one
    return None


def key_address(key: str, name: str) -> str:
    """What the app reads: otpauth://…"""
    return pyotp.TOTP(key, interval=STEP).provisioning_uri(name=name, issuer_name=ISSUER)


def picture(key: str, name: str) -> str:
    """The key as a QR code: the address of an image that a page may show."""
    return segno.make(key_address(key, name), micro=False).svg_data_uri(scale=5, border=3, light="#fff")


def make_recovery() -> tuple[str, ...]:
    """New recovery codes, 79 bits each."""
    return tuple("-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(CODES))


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code."""
    return hashlib.sha256("".join(code.lower().replace("-", "").split()).encode()).hexdigest()
