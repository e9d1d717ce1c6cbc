"""The arithmetic behind one gap row, line by line: what a pocket calculator repeats (design: every number can be
followed).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from gaps.columns import objects
from gaps.compare import BOTH, CEILING
from gaps.model import GapSettings, Step, model_versions
from gaps.questions import Kind
from gaps.reasons import Reason
from gaps.scales import Form, is_index
from gaps.table import Reckoning, reckon
from gaps.trail import light
from gaps.wording import amount, digits, factor_text, percent
from measures.catalogue import Catalogue, load_catalogue
from measures.frames import TARGETS
from measures.terms import Measure

#: the first target of a reckoning: an explanation is of one
_ONE = 0
#: what a figure is told with
_OF_FIGURE = ("period", "value", "value_text", "unit", "measure", "source", "published_at", "vintage_id")


def explain(
    gap_row: Mapping[str, Any],
    target_row: Mapping[str, Any],
    observations: pd.DataFrame,
    *,
    settings: GapSettings | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[Step, ...]:
    """The steps from the sentence and the cells to the light of one row of GAPS.

    `target_row`: the row of TARGETS that it used. `observations`: OBSERVATIONS that hold its vintages; others are
    left aside, so that the row is made again from what it used, with the model version that it names. The numbers are
    those of `gap_table`, reckoned by the same functions.
    """
    used = observations[observations["vintage_id"].isin(gap_row["vintages"])]
    target = pd.DataFrame([{name: target_row[name] for name in TARGETS}])
    reckoning = reckon(
        target, used, gap_row["as_of"], _settings(settings, gap_row, target, used), catalogue or load_catalogue()
    )
    parts: tuple[Callable[[Reckoning, Mapping[str, Any]], Iterator[Step]], ...] = (
        _target,
        _figure,
        _distance,
        _pace,
        _requirement,
        _projection,
    )
    steps = [step for part in parts for step in part(reckoning, gap_row)]
    return (*steps, *light(reckoning, gap_row))


def _settings(
    given: GapSettings | None, gap_row: Mapping[str, Any], target: pd.DataFrame, used: pd.DataFrame
) -> GapSettings:
    """Settings under which the row answers again: its model version, and every match that it was given."""
    identifiers, names = objects(used["indicator_id"]).tolist(), objects(used["indicator"]).tolist()
    key = objects(target["indicator_id"])[_ONE] or objects(target["indicator"])[_ONE]
    observed = {i or n for i, n in zip(identifiers, names, strict=True)} - {key}
    accepted = frozenset((str(key), str(name)) for name in observed)
    given = given or GapSettings()
    model = next((m for m in model_versions() if m.id == gap_row["model_version"]), None)
    return replace(given, accepted_matches=given.accepted_matches | accepted, model=model)


def _known(value: Any) -> bool:
    return value is not None and not pd.isna(value)


def _target(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """The promise as written."""
    frame = reckoning.questions.frame.iloc[_ONE]
    yield Step(
        code="target",
        values={
            "place": row["place"],
            "indicator": row["indicator"],
            "quote": frame["quote"] or "",
            "deadline": str(row["deadline"]),
            "version": row["target_version"],
        },
    )


def _figure(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """The figure as published, and its way into the target's unit."""
    at = int(reckoning.figures.row[_ONE])
    if at < 0 or not _known(row["observed"]):
        return
    source = {name: reckoning.answers.rows.column(name, np.array([at]))[0] for name in _OF_FIGURE}
    published = source["published_at"]
    yield Step(
        code="figure.dated" if _known(published) else "figure.undated",
        values={
            "period": source["period"],
            "value": source["value_text"] or digits(source["value"]),
            "unit": source["unit"] or "",
            "source": source["source"] or "",
            "published": str(published) if _known(published) else "",
            "vintage": int(source["vintage_id"]),
        },
    )
    yield from _put_together(reckoning)
    yield from _converted(reckoning, source)
    if reckoning.questions.rise[_ONE] and np.isfinite(reckoning.figures.baseline[_ONE]):
        base = float(reckoning.figures.baseline[_ONE])
        now = float(reckoning.figures.value[_ONE]) + base
        values = {"now": digits(now), "baseline": digits(base), "rise": digits(row["observed"])}
        yield Step(code="rise", values=values)


