"""The vintage rule (gap-model A11), each case by name, and against a row-by-row reference on random histories."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.terms import Change
from storage.effects import CHANGES, Claims, judge

D1, D2, D3 = 735_000, 735_100, 735_200


def claims(*rows):
    """Rows of (key, published, value, words)."""
    rows = [(*row, 0)[:4] for row in rows]
    key, published, value, words = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Claims(
        key=np.array(key, dtype=np.int64),
        published=np.array(published, dtype=np.int64),
        value=np.array(value, dtype=np.float64),
        words=np.array(words, dtype=np.int64),
    )


def judged(incoming, history=()):
    """Return (change, stored) of each row; the history is given in the order in which it became known."""
    found = judge(claims(*incoming), claims(*history), editions_of(history))
    return [(CHANGES[c].value, bool(s)) for c, s in zip(found.change, found.stored, strict=True)]


def editions_of(history):
    seen: dict[int, int] = {}
    numbers = []
    for row in history:
        seen[row[0]] = seen.get(row[0], 0) + 1
        numbers.append(seen[row[0]])
    return np.array(numbers, dtype=np.int64)


@pytest.mark.parametrize(
    ("incoming", "history", "expected"),
    [
        pytest.param([(1, D1, 5)], [], [("new", True)], id="nothing known"),
        pytest.param([(1, D1, 5)], [(2, D1, 5)], [("new", True)], id="another key known"),
        pytest.param([(1, D1, 5)], [(1, D1, 5)], [("unchanged", False)], id="same publication, same value"),
        pytest.param([(1, 0, 5)], [(1, 0, 5)], [("unchanged", False)], id="both undated, same value"),
        pytest.param([(1, D1, 6)], [(1, D1, 5)], [("corrected", True)], id="same publication, other value"),
        pytest.param([(1, 0, 6)], [(1, 0, 5)], [("corrected", True)], id="both undated, other value"),
        pytest.param([(1, D1, 5, 9)], [(1, D1, 5, 1)], [("corrected", True)], id="same value, other unit or status"),
        pytest.param([(1, D2, 5)], [(1, D1, 5)], [("unchanged", True)], id="later edition repeats: kept, unchanged"),
        pytest.param([(1, D2, 6)], [(1, D1, 5)], [("revised", True)], id="later edition revises"),
        pytest.param([(1, D1, 5)], [(1, 0, 5)], [("unchanged", True)], id="an edition follows an undated value"),
        pytest.param([(1, D1, 6)], [(1, 0, 5)], [("revised", True)], id="an edition revises an undated value"),
        pytest.param([(1, D1, 5)], [(1, D2, 6)], [("new", True)], id="an edition before all that is known"),
        pytest.param([(1, D2, 5)], [(1, D1, 5), (1, D3, 6)], [("unchanged", True)], id="an edition in between"),
        pytest.param([(1, D1, 6)], [(1, D1, 5), (1, D1, 6)], [("unchanged", False)], id="the latest correction counts"),
        pytest.param([(1, D1, 5)], [(1, D1, 5), (1, D1, 6)], [("corrected", True)], id="a correction taken back"),
        pytest.param([(1, 0, 5)], [(1, D1, 5)], [("unchanged", False)], id="undated repeats the latest dated"),
        pytest.param([(1, 0, 5)], [(1, D1, 5), (1, D2, 6)], [("conflict", True)], id="undated contradicts the latest"),
        pytest.param(
            [(1, 0, 5), (1, D1, 6)], [], [("conflict", True), ("new", True)], id="undated contradicts its file"
        ),
        pytest.param([(1, 0, 5), (1, D1, 5)], [], [("unchanged", False), ("new", True)], id="undated repeats its file"),
        pytest.param([(1, D1, math.nan)], [(1, D1, math.nan)], [("unchanged", False)], id="still missing"),
        pytest.param([(1, D1, 5)], [(1, D1, math.nan)], [("corrected", True)], id="no longer missing"),
        pytest.param([(1, D1, 5), (1, D2, 6)], [], [("new", True), ("revised", True)], id="both editions in one file"),
        pytest.param(
            [(1, D2, 6), (1, D1, 5)], [], [("revised", True), ("new", True)], id="the file's order is no rank"
        ),
        pytest.param([(1, D1, 5), (1, D2, 5)], [], [("new", True), ("unchanged", True)], id="second edition repeats"),
        pytest.param([(1, D1, 5), (1, D1, 5)], [], [("new", True), ("skipped", False)], id="a row twice"),
        pytest.param([(1, D1, 5), (1, D1, 6)], [], [("new", True), ("conflict", False)], id="a row contradicts itself"),
        pytest.param(
            [(1, D1, 6), (1, D2, 6)], [(1, D1, 5)], [("corrected", True), ("unchanged", True)], id="after a correction"
        ),
    ],
)
def test_rule(incoming, history, expected):
    assert judged(incoming, history) == expected


def test_editions_count_on_in_the_order_of_publication():
    history = [(1, D1, 5), (1, D1, 6), (2, D1, 1)]
    found = judge(claims((1, D3, 8), (1, D2, 7), (2, D2, 1), (3, D1, 1)), claims(*history), editions_of(history))
    assert found.edition.tolist() == [4, 3, 2, 1]


def test_old_value_is_the_one_compared_with():
    history = [(1, D1, 5), (2, D1, 7)]
    found = judge(claims((2, D2, 8), (1, D1, 6), (3, D1, 1), (1, D2, 9)), claims(*history), editions_of(history))
    assert found.old.tolist() == [1, 0, -1, -1]
    assert found.old_value[:2].tolist() == [7, 5]
    assert math.isnan(found.old_value[2])
    assert found.old_value[3] == 6  # the file's own earlier edition


def test_nothing_in_gives_nothing_out():
    assert judged([], [(1, D1, 5)]) == []


def reference(incoming, history):
    """The rule, row by row, as the brief of it reads."""
    known: dict[int, list[tuple[int, float, int]]] = {}
    for key, *claim in history:
        known.setdefault(key, []).append(tuple(claim))
    answers = {}
    seen: dict[tuple[int, int], tuple[float, int]] = {}
    todo = []
    for position, (key, published, value, words) in enumerate(incoming):
        if (key, published) in seen:
            answers[position] = ("skipped" if seen[key, published] == (value, words) else "conflict", False)
            continue
        seen[key, published] = (value, words)
        todo.append((published, position, key, value, words))
    undated_known = {key for key, claims in known.items() if any(c[0] == 0 for c in claims)}
    late = []
    for published, position, key, value, words in sorted(todo):
        claims_of_key = known.setdefault(key, [])
        dated_in_file = any(k == key and p for k, p in seen)
        if published == 0 and key not in undated_known and (dated_in_file or any(c[0] for c in claims_of_key)):
            late.append((position, key, value, words))
            continue
        same = [c for c in claims_of_key if c[0] == published]
        earlier = [c for c in claims_of_key if c[0] < published]
        if same:
            unchanged = same[-1][1:] == (value, words)
            answers[position] = ("unchanged", False) if unchanged else ("corrected", True)
        elif earlier:
            newest = max(c[0] for c in earlier)
            last = [c for c in earlier if c[0] == newest][-1]
            answers[position] = ("unchanged" if last[1:] == (value, words) else "revised", True)
        else:
            answers[position] = ("new", True)
        if answers[position][1]:
            claims_of_key.append((published, value, words))
    for position, key, value, words in late:
        newest = max(c[0] for c in known[key])
        last = [c for c in known[key] if c[0] == newest][-1]
        answers[position] = ("unchanged", False) if last[1:] == (value, words) else ("conflict", True)
    return [answers[position] for position in range(len(incoming))]


ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([0, D1, D2, D3]), st.sampled_from([1.0, 2.0]), st.integers(0, 1)),
    max_size=12,
)


@given(incoming=ROWS, history=ROWS)
def test_arrays_say_what_the_rule_says_row_by_row(incoming, history):
    assert judged(incoming, history) == reference(incoming, history)


@given(incoming=ROWS, history=ROWS)
def test_the_same_file_again_changes_nothing(incoming, history):
    found = judge(claims(*incoming), claims(*history), editions_of(history))
    order = np.argsort(found.edition, kind="stable")
    stored = [incoming[i] for i in order if found.stored[i]]
    again = judged(incoming, [*history, *stored])
    assert not any(kept for _, kept in again)
    assert {change for change, _ in again} <= {Change.UNCHANGED, Change.SKIPPED, Change.CONFLICT}


@given(incoming=ROWS, history=ROWS, most=st.integers(1, 5))
def test_keys_judged_some_at_a_time_are_judged_alike(incoming, history, most):
    whole = judge(claims(*incoming), claims(*history), editions_of(history))
    parts = judge(claims(*incoming), claims(*history), editions_of(history), most=most)
    for name in ("change", "stored", "edition", "old", "old_value"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name), err_msg=name)
