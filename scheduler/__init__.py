"""What happens by itself: files are taken in, gaps reckoned, the monthly digest put and delivered.

`start` sets the clockwork going in this process; `run_due` is its one step with the clock as an argument.

settings what the roof tells · workdays, duetimes when · schedule the clockwork (APScheduler) · runs what is due, once ·
jobs, monthly what is done · polling, report, sources/ files in · message, delivery, channels/ messages out
"""

from scheduler.runs import Ran, run_due
from scheduler.schedule import Running, start
from scheduler.settings import ChannelKind, Endpoint, MailSettings, MonthlyRule, SchedulerSettings

__all__ = [
    "ChannelKind",
    "Endpoint",
    "MailSettings",
    "MonthlyRule",
    "Ran",
    "Running",
    "SchedulerSettings",
    "run_due",
    "start",
]
