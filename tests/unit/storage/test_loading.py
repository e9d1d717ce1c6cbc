"""What loading a document changes among the targets, and what a person decided stays."""

from datetime import date
from decimal import Decimal

import factories
import pytest
from factories import TEXT, draft

from storage import documents, reading, targets


@pytest.fixture
def load(change):
    """Load a document of these targets; `text` makes it another edition of the same document."""

    def loaded(*drafts, accept=True, at=factories.NOW, **document):
        found = factories.document_reading(*drafts, **document)
        with change(at) as w:
            return documents.save_document(w, found, found.document.text.encode(), accept=accept)

    return loaded


@pytest.fixture
def decide(change):
    def decided(target_id, state, changes=None, note=None):
        with change(actor="person") as w:
            return targets.decide(w, target_id, state, changes, note)

    return decided


def newest(store, target_id):
    with reading(store) as c:
        return targets.get_target(c, target_id)


def summary(outcome):
    return outcome.gained, outcome.lost, outcome.changed, outcome.unchanged, outcome.accepted


GDP, FINANCE = draft(), draft("社会融资规模", "5200", measure="level", unit="亿元")
SECOND = {"text": TEXT + "更正。"}


def test_first_loading_gains_drafts_or_accepted_targets(store, load):
    assert summary(load(GDP, FINANCE, accept=False)) == (2, 0, 0, 0, 0)
    assert newest(store, 1).state == "draft"
    assert summary(load(GDP, accept=True, doc="other")) == (1, 0, 0, 0, 1)
    assert newest(store, 3).state == "accepted"


def test_same_again_writes_nothing(store, load):
    load(GDP, FINANCE)
    assert summary(load(GDP, FINANCE)) == (0, 0, 0, 2, 0)
    with reading(store) as c:
        assert len(targets.list_versions(c, 1)) == 1


def test_loading_again_with_accept_accepts_the_drafts(store, load):
    load(GDP, accept=False)
    assert summary(load(GDP, accept=True)) == (0, 0, 0, 1, 1)
    assert [newest(store, 1).version, newest(store, 1).state] == [2, "accepted"]


def test_corrected_document_keeps_ids_and_tells_gained_lost_changed(store, load):
    load(GDP, FINANCE, draft("粮食总产量", "550", measure="level"))
    outcome = load(draft(value="11"), FINANCE, draft("进出口总额", "12"), **SECOND)
    assert summary(outcome) == (1, 1, 1, 1, 1)
    changed = next(t for t in outcome.targets if t.change == "changed")
    assert changed.target_id == 1
    assert set(changed.fields) == {"value", "value_text", "quote"}
    assert newest(store, 1).value == Decimal("11")
    assert newest(store, 3).state == "rejected"
    assert newest(store, 3).note == "not_in_document"
    assert newest(store, 4).indicator == "进出口总额"


def test_offsets_follow_the_new_text_though_nothing_else_changed(store, load):
    load(GDP)
    outcome = load(draft(start=20, end=23), **SECOND)
    assert summary(outcome) == (0, 0, 0, 1, 0)
    kept = newest(store, 1)
    assert (kept.start, kept.document_id, kept.version, kept.state) == (20, outcome.document_id, 2, "accepted")


def test_moved_item_and_renamed_indicator_are_still_the_same_target(store, load):
    load(GDP, FINANCE)
    moved = draft(task="1.9")
    renamed = draft("社会融资规模增量", "5200", measure="level", unit="亿元", sentence=FINANCE.sentence)
    outcome = load(moved, renamed, **SECOND)
    assert summary(outcome)[:4] == (0, 0, 2, 0)
    assert {t.target_id for t in outcome.targets} == {1, 2}


def test_reading_without_accept_keeps_what_was_accepted_and_drafts_what_changed(store, load):
    load(GDP, FINANCE)
    load(draft(value="11"), FINANCE, accept=False, **SECOND)
    assert newest(store, 1).state == "draft"
    assert newest(store, 2).state == "accepted"
    with reading(store) as c:
        frame = targets.targets_frame(c)
    assert frame["value"].tolist() == [10.0, 5200.0]  # the changed one holds as accepted until a person agrees


