"""Signing on elsewhere by OpenID Connect: discovery, PKCE, state and nonce; only configured hosts are asked.

The protocol is authlib's and joserfc's; here stands which hosts may be asked and what a person becomes by the claims.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboards.settings import Provider
from measures.errors import GapwatchError

SCOPE: Final = "openid profile email"
#: signatures that only the provider can make; never a shared secret, never none
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "ES256", "ES384", "ES512", "EdDSA")
#: seconds to wait for the provider, bytes of an answer, seconds by which clocks may differ
WAIT, MOST, LEEWAY = 10.0, 1_000_000, 60
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
#: the addresses of a provider that are used
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SignOnFailed(GapwatchError):
    """A sign-on that did not work."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"sign-on failed: {reason} {detail}".rstrip())
        #: "denied", "expired", "invalid", "unreachable", "no_role", "name_taken", "ended"
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A sign-on that goes to the provider: what must be known when it comes back."""

    #: where the browser goes
    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, kw_only=True)
class SignedOn:
    """Who the provider says it is."""

    subject: str
    #: proposed sign-in name
    name: str
    shown: str
    roles: tuple[str, ...]
    offices: tuple[str, ...]
    #: codes
    places: tuple[str, ...]


def discover(provider: Provider) -> dict[str, Any]:
    """What the provider says about itself; raises SignOnFailed where it is silent or names a host of others."""
    found = _get(provider, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise SignOnFailed("invalid", f"the provider calls itself {found.get('issuer')!r}")
    for name in ENDPOINTS:
        _allowed(provider, str(found.get(name, "")))
    return found


def begin(provider: Provider, metadata: Mapping[str, Any], redirect_uri: str) -> Begun:
    """The address to send a browser to."""
    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    address = prepare_grant_uri(
        metadata["authorization_endpoint"],
        provider.client_id,
        "code",
        redirect_uri=redirect_uri,
        scope=SCOPE,
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return Begun(address=address, state=state, nonce=nonce, verifier=verifier)


def finish(
    provider: Provider,
    metadata: Mapping[str, Any],
    *,
    code: str,
    verifier: str,
    nonce: str,
    redirect_uri: str,
    now: datetime,
) -> SignedOn:
    """Who has signed on: the code is exchanged, the ID token's signature and claims are checked.

    Raises SignOnFailed for anything that does not fit, and for somebody who has none of the configured groups.
    """
    answer = _exchange(provider, metadata, code, verifier, redirect_uri)
    claims = _claims(provider, metadata, answer, nonce, now)
    if provider.role_claim not in claims and "userinfo_endpoint" in metadata:
        claims |= _userinfo(provider, str(metadata["userinfo_endpoint"]), answer, claims["sub"])
    return read_person(provider, claims)


def read_person(provider: Provider, claims: Mapping[str, Any]) -> SignedOn:
    """What somebody with these claims is here; raises SignOnFailed for somebody without a role."""
    said = claims.get(provider.role_claim) or []
    groups = [str(one) for one in said] if isinstance(said, list) else str(said).replace(",", " ").split()
    roles = _mapped(provider.roles, groups)
    if not roles:
        raise SignOnFailed("no_role")
    name = str(claims.get(provider.name_claim) or claims["sub"])
    return SignedOn(
        subject=str(claims["sub"]),
        name=name,
        shown=str(claims.get("name") or name)[:80],
        roles=roles,
        offices=_mapped(provider.offices, groups),
        places=_mapped(provider.places, groups),
    )


def _mapped(table: Mapping[str, tuple[str, ...]], groups: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in table.get(group, ())))


def _exchange(
    provider: Provider, metadata: Mapping[str, Any], code: str, verifier: str, redirect_uri: str
) -> dict[str, Any]:
    more = {"client_id": provider.client_id}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if provider.client_secret is not None:
        if "client_secret_basic" in methods:
            pair = f"{provider.client_id}:{provider.client_secret}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        else:
            more["client_secret"] = provider.client_secret
    body = prepare_token_request(
        "authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier, **more
    )
    found = _ask(provider, "POST", metadata["token_endpoint"], headers=headers, content=body.encode())
    if not isinstance(found.get("id_token"), str):
        raise SignOnFailed("invalid", "no ID token")
    return found


def _claims(
    provider: Provider, metadata: Mapping[str, Any], answer: Mapping[str, Any], nonce: str, now: datetime
) -> dict[str, Any]:
    try:
        keys = KeySet.import_key_set(_get(provider, metadata["jwks_uri"]))  # type: ignore[arg-type]
        token = jwt.decode(answer["id_token"], keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            params={"nonce": nonce, "client_id": provider.client_id, "access_token": answer.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SignOnFailed("invalid", str(error)) from error
    return dict(claims)


def _userinfo(provider: Provider, address: str, answer: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """Claims that stand beside the ID token; refused where they are about somebody else."""
    found = _get(provider, address, {"Authorization": f"Bearer {answer.get('access_token', '')}"})
    if found.get("sub") != subject:
        raise SignOnFailed("invalid", "the claims are about somebody else")
    return found


def _get(provider: Provider, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return _ask(provider, "GET", address, headers=headers or {})


def _ask(provider: Provider, method: str, address: str, **more: Any) -> dict[str, Any]:
    _allowed(provider, address)
    try:
        with (
            httpx.Client(timeout=WAIT, follow_redirects=False) as client,
            client.stream(method, address, **more) as answer,
        ):
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST:
                    raise SignOnFailed("invalid", f"an answer of more than {MOST} bytes")
    except httpx.HTTPError as error:
        raise SignOnFailed("unreachable", type(error).__name__) from error
    if answer.status_code != httpx.codes.OK:
        raise SignOnFailed("invalid" if answer.is_client_error else "unreachable", f"answer {answer.status_code}")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise SignOnFailed("invalid", "an answer that is not JSON") from error
    if not isinstance(found, dict):
        raise SignOnFailed("invalid", "an answer of another shape")
    return found


def _allowed(provider: Provider, address: str) -> None:
    """Raise SignOnFailed for an address that the configuration does not allow: another host, or no TLS."""
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or parts.hostname not in provider.hosts:
        raise SignOnFailed("invalid", f"{address!r} is not on a host that may be asked")
