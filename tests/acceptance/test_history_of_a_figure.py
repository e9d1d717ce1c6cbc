"""Heilongjiang's GDP of 2013 in real tables: a conflict in 2022, revised by 2026; by command line and page."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from webclient import Client, signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from gapwatch.cli import main
from storage import open_store

Run = Callable[..., tuple[int, str]]
QUARTERLY, ANNUAL = "国家统计局 分省季度累计", "国家统计局 分省年度"
PROMISE = "黑龙江省2013年政府工作报告\n一、主要目标\n1.地区生产总值达到14000亿元。（省发展改革委负责）\n"


@pytest.fixture
def run(store_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the test's store; return status and output."""

    def ran(*arguments: object) -> tuple[int, str]:
        status = main([*map(str, arguments), "--database", store_url])
        return status, capsys.readouterr().out

    return ran


@pytest.fixture
def taken(run: Run, shared: Path, tmp_path: Path) -> Run:
    """The actuals of 2013 and a promise that they answer."""
    promise = tmp_path / "heilongjiang.txt"
    promise.write_text(PROMISE, encoding="utf-8")
    assert run("load", promise, "--accept", "--year", 2013, "--place", "黑龙江省")[0] == 0
    assert run("ingest", shared / "data" / "actuals_2013.csv")[0] == 0
    return run


@pytest.fixture
def client(taken: Run, store_url: str) -> Iterator[Client]:
    store = open_store(store_url)
    app = create_app(store, WebSettings(), lambda: datetime(2026, 11, 24, tzinfo=UTC))
    yield signed_in(app, Role.STATISTICIAN)
    store.close()


def figures(run: Run, day: str) -> list[dict[str, Any]]:
    """The editions of the year's level as known on a day."""
    rows = json.loads(run("series", "黑龙江省", "地区生产总值", "--as-of", day, "--format", "json")[1])
    return [row for row in rows if (row["period"], row["measure"]) == ("2013", "level")]


def gdp(run: Run, day: str) -> dict[str, Any]:
    rows = json.loads(run("gaps", "--as-of", day, "--format", "json")[1])
    return next(row for row in rows if row["indicator_id"] == "gdp")


def test_series_shows_the_conflict_and_then_the_revision(taken: Run) -> None:
    then = [(r["source"], r["value"], r["standing"]) for r in figures(taken, "2022-01-01")]
    assert then == [(QUARTERLY, 14382.9, "conflict"), (ANNUAL, 11849.1, "answers")]
    now = [(r["source"], r["number"], r["value"], r["change"]) for r in figures(taken, "2026-04-01")]
    assert now == [
        (QUARTERLY, 1, 14382.9, None),
        (ANNUAL, 1, 11849.1, None),
        (ANNUAL, 2, 11849.1, 0.0),
        (ANNUAL, 3, 12017.0, 167.9),
    ]
    assert [r["value"] for r in figures(taken, "2026-04-01") if r["standing"] == "answers"] == [12017.0]
    assert [r["value"] for r in figures(taken, "2021-12-01")] == [14382.9]


def test_gaps_and_explain_use_the_figure_of_their_day(taken: Run) -> None:
    then, now = gdp(taken, "2022-01-01"), gdp(taken, "2026-04-01")
    assert (then["observed"], now["observed"]) == (11849.1, 12017.0)
    assert "source_conflict" in then["reasons"]
    assert then["vintages"] != now["vintages"]
    assert gdp(taken, "2021-12-01")["observed"] == 14382.9
    assert "12017" in taken("explain", now["target_id"], "--as-of", "2026-04-01")[1]


def test_page_shows_both_sources_by_rank_and_every_edition(client: Client) -> None:
    address = "/series?place=230000&indicator=gdp&as_of="
    then, now = client.get(address + "2022-01-01").text, client.get(address + "2026-04-01").text
    table = then[then.index('class="cards rivals"') : then.index("修订历史")]
    assert table.index("11849.1亿元") < table.index("14382.9亿元")
    assert "12017.0" not in then
    assert "上调167.9亿元（1.4%）" in now
    assert "修订三角表" in now
    triangle = now[now.index("修订三角表") :]
    assert triangle.index("2021-12-31") < triangle.index("2026-03-31")


def test_repeated_and_conflicting_rows_are_shown_as_what_they_are(run: Run, shared: Path) -> None:
    status, out = run("ingest", shared / "data" / "actuals_2013.csv", "--dry-run", "--format", "json")
    shown = json.loads(out)
    assert status == 0
    claims = {
        (one["place"], one["period"]): [(c["source"], c["value"]) for c in one["claims"]]
        for one in shown["conflicts"]
        if one["indicator_id"] == "gdp"
    }
    assert claims["黑龙江省", "2013"] == [(ANNUAL, 12017.0), (QUARTERLY, 14382.9)]
    assert len(claims) == 8
    annual = [
        (row["published"], row["change"])
        for row in shown["observations"]
        if (row["place"], row["period"], row["measure"], row["indicator_id"]) == ("黑龙江省", "2013", "level", "gdp")
        and row["published"] > "2021-12-01"
    ]
    assert annual == [("2021-12-31", "new"), ("2024-12-31", "unchanged"), ("2026-03-31", "revised")]
    assert not any(problem["wants_word"] for problem in shown["problems"])
