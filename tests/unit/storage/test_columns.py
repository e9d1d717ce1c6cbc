"""Moments, exact numbers and JSON come back from both databases as they were handed over."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from sqlalchemy import Column, Double, Integer, MetaData, Table, insert, select

from storage.columns import Exact, Json, Moment, Words, to_json

SHANGHAI = timezone(timedelta(hours=8))
sample = Table(
    "sample",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("moment", Moment),
    Column("exact", Exact),
    Column("json", Json),
    Column("number", Double),
    Column("words", Words),
)


@pytest.fixture
def kept(store):
    with store.engine.begin() as connection:
        sample.create(connection)

    def keep(**values):
        with store.engine.begin() as connection:
            connection.execute(insert(sample).values(**values))
            return connection.execute(select(sample).order_by(sample.c.id.desc()).limit(1)).one()

    yield keep
    with store.engine.begin() as connection:
        sample.drop(connection)


def test_moment_comes_back_in_utc_to_the_microsecond(kept):
    back = kept(moment=datetime(2013, 6, 30, 7, 59, 59, 123456, tzinfo=SHANGHAI)).moment
    assert back == datetime(2013, 6, 29, 23, 59, 59, 123456, tzinfo=UTC)
    assert back.tzinfo is UTC


def test_moment_without_zone_is_refused(kept):
    with pytest.raises(Exception, match="without a time zone"):
        kept(moment=datetime(2013, 6, 30))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["1.30", "0.1", "-0", "123456789012345678901234567890.12", "1E+3"])
def test_exact_number_keeps_its_digits(kept, text):
    assert str(kept(exact=Decimal(text)).exact) == text


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e-300, 1.7976931348623157e308, 571.35])
def test_float_is_exact(kept, number):
    assert kept(number=number).number.hex() == number.hex()


def test_missing_values_stay_missing(kept):
    row = kept(moment=None, exact=None, json=None, number=None, words=None)
    assert row[1:] == (None, None, None, None, None)


def test_json_sorts_its_keys_and_keeps_decimals_and_tuples():
    assert to_json({"b": Decimal("1.30"), "a": (1, 2), 3: {"z", "y"}}) == '{"3":["y","z"],"a":[1,2],"b":"1.30"}'


def test_json_keeps_numbers_of_arrays_and_refuses_the_unknown():
    assert to_json([np.float64(1.5), np.int64(2)]) == "[1.5,2]"
    with pytest.raises(TypeError):
        to_json(object())


def test_words_sort_by_code_point_on_both_databases(store, kept):
    words = ["郑州", "Zhengzhou", "a", "B", "É", "开封", "z", "_", "１", "1"]
    with store.engine.begin() as connection:
        connection.execute(insert(sample), [{"words": word} for word in words])
        back = connection.execute(select(sample.c.words).order_by(sample.c.words)).scalars().all()
    assert back == sorted(words)


@pytest.mark.parametrize(("text", "expected"), [("a\x00b", "a\ufffdb"), ("a\ud83db", "a\ufffdb"), ("字😀", "字😀")])
def test_characters_that_no_database_takes_are_replaced_one_by_one(kept, text, expected):
    assert kept(words=text).words == expected
