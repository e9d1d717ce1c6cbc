"""axe finds no serious or critical fault on any page, light or dark, wide or narrow."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
PATHS = (
    "/", "/?status=missed", "/targets", "/targets/10", "/documents", "/documents/1", "/uploads", "/runs",
    "/observations/1", "/search?q=粮食", "/search", "/nowhere",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1440, "light", "zh"), (390, "dark", "en")])
def test_axe_finds_nothing_serious(
    browser: Browser, address: str, width: int, scheme: Literal["light", "dark"], lang: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/?lang={lang}")
    faults = []
    for path in PATHS:
        page.goto(address + path)
        if path.startswith("/targets/"):
            expect(page.locator(".chart svg.main-svg").first).to_be_visible()
        for fault in Axe().run(page).response["violations"]:
            if fault["impact"] in ("serious", "critical"):
                faults.append((path, fault["id"], [node["html"][:120] for node in fault["nodes"][:3]]))
    context.close()
    assert faults == [], "\n".join(map(str, faults))


def test_axe_finds_nothing_serious_on_forms(browser: Browser, drafts: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{drafts}/documents/1?target=1")
    page.keyboard.press("e")
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
