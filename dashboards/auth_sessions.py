"""Sessions and tokens: a secret that only the browser or the program holds, and of which only a hash is kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dashboards.auth import Person, person_from
from dashboards.settings import SignInRules
from storage import Connection, Writing, sessions, tokens
from storage.accounts import Account
from storage.sessions import Session

#: time to type the second factor
HALF: Final = timedelta(minutes=10)
#: how exactly it is known when a session or token was last used
SEEN_EVERY: Final = timedelta(minutes=1)
#: how every token begins, so that one that has leaked is found
BEGINNING: Final = "gapw_"
#: characters by which a person knows a token
PREFIX: Final = len(BEGINNING) + 6


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What a request came with."""

    #: who asks; None where the second factor is still to come
    person: Person | None
    account: Account
    #: session that it belongs to, None for a token
    session: Session | None
    #: token that it was asked with, None for a session
    token_id: int | None
    #: what forms of this session carry
    form_token: str
    #: the moment of its use is to be kept
    stale: bool


def digest(secret: str) -> bytes:
    """What is kept of a secret of 256 bits: no salt and no stretching, for there is nothing to guess."""
    return hashlib.sha256(secret.encode()).digest()


def begin_session(
    w: Writing, account: Account, rules: SignInRules, *, half: bool = False, address: str = "", agent: str = ""
) -> str:
    """Begin a session and return its secret, always a new one."""
    secret = secrets.token_urlsafe(32)
    expires_at = w.at + (HALF if half else rules.lifetime)
    sessions.begin(w, account.id, digest(secret), expires_at=expires_at, half=half, address=address, agent=agent)
    return secret


def signed_in(c: Connection, secret: str, rules: SignInRules, now: datetime) -> Signed | None:
    """Who holds the secret of a session that still holds; None for nobody."""
    found = sessions.find(c, digest(secret))
    if found is None:
        return None
    session, account = found
    if not account.active or now >= session.expires_at or now - session.seen_at >= rules.idle:
        return None
    return Signed(
        person=None if session.half else person_from(account),
        account=account,
        session=session,
        token_id=None,
        form_token=hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest(),
        stale=now - session.seen_at >= SEEN_EVERY,
    )


def make_token(
    w: Writing, account_id: int, *, name: str, scopes: tuple[str, ...], expires_at: datetime
) -> tuple[int, str]:
    """Make a token; return its id and its secret, which is not known to anybody afterwards."""
    secret = BEGINNING + secrets.token_urlsafe(32)
    prefix = secret[:PREFIX]
    token_id = tokens.add_token(
        w, account_id, digest(secret), name=name, prefix=prefix, scopes=scopes, expires_at=expires_at
    )
    return token_id, secret


def of_token(c: Connection, secret: str, now: datetime) -> Signed | None:
    """In whose name a program asks; None for a token that does not hold, or whose account must change its password."""
    found = tokens.find(c, digest(secret)) if secret.startswith(BEGINNING) else None
    if found is None:
        return None
    token, account = found
    if not account.active or account.must_change or token.revoked_at is not None or now >= token.expires_at:
        return None
    return Signed(
        person=person_from(account, token.scopes),
        account=account,
        session=None,
        token_id=token.id,
        form_token="",
        stale=token.used_at is None or now - token.used_at >= SEEN_EVERY,
    )


def note_use(w: Writing, signed: Signed) -> None:
    """Keep the moment at which a session or token was used."""
    if signed.session is not None:
        sessions.seen(w, signed.session.id)
    elif signed.token_id is not None:
        tokens.used(w, signed.token_id)
