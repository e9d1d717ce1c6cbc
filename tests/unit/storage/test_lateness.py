"""What should be there by the calendar of releases and is not."""

from datetime import UTC, date, datetime

import pytest
from factories import observation, upload

from ingest.pasts import PAST
from measures.catalogue import load_catalogue
from storage import observations, reading
from storage.lateness import late_figures, late_problems
from storage.pasts import past_of

CATALOGUE = load_catalogue()
RETAIL = {"indicator": "社会消费品零售总额", "indicator_id": "retail_sales", "unit": "亿元", "basis": "ytd"}
PRICES = {"indicator": "居民消费价格", "indicator_id": "cpi", "unit": "%", "basis": "month", "measure": "growth"}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def until(month: int, year: int = 2013, **about):
    """A year's running totals to a month, each published on the 20th of the next."""
    return [
        observation(
            **about,
            period=f"{year}-01/{year}-{m:02d}" if about["basis"] == "ytd" else f"{year}-{m:02d}",
            value=float(m),
            row=m,
            published_at=date(year + m // 12, m % 12 + 1, 20),
        )
        for m in range(2, month + 1)
    ]


@pytest.fixture
def late(store, change):
    """Keep rows; return (period, days) of what is late on a day."""

    def found(rows, day):
        with change(moment("2012-01-01")) as w:
            observations.save_upload(w, *upload(*rows))
        with reading(store) as c:
            return [(one.period, one.days) for one in late_figures(c, CATALOGUE, moment(day))]

    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2013-09-25", []), ("2013-09-29", []), ("2013-10-01", [("2013-01/2013-08", 11)]), ("2014-12-31", [])],
)
def test_a_month_is_late_after_its_usual_day_and_grace_until_it_has_ended(late, day, expected):
    lag = CATALOGUE.get("retail_sales").lag_days
    assert lag == 20
    assert late(until(7, **RETAIL), day) == expected


def test_in_february_only_prices_are_late(late):
    rows = until(12, 2012, **RETAIL) + until(12, 2012, **PRICES)
    assert late(rows, "2013-02-28") == [("2013-01", 16)]


def test_what_the_public_does_not_know_yet_is_late(late):
    assert late(until(8, **RETAIL), "2013-09-19") == []
    assert late(until(7, **RETAIL) + until(8, **RETAIL)[-1:], "2013-10-05") == []


def test_yearly_figures_are_late_in_their_own_rhythm(late):
    yearly = RETAIL | {"basis": "year"}
    rows = [
        observation(**yearly, period=str(y), value=1.0, row=y, published_at=date(y + 1, 2, 20)) for y in (2011, 2012)
    ]
    assert late(rows, "2013-12-31") == []
    assert [period for period, _ in late(rows, "2014-04-15")] == ["2013"]


def test_an_upload_is_told_what_it_leaves_out(store, change):
    with change(moment("2013-08-20")) as w:
        observations.save_upload(w, *upload(*until(7, **RETAIL), *until(7, **PRICES)))
    brings, _ = upload(until(8, **PRICES)[-1])
    with reading(store) as c:
        found = late_problems(c, brings.observations, CATALOGUE, moment("2013-10-10"), "8月.csv")
    assert [(p.code, p.severity, p.details["indicator"], p.details["period"]) for p in found] == [
        ("late_release", "notice", "社会消费品零售总额", "2013-01/2013-08")
    ]


def test_the_past_of_an_upload_is_every_vintage_of_its_statistics(store, change):
    with change(moment("2013-08-20")) as w:
        observations.save_upload(w, *upload(*until(4, **RETAIL), *until(4, **PRICES)))
        observations.save_upload(
            w, *upload(observation(**RETAIL, period="2013-01/2013-04", source="另一来源", value=9.0))
        )
    brings, _ = upload(until(5, **RETAIL)[-1])
    with reading(store) as c:
        found = past_of(c, brings.observations)
    assert tuple(found.columns) == PAST
    assert found["value"].tolist() == [2.0, 3.0, 4.0, 9.0]
    assert found["indicator_id"].unique().tolist() == ["retail_sales"]
