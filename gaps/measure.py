"""The criterion value of each target: what was reached, when, and out of which figures (gap-model A1, A2)."""

from dataclasses import replace

import numpy as np

from gaps.answers import Answers
from gaps.compare import CEILING, Band, make_band, margin_of
from gaps.exact import Flags, Floats, Integers, Objects, settled
from gaps.figures import Figures, positions
from gaps.levels import over_levels
from gaps.model import Model
from gaps.plans import over_baseline, over_years
from gaps.questions import Kind, Questions
from gaps.rows import Positions, decimals
from gaps.scales import PERCENT, Form, scale

#: kinds whose figure is a running total
TOTALS = (Kind.FLOW, Kind.NET, Kind.CARRIED, Kind.GROWTH, Kind.ONCE, Kind.OPEN, Kind.POLICY)


def series_of(questions: Questions, answers: Answers, topic: Integers) -> Integers:
    """The series that answers each target; a rise is answered by a published change first, else by the amount or the
    share.
    """
    main = answers.find(topic, questions.form, _dimension(questions, questions.form), questions.price_basis)
    change = (questions.form == Form.CHANGE) & (main < 0)
    if not change.any():
        return main
    form = np.where(questions.points, Form.SHARE, Form.LEVEL)
    fallback = answers.find(topic, form, _dimension(questions, form), questions.price_basis)
    return np.where(change, fallback, main)


def _dimension(questions: Questions, form: Integers) -> Objects:
    percent = np.isin(form, (Form.RATE, Form.SHARE))
    return np.where(percent, scale(PERCENT).dimension, questions.dimension).astype(object)


def to_unit(value: Floats, questions: Questions) -> Floats:
    """From the base of a dimension to the target's unit; percentages stay."""
    percent = np.isin(questions.form, (Form.RATE, Form.SHARE)) | questions.points
    return np.where(percent, value, settled(value / np.where(percent, 1.0, questions.factor)))


def measured(questions: Questions, answers: Answers, topic: Integers, side: Integers) -> Figures:
    """The criterion value of every target: the last month known within the deadline's year, or the plan's years
    together.
    """
    series = series_of(questions, answers, topic)
    total = np.isin(questions.kind, TOTALS)
    cumulated = positions(answers.cumulated_row, series, questions.last_year, answers.origin)
    single = positions(answers.single_row, series, questions.last_year, answers.origin)
    rows = np.where(total[:, None], cumulated, np.where(single >= 0, single, cumulated))
    mean = questions.kind == Kind.MEAN
    rows = np.where(mean[:, None], cumulated, rows)
    month, row = _latest(rows, questions.last_month)
    value = np.append(answers.rows.value, np.nan)[row]
    figures = Figures(
        series=series,
        value=value,
        month=month,
        closed=(month > 0) & (month == questions.last_month),
        row=row,
        rounding=np.zeros(len(questions)),
        chained=np.zeros(len(questions), dtype=bool),
        baseline=np.full(len(questions), np.nan),
        baseline_row=np.full(len(questions), -1, dtype=np.int64),
        from_levels=np.zeros(len(questions), dtype=bool),
        recomputed=np.full(len(questions), np.nan),
        years_done=np.zeros(len(questions), dtype=np.int64),
        behind={},
    )
    figures = _over_months(questions, answers, figures, side)
    figures = over_levels(questions, answers, topic, figures)
    figures = over_years(questions, answers, figures)
    figures = over_baseline(questions, answers, figures)
    value = figures.value * np.where(np.isin(questions.form, (Form.RATE, Form.CHANGE)), questions.sign, 1.0)
    baseline = to_unit(figures.baseline, questions)
    return replace(figures, value=settled(to_unit(value, questions)), baseline=baseline)


def _latest(rows: Integers, last_month: Integers) -> tuple[Integers, Integers]:
    """The last month with a row, up to the deadline's, and that row; 0 and −1 where there is none."""
    months = np.arange(1, 13)
    usable = (rows >= 0) & (months[None, :] <= last_month[:, None])
    month = np.where(usable, months[None, :], 0).max(axis=1, initial=0)
    row = np.where(month > 0, rows[np.arange(len(rows)), np.maximum(month - 1, 0)], -1)
    return month.astype(np.int64), row.astype(np.int64)


def _over_months(questions: Questions, answers: Answers, figures: Figures, side: Integers) -> Figures:
    """Yearly means without a published one, and limits for every period: reckoned from the single months."""
    every = questions.kind == Kind.EVERY
    mean = (questions.kind == Kind.MEAN) & (figures.month < questions.last_month)
    chosen = np.flatnonzero((every | mean) & (figures.series >= 0))
    value, month, row = figures.value.copy(), figures.month.copy(), figures.row.copy()
    rounding, chained, behind = figures.rounding.copy(), figures.chained.copy(), dict(figures.behind)
    for target in chosen.tolist():
        at = int(questions.last_year[target]) - answers.origin
        if not 0 <= at < answers.single.shape[1]:
            continue
        held = answers.single_row[figures.series[target], at, : questions.last_month[target]]
        known = np.flatnonzero(held >= 0)
        if not len(known) or known[-1] + 1 <= month[target] or (mean[target] and len(known) <= known[-1]):
            continue
        numbers = answers.rows.value[held[known]]
        worst = numbers.max() if side[target] == CEILING else numbers.min()
        value[target] = worst if every[target] else settled(np.array([numbers.mean()]), numbers.max(keepdims=True))[0]
        month[target], row[target] = known[-1] + 1, held[known[-1]]
        chained[target] |= bool(mean[target])
        rounding[target] = _half_unit(answers, held[known]) if mean[target] else 0.0
        behind[target] = tuple(int(p) for p in held[known])
    closed = (month > 0) & (month == questions.last_month)
    return replace(
        figures, value=value, month=month, row=row, rounding=rounding, chained=chained, behind=behind, closed=closed
    )


def _half_unit(answers: Answers, rows: Positions) -> float:
    """The error of a mean of rounded figures: half a unit of their coarsest decimal."""
    return float(max(0.5 * 10.0**-d for d in decimals(answers.rows.column("value_text", rows))))


def outside_before(questions: Questions, answers: Answers, figures: Figures, band: Band) -> Flags:
    """True where the figure before the latest, within the year, lies outside the band as well."""
    cumulated = positions(answers.cumulated_row, figures.series, questions.last_year, answers.origin)
    single = positions(answers.single_row, figures.series, questions.last_year, answers.origin)
    mean = (questions.kind == Kind.MEAN)[:, None]
    rows = np.where(mean, cumulated, np.where(single >= 0, single, cumulated))
    _, row = _latest(rows, figures.month - 1)
    value = np.append(answers.rows.value, np.nan)[row]
    value = to_unit(value * np.where(np.isin(questions.form, (Form.RATE, Form.CHANGE)), questions.sign, 1.0), questions)
    with np.errstate(invalid="ignore"):
        return margin_of(settled(value), band) < 0


def band_of(questions: Questions, figures: Figures, side: Integers, model: Model) -> Band:
    """The acceptance band of every target; figures that we chained carry their rounding error into it."""
    return make_band(
        tau=questions.tau,
        tau_high=questions.tau_high,
        comparator=questions.comparator,
        side=side,
        points=questions.points,
        flat=questions.flat,
        rounding=figures.rounding,
        model=model,
    )
