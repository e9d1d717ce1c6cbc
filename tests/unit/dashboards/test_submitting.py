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


@pytest.fixture
def releaser(app: FastAPI) -> Client:
    return signed_in(app, Role.RELEASER, address=HERE)


def secret(client: Client) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/account").text)
    assert found is not None
    return found.group(1)


def send(client: Client, text: str, name: str = "actuals.csv", **more: str) -> str:
    """Send a file and return the address of its preview."""
    answer = client.post("/uploads", data={"form_token": secret(client)} | more, files={"file": (name, text.encode())})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def act(client: Client, address: str, **sent: str):  # type: ignore[no-untyped-def]
    return client.post(address, data={"form_token": secret(client)} | sent)


def submit(client: Client, address: str, **sent: str) -> int:
    """Submit a draft; return the submission's number."""
    answer = act(client, address, act="submit", **sent)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


def release(client: Client, number: int):  # type: ignore[no-untyped-def]
    return act(client, f"/uploads/submissions/{number}", act="release")


def stored(store: Store) -> int:
    with reading(store) as c:
        return len(observations.observations_frame(c))


def test_nothing_is_stored_before_submitting(person: Client, store: Store) -> None:
    page = person.get(send(person, GOOD)).text
    assert "1142.7亿斤" in page
    assert "尚未入库" in page
    assert stored(store) == 0


def test_what_one_submits_another_releases_with_a_receipt(person: Client, releaser: Client, store: Store) -> None:
    address = send(person, GOOD)
    number = submit(person, address)
    assert stored(store) == 0
    assert person.get(address).status_code == 404
    assert f"报送{number}号" in releaser.get("/uploads").text
    assert release(releaser, number).headers["location"] == f"/uploads/submissions/{number}"
    assert stored(store) == 1
    with reading(store) as c:
        assert [request.job for request in jobs.list_requests(c)] == ["reckon_gaps"]
    page = person.get(f"/uploads/submissions/{number}").text
    for said in ("已审核入库：releaser", "statistician", "新增1"):
        assert said in page
    assert "未经复核" not in person.get("/uploads/1").text


def test_nobody_releases_their_own(app: FastAPI, store: Store) -> None:
    both = signed_in(app, Role.STATISTICIAN, Role.RELEASER, name="两职", address=HERE)
    number = submit(both, send(both, GOOD))
    assert 'value="release"' not in both.get(f"/uploads/submissions/{number}").text
    refused = release(both, number)
    assert refused.status_code == 409
    assert "自己的报送须由他人审核" in refused.text
    assert stored(store) == 0


def test_a_statistician_without_the_role_does_not_release(app: FastAPI, person: Client, store: Store) -> None:
    number = submit(person, send(person, GOOD))
    other = signed_in(app, Role.STATISTICIAN, name="另一人", address=HERE)
    assert release(other, number).status_code == 403
    assert act(other, f"/uploads/submissions/{number}", act="withdraw").status_code == 403
    outside = signed_in(app, Role.SUPERVISION, address=HERE)
    assert outside.get(f"/uploads/submissions/{number}").status_code == 403
    assert stored(store) == 0


def test_withdrawn_submission_is_not_released(person: Client, releaser: Client, store: Store) -> None:
    number = submit(person, send(person, GOOD))
    assert act(person, f"/uploads/submissions/{number}", act="withdraw", reason="表头有误").status_code == 303
    assert release(releaser, number).status_code == 409
    assert "表头有误" in releaser.get(f"/uploads/submissions/{number}").text
    assert stored(store) == 0


def test_an_upload_is_undone_with_a_reason_only(person: Client, releaser: Client, store: Store) -> None:
    release(releaser, submit(person, send(person, GOOD)))
    assert act(person, "/uploads/1", act="undo", reason="错表").status_code == 403
    assert "请填写撤销原因" in act(releaser, "/uploads/1", act="undo").text
    assert act(releaser, "/uploads/1", act="undo", reason="错表").headers["location"] == "/uploads/2"
    assert "撤销入库1号" in releaser.get("/uploads/2").text
    assert "已由入库2号撤销" in releaser.get("/uploads/1").text
    again = GOOD.replace("1142.7", "1142.8").replace("2013-12-05", "2013-12-06")
    release(releaser, submit(person, send(person, again), basis="correction"))
    page = person.get("/series?place=410000&indicator=grain_output").text
    assert "1142.8亿斤" in page


def test_an_embargo_ends_earlier_but_not_by_its_submitter(app: FastAPI, person: Client, releaser: Client) -> None:
    release(releaser, submit(person, send(person, GOOD), embargo="2014-06-01T09:00"))
    outside = signed_in(app, Role.SUPERVISION, address=HERE)
    address = "/series?place=410000&indicator=grain_output"
    assert person.get(address).status_code == 200
    assert outside.get(address).status_code == 404
    assert "只能提前" in act(releaser, "/uploads/1", act="embargo", until="2015-01-01T00:00").text
    assert act(releaser, "/uploads/1", act="embargo").status_code == 303
    assert "1142.7亿斤" in outside.get(address).text


