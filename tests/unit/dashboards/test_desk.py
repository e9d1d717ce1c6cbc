"""The desk reckons once for each state of the store, and knows the days on which something changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import factories
import pytest

from dashboards.content.desk import KEPT, Desk
from dashboards.settings import WebSettings
from storage import Store, documents, observations, open_store, reading, writing
from storage.release import holds_unreleased

RECORDED = datetime(2014, 3, 1, tzinfo=UTC)


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    target = factories.draft("粮食总产量", "550", unit="亿公斤", measure="level", indicator_id="grain_output")
    with writing(opened, actor="test", act="document:load", at=RECORDED) as w:
        documents.save_document(w, factories.document_reading(target), factories.TEXT.encode(), accept=True)
    yield opened
    opened.close()


def take_in(store: Store, **row: object) -> int:
    figure = {"value": 1142.7, "unit": "亿斤", "published_at": date(2013, 12, 5)} | row
    with writing(store, actor="test", act="upload:store", at=RECORDED + timedelta(days=1)) as w:
        return observations.save_upload(w, *factories.upload(factories.observation(**figure))).upload_id


def desk_at(store: Store, *, released_only: bool = True) -> Desk:
    return Desk(store, WebSettings(released_only=released_only), lambda: RECORDED + timedelta(days=2))


def test_the_same_state_is_reckoned_once(changing: Store) -> None:
    desk = desk_at(changing)
    with reading(changing) as c:
        assert desk.reckoned(c, None) is desk.reckoned(c, None)
        assert desk.reckoned(c, date(2013, 6, 30)) is not desk.reckoned(c, None)


def test_new_figures_are_reckoned_anew(changing: Store) -> None:
    desk = desk_at(changing)
    with reading(changing) as c:
        assert desk.reckoned(c, None).lines[0].status == "no_data"
    take_in(changing)
    with reading(changing) as c:
        assert desk.reckoned(c, None).lines[0].status == "met"


def test_only_a_few_dates_are_kept(changing: Store) -> None:
    desk = desk_at(changing)
    with reading(changing) as c:
        first = desk.reckoned(c, date(2013, 6, 1))
        for day in range(2, KEPT + 2):
            desk.reckoned(c, date(2013, 6, day))
        assert desk.reckoned(c, date(2013, 6, 1)) is not first


def test_days_of_change_begin_with_the_first_target(changing: Store) -> None:
    take_in(changing)
    take_in(changing, period="2012", published_at=date(2012, 12, 5))
    with reading(changing) as c:
        assert desk_at(changing).days(c) == (date(2013, 2, 5), date(2013, 12, 5))


def test_unreleased_figures_leave_no_day_outside(changing: Store) -> None:
    upload_id = take_in(changing, published_at=date(2013, 12, 20), release="unreleased")
    with reading(changing) as c:
        assert date(2013, 12, 20) not in desk_at(changing).days(c)
        assert date(2013, 12, 20) in desk_at(changing, released_only=False).days(c)
        assert holds_unreleased(c, upload_id, RECORDED)


def test_undated_figures_are_known_from_their_recording(changing: Store) -> None:
    upload_id = take_in(changing, published_at=None)
    with reading(changing) as c:
        assert desk_at(changing).days(c)[-1] == date(2014, 3, 2)
        assert not holds_unreleased(c, upload_id, RECORDED)
