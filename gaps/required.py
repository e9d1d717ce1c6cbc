"""What the rest of the time must bring (gap-model A6, A10; practice 8)."""

from dataclasses import dataclass

import numpy as np

from gaps.answers import Answers
from gaps.compare import CEILING, FLOOR, Band
from gaps.exact import Flags, Floats, Integers, Objects, settled
from gaps.figures import Figures
from gaps.pace import Pace
from gaps.questions import Kind, Questions
from gaps.reasons import Reason, Reasons
from gaps.rows import decimals
from gaps.scales import Form
from gaps.shares import past_years
from measures.terms import Accumulation

#: what `required` is: an amount still to come, an amount still allowed, growth of the rest of the year, mean of the
#: remaining periods,
#: change a month, the value to keep, growth in each remaining year
REST_AMOUNT, REST_ALLOWANCE, REST_GROWTH, REST_MEAN, PER_MONTH, KEEP, REST_YEARLY = (
    "rest_amount",
    "rest_allowance",
    "rest_growth",
    "rest_mean",
    "per_month",
    "keep",
    "rest_yearly",
)
#: own past years needed before a requirement can be called infeasible
_EXPERIENCE = 3


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What is still needed, one element a target; NaN where nothing can be said."""

    #: in the unit that `kind` implies: the target's own, or per cent
    value: Floats
    #: interval out of the rounding of the growth so far
    low: Floats
    high: Floats
    #: one of the kinds above, None where there is no value
    kind: Objects
    #: ρ: needed rest / rest at the present pace
    pace_ratio: Floats
    #: β: share of last year's base that was done by the same month
    base_share: Floats
    #: amount of the rest of last year, in the target's unit
    rest_last_year: Floats
    #: growth of the rest of the year over last year's rest that an amount needs, per cent
    rest_growth: Floats
    #: more than any past year delivered in such a rest
    unprecedented: Flags
    #: beyond a natural limit
    impossible: Flags
    #: rows behind it, −1 where there is none
    used: Integers


def required_growth(target: float, so_far: float, base_share: float) -> float | None:
    """Growth of the rest of the year, per cent: (τ − β·g)/(1−β); None where nothing is left (gap-model A10.4).

    `base_share`: β, the share of last year's total that fell into the months gone by, 0 ≤ β < 1.
    """
    return None if base_share >= 1.0 else (target - base_share * so_far) / (1.0 - base_share)


def required_pace_ratio(done: float, target: float, share: float) -> float | None:
    """ρ = (τ−Y) / (Y·(1−S)/S): needed rest to the rest at the present pace; None at the end and before the start
    (gap-model A6).
    """
    if done <= 0.0 or not 0.0 < share < 1.0:
        return None
    return max(target - done, 0.0) / (done * (1.0 - share) / share)


def remaining_ratio(total: float, done: float, budget: float, spent: float) -> float | None:
    """Work left to means left: (total − done) / (budget − spent), the ρ of a budget; None where nothing is left
    (gap-model B6).
    """
    return None if budget == spent else (total - done) / (budget - spent)


def exhaustion(total_time: float, burn_rate: float) -> float | None:
    """When a budget for a time is used up at a rate of burning; None where it never is (gap-model A6, B4)."""
    return None if burn_rate <= 0 else total_time / burn_rate


def required(
    questions: Questions, answers: Answers, figures: Figures, band: Band, pace: Pace, topic: Integers, reasons: Reasons
) -> Requirement:
    """The requirement of every target that is still open."""
    count = len(questions)
    tau = np.where(band.side == CEILING, band.tau_high, band.tau)
    there = (figures.month > 0) & ~figures.closed & np.isfinite(figures.value)
    value, low, high = (np.full(count, np.nan) for _ in range(3))
    kind = np.full(count, None, dtype=object)
    rest = np.maximum(settled(tau - figures.value, tau, figures.value), 0.0)
    amount = pace.running & there
    plan = (questions.years > 1) & (figures.years_done > 0) & ~figures.closed & (questions.form == Form.LEVEL)
    value, kind = _put(value, kind, amount | plan, rest, np.where(band.side == CEILING, REST_ALLOWANCE, REST_AMOUNT))
    growth, base_share, used = _growth(questions, answers, figures, tau, topic, there, reasons)
    value, kind = _put(value, kind, np.isfinite(growth[0]), growth[0], REST_GROWTH)
    low, high = growth[1], growth[2]
    month, left = figures.month.astype(float), np.maximum(questions.last_month - figures.month, 1)
    mean = (questions.kind == Kind.MEAN) & there & (questions.years == 1)
    value, kind = _put(value, kind, mean, (questions.last_month * tau - month * figures.value) / left, REST_MEAN)
    stock = (questions.kind == Kind.STOCK) & there & (questions.years == 1)
    keep = (stock & (band.side == CEILING)) | ((questions.kind == Kind.EVERY) & there)
    value, kind = _put(value, kind, stock & ~keep, np.maximum(tau - figures.value, 0.0) / left, PER_MONTH)
    value, kind = _put(value, kind, keep, tau, KEEP)
    value, kind = _put(value, kind, *_yearly(questions, figures, tau), REST_YEARLY)
    ratio = _ratio(figures, pace, rest, amount & (band.side == FLOOR))
    rest_last, rest_growth, unprecedented = _experience(questions, pace, rest, amount & (band.side == FLOOR))
    impossible = (questions.form == Form.SHARE) & (tau > 100.0) & (band.side == FLOOR) & ~questions.rise
    return Requirement(
        value=value,
        low=low,
        high=high,
        kind=kind,
        pace_ratio=ratio,
        base_share=base_share,
        rest_last_year=rest_last,
        rest_growth=rest_growth,
        unprecedented=unprecedented,
        impossible=impossible & there,
        used=used,
    )


def _put(value: Floats, kind: Objects, where: Flags, number: Floats, name: str | Objects) -> tuple[Floats, Objects]:
    return np.where(where, number, value), np.where(where, name, kind).astype(object)


def _growth(
    questions: Questions,
    answers: Answers,
    figures: Figures,
    tau: Floats,
    topic: Integers,
    there: Flags,
    reasons: Reasons,
) -> tuple[tuple[Floats, Floats, Floats], Floats, Integers]:
    """Growth that the rest of the year needs, with the interval that the rounding of the growth so far leaves.

    Only with the place's own base share (practice 8): last year's amounts at the same month and at the end.
    """
    open_growth = there & (questions.kind == Kind.GROWTH) & (questions.years == 1) & (questions.form == Form.RATE)
    level = np.where(open_growth, answers.any_level(topic), -1)
    partial, total, used = past_years(questions, answers, level, figures.month, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total[:, 0] > 0, partial[:, 0] / total[:, 0], np.nan)
    usable = open_growth & (share > 0) & (share < 1)
    share = np.where(usable, share, np.nan)
    needed = (tau - share * figures.value) / (1.0 - share)
    error = _half_digit(answers, figures, usable) * share / (1.0 - share)
    reasons.add(Reason.BASE_SHARE_MISSING, open_growth & ~usable)
    reasons.add(Reason.GROWTH_ONLY, open_growth & ~usable & (questions.accumulation == Accumulation.GROWTH_ONLY))
    reasons.add(Reason.BASE_SHARE_ASSUMED, usable & (questions.price_basis == "real"))
    return (needed, needed - error, needed + error), share, np.where(usable[:, None], used, -1)


def _half_digit(answers: Answers, figures: Figures, where: Flags) -> Floats:
    """Half a unit of the last decimal that each figure was printed with."""
    half = np.full(len(where), np.nan)
    if where.any():
        half[where] = 0.5 * 10.0 ** -decimals(answers.rows.column("value_text", figures.row[where]))
    return half


def _yearly(questions: Questions, figures: Figures, tau: Floats) -> tuple[Flags, Floats]:
    """Growth that each remaining year of a plan needs: what is left is compounded, never added.

    None where a promise over all years lies beyond the range of numbers.
    """
    plan = (questions.years > 1) & (figures.years_done > 0) & ~figures.closed & (questions.form == Form.RATE)
    left = np.maximum(questions.years - figures.years_done, 1)
    promised = 1.0 + questions.sign * tau / 100.0
    reached = 1.0 + questions.sign * figures.value / 100.0
    with np.errstate(over="ignore"):
        promised = np.where(questions.yearly_mean, np.power(np.maximum(promised, 0.0), questions.years), promised)
        reached = np.where(questions.yearly_mean, np.power(np.maximum(reached, 0.0), figures.years_done), reached)
    usable = plan & (reached > 0) & (promised > 0) & np.isfinite(promised) & np.isfinite(reached)
    rest = np.where(usable, promised, 1.0) / np.where(usable, reached, 1.0)
    return usable, np.where(usable, (np.power(rest, 1.0 / left) - 1.0) * 100.0 * questions.sign, np.nan)


def _ratio(figures: Figures, pace: Pace, rest: Floats, where: Flags) -> Floats:
    """ρ by the plan's share, else the seasonal one, else by months; nothing at the end and before the start."""
    share = np.where(np.isnan(pace.decisive), pace.linear, pace.decisive)
    usable = where & (figures.value > 0) & (share > 0) & (share < 1)
    at_pace = figures.value * (1.0 - share) / np.where(share > 0, share, 1.0)
    return np.where(usable, rest / np.where(usable, at_pace, 1.0), np.nan)


def _experience(questions: Questions, pace: Pace, rest: Floats, where: Flags) -> tuple[Floats, Floats, Flags]:
    """Last year's rest, the growth over it that is needed, and whether no past year ever delivered that (gap-model
    A6).
    """
    past = (pace.past_total - pace.past_partial) / questions.factor[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = np.where(past[:, 1:] > 0, past[:, :-1] / past[:, 1:], np.nan)
        needed = np.where(where & (past[:, 0] > 0), rest / past[:, 0], np.nan)
    known = np.isfinite(grown).sum(axis=1)
    best = np.where(np.isfinite(grown), grown, -np.inf).max(axis=1, initial=-np.inf)
    unprecedented = (
        (known >= _EXPERIENCE - 1)
        & (needed > np.maximum(best, 1.0))
        & (rest > np.nanmax(np.append(past, np.zeros((len(past), 1)), axis=1), axis=1))
    )
    return past[:, 0], (needed - 1.0) * 100.0, np.asarray(unprecedented, dtype=bool)
