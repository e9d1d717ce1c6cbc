"""Workdays in China: weekends, public holidays and make-up workdays (调休), with a file that corrects them.

The days come from the `holidays` package, which holds the State Council's yearly notices. A year whose notice is
not yet in the package has the statutory holidays but no make-up days; the corrections file fills that in: one line
a day, with what the package says and why it is wrong.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import holidays

from measures.errors import ConfigurationError

_WORDS = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One day that the package has wrong."""

    #: True where the day is worked
    workday: bool
    #: what the package says; when it says otherwise the correction is out of date
    expect: bool
    #: the notice or the reason
    reason: str


class Workdays:
    """The days on which offices work."""

    def __init__(self, corrections: Mapping[date, Correction] | None = None) -> None:
        """Take the package's calendar with these corrections.

        Raises ConfigurationError naming the day where a correction no longer meets what it expects.
        """
        self._package = holidays.country_holidays("CN")
        self._corrections = dict(corrections or {})
        for day, correction in self._corrections.items():
            if self._package.is_working_day(day) != correction.expect:
                said = "a workday" if correction.expect else "no workday"
                raise ConfigurationError(
                    f"workday_corrections {day}",
                    correction.reason,
                    f"the calendar no longer calls it {said}: remove the line",
                )

    def is_workday(self, day: date) -> bool:
        """True where offices work on the day."""
        correction = self._corrections.get(day)
        return bool(self._package.is_working_day(day)) if correction is None else correction.workday

    def first_from(self, day: date) -> date:
        """The day itself where it is a workday, else the next one."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def before(self, day: date, count: int) -> date:
        """The workday that lies `count` workdays before the day; the day itself does not count."""
        while count > 0:
            day -= timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def after(self, day: date, count: int) -> date:
        """The workday that lies `count` workdays after the day; the day itself does not count."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def last_in_month(self, year: int, month: int) -> date:
        """The month's last workday."""
        following = (date(year, month, 1) + timedelta(days=31)).replace(day=1)
        return self.before(following, 1)

    def first_after_in_month(self, year: int, month: int, after_day: int) -> date:
        """The first workday of the month after its day `after_day`; where none is left, the month's last workday."""
        return min(self.first_from(date(year, month, 1) + timedelta(days=after_day)), self.last_in_month(year, month))


def read_corrections(path: Path) -> dict[date, Correction]:
    """Read a corrections file: CSV with the header `date,workday,expect,reason`, lines that begin with # left out.

    `date` is YYYY-MM-DD; `workday` and `expect` are yes or no. Raises ConfigurationError naming file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ConfigurationError("workday_corrections", str(path), f"a readable file ({error.strerror})") from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(line for _, line in numbered)
    corrections: dict[date, Correction] = {}
    for (number, line), row in zip(numbered[1:], rows, strict=True):
        try:
            corrections[date.fromisoformat(row["date"])] = Correction(
                workday=_WORDS[row["workday"]],
                expect=_WORDS[row["expect"]],
                reason=row["reason"].strip() or row["reason"][0],
            )
        except (KeyError, ValueError, AttributeError, IndexError) as error:
            expected = "date,workday,expect,reason such as 2027-02-06,yes,no,国办发明电〔2026〕7号"
            raise ConfigurationError(f"{path.name} line {number}", line, expected) from error
    return corrections
