"""A served demo and a Chromium that looks at it; skipped with a reason where there is none, failing in CI."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from dashboards.app import create_app
from dashboards.settings import WebSettings
from gapwatch.config import Settings
from gapwatch.demo import DOCUMENTS, sample
from gapwatch.demo.filling import fill
from gapwatch.wiring import House
from storage import Store, open_store, writing
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


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The pages of a store on a free port of this machine."""
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
def browser() -> Iterator[Browser]:
    """Chromium without a window; closed after each file, for its event loop would be in the way of other tests."""
    path = chromium()
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-sync", *quiet])
        yield opened
        opened.close()
