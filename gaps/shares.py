"""Seasonal shares: how much of a year past years had done by the same month (gap-model A3)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaps.answers import Answers
from gaps.candidates import Candidates
from gaps.columns import combined
from gaps.exact import Flags, Floats, Integers
from gaps.figures import Figures, positions
from gaps.model import Model
from gaps.questions import Questions


def seasonal_share(years: Sequence[tuple[float, float]]) -> float | None:
    """Mean of partial / total over past years; None without one complete year."""
    shares = [partial / total for partial, total in years if total > 0]
    return float(np.mean(shares)) if shares else None


def past_years(
    questions: Questions, answers: Answers, series: Integers, month: Integers, count: int
) -> tuple[Floats, Floats, Integers]:
    """Values of past years at the same month and at the deadline's month, target × year, last year first, and the
    rows behind them.

    In the base of the dimension; NaN where there is no figure. Rows: the two of each year beside each other, −1 for
    none.
    """
    shape = (len(series), count)
    partial, total = np.full(shape, np.nan), np.full(shape, np.nan)
    used = np.full((len(series), 2 * count), -1, dtype=np.int64)
    each = np.arange(len(series))
    at, end = np.maximum(month - 1, 0), np.maximum(questions.last_month - 1, 0)
    values = np.append(answers.rows.value, np.nan)
    for back in range(count):
        held = positions(answers.cumulated_row, series, questions.last_year - 1 - back, answers.origin)
        partial[:, back], total[:, back] = values[held[each, at]], values[held[each, end]]
        used[:, 2 * back], used[:, 2 * back + 1] = held[each, at], held[each, end]
    return partial, total, used


def share_of(partial: Floats, total: Floats) -> Floats:
    """partial / total where both are known and the year's total is positive, else NaN."""
    complete = np.isfinite(partial) & np.isfinite(total) & (total > 0) & (partial >= 0)
    return np.where(complete, partial / np.where(complete, total, 1.0), np.nan)


def earlier_errors(shares: Floats) -> Floats:
    """ln(mean share of the years before / share) of each year: what the same method would have missed it by.

    `shares`: target × year, last year first; the result has one column less, NaN where a year or all before it lack.
    """
    errors = np.full((len(shares), max(shares.shape[1] - 1, 0)), np.nan)
    for year in range(errors.shape[1]):
        before = row_mean(shares[:, year + 1 :])
        own = shares[:, year]
        usable = np.isfinite(before) & (before > 0) & (own > 0)
        errors[usable, year] = np.log(before[usable] / own[usable])
    return errors


def row_mean(values: Floats) -> Floats:
    """Mean of each row without its gaps, NaN for an empty one."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def row_deviation(values: Floats) -> Floats:
    """Sample standard deviation of each row without its gaps, NaN below two values."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    centred = np.where(known, values - row_mean(values)[:, None], 0.0)
    return np.where(count > 1, np.sqrt((centred**2).sum(axis=1) / np.maximum(count - 1, 1)), np.nan)


@dataclass(frozen=True, kw_only=True)
class Peers:
    """What other places of the indicator lend: their shares to targets without own years, their errors to all."""

    #: shares, place × year, for targets without own ones
    shares: dict[int, Floats]
    #: spread of the log error pooled over places, for a mean of many years; NaN where there are too few places
    spread: Floats
    #: degrees of freedom of that spread
    freedom: Floats


def ask_peers(
    questions: Questions,
    answers: Answers,
    figures: Figures,
    chosen: Candidates,
    years: Integers,
    wanted: Flags,
    model: Model,
) -> Peers:
    """Shares and spreads of the other places of the same indicator at the same month.

    `years`: own complete years of each target. Fewer places than the model asks for lend nothing.
    """
    found = Peers(shares={}, spread=np.full(len(questions), np.nan), freedom=np.full(len(questions), np.nan))
    asking = np.flatnonzero(wanted & (figures.series >= 0))
    if not len(asking):
        return found
    numbers = np.arange(len(answers.series))
    family = combined(chosen.key_of_topic[answers.topic_of(numbers)], answers.kind_of(numbers))
    own = family[figures.series[asking]]
    group = combined(own, questions.last_year[asking], figures.month[asking], questions.last_month[asking])
    for one in np.unique(group):
        mine = asking[group == one]
        members = np.flatnonzero(family == family[figures.series[mine[0]]])
        window = int(questions.last_year[mine[0]]), int(figures.month[mine[0]]), int(questions.last_month[mine[0]])
        pool = _pool(answers, members, *window, model.share_years)
        _lend(found, mine[years[mine] > 0], pool, model)
        for target in mine[years[mine] == 0].tolist():
            others = pool[(members != figures.series[target]) & np.isfinite(pool).any(axis=1)]
            if len(others) >= model.peer_places:
                found.shares[target] = others
    return found


def _lend(found: Peers, targets: Integers, pool: Floats, model: Model) -> None:
    """The spread within places of ln(mean share / share), pooled over the places that have two years or more.

    From the mean absolute error, σ = √(π/2)·mean|e| for a normal distribution: one odd place does not widen all.
    """
    several = pool[np.isfinite(pool).sum(axis=1) > 1]
    if len(several) < model.peer_places:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.log(row_mean(several)[:, None] / np.where(several > 0, several, np.nan))
    known = np.isfinite(errors)
    freedom = float(known.sum() - len(several))
    if freedom > 0:
        found.spread[targets] = np.sqrt(np.pi / 2.0 * known.sum() / freedom) * np.abs(errors[known]).mean()
        found.freedom[targets] = freedom


def _pool(answers: Answers, members: Integers, year: int, month: int, end: int, count: int) -> Floats:
    first = max(year - count - answers.origin, 0)
    last = min(max(year - answers.origin, 0), answers.cumulated.shape[1])
    window = answers.cumulated[members, first:last]
    return share_of(window[:, :, month - 1], window[:, :, end - 1])
