"""A later notice that amends a target makes a new version of it, with its own document."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factories
import pytest
from factories import draft

from storage import documents, reading, targets
from targets.model import FORMER_TARGET, Offices

ROADS = draft("新改建农村公路", "5000", measure="level", unit="公里", quote="5000公里")
HIGHER = draft(
    "新改建农村公路",
    "6000",
    measure="level",
    unit="公里",
    quote="6000公里",
    baseline_value=Decimal(5000),
    baseline_unit="公里",
    baseline_text=FORMER_TARGET,
    offices=Offices(),
    answerable=None,
)
NOTICE = {"doc": "amendment-2013", "text": "调整", "issued": date(2013, 8, 1), "number": "豫政办〔2013〕70号"}


@pytest.fixture
def load(change):
    def loaded(*drafts, accept=True, **document):
        found = factories.document_reading(*drafts, **document)
        with change(factories.NOW) as w:
            return documents.save_document(w, found, found.document.text.encode(), accept=accept)

    return loaded


def held(store, day):
    with reading(store) as c:
        frame = targets.targets_frame(c, as_of=datetime(*day, tzinfo=UTC))
    return [(int(row.target_id), int(row.version), row.value) for row in frame.itertuples()]


def test_amendment_is_a_version_that_holds_from_its_date(store, load):
    load(ROADS)
    outcome = load(HIGHER, **NOTICE)
    assert (outcome.gained, outcome.changed) == (0, 1)
    assert held(store, (2013, 7, 31)) == [(1, 1, 5000.0)]
    assert held(store, (2013, 8, 2)) == [(1, 2, 6000.0)]


def test_amendment_leads_to_its_own_document_and_keeps_the_offices(store, load):
    load(ROADS)
    load(HIGHER, **NOTICE)
    with reading(store) as c:
        version = targets.get_target(c, 1)
        assert documents.get_document(c, version.document_id).number == NOTICE["number"]
    assert version.lead == ("省发展改革委",)
    assert version.answerable == "省发展改革委"


def test_loading_the_amendment_again_writes_nothing(store, load):
    load(ROADS)
    load(HIGHER, **NOTICE)
    outcome = load(HIGHER, **NOTICE)
    assert (outcome.gained, outcome.changed, outcome.unchanged) == (0, 0, 1)
    assert held(store, (2014, 1, 1)) == [(1, 2, 6000.0)]


def test_loading_the_first_document_again_leaves_the_amendment(store, load):
    load(ROADS)
    load(HIGHER, **NOTICE)
    outcome = load(ROADS)
    assert (outcome.gained, outcome.lost, outcome.unchanged) == (0, 0, 1)
    assert held(store, (2014, 1, 1)) == [(1, 2, 6000.0)]


@pytest.mark.parametrize(
    "changes",
    [
        {"baseline_value": Decimal(4000)},
        {"deadline": date(2014, 12, 31)},
        {"place_code": "230000"},
        {"measure": "growth"},
    ],
)
def test_amendment_of_something_else_is_a_target_of_its_own(store, load, changes):
    load(ROADS)
    facts = {name: getattr(HIGHER, name) for name in HIGHER.__dataclass_fields__} | changes
    outcome = load(type(HIGHER)(**facts), **NOTICE)
    assert (outcome.gained, outcome.changed) == (1, 0)


def test_amendment_awaits_a_person_without_accept(store, load):
    load(ROADS)
    load(HIGHER, accept=False, **NOTICE)
    assert held(store, (2014, 1, 1)) == [(1, 1, 5000.0)]
    with reading(store) as c:
        assert targets.get_target(c, 1).state == "draft"
