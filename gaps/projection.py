"""Where a target will end, how surely, and with what chance of meeting it (gap-model A7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gaps.answers import Answers
from gaps.challengers import Choice
from gaps.challengers_use import Substitute, substitutes
from gaps.compare import CEILING, FLOOR, Band
from gaps.exact import Flags, Floats, Integers, Objects
from gaps.figures import Figures, positions
from gaps.model import Model
from gaps.pace import Pace
from gaps.questions import Kind, Questions
from gaps.required import Requirement
from gaps.scales import Form
from gaps.shares import earlier_errors, past_years, row_deviation, row_mean

#: whose errors make the interval
OWN, POOLED, FALLBACK = "own", "pooled", "fallback"
#: degrees of freedom that stand for a normal distribution
_NORMAL = 1e6


@dataclass(frozen=True, kw_only=True)
class Projection:
    """The end of each target as far as it can be told, one element a target, in the target's unit."""

    value: Floats
    low: Floats
    high: Floats
    #: chance that the end lies in the acceptance band
    probability: Floats
    #: OWN, POOLED, FALLBACK or None
    basis: Objects
    #: standard deviation of the predictive distribution: of the logarithm for running totals
    spread: Floats
    #: degrees of freedom of Student's t
    freedom: Floats
    #: the distribution is that of the logarithm
    logarithmic: Flags
    #: rows behind it, −1 where there is none
    used: Integers
    #: the targets that another model than the seasonal share projects
    substitutes: dict[int, Substitute] = field(default_factory=dict)


def annualised_by_days(cumulated: float, days: float, days_in_year: float) -> float:
    """The year at the daily average so far (gap-model B5.7)."""
    return cumulated / days * days_in_year


def daily_average(cumulated: float, days: float) -> float:
    """The average of a day."""
    return cumulated / days


def chance(
    side: Integers, low: Floats, high: Floats, point: Floats, spread: Floats, freedom: Floats, model: Model
) -> Floats:
    """Mass of the predictive distribution between low and high, clipped; NaN without a spread (gap-model A7)."""
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        below = stdtr(freedom, (low - point) / spread)
        under = stdtr(freedom, (high - point) / spread)
    mass = np.where(side == FLOOR, 1.0 - below, np.where(side == CEILING, under, under - below))
    return np.where(
        np.isfinite(spread) & (spread > 0), np.clip(mass, model.probability_low, model.probability_high), np.nan
    )