def _put_together(reckoning: Reckoning) -> Iterator[Step]:
    """Sums, products and means of several figures."""
    rows = reckoning.figures.behind.get(_ONE, ())
    if np.isfinite(reckoning.figures.recomputed[_ONE]):
        yield Step(code="recomputed", values={"growth": amount(reckoning.figures.recomputed[_ONE])})
        return
    if len(rows) < 2:
        return
    texts = reckoning.answers.rows.column("value_text", np.array(rows))
    values = {
        "parts": "、".join(str(t) for t in texts),
        "count": len(rows),
        "result": digits(reckoning.figures.value[_ONE]),
    }
    if reckoning.figures.from_levels[_ONE]:
        fell = reckoning.questions.decline[_ONE] and reckoning.figures.value[_ONE] >= 0
        yield Step(code="from_levels_fell" if fell else "from_levels", values=values)
    elif reckoning.figures.years_done[_ONE] > 0:
        compound = reckoning.questions.form[_ONE] == Form.RATE
        mean = compound and reckoning.questions.yearly_mean[_ONE]
        yield Step(code="plan.mean" if mean else "plan.compound" if compound else "plan.sum", values=values)
    else:
        yield Step(code="months.mean" if reckoning.questions.kind[_ONE] == Kind.MEAN else "months.worst", values=values)


def _converted(reckoning: Reckoning, source: Mapping[str, Any]) -> Iterator[Step]:
    """An index as a rise, a fall with its sign, an amount in the target's unit."""
    questions = reckoning.questions
    result = digits(reckoning.figures.value[_ONE])
    if len(reckoning.figures.behind.get(_ONE, ())) > 1:
        return
    if is_index(source["unit"]):
        yield Step(code="index", values={"value": digits(source["value"]), "result": result})
    elif (source["measure"] == Measure.DECLINE) != bool(questions.decline[_ONE]) and questions.form[_ONE] == Form.RATE:
        yield Step(code="sign", values={"value": digits(source["value"]), "result": result})
    elif (
        questions.form[_ONE] == Form.LEVEL
        and source["unit"] != questions.unit[_ONE]
        and len(reckoning.figures.behind) == 0
    ):
        values = {
            "value": digits(source["value"]),
            "from": source["unit"],
            "result": result,
            "to": questions.unit[_ONE],
        }
        yield Step(code="converted", values=values)


