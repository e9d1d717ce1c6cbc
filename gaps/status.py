"""The light of each target: the first rule that applies, with its reasons (gap-model A8, practice 1–6).

A pure function of data, target version, settings and date: no memory.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from gaps.compare import CEILING, FLOOR, Band, gap_of, margin_of
from gaps.evidence import Evidence
from gaps.exact import Flags, Floats, Objects
from gaps.figures import Figures
from gaps.model import Model
from gaps.pace import Pace
from gaps.projection import Projection
from gaps.questions import Kind, Questions
from gaps.reasons import Reason, Reasons
from gaps.required import Requirement
from gaps.scales import Form
from measures.terms import Status

#: days after the deadline from which a figure without a release calendar is late
LATE = 90


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that a light is made of, one element a target."""

    questions: Questions
    figures: Figures
    band: Band
    evidence: Evidence
    pace: Pace
    requirement: Requirement
    projection: Projection
    #: some row speaks of the indicator and place, known at the moment or not
    spoken_of: Flags
    #: some row known at the moment speaks of them
    visible: Flags
    #: the next scheduled figure should be there by now
    overdue: Flags
    #: the period before the latest was outside the band as well
    outside_before: Flags
    #: standard deviation of single-period growth, NaN where unknown
    single_deviation: Floats
    as_of: date
    model: Model
    reasons: Reasons

    @property
    def there(self) -> Flags:
        """A usable figure of the target's period is there."""
        asked = self.questions.kind != Kind.RELATIVE
        return np.asarray((self.figures.row >= 0) & ~np.isnan(self.figures.value) & asked, dtype=bool)


def judged(case: Case) -> Objects:
    """The status of every target: exactly one for every input."""
    status = np.full(len(case.questions), str(Status.NO_DATA), dtype=object)
    closed = case.there & case.figures.closed
    late = case.there & case.overdue & ~closed
    open_ = case.there & ~closed & ~late
    status[late] = str(Status.STALE)
    case.reasons.add(Reason.STALE, late)
    _at_deadline(case, status, closed)
    early = _settled_early(case, status, open_)
    _in_year(case, status, open_ & ~early)
    _no_data(case, status)
    return status


def _set(status: Objects, where: Flags, light: Status) -> None:
    status[where] = str(light)


def _at_deadline(case: Case, status: Objects, closed: Flags) -> None:
    """Rule 3: met or missed; what cannot be trusted is never met, and the near zone is never red."""
    evidence = case.evidence
    near = closed & evidence.near
    sure = evidence.met & evidence.trusted & ~evidence.sensitive
    _set(status, closed & sure, Status.MET)
    _set(status, closed & ~evidence.met & ~evidence.near & ~evidence.sensitive, Status.MISSED)
    _set(status, closed & ((evidence.met & ~sure) | evidence.sensitive), Status.ON_TRACK)
    _set(status, near, Status.AT_RISK)
    case.reasons.add(Reason.NEAR_ZONE, near)
    case.reasons.add(Reason.ROUNDING_SENSITIVE, closed & evidence.sensitive)
    far = case.band.side == CEILING
    limit = case.model.far_share * np.abs(case.band.tau_high)
    with np.errstate(invalid="ignore"):
        case.reasons.add(Reason.FAR_BELOW, closed & far & (case.figures.value < limit) & (case.band.tau_high > 0))


def _settled_early(case: Case, status: Objects, open_: Flags) -> Flags:
    """Rule 4: a running total that has passed its floor is met, one that has passed its ceiling is missed."""
    kind, side, evidence = case.questions.kind, case.band.side, case.evidence
    total = np.isin(kind, (Kind.FLOW, Kind.CARRIED)) & (case.questions.form == Form.LEVEL)
    policy = kind == Kind.POLICY
    reached = open_ & evidence.met & (side == FLOOR) & (total | policy)
    passed = open_ & ~evidence.met & (side == CEILING) & total
    _set(status, reached & evidence.trusted, Status.MET)
    _set(status, reached & ~evidence.trusted, Status.ON_TRACK)
    _set(status, passed, Status.MISSED)
    hopeless = open_ & ~reached & ~passed & case.requirement.impossible
    _set(status, hopeless, Status.OFF_TRACK)
    case.reasons.add(Reason.MET_EARLY, reached & evidence.trusted)
    case.reasons.add(Reason.CEILING_BREACHED, passed)
    case.reasons.add(Reason.INFEASIBLE, hopeless)
    return np.asarray(reached | passed | hopeless, dtype=bool)


