"""Elapsed share, expected to date, attainment and pace (gap-model A3–A5, practice 5).

Growth is never scaled by the months gone by. A running total is paced by the seasonal share of past years first and
by months second;
both are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gaps.answers import Answers
from gaps.candidates import Candidates
from gaps.compare import CEILING, Band
from gaps.exact import Flags, Floats, Integers, Objects
from gaps.figures import Figures
from gaps.model import Model, PlanPoint
from gaps.plans import read_at_deadline, under_way
from gaps.questions import Kind, Questions
from gaps.reasons import Reason, Reasons
from gaps.scales import Form
from gaps.schedules import planned
from gaps.shares import Peers, ask_peers, past_years, row_mean, share_of

#: kinds whose running total is paced
FLOWS = (Kind.FLOW, Kind.NET, Kind.CARRIED)
#: kinds whose target itself is expected at every check
STEADY = (Kind.GROWTH, Kind.MEAN, Kind.EVERY)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How far each target should be, one element a target; NaN where nothing can be said."""

    #: a running total within its year, still open
    running: Flags
    #: L: months covered / months of the target
    linear: Floats
    #: S: mean share of past years at the same month
    seasonal: Floats
    #: share that the plan's own schedule wants done by the same month, NaN without a schedule
    planned: Floats
    #: whose share it is: "own", "peers" or None
    basis: Objects
    #: complete own years behind the share
    years: Integers
    #: share of each own past year, target × year, last year first
    shares: Floats
    #: own totals of past years at the same month, in the base of the dimension
    past_partial: Floats
    #: own totals of past years at the deadline's month
    past_total: Floats
    #: what other places lend
    peers: Peers
    #: expected to date by months
    expected_linear: Floats
    #: expected to date by the plan's schedule, by season where there is none, by months where there is neither
    expected: Floats
    #: 完成率, as a share
    attainment: Floats
    #: π: reached / expected
    index: Floats
    #: π by months
    index_linear: Floats
    #: 100·(Y/τ − S)
    gap: Floats
    #: 比序时进度: 100·(Y/τ − L)
    gap_linear: Floats
    #: rows behind the share, −1 where there is none
    used: Integers

    @property
    def decisive(self) -> Floats:
        """The share that the light goes by besides the months: the plan's, else the season's, NaN without either."""
        return np.where(np.isnan(self.planned), self.seasonal, self.planned)


def expected_to_date(target: float, shares: Sequence[float], period: int) -> float:
    """What should be done by a period (from 1) of a schedule of cumulated shares (gap-model A4)."""
    return target * shares[period - 1]


def attainment_percent(actual: float, target: float) -> float | None:
    """完成率, per cent; None for a target of zero (gap-model A5)."""
    return None if target == 0 else actual / target * 100.0


def aggregate_attainment(parts: Sequence[tuple[float, float]]) -> float | None:
    """完成率 of (actual, target) parts together, per cent: sums, never the mean of percentages (gap-model A5)."""
    return attainment_percent(sum(actual for actual, _ in parts), sum(target for _, target in parts))


def pace_gap_points(attainment: float, months: float, of_months: float) -> float:
    """比序时进度, percentage points: attainment less the linear share (gap-model A5)."""
    return attainment - months / of_months * 100.0


