"""A person's way in and out: first password, second factor, people, signing out; in both languages and widths."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboards.auth_people import add_person
from dashboards.permissions import Role
from storage import open_store, writing

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
pytestmark = pytest.mark.browser
FIRST, OWN = "first-password-of-wang", "松花江上的第一场雪下得很早"


@pytest.fixture
def place(tmp_path: Path, serve) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Address of an empty store with one administrator who has a first password."""
    store = open_store(f"sqlite:///{tmp_path / 'people.db'}")
    with writing(store, actor="test", act="person:add", at=datetime.now(UTC)) as w:
        add_person(w, name="wang", shown="王敏", roles=[Role.ADMINISTRATOR], password=FIRST)
    with serve(store) as address:
        yield address
    store.close()


def looked_at(page: Page, name: str) -> None:
    """Keep a picture; nothing is too wide and axe finds nothing serious."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, name
    found = Axe().run(page).response["violations"]
    faults = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    serious = [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in faults]
    assert serious == [], name


@pytest.mark.parametrize(("lang", "width"), [("zh", 1440), ("en", 390)])
def test_the_life_of_a_session(visitor: Browser, place: str, lang: str, width: int) -> None:
    context = visitor.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{place}/people?lang={lang}")
    looked_at(page, f"sign-in-{lang}-{width}")
    page.keyboard.type("wang")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#name")).to_have_value("wang")
    page.locator("#password").fill(FIRST)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/password")
    looked_at(page, f"password-{lang}-{width}")
    for field, words in (("#old", FIRST), ("#new", OWN), ("#again", OWN)):
        page.locator(field).fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account?done=password")

    page.goto(f"{place}/account/second-factor")
    looked_at(page, f"second-factor-{lang}-{width}")
    key = page.locator("input[name=key]").get_attribute("value")
    assert key is not None
    page.locator("#code").fill(pyotp.TOTP(key).now())
    page.keyboard.press("Enter")
    expect(page.locator("ul.codes li")).to_have_count(10)
    recovery = page.locator("ul.codes li").first.inner_text()
    page.goto(f"{place}/account")
    looked_at(page, f"account-{lang}-{width}")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if lang == "zh" else "en")

    page.goto(f"{place}/people")
    page.locator("#name").fill("li")
    page.locator("input[value=viewer]").check()
    page.locator("form.record button.main").click()
    expect(page.get_by_role("status")).to_contain_text("li")
    looked_at(page, f"people-{lang}-{width}")
    page.get_by_role("link", name="li", exact=True).click()
    looked_at(page, f"person-{lang}-{width}")

    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in?out=1")
    page.goto(f"{place}/people")
    page.locator("#name").fill("wang")
    page.locator("#password").fill(OWN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code**")
    looked_at(page, f"code-{lang}-{width}")
    page.locator("#code").fill(recovery)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people")
    context.close()
