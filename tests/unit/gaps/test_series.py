"""The model on real series: provincial investment, and two decades of national goals with the results that were
printed.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gaps import GapSettings, gap_table
from gaps.backtest import backtest, summary
from measures.catalogue import load_catalogue

Frames = Callable[..., pd.DataFrame]
#: mean absolute percentage errors of gap-model C2, by month
C2 = {2: 12.4, 3: 9.1, 6: 6.6, 9: 3.2, 11: 1.2}


@pytest.fixture(scope="module")
def cases(shared: Path, observations: Frames) -> pd.DataFrame:
    """Projections of both series of the provinces but Tibet, whose figures are too small."""
    table = pd.read_csv(shared / "data" / "series" / "real_estate_monthly_2017_2019.csv")
    table = (
        table[table["region"] != "西藏自治区"].rename(columns={"region": "place"}).assign(place_code=table["region"])
    )
    catalogue = load_catalogue()
    found = []
    for name, rows in table.groupby("indicator"):
        match = catalogue.find(str(name))
        assert match is not None
        frame = observations(*rows.assign(indicator_id=match.indicator_id).to_dict("records"))
        found.append(backtest(frame, match.indicator_id, catalogue))
    return pd.concat(found)


def test_errors_lie_near_those_measured_before(cases: pd.DataFrame) -> None:
    table = summary(cases)
    for month, error in C2.items():
        assert table.loc[month, "mape"] < error * 1.25, month
        assert table.loc[month, "mape"] < table.loc[month, "mape_linear"], month
    assert table.loc[6, "mape"] <= 8.0


def test_intervals_cover_what_they_promise(cases: pd.DataFrame) -> None:
    later = cases[cases["month"] >= 3]
    covered = (later["low"] <= later["actual"]) & (later["actual"] <= later["high"])
    assert 0.75 <= covered.mean() <= 0.95


def test_a_projection_never_looks_ahead(cases: pd.DataFrame) -> None:
    assert set(cases["year"]) == {2018, 2019}
    assert ((cases["low"] <= cases["projected"]) & (cases["projected"] <= cases["high"])).all()


def _printed(result: Any) -> dict[str, Any]:
    more = "超过" in str(result.quote) or "突破" in str(result.quote)
    day = date.fromisoformat(result.published)
    return {"period": result.period, "published_at": day, "authority": 4, "qualifier": "gt" if more else None}


@pytest.fixture(scope="module")
def national(shared: Path, targets: Frames, observations: Frames, at: Callable[[str], Any]) -> pd.DataFrame:
    """Every national goal of the work reports, judged by the results that later reports printed."""
    goals = pd.read_csv(shared / "data" / "national_targets.csv", dtype=str)
    results = pd.read_csv(shared / "data" / "national_actuals.csv", dtype=str)
    catalogue = load_catalogue()

    def common(row: Any) -> dict[str, Any]:
        match = catalogue.find(row.indicator)
        names = {"place": "全国", "place_code": "000000", "indicator": row.indicator}
        known = {"indicator_id": match.indicator_id if match else None, "measure": row.measure}
        return names | known | {"value": float(row.value), "value_text": row.value, "unit": row.unit}

    wanted = [
        common(g)
        | {"comparator": g.comparator, "value_high": float(g.value_high), "deadline": date.fromisoformat(g.deadline)}
        | {"span": g.span if "/" in str(g.span) else None, "ceiling": g.ceiling == "true", "quote": g.quote}
        for g in goals.itertuples()
    ]
    seen = [common(r) | _printed(r) for r in results.itertuples()]
    table = gap_table(targets(*wanted), observations(*seen), at("2026-01-01"), GapSettings(), catalogue)
    return table.assign(year=goals["year"].astype(int), quote=goals["quote"])


@pytest.mark.parametrize(
    ("year", "indicator", "quote", "status"),
    [
        (2014, "国内生产总值", "7.5%左右", "met"),
        (2015, "国内生产总值", "7%左右", "met"),
        (2022, "国内生产总值", "5.5%左右", "missed"),
        (2016, "国内生产总值", "6.5%－7%", "met"),
        (2010, "居民消费价格涨幅", "3％左右", "at_risk"),
        (2012, "居民消费价格涨幅", "控制在4％左右", "met"),
        (2013, "城镇登记失业率", "低于4.6%", "met"),
        (2009, "中央财政社会保障支出", "2930亿元", "missed"),
        (2011, "单位国内生产总值能耗", "16%", "met"),
        (2011, "国内生产总值年均增长", "7%", "met"),
        (2011, "主要污染物排放总量", "8%至10%", "met"),
        (2011, "中央财政“三农”支出", "9884.5亿元", "met"),
        (2016, "城镇新增就业", "5000万人以上", "met"),
        (2016, "国内生产总值", "超过90万亿元", "met"),
        (2014, "专项转移支付项目", "三分之一", "met"),
        (2011, "服务业增加值占国内生产总值比重", "4个百分点", "no_data"),
    ],
)
def test_national_goals_are_judged_as_a_careful_reader_would(
    national: pd.DataFrame, year: int, indicator: str, quote: str, status: str
) -> None:
    rows = national[(national["year"] == year) & (national["indicator"] == indicator) & (national["quote"] == quote)]
    assert rows["status"].tolist() == [status]


def test_a_plan_is_never_judged_by_one_of_its_years(national: pd.DataFrame) -> None:
    several = national[national["span"].notna() & national["status"].isin(["met", "missed"])]
    growth = several[several["measure"].isin(["growth", "decline"])]
    assert len(growth) > 0
    assert growth["period"].str.contains("/").all()
