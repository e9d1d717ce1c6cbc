"""Plans of several years and rises over a baseline: figures that are put together out of several observations
(gap-model A1, A4, A6).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gaps.answers import Answers
from gaps.columns import objects
from gaps.exact import Flags, settled
from gaps.figures import Figures, positions
from gaps.questions import Kind, Questions
from gaps.rows import decimals
from gaps.scales import Form
from gaps.words import has_word
from measures.terms import Accrual, Accumulation


def compound_change(rates: Sequence[float]) -> float:
    """The change over all periods, per cent, out of the change of each: rates are multiplied, never added (gap-model
    A6).
    """
    return (math.prod(1.0 + r / 100.0 for r in rates) - 1.0) * 100.0


def annual_equivalent(total: float, years: float) -> float | None:
    """The yearly rate, per cent, that gives a total change over some years; None where more than everything was
    lost.
    """
    if years <= 0 or total < -100.0:
        return None
    return (float(np.power(1.0 + total / 100.0, 1.0 / years)) - 1.0) * 100.0


def log_progress(target_total: float, rates: Sequence[float]) -> float | None:
    """Share of a promised total change that is done, per cent, in logs: ln(1+done)/ln(1+target) (gap-model A5)."""
    done = compound_change(rates)
    if target_total <= -100.0 or done <= -100.0 or target_total == 0.0:
        return None
    return float(np.log1p(done / 100.0) / np.log1p(target_total / 100.0)) * 100.0


def required_change(
    target_total: float, rates: Sequence[float], years_left: float
) -> tuple[float | None, float | None]:
    """The change that the rest of a plan must bring, and a year of it, per cent (gap-model A6)."""
    done = compound_change(rates)
    if done <= -100.0:
        return None, None
    total = ((1.0 + target_total / 100.0) / (1.0 + done / 100.0) - 1.0) * 100.0
    return total, annual_equivalent(total, years_left)


def required_cagr(current: float, target: float, periods_left: float) -> float | None:
    """The yearly rate, per cent, from one level to another; None where signs differ, either is zero or no time is
    left (A9).
    """
    if periods_left <= 0 or current <= 0 or target <= 0:
        return None
    return (float(np.power(target / current, 1.0 / periods_left)) - 1.0) * 100.0


def read_at_deadline(questions: Questions) -> Flags:
    """True where a value over several years is not counted over them: stocks, shares, and amounts that a last year
    reaches.
    """
    reached = objects(questions.frame["accrual"]) == Accrual.END_OF_PERIOD
    level = questions.form == Form.LEVEL
    yearly = np.isin(questions.accumulation.astype(str), (Accumulation.CUM_GROWTH_LEVEL, Accumulation.ANNUAL_ONLY))
    of_a_date = np.isin(questions.kind, (Kind.STOCK, Kind.MEAN, Kind.EVERY)) | (questions.form == Form.SHARE)
    counted = np.array([has_word("flow", n) for n in objects(questions.frame["indicator"])], dtype=bool)
    open_level = (questions.kind == Kind.OPEN) & ~counted
    return np.asarray(of_a_date | (level & (reached | yearly | open_level)), dtype=bool)


def under_way(questions: Questions, figures: Figures) -> Flags:
    """True where the figure covers only some years of a plan that is counted over all of them."""
    part = (questions.years > 1) & (figures.years_done > 0) & ~figures.closed
    return np.asarray(part & ~read_at_deadline(questions), dtype=bool)


def over_years(questions: Questions, answers: Answers, figures: Figures) -> Figures:
    """The value of plans of several years: the figure published for the plan, else all its years together, else how
    far they go.
    """
    several = np.flatnonzero((questions.years > 1) & (figures.series >= 0))
    if not len(several):
        return figures
    at_deadline = read_at_deadline(questions)
    changed = {
        n: getattr(figures, n).copy() for n in ("value", "month", "row", "closed", "chained", "rounding", "years_done")
    }
    behind = dict(figures.behind)
    for target in several.tolist():
        first, last = int(questions.first_year[target]), int(questions.last_year[target])
        span = answers.spans.get((int(figures.series[target]), first, last))
        if span is not None and not (at_deadline[target] and figures.closed[target]):
            _take(
                changed, target, row=span, value=_in_form(answers.rows.value[span], questions, target, last - first + 1)
            )
        elif at_deadline[target]:
            _so_far(changed, questions, answers, target, int(figures.series[target]))
        else:
            rows = _years(questions, answers, figures, target)
            behind[target] = rows
            _chain(changed, questions, answers, target, rows)
    return replace(figures, **changed, behind=behind)


def _so_far(changed: dict[str, np.ndarray], questions: Questions, answers: Answers, target: int, series: int) -> None:
    """A stock before its last year: the value at the end of the latest year, which is not the deadline's."""
    if changed["month"][target] > 0:
        return
    first = int(questions.first_year[target])
    for year in range(int(questions.last_year[target]) - 1, first - 1, -1):
        at = year - answers.origin
        if not 0 <= at < answers.cumulated_row.shape[1]:
            continue
        single, cumulated = answers.single_row[series, at, 11], answers.cumulated_row[series, at, 11]
        row = int(single if single >= 0 and questions.kind[target] == Kind.STOCK else cumulated)
        if row >= 0:
            changed["value"][target], changed["row"][target] = answers.rows.value[row], row
            changed["years_done"][target] = year - first + 1
            return