def _early(case: Case) -> Flags:
    return np.asarray((case.figures.month < case.model.early_month) & (case.questions.years == 1), dtype=bool)


def _in_year(case: Case, status: Objects, open_: Flags) -> None:
    """Rule 5: pace for amounts, what the rest must gain for growth, headroom for limits; a fair chance softens red."""
    kind, met = case.questions.kind, case.evidence.met
    steady = np.isin(kind, (Kind.MEAN, Kind.EVERY)) | ((kind == Kind.STOCK) & (case.band.side != FLOOR))
    growth = (case.questions.form == Form.RATE) & np.isin(kind, (Kind.GROWTH, Kind.STOCK)) & ~steady
    growth &= case.questions.years == 1
    paced = np.isfinite(case.pace.index) & ~growth & ~steady
    inside = open_ & met & ~paced & np.isin(kind, (Kind.STOCK, Kind.OPEN))
    _set(status, inside, Status.ON_TRACK)
    case.reasons.add(Reason.CURRENTLY_IN_BAND, inside | (open_ & met & (kind == Kind.STOCK)))
    _by_pace(case, status, open_ & paced & ~inside)
    _by_growth(case, status, open_ & growth & ~inside)
    _by_headroom(case, status, open_ & steady & ~inside)
    red = open_ & (status == str(Status.OFF_TRACK))
    with np.errstate(invalid="ignore"):
        softened = red & (case.projection.probability >= case.model.soften_probability)
    softened &= ~case.reasons.has(Reason.INFEASIBLE)
    _set(status, softened, Status.AT_RISK)
    case.reasons.add(Reason.PROBABILITY_SOFTENED, softened)


def _by_pace(case: Case, status: Objects, where: Flags) -> None:
    """5b, c, f, g: cuts on the pace index; months alone give no red before September; the pace ratio overrides."""
    model, ratio = case.model, case.requirement.pace_ratio
    index = _good_index(case)
    linear = np.isnan(case.pace.decisive)
    on_track, at_risk = index >= model.pace_on_track, index >= model.pace_at_risk
    met = case.evidence.met & (case.questions.kind == Kind.STOCK)
    with np.errstate(invalid="ignore"):
        slow, hopeless = ratio > model.pace_ratio_limit, ratio > model.pace_ratio_red
    red = (~at_risk | hopeless) & ~met
    amber = (~on_track | slow) & ~red & ~met
    unprecedented = hopeless & case.requirement.unprecedented
    held_early = red & _early(case) & (index >= model.early_pace)
    held_linear = red & linear & _too_soon_for_months(case)
    case.reasons.add(Reason.RHO_HIGH, where & slow & ~met)
    case.reasons.add(Reason.EARLY_IN_YEAR, where & held_early)
    case.reasons.add(Reason.LINEAR_FALLBACK, where & held_linear)
    red &= ~held_early & ~held_linear
    case.reasons.add(Reason.INFEASIBLE, where & red & unprecedented)
    _set(status, where, Status.ON_TRACK)
    _set(status, where & (amber | held_early | held_linear), Status.AT_RISK)
    _set(status, where & red, Status.OFF_TRACK)


def _good_index(case: Case) -> Floats:
    """The pace index with 1 as just right and less as worse, under a ceiling as well (burn rate, gap-model A6)."""
    index = case.pace.index
    return np.where(case.band.side == CEILING, np.where(index > 0, 2.0 - index, 2.0), index)


def _too_soon_for_months(case: Case) -> Flags:
    """Before September of a year, or before three quarters of a plan."""
    return np.asarray(case.pace.linear < case.model.linear_month / 12.0, dtype=bool)


