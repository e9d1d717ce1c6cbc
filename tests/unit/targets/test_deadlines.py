"""Phrases of time."""

from datetime import date

import pytest

from targets.deadlines import find_moments, plan_end


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("到2030年", "by", date(2030, 12, 31)),
        ("今年", "now", date(2013, 12, 31)),
        ("6月底前", "by", date(2013, 6, 30)),
        ("9月1日前", "by", date(2013, 9, 1)),
        ("2014年2月底前", "by", date(2014, 2, 28)),
        ("上半年", "by", date(2013, 6, 30)),
        ("前三季度", "by", date(2013, 9, 30)),
        ("用2年时间", "by", date(2014, 12, 31)),
        ("用三年左右的时间", "by", date(2015, 12, 31)),
        ("今后五年", "horizon", date(2017, 12, 31)),
        ("“十二五”时期", "horizon", date(2015, 12, 31)),
        ("第十三个五年规划期间", "horizon", date(2020, 12, 31)),
        ("2011—2015年", "horizon", date(2015, 12, 31)),
        ("明年", "by", date(2014, 12, 31)),
        ("去年", "past", None),
        ("过去五年", "past", None),
        ("2012年", "past", None),
        ("“十一五”时期", "past", None),
    ],
)
def test_moments_of_a_document_of_2013(text: str, kind: str, day: date | None) -> None:
    (moment,) = find_moments(text, 0, len(text), 2013)
    assert (moment.kind, moment.day) == (kind, day)


@pytest.mark.parametrize(
    "text",
    [
        "比2010年翻一番",
        "较上年下降",
        "与去年持平",
        "在2012年基础上",
        "《2012年计划》",
        "2000年以前建成的小区",
        "3月启动",
    ],
)
def test_bases_of_comparison_and_titles_are_no_moments(text: str) -> None:
    assert not [m for m in find_moments(text, 0, len(text), 2013) if m.kind != "now"]


def test_chinese_years_are_read() -> None:
    (moment,) = find_moments("到二〇〇〇年", 0, 6, 1991)
    assert moment.day == date(2000, 12, 31)


@pytest.mark.parametrize(
    ("name", "year"),
    [("六五", 1985), ("七五", 1990), ("九五", 2000), ("十五", 2005), ("十二五", 2015), ("十五五", 2030)],
)
def test_the_last_years_of_the_plans(name: str, year: int) -> None:
    assert plan_end(name) == year


def test_days_that_do_not_exist_are_held_to_the_month() -> None:
    (moment,) = find_moments("2月31日前", 0, 6, 2013)
    assert moment.day == date(2013, 2, 28)
    assert not find_moments("13月底前", 0, 5, 2013)
