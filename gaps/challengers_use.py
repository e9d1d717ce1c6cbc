"""The projection of the targets that past years gave to another model than the seasonal share (gap-model A7)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaps.answers import Answers
from gaps.challengers import Choice, outlook
from gaps.challengers_contest import runs
from gaps.exact import Flags
from gaps.figures import Figures
from gaps.model import Model
from gaps.questions import Kind, Questions
from gaps.reasons import Reason, Reasons


@dataclass(frozen=True, kw_only=True)
class Substitute:
    """What stands in place of the seasonal projection of one target."""

    choice: Choice
    #: the year's end in the target's unit
    value: float
    #: standard deviation of its logarithm, and the degrees of freedom
    spread: float
    freedom: float
    #: rows of the history behind it
    rows: tuple[int, ...]


def substitutes(
    questions: Questions,
    answers: Answers,
    figures: Figures,
    choices: Sequence[Choice],
    where: Flags,
    model: Model,
) -> dict[int, Substitute]:
    """The chosen models' projections, target by target.

    The spread is that of simulated sums and of the model's errors in past years together; those count for as many
    years as decided, simulation for as many as make an own history.
    """
    given = _given(questions, figures, choices, where)
    found = {}
    for target, rest, deviation, rows in _reckoned(given, questions, answers, figures):
        choice, end = given[target], float(figures.value[target]) + rest
        count, weight = choice.years, model.own_spread_years
        squares = count * choice.spread**2 + weight * (deviation / end) ** 2
        spread = float(np.sqrt(squares / (count + weight)))
        found[target] = Substitute(choice=choice, value=end, spread=spread, freedom=float(count + weight), rows=rows)
    return found


def say(found: dict[int, Substitute], reasons: Reasons, count: int) -> None:
    """Give each target the reason that names its model."""
    for name in {one.choice.model for one in found.values()}:
        mine = np.zeros(count, dtype=bool)
        mine[[target for target, one in found.items() if one.choice.model == name]] = True
        reasons.add(Reason(f"projected_by_{name}"), mine)


def _given(questions: Questions, figures: Figures, choices: Sequence[Choice], where: Flags) -> dict[int, Choice]:
    """The choice of each running total of a whole year that has one for its month and a seasonal projection."""
    if not choices:
        return {}
    by_series = {(c.indicator, c.place, c.month): c for c in choices}
    usable = np.flatnonzero(where & (questions.kind == Kind.FLOW) & (questions.last_month == 12) & (figures.value > 0))
    found = {}
    for target in usable.tolist():
        key = (questions.key[target], questions.place[target], int(figures.month[target]))
        if key in by_series:
            found[target] = by_series[key]
    return found


def _reckoned(
    given: dict[int, Choice], questions: Questions, answers: Answers, figures: Figures
) -> list[tuple[int, float, float, tuple[int, ...]]]:
    """Target, rest of the year and its deviation in the target's unit, and the rows behind them."""
    found = []
    groups: dict[tuple[str, int, int], list[int]] = {}
    for target, choice in given.items():
        year = int(questions.last_year[target]) - answers.origin
        groups.setdefault((choice.model, year, choice.month), []).append(target)
    for (model, year, month), targets in groups.items():
        if not 0 < year < answers.cumulated.shape[1]:
            continue
        grid = answers.cumulated[figures.series[targets]]
        for run in runs(grid, year, month, np.arange(len(targets))):
            told = outlook(model, run.history, run.period)
            for member, rest, deviation in zip(run.members.tolist(), told.rest, told.deviation, strict=True):
                target = targets[member]
                if np.isfinite(rest) and rest >= 0 and np.isfinite(deviation):
                    factor = float(questions.factor[target])
                    rows = _rows(answers, int(figures.series[target]), year, month, run.history.shape[1], run.period)
                    found.append((target, float(rest) / factor, float(deviation) / factor, rows))
    return found


def _rows(answers: Answers, series: int, year: int, month: int, length: int, period: int) -> tuple[int, ...]:
    """Rows of the running totals that a history was made of."""
    years = length // period
    held = answers.cumulated_row[series, year - years : year + 1].copy()
    held[-1, month:] = -1
    return tuple(int(row) for row in held[held >= 0])
