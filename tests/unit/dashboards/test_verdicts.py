"""Verdicts on pages: proposed by one, approved by another; before it 待认定, after it the year is closed."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from factories import TEXT, document_reading, draft, observation, upload
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards import verdicts
from dashboards.app import create_app
from dashboards.settings import WebSettings
from measures.catalogue import load_catalogue
from measures.errors import NotAllowed
from measures.terms import Comparator, Measure, VerdictWord
from storage import Store, documents, observations, open_store, reading, writing
from storage.verdicts import standing

NOW = datetime(2014, 3, 2, 1, tzinfo=UTC)
GDP, GRAIN, JOBS = 1, 2, 3


def fill(store: Store) -> None:
    """A growth that was missed, an amount that was met, one without figures."""
    amount = {"measure": Measure.LEVEL, "comparator": Comparator.EQ, "place_code": "410000"}
    targets = (
        draft("地区生产总值", "10", indicator_id="gdp", place_code="410000"),
        draft("粮食总产量", "550", unit="亿公斤", indicator_id="grain_output", start=20, end=24, **amount),
        draft("城镇新增就业", "100", unit="万人", start=30, end=34, answerable="省人力资源社会保障厅", **amount),
    )
    gdp = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%"}
    rows = (
        observation(**gdp, value=9.0, value_text="9.0", published_at=date(2014, 1, 20)),
        observation(value=1142.7, unit="亿斤", published_at=date(2013, 12, 5), row=3),
    )
    with writing(store, actor="王芳", act="test:fill", at=NOW - timedelta(days=1)) as w:
        documents.save_document(w, document_reading(*targets), TEXT.encode(), accept=True)
        observations.save_upload(w, *upload(*rows))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'own.db'}")
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def app(own: Store) -> FastAPI:
    return create_app(own, WebSettings(), lambda: NOW)


def supervisor(app: FastAPI, name: str) -> Client:
    return signed_in(app, "supervision", name=name)


def token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


def send(client: Client, page: str, path: str, **fields: str) -> int:
    data = {"form_token": token(client.get(page).text), **fields}
    return client.post(path, data=data).status_code


def test_one_proposes_another_approves_and_the_light_says_so(app: FastAPI) -> None:
    first, second = supervisor(app, "李强"), supervisor(app, "赵敏")
    assert "测算未达到预期（待认定）" in first.get(f"/targets/{GDP}").text
    assert send(first, f"/targets/{GDP}", f"/targets/{GDP}/verdict", word="not_done") == 303
    page = second.get("/verdicts").text
    assert "李强提出" in page
    assert 'value="approve"' in page
    assert 'value="approve"' not in first.get("/verdicts").text
    assert send(second, "/verdicts", "/verdicts/1", act="approve") == 303
    target = first.get(f"/targets/{GDP}").text
    assert "认定：未达到" in target
    assert "李强提出，赵敏审定" in target
    assert "待认定" not in target.split("<aside>")[0]
    gaps = {row["target_id"]: row for row in first.get("/api/v1/gaps").json()["items"]}
    assert (gaps[GDP]["verdict"], gaps[GDP]["status"]) == ("not_done", "missed")


def test_the_proposer_cannot_approve_and_is_told_why(app: FastAPI) -> None:
    first = supervisor(app, "李强")
    send(first, f"/targets/{GDP}", f"/targets/{GDP}/verdict", word="not_done")
    answer = first.post("/verdicts/1", data={"form_token": token(first.get("/verdicts").text), "act": "approve"})
    assert answer.status_code == 400
    assert "须由另一人办理" in answer.text


def test_the_year_is_prepared_at_once_and_what_is_open_is_listed(app: FastAPI, own: Store) -> None:
    first = supervisor(app, "李强")
    data = {"form_token": token(first.get("/verdicts").text), "year": "2013"}
    answer = first.post("/verdicts/prepare", data=data)
    assert answer.headers["location"] == "/verdicts?proposed=2&left_open=1"
    page = first.get(answer.headers["location"]).text
    assert "已提出2项，待定1项" in page
    assert "无数据" in page
    listed = first.get("/api/v1/verdicts").json()
    assert {(v["verdict"]["target_id"], v["verdict"]["word"]) for v in listed["waiting"]} == {
        (GDP, "not_done"), (GRAIN, "done"),
    }  # fmt: skip
    again = verdicts.prepare(own, load_catalogue(), 2013, dated=date(2014, 3, 2), actor="李强", now=NOW)
    assert again.proposed == ()


def test_a_revision_after_the_verdict_is_told_to_the_supervision_office_alone(app: FastAPI, own: Store) -> None:
    first, second = supervisor(app, "李强"), supervisor(app, "赵敏")
    send(first, f"/targets/{GDP}", f"/targets/{GDP}/verdict", word="not_done", dated="2014-03-01")
    send(second, "/verdicts", "/verdicts/1", act="approve")
    gdp = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%"}
    revised = observation(**gdp, value=10.1, value_text="10.1", published_at=date(2014, 3, 1))
    with writing(own, actor="王芳", act="test:revise", at=NOW) as w:
        observations.save_upload(w, *upload(revised))
    said = "数据修订后为测算达到预期（增长10.1%），不改变当年认定"
    assert said in first.get(f"/targets/{GDP}").text
    viewer = signed_in(app, "viewer").get(f"/targets/{GDP}").text
    assert "认定：未达到" in viewer
    assert "修订后" not in viewer
    counts = signed_in(app, "viewer").get("/api/v1/overview").json()["counts"]
    assert (counts["missed"], counts["met"]) == (1, 1)


def test_figures_that_change_before_approval_want_a_new_proposal(own: Store) -> None:
    catalogue = load_catalogue()
    day = date(2014, 3, 1)
    number = verdicts.propose(own, catalogue, GDP, VerdictWord.NOT_DONE, dated=day, actor="李强", now=NOW)
    gdp = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%"}
    with writing(own, actor="王芳", act="test:revise", at=NOW) as w:
        revised = observation(**gdp, value=10.1, value_text="10.1", published_at=day)
        observations.save_upload(w, *upload(revised))
    with pytest.raises(NotAllowed, match="figures_changed"):
        verdicts.approve(own, catalogue, number, actor="赵敏", now=NOW + timedelta(hours=1))
    with reading(own) as c:
        assert standing(c, as_of=datetime(2015, 1, 1, tzinfo=UTC)) == {}


def test_an_office_objects_for_itself_and_is_answered(app: FastAPI) -> None:
    office = signed_in(app, "office_reporter", name="孙丽", offices=["省发展改革委"])
    page = office.get(f"/targets/{GDP}").text
    assert "提出异议" in page
    assert "提出认定" not in page
    sent = {"form_token": token(page), "kind": "data", "office": "省发展改革委", "text": "数据有误"}
    assert office.post(f"/targets/{GDP}/objections", data={**sent, "office": "省统计局"}).status_code == 403
    assert office.post(f"/targets/{GDP}/objections", data=sent).status_code == 303
    assert "单位有异议：省发展改革委，数据有误：数据有误" in office.get(f"/targets/{GDP}").text
    assert send(supervisor(app, "赵敏"), "/verdicts", "/objections/1", state="dismissed", note="数据无误") == 303
    assert "未采纳 · 数据无误" in office.get(f"/targets/{GDP}").text


def test_only_who_may_propose_can(app: FastAPI) -> None:
    for role in ("viewer", "statistician", "leader"):
        client = signed_in(app, role)
        page = client.get(f"/targets/{GDP}").text
        assert "提出认定" not in page
        assert client.post(f"/targets/{GDP}/verdict", data={"word": "done"}).status_code == 403


def test_roll_up_page_and_json_say_the_same(app: FastAPI) -> None:
    client = supervisor(app, "李强")
    for by in ("office", "section", "document", "place", "indicator"):
        assert client.get(f"/rollup?by={by}").status_code == 200
    (group, other) = client.get("/api/v1/rollup").json()["groups"]
    assert (group["name"], group["counts"]["missed"], group["total"]) == ("省发展改革委", 1, 2)
    assert other["name"] == "省人力资源社会保障厅"
    assert "省发展改革委" in client.get("/rollup").text
    assert client.get("/rollup?by=colour").status_code == 400


def test_roll_up_of_an_office_without_targets_is_empty(app: FastAPI) -> None:
    answer = signed_in(app, "office_reporter", name="nobody", offices=("省档案局",)).get("/api/v1/rollup")
    assert answer.status_code == 200
    assert (answer.json()["groups"], answer.json()["set_aside"]) == ([], 0)
