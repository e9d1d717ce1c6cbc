"""Settings: config.yaml, the environment above it, typed and checked.

An error names the key, the value and what is expected. Secrets come from the environment or from a file of their own,
never from config.yaml.
"""

import datetime
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)
from yaml import YAMLError

from measures.errors import ConfigurationError

#: Keys that may only come from the environment or a file.
SECRETS = (("mail", "password"), ("oidc", "client_secret"))


class Language(StrEnum):
    """Language of what people read."""

    ZH = "zh"
    EN = "en"


class Audience(StrEnum):
    """Whether roles of the bureau see here what is not released; nobody else ever does."""

    PUBLIC = "public"
    BUREAU = "bureau"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("a time zone of the IANA list, such as Asia/Shanghai, is expected") from error
    return name


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UploadSection(_Section):
    """Limits of uploads."""

    #: largest file that is read, bytes
    max_bytes: int = Field(default=256 * 1024 * 1024, gt=0)


class WebSection(_Section):
    """Pages and API."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    #: address that mails lead to; None = http://host:port
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    audience: Audience = Audience.BUREAU


class ReportsSection(_Section):
    """Reports as files."""

    #: folder whose templates take the place of the shipped ones of the same name; None = the shipped ones
    templates: Path | None = None


class InboxSection(_Section):
    """A folder that is watched."""

    folder: Path | None = None
    #: seconds between two looks
    seconds: int = Field(default=20, ge=1, le=3600)


class AlertSection(_Section):
    """When the monthly message goes out."""

    #: the first workday after this day of the month; none = when the month's releases are in and were checked
    after_day: int | None = Field(default=None, ge=1, le=27)
    time: datetime.time = datetime.time(9, 0)


class MailSection(_Section):
    """The SMTP server."""

    host: str | None = None
    port: int = Field(default=25, ge=1, le=65535)
    user: str | None = None
    starttls: bool = False
    sender: str = Field(default="gapwatch@localhost", pattern=r"^[^@\s]+@[^@\s]+$")
    #: seconds
    timeout: float = Field(default=30, gt=0)
    password: SecretStr | None = None
    password_file: Path | None = None

    def secret(self) -> str | None:
        """Return the password from the environment or the file, None where there is neither."""
        return _secret("mail.password_file", self.password, self.password_file)


class SignInSection(_Section):
    """How long somebody stays signed in."""

    #: minutes without a request
    idle_minutes: int = Field(default=60, ge=1, le=1440)
    #: hours in all
    hours: int = Field(default=12, ge=1, le=168)


class OidcSection(_Section):
    """Signing on at a provider by OpenID Connect; see config.yaml."""

    issuer: str | None = Field(default=None, pattern=r"^https?://[^/]+")
    client_id: str | None = None
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    #: as the sign-in page calls it
    name: str = "统一身份认证"
    #: further hosts that the provider's addresses may be on
    hosts: tuple[str, ...] = ()
    name_claim: str = "preferred_username"
    role_claim: str = "groups"
    #: group → roles, offices, places
    roles: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    offices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def secret(self) -> str | None:
        """Return the client's secret from the environment or the file, None where there is neither."""
        return _secret("oidc.client_secret_file", self.client_secret, self.client_secret_file)


def _secret(key: str, given: SecretStr | None, file: Path | None) -> str | None:
    if given is not None:
        return given.get_secret_value()
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(key, str(file), f"a readable file is expected ({error.strerror})") from error


class Settings(BaseSettings):
    """All settings; see config.yaml for what each means."""

    model_config = SettingsConfigDict(
        env_prefix="GAPWATCH_", env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=False
    )

    database: str = "sqlite:///gapwatch.db"
    language: Language = Language.ZH
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    upload: UploadSection = UploadSection()
    web: WebSection = WebSection()
    reports: ReportsSection = ReportsSection()
    inbox: InboxSection = InboxSection()
    #: file that says which sources are polled (docs/guide/sources.example.yaml); None polls none
    sources: Path | None = None
    alert: AlertSection = AlertSection()
    mail: MailSection = MailSection()
    sign_in: SignInSection = SignInSection()
    oidc: OidcSection = OidcSection()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    @property
    def base_url(self) -> str:
        """The address that mails lead to, without a slash at its end."""
        return (self.web.base_url or f"http://{self.web.host}:{self.web.port}").rstrip("/")


def load_settings(config: Path | None = None, **overrides: Any) -> Settings:
    """Return the settings of the overrides, then the environment, then the file, then the defaults.

    `config` None takes ./config.yaml where it exists. Raises ConfigurationError for a file that is absent or
    unreadable, an unknown key, a value of the wrong kind, or a secret in the file.
    """
    path = _config_file(config)
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return _reader(path)(**given)
    except ValidationError as error:
        raise _explained(error) from error
    except YAMLError as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError("--config", str(path), f"YAML is expected ({reason})") from error


def _config_file(config: Path | None) -> Path | None:
    if config is None:
        default = Path(os.environ.get("GAPWATCH_CONFIG", "config.yaml"))
        return default if default.is_file() else None
    if not config.is_file():
        raise ConfigurationError("--config", str(config), "an existing file is expected")
    return config


def _reader(path: Path | None) -> type[Settings]:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            if path is None:
                return (init_settings, env_settings)
            source = YamlConfigSettingsSource(settings_cls, yaml_file=path, yaml_file_encoding="utf-8")
            _refuse_secrets(source.yaml_data)
            return (init_settings, env_settings, source)

    return FromFile


def _refuse_secrets(data: dict[str, Any]) -> None:
    for section, key in SECRETS:
        part = data.get(section)
        if isinstance(part, dict) and key in part:
            raise ConfigurationError(
                f"{section}.{key}",
                "…",
                "secrets do not stand in this file: "
                f"set GAPWATCH_{section.upper()}__{key.upper()} or {section}.{key}_file",
            )


def _explained(error: ValidationError) -> ConfigurationError:
    lines = []
    for part in error.errors():
        key = ".".join(str(step) for step in part["loc"])
        value = "…" if key.endswith(("password", "client_secret")) else part.get("input")
        expected = "there is no such setting" if part["type"] == "extra_forbidden" else part["msg"]
        lines.append((key, value, expected.removeprefix("Value error, ")))
    (key, value, expected), *others = lines
    return ConfigurationError(key, value, "; ".join([expected, *(f"{k} = {v!r}: {e}" for k, v, e in others)]))
