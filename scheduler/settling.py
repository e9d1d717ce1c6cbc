"""Whether a month's figures are in: every release of a targeted indicator that the calendar has for the month."""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd

from gaps.releases import due_day
from measures.catalogue import Catalogue
from measures.periods import read_period
from storage import Connection
from storage.lateness import GRACE, GRACE_OF_YEAR, newest_days
from storage.targets import targets_frame

#: Months between two releases.
STEP: Final = {"monthly": 1, "quarterly": 3, "annual": 12}
#: A period whose figure comes later than so many months after its end has no place in the calendar.
LATEST: Final = 12


@dataclass(frozen=True, kw_only=True)
class Release:
    """A figure that is to be published in a month."""

    place_code: str
    indicator_id: str
    #: last day of its period
    period_end: date
    #: usual day
    due: date

    @property
    def permitted(self) -> date:
        """The last day on which it is not late."""
        return self.due + timedelta(days=GRACE_OF_YEAR if self.period_end.month == 12 else GRACE)


def is_settled(c: Connection, catalogue: Catalogue, moment: datetime, day: date) -> bool:
    """Whether every release due in the month of `day` was in at the moment or past its latest permitted day.

    False for a month that has no release: nothing new could be told.
    """
    due = tuple(releases_of(targets_frame(c, as_of=moment), catalogue, day.year, day.month))
    if not due:
        return False
    reached = newest_days(c, moment)
    return all(
        one.permitted < day or reached.get((one.place_code, one.indicator_id), date.min) >= one.period_end
        for one in due
    )


def releases_of(targets: pd.DataFrame, catalogue: Catalogue, year: int, month: int) -> Iterator[Release]:
    """The releases due in a month of the indicators that have a target (contract TARGETS), within what it covers."""
    wanted = ["place_code", "indicator_id", "span", "deadline"]
    linked = targets[targets[["place_code", "indicator_id", "deadline"]].notna().all(axis=1)][wanted].drop_duplicates()
    dues: dict[tuple[str, date, date], tuple[tuple[date, date], ...]] = {}
    told = set()
    for place_code, indicator_id, span, deadline in linked.itertuples(index=False):
        end = pd.Timestamp(deadline).date()
        covered = read_period(span) if isinstance(span, str) else None
        begin = date(covered.start_year if covered else end.year, 1, 1)
        key = (indicator_id, begin, end)
        if key not in dues:
            dues[key] = tuple(_due(indicator_id, catalogue, begin, end, year, month))
        for period_end, due in dues[key]:
            if (place_code, indicator_id, period_end) not in told:
                told.add((place_code, indicator_id, period_end))
                yield Release(place_code=place_code, indicator_id=indicator_id, period_end=period_end, due=due)


def _due(
    indicator_id: str, catalogue: Catalogue, begin: date, end: date, year: int, month: int
) -> Iterator[tuple[date, date]]:
    """The periods between two days whose figure is due in a month, with its usual day."""
    if indicator_id not in catalogue:
        return
    indicator = catalogue.get(indicator_id)
    for period_end in _period_ends(year, month, STEP[indicator.frequency], combined=indicator.jan_combined):
        due = due_day(period_end.year, period_end.month, indicator.lag_days)
        if begin <= period_end <= end and (due.year, due.month) == (year, month):
            yield period_end, due


def _period_ends(year: int, month: int, step: int, *, combined: bool) -> Iterator[date]:
    """The last days of the periods that a figure of the month may be about, newest first."""
    for back in range(LATEST + 1):
        at = year * 12 + month - 1 - back
        y, m = at // 12, at % 12 + 1
        if m % step == 0 and not (combined and m == 1):
            yield date(y, m, months.monthrange(y, m)[1])
