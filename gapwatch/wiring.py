"""What every command needs, made from the settings: the store, the catalogue, the places, the clock."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from measures.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.settings import Provider, WebSettings
    from gapwatch.config import Settings
    from ingest import UploadSettings
    from measures.catalogue import Catalogue
    from measures.places import Place, Places
    from scheduler.settings import SchedulerSettings
    from scheduler.sources.definitions import Source
    from storage import Store

#: Name under which the command line leaves its audit rows.
ACTOR = "command line"


@dataclass(frozen=True)
class House:
    """The settings, and what follows from them."""

    #: settings of this run
    settings: "Settings"

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The indicators."""
        from measures.catalogue import load_catalogue

        return load_catalogue()

    @cached_property
    def places(self) -> "Places":
        """The places."""
        from measures.places import load_places

        return load_places()

    @property
    def language(self) -> str:
        """Language of what people read."""
        return str(self.settings.language)

    def now(self) -> datetime:
        """The clock of this run, UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day in the settings' time zone."""
        return self.now().astimezone(self.settings.zone).date()

    @contextmanager
    def store(self) -> "Iterator[Store]":
        """Open the store for the time of the block."""
        from storage import open_store

        store = open_store(self.settings.database)
        try:
            yield store
        finally:
            store.close()

    def upload_settings(
        self,
        *,
        source: str | None = None,
        published: date | None = None,
        mapping: "Mapping[str, object] | None" = None,
    ) -> "UploadSettings":
        """Return what a person says about a file, with this installation's limits."""
        from ingest import UploadSettings

        return UploadSettings(
            source=source, published=published, mapping=mapping or {}, max_bytes=self.settings.upload.max_bytes
        )

    def web_settings(self, base_url: str | None = None) -> "WebSettings":
        """Return the settings of pages and API; `base_url` is where they are really served."""
        from dashboards.settings import SignInRules, WebSettings
        from gapwatch.config import Audience

        told = self.settings.sign_in
        return WebSettings(
            released_only=self.settings.web.audience is Audience.PUBLIC,
            language=self.language,
            base_url=base_url or self.settings.base_url,
            max_upload_bytes=self.settings.upload.max_bytes,
            templates=self.settings.reports.templates,
            sign_in=SignInRules(idle=timedelta(minutes=told.idle_minutes), lifetime=timedelta(hours=told.hours)),
            provider=self.provider(),
        )

    def provider(self) -> "Provider | None":
        """Return who signs people on elsewhere; raises ConfigurationError for roles and places that do not exist."""
        from urllib.parse import urlsplit

        from dashboards.permissions import Role
        from dashboards.settings import Provider

        told = self.settings.oidc
        if told.issuer is None:
            return None
        if told.client_id is None:
            raise ConfigurationError("oidc.client_id", None, "the name of gapwatch at the provider is expected")
        for role in (role for roles in told.roles.values() for role in roles):
            if role not in set(Role):
                raise ConfigurationError("oidc.roles", role, f"one of {', '.join(Role)} is expected")
        return Provider(
            issuer=told.issuer,
            client_id=told.client_id,
            client_secret=told.secret(),
            name=told.name,
            hosts=frozenset({str(urlsplit(told.issuer).hostname), *told.hosts}),
            name_claim=told.name_claim,
            role_claim=told.role_claim,
            roles=told.roles,
            offices=told.offices,
            places={group: tuple(self._code(name) for name in names) for group, names in told.places.items()},
        )

    def _code(self, name: str) -> str:
        place = self.places.find(name)
        if place is None:
            raise ConfigurationError("oidc.places", name, "a place name or code of GB/T 2260 is expected")
        return place.code

    def scheduler_settings(self, base_url: str | None = None) -> "SchedulerSettings":
        """Return the settings of the jobs; `base_url` is where mails lead to."""
        from scheduler.settings import MailSettings, MonthlyRule, SchedulerSettings

        mail = self.settings.mail
        return SchedulerSettings(
            timezone=self.settings.timezone,
            inbox=self.settings.inbox.folder,
            poll_seconds=self.settings.inbox.seconds,
            monthly=MonthlyRule(after_day=self.settings.alert.after_day, at=self.settings.alert.time),
            mail=None
            if mail.host is None
            else MailSettings(
                host=mail.host,
                port=mail.port,
                starttls=mail.starttls,
                user=mail.user,
                password=mail.secret(),
                sender=mail.sender,
                timeout=mail.timeout,
            ),
            base_url=base_url or self.settings.base_url,
            language=self.language,
            sources=self.sources(),
            max_upload_bytes=self.settings.upload.max_bytes,
        )

    def sources(self) -> "tuple[Source, ...]":
        """Return the sources that are polled; raises ConfigurationError for a file that cannot be used."""
        from scheduler.sources.definitions import load_sources

        return () if self.settings.sources is None else load_sources(self.settings.sources)

    def place(self, text: str | None) -> "Place | None":
        """Return the place that a person named, None for none; raises ConfigurationError for an unknown one."""
        if text is None:
            return None
        found = self.places.find(text)
        if found is None:
            raise ConfigurationError("--place", text, "a place name or code of GB/T 2260 is expected")
        return found

    def moment(self, option: str, text: str | None) -> datetime | None:
        """Return the moment that a person wrote; a bare date means its end in the settings' time zone."""
        if text is None:
            return None
        try:
            if len(text) == len("2013-06-30"):
                day = date.fromisoformat(text)
                return datetime.combine(day + timedelta(days=1), time(), self.settings.zone) - timedelta(microseconds=1)
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise ConfigurationError(option, text, "2013-06-30 or 2013-06-30T09:00 is expected") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=self.settings.zone)


def house(arguments: argparse.Namespace) -> House:
    """Return the house for parsed arguments: --config and --database win over everything else."""
    from gapwatch.config import load_settings

    return House(load_settings(arguments.config, database=arguments.database))


def day(option: str, text: str | None) -> date | None:
    """Return the day that a person wrote; raises ConfigurationError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(option, text, "a date such as 2013-06-30 is expected") from error
