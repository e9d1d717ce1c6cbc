"""Due times: which have passed, which were missed, what a turned clock does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler import duetimes
from scheduler.duetimes import CHECK, MONTHLY, WORKDAILY, Times, interval_due
from scheduler.settings import MonthlyRule, SchedulerSettings
from scheduler.workdays import Workdays

SHANGHAI = ZoneInfo("Asia/Shanghai")
SETTINGS = SchedulerSettings(monthly=MonthlyRule(after_day=20))
WORKDAYS = Workdays()


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def passed(
    last: datetime | None, now: datetime, settings: SchedulerSettings = SETTINGS, since: datetime | None = None
) -> tuple[datetime, ...]:
    return duetimes.passed(MONTHLY, last, since, now, Times(settings=settings, workdays=WORKDAYS))


def test_due_from_the_minute_on_and_not_before() -> None:
    last = at(2013, 5, 21)
    assert passed(last, at(2013, 6, 21, 8, 59)) == ()
    assert passed(last, at(2013, 6, 21)) == (at(2013, 6, 21),)


def test_the_zone_counts_whatever_zone_the_clock_speaks() -> None:
    assert passed(at(2013, 5, 21), datetime(2013, 6, 21, 1, 0, tzinfo=UTC)) == (at(2013, 6, 21),)
    assert passed(at(2013, 5, 21), datetime(2013, 6, 21, 0, 59, tzinfo=UTC)) == ()


def test_a_run_row_ends_the_due_time() -> None:
    assert passed(at(2013, 6, 21), at(2013, 6, 21, 9, 1)) == ()
    assert passed(at(2013, 6, 21), at(2013, 7, 19)) == ()


def test_three_days_asleep_run_late() -> None:
    assert passed(at(2013, 8, 21), at(2013, 9, 25, 14)) == (at(2013, 9, 22),)


def test_several_missed_months_are_all_told_oldest_first() -> None:
    assert passed(at(2013, 5, 21), at(2013, 8, 30)) == (at(2013, 6, 21), at(2013, 7, 22), at(2013, 8, 21))


def test_a_new_store_sends_nothing_for_a_day_that_is_over() -> None:
    assert passed(None, at(2013, 6, 22)) == ()
    assert passed(None, at(2013, 6, 21, 8, 59)) == ()
    assert passed(None, at(2013, 6, 21)) == (at(2013, 6, 21),)
    assert passed(None, at(2013, 6, 21, 23, 59)) == (at(2013, 6, 21),)


def test_a_store_that_was_looked_at_before_its_first_due_time_misses_nothing() -> None:
    assert passed(None, at(2013, 6, 24), since=at(2013, 6, 20, 23)) == (at(2013, 6, 21),)
    assert passed(None, at(2013, 6, 24), since=at(2013, 6, 21, 10)) == ()
    assert passed(None, at(2013, 8, 24), since=at(2013, 6, 20, 23)) == (
        at(2013, 6, 21),
        at(2013, 7, 22),
        at(2013, 8, 21),
    )


def test_a_clock_set_back_runs_nothing_again() -> None:
    last = at(2013, 6, 21)
    assert passed(last, at(2013, 6, 21, 9, 30) - timedelta(hours=1)) == ()


def test_year_end_and_leap_year() -> None:
    assert passed(at(2013, 11, 21), at(2014, 1, 31)) == (at(2013, 12, 23), at(2014, 1, 21))
    assert passed(at(2024, 1, 22), at(2024, 2, 29, 23)) == (at(2024, 2, 21),)


def test_an_earlier_day_set_after_the_digest_sends_no_second_one_in_the_month() -> None:
    earlier = SchedulerSettings(monthly=MonthlyRule(after_day=10))
    assert passed(at(2013, 6, 21), at(2013, 6, 28), earlier) == ()
    later = SchedulerSettings(monthly=MonthlyRule(after_day=25))
    assert passed(at(2013, 6, 21), at(2013, 6, 28), later) == ()
    assert passed(at(2013, 6, 21), at(2013, 7, 26), later) == (at(2013, 7, 26),)


def test_every_workday_has_one_due_time_and_other_days_none() -> None:
    dues = duetimes.passed(
        WORKDAILY, at(2013, 9, 17), None, at(2013, 9, 23, 8, 30), Times(settings=SETTINGS, workdays=WORKDAYS)
    )
    assert dues == tuple(at(2013, 9, day, 8, 30) for day in (18, 22, 23))


def test_a_later_time_of_day_set_after_the_run_sends_no_second_one_that_day() -> None:
    later = Times(settings=SchedulerSettings(daily_at=time(17, 0)), workdays=WORKDAYS)
    last = at(2013, 9, 18, 8, 30)
    assert duetimes.passed(WORKDAILY, last, None, at(2013, 9, 18, 18), later) == ()
    assert duetimes.passed(WORKDAILY, last, None, at(2013, 9, 22, 18), later) == (at(2013, 9, 22, 17),)


@pytest.mark.parametrize("seconds", [20, 60])
def test_looks_within_one_interval_share_a_due_time(seconds: int) -> None:
    begin = datetime(2013, 6, 21, 1, 0, tzinfo=UTC)
    assert interval_due(begin, seconds) == begin
    assert interval_due(begin + timedelta(seconds=seconds - 0.001), seconds) == begin
    assert interval_due(begin + timedelta(seconds=seconds), seconds) == begin + timedelta(seconds=seconds)


def by_releases(*settled: tuple[int, int]) -> Times:
    """The default rule, in a year 2013 whose figures were in from these days (month, day) on."""
    days = dict(settled)
    return Times(
        settings=SchedulerSettings(),
        workdays=WORKDAYS,
        settled=lambda day: day.month in days and day.day >= days[day.month],
    )


def test_check_begins_on_the_first_workday_with_all_figures_and_the_digest_three_workdays_later() -> None:
    times = by_releases((6, 15))  # a Saturday
    last, now = at(2013, 5, 31), at(2013, 6, 30)
    assert duetimes.passed(CHECK, last, None, now, times) == (at(2013, 6, 17),)
    assert duetimes.passed(MONTHLY, last, None, now, times) == (at(2013, 6, 20),)


def test_figures_that_do_not_come_hold_the_digest_until_the_last_workday_and_no_longer() -> None:
    times = by_releases()
    last, now = at(2013, 5, 31), at(2013, 6, 30, 23)
    assert duetimes.passed(CHECK, last, None, now, times) == (at(2013, 6, 25),)
    assert duetimes.passed(MONTHLY, last, None, now, times) == (at(2013, 6, 28),)


def test_february_has_neither_check_nor_digest_unless_a_day_is_set() -> None:
    times = by_releases((2, 5))
    assert duetimes.passed(MONTHLY, at(2013, 1, 31), None, at(2013, 2, 28, 23), times) == ()
    assert duetimes.passed(CHECK, at(2013, 1, 31), None, at(2013, 2, 28, 23), times) == ()
    assert passed(at(2013, 1, 22), at(2013, 2, 28)) == (at(2013, 2, 21),)


def test_check_of_a_set_day_begins_three_workdays_before_but_not_in_the_month_before() -> None:
    for after_day, begins in ((20, at(2013, 6, 18)), (1, at(2013, 6, 3))):
        settings = SchedulerSettings(monthly=MonthlyRule(after_day=after_day))
        times = Times(settings=settings, workdays=WORKDAYS)
        assert duetimes.passed(CHECK, at(2013, 5, 31), None, at(2013, 6, 30), times) == (begins,)


def test_figures_that_came_late_never_move_a_digest_that_was_sent() -> None:
    sent = at(2013, 6, 28)
    assert duetimes.passed(MONTHLY, sent, None, at(2013, 6, 30), by_releases((6, 3))) == ()
