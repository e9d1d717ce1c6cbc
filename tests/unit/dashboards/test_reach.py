"""Row rights: whoever acts for an office sees what is that office's, whoever is here for a place sees that place."""

import pytest
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.content.reach import EVERYWHERE, Reach
from dashboards.permissions import Role

LABOUR = "省人力资源社会保障厅"


@pytest.fixture
def reporter(app: FastAPI) -> Client:
    """Somebody who answers for one office."""
    return signed_in(app, Role.OFFICE_REPORTER, name="labour", offices=(LABOUR,))


def test_an_office_sees_its_own_targets(reporter: Client) -> None:
    assert [row["indicator"] for row in reporter.get("/api/v1/targets").json()["items"]] == ["城镇新增就业"]
    assert reporter.get("/api/v1/overview").json()["total"] == 1
    assert reporter.get("/targets/3").status_code == 200
    page = reporter.get("/targets").text
    assert ("城镇新增就业" in page, "地区生产总值" in page) == (True, False)


@pytest.mark.parametrize("path", ["/targets/1", "/api/v1/targets/1", "/documents/1?target=1"])
def test_a_target_of_others_is_not_there(reporter: Client, path: str) -> None:
    assert reporter.get(path).status_code == 404


def test_search_finds_ones_own_targets(reporter: Client) -> None:
    found = reporter.get("/api/v1/search?q=就业").json()
    assert [line["target_id"] for line in found["targets"]] == [3]
    assert reporter.get("/api/v1/search?q=550").json()["targets"] == []


def test_a_document_marks_ones_own_targets(reporter: Client) -> None:
    assert list(reporter.get("/api/v1/documents/1").json()["targets"]) == ["3"]


def test_who_acts_for_no_office_sees_no_target(app: FastAPI) -> None:
    nobody = signed_in(app, Role.OFFICE_REPORTER, name="nobody")
    assert nobody.get("/api/v1/targets").json()["total"] == 0


def test_two_roles_see_what_either_sees(app: FastAPI) -> None:
    both = signed_in(app, Role.OFFICE_REPORTER, Role.LEADER, name="both", offices=(LABOUR,))
    assert both.get("/api/v1/targets").json()["total"] == 3


def test_a_place_is_seen_with_what_lies_in_it(app: FastAPI) -> None:
    henan = signed_in(app, Role.VIEWER, name="henan", places=("410000",))
    jilin = signed_in(app, Role.VIEWER, name="jilin", places=("220000",))
    for path, total in (("/api/v1/targets", 3), ("/api/v1/documents", 1), ("/api/v1/observations?place=410000", 2)):
        assert henan.get(path).json()["total"] == total, path
        assert jilin.get(path).json()["total"] == 0, path
    for path in ("/documents/1", "/targets/1", "/observations/1"):
        assert henan.get(path).status_code == 200, path
        assert jilin.get(path).status_code == 404, path
    assert jilin.get("/api/v1/search?q=550亿公斤").json()["passages"] == []


@pytest.mark.parametrize(
    ("code", "places", "seen"),
    [
        ("410105", ("410000",), True),
        ("410105", ("410100",), True),
        ("410100", ("410105",), False),
        ("420000", ("410000",), False),
        ("420000", ("000000",), True),
        ("330000-浙东北", ("330000",), True),
        ("330000", ("330000-浙东北",), False),
        ("420000", ("410000", "420000"), True),
        (None, ("410000",), True),
        ("100000", ("110000",), False),
    ],
)
def test_places_within_places(code: str | None, places: tuple[str, ...], seen: bool) -> None:
    assert Reach(places=places).has_place(code) is seen


def test_everywhere_is_everything() -> None:
    assert EVERYWHERE.has_place("410000")
    assert EVERYWHERE.has_office(None)
    assert EVERYWHERE.has_upload(None, "anybody")
    own = Reach(offices=frozenset({LABOUR}), name="labour")
    assert own.has_upload(LABOUR, "others")
    assert own.has_upload("x", "labour")
    assert not own.has_upload("x", "others")
    assert not own.has_upload(None, "others")


def test_a_data_officer_sends_the_own_departments_figures_only(app: FastAPI) -> None:
    officer = signed_in(app, Role.DATA_OFFICER, name="officer", offices=(LABOUR,))
    assert officer.get("/api/v1/uploads").json()["total"] == 0
    page = officer.get("/uploads").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    head = "region,indicator,period,measure,value,unit,published,source\n"
    row = "河南省,城镇新增就业,2013,level,143.1,万人,2014-01-20,{source}\n"

    def send(text: str, source: str):  # type: ignore[no-untyped-def]
        data = {"form_token": token, "source": source}
        return officer.post("/uploads", data=data, files={"file": ("a.csv", text.encode())})

    refused = send(head + row.format(source=LABOUR), "省统计局")
    assert (refused.status_code, f"来源请写：{LABOUR}" in refused.text) == (400, True)
    address = send(head + row.format(source="省统计局"), LABOUR).headers["location"]
    answer = officer.post(address, data={"form_token": token, "act": "submit"})
    assert (answer.status_code, "您只能报送本单位的数据" in answer.text) == (400, True)
    assert officer.post(address, data={"form_token": token, "act": "withdraw"}).status_code == 303
