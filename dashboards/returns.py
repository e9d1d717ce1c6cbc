"""A filled 台账 comes back: compared with the store, and kept in one transaction with its audit row."""

from datetime import datetime

from dashboards.content.reckoning import reckon_frames
from dashboards.reports.content import Report, build_report
from dashboards.reports.ledger import Row, build_ledger
from dashboards.reports.returned import Returned, read_returned
from measures.catalogue import Catalogue
from storage import Connection, Store, ledger, reading, writing


def ledger_of(
    connection: Connection, catalogue: Catalogue, *, as_of: datetime, lang: str, released_only: bool = False
) -> tuple[tuple[Row, ...], Report]:
    """The ledger at a moment, and the report that it is made of."""
    frames = reckon_frames(connection, catalogue, as_of=as_of, released_only=released_only)
    report = build_report(connection, frames, as_of=as_of)
    return build_ledger(connection, report, lang), report


def compare(
    store: Store,
    catalogue: Catalogue,
    data: bytes,
    name: str,
    *,
    as_of: datetime,
    lang: str,
    released_only: bool = False,
) -> Returned:
    """What a filled ledger changes against the notes that hold now; nothing is stored."""
    with reading(store) as connection:
        rows, _ = ledger_of(connection, catalogue, as_of=as_of, lang=lang, released_only=released_only)
        return read_returned(data, name, rows, ledger.notes(connection))


def keep(store: Store, found: Returned, data: bytes, *, word: str, actor: str, now: datetime) -> int:
    """Store the changes of a compared ledger; return the number of the return.

    Raises ValueError for one with errors or without changes, and NotAllowed as storage.ledger.store_return does.
    """
    if not found.storable:
        raise ValueError(f"{found.name} has errors or changes nothing")
    with writing(store, actor=actor, act="ledger:store", at=now) as w:
        return ledger.store_return(w, found.name, found.sha256, data, found.notes, word=word)
