"""Seasonal shares: how much of a year past years had done by the same month (gap-model A3)."""

from collections.abc import Sequence

import numpy as np

from gaps.answers import Answers
from gaps.candidates import Candidates
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


def peer_shares(
    questions: Questions, answers: Answers, figures: Figures, chosen: Candidates, wanted: Flags, model: Model
) -> dict[int, Floats]:
    """Shares of other places of the same indicator at the same month, place × year, for the targets that want them.

    A target has none where fewer places than the model asks for have a complete year.
    """
    found: dict[int, Floats] = {}
    pools: dict[tuple[int, int, int, int], tuple[Integers, Floats]] = {}
    if not wanted.any():
        return found
    numbers = np.arange(len(answers.series))
    key, kind = chosen.key_of_topic[answers.topic_of(numbers)], answers.kind_of(numbers)
    for target in np.flatnonzero(wanted & (figures.series >= 0)).tolist():
        series = int(figures.series[target])
        year, month, end = (
            int(questions.last_year[target]),
            int(figures.month[target]),
            int(questions.last_month[target]),
        )
        group = (int(key[series]) * 10**7 + int(kind[series]), year, month, end)
        if group not in pools:
            members = np.flatnonzero((key == key[series]) & (kind == kind[series]))
            pools[group] = (members, _pool(answers, members, year, month, end, model.share_years))
        members, shares = pools[group]
        others = shares[members != series]
        usable = others[np.isfinite(others).any(axis=1)]
        if len(usable) >= model.peer_places:
            found[target] = usable
    return found


def _pool(answers: Answers, members: Integers, year: int, month: int, end: int, count: int) -> Floats:
    first = max(year - count - answers.origin, 0)
    last = min(max(year - answers.origin, 0), answers.cumulated.shape[1])
    window = answers.cumulated[members, first:last]
    return share_of(window[:, :, month - 1], window[:, :, end - 1])
