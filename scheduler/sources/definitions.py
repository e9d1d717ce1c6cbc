"""What a source of statistics is: typed and checked, as sources.yaml gives it. Secrets come from the environment."""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError, model_validator

from measures.errors import ConfigurationError
from measures.terms import Authority

MEBIBYTE = 1024 * 1024
#: Day of a month.
Day = Annotated[int, Field(ge=1, le=31)]


class Source(BaseModel):
    """What every kind of source says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: the key under which it stands in sources.yaml
    name: str = Field(min_length=1, max_length=80)
    #: who publishes: the source of its observations; None = what the file says, else the name
    publisher: str | None = None
    #: mapping file (design section 4): what its tables mean, and corrections of its known errors
    mapping: Path | None = None
    #: terms.Authority of all its observations; None = as the file says
    rank: Authority | None = None
    #: the word that is said once for all on warnings that want one (practice 17); None = such a file is rejected
    word: str | None = Field(default=None, min_length=1, max_length=2000)
    #: minutes between two polls
    every: int = Field(default=1440, ge=1, le=44640)
    #: first and last day of the month on which it is polled: its calendar of release
    days: tuple[Day, Day] = (1, 31)
    #: largest answer that is read, bytes
    max_bytes: int = Field(default=64 * MEBIBYTE, gt=0, le=1024 * MEBIBYTE)
    #: seconds that one attempt may take
    timeout: float = Field(default=60, gt=0, le=3600)
    #: attempts before a poll has failed
    attempts: int = Field(default=3, ge=1, le=10)

    @model_validator(mode="after")
    def _in_order(self) -> "Source":
        if self.days[0] > self.days[1]:
            raise ValueError("days: the first day and the last day of the month are expected in this order")
        return self

    def definition(self) -> str:
        """Return a digest of all that it says, the mapping file's words included."""
        said = self.model_dump_json()
        words = self.mapping.read_bytes() if self.mapping else b""
        return hashlib.sha256(said.encode() + words).hexdigest()


class HttpSource(Source):
    """A file at an address."""

    kind: Literal["http"]
    url: str = Field(pattern=r"^https?://[^\s@]+$")
    #: hosts that may be asked, redirects included; empty = the address's own
    hosts: frozenset[str] = frozenset()
    #: hosts that may lie in a private network
    private_hosts: frozenset[str] = frozenset()
    #: environment variable that holds the Authorization header; None sends none
    authorization_env: str | None = None
    #: file name under which the answer is read; None = as the address or the answer says
    file: str | None = None


class SdmxSource(Source):
    """A dataflow of an SDMX web service (REST 2.1)."""

    kind: Literal["sdmx"]
    #: address of the service, without "data/"
    url: str = Field(pattern=r"^https?://[^\s@?#]+$")
    #: "NBS,DF_GDP,1.0" or "DF_GDP"
    flow: str = Field(pattern=r"^[A-Za-z0-9_@$.,-]+$")
    #: key of the series: "A.41+23.GDP", "all" for every one
    key: str = Field(default="all", pattern=r"^[A-Za-z0-9_@$.+*-]+$")
    #: first period that is asked for
    start: str | None = Field(default=None, pattern=r"^[0-9A-Z-]{4,10}$")
    #: form of the answer
    form: Literal["csv", "xml"] = "csv"
    hosts: frozenset[str] = frozenset()
    private_hosts: frozenset[str] = frozenset()
    authorization_env: str | None = None


class SqlSource(Source):
    """A query of somebody else's database; its columns bear the names of the long form."""

    kind: Literal["sql"]
    #: sqlite:///FILE or postgresql://user@host/name, without a password
    url: str | None = Field(default=None, pattern=r"^(sqlite|postgresql)://")
    #: environment variable that holds the address, password included
    url_env: str | None = None
    #: one SELECT with an ORDER BY: the same rows in another order are another file
    query: str = Field(pattern=r"(?is)^\s*(select|with)\b[^;]*\border\s+by\b[^;]*;?\s*$")
    #: hosts that may be asked
    hosts: frozenset[str] = frozenset()
    #: most rows that are read
    max_rows: int = Field(default=1_000_000, ge=1)

    @model_validator(mode="after")
    def _one_address(self) -> "SqlSource":
        if (self.url is None) == (self.url_env is None):
            raise ValueError("url or url_env is expected, one of them")
        if self.url and re.match(r"[a-z]+://[^/@]*:[^/]*@", self.url):
            raise ValueError("passwords do not stand in this file: use url_env")
        return self

    def address(self) -> SecretStr:
        """Return the address; raises ConfigurationError where its environment variable is not set."""
        return SecretStr(self.url or environment(self.name, "url_env", self.url_env))


class FolderSource(Source):
    """A folder in which files are dropped; they are moved to done/ or rejected/ with a report beside them."""

    kind: Literal["folder"]
    folder: Path


AnySource = Annotated[HttpSource | SdmxSource | SqlSource | FolderSource, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[HttpSource | SdmxSource | SqlSource | FolderSource] = TypeAdapter(AnySource)


def environment(name: str, key: str, variable: str | None) -> str:
    """Return a value that stands in the environment; raises ConfigurationError where it does not."""
    value = os.environ.get(variable or "", "")
    if not value:
        raise ConfigurationError(f"sources.{name}.{key}", variable, "an environment variable that is set is expected")
    return value


def load_sources(path: Path) -> tuple[HttpSource | SdmxSource | SqlSource | FolderSource, ...]:
    """Return the sources of a file, in its order; paths in it are relative to it.

    Raises ConfigurationError naming the key, the value and what is expected.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError("sources", str(path), f"a readable YAML file is expected ({reason})") from error
    if not isinstance(raw, Mapping) or set(raw) != {"sources"} or not isinstance(raw["sources"], Mapping):
        raise ConfigurationError("sources", str(path), "sources: with a name and what it says for each is expected")
    return tuple(_source(str(name), said, path.parent) for name, said in raw["sources"].items())


def _source(name: str, said: Any, home: Path) -> HttpSource | SdmxSource | SqlSource | FolderSource:
    if not isinstance(said, Mapping):
        raise ConfigurationError(f"sources.{name}", said, "kind: and what belongs to it is expected")
    paths = {key: home / said[key] for key in ("mapping", "folder") if isinstance(said.get(key), str)}
    try:
        return _ADAPTER.validate_python({**said, **paths, "name": name})
    except ValidationError as error:
        first = error.errors()[0]
        steps = first["loc"][1:] if first["loc"] else ("kind",)
        key = ".".join(("sources", name, *map(str, steps)))
        expected = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        value = first.get("input") if steps and "url" not in steps else "…"
        raise ConfigurationError(key, value, expected.removeprefix("Value error, ")) from error


def mapping_of(source: Source) -> Mapping[str, object]:
    """Return what the source's mapping file says, empty for none; raises ConfigurationError for an unreadable one."""
    if source.mapping is None:
        return {}
    try:
        mapping = yaml.safe_load(source.mapping.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"sources.{source.name}.mapping", str(source.mapping), reason) from error
    if not isinstance(mapping, dict):
        raise ConfigurationError(f"sources.{source.name}.mapping", str(source.mapping), "a mapping is expected")
    return mapping
