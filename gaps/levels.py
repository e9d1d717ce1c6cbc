"""Growth out of levels: a check of what was published, and a stand-in, said so, where nothing was (practice 7,
gap-model A10.7).
"""

from dataclasses import replace

import numpy as np

from gaps.answers import Answers
from gaps.exact import Flags, Floats, Integers
from gaps.figures import Figures, positions
from gaps.growths import DIFFERENCE
from gaps.questions import Kind, Questions
from gaps.scales import Form
from measures.terms import Accumulation

#: decimals of a growth rate that is reckoned by us
_DECIMALS = 2


def comparable(questions: Questions) -> Flags:
    """True where the ratio of two levels is a growth rate: nominal ones, never constant prices against current ones."""
    levels = questions.accumulation.astype(str) != Accumulation.CUM_GROWTH_LEVEL
    nominal = questions.price_basis != "real"
    yearly = (questions.years == 1) & np.isin(questions.kind, (Kind.GROWTH, Kind.ONCE))
    return np.asarray((questions.form == Form.RATE) & levels & nominal & yearly, dtype=bool)


def recomputed(questions: Questions, answers: Answers, topic: Integers) -> tuple[Floats, Integers, Integers]:
    """Growth of each month's running total out of the levels, per cent, target × month, with the rows of both years."""
    level = np.where(comparable(questions), answers.any_level(topic), -1)
    now = positions(answers.cumulated_row, level, questions.last_year, answers.origin)
    before = positions(answers.cumulated_row, level, questions.last_year - 1, answers.origin)
    values = np.append(answers.rows.value, np.nan)
    base = values[before]
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(base > 0, (values[now] / base - 1.0) * 100.0, np.nan)
    return growth, now, before


def over_levels(questions: Questions, answers: Answers, topic: Integers, figures: Figures) -> Figures:
    """Growth targets without a published rate as late as the levels go: the rate out of the levels stands in."""
    growth, now, before = recomputed(questions, answers, topic)
    months = np.arange(1, 13)
    usable = np.isfinite(growth) & (months[None, :] <= questions.last_month[:, None])
    last = np.where(usable, months[None, :], 0).max(axis=1, initial=0)
    each = np.arange(len(questions))
    at = np.maximum(last - 1, 0)
    missing = (last > 0) & (last > figures.month)
    own = np.where(figures.month > 0, growth[each, np.maximum(figures.month - 1, 0)], np.nan)
    with np.errstate(invalid="ignore"):
        differs = (figures.month > 0) & (np.abs(own - figures.value) > DIFFERENCE)
    behind = dict(figures.behind)
    for target in np.flatnonzero(missing | differs).tolist():
        used = int(at[target]) if missing[target] else int(figures.month[target]) - 1
        behind[target] = (*behind.get(target, ()), int(now[target, used]), int(before[target, used]))
    figures = replace(figures, recomputed=np.where(differs & ~missing, own, np.nan), behind=behind)
    if not missing.any():
        return figures
    month = np.where(missing, last, figures.month)
    return replace(
        figures,
        value=np.where(missing, np.round(growth[each, at], _DECIMALS), figures.value),
        month=month,
        row=np.where(missing, now[each, at], figures.row),
        closed=np.where(missing, last == questions.last_month, figures.closed),
        chained=figures.chained | missing,
        from_levels=missing,
    )
