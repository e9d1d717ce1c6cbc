"""Which due times have passed: the rules of the calendar jobs, with the clock as an argument.

The rules, as they hold (monthly alert):
1. Due on the first workday after the day set (default the 20th), at the time set (default 09:00), in the time zone
   set (default Asia/Shanghai); where the month has no workday left after that day, on its last workday.
2. A due time is run once. The run row is the proof: job and due time are unique in the store, whoever asks.
3. Missed (machine asleep, scheduler dead): the latest due time that passed is run late, however late, until the
   next one is due. Earlier ones that also passed are not run afterwards; each leaves a run row with the outcome
   "skipped", so that the gap shows.
4. A store that has never run the job looks back to its last look at the clock, at the very first look to the beginning
   of the day: a new installation sends nothing for a day that is over.
5. A clock set back runs nothing again: the due times have their rows. A clock set forward is a machine that slept.
6. A changed rule holds from the next look on. In a month whose digest has been sent a changed rule sends no second
   one.

Interval jobs (inbox, requests, outbox) look every `poll_seconds`. A look that finds nothing to do leaves only its
heartbeat; a look that finds work leaves a run row, due at the beginning of its interval. A look that was missed is
not made up for: the next one sees the same work.
"""

from datetime import datetime, timedelta

from scheduler.settings import SchedulerSettings
from scheduler.workdays import Workdays


def monthly_due(year: int, month: int, settings: SchedulerSettings, workdays: Workdays) -> datetime:
    """The moment at which the month's digest is due, aware, in the scheduler's zone."""
    day = workdays.first_after_in_month(year, month, settings.monthly.after_day)
    return datetime.combine(day, settings.monthly.at, tzinfo=settings.zone)


def passed_monthly(
    last: datetime | None, since: datetime | None, now: datetime, settings: SchedulerSettings, workdays: Workdays
) -> tuple[datetime, ...]:
    """The monthly due times that have passed and have no run row, oldest first; only the last of them is to be run.

    `last` is the greatest due time up to now among the job's run rows, None for a store without any; `since` is the
    job's last look, None for a store that it never looked at.
    """
    local = now.astimezone(settings.zone)
    begin = last or since or local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)
    month = begin.astimezone(settings.zone).replace(day=1)
    if last is not None:
        month = _next_month(month)
    passed = []
    while (month.year, month.month) <= (local.year, local.month):
        due = monthly_due(month.year, month.month, settings, workdays)
        if begin < due <= now:
            passed.append(due)
        month = _next_month(month)
    return tuple(passed)


def _next_month(first: datetime) -> datetime:
    return (first + timedelta(days=31)).replace(day=1)


def interval_due(now: datetime, seconds: int) -> datetime:
    """The beginning of the interval that the moment lies in: the due time of a look."""
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)
