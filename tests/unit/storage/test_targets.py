"""Versions of a target: what a person decides, and which one holds when."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factories
import pytest
from factories import NOW, draft

from measures.errors import NotFound
from measures.frames import TARGETS
from storage import audit, documents, reading, targets
from targets.model import Offices

LATER = NOW + timedelta(days=10)


@pytest.fixture
def loaded(change):
    """A store with one draft of 5 February 2013, recorded at factories.NOW."""
    found = factories.document_reading(draft())
    with change() as w:
        documents.save_document(w, found, found.document.text.encode(), accept=False)


def frame(store, **wanted):
    with reading(store) as c:
        return targets.targets_frame(c, **wanted)


def decide(change, *arguments, at=NOW, **more):
    with change(at, actor="person") as w:
        return targets.decide(w, 1, *arguments, **more)


@pytest.mark.usefixtures("loaded")
def test_decision_is_a_new_version_and_the_earlier_one_stays(store, change):
    assert decide(change, "accepted", {"value": Decimal("10.5"), "lead": ("甲",)}, "更正") == 2
    with reading(store) as c:
        first, second = targets.list_versions(c, 1)
        assert targets.get_target(c, 1) == second
        entry = audit.list_entries(c, kind="target", subject=1)[0]
    assert (first.state, first.decided, first.value, first.lead) == ("draft", False, Decimal(10), ("省发展改革委",))
    assert (second.state, second.decided, second.value, second.lead) == ("accepted", True, Decimal("10.5"), ("甲",))
    assert (second.note, second.recorded_by, second.mended) == ("更正", "person", ("lead", "value"))
    assert entry.detail["changes"] == {"value": "10.5", "lead": ["甲"]}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("field", ["id", "quote", "state", "confidence", "no_such_field"])
def test_what_the_document_says_cannot_be_mended(change, field):
    with pytest.raises(ValueError, match=field):
        decide(change, "accepted", {field: 1})


@pytest.mark.usefixtures("loaded")
def test_unknown_state_is_refused(change):
    with pytest.raises(ValueError, match="perhaps"):
        decide(change, "perhaps")


def test_unknown_target_is_not_found(change):
    with pytest.raises(NotFound):
        decide(change, "accepted")


@pytest.mark.usefixtures("loaded")
def test_frame_is_the_contract_and_holds_only_what_was_accepted(store, change):
    assert list(frame(store).columns) == list(TARGETS)
    assert len(frame(store)) == 0
    assert len(frame(store, state="draft")) == 1
    assert len(frame(store, state=None)) == 1
    decide(change, "accepted")
    (row,) = frame(store).to_dict("records")
    assert (row["target_id"], row["version"], row["doc"], row["place"]) == (1, 2, "notice-2013", "河南省")
    assert (row["value"], row["value_text"], row["ceiling"], row["deadline"]) == (10.0, "10", False, date(2013, 12, 31))
    assert (row["lead"], row["support"]) == (["省发展改革委"], ["省统计局"])
    assert row["recorded_at"] == NOW
    assert row["indicator_id"] is None
    assert len(frame(store, state="draft")) == 0


@pytest.mark.usefixtures("loaded")
def test_kinds_of_columns_are_the_contracts(store, change):
    decide(change, "accepted")
    dtypes = {"number": "float64", "integer": "int64", "flag": "bool"}
    assert frame(store).dtypes.astype(str).to_dict() == {n: dtypes.get(k, "object") for n, k in TARGETS.items()}


@pytest.mark.usefixtures("loaded")
def test_rejected_target_is_gone(store, change):
    decide(change, "accepted")
    decide(change, "rejected")
    assert len(frame(store)) == 0
    assert frame(store, state="rejected")["version"].tolist() == [3]


@pytest.mark.usefixtures("loaded")
def test_version_holds_from_its_date(store, change):
    decide(change, "accepted")
    decide(change, "accepted", {"value": Decimal(11), "valid_from": date(2013, 7, 1)})

    def value(*day):
        return frame(store, as_of=datetime(*day, tzinfo=UTC))["value"].tolist()

    assert value(2013, 2, 4) == []
    assert value(2013, 2, 5) == [10.0]
    assert value(2013, 6, 30, 15, 59) == [10.0]
    assert value(2013, 6, 30, 16) == [11.0]  # 1 July in China
    assert frame(store)["value"].tolist() == [11.0]


@pytest.mark.usefixtures("loaded")
def test_what_was_recorded_later_can_be_hidden(store, change):
    decide(change, "accepted")
    decide(change, "accepted", {"value": Decimal(11)}, at=LATER)
    assert frame(store)["value"].tolist() == [11.0]
    assert frame(store, recorded_by=LATER - timedelta(seconds=1))["value"].tolist() == [10.0]
    assert frame(store, recorded_by=LATER)["value"].tolist() == [11.0]


def test_frame_of_one_place(store, change):
    found = factories.document_reading(draft(place_code="410100"), draft("粮食总产量"))
    with change() as w:
        documents.save_document(w, found, found.document.text.encode(), accept=True)
    assert frame(store, place_code="410100")["place"].tolist() == ["郑州市"]
    assert frame(store)["target_id"].tolist() == [1, 2]


def test_many_targets_keep_their_offices_apart(store, change):
    drafts = [draft(f"指标{n}", offices=Offices(lead=(f"甲{n}", f"乙{n}"))) for n in range(1201)]
    found = factories.document_reading(*drafts)
    with change() as w:
        documents.save_document(w, found, found.document.text.encode(), accept=True)
    assert frame(store)["lead"].tolist() == [[f"甲{n}", f"乙{n}"] for n in range(1201)]
