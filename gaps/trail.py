"""Which rule gave the light, with the numbers that it compared (gap-model A8)."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gaps.compare import CEILING
from gaps.model import Step
from gaps.projection import single_deviation
from gaps.reasons import Reason
from gaps.table import Reckoning
from gaps.wording import amount, percent
from measures.terms import Status

#: reasons that name the rule by themselves, the one that decided last first
_RULES = (
    Reason.STALE,
    Reason.PROBABILITY_SOFTENED,
    Reason.EARLY_IN_YEAR,
    Reason.NEAR_ZONE,
    Reason.ROUNDING_SENSITIVE,
    Reason.MET_EARLY,
    Reason.CEILING_BREACHED,
    Reason.INFEASIBLE,
)


def light(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """The rule of the row's light."""
    status, reasons = str(row["status"]), set(row["reasons"])
    values = _values(reckoning, row)
    rule = next((str(r) for r in _RULES if str(r) in reasons), None)
    if status == Status.NO_DATA:
        grey = next((str(reason) for reason in Reason if str(reason) in reasons), None)
        yield Step(code="light.no_data_because" if grey else "light.no_data", values=values | {"reason": grey or ""})
    elif rule is not None:
        yield Step(code=f"light.{rule}", values=values)
    elif reckoning.figures.closed[0]:
        unsure = status == Status.ON_TRACK
        yield Step(code="light.untrusted" if unsure else f"light.{status}", values=values)
    else:
        yield Step(code=f"light.{_ground(reckoning)}", values=values)


def _ground(reckoning: Reckoning) -> str:
    """What an in-year light rests on."""
    model, ratio = reckoning.model, reckoning.requirement.pace_ratio[0]
    if np.isfinite(ratio) and ratio > model.pace_ratio_limit:
        return "pace_ratio"
    if np.isfinite(reckoning.pace.index[0]):
        return "pace_ceiling" if reckoning.band.side[0] == CEILING else "pace"
    return (
        "growth"
        if np.isfinite(reckoning.requirement.value[0]) and reckoning.requirement.kind[0] == "rest_growth"
        else "band"
    )


def _values(reckoning: Reckoning, row: Mapping[str, Any]) -> dict[str, object]:
    model = reckoning.model
    deviation = float(single_deviation(reckoning.questions, reckoning.answers, reckoning.figures)[0])
    allowed = np.fmax(model.growth_points, model.growth_deviations * deviation)
    return {
        "status": str(row["status"]),
        "index": amount(row["pace_index"], 3),
        "on_track": amount(model.pace_on_track),
        "at_risk": amount(model.pace_at_risk),
        "ratio": amount(row["pace_ratio"]),
        "ratio_limit": amount(model.pace_ratio_limit, 1),
        "ratio_red": amount(model.pace_ratio_red, 1),
        "observed": amount(row["observed"], 1),
        "required": amount(row["required"], 1),
        "growth_points": amount(allowed, 1),
        "more": amount(_difference(row["required"], row["observed"]), 1),
        "most": amount(2.0 - model.pace_on_track),
        "beyond": amount(2.0 - model.pace_at_risk),
        "probability": percent(row["probability"], 0),
        "early_month": model.early_month,
        "model": model.id,
    }


def _difference(one: Any, other: Any) -> float:
    return float("nan") if one is None or other is None else float(one) - float(other)
