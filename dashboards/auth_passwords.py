"""Passwords: hashed with argon2id, long rather than complicated, none that is easily guessed."""

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 256
#: guesses, as a power of ten, that a password must withstand: lists of common ones, rows of keys, dates, repetitions
LEAST_GUESSES: Final = 8.0
#: characters that zxcvbn looks at
LOOKED_AT: Final = 72
#: letters and digits that nobody mistakes for others
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()
#: each takes 64 MiB for the time of a hash
_room = BoundedSemaphore(2)


def _same(password: str) -> str:
    """One form of what a person typed, full width or not."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    with _room:
        return _hasher.hash(_same(password))


@cache
def _nobodys() -> str:
    return hash_password(secrets.token_urlsafe(16))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether a password has this hash; takes as long where there is no hash."""
    known = password_hash or _nobodys()
    with _room:
        try:
            right = _hasher.verify(known, _same(password)[: MOST * 4])
        except (VerificationError, InvalidHashError):
            return False
    return right and password_hash is not None


def mistake(password: str, *, known: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password: "short", "long", "common", "named" (it holds a name), None for nothing."""
    from zxcvbn import zxcvbn

    same = _same(password)
    if len(same) < LEAST:
        return "short"
    if len(same) > MOST:
        return "long"
    if any(len(name) > 2 and name.lower() in same.lower() and len(same) - len(name) < LEAST for name in known):
        return "named"
    found = zxcvbn(same[:LOOKED_AT], user_inputs=[name.lower() for name in known])
    return "common" if float(found["guesses_log10"]) < LEAST_GUESSES else None


def make_password() -> str:
    """A password of five groups of four characters, 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
