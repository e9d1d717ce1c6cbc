"""Signs of life for machines: who may ask, what is said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from factories import observation, upload
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from storage import Store, heartbeats, observations, open_store, outbox, writing
from storage.outbox import Message

NOW = datetime(2014, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """An empty store that the test may fill."""
    opened = open_store(f"sqlite:///{tmp_path / 'metrics.db'}")
    yield opened
    opened.close()


def samples(app: FastAPI) -> dict[tuple[str, ...], float]:
    said = signed_in(app, Role.ADMINISTRATOR).get("/metrics").text
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(said)
        for one in family.samples
    }


def test_jobs_sources_and_outbox_are_told(own: Store) -> None:
    app = create_app(own, WebSettings(), lambda: NOW)
    earlier = NOW - timedelta(hours=1)
    with writing(own, actor="t", act="t:t", at=earlier) as w:
        heartbeats.beat(w, "deliver")
        outbox.put(w, Message(key="a", channel="mail", address="a@example.org", subject="s", text="t"))
        observations.save_upload(w, *upload(observation(value=1.0, period="2012", row=9)), source="省统计局月报")
    with writing(own, actor="t", act="t:t", at=NOW) as w:
        heartbeats.beat(w, "deliver", "no route")
    found = samples(app)
    assert found["gapwatch_job_last_good_seconds", "deliver"] == earlier.timestamp()
    assert found["gapwatch_job_last_look_seconds", "deliver"] == NOW.timestamp()
    assert found["gapwatch_job_failures", "deliver"] == 1
    assert found["gapwatch_outbox_messages", "due"] == 1
    assert found["gapwatch_source_last_upload_seconds", "省统计局月报"] == earlier.timestamp()
    assert found[("gapwatch_alerts_open",)] == 0


def test_health_and_readiness_are_open_and_metrics_are_not(own: Store) -> None:
    app = create_app(own, WebSettings(), lambda: datetime.now().astimezone())
    nobody = Client(app)
    assert nobody.get("/healthz").status_code == 200
    assert nobody.get("/readyz").text == "ready\n"
    assert nobody.get("/metrics").status_code in (303, 401, 403)
    assert signed_in(app, Role.VIEWER).get("/metrics").status_code == 403
