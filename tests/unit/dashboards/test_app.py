"""Pages and API on a small store: what they say, how they refuse, and what they never let out."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from measures.errors import StoreUnavailable
from storage import Store, open_store

PAGES = (
    "/", "/targets", "/targets/1", "/documents", "/documents/1", "/documents/1?target=1", "/uploads", "/observations/1",
    "/runs", "/search?q=粮食",
)  # fmt: skip
ANSWERS = (
    "/overview", "/gaps", "/targets", "/targets/1", "/documents", "/documents/1", "/observations?place=410000",
    "/observations/1", "/indicators", "/places?parent=410000", "/uploads", "/runs", "/search?q=粮食",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages(client: Client, path: str, lang: str) -> None:
    response = client.get(path, params={"lang": lang})
    assert response.status_code == 200
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in response.text


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/api/v1/overview"])
def test_every_answer_forbids_scripts_of_its_own_and_other_hosts(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", response.text) == []
    assert re.findall(r"\s(?:style|on\w+)=", response.text) == []
    assert re.findall(r"(?:src|href)=\"https?:", response.text) == []


def test_overview_names_what_is_red_why_and_who(client: Client) -> None:
    page = client.get("/").text
    assert "低于目标1.0个百分点" in page
    assert "增长9.0%" in page
    assert "省发展改革委" in page
    assert "数据截至2013年，查询日期2014年3月2日" in page


def test_english_pages_are_english(client: Client) -> None:
    page = client.get("/?lang=en").text
    assert "1.0 pp below the target" in page
    assert "Gross regional product" in page
    assert "Data to 2013, as of 2 Mar 2014" in page


def test_language_is_kept_in_a_cookie_out_of_reach_of_scripts(client: Client) -> None:
    cookie = client.get("/?lang=en").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert '<html lang="en">' in client.get("/targets").text


def test_before_publication_nothing_is_known(client: Client) -> None:
    overview = client.get("/api/v1/overview?as_of=2013-12-31").json()
    assert (overview["counts"]["met"], overview["counts"]["missed"], overview["counts"]["no_data"]) == (1, 0, 2)
    assert client.get("/api/v1/overview?as_of=2014-01-20").json()["counts"]["missed"] == 1


def test_counts_and_reasons_of_grey(client: Client) -> None:
    overview = client.get("/api/v1/overview").json()
    assert overview["total"] == 3
    assert sum(overview["counts"].values()) == 3
    assert sum(overview["grey"].values()) == overview["counts"]["no_data"] == 1


def test_filters_stand_in_the_address(client: Client) -> None:
    rows = client.get("/api/v1/gaps?status=missed&place=410000&document=1&office=省统计局").json()
    assert [row["indicator"] for row in rows["items"]] == ["地区生产总值"]
    assert client.get("/api/v1/gaps?place=230000").json()["total"] == 0
    assert "没有符合条件的目标" in client.get("/targets?place=230000").text


def test_converted_figure_and_its_cell(client: Client) -> None:
    row = next(r for r in client.get("/api/v1/gaps").json()["items"] if r["indicator"] == "粮食总产量")
    assert (row["observed"], row["gap"], row["status"]) == (571.35, 21.35, "met")
    cell = client.get(f"/api/v1/observations/{row['vintages'][0]}").json()
    assert (cell["figure"]["value"], cell["figure"]["unit"], cell["figure"]["row"]) == (1142.7, "亿斤", 3)
    assert [line["target_id"] for line in cell["targets"]] == [row["target_id"]]


def test_target_says_its_sentence_and_steps(client: Client) -> None:
    view = client.get("/api/v1/targets/1").json()
    assert view["excerpt"] == {"before": "1.地区生产总值增长", "quote": "10%以上", "after": view["excerpt"]["after"]}
    assert [step["code"] for step in view["steps"]][:2] == ["target", "figure.dated"]
    assert view["target"]["value"] == "10"


def test_unreleased_figures_exist_only_inside(client: Client, inside: Client) -> None:
    assert client.get("/observations/3").status_code == 404
    assert client.get("/api/v1/observations/3").status_code == 404
    assert "8.8" not in client.get("/targets/1").text
    assert client.get("/api/v1/observations?place=410000").json()["total"] == 2
    assert "8.8" in inside.get("/observations/3").text
    assert inside.get("/api/v1/observations?place=410000").json()["total"] == 3


def test_rows_beside_a_released_cell_are_left_out_where_some_are_unreleased(client: Client, inside: Client) -> None:
    shown = [row["number"] for row in client.get("/api/v1/observations/1").json()["part"]["rows"]]
    assert shown == [1, 2]
    assert len(inside.get("/api/v1/observations/1").json()["part"]["rows"]) == 4


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("as_of=2013-13-01", "as_of"),
        ("as_of=yesterday", "as_of"),
        ("as_of=9999-12-31", "as_of"),
        ("status=purple", "status"),
        ("document=x", "document"),
        ("document=0", "document"),
        ("document=99999999999999999999", "document"),
    ],
)
def test_wrong_parameters_are_named(client: Client, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/overview?{query}")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "bad_request"
    assert [mistake["field"] for mistake in error["mistakes"]] == [field]
    page = client.get(f"/?{query}")
    assert page.status_code == 400
    assert error["mistakes"][0]["message"] in page.text.replace("&#34;", '"')


@pytest.mark.parametrize("path", ["/targets/999", "/documents/999", "/observations/999"])
def test_what_is_not_there_is_said(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get(f"/api/v1{path}").json()["error"]["code"] == "not_found"


def test_methods_and_addresses_that_do_not_exist(client: Client) -> None:
    assert client.post("/api/v1/overview").json()["error"]["code"] == "bad_method"
    assert client.get("/api/v1/nowhere").json()["error"]["code"] == "not_found"
    assert "没有这个页面：/nowhere" in client.get("/nowhere").text


@pytest.mark.parametrize("path", [f"/api/v1{path}" for path in ANSWERS])
def test_answers_have_entity_tags(client: Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_lists_come_in_parts(client: Client) -> None:
    first, second = (client.get(f"/api/v1/targets?limit=2&offset={offset}").json() for offset in (0, 2))
    assert [row["target_id"] for row in first["items"] + second["items"]] == [1, 2, 3]
    assert first["total"] == second["total"] == 3


def test_moments_are_shown_in_china(client: Client) -> None:
    assert client.get("/api/v1/overview").json()["as_of"] == "2014-03-02T09:00:00+08:00"
    assert client.get("/api/v1/overview?as_of=2014-02-01").json()["as_of"] == "2014-02-01T23:59:59.999999+08:00"


def test_answers_are_what_the_description_says(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            good = min(operation["responses"])  # 200, or 201 for something new
            assert good in ("200", "201"), (method, path)
            assert "application/json" in operation["responses"][good]["content"], (method, path)
            assert "422" not in operation["responses"], (method, path)
            assert "400" in operation["responses"], (method, path)


def test_store_that_is_gone_is_said(client: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise StoreUnavailable(store.address, "gone")

    monkeypatch.setattr("dashboards.api.build_overview", gone)
    answer = client.get("/api/v1/overview")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"


def test_a_fault_of_ours_shows_no_trace(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("dashboards.pages.overview.build_overview", broken)
    page = client.get("/")
    assert page.status_code == 500
    assert "secret" not in page.text
    assert page.headers["content-security-policy"]


def test_health(client: Client) -> None:
    assert client.get("/healthz").text.startswith("ok ")


def test_an_empty_store_says_what_will_be_there(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    empty = signed_in(create_app(opened, WebSettings(), lambda: datetime.now(UTC)), Role.SUPERVISION)
    for path in ("/", "/targets", "/documents", "/uploads", "/runs"):
        assert 'class="empty"' in empty.get(path).text, path
    opened.close()
