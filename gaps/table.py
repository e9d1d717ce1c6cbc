"""The gap table: every step of the reckoning in order, one row a target."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from gaps.align import Proposals, known_there, propose
from gaps.answers import Answers, arrange
from gaps.challengers_use import say
from gaps.compare import CEILING, Band, binding_side, gap_of, gap_to, margin_of
from gaps.evidence import Evidence, weigh
from gaps.exact import Floats, Objects, settled
from gaps.figures import Figures
from gaps.measure import band_of, measured, outside_before
from gaps.model import ZONE, GapSettings, Model
from gaps.pace import Pace, paced
from gaps.plans import under_way
from gaps.projection import Projection, projected, single_deviation
from gaps.questions import Questions, ask
from gaps.reasons import Reason, Reasons
from gaps.releases import overdue
from gaps.required import Requirement, required
from gaps.revisions import revised_status
from gaps.status import Case, judged
from measures.catalogue import Catalogue
from measures.frames import GAPS, OBSERVATIONS, TARGETS, checked
from measures.terms import Status

#: overdue periods after which nothing is projected (gap-model A8 2)
OUTDATED = 2


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """Every step of one gap table, as arrays in target order: what a page or an explanation takes its numbers from."""

    model: Model
    questions: Questions
    answers: Answers
    figures: Figures
    band: Band
    evidence: Evidence
    pace: Pace
    requirement: Requirement
    projection: Projection
    status: Objects
    reasons: Reasons
    proposals: Proposals


def reckon(
    targets: pd.DataFrame,
    observations: pd.DataFrame,
    as_of: datetime,
    settings: GapSettings,
    catalogue: Catalogue,
) -> Reckoning:
    """Run every step of the gap model; the arguments are those of `gap_table`."""
    model = settings.model_for(as_of)
    questions = ask(checked(targets, TARGETS, "TARGETS"), catalogue)
    answers, chosen = arrange(
        questions, checked(observations, OBSERVATIONS, "OBSERVATIONS"), as_of, settings, catalogue
    )
    side = binding_side(questions.comparator, questions.polarity, questions.ceiling, questions.decline)
    figures = measured(questions, answers, chosen.asked, side)
    band = band_of(questions, figures, side, model)
    reasons = Reasons(len(questions))
    evidence = weigh(questions, answers, figures, band, reasons)
    pace = paced(questions, answers, figures, band, chosen, model, reasons, settings.plan_points)
    requirement = required(questions, answers, figures, band, pace, chosen.asked, reasons)
    today = as_of.astimezone(ZONE).date()
    outdated = overdue(questions, figures, today, model, catalogue, after=OUTDATED)
    projection = projected(questions, answers, figures, band, pace, requirement, outdated, model, settings.choices)
    say(projection.substitutes, reasons, len(questions))
    seen = partial(known_there, observations, as_of, settings)
    proposals = propose(questions, seen, answers, chosen, figures, catalogue, reasons)
    case = Case(
        questions=questions,
        figures=figures,
        band=band,
        evidence=evidence,
        pace=pace,
        requirement=requirement,
        projection=projection,
        spoken_of=proposals.spoken_of,
        visible=proposals.visible,
        overdue=overdue(questions, figures, today, model, catalogue),
        outside_before=outside_before(questions, answers, figures, band),
        single_deviation=single_deviation(questions, answers, figures),
        as_of=today,
        model=model,
        reasons=reasons,
    )
    return Reckoning(
        model=model,
        questions=questions,
        answers=answers,
        figures=figures,
        band=band,
        evidence=evidence,
        pace=pace,
        requirement=requirement,
        projection=projection,
        status=judged(case),
        reasons=reasons,
        proposals=proposals,
    )


def gap_table(
    targets: pd.DataFrame,
    observations: pd.DataFrame,
    as_of: datetime,
    settings: GapSettings,
    catalogue: Catalogue,
) -> pd.DataFrame:
    """The gap of every target at a moment: GAPS, in the order of the targets.

    `targets`: TARGETS, the versions that hold. `observations`: OBSERVATIONS, every vintage; what was known at `as_of`
    (and recorded by `settings.recorded_by`) is picked here. Raises ContractBroken for other columns. Model:
    docs/gap-model.md.
    """
    reckoning = reckon(targets, observations, as_of, settings, catalogue)

    def again(some: pd.DataFrame, moment: datetime, recorded_by: datetime | None) -> Reckoning:
        earlier = settings if recorded_by is None else replace(settings, recorded_by=recorded_by)
        return reckon(some, observations, moment, replace(earlier, model=reckoning.model), catalogue)

    reckoning.reasons.add(Reason.REVISED_STATUS, revised_status(reckoning, as_of, again))
    return assemble(reckoning, as_of)


def assemble(reckoning: Reckoning, as_of: datetime) -> pd.DataFrame:
    """The columns of GAPS out of the steps."""
    questions, frame = reckoning.questions, reckoning.questions.frame
    columns: dict[str, Any] = {name: frame[name] for name in _AS_STATED}
    columns |= _numbers(reckoning)
    columns |= {
        "target_value": _clean(questions.tau),
        "target_value_high": _clean(questions.tau_high),
        "unit": np.where(pd.isna(questions.unit), frame["unit"].astype(object), questions.unit),
        "gap_unit": np.where(pd.isna(questions.gap_unit), frame["unit"].astype(object), questions.gap_unit),
        "as_of": pd.Series([as_of] * len(frame), index=frame.index, dtype=object),
        "period": reckoning.evidence.period,
        "observed_as_published": reckoning.evidence.as_published,
        "required_kind": reckoning.requirement.kind,
        "interval_basis": reckoning.projection.basis,
        "status": reckoning.status,
        "provisional": reckoning.evidence.provisional,
        "reasons": reckoning.reasons.lists(),
        "verdict": [
            NOT_ASSESSED if unjudged else None for unjudged in reckoning.reasons.has(Reason.NOT_ASSESSED).tolist()
        ],
        "target_version": frame["version"],
        "vintages": vintages(reckoning),
        "proposals": reckoning.proposals.lists,
        "model_version": [reckoning.model.id] * len(frame),
    }
    series = {name: _column(values, frame.index) for name, values in columns.items()}
    return checked(pd.DataFrame(series, index=frame.index), GAPS, "GAPS")


def _column(values: Any, index: pd.Index) -> pd.Series:
    """A column whose missing texts are None; numbers, flags and integers keep their type."""
    series = values if isinstance(values, pd.Series) else pd.Series(values, index=index)
    if series.dtype.kind in "fib":
        return series
    plain = series.astype(object)
    return plain.where(plain.notna(), None)


#: the verdict that such indicators have until a person gives another (practice 4)
NOT_ASSESSED = "not_assessed"

#: columns that are the target's own
_AS_STATED = (
    "target_id",
    "doc",
    "task",
    "place",
    "place_code",
    "indicator",
    "indicator_id",
    "measure",
    "comparator",
    "deadline",
    "value_text",
    "ceiling",
    "span",
    "answerable",
    "lead",
    "support",
)


def _numbers(reckoning: Reckoning) -> Mapping[str, Floats]:
    """The numeric columns, settled to 12 significant digits.

    Some years of a plan against the value of all its years is no gap: it is shown only beside a light that weighs it.
    """
    figures, band, pace = reckoning.figures, reckoning.band, reckoning.pace
    questions, requirement, projection = reckoning.questions, reckoning.requirement, reckoning.projection
    whole = ~(under_way(questions, figures) & np.isin(reckoning.status, (str(Status.NO_DATA), str(Status.STALE))))
    gap = np.where(whole, gap_of(figures.value, band), np.nan)
    relative = np.where(
        ~questions.points & (questions.tau != 0),
        gap / np.where(questions.tau == 0, np.nan, np.abs(questions.tau)),
        np.nan,
    )
    headroom = np.where(
        band.side == CEILING, settled(band.tau_high - figures.value, band.tau_high, figures.value), np.nan
    )
    columns = {
        "observed": figures.value,
        "expected_linear": pace.expected_linear,
        "expected": pace.expected,
        "attainment": pace.attainment,
        "pace_index": pace.index,
        "pace_index_linear": pace.index_linear,
        "pace_gap": pace.gap,
        "pace_gap_linear": pace.gap_linear,
        "pace_ratio": requirement.pace_ratio,
        "headroom": headroom,
        "margin": np.where(whole, margin_of(figures.value, band), np.nan),
        "gap": gap,
        "gap_relative": relative,
        "gap_to_date": gap_to(figures.value, pace.expected, pace.expected, band.side),
        "required": requirement.value,
        "required_low": requirement.low,
        "required_high": requirement.high,
        "projected": projection.value,
        "projected_low": projection.low,
        "projected_high": projection.high,
        "probability": projection.probability,
    }
    return {name: _clean(values) for name, values in columns.items()}


def _clean(values: Floats) -> Floats:
    finite = np.where(np.isfinite(values), values, np.nan)
    return settled(finite) + 0.0


def vintages(reckoning: Reckoning) -> list[list[int]]:
    """The vintage ids behind every figure of each row, ascending."""
    rows = reckoning.answers.rows
    ids = rows.observations["vintage_id"].to_numpy()[rows.position]
    parts = [
        reckoning.figures.row[:, None],
        reckoning.figures.baseline_row[:, None],
        reckoning.pace.used,
        reckoning.requirement.used,
        reckoning.projection.used,
    ]
    used = np.concatenate(parts, axis=1)
    used = np.sort(np.where(used >= 0, np.append(ids, -1)[used], -1), axis=1)
    fresh = (used >= 0) & np.append(np.full((len(used), 1), True), used[:, 1:] != used[:, :-1], axis=1)
    counts = fresh.sum(axis=1)
    flat = used[fresh].tolist()
    ends = np.cumsum(counts).tolist()
    lists = [flat[end - count : end] for end, count in zip(ends, counts.tolist(), strict=True)]
    substituted = ((target, one.rows) for target, one in reckoning.projection.substitutes.items())
    for target, more in (*reckoning.figures.behind.items(), *substituted):
        lists[target] = sorted({*lists[target], *(int(ids[r]) for r in more)})
    return lists
