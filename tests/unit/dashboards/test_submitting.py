"""A file is sent, previewed, answered for and submitted; before that nothing of it is stored."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.drafts import Drafts
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from measures.errors import NotFound
from storage import Store, jobs, observations, open_store, reading

NOW = datetime(2014, 3, 1, tzinfo=UTC)
HERE = "http://127.0.0.1:8000"
HEAD = "region,indicator,period,measure,value,unit,published,source\n"
GOOD = HEAD + "河南省,粮食总产量,2013,level,1142.7,亿斤,2013-12-05,河南省统计局\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'send.db'}")
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> FastAPI:
    made = create_app(store, WebSettings(max_upload_bytes=4000), lambda: NOW)
    made.state.desk.drafts = Drafts(tmp_path / "drafts")
    return made


@pytest.fixture
def person(app: FastAPI) -> Client:
    return signed_in(app, Role.STATISTICIAN, address=HERE)


def secret(client: Client) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/uploads").text)
    assert found is not None
    return found.group(1)


def send(client: Client, text: str, name: str = "actuals.csv", **more: str) -> str:
    """Send a file and return the address of its preview."""
    answer = client.post("/uploads", data={"form_token": secret(client)} | more, files={"file": (name, text.encode())})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def act(client: Client, address: str, **sent: str):  # type: ignore[no-untyped-def]
    return client.post(address, data={"form_token": secret(client)} | sent)


def stored(store: Store) -> int:
    with reading(store) as c:
        return len(observations.observations_frame(c))


def test_nothing_is_stored_before_submitting(person: Client, store: Store) -> None:
    page = person.get(send(person, GOOD)).text
    assert "1142.7亿斤" in page
    assert "尚未入库" in page
    assert stored(store) == 0


def test_submitting_stores_reckons_and_gives_a_receipt(person: Client, store: Store) -> None:
    address = send(person, GOOD)
    answer = act(person, address, act="submit")
    assert answer.headers["location"] == "/uploads?stored=1#u1"
    assert "已入库：actuals.csv，报送人 web" in person.get("/uploads?stored=1").text
    assert stored(store) == 1
    with reading(store) as c:
        assert [request.job for request in jobs.list_requests(c)] == ["reckon_gaps"]
    assert person.get(address).status_code == 404


def test_a_revised_value_shows_old_and_new(person: Client) -> None:
    act(person, send(person, GOOD), act="submit")
    revised = GOOD.replace("1142.7", "1143.1").replace("2013-12-05", "2014-01-20")
    page = person.get(send(person, revised)).text
    row = page[page.index('<h2 class="inline">修订 1') :]
    assert row.index("1142.7亿斤") < row.index("1143.1亿斤")


def test_errors_stand_at_their_cell_and_stop_the_file(person: Client, store: Store) -> None:
    address = send(person, GOOD.replace("1142.7", "很多"))
    page = person.get(address).text
    assert "有错误或未回答的问题，不能入库" in page
    assert re.search(r'<td class=" troubled" title="[^"]*">很多', page)
    assert act(person, address, act="submit").status_code == 400
    assert stored(store) == 0


def test_a_question_is_asked_and_answered(person: Client, store: Store) -> None:
    address = send(person, GOOD.replace("河南省,", "河南某地,"))
    page = person.get(address).text
    question = re.search(r'name="(q-[0-9a-f]+)"', page)
    assert question is not None
    act(person, address, act="answer", **{question.group(1): "河南省"})
    assert "需要您确认" not in person.get(address).text
    assert act(person, address, act="submit").status_code == 303
    assert stored(store) == 1


def test_warnings_want_a_word(person: Client, store: Store) -> None:
    address = send(person, GOOD.replace("粮食总产量", "某种没有的指标"))
    refused = act(person, address, act="submit")
    assert refused.status_code == 400
    assert "请填写情况说明" in refused.text
    assert act(person, address, act="submit", word="新指标").status_code == 303
    with reading(store) as c:
        assert observations.list_uploads(c)[0].word == "新指标"


def test_a_withdrawn_file_is_gone(person: Client) -> None:
    address = send(person, GOOD)
    assert act(person, address, act="withdraw").headers["location"] == "/uploads"
    assert person.get(address).status_code == 404


def test_source_and_day_fill_what_the_file_leaves_out(person: Client, store: Store) -> None:
    bare = "region,indicator,period,measure,value,unit\n河南省,粮食总产量,2013,level,1142.7,亿斤\n"
    act(person, send(person, bare, source="省统计局", published="2013-12-05"), act="submit")
    with reading(store) as c:
        frame = observations.observations_frame(c)
    assert frame["source"].tolist() == ["省统计局"]
    assert frame["published_at"].tolist() == [date(2013, 12, 5)]


@pytest.mark.parametrize(
    ("data", "text", "said"),
    [
        ({"published": "明天"}, GOOD, "公布日期“明天”不是日期"),
        ({"published": "0001-01-01"}, GOOD, "不是日期"),
        ({}, "", "空文件不能上传"),
        ({}, GOOD * 60, "超过上限 4000 字节"),
    ],
)
def test_wrong_sendings_are_said_and_keep_what_was_typed(
    person: Client, store: Store, data: dict[str, str], text: str, said: str
) -> None:
    sent = {"form_token": secret(person), "source": "省统计局"} | data
    answer = person.post("/uploads", data=sent, files={"file": ("a.csv", text.encode())})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="省统计局"' in answer.text


def test_a_body_beyond_every_limit_is_refused_unread(person: Client) -> None:
    answer = person.post("/uploads", files={"file": ("a.csv", b"x" * 1_100_000)})
    assert answer.status_code == 413
    assert answer.headers["content-security-policy"]
    assert person.post("/documents/1/targets/1", content=b"x" * 1_100_000).status_code == 413


def test_files_of_others_are_refused(app: FastAPI, person: Client, store: Store) -> None:
    address = send(person, GOOD)
    elsewhere = signed_in(app, Role.SUPERVISION, address=HERE)
    assert elsewhere.post("/uploads", data={"form_token": "x"}, files={"file": ("a.csv", b"a")}).status_code == 403
    assert elsewhere.post(address, data={"form_token": "x", "act": "submit"}).status_code == 403
    assert 'type="file"' not in elsewhere.get("/uploads").text
    assert stored(store) == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\数据.csv", "<b>.csv"])
def test_names_carry_no_folders_and_no_markup(person: Client, name: str) -> None:
    page = person.get(send(person, GOOD, name=name)).text
    assert "../" not in page
    assert "<b>" not in page


def test_drafts_go_after_a_day_and_only_their_name_opens_them(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    old = drafts.keep([b"1"], name="a", source=None, published=date(2013, 1, 2), now=NOW)
    assert drafts.get(old.id) == old
    assert (tmp_path / "drafts" / f"{old.id}.data").stat().st_mode & 0o077 == 0
    drafts.keep([b"2"], name="b", source=None, published=None, now=NOW + timedelta(days=2))
    for name in (old.id, "../../etc/passwd", "x"):
        with pytest.raises(NotFound):
            drafts.data(name)
