"""Periods are read in every usual form, keep their basis and are never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.periods import (
    Period,
    ambiguous_period,
    month_period,
    quarter_period,
    read_basis,
    read_period,
    rebased,
    same_span,
    span_period,
    year_period,
    years_period,
    ytd_period,
)
from measures.terms import Basis

years = st.integers(min_value=1949, max_value=2100)
months = st.integers(min_value=1, max_value=12)
periods = st.one_of(
    st.builds(year_period, years),
    st.builds(quarter_period, years, st.integers(min_value=1, max_value=4)),
    st.builds(month_period, years, months),
    st.builds(ytd_period, years, months),
    st.builds(lambda year, more: years_period(year, year + more), years, st.integers(min_value=1, max_value=20)),
    st.builds(
        lambda year, month, more, last: span_period(year, month, year + more, last),
        years, months, st.integers(min_value=1, max_value=9), months,
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "canonical", "basis"),
    [
        ("2013", "2013", Basis.YEAR),
        ("2013年", "2013", Basis.YEAR),
        ("２０１３年", "2013", Basis.YEAR),
        ("2013年度", "2013", Basis.YEAR),
        ("2013年全年", "2013", Basis.YEAR),
        ("2013年末", "2013", Basis.YEAR),
        ("2013.0", "2013", Basis.YEAR),
        ("2020A", "2020", Basis.YEAR),
        ("二〇一三年", "2013", Basis.YEAR),
        ("2013Q2", "2013Q2", Basis.QUARTER),
        ("2013-Q2", "2013Q2", Basis.QUARTER),
        ("2013 Q1", "2013Q1", Basis.QUARTER),
        ("Q3 2008", "2008Q3", Basis.QUARTER),
        ("3Q2008", "2008Q3", Basis.QUARTER),
        ("2013年一季度", "2013Q1", Basis.QUARTER),
        ("2013年第二季度", "2013Q2", Basis.QUARTER),
        ("2013年4季度", "2013Q4", Basis.QUARTER),
        ("2013年Ⅲ季度", "2013Q3", Basis.QUARTER),
        ("third quarter of 2013", "2013Q3", Basis.QUARTER),
        ("1 quarter of 2013", "2013Q1", Basis.QUARTER),
        ("2013-06", "2013-06", Basis.MONTH),
        ("2013/6", "2013-06", Basis.MONTH),
        ("2013.06", "2013-06", Basis.MONTH),
        ("2013.6", "2013-06", Basis.MONTH),
        ("2016.10", "2016-10", Basis.MONTH),
        ("201306", "2013-06", Basis.MONTH),
        ("201306.0", "2013-06", Basis.MONTH),
        ("2013M06", "2013-06", Basis.MONTH),
        ("2013-M06", "2013-06", Basis.MONTH),
        ("2013年6月", "2013-06", Basis.MONTH),
        ("2013 年 6 月份", "2013-06", Basis.MONTH),
        ("2013年6月末", "2013-06", Basis.MONTH),
        ("二〇一三年十二月", "2013-12", Basis.MONTH),
        ("2013年元月", "2013-01", Basis.MONTH),
        ("Jan 2013", "2013-01", Basis.MONTH),
        ("Sept. 2013", "2013-09", Basis.MONTH),
        ("2013, June", "2013-06", Basis.MONTH),
        ("2013-06-30", "2013-06", Basis.MONTH),
        ("2013-06-01 00:00:00", "2013-06", Basis.MONTH),
        ("20130630", "2013-06", Basis.MONTH),
        ("2013-01/2013-06", "2013-01/2013-06", Basis.YTD),
        ("2013-01/2013-01", "2013-01/2013-01", Basis.YTD),
        ("2013年1—6月", "2013-01/2013-06", Basis.YTD),
        ("2013年1-6月", "2013-01/2013-06", Basis.YTD),
        ("2013年1～6月份", "2013-01/2013-06", Basis.YTD),
        ("2013年1至6月", "2013-01/2013-06", Basis.YTD),
        ("2013年1一6月", "2013-01/2013-06", Basis.YTD),
        ("2013年1月-6月", "2013-01/2013-06", Basis.YTD),
        ("2013年1、2月", "2013-01/2013-02", Basis.YTD),
        ("2013.1-6", "2013-01/2013-06", Basis.YTD),
        ("201301-201306", "2013-01/2013-06", Basis.YTD),
        ("2013年1月至2013年6月", "2013-01/2013-06", Basis.YTD),
        ("2013年一至九月", "2013-01/2013-09", Basis.YTD),
        ("2013年上半年", "2013-01/2013-06", Basis.YTD),
        ("2013H1", "2013-01/2013-06", Basis.YTD),
        ("First half of 2013", "2013-01/2013-06", Basis.YTD),
        ("1 half-year of 2013", "2013-01/2013-06", Basis.YTD),
        ("2013年前三季度", "2013-01/2013-09", Basis.YTD),
        ("2013年前3个季度", "2013-01/2013-09", Basis.YTD),
        ("2013年1-3季度", "2013-01/2013-09", Basis.YTD),
        ("2013年一季度累计", "2013-01/2013-03", Basis.YTD),
        ("2013年1季度（累计）", "2013-01/2013-03", Basis.YTD),
        ("2013年6月累计", "2013-01/2013-06", Basis.YTD),
        ("2013年前11个月", "2013-01/2013-11", Basis.YTD),
        ("first three quarters of 2013", "2013-01/2013-09", Basis.YTD),
        ("9 months of 2013", "2013-01/2013-09", Basis.YTD),
        ("Jan-Jun 2013", "2013-01/2013-06", Basis.YTD),
        ("January to June, 2013", "2013-01/2013-06", Basis.YTD),
        ("2013年6月当月", "2013-06", Basis.MONTH),
        ("2009/2013", "2009/2013", Basis.SPAN),
        ("2011-2015年", "2011/2015", Basis.SPAN),
        ("2011年至2015年", "2011/2015", Basis.SPAN),
        ("1996-01/2000-12", "1996/2000", Basis.SPAN),
        ("2012-11/2013-03", "2012-11/2013-03", Basis.SPAN),
        ("2013年下半年", "2013-07/2013-12", Basis.SPAN),
        ("2013年4-6月", "2013-04/2013-06", Basis.SPAN),
        ("2013年二至四季度", "2013-04/2013-12", Basis.SPAN),
        ("2012Q3/2013Q1", "2012-07/2013-03", Basis.SPAN),
        ("十二五", "2011/2015", Basis.SPAN),
        ("“十四五”时期", "2021/2025", Basis.SPAN),
        ("第十四个五年规划", "2021/2025", Basis.SPAN),
        ("九五期间", "1996/2000", Basis.SPAN),
        ("十五计划", "2001/2005", Basis.SPAN),
        ("一五时期", "1953/1957", Basis.SPAN),
    ],
)
def test_a_period_is_read_as_it_is_written(text: str, canonical: str, basis: Basis) -> None:
    period = read_period(text)
    assert period is not None
    assert (str(period), period.basis) == (canonical, basis)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1-2月", "2013-01/2013-02"),
        ("１—２月", "2013-01/2013-02"),
        ("上半年", "2013-01/2013-06"),
        ("前三季度", "2013-01/2013-09"),
        ("一季度", "2013Q1"),
        ("第三季度", "2013Q3"),
        ("1季度累计", "2013-01/2013-03"),
        ("6月", "2013-06"),
        ("十二月", "2013-12"),
        ("全年", "2013"),
        ("年", "2013"),
        ("本年", "2013"),
        ("上年", "2012"),
        ("下半年", "2013-07/2013-12"),
        ("Q2", "2013Q2"),
        ("Jan-Feb", "2013-01/2013-02"),
        ("May", "2013-05"),
    ],
)
def test_what_has_no_year_takes_the_heading_s(text: str, canonical: str) -> None:
    assert str(read_period(text, 2013)) == canonical
    assert read_period(text) is None


def test_a_year_of_its_own_goes_before_the_heading_s() -> None:
    assert str(read_period("2012年1-2月", 2013)) == "2012-01/2012-02"


@pytest.mark.parametrize(
    ("text", "basis", "canonical"),
    [
        ("2013", Basis.YEAR, "2013"),
        ("2013", Basis.YTD, "2013-01/2013-12"),
        ("2013-06", Basis.YTD, "2013-01/2013-06"),
        ("2013-12", Basis.YTD, "2013-01/2013-12"),
        ("2013-12", Basis.YEAR, "2013"),
        ("2013-01/2013-12", Basis.YEAR, "2013"),
        ("2013-01/2013-06", Basis.YTD, "2013-01/2013-06"),
        ("2013Q2", Basis.YTD, "2013-01/2013-06"),
        ("2013-06", Basis.QUARTER, "2013Q2"),
        ("2013-04/2013-06", Basis.QUARTER, "2013Q2"),
        ("2013-01", Basis.YTD, "2013-01/2013-01"),
        ("2013-01/2013-01", Basis.MONTH, "2013-01"),
        ("2013-01/2013-06", Basis.MONTH, None),
        ("2013", Basis.MONTH, None),
        ("2013-06", Basis.YEAR, None),
        ("2013-05", Basis.QUARTER, None),
        ("2013Q4", Basis.YEAR, None),
        ("2009/2013", Basis.YEAR, None),
        ("2009/2013", Basis.YTD, None),
        ("2013年6月当月", Basis.YTD, None),
        ("2013年1-6月累计", Basis.MONTH, None),
    ],
)
def test_a_basis_that_is_said_beside_the_period_counts(text: str, basis: Basis, canonical: str | None) -> None:
    found = read_period(text, basis=basis)
    assert (str(found) if found else None) == canonical
    assert found is None or found.basis is basis


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "foo", "13年", "2013-13", "201313", "2012-13", "2013-06-15", "2013-1-6", "0213", "1142.7", "十五",
        "一五", "2013年13月", "2015/2011", "2013年6-1月", "Jan-13", "21 June 2018 10:45am", "价格指数(上年=100)",
        "2013 to", "Maryland", "May be", "2013年第五季度", "1-6", "x" * 10**6, "2013" * 16,
    ],
)  # fmt: skip
def test_what_names_no_single_period_is_none(text: str) -> None:
    assert read_period(text) is None


def test_an_ambiguous_period_gives_its_candidates_and_no_answer() -> None:
    assert [str(p) for p in ambiguous_period("2016.1")] == ["2016-01", "2016-10"]
    assert [str(p) for p in ambiguous_period("2011/12")] == ["2011-12", "2011/2012"]
    for text in ("2016.1", "２０１６．１", "2011/12"):
        assert read_period(text) is None
    for text in ("2016.10", "2016.01", "2016.2", "2011/11", "2016"):
        assert ambiguous_period(text) == ()
        assert read_period(text) is not None


def test_the_year_and_january_to_december_are_the_same_span_and_not_the_same_period() -> None:
    year, cumulated = year_period(2013), ytd_period(2013, 12)
    assert same_span(year, cumulated)
    assert year != cumulated
    assert same_span(month_period(2013, 1), ytd_period(2013, 1))
    assert not same_span(year, ytd_period(2013, 11))


def test_a_period_knows_its_days() -> None:
    period = ytd_period(2012, 2)
    assert (period.first_day, period.last_day, period.months, period.year) == (
        date(2012, 1, 1), date(2012, 2, 29), 2, 2012,
    )  # fmt: skip
    assert str(period.shifted(-1)) == "2011-01/2011-02"
    assert years_period(2011, 2015).months == 60


def test_periods_are_ordered_by_their_end_then_from_short_to_long() -> None:
    wanted = ["2013-05", "2013-06", "2013Q2", "2013-01/2013-06", "2013-12", "2013Q4", "2013", "2009/2013"]
    read = [p for text in reversed(wanted) if (p := read_period(text))]
    assert [str(p) for p in sorted(read)] == wanted


@pytest.mark.parametrize(
    ("start", "end", "basis"),
    [
        ((2013, 1), (2013, 6), Basis.MONTH),
        ((2013, 2), (2013, 4), Basis.QUARTER),
        ((2013, 2), (2014, 1), Basis.YEAR),
        ((2013, 2), (2013, 6), Basis.YTD),
        ((2013, 1), (2013, 6), Basis.SPAN),
        ((2013, 6), (2013, 1), Basis.SPAN),
        ((2013, 13), (2013, 13), Basis.MONTH),
    ],
)
def test_months_that_do_not_fit_the_basis_are_refused(
    start: tuple[int, int], end: tuple[int, int], basis: Basis
) -> None:
    with pytest.raises(ValueError, match=f"is no {basis}"):
        Period(start_year=start[0], start_month=start[1], end_year=end[0], end_month=end[1], basis=basis)


@pytest.mark.parametrize(
    ("word", "basis"),
    [
        ("ytd", Basis.YTD),
        ("YTD", Basis.YTD),
        ("累计", Basis.YTD),
        ("year", Basis.YEAR),
        ("Annual", Basis.YEAR),
        ("month", Basis.MONTH),
        ("当月", Basis.MONTH),
        ("quarter", Basis.QUARTER),
        ("year to date", Basis.YTD),
        ("随便", None),
        ("", None),
    ],
)
def test_words_of_a_basis_are_known(word: str, basis: Basis | None) -> None:
    assert read_basis(word) is basis


@given(periods)
def test_the_canonical_form_is_read_back_as_the_same_period(period: Period) -> None:
    assert read_period(str(period)) == period


@given(periods)
def test_rebasing_keeps_the_last_month(period: Period) -> None:
    for basis in Basis:
        found = rebased(period, basis)
        assert found is None or (found.last_day == period.last_day and found.basis is basis)


@given(years, months, months)
def test_chinese_and_english_name_the_same_months(year: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    chinese = f"{year}年{first}—{last}月" if first < last else f"{year}年{first}月"
    english = f"{names[first - 1]}-{names[last - 1]} {year}" if first < last else f"{names[first - 1]} {year}"
    assert read_period(chinese) == read_period(english) is not None


@given(st.text(alphabet="0123年月季度上半前第一二三四五六十Qq-—/. 至累计当aJn“”()", max_size=20), years)
def test_whatever_the_text_a_period_read_from_it_can_be_written_and_read(text: str, year: int) -> None:
    period = read_period(text, year)
    assert period is None or read_period(str(period)) == period
    assert period is None or not ambiguous_period(text)
