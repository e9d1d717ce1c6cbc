"""What every job works with."""

from dataclasses import dataclass, field
from datetime import date
from threading import Event

import httpx

from measures.catalogue import Catalogue
from measures.errors import ConfigurationError
from measures.places import Places
from scheduler.settings import SchedulerSettings
from scheduler.workdays import Workdays, read_corrections
from storage import Store


@dataclass(frozen=True, kw_only=True)
class Kit:
    """The store, the settings and the knowledge that jobs share."""

    #: the open store
    store: Store
    #: times, folders, mail server
    settings: SchedulerSettings
    #: the indicators
    catalogue: Catalogue
    #: the places
    places: Places
    #: the days on which offices work
    workdays: Workdays
    #: days of which is known whether the month's figures were in; what was recorded before then does not change
    settled: dict[date, bool] = field(default_factory=dict)
    #: set when this process is to stop or no longer leads: long jobs end after the piece in hand
    halt: Event = field(default_factory=Event)


def kit(store: Store, settings: SchedulerSettings, catalogue: Catalogue, places: Places) -> Kit:
    """Put the kit together.

    Raises ConfigurationError for a corrections file that cannot be used, or an endpoint on a host that is not allowed.
    """
    for endpoint in settings.endpoints:
        host = httpx.URL(endpoint.url).host
        if host not in settings.allowed_hosts:
            raise ConfigurationError(f"endpoints.{endpoint.name}", host, "a host of allowed_hosts is expected")
    corrections = read_corrections(settings.workday_corrections) if settings.workday_corrections else {}
    return Kit(store=store, settings=settings, catalogue=catalogue, places=places, workdays=Workdays(corrections))