def test_rejection_by_a_person_outlives_every_loading(store, load, decide):
    load(GDP, accept=False)
    decide(1, "rejected", note="是过去的结果")
    load(GDP, accept=True)
    load(draft(value="11"), accept=True, **SECOND)
    kept = newest(store, 1)
    assert (kept.state, kept.decided, kept.note) == ("rejected", True, "是过去的结果")


def test_mended_field_outlives_a_corrected_document(store, load, decide):
    load(GDP, accept=False)
    decide(1, "accepted", {"answerable": "省统计局", "indicator_id": "gdp"})
    outcome = load(draft(start=20, end=23), accept=False, **SECOND)
    kept = newest(store, 1)
    assert summary(outcome) == (0, 0, 0, 1, 0)
    assert (kept.answerable, kept.indicator_id, kept.state, kept.decided) == ("省统计局", "gdp", "accepted", True)
    assert set(kept.mended) == {"answerable", "indicator_id"}


def test_mended_field_stays_when_another_field_changes_and_a_person_is_asked_again(store, load, decide):
    load(GDP, accept=False)
    decide(1, "accepted", {"answerable": "省统计局"})
    load(draft(value="11"), accept=False, **SECOND)
    kept = newest(store, 1)
    assert (kept.value, kept.answerable, kept.state) == (Decimal("11"), "省统计局", "draft")
    with reading(store) as c:
        assert targets.targets_frame(c)["value"].tolist() == [10.0]


def test_lost_target_that_a_person_accepted_stays_and_is_told(store, load, decide):
    load(GDP, FINANCE, accept=False)
    decide(1, "accepted")
    outcome = load(FINANCE, **SECOND)
    assert outcome.lost == 1
    assert newest(store, 1).state == "accepted"


def test_lost_target_that_comes_back_is_gained_under_its_id(store, load):
    load(GDP, FINANCE)
    load(FINANCE, **SECOND)
    outcome = load(GDP, FINANCE, text=TEXT + "再更正。")
    assert summary(outcome) == (1, 0, 0, 1, 1)
    assert newest(store, 1).state == "accepted"


def test_a_lost_target_is_told_once(load):
    load(GDP, FINANCE)
    assert load(FINANCE, **SECOND).lost == 1
    assert load(FINANCE, **SECOND).lost == 0


def test_two_alike_targets_of_one_task_stay_apart(store, load):
    first = draft("棚户区改造", "10", sentence="郑州改造10万户", quote="10万户", measure="level")
    second = draft("棚户区改造", "5", sentence="开封改造5万户", quote="5万户", measure="level")
    load(first, second)
    load(second, first, **SECOND)
    assert newest(store, 1).sentence == "郑州改造10万户"
    assert newest(store, 2).sentence == "开封改造5万户"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"issued": date(2013, 2, 5)}, date(2013, 2, 5)),
        ({"issued": None, "year": 2013}, date(2013, 1, 1)),
        ({"issued": None, "year": None}, date(2014, 3, 1)),  # factories.NOW in China
    ],
)
def test_target_holds_from_its_documents_date_its_year_or_the_day_of_recording(store, load, document, expected):
    load(GDP, **document)
    assert newest(store, 1).valid_from == expected


def test_place_of_a_target_goes_before_the_documents(store, load):
    load(draft(place_code="410100"), draft("粮食总产量"))
    assert (newest(store, 1).place, newest(store, 1).place_code) == ("郑州市", "410100")
    assert (newest(store, 2).place, newest(store, 2).place_code) == ("河南省", "410000")


def test_relative_goal_without_a_value_is_kept(store, load):
    load(draft("城乡居民收入", None, measure="relative", value_text=None, unit=None))
    assert newest(store, 1).value is None
