"""Charts show the target, the figures, what should be by now and where it may end, in words of the language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import factories
import pytest

from dashboards.charts import target_figure, target_title
from dashboards.content.desk import Desk
from dashboards.content.target import TargetView, build_target
from dashboards.paths import seasonal_months
from dashboards.settings import WebSettings
from storage import Store, documents, observations, open_store, reading, writing

RECORDED = datetime(2014, 6, 1, tzinfo=UTC)
#: running totals of two years, share of the year by month 2, 3 … 12
SHARES = (0.08, 0.16, 0.24, 0.33, 0.43, 0.52, 0.60, 0.69, 0.79, 0.89, 1.0)


def month_row(year: int, month: int, total: float) -> dict[str, Any]:
    value = round(total * SHARES[month - 2], 2)
    published = date(year + (month == 12), month % 12 + 1, 18)
    return factories.observation(
        indicator="房地产开发投资", indicator_id="real_estate_investment", unit="亿元", measure="level", basis="ytd",
        period=f"{year}-01/{year}-{month:02}", value=value, value_text=f"{value:.2f}", published_at=published,
        row=(year - 2000) * 12 + month,
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('charts') / 'charts.db'}")
    facts = {"unit": "亿元", "measure": "level", "accrual": "year_to_date", "place_code": "410000"}
    target = factories.draft("房地产开发投资", "5000", indicator_id="real_estate_investment", **facts)
    bare = factories.draft("某种没有数据的指标", "3", start=30, end=33, quote="3个", unit="个", measure="level")
    rows = [month_row(year, month, total) for year, total in ((2011, 4000), (2012, 4400)) for month in range(2, 13)]
    rows += [month_row(2013, month, 4700) for month in range(2, 9)]
    with writing(opened, actor="test", act="document:load", at=RECORDED) as w:
        documents.save_document(w, factories.document_reading(target, bare), factories.TEXT.encode(), accept=True)
        observations.save_upload(w, *factories.upload(*rows))
    yield opened
    opened.close()


def view(store: Store, target_id: int = 1, day: date = date(2013, 9, 30)) -> TargetView:
    with reading(store) as c:
        return build_target(c, Desk(store, WebSettings(), lambda: RECORDED), target_id, day)


def texts(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_the_title_says_the_finding(store: Store) -> None:
    assert target_title(view(store), "zh") == "房地产开发投资2013年1—8月2820.00亿元，距目标差2180.00亿元"
    assert target_title(view(store), "en").endswith("2,180.00 × 100 million yuan short of the target")


def test_figures_of_the_year_are_dots_that_lead_to_their_cells(store: Store) -> None:
    figure = target_figure(view(store), "zh")
    assert figure is not None
    dots = figure["data"][-1]
    assert dots["x"][0] == "2013-02-28"
    assert dots["x"][-1] == "2013-08-31"
    assert dots["y"][-1] == 2820.0
    assert all(address.startswith("/observations/") for address in dots["customdata"])
    assert figure["layout"]["xaxis"]["ticktext"][:2] == ["2月<br>2013", "3月"]


def test_target_expectation_and_projection_have_their_words(store: Store) -> None:
    figure = target_figure(view(store), "zh")
    assert figure is not None
    said = texts(figure)
    assert said[:2] == ["序时进度", "往年同期进度"]
    assert said[2].startswith("测算全年4700亿元")
    assert said[-1] == "目标：5000亿元以上"
    english = target_figure(view(store), "en")
    assert english is not None
    assert texts(english)[-1] == "Target: at least 5,000 × 100 million yuan"


def test_the_seasonal_path_is_the_mean_of_past_years(store: Store) -> None:
    months = seasonal_months(view(store))
    assert months[8] == pytest.approx(0.60, abs=1e-6)
    assert sorted(months) == list(range(2, 13))


def test_a_path_that_disagrees_with_the_engine_is_not_drawn(store: Store) -> None:
    seen = view(store)
    assert seen.line is not None
    vars(seen.line)["expected"] = seen.line.expected * 1.1 if seen.line.expected else None
    assert seasonal_months(seen) == {}


def test_nothing_known_is_said_and_not_drawn(store: Store) -> None:
    seen = view(store, 2)
    assert target_figure(seen, "zh") is None
    assert target_title(seen, "zh") == "某种没有数据的指标：目标3个以上，尚无数据"


def test_figures_carry_no_colours_of_their_own(store: Store) -> None:
    assert "#" not in str(target_figure(view(store), "zh"))


def test_tentative_figures_are_hollow(store: Store) -> None:
    seen = view(store)
    newest = next(one for one in seen.figures if one.used)
    vars(newest)["status"] = "P"
    figure = target_figure(seen, "zh")
    assert figure is not None
    assert figure["data"][-1]["marker"]["color"][-1] == "var(--raised)"
    assert figure["data"][-1]["marker"]["color"][0] == "var(--accent)"
