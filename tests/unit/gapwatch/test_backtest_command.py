"""`gapwatch backtest` replays what is stored, keeps the result and prints it; a page and the API show it."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import observation, upload
from webclient import signed_in

from dashboards.app import create_app
from dashboards.permissions import Role
from dashboards.settings import WebSettings
from gapwatch.cli import main
from scheduler import SchedulerSettings, run_due
from storage import observations, open_store, reading, writing
from storage.backtests import latest_backtest

YEARS = range(2006, 2014)
GDP = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "level", "unit": "亿元"}
SHARES = {"2013-01/2013-03": 0.2, "2013-01/2013-06": 0.45, "2013-01/2013-09": 0.7, "2013": 1.0}


@pytest.fixture
def database(tmp_path):
    """A store with eight years of one series: it grows by a tenth every year."""
    url = f"sqlite:///{tmp_path / 'b.db'}"

    def amount(year, share):
        return round(1000 * 1.1 ** (year - 2006) * share, 2)

    rows = [
        observation(**GDP, period=period.replace("2013", str(year)), value=amount(year, share),
                    row=n, published_at=date(year + 1, 1, 20), basis="year" if period == "2013" else "ytd")
        for n, (year, (period, share)) in enumerate(((y, s) for y in YEARS for s in SHARES.items()), 2)
    ]  # fmt: skip
    store = open_store(url)
    with writing(store, actor="test", act="test:fill", at=datetime(2014, 3, 1, tzinfo=UTC)) as w:
        observations.save_upload(w, *upload(*rows))
    store.close()
    return url


def printed(capsys, *arguments):
    assert main(["backtest", *arguments]) == 0
    return capsys.readouterr().out


def test_the_table_the_csv_and_the_json_say_the_same(database, capsys):
    base = ("--database", database)
    lines = json.loads(printed(capsys, *base, "--format", "json"))
    assert [line["month"] for line in lines] == [3, 6, 9]
    assert {line["indicator"] for line in lines} == {"gdp"}
    assert all(line["mape"] < 0.1 < line["mape_linear"] for line in lines)
    rows = list(csv.DictReader(io.StringIO(printed(capsys, *base, "--indicator", "地区生产总值", "--format", "csv"))))
    assert [row["cases"] for row in rows] == [str(line["cases"]) for line in lines]
    assert "季节比例法" in printed(capsys, *base)


def test_a_single_place_or_an_earlier_day_is_only_printed(database, capsys):
    printed(capsys, "--database", database, "--place", "河南省")
    printed(capsys, "--database", database, "--as-of", "2013-12-31")
    store = open_store(database)
    with reading(store) as c:
        assert latest_backtest(c) is None
    store.close()


def test_page_and_api_show_what_was_kept(database, capsys):
    printed(capsys, "--database", database)
    store = open_store(database)
    app = create_app(store, WebSettings(), lambda: datetime.now(UTC))
    inside = signed_in(app, Role.STATISTICIAN)
    page = inside.get("/backtest")
    assert page.status_code == 200
    assert "地区生产总值" in page.text
    told = inside.get("/api/v1/backtest").json()
    assert [line["month"] for line in told["indicators"][0]["lines"]] == [3, 6, 9]
    assert signed_in(app, Role.VIEWER).get("/api/v1/backtest").json()["indicators"] == []
    store.close()


def test_the_night_tests_released_figures_once(database):
    store = open_store(database)
    night = datetime(2014, 3, 2, 19, 30, tzinfo=UTC)
    counts = []
    for moment in (night, night + timedelta(days=1)):
        counts += [dict(ran.counts) for ran in run_due(store, SchedulerSettings(), moment) if ran.job == "backtest"]
    assert [found["lines"] for found in counts] == [3, 0]
    with reading(store) as c:
        assert latest_backtest(c, released_only=True) is not None
    store.close()
