"""A file at an address: asked whether it changed, bounded in time and size, from listed hosts only."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from scheduler.sources.definitions import HttpSource, SdmxSource, environment
from scheduler.sources.fetched import Fetched, FetchFailed, Known
from scheduler.sources.gates import Resolve, let_through, resolved

#: Redirects that are followed, each of them checked like the first address.
REDIRECTS: Final = 5
#: Statuses that a later attempt may not meet again.
PASSING: Final = (408, 425, 429, 500, 502, 503, 504)
#: File endings by what the far side says of its answer.
ENDINGS: Final = {
    "text/csv": ".csv",
    "application/vnd.sdmx.data+csv": ".csv",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
}
Asked = HttpSource | SdmxSource


def fetch(
    source: HttpSource,
    known: Known,
    *,
    resolve: Resolve = resolved,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched | None:
    """Return the file, None where it is what it was; raises FetchFailed when every attempt has failed."""
    return fetch_address(source, source.url, {}, known, resolve=resolve, sleep=sleep)


def fetch_address(
    source: Asked,
    url: str,
    headers: Mapping[str, str],
    known: Known,
    *,
    resolve: Resolve = resolved,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched | None:
    """Fetch an address under a source's limits."""
    asked = dict(headers) | {"User-Agent": "gapwatch"}
    if known.etag:
        asked["If-None-Match"] = known.etag
    if known.last_modified:
        asked["If-Modified-Since"] = known.last_modified
    attempts = Retrying(
        stop=stop_after_attempt(source.attempts),
        wait=wait_exponential_jitter(initial=1, max=60, jitter=1),
        retry=retry_if_exception(lambda error: isinstance(error, FetchFailed) and not error.lasting),
        sleep=sleep,
        reraise=True,
    )
    return attempts(_attempt, source, url, asked, resolve)


def check(source: Asked, resolve: Resolve = resolved) -> None:
    """Look whether a source's host may be asked and its secret is set; raises FetchFailed or ConfigurationError."""
    url = httpx.URL(source.url)
    _request(source, url, url, {}, resolve)


def _attempt(source: Asked, url: str, headers: Mapping[str, str], resolve: Resolve) -> Fetched | None:
    end = time.monotonic() + source.timeout
    try:
        with httpx.Client(timeout=source.timeout, follow_redirects=False, trust_env=False) as client:
            return _followed(client, source, httpx.URL(url), headers, resolve, end)
    except httpx.InvalidURL as error:
        raise FetchFailed(source.name, f"no address: {error}", lasting=True) from error
    except httpx.HTTPError as error:
        raise FetchFailed(source.name, type(error).__name__, lasting=False) from error


def _followed(
    client: httpx.Client, source: Asked, url: httpx.URL, headers: Mapping[str, str], resolve: Resolve, end: float
) -> Fetched | None:
    first = url
    for _ in range(REDIRECTS + 1):
        address, sent = _request(source, url, first, headers, resolve)
        with client.stream("GET", address, headers=sent, extensions=_extensions(url, end)) as response:
            if not response.has_redirect_location:
                return _read(source, url, response, end)
            there = url.join(response.headers["Location"])
        if there.scheme not in ("http", "https") or (url.scheme == "https" and there.scheme == "http"):
            raise FetchFailed(source.name, f"redirected to {there.scheme}://{there.host}", lasting=True)
        url = there
    raise FetchFailed(source.name, f"more than {REDIRECTS} redirects", lasting=True)


def _request(
    source: Asked, url: httpx.URL, first: httpx.URL, headers: Mapping[str, str], resolve: Resolve
) -> tuple[httpx.URL, dict[str, str]]:
    """Return what to send where: to the address that was looked at, under the host's own name."""
    port = url.port or (443 if url.scheme == "https" else 80)
    hosts = source.hosts or frozenset({first.host})
    address = let_through(source.name, url.host, port, hosts=hosts, private=source.private_hosts, resolve=resolve)
    sent = dict(headers) | {"Host": url.netloc.decode("ascii")}
    if source.authorization_env and (url.scheme, url.netloc) == (first.scheme, first.netloc):
        sent["Authorization"] = environment(source.name, "authorization_env", source.authorization_env)
    return url.copy_with(host=address), sent


def _extensions(url: httpx.URL, end: float) -> dict[str, object]:
    """Return the name that the far side's certificate must bear, and how long each step may take."""
    left = max(end - time.monotonic(), 0.1)
    return {"sni_hostname": url.host, "timeout": dict.fromkeys(("connect", "read", "write", "pool"), left)}


def _read(source: Asked, url: httpx.URL, response: httpx.Response, end: float) -> Fetched | None:
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return None
    if response.status_code != httpx.codes.OK:
        passing = response.status_code in PASSING
        raise FetchFailed(source.name, f"HTTP {response.status_code}", lasting=not passing)
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > source.max_bytes:
            raise FetchFailed(source.name, f"more than {source.max_bytes} bytes", lasting=True)
        if time.monotonic() > end:
            raise FetchFailed(source.name, f"the answer took more than {source.timeout:g} s", lasting=False)
    return Fetched(
        name=_name(source, url, response.headers),
        data=bytes(data),
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
    )


def _name(source: Asked, url: httpx.URL, headers: httpx.Headers) -> str:
    given = source.file if isinstance(source, HttpSource) else f"{source.flow}.{source.form}"
    if given:
        return given
    said = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", headers.get("Content-Disposition", ""), re.IGNORECASE)
    name = unquote(said.group(1) if said else url.path.rpartition("/")[2]).replace("\\", "/").rpartition("/")[2]
    kind = headers.get("Content-Type", "").split(";")[0].strip().lower()
    name = re.sub(r"[\x00-\x1f]", "", name)[:120] or source.name
    return name if "." in name else name + ENDINGS.get(kind, "")
