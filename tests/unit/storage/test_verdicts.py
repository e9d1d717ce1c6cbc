"""One person proposes a verdict, another approves it, nobody on figures of their own (practice 2, 12)."""

from datetime import UTC, date, datetime, timedelta

import factories
import pytest

from measures.errors import NotAllowed, NotFound
from measures.terms import ObjectionKind, ObjectionState, Status, VerdictState, VerdictWord
from storage import documents, objections, observations, reading, verdicts

NOW = factories.NOW
DAY = date(2014, 2, 25)


@pytest.fixture
def used(change):
    """A target, and the vintage that answers it, recorded by 王芳."""
    with change() as w:
        documents.save_document(w, factories.document_reading(factories.draft()), factories.TEXT.encode(), accept=True)
    gdp = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%"}
    with change(actor="王芳") as w:
        observations.save_upload(w, *factories.upload(factories.observation(**gdp, value=9.0)))
    return [1]


def row(used, **changes):
    facts = {
        "target_id": 1,
        "target_version": 1,
        "status": "missed",
        "period": "2013",
        "observed": 9.0,
        "deadline": date(2013, 12, 31),
        "reasons": [],
        "vintages": used,
    }
    return facts | changes


def proposed(change, used, word=VerdictWord.NOT_DONE, *, by="李强", at=NOW, document=None, **changes):
    with change(actor=by, at=at) as w:
        return verdicts.propose(w, row(used, **changes), word, dated=DAY, document=document)


def approved(change, verdict_id, by="赵敏", at=NOW, **more):
    with change(actor=by, at=at) as w:
        verdicts.approve(w, verdict_id, **more)


def refused(code, act, *arguments, **more):
    with pytest.raises(NotAllowed) as error:
        act(*arguments, **more)
    assert error.value.reason == code


def test_verdict_stands_only_when_another_person_has_approved_it(store, change, used):
    first = proposed(change, used)
    with reading(store) as c:
        assert verdicts.standing(c, as_of=NOW) == {}
        assert [v.id for v in verdicts.list_verdicts(c, waiting=True)] == [first]
    refused("same_person", approved, change, first, by="李强")
    approved(change, first)
    refused("decided_already", approved, change, first)
    with reading(store) as c:
        found = verdicts.standing(c, as_of=NOW)[1]
        assert verdicts.list_verdicts(c, waiting=True) == ()
    assert (found.word, found.observed, found.vintages) == (VerdictWord.NOT_DONE, 9.0, (1,))
    assert (found.status, found.proposed_by, found.decided_by) == (Status.MISSED, "李强", "赵敏")


def test_nobody_judges_figures_of_their_own(change, used):
    refused("own_data", proposed, change, used, by="王芳")
    first = proposed(change, used)
    refused("own_data", approved, change, first, by="王芳")


def test_nothing_is_not_done_before_its_deadline(change, used):
    later = {"deadline": date(2014, 12, 31)}
    refused("before_deadline", proposed, change, used, **later)
    refused("before_deadline", proposed, change, used, VerdictWord.DONE, status="on_track", **later)
    assert proposed(change, used, VerdictWord.DONE, status="met", **later) == 1


def test_adjusted_and_terminated_name_the_paper_that_approves_them(change, used):
    refused("document_missing", proposed, change, used, VerdictWord.ADJUSTED)
    assert proposed(change, used, VerdictWord.ADJUSTED, document="豫政办〔2013〕90号") == 1


def test_reported_and_derived_figures_are_not_enough_by_themselves(change, used):
    refused("untrusted", proposed, change, used, VerdictWord.DONE, reasons=["self_reported"], status="on_track")
    assert proposed(change, used, VerdictWord.DONE, reasons=["derived"], status="on_track", document="核查记录") == 1
    refused("no_figure", proposed, change, [], VerdictWord.NOT_DONE)


def test_other_figures_at_approval_want_a_new_proposal(store, change, used):
    first = proposed(change, used)
    refused("figures_changed", approved, change, first, used=[1, 2])
    with change(actor="赵敏") as w:
        verdicts.send_back(w, first, note="数据已修订")
    second = proposed(change, used, VerdictWord.MOSTLY_DONE)
    approved(change, second, used=[1])
    with reading(store) as c:
        newest, oldest = verdicts.list_verdicts(c, target_id=1)
    assert (oldest.state, oldest.answer) == (VerdictState.RETURNED, "数据已修订")
    assert newest.state is VerdictState.APPROVED


