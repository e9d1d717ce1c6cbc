"""Which due times have passed: the rules of the calendar jobs, with the clock as an argument.

The rules, as they hold:
1. The monthly digest is due three workdays after its check begins (核对期, practice 24), at the time set (default
   09:00), in the time zone set (default Asia/Shanghai). The check begins on the first workday of the month on which
   every release of a targeted indicator that the calendar has for the month is in, or past its latest permitted day;
   at the latest so that the digest still goes out on the month's last workday, and there in a month without any
   release. In February, which has only prices, there is neither. An office that sets a day of the month instead has
   its digest, February's as well, on the first workday after that day (where none is left, on the month's last
   workday), and the check three workdays before, never before the month.
2. A due time is run once. The run row is the proof: job and due time are unique in the store, whoever asks.
3. Missed (machine asleep, scheduler dead): the latest due time that passed is run late, however late, until the
   next one is due. Earlier ones that also passed are not run afterwards; each leaves a run row with the outcome
   "skipped", so that the gap shows.
4. A store that has never run the job looks back to its last look at the clock, at the very first look to the beginning
   of the day: a new installation sends nothing for a day that is over.
5. A clock set back runs nothing again: the due times have their rows. A clock set forward is a machine that slept.
6. A changed rule holds from the next look on. In a month whose digest has been sent a changed rule sends no second
   one.
7. Reminders of duties and the word to the administrators are due every workday, at the time set (default 08:30), and
   follow rules 2 to 6 with the day in place of the month. So does the audit of ourselves, due every night at 02:30.

Interval jobs (inbox, requests, outbox) look every `poll_seconds`. A look that finds nothing to do leaves only its
heartbeat; a look that finds work leaves a run row, due at the beginning of its interval. A look that was missed is
not made up for: the next one sees the same work.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from scheduler.settings import SchedulerSettings
from scheduler.workdays import Workdays

#: Workdays between the beginning of the check and the digest (practice 24).
CHECK_DAYS: Final = 3
#: February has only prices (practice 18).
FEBRUARY: Final = 2


@dataclass(frozen=True, kw_only=True)
class Times:
    """What due times are worked out from."""

    settings: SchedulerSettings
    workdays: Workdays
    #: whether every release due in the month of a day was in, or past its latest day, on that day's alert time
    settled: Callable[[date], bool] = lambda _day: False


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When a job is due."""

    #: the moment of a day at which it is due, None for a day on which it is not
    due_on: Callable[[date, Times], datetime | None]
    #: strftime form of the period in which it is run once, whatever becomes of the rule meanwhile
    period: str


def check_day(day: date, times: Times) -> date | None:
    """The day on which the check of the month of `day` begins, None where it has none or has not begun by then."""
    rule, workdays = times.settings.monthly, times.workdays
    first = workdays.first_from(day.replace(day=1))
    if rule.after_day is not None:
        digest = workdays.first_after_in_month(day.year, day.month, rule.after_day)
        return max(first, workdays.before(digest, CHECK_DAYS))
    if day.month == FEBRUARY:
        return None
    latest = workdays.before(workdays.last_in_month(day.year, day.month), CHECK_DAYS)
    while first <= day:
        if first >= latest or times.settled(first):
            return first
        first = workdays.first_from(first + timedelta(days=1))
    return None


def digest_day(day: date, times: Times) -> date | None:
    """The day on which the digest of the month of `day` is due, None where it has none or its check has not begun."""
    rule, workdays = times.settings.monthly, times.workdays
    if rule.after_day is not None:
        return workdays.first_after_in_month(day.year, day.month, rule.after_day)
    begun = check_day(day, times)
    return None if begun is None else workdays.after(begun, CHECK_DAYS)


def _at(day: date, times: Times) -> datetime:
    return datetime.combine(day, times.settings.monthly.at, tzinfo=times.settings.zone)


def _monthly(day: date, times: Times) -> datetime | None:
    return _at(day, times) if times.workdays.is_workday(day) and digest_day(day, times) == day else None


def _check(day: date, times: Times) -> datetime | None:
    return _at(day, times) if times.workdays.is_workday(day) and check_day(day, times) == day else None


def _daily(day: date, times: Times) -> datetime | None:
    settings = times.settings
    return datetime.combine(day, settings.daily_at, tzinfo=settings.zone) if times.workdays.is_workday(day) else None


def _nightly(day: date, times: Times) -> datetime | None:
    return datetime.combine(day, NIGHT, tzinfo=times.settings.zone)


#: when nobody works
NIGHT = time(2, 30)
#: once a month, three workdays before the digest
CHECK = Calendar(due_on=_check, period="%Y-%m")
#: once a month, when the figures are in and were checked
MONTHLY = Calendar(due_on=_monthly, period="%Y-%m")
#: every workday
WORKDAILY = Calendar(due_on=_daily, period="%Y-%m-%d")
#: every night
NIGHTLY = Calendar(due_on=_nightly, period="%Y-%m-%d")


def passed(
    calendar: Calendar,
    last: datetime | None,
    since: datetime | None,
    now: datetime,
    times: Times,
) -> tuple[datetime, ...]:
    """The due times that have passed and have no run row, oldest first; only the last of them is to be run.

    `last` is the greatest due time up to now among the job's run rows, None for a store without any; `since` is the
    job's last look, None for a store that it never looked at.
    """
    zone = times.settings.zone
    local = now.astimezone(zone)
    begin = last or since or local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)
    begin = begin.astimezone(zone)
    days = (begin.date() + timedelta(days=n) for n in range((local.date() - begin.date()).days + 1))
    open_days = (day for day in days if last is None or f"{day:{calendar.period}}" != f"{begin:{calendar.period}}")
    return tuple(due for day in open_days if (due := calendar.due_on(day, times)) is not None and begin < due <= now)


def interval_due(now: datetime, seconds: int) -> datetime:
    """The beginning of the interval that the moment lies in: the due time of a look."""
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)
