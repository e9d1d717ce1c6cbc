"""Builders of targets and observations for the tests of the reckoning."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from gaps import GapSettings, gap_table
from measures.catalogue import Catalogue, Indicator
from measures.frames import OBSERVATIONS, TARGETS
from measures.terms import Accrual, Accumulation, JudgedOn, Polarity

RECORDED = datetime(2014, 6, 1, tzinfo=UTC)


def indicator(identifier: str, *names: str, **facts: Any) -> Indicator:
    """An indicator of the tests' own catalogue: a running total in 亿元, published monthly, unless told otherwise."""
    plain: dict[str, Any] = {
        "id": identifier,
        "name_zh": names[0],
        "name_en": identifier,
        "aliases": names[1:],
        "unit": "亿元",
        "polarity": Polarity.UP,
        "accumulation": Accumulation.CUM_FLOW,
        "price_basis": None,
        "frequency": "monthly",
        "decimals": 2,
        "jan_combined": True,
        "accrual": Accrual.YEAR_TO_DATE,
        "judged_on": None,
        "data_owner": "统计局",
        "lag_days": 20,
    }
    return Indicator(**plain | facts)


def _catalogue() -> Catalogue:
    once = {
        "accumulation": Accumulation.ANNUAL_ONLY,
        "frequency": "annual",
        "accrual": Accrual.ONCE_A_YEAR,
        "lag_days": 60,
    }
    gdp = {
        "accumulation": Accumulation.CUM_GROWTH_LEVEL,
        "price_basis": "real",
        "frequency": "quarterly",
        "lag_days": 25,
    }
    rate = {"unit": "%", "accumulation": Accumulation.PERIOD_RATE, "accrual": None, "judged_on": JudgedOn.YEAR_MEAN}
    stock = {"unit": "%", "accumulation": Accumulation.STOCK, "accrual": Accrual.END_OF_PERIOD}
    return Catalogue(
        [
            indicator("gdp", "地区生产总值", "国内生产总值", **gdp),
            indicator("county_gdp", "县域地区生产总值", "县域经济地区生产总值", **once, price_basis="real"),
            indicator("grain_output", "粮食产量", "粮食总产", "粮食总产量", **once | {"unit": "亿斤"}),
            indicator(
                "cpi",
                "居民消费价格",
                "居民消费价格指数",
                "居民消费价格涨幅",
                polarity=Polarity.DOWN,
                polarity_changes=((2025, Polarity.NEUTRAL),),
                **rate,
            ),
            indicator("rural_net_income", "农村居民人均纯收入", "农民人均纯收入", unit="元", price_basis="nominal"),
            indicator("fai_whole_society", "全社会固定资产投资", **once, price_basis="nominal"),
            indicator("fai_excluding_rural", "固定资产投资(不含农户)", price_basis="nominal"),
            indicator("rural_dilapidated_houses", "农村危房改造", unit="万户"),
            indicator("rural_roads", "新建改建农村公路", "新改建农村公路", unit="公里"),
            indicator("poverty_relief", "农村贫困人口稳定脱贫", unit="万人"),
            indicator("affordable_housing_starts", "新开工保障性住房", "保障性住房新开工", unit="万套"),
            indicator("affordable_housing_completions", "保障性住房竣工", unit="万套", accrual=Accrual.CARRIED_OVER),
            indicator("real_estate_investment", "房地产开发投资", price_basis="nominal"),
            indicator("revenue", "一般公共预算收入", accumulation=Accumulation.CUM_FLOW_NET, price_basis="nominal"),
            indicator("industry", "规模以上工业增加值", accumulation=Accumulation.GROWTH_ONLY, price_basis="real"),
            indicator(
                "registered_unemployment", "城镇登记失业率", polarity=Polarity.DOWN, frequency="quarterly", **stock
            ),
            indicator("surveyed_unemployment", "城镇调查失业率", polarity=Polarity.DOWN, **rate),
            indicator("urbanisation", "城镇化率", frequency="annual", lag_days=60, **stock),
            indicator("energy_intensity", "单位国内生产总值能耗", polarity=Polarity.DOWN, **once),
            indicator("new_jobs", "城镇新增就业", unit="万人", accumulation=Accumulation.CUM_FLOW_NET),
            indicator("planting", "造林面积", unit="万亩"),
        ],
        [("fai_whole_society", "fai_excluding_rural"), ("registered_unemployment", "surveyed_unemployment")],
    )