def paced(
    questions: Questions,
    answers: Answers,
    figures: Figures,
    band: Band,
    chosen: Candidates,
    model: Model,
    reasons: Reasons,
    plan_points: Sequence[PlanPoint] = (),
) -> Pace:
    """Share, expectation, attainment and pace of every target; `plan_points`: schedules of plans."""
    flow = np.isin(questions.kind, FLOWS) & (questions.form == Form.LEVEL) & (questions.years == 1)
    running = flow & (figures.month > 0) & ~figures.closed
    past = _past(questions, answers, figures, chosen, running, model)
    partial, total, shares, years, peers = past.partial, past.total, past.shares, past.years, past.peers
    seasonal, basis = past.seasonal, past.basis
    path = planned(plan_points, questions, figures, _centre(band))
    scheduled = np.isfinite(path) & ~figures.closed
    _say_why(reasons, questions, figures, past, running, scheduled)
    linear = _linear(questions, figures)
    seasonal = np.where(flow & figures.closed, 1.0, seasonal)
    expected_linear, expected = _expected(questions, figures, band, flow, linear, seasonal)
    expected = np.where(scheduled, path, expected)
    counted = _plan(questions, figures) & ~read_at_deadline(questions)
    paceable = flow | _path(questions, figures) | counted | scheduled
    tau = np.where(band.tau == 0, np.nan, _centre(band))
    with np.errstate(over="ignore"):
        share = np.where(flow, figures.value / tau, np.nan)
        to_plan = np.where(scheduled, path / tau, np.nan)
    decisive = np.where(scheduled, to_plan, np.where(np.isnan(seasonal), linear, seasonal))
    return Pace(
        running=running,
        linear=linear,
        seasonal=seasonal,
        planned=to_plan,
        basis=basis,
        years=years,
        shares=shares,
        past_partial=partial,
        past_total=total,
        peers=peers,
        expected_linear=expected_linear,
        expected=expected,
        attainment=_attainment(questions, figures, band),
        index=_index(figures, expected, paceable),
        index_linear=_index(figures, expected_linear, paceable),
        gap=100.0 * (share - decisive),
        gap_linear=100.0 * (share - linear),
        used=np.where(np.repeat(np.isfinite(shares), 2, axis=1), past.used, -1),
    )


@dataclass(frozen=True, kw_only=True)
class _Past:
    """What past years say of the season: arrays over targets, those of years with one column a year."""

    partial: Floats
    total: Floats
    used: Integers
    shares: Floats
    #: years with a share
    years: Integers
    seasonal: Floats
    #: "own", "peers" or None
    basis: Objects
    peers: Peers
    #: targets without own years that may ask peers
    orphan: Flags
    #: a past year broke its scope
    broken: Flags


def _past(
    questions: Questions, answers: Answers, figures: Figures, chosen: Candidates, running: Flags, model: Model
) -> _Past:
    series = np.where(running, figures.series, -1)
    partial, total, used = past_years(questions, answers, series, figures.month, model.share_years)
    shares = share_of(partial, total)
    years = np.isfinite(shares).sum(axis=1)
    seasonal = row_mean(shares)
    orphan = running & (years == 0) & (questions.kind != Kind.CARRIED)
    peers = ask_peers(questions, answers, figures, chosen, years, running, model)
    own_only = set(np.flatnonzero(questions.kind == Kind.CARRIED).tolist())
    peers = replace(peers, shares={t: pool for t, pool in peers.shares.items() if t not in own_only})
    basis: Objects = np.full(len(questions), None, dtype=object)
    basis[years > 0] = "own"
    for target, pool in peers.shares.items():
        seasonal[target], basis[target] = float(np.nanmean(pool)), "peers"
    return _Past(
        partial=partial,
        total=total,
        used=used,
        shares=shares,
        years=years,
        seasonal=seasonal,
        basis=basis,
        peers=peers,
        orphan=orphan,
        broken=np.asarray(np.append(answers.rows.breaks, False)[used].any(axis=1), dtype=bool),
    )


def _say_why(
    reasons: Reasons, questions: Questions, figures: Figures, past: _Past, running: Flags, scheduled: Flags
) -> None:
    why = {
        Reason.PLANNED_SHARE: scheduled,
        Reason.LINEAR_FALLBACK: past.orphan & np.isnan(past.seasonal) & ~scheduled,
        Reason.ONE_YEAR_SHARE: running & (past.years == 1),
        Reason.PEER_SHARE: running & (past.basis == "peers"),
        Reason.SCOPE_BREAK: running & past.broken,
        Reason.BASE_NEAR_ZERO: running & (past.total == 0).any(axis=1),
        Reason.PLAN_UNDER_WAY: under_way(questions, figures),
        Reason.SIGN_CHANGE: running & ((past.total < 0) | (past.partial < 0)).any(axis=1),
    }
    for reason, where in why.items():
        reasons.add(reason, where)


def _centre(band: Band) -> Floats:
    """The value as written that pace aims at: the upper end of a range under a ceiling, the lower one otherwise."""
    return np.where(band.side == CEILING, band.tau_high, band.tau)


def _path(questions: Questions, figures: Figures) -> Flags:
    """Stocks and shares with a known baseline go from it to the target."""
    stock = (questions.kind == Kind.STOCK) & (questions.form != Form.RATE)
    return np.asarray(stock & np.isfinite(figures.baseline), dtype=bool)


