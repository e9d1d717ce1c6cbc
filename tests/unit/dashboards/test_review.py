"""Drafts are accepted, mended and rejected on the document's page, by those who may, from forms of ours only."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import factories
import pytest
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from storage import Store, audit, documents, jobs, open_store, reading, writing
from storage.targets import list_versions

NOW = datetime(2014, 3, 1, tzinfo=UTC)
HERE = "http://127.0.0.1:8000"
FORM = "/documents/1/targets/1"


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'review.db'}")
    second = factories.draft("社会融资规模", "5200", quote="5200亿元", start=25, end=31, unit="亿元", measure="level")
    with writing(opened, actor="test", act="document:load", at=NOW) as w:
        documents.save_document(
            w, factories.document_reading(factories.draft(), second), factories.TEXT.encode(), accept=False
        )
    yield opened
    opened.close()


@pytest.fixture
def app(drafts: Store) -> FastAPI:
    return create_app(drafts, WebSettings(), lambda: NOW)


@pytest.fixture
def person(app: FastAPI) -> Client:
    return signed_in(app, Role.SUPERVISION, address=HERE)


def secret(client: Client, path: str = "/documents/1?target=1") -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found.group(1)


def state(store: Store, target_id: int = 1) -> tuple[str, int]:
    with reading(store) as c:
        newest = list_versions(c, target_id)[-1]
    return newest.state, newest.version


def test_accepting_goes_on_to_the_next_draft(person: Client, drafts: Store) -> None:
    answer = person.post(FORM, data={"form_token": secret(person), "act": "accept"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/documents/1?target=2#t2"
    assert state(drafts) == ("accepted", 2)
    with reading(drafts) as c:
        assert audit.list_entries(c, kind="target", subject=1)[0].act == "target:accept"
        assert [request.job for request in jobs.list_requests(c)] == ["reckon_gaps"]


def test_rejecting_keeps_the_note(person: Client, drafts: Store) -> None:
    person.post(FORM, data={"form_token": secret(person), "act": "reject", "note": "上年的实绩"})
    with reading(drafts) as c:
        assert (list_versions(c, 1)[-1].state, list_versions(c, 1)[-1].note) == ("rejected", "上年的实绩")


def test_mending_keeps_what_was_corrected(person: Client, drafts: Store) -> None:
    person.post(FORM, data={"form_token": secret(person), "act": "mend", "value": "10.5", "answerable": "省统计局"})
    with reading(drafts) as c:
        newest = list_versions(c, 1)[-1]
    assert (newest.value_text, newest.answerable, newest.state) == ("10.5", "省统计局", "accepted")
    assert set(newest.mended) == {"value", "value_text", "answerable"}


def test_wrong_fields_change_nothing_and_keep_what_was_typed(person: Client, drafts: Store) -> None:
    sent = {
        "form_token": secret(person),
        "act": "mend",
        "value": "十分之多",
        "answerable": "省统计局",
        "note": "见附件",
    }
    answer = person.post(FORM, data=sent)
    assert answer.status_code == 400
    for words in ("“十分之多”不是数字", 'value="十分之多"', 'value="省统计局"', "见附件"):
        assert words in answer.text
    assert state(drafts) == ("draft", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"act": "accept"}},
        {"data": {"act": "accept", "form_token": "x" * 43}},
        {"headers": {"origin": "http://evil.example"}},
        {"headers": {"sec-fetch-site": "cross-site"}},
    ],
)
def test_forms_of_others_change_nothing(person: Client, drafts: Store, change: dict[str, dict[str, str]]) -> None:
    sent = {"form_token": secret(person), "act": "accept"}
    answer = person.post(FORM, **({"data": sent} | change))
    assert answer.status_code == 403
    assert state(drafts) == ("draft", 1)


def test_others_only_look(app: FastAPI, drafts: Store) -> None:
    viewer = signed_in(app, Role.VIEWER, address=HERE)
    page = viewer.get("/documents/1?target=1").text
    assert "您的角色只能查看" in page
    assert viewer.post(FORM, data={"act": "accept", "form_token": secret(viewer)}).status_code == 403
    assert state(drafts) == ("draft", 1)


@pytest.mark.parametrize(
    "data", [{}, {"act": "explode"}, {"act": "accept", "more": "x"}, {"act": "mend", "value": "9" * 3000}]
)
def test_forms_of_another_shape_are_refused(person: Client, data: dict[str, str]) -> None:
    assert person.post(FORM, data={"form_token": secret(person)} | data).status_code == 400


def test_a_target_of_another_document_is_not_there(person: Client) -> None:
    token = secret(person)
    assert person.post("/documents/1/targets/99", data={"form_token": token, "act": "accept"}).status_code == 404
    assert person.get("/documents/1?target=99").status_code == 404


def test_the_secret_of_another_session_does_not_count(app: FastAPI, person: Client, drafts: Store) -> None:
    other = signed_in(app, Role.SUPERVISION, address=HERE)
    assert person.post(FORM, data={"form_token": secret(other), "act": "accept"}).status_code == 403
    assert state(drafts) == ("draft", 1)


def test_the_person_is_on_record(person: Client, drafts: Store) -> None:
    person.post(FORM, data={"form_token": secret(person), "act": "accept"})
    with reading(drafts) as c:
        assert audit.list_entries(c, kind="target", subject=1)[0].actor == "supervision"