def _by_growth(case: Case, status: Objects, where: Flags) -> None:
    """5d, g: how much better the rest of the year must be than the year so far, (τ − g)/(1 − β)."""
    model = case.model
    own = np.isfinite(case.requirement.base_share)
    share = np.where(own, case.requirement.base_share, case.pace.linear)
    with np.errstate(divide="ignore", invalid="ignore"):
        better = np.where(share < 1, -gap_of(case.figures.value, case.band) / (1.0 - share), np.nan)
    allowed = np.fmax(model.growth_points, model.growth_deviations * case.single_deviation)
    met = case.evidence.met | case.evidence.near
    red = ~case.evidence.met & ~(better <= allowed)
    held_early = red & _early(case) & ~(better > model.early_points)
    held_linear = red & ~own & _too_soon_for_months(case)
    near = red & case.evidence.near
    case.reasons.add(Reason.NEAR_ZONE, where & case.evidence.near)
    case.reasons.add(Reason.EARLY_IN_YEAR, where & held_early)
    case.reasons.add(Reason.LINEAR_FALLBACK, where & held_linear)
    red &= ~held_early & ~held_linear & ~near & ~(met & ~red)
    _set(status, where, Status.AT_RISK)
    _set(status, where & case.evidence.met, Status.ON_TRACK)
    _set(status, where & red, Status.OFF_TRACK)


def _by_headroom(case: Case, status: Objects, where: Flags) -> None:
    """5e, g: limits are kept with room to spare, barely, or not for two periods."""
    met = case.evidence.met
    margin = margin_of(case.figures.value, case.band)
    with np.errstate(invalid="ignore"):
        tight = met & (margin <= case.projection.spread)
    red = ~met & case.outside_before & ~case.evidence.near
    held_early = red & _early(case) & (case.questions.kind != Kind.EVERY)
    case.reasons.add(Reason.CURRENTLY_IN_BAND, where & met)
    case.reasons.add(Reason.NEAR_ZONE, where & case.evidence.near)
    case.reasons.add(Reason.EARLY_IN_YEAR, where & held_early)
    case.reasons.add(Reason.CEILING_BREACHED, where & ~met & (case.questions.kind == Kind.EVERY))
    _set(status, where, Status.AT_RISK)
    _set(status, where & met & ~tight, Status.ON_TRACK)
    _set(status, where & red & ~held_early, Status.OFF_TRACK)


def _no_data(case: Case, status: Objects) -> None:
    """Rule 1, said last: why there is no light. Not due yet, late and not mapped are three things (design rule 5.7)."""
    grey = status == str(Status.NO_DATA)
    questions, reasons, there = case.questions, case.reasons, case.there
    relative = grey & (questions.kind == Kind.RELATIVE)
    rising = grey & ~relative & questions.rise & (case.figures.row >= 0) & np.isnan(case.figures.value)
    mapped = (case.figures.series >= 0) | (~case.visible & (questions.linked | case.spoken_of))
    waiting = grey & ~relative & ~rising & mapped & ~there
    shown = grey & ~relative & there
    late = case.overdue | (~questions.linked & (questions.due > 0) & (questions.due + LATE < case.as_of.toordinal()))
    once = questions.kind == Kind.ONCE
    past = (questions.due > 0) & (questions.due < case.as_of.toordinal())
    reasons.add(Reason.RELATIVE_TARGET, relative)
    reasons.add(Reason.BASELINE_MISSING, rising)
    reasons.add(Reason.NOT_MAPPED, grey & ~relative & ~rising & ~mapped & ~there)
    reasons.add(Reason.ANNUAL_ONLY_PENDING, (waiting | shown) & once & ~late)
    gone = past & late
    reasons.add(Reason.NOT_YET_PUBLISHED, (waiting & ~(once & ~late) & ~gone) | (shown & past & ~late & ~once))
    reasons.add(Reason.NOT_REPORTED, (waiting & late) | (shown & gone))
    reasons.add(Reason.DEADLINE_NOT_REACHED, (waiting | shown) & ~past)
    reasons.add(Reason.ACCRUAL_UNKNOWN, shown & ~past & (questions.kind == Kind.OPEN))