def quantile(freedom: Floats, mass: float) -> Floats:
    """Half width of the central interval in standard deviations, Student's t."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(freedom, 0.5 + mass / 2.0), dtype=float)


def projected(
    questions: Questions,
    answers: Answers,
    figures: Figures,
    band: Band,
    pace: Pace,
    requirement: Requirement,
    outdated: Flags,
    model: Model,
    choices: Sequence[Choice] = (),
) -> Projection:
    """The projection of every target that is still open, by how its figure comes about; none from outdated figures.

    `choices`: series that another model than the seasonal share projects.
    """
    count = len(questions)
    start = Projection(
        value=np.full(count, np.nan),
        low=np.full(count, np.nan),
        high=np.full(count, np.nan),
        probability=np.full(count, np.nan),
        basis=np.full(count, None, dtype=object),
        spread=np.full(count, np.nan),
        freedom=np.full(count, _NORMAL),
        logarithmic=np.zeros(count, dtype=bool),
        used=np.full((count, 0), -1, dtype=np.int64),
    )
    open_year = (figures.month > 0) & ~figures.closed & np.isfinite(figures.value) & (questions.years == 1) & ~outdated
    result = _by_share(start, questions, figures, pace, model, open_year)
    result = _put_in_place(result, substitutes(questions, answers, figures, choices, result.logarithmic, model))
    result = _by_difference(result, questions, figures, pace, open_year)
    result = _by_drift(result, questions, answers, figures, requirement, model, open_year)
    result = _bounded(result, questions, figures, open_year, model)
    return replace(result, probability=_probability(result, band, model))


def _by_share(
    start: Projection, questions: Questions, figures: Figures, pace: Pace, model: Model, where: Flags
) -> Projection:
    """F = Y / S with the log error that the method made in past years: own from the model's number of years on, pooled
    over peers, else c·(1−S).

    Few own errors say little of their own size: those of the peers count beside them as one more short history.
    """
    usable = where & np.isin(questions.kind, (Kind.FLOW, Kind.CARRIED)) & pace.running
    usable &= np.isfinite(pace.seasonal) & (pace.seasonal > 0) & (figures.value >= 0)
    share = np.where(usable, np.minimum(pace.seasonal, 1.0), np.nan)
    value = figures.value / share
    own = usable & (pace.years >= model.own_spread_years)
    of_peers = pace.peers.spread * np.sqrt(1.0 + 1.0 / np.maximum(pace.years, 1))
    lent = usable & ~own & np.isfinite(of_peers)
    own_spread, own_freedom = _own_errors(pace, of_peers, model)
    spread = np.where(own, own_spread, np.where(lent, of_peers, model.spread_factor * (1.0 - share)))
    freedom = np.where(own, own_freedom, np.where(lent, pace.peers.freedom, _NORMAL))
    basis = np.where(own, OWN, FALLBACK).astype(object)
    basis[lent] = POOLED
    for target, pool in pace.peers.shares.items():
        if usable[target] and np.isfinite(pool).sum() > 2:
            spread[target], freedom[target] = _pooled(pool, share[target])
            basis[target] = POOLED
    return replace(
        start,
        value=np.where(usable, value, start.value),
        spread=np.where(usable, spread, start.spread),
        freedom=np.where(usable, freedom, start.freedom),
        basis=np.where(usable, basis, start.basis).astype(object),
        logarithmic=usable,
    )


def _put_in_place(start: Projection, found: dict[int, Substitute]) -> Projection:
    """The substitutes where there are any."""
    if not found:
        return start
    value, spread, freedom, basis = (getattr(start, n).copy() for n in ("value", "spread", "freedom", "basis"))
    for target, one in found.items():
        value[target], spread[target], freedom[target], basis[target] = one.value, one.spread, one.freedom, OWN
    return replace(start, value=value, spread=spread, freedom=freedom, basis=basis, substitutes=found)


def _own_errors(pace: Pace, of_peers: Floats, model: Model) -> tuple[Floats, Floats]:
    """Size and degrees of freedom of each target's own errors, the peers' weighing as many as make an own history."""
    errors = earlier_errors(pace.shares)
    count = np.isfinite(errors).sum(axis=1)
    squares = np.where(np.isfinite(errors), errors, 0.0) ** 2
    weight = np.where(np.isfinite(of_peers), np.minimum(model.own_spread_years, pace.peers.freedom), 0.0)
    freedom = np.maximum(count + weight, 1.0)
    total = squares.sum(axis=1) + weight * np.where(np.isfinite(of_peers), of_peers, 0.0) ** 2
    return np.sqrt(total / freedom), freedom


def _pooled(pool: Floats, share: float) -> tuple[float, float]:
    """Spread and degrees of freedom of ln(S/s) over all places and years of the peers."""
    known = pool[np.isfinite(pool) & (pool > 0)]
    errors = np.log(share / known)
    return float(np.sqrt((errors**2).sum() / (len(errors) - 1))), float(len(errors) - 1)


def _by_difference(start: Projection, questions: Questions, figures: Figures, pace: Pace, where: Flags) -> Projection:
    """F = Y + mean of past C(n) − C(m), no logarithms: amounts that may fall (practice 16)."""
    usable = where & (questions.kind == Kind.NET) & pace.running
    rest = (pace.past_total - pace.past_partial) / questions.factor[:, None]
    known = np.isfinite(rest).sum(axis=1)
    usable &= known > 0
    spread = np.where(known > 1, row_deviation(rest) * np.sqrt(1.0 + 1.0 / np.maximum(known, 1)), np.nan)
    return _put(start, usable, figures.value + row_mean(rest), spread, np.maximum(known - 1, 1), OWN)


def _put(
    start: Projection, where: Flags, value: Floats, spread: Floats, freedom: Floats | Integers, basis: str | Objects
) -> Projection:
    told = where & np.isfinite(spread) & (spread > 0)
    return replace(
        start,
        value=np.where(where, value, start.value),
        spread=np.where(told, spread, start.spread),
        freedom=np.where(told, freedom, start.freedom),
        basis=np.where(told, basis, start.basis).astype(object),
    )


def _by_drift(
    start: Projection,
    questions: Questions,
    answers: Answers,
    figures: Figures,
    requirement: Requirement,
    model: Model,
    where: Flags,
) -> Projection:
    """F = x + what past years still gained from this month on: growth, means and stocks.

    The drift of growth counts only from the model's number of years on and is shrunk towards none; its fallback
    spread is that of
    single periods times the share of the year that is left.
    """
    kinds = np.isin(questions.kind, (Kind.GROWTH, Kind.MEAN, Kind.STOCK))
    usable = where & kinds & ~questions.rise
    series = np.where(usable, figures.series, -1)
    partial, total, used = past_years(questions, answers, series, figures.month, model.share_years)
    change = (total - partial) * np.where(questions.form == Form.RATE, questions.sign, 1.0)[:, None]
    change = np.where(questions.points[:, None], change, change / questions.factor[:, None])
    known = np.isfinite(change).sum(axis=1)
    stock = questions.kind == Kind.STOCK
    drift = np.where(known >= np.where(stock, 2, model.drift_years), row_mean(change), 0.0)
    drift = np.where(stock, drift, drift * known / (known + model.drift_years))
    own = known >= np.where(stock, 2, model.own_spread_years)
    spread = np.where(own, row_deviation(change) * np.sqrt(1.0 + 1.0 / np.maximum(known, 1)), np.nan)
    left = np.where(
        np.isnan(requirement.base_share),
        1.0 - figures.month / np.maximum(questions.last_month, 1),
        1.0 - requirement.base_share,
    )
    fallback = left * single_deviation(questions, answers, figures)
    spread = np.where(own, spread, np.where(stock, np.nan, fallback))
    basis = np.where(own, OWN, FALLBACK).astype(object)
    usable &= ~stock | (known >= 2)
    result = _put(start, usable, figures.value + drift, spread, np.where(own, np.maximum(known - 1, 1), _NORMAL), basis)
    return replace(result, used=np.where((usable & (known > 0))[:, None], used, -1))


def single_deviation(questions: Questions, answers: Answers, figures: Figures) -> Floats:
    """Standard deviation of single-period values of the last two years up to the latest, NaN below six of them."""
    recent = [
        np.append(answers.rows.value, np.nan)[
            positions(answers.single_row, figures.series, questions.last_year - back, answers.origin)
        ]
        for back in (1, 0)
    ]
    values = np.concatenate(recent, axis=1)
    values = np.where(np.isfinite(values).sum(axis=1, keepdims=True) >= 6, values, np.nan)
    return row_deviation(values)


def _bounded(result: Projection, questions: Questions, figures: Figures, where: Flags, model: Model) -> Projection:
    """The interval, never below what is already there for amounts that cannot fall, and within natural limits for
    shares.
    """
    half = quantile(result.freedom, model.interval) * result.spread
    logarithmic = result.logarithmic
    low = np.where(logarithmic, result.value * np.exp(-half), result.value - half)
    high = np.where(logarithmic, result.value * np.exp(half), result.value + half)
    settled_amount = logarithmic & where
    value, low = result.value, np.where(settled_amount, np.maximum(low, figures.value), low)
    share = (questions.form == Form.SHARE) & ~questions.rise
    value, low, high = (np.where(share, np.clip(v, 0.0, 100.0), v) for v in (value, low, high))
    return replace(result, value=value, low=low, high=high)


def _probability(result: Projection, band: Band, model: Model) -> Floats:
    """The chance of meeting the target; ends of the band are compared on the scale of the distribution."""
    log = result.logarithmic

    def scaled(values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(log, np.where(values > 0, np.log(np.maximum(values, 1e-300)), -np.inf), values)

    return chance(
        band.side, scaled(band.lo), scaled(band.hi), scaled(result.value), result.spread, result.freedom, model
    )


def year_end(history: Sequence[tuple[float, float]], so_far: float, model: Model) -> tuple[float, float, float] | None:
    """Point and interval of a running total's year from (same month, whole year) of past years; None without any
    (gap-model A7).
    """
    shares = np.array([partial / total for partial, total in history if total > 0])
    if not len(shares) or so_far < 0:
        return None
    share = float(np.minimum(shares.mean(), 1.0))
    freedom, spread = _NORMAL, model.spread_factor * (1.0 - share)
    if len(shares) >= model.own_spread_years:
        errors = earlier_errors(shares[None, ::-1])[0]
        known = errors[np.isfinite(errors)]
        if len(known):
            freedom, spread = float(len(known)), float(np.sqrt((known**2).mean()))
    half = float(quantile(np.array([freedom]), model.interval)[0]) * spread
    point = so_far / share
    return point, max(point * float(np.exp(-half)), so_far), point * float(np.exp(half))