def _plan(questions: Questions, figures: Figures) -> Flags:
    """Plans of several years of which some years are complete."""
    return (questions.years > 1) & (figures.years_done > 0)


def _linear(questions: Questions, figures: Figures) -> Floats:
    """L: m/n within a year, complete years of all years in a plan, 1 at the deadline."""
    plan = _plan(questions, figures)
    months = np.where(figures.month > 0, figures.month / np.maximum(questions.last_month, 1), np.nan)
    several = figures.years_done / np.maximum(questions.years, 1)
    passed = (questions.years - 1 + np.nan_to_num(months)) / np.maximum(questions.years, 1)
    within = np.where(questions.years > 1, np.where(figures.month > 0, passed, np.nan), months)
    return np.where(figures.closed, 1.0, np.where(plan, several, within))


def _expected(
    questions: Questions, figures: Figures, band: Band, flow: Flags, linear: Floats, seasonal: Floats
) -> tuple[Floats, Floats]:
    """Expected to date by months and by season (gap-model A4)."""
    tau = _centre(band)
    there = figures.month > 0
    steady = np.isin(questions.kind, STEADY) & (questions.years == 1)
    within = (questions.kind == Kind.STOCK) & (band.side == CEILING) & ~questions.rise
    by_month = np.where(flow & (questions.kind != Kind.CARRIED), tau * linear, np.nan)
    base = np.where(questions.rise, 0.0, figures.baseline)
    by_month = np.where(_path(questions, figures) & ~within, base + (tau - base) * linear, by_month)
    by_month = np.where(
        (steady & there) | (within & (there | (figures.years_done > 0))) | figures.closed, tau, by_month
    )
    counted = _plan(questions, figures) & ~figures.closed & ~read_at_deadline(questions)
    by_month = np.where(counted, _plan_path(questions, tau, linear), by_month)
    by_season = np.where(flow & ~np.isnan(seasonal), tau * seasonal, by_month)
    return by_month, by_season


def _plan_path(questions: Questions, tau: Floats, linear: Floats) -> Floats:
    """τ·k/n for amounts, the index path (1+τ)^(k/n) for totals of growth, τ itself for yearly means."""
    index = (np.power(np.maximum(1.0 + questions.sign * tau / 100.0, 0.0), linear) - 1.0) * 100.0 * questions.sign
    rate = np.where(questions.yearly_mean, tau, index)
    return np.where(questions.form == Form.RATE, rate, tau * linear)


def _index(figures: Figures, expected: Floats, paceable: Flags) -> Floats:
    usable = paceable & np.isfinite(expected) & (expected > 0)
    return np.where(usable, figures.value / np.where(usable, expected, 1.0), np.nan)


def _attainment(questions: Questions, figures: Figures, band: Band) -> Floats:
    """完成率 as a share; ceilings have headroom instead, yearly growth has none (gap-model A5)."""
    tau = np.where(band.tau == 0, np.nan, band.tau)
    level = np.isin(questions.form, (Form.LEVEL, Form.SHARE, Form.CHANGE)) & ~np.isin(
        questions.kind, (Kind.MEAN, Kind.EVERY)
    )
    with np.errstate(over="ignore"):
        share = np.where(level, figures.value / tau, np.nan)
    path = _path(questions, figures) & ~questions.rise
    way = tau - figures.baseline
    gone = figures.value - figures.baseline
    in_band = (figures.value >= band.lo) & (figures.value <= band.hi)
    share = np.where(
        path, np.where(way == 0, np.where(in_band, 1.0, np.nan), gone / np.where(way == 0, np.nan, way)), share
    )
    total = (questions.form == Form.RATE) & (questions.years > 1)
    if total.any():
        share = np.where(total, _log_share(questions, figures, band), share)
    return np.where(band.side == CEILING, np.nan, share)


def _log_share(questions: Questions, figures: Figures, band: Band) -> Floats:
    """ln(1+done) / ln(1+target) of a plan's total change; a yearly mean counts once for each complete year."""
    years = np.where(figures.closed, questions.years, figures.years_done)
    done = np.log1p(np.maximum(questions.sign * figures.value / 100.0, -0.999999))
    whole = np.log1p(np.maximum(questions.sign * band.tau / 100.0, -0.999999))
    weight = np.where(questions.yearly_mean, years / np.maximum(questions.years, 1), 1.0)
    return done * weight / np.where(whole == 0, np.nan, whole)
