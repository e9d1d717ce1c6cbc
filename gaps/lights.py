"""序时灯: light rules of places, beside the status and never in its place (gap-model A8, B5.5)."""

import operator
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from measures.errors import NotFound

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
    #: (light, conditions), first that holds; a condition is (measure, relation, number)
    lights: tuple[tuple[str, tuple[tuple[str, str, float], ...]], ...]


@cache
def local_rules() -> dict[str, LocalRule]:
    """The rules of local_lights.toml by name."""
    table = tomllib.loads(files("gaps").joinpath("local_lights.toml").read_text(encoding="utf-8"))
    rules = {}
    for entry in table["rule"]:
        lights = tuple((e["light"], tuple((m, r, float(n)) for m, r, n in e["when"])) for e in entry.pop("lights"))
        rules[entry["id"]] = LocalRule(**entry, lights=lights)
    return rules


def local_light(rule: str, measures: Mapping[str, float]) -> str | None:
    """The light that a place's rule gives for some measures, None where the rule leaves the case open.

    Raises NotFound for a rule that local_lights.toml does not hold.
    """
    if rule not in local_rules():
        raise NotFound("local light rule", rule)
    for light, conditions in local_rules()[rule].lights:
        if all(m in measures and _RELATIONS[relation](measures[m], number) for m, relation, number in conditions):
            return light
    return None
