"""A browser without a screen: asks the application directly, keeps cookies, follows nothing."""

from typing import Any

import anyio
import httpx
from fastapi import FastAPI

from dashboards.auth_gate import SESSION
from dashboards.auth_sessions import begin_session
from dashboards.permissions import Role
from storage import writing
from storage.accounts import add_account, find_account


class Client:
    """Requests to one application."""

    def __init__(self, app: FastAPI, address: str = "http://gapwatch.test", visitor: str = "127.0.0.1") -> None:
        self.app = app
        self.cookies = httpx.Cookies()
        self._address = address
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(visitor, 40000))

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request and its answer."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=self._address, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **more)
                self.cookies.update(client.cookies)
                return answer

        return anyio.run(ask)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """A request that changes nothing."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """A request that may change something."""
        return self.request("POST", path, **more)


def signed_in(app: FastAPI, *roles: Role | str, name: str | None = None, **more: Any) -> Client:
    """A browser in which somebody with these roles is signed in; the account is made where there is none yet.

    `offices` and `places` are the account's; what else is given is the client's.
    """
    reach = {key: more.pop(key) for key in ("offices", "places") if key in more}
    client = Client(app, **more)
    client.cookies.set(SESSION, session_of(app, *roles, name=name, **reach))
    return client


def session_of(app: FastAPI, *roles: Role | str, name: str | None = None, **reach: Any) -> str:
    """The secret of a session of somebody with these roles."""
    desk = app.state.desk
    chosen = [Role(role) for role in roles]
    name = name or "-".join(chosen)
    with writing(desk.store, actor="test", act="session:begin", at=desk.clock()) as w:
        if find_account(w.connection, name) is None:
            add_account(w, name=name, shown=name, roles=[role.value for role in chosen], **reach)
        account = find_account(w.connection, name)
        assert account is not None
        return begin_session(w, account, desk.settings.sign_in, address="127.0.0.1", agent="test")
