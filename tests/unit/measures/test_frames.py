"""Rows are numbered by their values piece by piece, as pandas would number them whole."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures import frames
from measures.frames import numbered


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(frames, "_PIECE", 4)


@given(st.lists(st.sampled_from(["一", "二", "三", None]), max_size=30))
def test_texts_are_numbered_in_the_order_of_appearance(texts):
    codes, different = numbered(pd.Series(texts, dtype=object))
    assert different == list(dict.fromkeys(text for text in texts if text is not None))
    assert [None if code < 0 else different[code] for code in codes] == texts


@given(st.lists(st.integers(-3, 3), max_size=40))
def test_integers_of_any_variety_are_numbered_as_pandas_does(numbers):
    values = np.array(numbers, dtype=np.int64)
    codes, different = numbered(values)
    expected, uniques = pd.factorize(values)
    assert codes.tolist() == expected.tolist()
    assert different == uniques.tolist()


def test_dates_and_columns_without_any_value_are_numbered():
    day = date(2014, 1, 1)
    assert numbered(pd.Series([None, day, day], dtype=object))[0].tolist() == [-1, 0, 0]
    codes, different = numbered(pd.Series([None] * 9, dtype=object))
    assert (codes.tolist(), different) == ([-1] * 9, [])
