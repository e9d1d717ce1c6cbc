"""The history of a series: every edition beside the one before, and the triangle of periods by days."""

import math
from datetime import date, timedelta

import pytest
from factories import NOW, observation, upload

from storage import observations, reading
from storage.revisions import editions_of, triangle

FIRST, SECOND, THIRD = date(2014, 2, 20), date(2014, 6, 1), date(2015, 2, 20)


@pytest.fixture
def history(store, change):
    """Take in files of rows, a day apart; return the editions of Henan's grain output."""

    def asked(*files, **more):
        for number, rows in enumerate(files):
            with change(NOW + timedelta(days=number)) as w:
                observations.save_upload(w, *upload(*rows))
        with reading(store) as c:
            asked = {"place_codes": ["410000"], "indicator_ids": ["grain_output"], **more}
            return editions_of(observations.observations_frame(c, **asked))

    return asked


def test_editions_of_a_figure_stand_in_the_order_in_which_they_hold(history):
    found = history(
        [observation(value=5700.0, published_at=SECOND)],
        [observation(value=5713.7), observation(period="2012", value=1)],
    )
    assert [(e.period, e.number, e.value, e.first, e.latest) for e in found] == [
        ("2012", 1, 1.0, True, True),
        ("2013", 1, 5713.7, False, False),
        ("2013", 2, 5700.0, True, True),
    ]


def test_change_is_that_on_the_edition_before(history):
    found = history([observation(value=200.0)], [observation(value=190.0, published_at=SECOND)])
    assert [(e.change, e.change_percent) for e in found] == [(None, None), (-10.0, -5.0)]


def test_change_of_unit_or_a_missing_value_has_no_difference(history):
    found = history(
        [observation(value=200.0)],
        [observation(value=4.0, unit="亿斤", published_at=SECOND)],
        [observation(value=None, unit="亿斤", status="L", published_at=THIRD)],
    )
    assert [(e.change, e.change_percent) for e in found] == [(None, None)] * 3
    assert (found[-1].value, found[-1].status, found[-1].latest) == (None, "L", True)


def test_growth_from_nothing_has_no_per_cent(history):
    found = history([observation(value=0.0)], [observation(value=3.0, published_at=SECOND)])
    assert (found[1].change, found[1].change_percent) == (3.0, None)


def test_undated_edition_never_outranks_a_dated_one(history):
    found = history([observation(value=1.0)], [observation(value=2.0, published_at=None)])
    assert [(e.value, e.latest) for e in found] == [(2.0, False), (1.0, True)]


def test_sources_are_apart_and_what_was_recorded_later_is_hidden(history):
    found = history([observation()], [observation(source="年鉴")], recorded_by=NOW)
    assert [e.source for e in found] == ["河南省统计局"]


def test_triangle_holds_what_was_known_on_each_day(history):
    found = history(
        [observation(value=1.0), observation(period="2012", value=7.0)],
        [observation(value=2.0, published_at=SECOND)],
        [observation(period="2014", value=9.0, published_at=THIRD)],
    )
    table = triangle(found)
    assert list(table.columns) == [FIRST, SECOND, THIRD]
    assert table.index.get_level_values("period").tolist() == ["2012", "2013", "2014"]
    rows = [[None if math.isnan(v) else v for v in row] for row in table.to_numpy().tolist()]
    assert rows == [[7.0, 7.0, 7.0], [1.0, 2.0, 2.0], [None, None, 9.0]]


def test_triangle_of_nothing_is_empty(history):
    assert history() == ()
    assert triangle(()).empty
