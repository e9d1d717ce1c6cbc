"""Sessions of people who are signed in, and sign-ins that failed. Of a session's secret only a hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from storage import audit
from storage.accounts import Account, account_of
from storage.tables import accounts, sessions, sign_in_failures, sign_ons
from storage.transactions import Writing

#: Key of the PostgreSQL lock under which sign-ins are counted.
LOCK = 7_201_307
#: how long failed sign-ins, and sign-ons on their way, are kept
KEPT, ON_THEIR_WAY = timedelta(days=1), timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody is signed in at a browser."""

    id: int
    account_id: int
    created_at: datetime
    #: last request, to the minute
    seen_at: datetime
    #: the end, whatever is done
    expires_at: datetime
    #: the second factor is still to come
    half: bool
    #: of the browser
    address: str
    #: what the browser calls itself
    agent: str


@dataclass(frozen=True, kw_only=True)
class SignOn:
    """Somebody has gone to a provider to sign on."""

    #: hash of the cookie of the browser that began it
    browser_hash: bytes
    nonce: str
    verifier: str
    #: address that was asked for
    onward: str
    created_at: datetime


def begin(
    w: Writing, account_id: int, token_hash: bytes, *, expires_at: datetime, half: bool, address: str, agent: str
) -> int:
    """Begin a session and return its id; sessions that are over go."""
    w.connection.execute(delete(sessions).where(sessions.c.expires_at <= w.at))
    row = {
        "token_hash": token_hash,
        "account_id": account_id,
        "created_at": w.at,
        "seen_at": w.at,
        "expires_at": expires_at,
        "half": half,
        "address": address,
        "agent": agent[:200],
    }
    session_id = int(w.connection.execute(insert(sessions).values(row).returning(sessions.c.id)).scalar_one())
    audit.record(w, "sessions.begin", "account", account_id, {"session": session_id, "half": half})
    return session_id


def find(c: Connection, token_hash: bytes) -> tuple[Session, Account] | None:
    """Return the session of a secret's hash with its account, None for none; the caller looks at the times."""
    own = [column.label(f"session_{column.name}") for column in sessions.c if column.name != "token_hash"]
    query = select(accounts, *own).join(sessions, sessions.c.account_id == accounts.c.id)
    row = c.execute(query.where(sessions.c.token_hash == token_hash)).mappings().first()
    if row is None:
        return None
    fields = {name: row[f"session_{name}"] for name in Session.__dataclass_fields__}
    return Session(**fields), account_of(row)


def seen(w: Writing, session_id: int) -> None:
    """Note that a session is alive. Not a fact, and so not audited."""
    w.connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=w.at))


def end(w: Writing, account_id: int, session_id: int) -> bool:
    """End one session of an account; False where it has no such session."""
    mine = (sessions.c.id == session_id) & (sessions.c.account_id == account_id)
    ended = w.connection.execute(delete(sessions).where(mine)).rowcount == 1
    if ended:
        audit.record(w, "sessions.end", "account", account_id, {"session": session_id})
    return ended


def end_all(w: Writing, account_id: int, *, keep: int | None = None) -> int:
    """End every session of an account but one; return how many."""
    mine = sessions.c.account_id == account_id
    if keep is not None:
        mine &= sessions.c.id != keep
    number = w.connection.execute(delete(sessions).where(mine)).rowcount
    if number:
        audit.record(w, "sessions.end_all", "account", account_id, {"ended": number, "kept": keep})
    return number


def list_sessions(c: Connection, account_id: int, *, seen_since: datetime, at: datetime) -> tuple[Session, ...]:
    """Return the sessions of an account that hold at a moment, the one seen last first."""
    s = sessions.c
    holds = (s.account_id == account_id) & (s.seen_at > seen_since) & (s.expires_at > at) & s.half.is_(False)
    rows = c.execute(select(sessions).where(holds).order_by(s.seen_at.desc(), s.id.desc())).mappings()
    return tuple(Session(**{name: row[name] for name in Session.__dataclass_fields__}) for row in rows)


def count_living(c: Connection, *, seen_since: datetime, at: datetime) -> dict[int, int]:
    """Return how many sessions hold at a moment, by account."""
    s = sessions.c
    holds = (s.seen_at > seen_since) & (s.expires_at > at) & s.half.is_(False)
    counted = c.execute(select(s.account_id, func.count()).where(holds).group_by(s.account_id))
    return {int(row[0]): int(row[1]) for row in counted}


def attempt(w: Writing, name: str, address: str) -> int:
    """Note a sign-in as failed before its password is looked at, so that many at once are counted; return its id."""
    w.alone(LOCK)
    f = sign_in_failures
    w.connection.execute(delete(f).where(f.c.at <= w.at - KEPT))
    row = {"at": w.at, "name": name, "address": address}
    return int(w.connection.execute(insert(f).values(row).returning(f.c.id)).scalar_one())


def failures(c: Connection, since: datetime, *, name: str | None = None, address: str | None = None) -> int:
    """Return how many sign-ins have failed since a moment, for a name or from an address."""
    f = sign_in_failures.c
    query = select(func.count()).where(f.at > since)
    if name is not None:
        query = query.where(f.name == name)
    if address is not None:
        query = query.where(f.address == address)
    return int(c.execute(query).scalar_one())


def succeeded(w: Writing, name: str) -> None:
    """Forget the failures of a name: its person has signed in, or was given another password."""
    w.connection.execute(delete(sign_in_failures).where(sign_in_failures.c.name == name))


def keep_sign_on(w: Writing, state_hash: bytes, *, browser_hash: bytes, nonce: str, verifier: str, onward: str) -> None:
    """Keep what must be known when somebody comes back from a provider."""
    w.connection.execute(delete(sign_ons).where(sign_ons.c.created_at <= w.at - ON_THEIR_WAY))
    row = {
        "state_hash": state_hash,
        "browser_hash": browser_hash,
        "nonce": nonce,
        "verifier": verifier,
        "onward": onward,
        "created_at": w.at,
    }
    w.connection.execute(insert(sign_ons).values(row))


def take_sign_on(w: Writing, state_hash: bytes) -> SignOn | None:
    """Return a sign-on that has come back, once; None for one that is not known."""
    names = list(SignOn.__dataclass_fields__)
    mine = sign_ons.c.state_hash == state_hash
    row = w.connection.execute(delete(sign_ons).where(mine).returning(*(sign_ons.c[n] for n in names))).mappings()
    found = row.first()
    return None if found is None else SignOn(**found)