def test_a_revised_value_shows_old_and_new(person: Client, releaser: Client) -> None:
    release(releaser, submit(person, send(person, GOOD)))
    revised = GOOD.replace("1142.7", "1143.1").replace("2013-12-05", "2014-01-20")
    page = person.get(send(person, revised)).text
    row = page[page.index('<h2 class="inline">修订 1') :]
    assert row.index("1142.7亿斤") < row.index("1143.1亿斤") < row.index("上调0.4亿斤（0.035%）")


def test_a_revision_wants_its_basis(person: Client, releaser: Client) -> None:
    release(releaser, submit(person, send(person, GOOD)))
    address = send(person, GOOD.replace("1142.7", "1143.1").replace("2013-12-05", "2014-01-20"))
    refused = act(person, address, act="submit", word="年报数")
    assert refused.status_code == 400
    for said in ("普查修订", "核实", "差错更正", "口径变化", "年报数"):
        assert said in refused.text
    number = submit(person, address, basis="census")
    assert "普查修订" in releaser.get(f"/uploads/submissions/{number}").text


def test_errors_stand_at_their_cell_and_stop_the_file(person: Client, store: Store) -> None:
    address = send(person, GOOD.replace("1142.7", "很多"))
    page = person.get(address).text
    assert "有错误或未回答的问题，不能入库" in page
    assert re.search(r'<td class=" troubled" title="[^"]*">很多', page)
    assert act(person, address, act="submit").status_code == 400
    assert stored(store) == 0


def test_a_question_is_asked_and_answered(person: Client, releaser: Client, store: Store) -> None:
    address = send(person, GOOD.replace("河南省,", "河南某地,"))
    page = person.get(address).text
    question = re.search(r'name="(q-[0-9a-z]+)"', page)
    assert question is not None
    act(person, address, act="answer", **{question.group(1): "河南省"})
    assert "需要您确认" not in person.get(address).text
    release(releaser, submit(person, address))
    assert stored(store) == 1


def test_a_fall_of_a_running_total_wants_a_word(person: Client, releaser: Client, store: Store) -> None:
    row = "河南省,固定资产投资,2013-01/2013-0{},level,{},亿元,2013-0{}-20,河南省统计局\n"
    address = send(person, HEAD + row.format(2, 900, 3) + row.format(3, 800, 4))
    refused = act(person, address, act="submit")
    assert refused.status_code == 400
    assert "请填写情况说明" in refused.text
    release(releaser, submit(person, address, word="上月数已核减"))
    with reading(store) as c:
        assert observations.list_uploads(c)[0].word == "上月数已核减"
    assert "上月数已核减" in person.get("/uploads/1").text


def test_an_unknown_indicator_is_shown_and_wants_none(person: Client) -> None:
    address = send(person, GOOD.replace("粮食总产量", "某种没有的指标"))
    assert "请核对" in person.get(address).text
    submit(person, address)


def test_a_withdrawn_file_is_gone(person: Client) -> None:
    address = send(person, GOOD)
    assert act(person, address, act="withdraw").headers["location"] == "/uploads"
    assert person.get(address).status_code == 404


def test_source_and_day_fill_what_the_file_leaves_out(person: Client, releaser: Client, store: Store) -> None:
    bare = "region,indicator,period,measure,value,unit\n河南省,粮食总产量,2013,level,1142.7,亿斤\n"
    release(releaser, submit(person, send(person, bare, source="省统计局", published="2013-12-05")))
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


def program(client: Client, path: str, text: str, **asked: str):  # type: ignore[no-untyped-def]
    """Send a file as a program does."""
    sent = {"x-form-token": secret(client), "content-type": "application/octet-stream"}
    return client.post(path, params={"name": "actuals.csv"} | asked, content=text.encode(), headers=sent)


def test_a_program_tries_submits_and_reads_the_receipt(person: Client, releaser: Client, store: Store) -> None:
    tried = program(person, "/api/v1/uploads/try", GOOD).json()
    assert [(one["cell"], one["change"]) for one in tried["observations"]] == [("E2", "new")]
    sent = program(person, "/api/v1/uploads", GOOD).json()
    assert (sent["submission_id"], sent["stop"]) == (1, None)
    assert stored(store) == 0
    changes = releaser.get("/api/v1/submissions/1/changes").json()
    assert (changes["releasable"], changes["lights"]) == (True, [])
    assert person.get("/api/v1/submissions/1/changes").json()["lights"] is None
    release(releaser, 1)
    receipt = releaser.get("/api/v1/submissions/1").json()
    assert (receipt["submitted_by"], receipt["decided_by"], receipt["counts"]["new"]) == ("statistician", "releaser", 1)
    series = person.get("/api/v1/series?place=410000&indicator=grain_output").json()
    assert [one["value"] for one in series["answers"]] == [1142.7]


def test_a_program_is_told_what_stops_its_file(app: FastAPI, person: Client) -> None:
    sent = program(person, "/api/v1/uploads", GOOD.replace("1142.7", "很多")).json()
    assert (sent["submission_id"], sent["stop"], len(sent["problems"])) == (None, "errors", 1)
    outside = signed_in(app, Role.SUPERVISION, address=HERE)
    assert program(outside, "/api/v1/uploads", GOOD).status_code == 403
    assert person.get("/api/v1/late").json()["items"] == []
