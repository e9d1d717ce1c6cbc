"""A served demo and a Chromium that looks at it; skipped with a reason where there is none, failing in CI."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dashboards.app import create_app
from dashboards.auth_gate import SESSION
from dashboards.auth_sessions import digest
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from gapwatch.config import Settings
from gapwatch.demo import DOCUMENTS, sample
from gapwatch.demo.filling import fill
from gapwatch.wiring import House
from storage import Store, open_store, sessions, writing
from storage.accounts import add_account
from storage.documents import save_document
from targets import find_targets, open_document


def chromium() -> str:
    """The path of Debian's Chromium; skips, or fails in CI, where there is none."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        reason = "Chromium is not installed: pages are not opened"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


#: of the session that every served store has, so that one browser may look at each
SECRET = "of the tests' own session, known to nobody else"
#: of the session of somebody who releases what others submitted
RELEASING = "of the tests' own releaser, known to nobody else"
ROLES = (Role.ADMINISTRATOR, Role.SUPERVISION, Role.STATISTICIAN)


def admit(store: Store) -> None:
    """Let the tests' browser in, as somebody with several roles."""
    now = datetime.now(UTC)
    with writing(store, actor="test", act="session:begin", at=now) as w:
        account_id = add_account(w, name="tester", shown="测试员", roles=[role.value for role in ROLES])
        until = now + timedelta(hours=12)
        sessions.begin(w, account_id, digest(SECRET), expires_at=until, half=False, address="127.0.0.1", agent="")
        other = add_account(w, name="releaser", shown="审核人", roles=[Role.RELEASER.value])
        sessions.begin(w, other, digest(RELEASING), expires_at=until, half=False, address="127.0.0.1", agent="")


class SignedIn:
    """A browser whose every page is signed in."""

    def __init__(self, plain: Browser, secret: str = SECRET) -> None:
        self._plain = plain
        self._secret = secret

    def new_context(self, **more: Any) -> BrowserContext:
        """A context that holds the session's cookie."""
        context = self._plain.new_context(**more)
        context.add_cookies([{"name": SESSION, "value": self._secret, "domain": "127.0.0.1", "path": "/"}])
        return context

    def new_page(self, **more: Any) -> Page:
        """A page of a context of its own."""
        return self.new_context(**more).new_page()


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The pages of a store on a free port of this machine."""
    admit(store)
    app = create_app(store, WebSettings(), lambda: datetime.now(UTC))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the built-in example."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'demo.db'}")
    fill(store, House(Settings()))
    with served(store) as found:
        yield found
    store.close()


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[str]:
    """Address of a store with the built-in notice whose targets wait for a person, and no figures."""
    store = open_store(f"sqlite:///{tmp_path / 'drafts.db'}")
    home = House(Settings())
    document, _ = open_document(sample(DOCUMENTS[0]), DOCUMENTS[0])
    assert document is not None
    found = find_targets(document, home.catalogue, home.places)
    with writing(store, actor="test", act="document:load", at=datetime.now(UTC)) as w:
        save_document(w, found, sample(DOCUMENTS[0]), accept=False)
    with served(store) as where:
        yield where
    store.close()


@pytest.fixture(scope="module")
def browser(visitor: Browser) -> SignedIn:
    """Chromium in which somebody is signed in."""
    return SignedIn(visitor)


@pytest.fixture(scope="module")
def releaser(visitor: Browser) -> SignedIn:
    """Chromium in which somebody is signed in who releases."""
    return SignedIn(visitor, RELEASING)


@pytest.fixture(scope="module")
def visitor() -> Iterator[Browser]:
    """Chromium without a window; closed after each file, for its event loop would be in the way of other tests."""
    path = chromium()
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-sync", *quiet])
        yield opened
        opened.close()


@pytest.fixture
def serve():  # type: ignore[no-untyped-def]
    """Serves a store of the test's own: a context manager that gives the address."""
    return served
