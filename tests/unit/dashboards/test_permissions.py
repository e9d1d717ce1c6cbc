"""Every route is walked with every role; what has no declared permission is open to nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.auth import guard
from dashboards.i18n import has_text
from dashboards.permissions import TABLE, Permission, Role, permissions_of, table
from dashboards.settings import WebSettings
from storage import Store

#: what answers visitors
OPEN = {
    "/static/{digest}/{name}", "/healthz", "/sign-in", "/sign-in/code", "/sign-in/demo", "/sign-in/elsewhere",
    "/sign-in/back",
}  # fmt: skip
PLACES = {"target_id": "1", "document_id": "1", "vintage_id": "1", "draft_id": "0" * 32}


def routes_of(routes: Any) -> Iterator[APIRoute]:
    """The routes of an application, those of its routers too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes)


@pytest.fixture(scope="session")
def routes(app: FastAPI) -> tuple[APIRoute, ...]:
    found = tuple(routes_of(app.routes))
    assert len(found) > 30
    return found


def address(route: APIRoute) -> str:
    path = route.path
    for name in route.param_convertors:
        path = path.replace("{" + name + "}", PLACES.get(name, "1"))
    return path


def test_every_route_declares_its_permission(routes: tuple[APIRoute, ...]) -> None:
    assert [route.path for route in routes if not hasattr(route.endpoint, "permission")] == []


def test_only_a_few_routes_are_open(routes: tuple[APIRoute, ...]) -> None:
    assert {route.path for route in routes if route.endpoint.permission is None} <= OPEN | {"/readyz"}


def test_visitors_reach_nothing_else(app: FastAPI, routes: tuple[APIRoute, ...]) -> None:
    visitor = Client(app)
    for route in routes:
        if route.path in OPEN or route.path == "/readyz":
            continue
        for method in route.methods:
            answer = visitor.request(method, address(route))
            page = method == "GET" and not route.path.startswith("/api/")
            assert answer.status_code == (303 if page else 401), (method, route.path)
            assert not page or answer.headers["location"].startswith("/sign-in"), route.path


@pytest.mark.parametrize("role", list(Role))
def test_every_route_with_every_role(app: FastAPI, routes: tuple[APIRoute, ...], role: Role) -> None:
    """Without the permission 403, whatever is sent; with it anything but 403 (a form without its secret excepted)."""
    client = signed_in(app, role, offices=("省发展改革委",))
    for route in routes:
        if route.endpoint.permission is None:
            continue
        allowed = route.endpoint.permission in table()[role]
        for method in route.methods:
            if allowed and method != "GET":
                continue  # may change what other tests look at; each has tests of its own
            answer = client.request(method, address(route))
            assert (answer.status_code == 403) is not allowed, (method, route.path, answer.status_code)
            assert answer.status_code < 500, (method, route.path)


@pytest.mark.parametrize("role", list(Role))
def test_every_form_wants_its_secret(app: FastAPI, routes: tuple[APIRoute, ...], role: Role) -> None:
    client = signed_in(app, role)
    for route in routes:
        if route.endpoint.permission is None or route.endpoint.permission not in table()[role]:
            continue
        for method in route.methods - {"GET", "HEAD"}:
            answer = client.request(method, address(route), data={"form_token": "x" * 64})
            assert answer.status_code in (400, 403), (method, route.path, answer.status_code)
            sent = client.request(method, address(route), headers={"X-Form-Token": "x" * 64})
            assert sent.status_code in (400, 403), (method, route.path, sent.status_code)


def test_a_route_without_permission_is_shut(store: Store) -> None:
    made = create_app(store, WebSettings(), lambda: datetime(2014, 3, 2, tzinfo=UTC))
    made.add_api_route("/forgotten", lambda: "secret", dependencies=[Depends(guard)])
    assert signed_in(made, Role.ADMINISTRATOR).get("/forgotten").status_code == 403


def test_the_table_names_every_permission_and_role_once() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    head, *rows = (line.split(",") for line in lines)
    assert head == ["permission", *Role]
    assert sorted(row[0] for row in rows) == sorted(Permission)
    assert {cell for row in rows for cell in row[1:]} <= {"x", ""}
    assert all(len(row) == len(head) for row in rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_role_and_permission_has_words(lang: str) -> None:
    assert [role for role in Role if not has_text(f"word.role.{role}", lang)] == []
    assert [one for one in Permission if not has_text(f"word.permission.{one}", lang)] == []


def test_nobody_submits_and_releases_by_one_role_and_only_the_bureau_sees_what_is_unreleased() -> None:
    for role in Role:
        assert not {Permission.UPLOAD_SUBMIT, Permission.UPLOAD_RELEASE} <= table()[role]
    assert {role for role in Role if Permission.UNRELEASED_READ in table()[role]} == {Role.STATISTICIAN, Role.RELEASER}
    assert {role for role in Role if Permission.PERSON_MANAGE in table()[role]} == {Role.ADMINISTRATOR}


def test_several_roles_add_up() -> None:
    both = permissions_of([Role.SUPERVISION, Role.RELEASER])
    assert both == table()[Role.SUPERVISION] | table()[Role.RELEASER]
    assert permissions_of([]) == frozenset()
