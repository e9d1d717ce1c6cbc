"""What the scheduler is told: times, folders, the mail server. The roof fills these from config.yaml."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.sources.definitions import Source


@dataclass(frozen=True, kw_only=True)
class MonthlyRule:
    """When the monthly digest is due: once the month's releases are in and were checked, or after a set day."""

    #: day of the month that the workday must follow, 1–27; None waits for the releases (duetimes, rule 1)
    after_day: int | None = None
    #: time of day in the scheduler's time zone
    at: time = time(9, 0)


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """The mail server that messages leave through."""

    #: host name or address
    host: str
    #: TCP port
    port: int = 25
    #: encrypt the connection before anything is said; the server's certificate is checked
    starttls: bool = False
    #: account name; None sends without signing in
    user: str | None = None
    #: password of the account
    password: str | None = field(default=None, repr=False)
    #: address that messages come from
    sender: str = "gapwatch@localhost"
    #: seconds that the server may take for one answer
    timeout: float = 30.0


class ChannelKind(StrEnum):
    """Ways out beside mail; none is used unless an endpoint is set."""

    WECOM = "wecom"  #: 企业微信群机器人
    DINGTALK = "dingtalk"  #: 钉钉群机器人
    FEISHU = "feishu"  #: 飞书群机器人
    WEBHOOK = "webhook"  #: signed JSON to any address


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A robot or webhook that recipients are reached by. What goes there carries no figures (practice 10)."""

    #: the name that a recipient's address holds
    name: str
    kind: ChannelKind
    #: whole address, key included: from the environment or a file
    url: str = field(repr=False)
    #: signing secret; None sends unsigned
    secret: str | None = field(default=None, repr=False)
    #: seconds that the far side may take
    timeout: float = 10.0


@dataclass(frozen=True, kw_only=True)
class SchedulerSettings:
    """Everything that the jobs need to know and the store does not hold."""

    #: IANA name of the zone in which due times are meant
    timezone: str = "Asia/Shanghai"
    #: folder that is polled for statistics; None polls none
    inbox: Path | None = None
    #: seconds between two looks at inbox, requests and outbox
    poll_seconds: int = 20
    #: when the monthly digest is due
    monthly: MonthlyRule = field(default_factory=MonthlyRule)
    #: time of day of what is done every workday
    daily_at: time = time(8, 30)
    #: CSV that corrects the calendar of workdays; None takes the calendar as it is
    workday_corrections: Path | None = None
    #: the mail server; None leaves messages in the outbox
    mail: MailSettings | None = None
    #: robots and webhooks
    endpoints: tuple[Endpoint, ...] = ()
    #: hosts that endpoints may lie on
    allowed_hosts: frozenset[str] = frozenset()
    #: address under which people reach the pages, no slash at the end
    base_url: str = "http://127.0.0.1:8000"
    #: zh or en: reports beside inbox files, and recipients who named no language
    language: str = "zh"
    #: sources that are polled by themselves
    sources: tuple[Source, ...] = ()
    #: largest file that is taken in, bytes
    max_upload_bytes: int = 256 * 1024 * 1024

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)
