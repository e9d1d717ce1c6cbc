"""What a period is: the months that a value covers, and whether it is a month's, a quarter's, a year's or cumulated.

The canonical form is `str(period)`: 2013, 2013Q2, 2013-06, 2013-01/2013-06 (cumulated since January), 2009/2013 and
2012-11/2013-03 (spans). `measures.periods` reads it and every other way of writing one.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from measures.terms import Basis


@total_ordering
@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Whole months from a first to a last one. Raises ValueError where the months do not fit the basis."""

    start_year: int
    #: 1–12
    start_month: int
    end_year: int
    #: 1–12, not before the first
    end_month: int
    #: year, quarter, month, ytd (January to the last month) or span (any other run of months)
    basis: Basis

    def __post_init__(self) -> None:
        months = (self.end_year - self.start_year) * 12 + self.end_month - self.start_month + 1
        from_january = self.start_month == 1
        fits = {
            Basis.MONTH: months == 1,
            Basis.QUARTER: months == 3 and self.start_month % 3 == 1,
            Basis.YEAR: months == 12 and from_january,
            Basis.YTD: 1 <= months <= 12 and from_january,
            Basis.SPAN: months > 12 or (months > 1 and not from_january),
        }[self.basis]
        if not fits or not (1 <= self.start_month <= 12 and 1 <= self.end_month <= 12):
            raise ValueError(
                f"{self.start_year}-{self.start_month:02}/{self.end_year}-{self.end_month:02} is no {self.basis}"
            )

    def __str__(self) -> str:
        if self.basis is Basis.YEAR:
            return f"{self.start_year:04}"
        if self.basis is Basis.QUARTER:
            return f"{self.start_year:04}Q{self.end_month // 3}"
        if self.basis is Basis.MONTH:
            return f"{self.start_year:04}-{self.start_month:02}"
        if self.basis is Basis.SPAN and (self.start_month, self.end_month) == (1, 12):
            return f"{self.start_year:04}/{self.end_year:04}"
        return f"{self.start_year:04}-{self.start_month:02}/{self.end_year:04}-{self.end_month:02}"

    def __lt__(self, other: "Period") -> bool:
        """By the last month, then by the first: June before January–June before the half-year's end."""
        if not isinstance(other, Period):
            return NotImplemented
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int, int, str]:
        return self.end_year, self.end_month, -self.start_year, -self.start_month, self.basis.value

    @property
    def year(self) -> int:
        """The year in which it ends."""
        return self.end_year

    @property
    def months(self) -> int:
        """How many months it covers."""
        return (self.end_year - self.start_year) * 12 + self.end_month - self.start_month + 1

    @property
    def first_day(self) -> date:
        return date(self.start_year, self.start_month, 1)

    @property
    def last_day(self) -> date:
        return date(self.end_year, self.end_month, monthrange(self.end_year, self.end_month)[1])

    def shifted(self, years: int) -> "Period":
        """The same months some years later (earlier where negative)."""
        return Period(
            start_year=self.start_year + years,
            start_month=self.start_month,
            end_year=self.end_year + years,
            end_month=self.end_month,
            basis=self.basis,
        )


def same_span(one: Period, other: Period) -> bool:
    """Whether two periods cover the same months, whatever their basis: the year and January–December."""
    return one.first_day == other.first_day and one.last_day == other.last_day


def year_period(year: int) -> Period:
    """A calendar year."""
    return _period(year, 1, year, 12, Basis.YEAR)


def month_period(year: int, month: int) -> Period:
    """A single month."""
    return _period(year, month, year, month, Basis.MONTH)


def quarter_period(year: int, quarter: int) -> Period:
    """A single quarter, 1–4."""
    return _period(year, quarter * 3 - 2, year, quarter * 3, Basis.QUARTER)


def ytd_period(year: int, month: int) -> Period:
    """January to a month, cumulated."""
    return _period(year, 1, year, month, Basis.YTD)


def span_period(start_year: int, start_month: int, end_year: int, end_month: int) -> Period:
    """The months from one to another: January on (ytd), a single other month, or a span."""
    if start_year == end_year and start_month == 1:
        return ytd_period(end_year, end_month)
    one = (start_year, start_month) == (end_year, end_month)
    return _period(start_year, start_month, end_year, end_month, Basis.MONTH if one else Basis.SPAN)


def years_period(start: int, end: int) -> Period:
    """Whole years from one to another."""
    return year_period(start) if start == end else _period(start, 1, end, 12, Basis.SPAN)


def _period(start_year: int, start_month: int, end_year: int, end_month: int, basis: Basis) -> Period:
    return Period(start_year=start_year, start_month=start_month, end_year=end_year, end_month=end_month, basis=basis)


def rebased(period: Period, basis: Basis) -> Period | None:
    """The period that is meant where a heading names a basis: 2013-06 under 累计 is January–June.

    None where they contradict: January–June under 当月, a span of years under anything else.
    """
    if period.basis is basis:
        return period
    year, month, months = period.end_year, period.end_month, period.months
    if period.basis is Basis.SPAN and not (basis is Basis.QUARTER and months == 3 and month % 3 == 0):
        return None
    if basis is Basis.YTD:
        return ytd_period(year, month)
    if basis is Basis.YEAR and month == 12 and months in (1, 12):
        return year_period(year)
    if basis is Basis.QUARTER and month % 3 == 0 and months in (1, 3):
        return quarter_period(year, month // 3)
    if basis is Basis.MONTH and months == 1:
        return month_period(year, month)
    return None