def _take(changed: dict[str, np.ndarray], target: int, *, row: int, value: float) -> None:
    changed["value"][target], changed["row"][target] = value, row
    changed["month"][target], changed["closed"][target] = 12, True


def _in_form(total: float, questions: Questions, target: int, years: int) -> float:
    """A change over all years as the target states it: yearly mean or total."""
    if not questions.yearly_mean[target] or questions.form[target] != Form.RATE:
        return float(total)
    mean = annual_equivalent(float(total), years)
    return float("nan") if mean is None else float(settled(np.array([mean]))[0])


def _years(questions: Questions, answers: Answers, figures: Figures, target: int) -> tuple[int, ...]:
    """Rows of the plan's complete years, without a hole, from its first year on."""
    rows = []
    for year in range(int(questions.first_year[target]), int(questions.last_year[target]) + 1):
        at = year - answers.origin
        row = (
            int(answers.cumulated_row[figures.series[target], at, 11])
            if 0 <= at < answers.cumulated_row.shape[1]
            else -1
        )
        if row < 0:
            break
        rows.append(row)
    return tuple(rows)


def _chain(
    changed: dict[str, np.ndarray],
    questions: Questions,
    answers: Answers,
    target: int,
    rows: tuple[int, ...],
) -> None:
    """Sum or compound the complete years; a whole plan is closed, a part of it is only how far it goes."""
    years = int(questions.years[target])
    whole = len(rows) == years
    values = [float(answers.rows.value[r]) for r in rows]
    rate = questions.form[target] == Form.RATE
    changed["years_done"][target] = len(rows)
    changed["closed"][target] = whole
    changed["month"][target] = 12 if whole else 0
    changed["row"][target] = rows[-1] if rows else -1
    if not rows:
        changed["value"][target] = np.nan
        return
    total = compound_change(values) if rate else float(settled(np.array([sum(values)]))[0])
    changed["value"][target] = _in_form(total, questions, target, len(rows)) if math.isfinite(total) else np.nan
    changed["chained"][target] = rate
    if rate:
        halves = 0.5 * 10.0 ** -decimals(answers.rows.column("value_text", np.array(rows)))
        spread = float(halves.mean() if questions.yearly_mean[target] else halves.sum())
        changed["rounding"][target] = spread


def over_baseline(questions: Questions, answers: Answers, figures: Figures) -> Figures:
    """Baselines of stocks and shares, stated or observed at the end of the year before; a rise is the value less its
    baseline.
    """
    stock = (questions.kind == Kind.STOCK) & (questions.form != Form.RATE) & (figures.series >= 0)
    if not stock.any():
        return figures
    year = questions.first_year - 1
    single = positions(answers.single_row, figures.series, year, answers.origin)[:, 11]
    cumulated = positions(answers.cumulated_row, figures.series, year, answers.origin)[:, 11]
    row = np.where(single >= 0, single, cumulated)
    stated = np.where(questions.points, questions.baseline, questions.baseline * questions.factor)
    told = ~np.isnan(stated)
    base = np.where(told, stated, np.append(answers.rows.value, np.nan)[row])
    published_change = answers.form_of(np.maximum(figures.series, 0)) == Form.CHANGE
    base = np.where(stock & ~published_change, base, np.nan)
    rising = questions.rise & stock & ~published_change
    value = np.where(rising, settled(figures.value - base, figures.value, base), figures.value)
    return replace(figures, value=value, baseline=base, baseline_row=np.where(np.isnan(base) | told, -1, row))
