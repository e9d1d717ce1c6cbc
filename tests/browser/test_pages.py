"""Pages as people see them: from a light to its sentence and its cell, in both languages and widths, light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
pytestmark = pytest.mark.browser
Scheme = Literal["light", "dark"]


class Watched:
    """A page that remembers what went out and what was complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield Watched(context.new_page())
    context.close()


def charted(page: Page) -> None:
    """Wait until the chart is drawn."""
    expect(page.locator(".chart svg.main-svg").first).to_be_visible()


def test_a_light_leads_to_its_sentence_in_two_clicks(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.get_by_role("link", name="粮食总产", exact=True).click()
    charted(page)
    page.get_by_role("link", name="在文件中查看").click()
    assert "/documents/" in page.url
    expect(page.locator("a.quote:target")).to_contain_text("1300亿斤")


def test_a_light_leads_to_its_cell_in_two_clicks(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.get_by_role("link", name="粮食总产", exact=True).click()
    page.locator("#steps ~ ol.steps").get_by_role("link", name="查看单元格").click()
    assert "/observations/" in page.url
    expect(page.locator("#cell")).to_have_text("1200.8")


def test_a_figure_on_the_overview_leads_to_its_cell_in_one_click(watched: Watched, address: str) -> None:
    watched.page.goto(address)
    watched.page.get_by_role("link", name="1200.8亿斤").click()
    expect(watched.page.locator("#cell")).to_have_text("1200.8")


def test_a_dot_of_the_chart_leads_to_its_cell(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/targets")
    page.get_by_role("link", name="粮食总产", exact=True).click()
    charted(page)
    dot = page.locator(".chart .scatterlayer .point").last.bounding_box()
    assert dot is not None
    page.mouse.click(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    page.wait_for_url("**/observations/*")


def test_nothing_leaves_the_host_and_nothing_is_complained_about(watched: Watched, address: str) -> None:
    page = watched.page
    for path in ("/", "/targets", "/documents", "/documents/1", "/uploads", "/runs", "/observations/1"):
        page.goto(address + path)
    page.goto(f"{address}/targets/1")
    charted(page)
    page.wait_for_load_state("networkidle")
    assert [url for url in watched.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert watched.complaints == []


def test_a_filter_is_applied_at_once_and_stands_in_the_address(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.get_by_label("地区").select_option(label="黑龙江省")
    page.wait_for_url("**place=230000*")
    assert page.url.endswith("/?place=230000")
    expect(page.locator(".tiles")).not_to_contain_text("26")


def test_english_stays_chosen(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("link", name="Targets", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "lang=" not in page.url


def test_a_wrong_date_is_explained(watched: Watched, address: str) -> None:
    response = watched.page.goto(f"{address}/?as_of=2013-13-01")
    assert response is not None
    assert response.status == 400
    expect(watched.page.locator("main")).to_contain_text("查询日期“2013-13-01”不是日期。请写成 2013-09-30")


def test_plotly_is_kept_for_a_year_and_packed(watched: Watched, address: str) -> None:
    with watched.page.expect_response("**/plotly.min.js") as waited:
        watched.page.goto(f"{address}/targets/1")
    headers = waited.value.all_headers()
    assert headers["content-encoding"] == "gzip"
    assert "max-age=31536000" in headers["cache-control"]
    assert int(headers["content-length"]) < 1_700_000


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("zh", 1440, "light"), ("zh", 390, "dark"), ("en", 1440, "dark"), ("en", 390, "light")],
)
def test_pages_fit_their_width(browser: Browser, address: str, lang: str, width: int, scheme: Scheme) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    PICTURES.mkdir(exist_ok=True)
    pages = {"overview": "/", "targets": "/targets", "target": "/targets/10", "document": "/documents/1"}
    for name, path in (pages | {"observation": "/observations/1", "uploads": "/uploads", "runs": "/runs"}).items():
        page.goto(f"{address}{path}?lang={lang}")
        if name == "target":
            charted(page)
        page.screenshot(path=PICTURES / f"{name}-{lang}-{width}-{scheme}.png", full_page=True)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, name
    context.close()


def test_the_slider_moves_to_what_was_known(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    expect(page.locator(".asof output")).to_have_text("现在")
    page.get_by_role("button", name="上一次变化").click()
    page.wait_for_url("**as_of=*")
    before = page.url
    page.get_by_role("slider").press("Home")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator(".tiles .missed .n")).to_have_text("0")
    expect(page.locator("main")).to_contain_text("尚无已公布的数据")
