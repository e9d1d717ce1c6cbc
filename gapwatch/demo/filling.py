"""Fills a store with the built-in example, through the same functions as everybody's files."""

from typing import TYPE_CHECKING

from gapwatch.demo import ACTUALS, DOCUMENTS, sample
from gapwatch.wiring import House

if TYPE_CHECKING:
    from storage import Store

ACTOR = "demo"


def fill(store: "Store", home: House) -> None:
    """Load both notices, accepted, and take in the actuals."""
    from storage import writing
    from storage.documents import save_document
    from storage.intake import take_in
    from targets import find_targets, open_document

    for name in DOCUMENTS:
        document, _ = open_document(sample(name), name)
        assert document is not None
        found = find_targets(document, home.catalogue, home.places)
        with writing(store, actor=ACTOR, act="document:load", at=home.now()) as w:
            save_document(w, found, sample(name), accept=True)
    take_in(
        store,
        sample(ACTUALS),
        ACTUALS,
        settings=home.upload_settings(),
        catalogue=home.catalogue,
        places=home.places,
        now=home.now(),
        actor=ACTOR,
    )
