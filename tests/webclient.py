"""A browser without a screen: asks the application directly, keeps cookies, follows nothing."""

from typing import Any

import anyio
import httpx
from fastapi import FastAPI


class Client:
    """Requests to one application."""

    def __init__(self, app: FastAPI, address: str = "http://gapwatch.test", visitor: str = "127.0.0.1") -> None:
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
