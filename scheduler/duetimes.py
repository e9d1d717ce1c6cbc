"""Which due times have passed: the rules of the calendar jobs, with the clock as an argument.

The rules, as they hold:
1. The monthly digest is due on the first workday after the day set (default the 20th), at the time set (default
   09:00), in the time zone set (default Asia/Shanghai); where the month has no workday left after that day, on its
   last workday.
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

from scheduler.settings import SchedulerSettings
from scheduler.workdays import Workdays


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When a job is due."""

    #: the moment of a day at which it is due, None for a day on which it is not
    due_on: Callable[[date, SchedulerSettings, Workdays], datetime | None]
    #: strftime form of the period in which it is run once, whatever becomes of the rule meanwhile
    period: str


def _monthly(day: date, settings: SchedulerSettings, workdays: Workdays) -> datetime | None:
    rule = settings.monthly
    if day != workdays.first_after_in_month(day.year, day.month, rule.after_day):
        return None
    return datetime.combine(day, rule.at, tzinfo=settings.zone)


def _daily(day: date, settings: SchedulerSettings, workdays: Workdays) -> datetime | None:
    return datetime.combine(day, settings.daily_at, tzinfo=settings.zone) if workdays.is_workday(day) else None


def _nightly(day: date, settings: SchedulerSettings, _workdays: Workdays) -> datetime | None:
    return datetime.combine(day, NIGHT, tzinfo=settings.zone)


#: when nobody works
NIGHT = time(2, 30)
#: once a month, on the first workday after a day
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
    settings: SchedulerSettings,
    workdays: Workdays,
) -> tuple[datetime, ...]:
    """The due times that have passed and have no run row, oldest first; only the last of them is to be run.

    `last` is the greatest due time up to now among the job's run rows, None for a store without any; `since` is the
    job's last look, None for a store that it never looked at.
    """
    local = now.astimezone(settings.zone)
    begin = last or since or local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)
    begin = begin.astimezone(settings.zone)
    days = range((local.date() - begin.date()).days + 1)
    dues = (calendar.due_on(begin.date() + timedelta(days=n), settings, workdays) for n in days)
    return tuple(
        due
        for due in dues
        if due is not None
        and begin < due <= now
        and (last is None or f"{due:{calendar.period}}" != f"{begin:{calendar.period}}")
    )


def interval_due(now: datetime, seconds: int) -> datetime:
    """The beginning of the interval that the moment lies in: the due time of a look."""
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)
