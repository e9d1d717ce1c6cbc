"""What stands behind each figure: period, printed form, whether it is provisional, contested, derived or merely
reported.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from gaps.answers import Answers
from gaps.columns import per_unique
from gaps.compare import Band, exceeds, in_near_zone, meets
from gaps.exact import Flags, Objects
from gaps.figures import Figures
from gaps.questions import Questions
from gaps.reasons import Reason, Reasons
from gaps.words import has_word
from measures.terms import Authority, ObsStatus

#: a figure of such a status is not final
_PRELIMINARY = (ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED, ObsStatus.FORECAST)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The quality of each figure, one element a target."""

    #: period of the figure, None where there is none
    period: Objects
    #: {"value", "unit"} as printed, None where there is none
    as_published: list[dict[str, Any] | None]
    #: the figure may still change
    provisional: Flags
    #: it lies in the acceptance band
    met: Flags
    #: it misses 左右 by so little that a person decides
    near: Flags
    #: it can count as met: neither reckoned from other figures nor merely reported by the office that answers
    trusted: Flags
    #: within the rounding error of the figures that were chained
    sensitive: Flags


def weigh(questions: Questions, answers: Answers, figures: Figures, band: Band, reasons: Reasons) -> Evidence:
    """Weigh the figures and give the reasons that speak of their quality."""
    there = (figures.row >= 0) & ~np.isnan(figures.value)
    behind = partial(answers.rows.column, positions=figures.row[there])

    def of_row(values: Any, missing: Any = False) -> Any:
        spread = np.full(len(there), missing, dtype=object if missing is None else bool)
        spread[there] = values
        return spread

    authority = answers.rows.authority[figures.row[there]]
    derived = of_row(authority == Authority.DERIVED) | (figures.from_levels & there)
    reported = of_row(authority == Authority.SELF_REPORTED)
    preliminary = of_row([s in _PRELIMINARY for s in behind("status")])
    qualifier = of_row(behind("qualifier"), None)
    met = meets(figures.value, band, qualifier)
    sensitive = there & (figures.rounding > 0) & _within(figures, band)
    reasons.add(Reason.DERIVED, derived)
    reasons.add(Reason.SELF_REPORTED, reported)
    reasons.add(Reason.PROVISIONAL, preliminary)
    reasons.add(Reason.PUBLISHED_UNKNOWN, of_row([d is None for d in behind("published_at")]))
    reasons.add(Reason.SOURCE_CONFLICT, of_row(answers.rows.contested[figures.row[there]]))
    reasons.add(Reason.QUALIFIED, np.array([q is not None for q in qualifier], dtype=bool))
    reasons.add(Reason.TARGET_REVISED, pd.to_numeric(questions.frame["version"]).to_numpy() > 1)
    reasons.add(Reason.NOT_COMPARABLE_LEVEL, np.isfinite(figures.recomputed) & there)
    reasons.add(Reason.NOT_ASSESSED, per_unique(questions.frame["indicator"], _unassessed, bool))
    reasons.add(Reason.EXCEEDS_BAND, exceeds(figures.value, band))
    near = in_near_zone(figures.value, band, met)
    return Evidence(
        period=_period(questions, behind("period"), figures, there),
        as_published=_as_published(behind("value"), behind("unit"), there, figures),
        provisional=preliminary | derived | sensitive,
        met=met,
        near=near,
        trusted=~derived & ~reported,
        sensitive=sensitive,
    )


def _unassessed(name: str | None) -> bool:
    """M2, deficits and government bonds (practice 4)."""
    return has_word("unassessed", name) and not has_word("assessed", name)


def _within(figures: Figures, band: Band) -> Flags:
    """True where the distance to an end as written is no larger than the error of the figure."""
    with np.errstate(invalid="ignore"):
        low = np.abs(figures.value - band.tau) <= figures.rounding
        high = np.abs(figures.value - band.tau_high) <= figures.rounding
    return low | high


def _period(questions: Questions, own: Objects, figures: Figures, there: Flags) -> Objects:
    """The period of the figure: the row's own, or the years that a plan has behind it."""
    period = np.full(len(there), None, dtype=object)
    period[there] = own
    for target in [t for t in figures.behind if there[t] and figures.years_done[t] > 1]:
        first = int(questions.first_year[target])
        period[target] = f"{first}/{first + int(figures.years_done[target]) - 1}"
    return period


def _as_published(values: Objects, units: Objects, there: Flags, figures: Figures) -> list[dict[str, Any] | None]:
    """The printed figure where a single one stands behind the value."""
    printed: list[dict[str, Any] | None] = [None] * len(there)
    own = np.isfinite(figures.recomputed)
    single = [own[t] or len(figures.behind.get(t, ())) < 2 for t in np.flatnonzero(there).tolist()]
    for target, value, unit, shown in zip(np.flatnonzero(there).tolist(), values, units, single, strict=True):
        if shown:
            printed[target] = {"value": float(value), "unit": unit}
    return printed
