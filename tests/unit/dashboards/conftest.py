"""A store with one document, its targets and some figures, and the application on it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from factories import document_reading, draft, observation, upload
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from measures.terms import Comparator, Measure
from storage import Store, documents, observations, open_store, writing

#: when everything was recorded, and when pages are asked for
RECORDED, NOW = datetime(2014, 3, 1, tzinfo=UTC), datetime(2014, 3, 2, 1, tzinfo=UTC)
TEXT = (
    "一、主要目标\n1.地区生产总值增长10%以上，粮食总产量达到550亿公斤。（省发展改革委负责）\n2.城镇新增就业100万人。\n"
)


def fill(store: Store) -> None:
    """Two answered targets, one without figures, one unreleased figure."""
    targets = (
        _draft("地区生产总值", "10%以上", "10", "%", Measure.GROWTH, Comparator.GE, indicator_id="gdp"),
        _draft("粮食总产量", "550亿公斤", "550", "亿公斤", indicator_id="grain_output"),
        _draft("城镇新增就业", "100万人", "100", "万人", answerable="省人力资源社会保障厅"),
    )
    gdp = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%", "column": "F"}
    rows = (
        observation(**gdp, value=9.0, value_text="9.0", row=2, published_at=date(2014, 1, 20)),
        observation(value=1142.7, unit="亿斤", row=3, column="F", published_at=date(2013, 12, 5)),
        observation(**gdp, value=8.8, period="2014", row=4, published_at=None, source=None, release="unreleased"),
    )
    with writing(store, actor="test", act="document:load", at=RECORDED) as w:
        documents.save_document(w, document_reading(*targets, text=TEXT), TEXT.encode(), accept=True)
        observations.save_upload(w, *upload(*rows))


def _draft(name, quote, value, unit, measure=Measure.LEVEL, comparator=Comparator.EQ, **more):  # type: ignore[no-untyped-def]
    number = quote.removesuffix("以上")
    start = TEXT.index(number)
    facts = {"quote": quote, "start": start, "end": start + len(number), "measure": measure, "comparator": comparator}
    sentence = TEXT.split("\n")[1 if start < TEXT.index("\n2.") else 2]
    facts |= {"unit": unit, "sentence": sentence, "sentence_start": TEXT.index(sentence), "place_code": "410000"}
    return draft(name, value, **(facts | more))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Read by every test, changed by none."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('pages') / 'pages.db'}")
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(store: Store) -> FastAPI:
    """The application."""
    return create_app(store, WebSettings(), lambda: NOW)


@pytest.fixture
def client(app: FastAPI) -> Client:
    """Somebody of the supervision office: outside of the bureau."""
    return signed_in(app, Role.SUPERVISION)


@pytest.fixture
def inside(app: FastAPI) -> Client:
    """A statistician of the bureau."""
    return signed_in(app, Role.STATISTICIAN)
