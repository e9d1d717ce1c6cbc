"""A plan's own schedule as the expected path: what it wants done by a day (gap-model A3, practice 22)."""

import calendar
from collections.abc import Sequence
from datetime import date

import numpy as np

from gaps.exact import Floats
from gaps.figures import Figures
from gaps.model import PlanPoint
from gaps.questions import Questions
from gaps.scales import Form


def months_passed(day: date) -> float:
    """Months of all years up to the end of a day; a month's last day completes it."""
    days = calendar.monthrange(day.year, day.month)[1]
    return day.year * 12.0 + day.month - 1 + day.day / days


def planned(points: Sequence[PlanPoint], questions: Questions, figures: Figures, tau: Floats) -> Floats:
    """What the schedule expects by the end of the figures' period, NaN without a schedule.

    Between two points the path is straight; it starts at nothing (a stock at its baseline) and ends, where no point
    says otherwise, at the target's value. Rates have no schedule: they are never paced.
    """
    expected = np.full(len(questions), np.nan)
    by_target: dict[int, list[PlanPoint]] = {}
    for point in points:
        by_target.setdefault(point.target_id, []).append(point)
    if not by_target:
        return expected
    for at, identifier in enumerate(questions.frame["target_id"].tolist()):
        reached = _reached(questions, figures, at)
        if identifier in by_target and reached and questions.form[at] != Form.RATE and np.isfinite(tau[at]):
            steps = sorted((months_passed(p.due), p.value) for p in by_target[identifier])
            expected[at] = _on_path(steps, questions, figures, at, reached, float(tau[at]))
    return expected


def _reached(questions: Questions, figures: Figures, at: int) -> float:
    """Months of all years up to the end of the figure's period, 0 where there is no figure."""
    if figures.month[at] > 0:
        return float(questions.last_year[at] * 12 + figures.month[at])
    if figures.years_done[at] > 0:
        return float((questions.first_year[at] + figures.years_done[at]) * 12)
    return 0.0


def _on_path(
    steps: list[tuple[float, float]], questions: Questions, figures: Figures, at: int, reached: float, tau: float
) -> float:
    baseline = float(figures.baseline[at])
    start = baseline if np.isfinite(baseline) and not questions.rise[at] else 0.0
    path = [(float(questions.first_year[at] * 12), start), *steps]
    end = float(questions.last_year[at] * 12 + questions.last_month[at])
    if path[-1][0] < end:
        path.append((end, tau))
    months, values = zip(*path, strict=True)
    return float(np.interp(reached, months, values))