CATALOGUE = _catalogue()

TARGET = {
    "target_id": 1,
    "version": 1,
    "doc": "heilongjiang-2013",
    "task": "1.1",
    "place": "黑龙江省",
    "place_code": "230000",
    "indicator": "地区生产总值",
    "measure": "growth",
    "comparator": "approx",
    "value": 11.0,
    "value_high": float("nan"),
    "unit": "%",
    "ceiling": False,
    "baseline_value": float("nan"),
    "deadline": date(2013, 12, 31),
    "force": "plain",
    "stretch": float("nan"),
    "answerable": "省发改委",
    "lead": ["省发改委"],
    "support": [],
    "valid_from": date(2013, 1, 1),
    "recorded_at": RECORDED,
    "quote": "",
    "sentence": "",
    "start": 0,
    "end": 0,
}
OBSERVATION = {
    "vintage_id": 1,
    "place": "黑龙江省",
    "place_code": "230000",
    "indicator": "地区生产总值",
    "measure": "growth",
    "period": "2013",
    "basis": None,
    "value": 8.0,
    "unit": "%",
    "source": "省统计局",
    "authority": 1,
    "observed_kind": "published",
    "release": "released",
    "published_at": date(2014, 2, 1),
    "recorded_at": RECORDED,
    "upload_id": 1,
    "row": 2,
}


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    match = CATALOGUE.find(str(row["indicator"]))
    return {"indicator_id": match.indicator_id if match else None} | row


def targets_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """TARGETS out of what differs from a plain target; numbered in order, linked by the catalogue."""
    filled = [dict.fromkeys(TARGETS) | TARGET | {"target_id": n} | row for n, row in enumerate(rows, 1)]
    return pd.DataFrame([_fresh(row, rows[n]) for n, row in enumerate(filled)], columns=list(TARGETS))


def _fresh(row: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    linked = _linked({k: v for k, v in row.items() if k != "indicator_id"} | given)
    if linked["value_text"] is None and linked["value"] is not None:
        linked["value_text"] = repr(linked["value"])
    return linked


def observations_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """OBSERVATIONS out of what differs from a plain observation; numbered in order, linked by the catalogue."""
    filled = []
    for number, row in enumerate(rows, 1):
        whole = dict.fromkeys(OBSERVATIONS) | OBSERVATION | {"vintage_id": number} | row
        linked = _linked({k: v for k, v in whole.items() if k != "indicator_id"} | row)
        if linked["value_text"] is None:
            linked["value_text"] = repr(linked["value"])
        filled.append(linked)
    return pd.DataFrame(filled, columns=list(OBSERVATIONS))


def moment(text: str) -> datetime:
    """The end of a day in Shanghai, or a moment as written."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T23:59:59.999999+08:00")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture(scope="session")
def targets() -> Callable[..., pd.DataFrame]:
    return targets_frame


@pytest.fixture(scope="session")
def observations() -> Callable[..., pd.DataFrame]:
    return observations_frame


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    return moment


@pytest.fixture(scope="session")
def reckon() -> Callable[..., pd.DataFrame]:
    """The gap table of targets and observations given as lists of dicts."""

    def run(
        wanted: list[dict[str, Any]], seen: list[dict[str, Any]], as_of: str = "2026-01-01", **settings: Any
    ) -> pd.DataFrame:
        frames = targets_frame(*wanted), observations_frame(*seen)
        return gap_table(*frames, moment(as_of), GapSettings(**settings), CATALOGUE)

    return run
