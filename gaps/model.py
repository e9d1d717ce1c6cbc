"""What the reckoning is told besides targets and observations: settings, and the dated numbers of the gap model."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from gaps.challengers import Choice

#: dates without a time mean their end here
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Model:
    """One version of the numbers that gap-model leaves to a choice; model.toml explains each."""

    #: name of the version, printed in every gap row
    id: str
    #: first day of questions that it answers
    valid_from: date
    #: 左右, points
    approx_points: float
    #: 左右, share of the target
    approx_share: float
    #: near zone, points
    near_points: float
    #: near zone, share of the target
    near_share: float
    #: 持平, points
    flat_points: float
    #: share of a ceiling below which it is far away
    far_share: float
    #: pace index from which a target is on track
    pace_on_track: float
    #: pace index from which it is at risk
    pace_at_risk: float
    #: month before which red needs the early cuts
    early_month: int
    #: pace index of the early cut
    early_pace: float
    #: points of the early cut for growth
    early_points: float
    #: month from which the linear share may give red
    linear_month: int
    #: points that the rest of the year may still have to gain
    growth_points: float
    #: the same in standard deviations of single-period growth
    growth_deviations: float
    #: required to present pace above which nothing is on track
    pace_ratio_limit: float
    #: required to present pace above which the light is red
    pace_ratio_red: float
    #: chance from which red becomes amber
    soften_probability: float
    #: smallest chance shown
    probability_low: float
    #: largest chance shown
    probability_high: float
    #: chances are rounded to this
    probability_step: float
    #: complete years behind a seasonal share, at most
    share_years: int
    #: own years behind a spread, at least
    own_spread_years: int
    #: own years behind a drift, at least
    drift_years: int
    #: other places behind a pooled figure, at least
    peer_places: int
    #: log error of a projection per share still to come
    spread_factor: float
    #: mass of the interval, 0–1
    interval: float
    #: days after the scheduled release
    grace_days: int
    #: the same for annual figures
    grace_days_annual: int


@cache
def model_versions() -> tuple[Model, ...]:
    """All versions of model.toml, oldest first."""
    table = tomllib.loads(files("gaps").joinpath("model.toml").read_text(encoding="utf-8"))
    return tuple(sorted((Model(**version) for version in table["version"]), key=lambda m: m.valid_from))


def model_on(day: date) -> Model:
    """The version that holds on a day."""
    versions = model_versions()
    return next((m for m in reversed(versions) if m.valid_from <= day), versions[0])


@dataclass(frozen=True, kw_only=True)
class PlanPoint:
    """What a plan wants of a target by the end of a day."""

    target_id: int
    due: date
    #: running total, or value at that date, in the target's unit
    value: float


@dataclass(frozen=True, kw_only=True)
class GapSettings:
    """How a gap table is reckoned."""

    #: True: only what has been released counts (practice 10)
    released_only: bool = False
    #: only what was recorded by then counts, None = everything
    recorded_by: datetime | None = None
    #: (target's indicator, observed indicator) that a person accepted as the same; identifiers, or names where unlinked
    accepted_matches: frozenset[tuple[str, str]] = frozenset()
    #: series that another model than the seasonal share projects, as past years decided (gaps.challengers)
    choices: tuple[Choice, ...] = ()
    #: schedules of plans; they come before the season
    plan_points: tuple[PlanPoint, ...] = ()
    #: numbers to use, None = the version of the day asked about
    model: Model | None = None

    def model_for(self, as_of: datetime) -> Model:
        """The numbers that answer a question about a moment."""
        return self.model or model_on(as_of.astimezone(ZONE).date())


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the arithmetic behind a gap row; the sentence stands in the locale under "step.<code>"."""

    #: name of the step
    code: str
    #: numbers and words that the sentence names
    values: Mapping[str, object] = field(default_factory=dict)
