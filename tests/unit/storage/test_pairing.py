"""Which earlier target a newly read one continues."""

from types import SimpleNamespace

import pytest
from timing import quickest

from storage.pairing import pair


def version(target_id, **facts):
    return SimpleNamespace(target_id=target_id, **claim(**facts))


def claim(**facts):
    return {
        "task": "1.1",
        "indicator": "粮食总产量",
        "measure": "level",
        "value": 550,
        "sentence": "粮食总产量达到550亿公斤以上",
        "start": 0,
    } | facts


def paired(earlier, drafts):
    return [None if found is None else found.target_id for found in pair(earlier, drafts)]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        pytest.param(claim(), 1, id="the same"),
        pytest.param(claim(value=560, sentence="粮食总产量达到560亿公斤以上"), 1, id="another value"),
        pytest.param(claim(sentence="完全另外的一句话"), 1, id="another sentence at the same task"),
        pytest.param(claim(task="2.1"), 1, id="the item moved"),
        pytest.param(claim(task="2.1", sentence="确保城镇新增就业"), None, id="elsewhere in other words"),
        pytest.param(claim(indicator="粮食产量"), 1, id="the indicator is named otherwise"),
        pytest.param(claim(indicator="棉花产量", sentence="棉花产量稳定在历史水平"), None, id="another indicator"),
        pytest.param(claim(measure="growth"), None, id="another measure"),
    ],
)
def test_pair(draft, expected):
    assert paired([version(1)], [draft]) == [expected]


def test_each_earlier_target_is_continued_once():
    assert paired([version(1)], [claim(), claim()]) == [1, None]


def test_exact_ones_are_paired_before_near_ones():
    near, exact = claim(value=560), claim()
    assert paired([version(1)], [near, exact]) == [None, 1]


def test_the_likest_sentence_wins():
    earlier = [version(1, sentence="郑州改造10万户"), version(2, sentence="开封改造5万户")]
    assert paired(earlier, [claim(value=6, sentence="开封改造6万户"), claim(value=11, sentence="郑州改造11万户")]) == [
        2,
        1,
    ]


def test_nothing_earlier_is_all_new():
    assert paired([], [claim()]) == [None]
    assert paired([version(1)], []) == []


def test_thousands_of_alike_targets_are_paired_by_their_place_and_quickly():
    earlier = [version(n, start=10 * n) for n in range(3000)]
    later = [claim(start=10 * n, task="9.9") for n in range(3000)]
    assert paired(earlier, later) == list(range(3000))
    assert quickest(lambda: paired(earlier, later), tries=1) < 20
