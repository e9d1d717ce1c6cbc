"""A person decides once whether a published series may answer a target."""

import pytest

from storage import matches, reading


def test_latest_decision_holds_and_the_earlier_ones_stay(store, change):
    with change() as w:
        matches.decide(w, "投资", "固定资产投资(不含农户)", "refused")
        matches.decide(w, "投资", "全社会固定资产投资", "accepted", note="同一口径")
        matches.decide(w, "a", "b", "accepted")
        matches.decide(w, "a", "b", "refused")
    with reading(store) as c:
        assert matches.accepted(c) == (("投资", "全社会固定资产投资"),)
        listed = {(m.target_indicator, m.observed_indicator): m for m in matches.list_matches(c)}
    assert listed["a", "b"].decision == "refused"
    assert listed["投资", "全社会固定资产投资"].note == "同一口径"
    assert len(listed) == 3


def test_other_decisions_are_refused(change):
    with pytest.raises(ValueError, match="maybe"), change() as w:
        matches.decide(w, "a", "b", "maybe")
