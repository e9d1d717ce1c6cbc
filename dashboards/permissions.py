"""Who may do what: each act is a permission, each role a column of permissions.csv, each route names what it needs."""

import csv
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from measures.errors import GapwatchError

TABLE: Final = Path(__file__).parent / "permissions.csv"
Handler = TypeVar("Handler", bound=Callable[..., Any])


class Role(StrEnum):
    """What a person is here for; one person may have several."""

    ADMINISTRATOR = "administrator"
    SUPERVISION = "supervision"
    STATISTICIAN = "statistician"
    RELEASER = "releaser"
    DATA_OFFICER = "data_officer"
    OFFICE_REPORTER = "office_reporter"
    LEADER = "leader"
    VIEWER = "viewer"


class Permission(StrEnum):
    """An act, "resource:action"."""

    GAP_READ = "gap:read"
    DOCUMENT_READ = "document:read"
    TARGET_DECIDE = "target:decide"
    OBSERVATION_READ = "observation:read"
    UNRELEASED_READ = "unreleased:read"
    UPLOAD_READ = "upload:read"
    UPLOAD_SUBMIT = "upload:submit"
    UPLOAD_RELEASE = "upload:release"
    UPLOAD_UNDO = "upload:undo"
    RUN_READ = "run:read"
    OFFICES_ALL = "offices:all"
    ALERT_READ = "alert:read"
    ALERT_ANSWER = "alert:answer"
    ALERT_FOLLOW = "alert:follow"
    VERDICT_PROPOSE = "verdict:propose"
    VERDICT_APPROVE = "verdict:approve"
    OBJECTION_RAISE = "objection:raise"
    OBJECTION_ANSWER = "objection:answer"
    LEDGER_WRITE = "ledger:write"
    LETTER_READ = "letter:read"
    LETTER_WRITE = "letter:write"
    LETTER_SIGN = "letter:sign"
    PERSON_MANAGE = "person:manage"
    ACCOUNT_OWN = "account:own"


class FormRefused(GapwatchError):
    """Something that this visitor may not do: answered with 403."""

    def __init__(self, code: str) -> None:
        super().__init__(f"not allowed: {code}")
        #: "permission" or "forged"; the sentence stands under "error.not_allowed.<code>"
        self.code = code


@cache
def table() -> Mapping[Role, frozenset[Permission]]:
    """The permissions of every role; raises ValueError for a word that is no role or permission."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    return {role: frozenset(Permission(row["permission"]) for row in rows if row[role] == "x") for role in Role}


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """What somebody with these roles may do."""
    return frozenset().union(*(table()[role] for role in roles))


def needs(permission: Permission) -> Callable[[Handler], Handler]:
    """Mark a handler: only who has the permission may ask it."""

    def mark(handler: Handler) -> Handler:
        handler.permission = permission  # type: ignore[attr-defined]
        return handler

    return mark


def open_to_all(handler: Handler) -> Handler:
    """Mark a handler that answers visitors who have not signed in."""
    handler.permission = None  # type: ignore[attr-defined]
    return handler
