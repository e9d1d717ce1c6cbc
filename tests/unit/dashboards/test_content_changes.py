"""A light that changed says why; a figure has the country's and last year's beside it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import factories
import pytest

from dashboards.address import Filters
from dashboards.content.changes import Why, month_end_before
from dashboards.content.desk import Desk
from dashboards.content.line import newest_period
from dashboards.content.overview import Overview, build_overview
from dashboards.content.target import build_target
from dashboards.settings import WebSettings
from ingest import UploadSettings
from measures.terms import Status
from storage import Store, documents, observations, open_store, reading, submissions, writing

RECORDED = datetime(2014, 6, 1, tzinfo=UTC)
GRAIN = {"unit": "亿斤", "measure": "level"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'changes.db'}")
    target = factories.draft(
        "粮食总产量", "1300", unit="亿斤", measure="level", comparator="eq", indicator_id="grain_output"
    )
    with writing(opened, actor="test", act="document:load", at=RECORDED) as w:
        documents.save_document(w, factories.document_reading(target), factories.TEXT.encode(), accept=True)
    yield opened
    opened.close()


def take_in(store: Store, *rows: dict[str, Any]) -> None:
    figures = [factories.observation(**{**GRAIN, "row": number + 2, **row}) for number, row in enumerate(rows)]
    with writing(store, actor="test", act="upload:store", at=RECORDED) as w:
        observations.save_upload(w, *factories.upload(*figures))


def overview(store: Store, day: date) -> Overview:
    desk = Desk(store, WebSettings(), lambda: RECORDED)
    with reading(store) as c:
        return build_overview(c, desk, Filters(as_of=day))


def test_a_first_figure_is_new_data(store: Store) -> None:
    take_in(store, {"value": 1200.8, "published_at": date(2014, 1, 20)})
    (change,) = overview(store, date(2014, 1, 31)).changes.lights
    assert (change.before, change.line.status, change.why, change.worse) == (
        Status.NO_DATA, Status.MISSED, Why.NEW_DATA, True,
    )  # fmt: skip


def test_another_edition_of_the_same_period_is_a_revision(store: Store) -> None:
    take_in(
        store,
        {"value": 1200.8, "published_at": date(2014, 1, 20)},
        {"value": 1301.0, "published_at": date(2014, 3, 5)},
    )
    (change,) = overview(store, date(2014, 3, 31)).changes.lights
    assert (change.before, change.line.status, change.why, change.worse) == (
        Status.MISSED, Status.MET, Why.REVISION, False,
    )  # fmt: skip


def test_a_target_that_did_not_hold_before(store: Store) -> None:
    (change,) = overview(store, date(2013, 2, 28)).changes.lights
    assert (change.before, change.why) == (None, Why.TARGET)


def test_nothing_changes_without_reason(store: Store) -> None:
    take_in(store, {"value": 1200.8, "published_at": date(2014, 1, 20)})
    assert overview(store, date(2014, 5, 31)).changes.lights == ()


def test_country_and_year_before_stand_beside(store: Store) -> None:
    nation = {"place": "全国", "place_code": "000000"}
    take_in(
        store,
        {"value": 1200.8, "published_at": date(2014, 1, 20)},
        {"value": 1152.2, "period": "2012", "published_at": date(2013, 1, 20)},
        {"value": 12038.7, "published_at": date(2013, 12, 1), **nation},
        {"value": 4.2, "unit": "%", "measure": "growth", "published_at": date(2014, 1, 20)},
    )
    beside = overview(store, date(2014, 1, 31)).beside[1]
    assert beside.national is not None
    assert beside.year_before is not None
    assert (beside.national.value, beside.year_before.value) == (12038.7, 1152.2)
    with reading(store) as c:
        view = build_target(c, Desk(store, WebSettings(), lambda: RECORDED), 1, date(2014, 1, 31))
    assert view.beside == beside


@pytest.mark.parametrize(
    ("periods", "newest"),
    [
        (["2013", "2013-01/2013-09"], "2013"),
        (["2013-12", "2013"], "2013"),
        (["2013Q3", "2013-01/2013-06"], "2013Q3"),
        ([None], None),
    ],
)
def test_the_newest_period_ends_last(periods: list[str | None], newest: str | None) -> None:
    class Line:
        def __init__(self, period: str | None) -> None:
            self.period = period

    assert newest_period([Line(period) for period in periods]) == newest  # type: ignore[misc]


def test_the_month_before_ends_on_its_last_day() -> None:
    assert month_end_before(date(2014, 3, 1)) == date(2014, 2, 28)
    assert month_end_before(date(2014, 1, 31)) == date(2013, 12, 31)


def test_figures_of_one_person_are_not_reviewed(store: Store) -> None:
    take_in(store, {"value": 1200.8, "published_at": date(2014, 1, 20)})
    seen = overview(store, date(2014, 1, 31))
    assert (seen.worst[0].reviewed, seen.unreviewed) == (False, 1)


def test_figures_that_a_second_person_released_are_reviewed(store: Store) -> None:
    figure = factories.observation(**GRAIN, value=1200.8, published_at=date(2014, 1, 20))
    found, data = factories.upload(figure)
    with writing(store, actor="甲", act="upload:submit", at=RECORDED) as w:
        submission = submissions.submit(w, found, data, UploadSettings())
    assert overview(store, date(2014, 1, 31)).unreviewed == 0
    with writing(store, actor="乙", act="upload:release", at=RECORDED) as w:
        submissions.release(w, submission, found, data)
    seen = overview(store, date(2014, 1, 31))
    assert (seen.worst[0].reviewed, seen.unreviewed) == (True, 0)