def test_same_proposal_again_is_the_same_and_another_one_waits_its_turn(change, used):
    assert proposed(change, used) == proposed(change, used) == 1
    refused("proposal_waiting", proposed, change, used, VerdictWord.DONE)


def test_verdict_holds_from_its_day_and_only_once_recorded(store, change, used):
    approved(change, proposed(change, used))
    with reading(store) as c:
        assert verdicts.standing(c, as_of=datetime(2014, 2, 24, 12, tzinfo=UTC)) == {}
        assert set(verdicts.standing(c, as_of=datetime(2014, 2, 25, 1, tzinfo=UTC))) == {1}
        assert verdicts.standing(c, as_of=NOW, recorded_by=NOW - timedelta(seconds=1)) == {}


def test_closed_year_is_opened_by_a_review_alone(store, change, used):
    first = proposed(change, used)
    approved(change, first)
    refused("year_closed", proposed, change, used, VerdictWord.DONE)
    with change(actor="孙丽") as w:
        asked = objections.object_to(w, 1, ObjectionKind.REVIEW, office="省发展改革委", text="普查后已达10%")
    with change(actor="赵敏") as w:
        objections.answer(w, asked, ObjectionState.UPHELD, note="同意复核")
    later = NOW + timedelta(days=1)
    approved(change, proposed(change, used, VerdictWord.DONE, at=later), at=later)
    refused("year_closed", proposed, change, used, VerdictWord.NOT_DONE)
    with reading(store) as c:
        assert verdicts.standing(c, as_of=later)[1].word is VerdictWord.DONE
        (told,) = objections.list_objections(c)
    assert (told.verdict_id, told.state, told.answer) == (first, ObjectionState.UPHELD, "同意复核")


def test_objection_is_open_until_another_person_answers_it(store, change, used):
    with change(actor="孙丽") as w:
        first = objections.object_to(w, 1, ObjectionKind.DATA, office="省统计局", text=" 数据有误 ", period="2013")
        assert objections.object_to(w, 1, ObjectionKind.DATA, office="省统计局", text="数据有误") == first
    with reading(store) as c:
        assert [o.text for o in objections.contested(c, at=NOW)[1]] == ["数据有误"]
    with pytest.raises(NotAllowed, match="same_person"), change(actor="孙丽") as w:
        objections.answer(w, first, ObjectionState.UPHELD, note="改")
    with change(actor="赵敏", at=NOW + timedelta(hours=1)) as w:
        objections.answer(w, first, ObjectionState.DISMISSED, note="数据无误")
    with pytest.raises(NotAllowed, match="answered_already"), change(actor="赵敏") as w:
        objections.answer(w, first, ObjectionState.UPHELD, note="改")
    with reading(store) as c:
        assert objections.contested(c, at=NOW + timedelta(hours=2)) == {}
        assert set(objections.contested(c, at=NOW + timedelta(minutes=30))) == {1}


@pytest.mark.parametrize(
    ("office", "kind", "text", "code"),
    [
        ("省财政厅", ObjectionKind.DATA, "错", "not_named"),
        ("省统计局", ObjectionKind.DATA, "  ", "text_missing"),
        ("省统计局", ObjectionKind.DATA, "错" * 301, "text_too_long"),
        ("省统计局", ObjectionKind.REVIEW, "错", "no_verdict"),
    ],
)
def test_objections_that_cannot_be_heard(change, used, office, kind, text, code):
    with pytest.raises(NotAllowed, match=code), change(actor="孙丽") as w:
        objections.object_to(w, 1, kind, office=office, text=text)


def test_unknown_ones_are_not_found(change, used):
    with pytest.raises(NotFound), change() as w:
        verdicts.propose(w, row(used, target_id=9), VerdictWord.DONE, dated=DAY)
    with pytest.raises(NotFound), change() as w:
        verdicts.approve(w, 9)
    with pytest.raises(NotFound), change() as w:
        objections.answer(w, 9, ObjectionState.UPHELD, note="改")
