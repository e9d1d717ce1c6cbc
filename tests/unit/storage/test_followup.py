"""An alert is followed up: every step a row, nothing twice, nothing forgotten from month to month."""

from datetime import UTC, datetime

import factories
import pytest
from factories import draft

from gaps.alerting.life import Rung, Standing, Step
from measures.errors import NotAllowed, NotFound
from storage import alerts, audit, documents, followup, people, reading

ANSWER = {"reason": "雨季停工", "measure": "增开两个标段", "plan": "9月底补齐"}


@pytest.fixture
def tell(change):
    """Tell recipient 1 of June's breach of target 1, with changes."""
    with change() as w:
        strive = draft("粮食总产量", force="strive")
        found = factories.document_reading(draft(), strive)
        documents.save_document(w, found, found.document.text.encode(), accept=True)
        people.save_recipient(w, name="a", address="a@example.org")

    def told(target_id=1, period="2013-06", rule="off_track"):
        with change() as w:
            return alerts.record(w, target_id=target_id, period=period, rule=rule, recipient_id=1, status="off_track")

    return told


@pytest.fixture
def take(change):
    """Take a step with an alert."""

    def taken(alert_id, step, detail=None, at=factories.NOW):
        with change(at) as w:
            return followup.take(w, alert_id, step, detail)

    return taken


def refused(take, *args, **options):
    with pytest.raises(NotAllowed) as caught:
        take(*args, **options)
    return caught.value.reason


def test_steps_are_rows_with_their_actor_and_an_audit_row(store, tell, take):
    alert_id = tell()
    take(alert_id, Step.ACKNOWLEDGED)
    take(alert_id, Step.ASKED, {"reason": "连续两月低于预期", "due": "2014-03-20"})
    reached = take(alert_id, Step.ANSWERED, ANSWER)
    assert reached.standing is Standing.ANSWERED
    with reading(store) as c:
        case = followup.get_case(c, alert_id)
        assert [(s.step, s.by) for s in case.steps] == [
            (Step.ACKNOWLEDGED, "tester"),
            (Step.ASKED, "tester"),
            (Step.ANSWERED, "tester"),
        ]
        assert case.steps[2].detail == ANSWER
        assert len(audit.list_entries(c, kind="alert", subject=alert_id)) == 4  # raised, and three steps


def test_second_question_in_a_quarter_is_refused_whoever_asks(tell, take):
    first, other_rule = tell(), tell(rule="missed")
    take(first, Step.ASKED, {"reason": "说明", "due": "2014-03-20"}, at=datetime(2014, 3, 1, tzinfo=UTC))
    ask = (other_rule, Step.ASKED, {"reason": "说明", "due": "2014-03-30"})
    assert refused(take, *ask, at=datetime(2014, 3, 20, tzinfo=UTC)) == "asked_this_quarter"
    assert take(*ask, at=datetime(2014, 4, 1, tzinfo=UTC)).standing is Standing.ASKED


@pytest.mark.parametrize(
    ("step", "detail", "reason"),
    [
        (Step.ANSWERED, ANSWER, "step_not_next"),
        (Step.ASKED, {"reason": " ", "due": "2014-03-20"}, "reason_missing"),
        (Step.ESCALATED, {"rung": "notice"}, "rung_not_higher"),
        (Step.CLOSED, {"outcome": "adjusted"}, "paper_missing"),
    ],
)
def test_what_may_not_be_done_is_refused_with_its_reason(store, tell, take, step, detail, reason):
    alert_id = tell()
    assert refused(take, alert_id, step, detail) == reason
    with reading(store) as c:
        assert followup.get_case(c, alert_id).steps == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(ANSWER | {"measure": ""}, "box_missing"), (ANSWER | {"plan": "字" * 301}, "box_too_long")],
)
def test_answer_fills_its_boxes_and_no_more(tell, take, answer, reason):
    alert_id = tell()
    take(alert_id, Step.ASKED, {"reason": "说明", "due": "2014-03-20"})
    assert refused(take, alert_id, Step.ANSWERED, answer) == reason


def test_ladder_of_a_target_that_only_strives_ends_at_the_reminder(tell, take):
    alert_id = tell(target_id=2)
    assert take(alert_id, Step.ESCALATED, {"rung": "reminder"}).rung is Rung.REMINDER
    assert refused(take, alert_id, Step.ESCALATED, {"rung": "urging"}) == "rung_beyond_target"


def test_unknown_alert_is_not_found(take):
    with pytest.raises(NotFound):
        take(99, Step.ACKNOWLEDGED)


def test_alert_that_is_still_true_goes_on_in_the_next_month(store, change, tell, take):
    june = tell()
    take(june, Step.ASKED, {"reason": "说明", "due": "2014-03-20"})
    july = tell(period="2013-07", rule="missed")
    for _ in range(2):  # a second run of the same month changes nothing
        with change() as w:
            followup.carry_on(w, period="2013-07", statuses={1: "off_track"})
    with reading(store) as c:
        earlier, later = followup.get_case(c, june), followup.get_case(c, july)
    assert earlier.life.standing is Standing.CARRIED
    assert (later.life.standing, later.life.answer_due, later.since) == (Standing.ASKED, "2014-03-20", "2013-06")
    assert len(later.steps) == 1
    assert take(july, Step.ANSWERED, ANSWER).open


@pytest.mark.parametrize(
    ("statuses", "standing"),
    [
        ({1: "on_track"}, Standing.CLEARED),
        ({1: "met"}, Standing.CLEARED),
        ({1: "stale"}, Standing.RAISED),
        ({1: "no_data"}, Standing.RAISED),
        ({}, Standing.RAISED),
    ],
)
def test_good_light_clears_and_silence_does_not(store, change, tell, statuses, standing):
    june = tell()
    with change() as w:
        followup.carry_on(w, period="2013-07", statuses=statuses)
    with reading(store) as c:
        assert followup.get_case(c, june).life.standing is standing


def test_cases_are_listed_newest_first_in_pages(store, tell, take):
    ids = [tell(period=f"2013-{month:02}") for month in range(1, 6)]
    take(ids[2], Step.CLOSED, {"outcome": "done"})
    with reading(store) as c:
        first = followup.list_cases(c, target_ids=[1], limit=2)
        rest = followup.list_cases(c, target_ids=[1], before=first[-1].alert.id)
        assert followup.list_cases(c, target_ids=[]) == ()
        assert ids[2] not in {case.alert.id for case in followup.list_cases(c, only_open=True)}
    assert [case.alert.id for case in first + rest] == ids[::-1]


def test_precision_counts_the_last_word_of_each_receiver(store, tell, take):
    june, grain = tell(), tell(target_id=2)
    tell(period="2013-07")
    take(june, Step.JUDGED, {"right": False})
    take(june, Step.JUDGED, {"right": True})
    take(grain, Step.JUDGED, {"right": False})
    take(grain, Step.CLOSED, {"outcome": "not_done"})
    with reading(store) as c:
        july, first = followup.tally(c)
        (mine,) = followup.tally(c, target_ids=[2])
    assert (july.period, july.raised, july.open, july.precision) == ("2013-07", 1, 1, None)
    assert (first.raised, first.open, first.right, first.wrong, first.precision) == (2, 1, 1, 1, 0.5)
    assert (mine.raised, mine.right) == (1, 0)
