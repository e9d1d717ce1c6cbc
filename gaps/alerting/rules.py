"""Rules that a gap row may break."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from gaps.words import has_word


class Level(StrEnum):
    """How loud a rule is."""

    RED = "red"
    YELLOW = "yellow"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A condition on a gap row."""

    #: stable name; the sentence stands in the locale under "rule.<name>"
    name: str
    level: Level
    #: lights that break it
    statuses: frozenset[str]
    #: reason codes of which one must be there, empty = no condition
    reasons: frozenset[str] = frozenset()
    #: reason codes that keep it silent
    unless: frozenset[str] = frozenset()

    def broken_by(self, status: str, reasons: Sequence[str]) -> bool:
        """True where a row of this light and these reasons breaks the rule."""
        carried = set(reasons)
        wanted = not self.reasons or bool(self.reasons & carried)
        return status in self.statuses and wanted and not self.unless & carried


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that a gap row breaks, told to the one office that answers."""

    target_id: int
    #: version of the target that the gap used
    target_version: int
    #: name of the rule
    rule: str
    level: Level
    #: light of the row
    status: str
    #: the office that answers, None where none is settled yet
    office: str | None
    #: period of the figure, None without one
    period: str | None


@cache
def default_rules() -> tuple[Rule, ...]:
    """The rules of rules.toml, in their order."""
    table = tomllib.loads(files("gaps.alerting").joinpath("rules.toml").read_text(encoding="utf-8"))
    return tuple(_rule(entry) for entry in table["rule"])


def _rule(entry: dict[str, Any]) -> Rule:
    sets = {name: frozenset(entry.get(name, ())) for name in ("statuses", "reasons", "unless")}
    return Rule(name=entry["name"], level=Level(entry["level"]), **sets)


def is_statistical(office: str | None) -> bool:
    """True for offices that do not answer for what they measure (practice 19)."""
    return has_word("statistical", office)


def breaches(gaps: pd.DataFrame, rules: Sequence[Rule]) -> tuple[Breach, ...]:
    """The first rule that each row of GAPS breaks: red before yellow, otherwise in the order of the rows.

    Rows whose answerable office is a statistical one break none, nor do rows that are closed by a verdict (practice 2).
    """
    columns = ("target_id", "target_version", "status", "reasons", "answerable", "period", "verdict")
    found = []
    for row in gaps[list(columns)].itertuples(index=False):
        office = row.answerable if isinstance(row.answerable, str) else None
        rule = next((r for r in rules if r.broken_by(str(row.status), row.reasons)), None)  # type: ignore[arg-type]
        closed = isinstance(row.verdict, str)
        if rule is not None and not closed and not is_statistical(office):
            found.append(_breach(row, rule, office))
    return tuple(sorted(found, key=lambda b: b.level != Level.RED))


def _breach(row: Any, rule: Rule, office: str | None) -> Breach:
    return Breach(
        target_id=int(row.target_id),
        target_version=int(row.target_version),
        rule=rule.name,
        level=rule.level,
        status=str(row.status),
        office=office,
        period=row.period if isinstance(row.period, str) else None,
    )
