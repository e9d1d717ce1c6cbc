"""The pages of the supervision office: the ledger goes out and comes back, letters are drafted and taken further."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from factories import document_reading, draft, observation, upload
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.drafts import Drafts
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from measures.terms import LedgerField, Measure
from storage import Store, audit, documents, ledger, observations, open_store, reading, writing

NOW = datetime(2014, 3, 2, tzinfo=UTC)
HERE = "http://127.0.0.1:8000"
TEXT = "1.粮食总产量达到700亿公斤。\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'supervising.db'}")
    start = TEXT.index("700")
    facts = {"quote": "700亿公斤", "start": start, "end": start + 6, "sentence": TEXT.strip(), "sentence_start": 0}
    target = draft("粮食总产量", "700", measure=Measure.LEVEL, unit="亿公斤", place_code="410000",
                   indicator_id="grain_output", answerable="省农业厅", **facts)  # fmt: skip
    row = observation(value=1142.7, unit="亿斤", row=3, column="F", published_at=date(2013, 12, 5))
    with writing(opened, actor="test", act="document:load", at=datetime(2014, 3, 1, tzinfo=UTC)) as w:
        documents.save_document(w, document_reading(target, text=TEXT), TEXT.encode(), accept=True)
        observations.save_upload(w, *upload(row))
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> FastAPI:
    made = create_app(store, WebSettings(), lambda: NOW)
    made.state.desk.drafts = Drafts(tmp_path / "drafts")
    return made


@pytest.fixture
def drafter(app: FastAPI) -> Client:
    return signed_in(app, Role.SUPERVISION, name="zhang", address=HERE)


@pytest.fixture
def checker(app: FastAPI) -> Client:
    return signed_in(app, Role.SUPERVISION, name="li", address=HERE)


def _post(client: Client, path: str, **fields: str):  # type: ignore[no-untyped-def]
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/account").text)
    assert found is not None
    files = {"file": fields.pop("file")} if "file" in fields else None
    return client.post(path, data={"form_token": found.group(1)} | fields, files=files)


def _filled(client: Client, **cells: str) -> bytes:
    answer = client.get("/ledger.xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    for address, said in cells.items():
        book["台账"][address] = said
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_filled_ledger_is_previewed_and_stored_when_confirmed(drafter: Client, store: Store) -> None:
    data = _filled(drafter, I4="秋粮受灾", L4="延期", N4="豫政〔2013〕9号")
    sent = _post(drafter, "/ledger", file=("台账.xlsx", data))
    assert sent.status_code == 303
    preview = drafter.get(sent.headers["location"])
    assert "台账!I4" in preview.text
    assert "秋粮受灾" in preview.text
    with reading(store) as connection:
        assert ledger.notes(connection) == {}
    wordless = _post(drafter, sent.headers["location"], act="store")
    assert wordless.status_code == 400
    assert "请写明说明" in wordless.text
    assert _post(drafter, sent.headers["location"], act="store", word="三季度台账").status_code == 303
    with reading(store) as connection:
        (held,) = ledger.notes(connection).values()
        (entry,) = audit.list_entries(connection, kind="ledger")
    assert held[LedgerField.PROBLEMS].text == "秋粮受灾"
    assert held[LedgerField.CLOSED].text == "postponed"
    assert entry.actor == "zhang"
    assert "三季度台账" in drafter.get("/ledger").text
    assert drafter.get("/api/v1/ledger/returns").json()["items"][0]["word"] == "三季度台账"


def test_a_wrong_ledger_is_not_stored_and_says_each_cell(drafter: Client, store: Store) -> None:
    sent = _post(drafter, "/ledger", file=("台账.xlsx", _filled(drafter, F4="改", I4="秋粮受灾")))
    assert "F4：“目标值”由系统测算" in drafter.get(sent.headers["location"]).text
    assert _post(drafter, sent.headers["location"], act="store", word="试").status_code == 400
    with reading(store) as connection:
        assert ledger.notes(connection) == {}
    assert _post(drafter, sent.headers["location"], act="withdraw").status_code == 303
    assert drafter.get(sent.headers["location"]).status_code == 404


def test_an_empty_file_is_told(drafter: Client) -> None:
    assert _post(drafter, "/ledger", file=("台账.xlsx", b"")).status_code == 400


def test_a_letter_goes_through_two_hands(drafter: Client, checker: Client) -> None:
    made = _post(drafter, "/letters", about="省农业厅", kind="supervision")
    assert made.status_code == 303
    address = made.headers["location"]
    page = drafter.get(address).text
    assert "代拟稿" in page
    assert 'id="checked"' not in page
    assert _post(drafter, address, step="checked").status_code == 403
    assert _post(checker, address, step="checked").status_code == 303
    assert _post(checker, address, step="signed", day="2014-03-03").status_code == 303
    missing = _post(checker, address, step="registered")
    assert missing.status_code == 400
    assert "请写明文号" in missing.text
    assert _post(checker, address, step="registered", number="豫政督〔2014〕3号").status_code == 303
    told = checker.get(f"/api/v1{address}").json()
    assert (told["line"]["state"], told["line"]["number"], told["paper"]["mark"]) == (
        "registered",
        "豫政督〔2014〕3号",
        "",
    )
    paper = docx.Document(io.BytesIO(checker.get(f"{address}/docx").content))
    assert any("2014年3月3日" in paragraph.text for paragraph in paper.paragraphs)
    register = checker.get("/letters").text
    assert "豫政督〔2014〕3号" in register
    again = _post(drafter, "/letters", about="省农业厅", kind="supervision")
    assert again.status_code == 400
    assert "已有同类函件在办" in again.text


def test_a_wish_for_nobody_is_told(drafter: Client) -> None:
    for about in ("省不存在厅", "9" * 15):
        answer = _post(drafter, "/letters", about=about, kind="reminder")
        assert answer.status_code == 400
        assert "没有这个目标" in answer.text


def test_a_leader_signs_and_does_nothing_else(app: FastAPI, drafter: Client, checker: Client) -> None:
    address = _post(drafter, "/letters", about="1", kind="reminder").headers["location"]
    leader = signed_in(app, Role.LEADER, address=HERE)
    assert _post(leader, "/letters", about="1", kind="reminder").status_code == 403
    assert _post(leader, address, step="checked").status_code == 403
    assert _post(checker, address, step="checked").status_code == 303
    assert _post(leader, address, step="signed").status_code == 303


@pytest.mark.parametrize("path", ["/letters", "/ledger", "/letters/1"])
def test_the_pages_speak_english_too(drafter: Client, path: str) -> None:
    _post(drafter, "/letters", about="1", kind="reminder")
    answer = drafter.get(f"{path}?lang=en")
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
