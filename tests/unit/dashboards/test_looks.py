"""Each look at an unreleased figure is on record, with who and which; outside of the bureau there is nothing to see."""

import pytest
from fastapi import FastAPI
from webclient import Client, signed_in

from dashboards.permissions import Role
from storage import Store, audit, reading


def looks(store: Store) -> list[tuple[str, str | None, int]]:
    with reading(store) as c:
        found = audit.list_entries(c, kind="look")
    return [(one.actor, one.subject, one.detail["number"]) for one in found]


@pytest.mark.parametrize(
    "path", ["/observations/3", "/api/v1/observations/3", "/api/v1/observations?place=410000", "/targets/1"]
)
def test_a_look_at_an_unreleased_figure_is_on_record(app: FastAPI, store: Store, path: str) -> None:
    before = len(looks(store))
    answer = signed_in(app, Role.RELEASER).get(path)
    assert "8.8" in answer.text
    assert looks(store)[0] == ("releaser", path, 1)
    assert len(looks(store)) == before + 1
    assert ("公布前数据，注意保密，不得外传" in answer.text) is not path.startswith("/api")


def test_looks_at_what_is_released_leave_no_trace(inside: Client, client: Client, store: Store) -> None:
    before = len(looks(store))
    assert "公布前数据" not in inside.get("/observations/1").text
    inside.get("/documents/1")
    client.get("/targets/1")
    client.get("/api/v1/observations?place=410000")
    assert len(looks(store)) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.STATISTICIAN, Role.RELEASER)])
def test_outside_of_the_bureau_unreleased_figures_do_not_exist(app: FastAPI, role: Role) -> None:
    client = signed_in(app, role)
    assert client.get("/observations/3").status_code == 404
    assert client.get("/api/v1/observations/3").status_code == 404
    assert "8.8" not in client.get("/targets/1").text
    assert client.get("/api/v1/observations?place=410000").json()["total"] == 2
