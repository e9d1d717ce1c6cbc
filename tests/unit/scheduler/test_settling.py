"""Which figures a month waits for, and whether they are in."""

from datetime import UTC, date, datetime

import factories
import pandas as pd
import pytest
from factories import observation, upload

from measures.catalogue import load_catalogue
from scheduler.settling import is_settled, releases_of
from storage import documents, observations, reading, writing

CATALOGUE = load_catalogue()


def targets(*rows: tuple[str, str | None, date]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"place_code": "410000", "indicator_id": i, "span": span, "deadline": end} for i, span, end in rows]
    )


def due(frame: pd.DataFrame, year: int, month: int) -> list[tuple[str, date]]:
    return [(one.indicator_id, one.period_end) for one in releases_of(frame, CATALOGUE, year, month)]


def test_quarterly_figure_is_due_in_the_month_after_its_quarter_and_no_other() -> None:
    frame = targets(("gdp", None, date(2013, 12, 31)))
    assert due(frame, 2013, 4) == [("gdp", date(2013, 3, 31))]
    assert due(frame, 2013, 5) == due(frame, 2013, 6) == []
    assert due(frame, 2014, 1) == [("gdp", date(2013, 12, 31))]


def test_nothing_is_awaited_outside_what_the_target_covers() -> None:
    frame = targets(("gdp", None, date(2013, 12, 31)))
    assert due(frame, 2013, 1) == due(frame, 2014, 4) == []
    plan = targets(("gdp", "2011/2015", date(2015, 12, 31)))
    assert due(plan, 2013, 1) == [("gdp", date(2012, 12, 31))]


def test_january_alone_is_never_awaited_of_what_comes_with_february() -> None:
    frame = targets(("retail_sales", None, date(2013, 12, 31)))
    assert due(frame, 2013, 2) == []
    assert due(frame, 2013, 3) == [("retail_sales", date(2013, 2, 28))]


@pytest.mark.parametrize(
    ("recorded", "day", "settled"),
    [
        (datetime(2013, 7, 15, 0, 1, tzinfo=UTC), date(2013, 7, 15), False),  # recorded that morning, before it nothing
        (datetime(2013, 7, 15, 0, 1, tzinfo=UTC), date(2013, 7, 16), True),
        (None, date(2013, 7, 31), False),
        (None, date(2013, 8, 5), False),  # 25 July and ten days of grace: in August another month's business
    ],
)
def test_month_is_settled_once_its_figures_are_in(store, recorded, day, settled) -> None:
    made = factories.document_reading(factories.draft(indicator_id="gdp", place_code="410000"))
    with writing(store, actor="test", act="test:load", at=datetime(2013, 3, 1, tzinfo=UTC)) as w:
        documents.save_document(w, made, made.document.text.encode(), accept=True)
    if recorded is not None:
        row = observation(
            indicator="地区生产总值",
            indicator_id="gdp",
            measure="growth",
            unit="%",
            value=8.4,
            period="2013-01/2013-06",
            basis="ytd",
            published_at=date(2013, 7, 14),
        )
        with writing(store, actor="test", act="test:upload", at=recorded) as w:
            observations.save_upload(w, *upload(row))
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    with reading(store) as c:
        assert is_settled(c, CATALOGUE, moment, day) is settled