def _distance(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """The gap to the target as written, and the tolerance where there is one."""
    gap = row["gap"]
    if not _known(gap):
        return
    side, tau, high = (float(x[_ONE]) for x in (reckoning.band.side, reckoning.band.tau, reckoning.band.tau_high))
    end = high if (side == CEILING and gap < 0) or (side != CEILING and gap > 0 and high != tau) else tau
    level = row["measure"] == Measure.LEVEL
    word = ("past" if level else "over") if gap > 0 else "short" if level else "below"
    if row["measure"] == Measure.DECLINE:
        word = "fell_more" if gap > 0 else "fell_less"
    if gap == 0:
        word = "exact" if high == tau or not np.isfinite(high) else "inside"
    if side == CEILING:
        word = "exact" if gap == 0 else "within" if gap > 0 else "beyond"
    elif side == BOTH and gap < 0:
        word = "off"
    values = {
        "observed": digits(row["observed"]),
        "target": digits(end),
        "distance": digits(abs(gap)),
        "unit": row["gap_unit"] or "",
    }
    yield Step(code=f"gap.{word}", values=values)
    if reckoning.band.approx[_ONE]:
        low, top = float(reckoning.band.lo[_ONE]), float(reckoning.band.hi[_ONE])
        tolerance = tau - low if np.isfinite(low) else top - high
        values = {
            "tolerance": digits(tolerance),
            "near": digits(reckoning.band.near[_ONE]),
            "unit": row["gap_unit"] or "",
        }
        yield Step(code="tolerance", values=values)
    if _known(row["attainment"]):
        yield Step(code="attainment", values={"share": percent(row["attainment"])})


def _pace(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """How much should be done by now, by season and by months."""
    pace, questions = reckoning.pace, reckoning.questions
    scheduled = Reason.PLANNED_SHARE in row["reasons"]
    if scheduled:
        planned = {"expected": amount(row["expected"]), "period": row["period"], "unit": row["gap_unit"] or ""}
        yield Step(code="expected.planned", values=planned)
    if not pace.running[_ONE]:
        return
    target, unit = digits(reckoning.band.tau[_ONE]), questions.unit[_ONE] or ""
    month, months = int(reckoning.figures.month[_ONE]), int(questions.last_month[_ONE])
    ceiling = reckoning.band.side[_ONE] == CEILING
    if pace.basis[_ONE] == "own":
        last = int(questions.last_year[_ONE])
        scale = float(questions.factor[_ONE])
        parts = [
            f"{last - 1 - back}: {amount(partial / scale)}/{amount(total / scale)}={factor_text(share)}%"
            for back, (partial, total, share) in enumerate(
                zip(pace.past_partial[_ONE], pace.past_total[_ONE], pace.shares[_ONE], strict=True)
            )
            if np.isfinite(share)
        ]
        values = {"parts": "; ".join(reversed(parts)), "share": factor_text(pace.seasonal[_ONE]), "month": month}
        yield Step(code="share.own", values=values)
    elif Reason.PEER_SHARE in row["reasons"] and not scheduled:
        share = row["expected"] / float(reckoning.band.tau[_ONE])
        yield Step(code="share.peers", values={"share": factor_text(share), "month": month})
    yield Step(code="share.linear", values={"month": month, "months": months, "share": percent(pace.linear[_ONE])})
    if _known(row["expected"]) and Reason.LINEAR_FALLBACK not in row["reasons"] and not scheduled:
        values = {
            "target": target,
            "share": factor_text(row["expected"] / float(reckoning.band.tau[_ONE])),
            "expected": amount(row["expected"]),
            "unit": unit,
        }
        yield Step(code="expected.ceiling" if ceiling else "expected.seasonal", values=values)
    if _known(row["expected_linear"]):
        values = {
            "target": target,
            "month": month,
            "months": months,
            "expected": amount(row["expected_linear"]),
            "unit": unit,
        }
        yield Step(code="expected.linear_ceiling" if ceiling else "expected.linear", values=values)
    if _known(row["pace_index"]):
        values = {
            "observed": digits(row["observed"]),
            "expected": amount(row["expected"]),
            "index": amount(row["pace_index"], 3),
        }
        yield Step(code="pace", values=values)


def _requirement(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """What the rest of the time must bring."""
    kind = row["required_kind"]
    if not kind or not _known(row["required"]):
        return
    requirement, questions = reckoning.requirement, reckoning.questions
    left = int(questions.last_month[_ONE] - reckoning.figures.month[_ONE])
    values = {
        "target": digits(reckoning.band.tau[_ONE]),
        "observed": digits(row["observed"]),
        "required": amount(row["required"]),
        "low": amount(row["required_low"]),
        "high": amount(row["required_high"]),
        "unit": questions.unit[_ONE] or "",
        "left": left,
        "base_share": factor_text(requirement.base_share[_ONE]),
        "rest_share": factor_text(1.0 - requirement.base_share[_ONE]),
        "monthly": amount(row["required"] / left if left > 0 else float("nan")),
    }
    floor = reckoning.band.side[_ONE] != CEILING
    yield Step(code=f"required.{kind}_floor" if kind == "rest_mean" and floor else f"required.{kind}", values=values)
    growth = float(requirement.rest_growth[_ONE])
    if np.isfinite(growth):
        values = {
            "rest": amount(requirement.rest_last_year[_ONE]),
            "growth": amount(growth, 1),
            "unit": questions.unit[_ONE] or "",
        }
        yield Step(code="required.growth_of_rest", values=values)
    if _known(row["pace_ratio"]):
        left_over = float(reckoning.band.tau[_ONE]) - row["observed"]
        values = {
            "required": amount(left_over),
            "at_pace": amount(left_over / row["pace_ratio"] if row["pace_ratio"] else float("nan")),
            "unit": questions.unit[_ONE] or "",
            "ratio": amount(row["pace_ratio"], 2),
        }
        yield Step(code="pace_ratio", values=values)


def _projection(reckoning: Reckoning, row: Mapping[str, Any]) -> Iterator[Step]:
    """Where it will end."""
    if not _known(row["projected"]):
        return
    values = {
        "projected": amount(row["projected"]),
        "low": amount(row["projected_low"]),
        "high": amount(row["projected_high"]),
        "unit": reckoning.questions.unit[_ONE] or "",
        "mass": percent(reckoning.model.interval, 0),
    }
    rival = next((r for r in row["reasons"] if r.startswith("projected_by_")), None)
    if rival is not None:
        yield Step(code=f"projected.{rival.removeprefix('projected_')}")
    interval = _known(row["projected_low"])
    yield Step(code="projected.interval" if interval else "projected.point", values=values)
    if _known(row["probability"]):
        step = reckoning.model.probability_step
        shown = round(round(float(row["probability"]) / step) * step * 100)
        word = "likely" if row["probability"] >= 0.6 else "hard" if row["probability"] >= 0.25 else "very_hard"
        yield Step(code=f"probability.{word}", values={"probability": shown})
