"""Fills a store with the built-in example, through the same functions as everybody's files."""

from typing import TYPE_CHECKING

from gapwatch.demo import ACTUALS, DOCUMENTS, sample
from gapwatch.wiring import House

if TYPE_CHECKING:
    from storage import Store

ACTOR = "demo"
#: the office of those who act for one
OFFICES = ("省发展改革委",)


def add_people(store: "Store", home: House) -> str:
    """Add one account for each role, all with the same password, which is made for this run; return it."""
    from dashboards.auth_passwords import hash_password, make_password
    from dashboards.i18n import word
    from dashboards.permissions import Role
    from storage import writing
    from storage.accounts import add_account

    password = make_password()
    hashed = hash_password(password)
    with writing(store, actor=ACTOR, act="person:add", at=home.now()) as w:
        for role in Role:
            offices = OFFICES if role in (Role.OFFICE_REPORTER, Role.DATA_OFFICER) else ()
            shown = word("role", role, home.language)
            add_account(w, name=role.value, shown=shown, roles=[role.value], offices=offices, password=hashed)
    return password


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
