"""The monthly message names each target that wants attention, with its gap, its office and its page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from dashboards.digest import Digest, digest
from measures.frames import GAPS

AS_OF = datetime(2014, 3, 20, 16, 30, tzinfo=UTC)


@dataclass
class Broken:
    target_id: int


@dataclass
class Person:
    name: str = "张三"


def row(target_id: int, **changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = dict.fromkeys(GAPS)
    base |= {
        "target_id": target_id,
        "place": "黑龙江省",
        "place_code": "230000",
        "indicator": "粮食总产",
        "measure": "level",
        "comparator": "eq",
        "target_value": 1300.0,
        "value_text": "1300",
        "unit": "亿斤",
        "ceiling": False,
        "period": "2013",
        "observed": 1200.8,
        "gap": -99.2,
        "gap_unit": "亿斤",
        "status": "missed",
        "reasons": [],
        "proposals": [],
        "vintages": [1],
        "answerable": "省农委",
        "deadline": date(2013, 12, 31),
        "as_of": AS_OF,
    }
    return base | changes


GROWTH = {
    "indicator": "地区生产总值",
    "indicator_id": "gdp",
    "measure": "growth",
    "comparator": "approx",
    "target_value": 11.0,
    "value_text": "11",
    "unit": "%",
    "observed": 8.0,
    "gap": -3.0,
    "gap_unit": "个百分点",
    "answerable": "省发改委",
}


@pytest.fixture
def gaps() -> pd.DataFrame:
    return pd.DataFrame([row(1), row(2, **GROWTH), row(3, indicator="不在其中", status="met")])


def message(gaps: pd.DataFrame, *targets: int, lang: str = "zh") -> Digest:
    broken = [Broken(target) for target in targets]
    return digest(Person(), broken, gaps, base_url="http://gapwatch.example", lang=lang, as_of=AS_OF)


def test_names_target_gap_office_and_page(gaps: pd.DataFrame) -> None:
    text = message(gaps, 1, 2).text
    for words in ("黑龙江省 粮食总产 1300亿斤", "2013年1200.8亿斤，距目标差99.2亿斤", "主责单位：省农委"):
        assert words in text
    assert "http://gapwatch.example/targets/1?as_of=2014-03-21" in text
    assert "低于目标3个百分点" in text
    assert "不在其中" not in text
    assert text.startswith("张三：\n截至2014年3月21日，与您有关的目标中有2项需要关注：")


def test_each_target_is_named_once(gaps: pd.DataFrame) -> None:
    assert message(gaps, 1, 1, 1).subject == "目标差距每月提示：1项目标需关注（2014年3月21日）"
    assert message(gaps, 1, 1, 1).text.count("粮食总产") == 1


def test_english_message(gaps: pd.DataFrame) -> None:
    said = message(gaps, 2, lang="en")
    assert "Heilongjiang Gross regional product up about 11%" in said.text
    assert "2013: up 8%, 3 pp below the target" in said.text
    assert said.subject == "Monthly digest: 1 targets need attention (21 Mar 2014)"


def test_html_holds_the_same_and_escapes(gaps: pd.DataFrame) -> None:
    gaps.loc[0, "indicator"] = "<b>粮食</b>"
    html = message(gaps, 1).html
    assert "&lt;b&gt;粮食&lt;/b&gt;" in html
    assert 'href="http://gapwatch.example/targets/1?as_of=2014-03-21"' in html
    assert "<b>" not in html


def test_no_figure_no_sign(gaps: pd.DataFrame) -> None:
    text = message(gaps, 1, 2).text
    assert "−" not in text
    assert "-" not in text.replace("2014-03-21", "")
