"""A filled 台账 comes back: compared with the store, and kept in one transaction with its audit row."""

from datetime import datetime

from dashboards.content.reckoning import reckon_frames
from dashboards.reports.content import build_report
from dashboards.reports.ledger import build_ledger
from dashboards.reports.returned import Returned, read_returned
from measures.catalogue import Catalogue
from storage import Store, ledger, reading, writing


def compare(store: Store, catalogue: Catalogue, data: bytes, name: str, *, as_of: datetime, lang: str) -> Returned:
    """What a filled ledger changes against the notes that hold now; nothing is stored."""
    with reading(store) as connection:
        frames = reckon_frames(connection, catalogue, as_of=as_of, released_only=False)
        rows = build_ledger(connection, build_report(connection, frames, as_of=as_of), lang)
        return read_returned(data, name, rows, ledger.notes(connection))


def keep(store: Store, found: Returned, data: bytes, *, word: str, actor: str, now: datetime) -> int:
    """Store the changes of a compared ledger; return the number of the return.

    Raises ValueError for one with errors or without changes, and NotAllowed as storage.ledger.store_return does.
    """
    if not found.storable:
        raise ValueError(f"{found.name} has errors or changes nothing")
    with writing(store, actor=actor, act="ledger:store", at=now) as w:
        return ledger.store_return(w, found.name, found.sha256, data, found.notes, word=word)
