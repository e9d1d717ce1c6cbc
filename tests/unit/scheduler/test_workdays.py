"""Workdays: weekends, public holidays, make-up workdays, corrections."""

from datetime import date
from pathlib import Path

import pytest

from measures.errors import ConfigurationError
from scheduler.workdays import Workdays, read_corrections


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2013, 9, 18), True),  # a Wednesday
        (date(2013, 9, 20), False),  # Friday of the Mid-Autumn holiday
        (date(2013, 9, 22), True),  # Sunday worked instead of that Friday
        (date(2013, 10, 7), False),  # last day of the National Day holiday
        (date(2013, 10, 12), True),  # Saturday worked for it
        (date(2024, 9, 29), True),  # Sunday before National Day
        (date(2024, 10, 12), True),
        (date(2023, 1, 28), True),  # Saturday after the Spring Festival
        (date(2013, 6, 1), False),  # a plain Saturday
    ],
)
def test_make_up_workdays_are_worked_and_holidays_are_not(day: date, worked: bool) -> None:
    assert Workdays().is_workday(day) is worked


@pytest.mark.parametrize(
    ("year", "month", "after_day", "day"),
    [
        (2013, 6, 20, date(2013, 6, 21)),  # Friday
        (2013, 7, 20, date(2013, 7, 22)),  # the 20th is a Saturday
        (2013, 9, 20, date(2013, 9, 22)),  # the 20th is a holiday, the 21st too, the Sunday is made up
        (2023, 1, 20, date(2023, 1, 28)),  # Spring Festival 21–27 January
        (2013, 10, 11, date(2013, 10, 12)),  # National Day's make-up Saturday
        (2019, 9, 27, date(2019, 9, 29)),  # make-up Sunday before National Day
        (2024, 2, 27, date(2024, 2, 28)),
        (2024, 2, 29, date(2024, 2, 29)),  # nothing left after the leap day: the month's last workday
        (2013, 8, 30, date(2013, 8, 30)),  # the 31st is a Saturday
        (2013, 12, 31, date(2013, 12, 31)),
    ],
)
def test_first_workday_after_a_day_stays_in_its_month(year: int, month: int, after_day: int, day: date) -> None:
    assert Workdays().first_after_in_month(year, month, after_day) == day


def test_days_before_are_counted_in_workdays() -> None:
    workdays = Workdays()
    assert workdays.before(date(2013, 10, 8), 1) == date(2013, 9, 30)
    assert workdays.before(date(2013, 10, 14), 1) == date(2013, 10, 12)
    assert workdays.before(date(2013, 10, 8), 0) == date(2013, 10, 8)


def write(folder: Path, text: str) -> Path:
    path = folder / "workdays.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_correction_file_changes_a_day(tmp_path: Path) -> None:
    path = write(
        tmp_path, "# our own\ndate,workday,expect,reason\n2013-06-01,yes,no,防汛值班\n\n2013-06-03,no,yes,停电\n"
    )
    workdays = Workdays(read_corrections(path))
    assert workdays.is_workday(date(2013, 6, 1))
    assert not workdays.is_workday(date(2013, 6, 3))
    assert workdays.first_from(date(2013, 6, 3)) == date(2013, 6, 4)


def test_a_correction_that_the_calendar_has_caught_up_with_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "date,workday,expect,reason\n2013-10-12,yes,no,调休\n")
    with pytest.raises(ConfigurationError, match="2013-10-12"):
        Workdays(read_corrections(path))


@pytest.mark.parametrize(
    "line", ["2013-13-01,yes,no,x", "2013-06-01,maybe,no,x", "2013-06-01,yes,no,", "2013-06-01,yes"]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"# one\ndate,workday,expect,reason\n{line}\n")
    with pytest.raises(ConfigurationError, match=r"workdays\.csv line 3"):
        read_corrections(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="absent"):
        read_corrections(tmp_path / "absent.csv")
