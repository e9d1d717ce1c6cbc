"""The register of alerts: who sees what, what each may do, what is refused beside the form."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import document_reading, draft
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from storage import Store, alerts, documents, followup, open_store, people, reading, writing

NOW = datetime(2013, 8, 1, 1, tzinfo=UTC)
TEXT = "1.生产总值增长10%以上。\n2.城镇新增就业100万人。\n"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """Two targets of two offices, an alert about each."""
    store = open_store(f"sqlite:///{tmp_path / 'alerts.db'}")
    jobs = draft(
        "城镇新增就业", "100", unit="万人", answerable="省人力资源社会保障厅", place_code="410000", start=20, end=23
    )
    with writing(store, actor="test", act="test:fill", at=datetime(2013, 7, 22, tzinfo=UTC)) as w:
        found = document_reading(draft(place_code="410000"), jobs, text=TEXT)
        documents.save_document(w, found, TEXT.encode(), accept=True)
        people.save_recipient(w, name="督查室", address="dcs@example.org")
        for target in (1, 2):
            alerts.record(w, target_id=target, period="2013-07", rule="off_track", recipient_id=1, status="off_track")
    yield store
    store.close()


@pytest.fixture
def app(own: Store) -> FastAPI:
    """The pages of that store."""
    return create_app(own, WebSettings(), lambda: NOW)


def send(client: Client, alert: int, **fields: str) -> int:
    page = client.get(f"/alerts/{alert}").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    return client.post(f"/alerts/{alert}", data={"form_token": token, **fields}).status_code


def standing(store: Store, alert: int) -> str:
    with reading(store) as c:
        return followup.get_case(c, alert).life.standing


def test_supervision_asks_and_the_office_answers_and_the_answer_is_accepted(own: Store, app: FastAPI) -> None:
    supervision = signed_in(app, Role.SUPERVISION)
    office = signed_in(app, Role.OFFICE_REPORTER, offices=("省发展改革委",))
    assert send(supervision, 1, step="asked", reason="连续两月低于预期", due="2013-08-15") == 303
    assert "请于2013-08-15前反馈" in office.get("/alerts/1").text
    assert send(office, 1, step="answered", reason="外需不足", measure="加快项目开工", plan="四季度补齐") == 303
    assert send(supervision, 1, step="accepted") == 303
    assert standing(own, 1) == "accepted"
    with reading(own) as c:
        assert {s.by for s in followup.get_case(c, 1).steps} == {"supervision", "office_reporter"}


def test_an_office_sees_its_own_alerts_and_no_other(app: FastAPI) -> None:
    office = signed_in(app, Role.OFFICE_REPORTER, offices=("省发展改革委",))
    listed = office.get("/api/v1/alerts").json()
    assert [one["id"] for one in listed["lines"]] == [1]
    assert listed["open"] == 1
    assert office.get("/alerts/2").status_code == 404
    assert signed_in(app, Role.SUPERVISION).get("/api/v1/alerts").json()["open"] == 2


def test_nobody_takes_a_step_that_is_anothers(own: Store, app: FastAPI) -> None:
    office = signed_in(app, Role.OFFICE_REPORTER, offices=("省发展改革委",))
    leader = signed_in(app, Role.LEADER)
    assert send(office, 1, step="closed", outcome="done") == 403
    token = leader.get("/alerts/1").text
    assert "<textarea" not in token
    assert standing(own, 1) == "raised"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"step": "asked", "reason": "说明"}, "请选反馈时限"),
        ({"step": "asked", "reason": " ", "due": "2013-08-15"}, "请写明理由"),
        ({"step": "answered", "reason": "a", "measure": "b"}, "这一步现在不能办"),
        ({"step": "closed", "outcome": "stopped"}, "请填批准依据"),
        ({"step": "closed"}, "请选了结方式"),
        ({"step": "judged"}, "请选准确或有误"),
    ],
)
def test_refused_step_says_why_and_keeps_what_was_typed(app: FastAPI, fields: dict[str, str], said: str) -> None:
    client = signed_in(app, Role.SUPERVISION)
    page = client.get("/alerts/1").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    answer = client.post("/alerts/1", data={"form_token": token, **fields})
    assert answer.status_code == 400
    assert said in answer.text
    if fields["step"] == "asked":
        assert f">{fields['reason']}</textarea>" in answer.text
