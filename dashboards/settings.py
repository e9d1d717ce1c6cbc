"""What the pages are told. The roof fills these from config.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class SignInRules:
    """How long a session holds, and how many sign-ins may fail."""

    #: a session ends when nothing was asked for so long
    idle: timedelta = timedelta(hours=1)
    #: and at the latest after
    lifetime: timedelta = timedelta(hours=12)
    #: time in which failures are counted: so long an account or an address is locked
    window: timedelta = timedelta(minutes=15)
    #: failures of one account in that time
    failures: int = 5
    #: failures from one address in that time
    failures_of_address: int = 30


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who signs people on elsewhere, by OpenID Connect."""

    #: address of the provider: "https://sso.example.org"
    issuer: str
    client_id: str
    client_secret: str | None
    #: as the sign-in page calls it
    name: str
    #: hosts that may be asked: the issuer's own and those that the configuration names
    hosts: frozenset[str]
    #: claim that holds a person's sign-in name
    name_claim: str = "preferred_username"
    #: claim that holds a person's groups
    role_claim: str = "groups"
    #: group → roles; who has none of these groups is not let in
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: group → offices
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: group → codes of places
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """Everything that pages and API need to know and the store does not hold."""

    #: True: nobody sees here what is not released, whatever the role; False: roles of the bureau do
    released_only: bool = False
    #: zh or en: language of a visitor who chose none
    language: str = "zh"
    #: address under which people reach the pages, no slash at the end
    base_url: str = "http://127.0.0.1:8000"
    #: largest file that is taken in, bytes
    max_upload_bytes: int = 256 * 1024 * 1024
    #: folder whose Word templates take the place of the shipped ones, None = the shipped ones
    templates: Path | None = None
    #: sessions and failed sign-ins
    sign_in: SignInRules = SignInRules()
    #: None: people sign in here only
    provider: Provider | None = None
    #: True: the built-in example, where everybody signs in as anybody
    demo: bool = False
