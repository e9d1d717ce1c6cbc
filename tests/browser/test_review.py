"""Drafts are gone through by keyboard alone: accept, mend, reject."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
pytestmark = pytest.mark.browser


def test_drafts_are_reviewed_by_keyboard(browser: Browser, drafts: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{drafts}/documents/1")
    page.keyboard.press("j")
    page.wait_for_url("**target=1*")
    page.keyboard.press("a")
    page.wait_for_url("**target=2*")
    page.keyboard.press("x")
    page.wait_for_url("**target=3*")
    page.keyboard.press("e")
    expect(page.locator("#f-indicator")).to_be_focused()
    page.locator("#f-value").fill("许多")
    page.get_by_role("button", name="保存并确认").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#f-value")).to_have_value("许多")
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / "review-zh-1440-light.png")
    page.locator("#f-value").fill("31")
    page.get_by_role("button", name="保存并确认").click()
    page.wait_for_url("**target=4*")
    page.keyboard.press("k")
    page.wait_for_url("**target=3*")
    expect(page.locator("#record")).to_contain_text("31%")
    page.goto(f"{drafts}/targets")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_letters_typed_into_a_field_decide_nothing(browser: Browser, drafts: str) -> None:
    page = browser.new_page()
    page.goto(f"{drafts}/documents/1?target=1")
    page.keyboard.press("e")
    page.locator("#f-note").press_sequentially("ajxk")
    expect(page.locator("#f-note")).to_have_value("ajxk")
    assert "target=1" in page.url
