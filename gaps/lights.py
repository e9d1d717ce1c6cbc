"""序时灯: light rules of places, beside the status and never in its place (gap-model A8, B5.5)."""

import operator
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from gaps.exact import settled
from measures.errors import NotFound
from measures.terms import Measure

_RELATIONS = {"ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt, "eq": operator.eq}


@dataclass(frozen=True, kw_only=True)
class LocalRule:
    """A place's own rule for green, yellow and red."""

    #: stable name: place and year
    id: str
    #: code of measures.places
    place_code: str
    #: first day
    valid_from: date
    #: where it stands
    source: str
    #: form of the targets that it looks at
    measure: str
    #: identifiers of the indicators that it looks at, empty = all
    indicators: frozenset[str]
    #: (light, conditions), first that holds; a condition is (measure, relation, number)
    lights: tuple[tuple[str, tuple[tuple[str, str, float], ...]], ...]


@cache
def local_rules() -> dict[str, LocalRule]:
    """The rules of local_lights.toml by name."""
    table = tomllib.loads(files("gaps").joinpath("local_lights.toml").read_text(encoding="utf-8"))
    rules = {}
    for entry in table["rule"]:
        lights = tuple((e["light"], tuple((m, r, float(n)) for m, r, n in e["when"])) for e in entry.pop("lights"))
        indicators = frozenset(entry.pop("indicators", ()))
        rules[entry["id"]] = LocalRule(**entry, indicators=indicators, lights=lights)
    return rules


def local_light(rule: str, measures: Mapping[str, float]) -> str | None:
    """The light that a place's rule gives for some measures; None where the rule leaves the case open, or where a
    measure that decides is not known.

    Raises NotFound for a rule that local_lights.toml does not hold.
    """
    if rule not in local_rules():
        raise NotFound("local light rule", rule)
    for light, conditions in local_rules()[rule].lights:
        if any(m not in measures for m, _, _ in conditions):
            return None
        if all(_RELATIONS[relation](measures[m], number) for m, relation, number in conditions):
            return light
    return None


@dataclass(frozen=True, kw_only=True)
class LocalLight:
    """What a place's own rule says of a target."""

    #: name of the rule
    rule: str
    #: green, yellow or red
    light: str
    #: where the rule stands
    source: str
    #: what it looked at
    measures: Mapping[str, float]


def light_of_place(row: Mapping[str, Any], day: date) -> LocalLight | None:
    """The light that the rule of a row's place gives on a day; None without a rule, or where it leaves the case open.

    `row`: a row of GAPS.
    """
    measures = _measures(row)
    for rule in local_rules().values():
        if rule.valid_from <= day and _looks_at(rule, row):
            light = local_light(rule.id, measures)
            if light is not None:
                return LocalLight(rule=rule.id, light=light, source=rule.source, measures=measures)
    return None


def _looks_at(rule: LocalRule, row: Mapping[str, Any]) -> bool:
    """True for targets of the rule's place or a place in it: 640106 in 640100, 120000 in itself."""
    stem = rule.place_code.rstrip("0") if rule.place_code.endswith("0000") else rule.place_code.removesuffix("00")
    named = not rule.indicators or row["indicator_id"] in rule.indicators
    return str(row["place_code"] or "").startswith(stem) and rule.measure == row["measure"] and named


def _measures(row: Mapping[str, Any]) -> dict[str, float]:
    """What local rules look at, as far as a gap row tells it."""
    found: dict[str, float] = {}
    if _known(row["pace_gap_linear"]):
        found["pace_gap"] = float(row["pace_gap_linear"])
    if _known(row["observed"]) and _known(row["expected_linear"]) and row["expected_linear"]:
        found["shortfall"] = float(settled(np.array([100.0 * (1.0 - row["observed"] / row["expected_linear"])]))[0])
    if row["measure"] == Measure.GROWTH and _known(row["observed"]):
        found["growth"] = float(row["observed"])
        if _known(row["gap"]) and row["gap"] < 0:
            found["lead"] = float(
                row["gap"]
            )  # below the plan: whatever the whole city grew by, the smaller is negative
    return found


def _known(value: Any) -> bool:
    return value is not None and value == value
