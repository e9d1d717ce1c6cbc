"""Where an alert stands is the fold of what was done with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaps.alerting.life import ENDED, Life, Outcome, Rung, Standing, Step, after, highest_rung, lived

DETAIL = {
    Step.CONTINUED: {"standing": "asked", "rung": "reminder", "answer_due": "2013-07-31"},
    Step.ASKED: {"due": "2013-06-30"},
    Step.ESCALATED: {"rung": "urging"},
    Step.JUDGED: {"right": False},
    Step.CLOSED: {"outcome": "adjusted"},
}


def life(*steps: Step) -> Life:
    return lived((step, DETAIL.get(step, {})) for step in steps)


def test_answer_is_asked_for_given_returned_given_again_and_accepted():
    steps = [Step.ACKNOWLEDGED, Step.ASKED, Step.ANSWERED, Step.RETURNED, Step.ANSWERED, Step.ACCEPTED]
    reached = life(*steps)
    assert (reached.standing, reached.answer_due, reached.open) == (Standing.ACCEPTED, "2013-06-30", True)


def test_nobody_answers_what_nobody_asked():
    with pytest.raises(ValueError, match="answered does not follow raised"):
        life(Step.ANSWERED)


def test_later_alert_goes_on_with_rung_and_question_of_the_earlier():
    reached = life(Step.CONTINUED)
    assert (reached.standing, reached.rung, reached.answer_due) == (Standing.ASKED, Rung.REMINDER, "2013-07-31")


def test_rung_and_judgement_leave_the_standing():
    reached = life(Step.ASKED, Step.ESCALATED, Step.JUDGED)
    assert (reached.standing, reached.rung, reached.right) == (Standing.ASKED, Rung.URGING, False)


@pytest.mark.parametrize("end", [Step.CARRIED, Step.CLEARED, Step.CLOSED])
def test_ended_alert_can_only_be_judged(end):
    reached = life(end)
    assert not reached.open
    assert reached.allowed == {Step.JUDGED}
    assert reached.outcome == (Outcome.ADJUSTED if end is Step.CLOSED else None)


@given(st.lists(st.sampled_from(Step), max_size=12))
def test_whatever_is_tried_an_ended_alert_never_opens_again(tries):
    now, ended = Life(), False
    for step in tries:
        if step in now.allowed:
            now = after(now, step, DETAIL.get(step, {}))
        assert not (ended and now.open)
        ended = now.standing in ENDED


@pytest.mark.parametrize(
    ("force", "binding", "rung"),
    [
        ("strive", "binding", Rung.REMINDER),
        ("strive", None, Rung.REMINDER),
        ("must", "expected", Rung.URGING),
        ("must", "binding", Rung.CIRCULAR),
        (None, None, Rung.CIRCULAR),
    ],
)
def test_ladder_ends_where_the_target_says(force, binding, rung):
    assert highest_rung(force, binding) is rung
