"""A dataflow of an SDMX web service: an address of REST 2.1, whose answer ingest reads like any other file."""

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urlencode

from scheduler.sources.definitions import SdmxSource
from scheduler.sources.fetched import Fetched, Known
from scheduler.sources.gates import Resolve, resolved
from scheduler.sources.http import fetch_address

#: The media types of SDMX-CSV and of structure-specific SDMX-ML; services that know neither send what they have.
ACCEPT: Final = {
    "csv": "application/vnd.sdmx.data+csv;version=1.0.0, text/csv;q=0.8",
    "xml": "application/vnd.sdmx.structurespecificdata+xml;version=2.1, application/xml;q=0.8",
}


def address_of(source: SdmxSource) -> str:
    """Return the address of a dataflow's data: {service}/data/{flow}/{key}?startPeriod=…"""
    path = f"{source.url.rstrip('/')}/data/{quote(source.flow, safe=',@$')}/{quote(source.key, safe='.+*@$')}"
    return f"{path}?{urlencode({'startPeriod': source.start})}" if source.start else path


def fetch(
    source: SdmxSource,
    known: Known,
    *,
    resolve: Resolve = resolved,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched | None:
    """Return the message, None where it is what it was; raises FetchFailed when every attempt has failed."""
    headers = {"Accept": ACCEPT[source.form]}
    return fetch_address(source, address_of(source), headers, known, resolve=resolve, sleep=sleep)
