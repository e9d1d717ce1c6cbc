"""Runs a file of test vectors through the functions that docs/gap-model.md names; prints id and pass, fail or
not-ours, then totals.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gaps import known_at, model_on
from gaps.growths import (
    choose_growth,
    consistent,
    cumulated,
    gap_absolute_relative,
    growth_of_increment,
    implied_target,
    revision,
    year_on_year,
)
from gaps.lights import local_light, local_rules
from gaps.model import ZONE
from gaps.pace import aggregate_attainment, attainment_percent, expected_to_date, pace_gap_points
from gaps.plans import annual_equivalent, compound_change, log_progress, required_cagr, required_change
from gaps.projection import annualised_by_days, daily_average, year_end
from gaps.required import exhaustion, remaining_ratio, required_growth
from measures import units
from measures.chinese import MAGNITUDES
from measures.frames import OBSERVATIONS
from measures.periods import read_period

PASS, FAIL, NOT_OURS = "pass", "fail", "not-ours"
Inputs = Mapping[str, Any]


def _aggregate(i: Inputs) -> dict[str, Any]:
    parts = [
        (p["actual"], p["target"] if "target" in p else p["actual"] / p["attainment_pct"] * 100.0) for p in i["parts"]
    ]
    return {"attainment_pct": aggregate_attainment(parts)}


def _as_of(i: Inputs) -> dict[str, Any]:
    rows = [
        dict.fromkeys(OBSERVATIONS)
        | {"indicator": i["series"], "place": "-", "period": i["obs_date"], "source": "-", "value": float(value)}
        | {"vintage_id": n, "published_at": date.fromisoformat(day), "recorded_at": datetime(1970, 1, 1, tzinfo=UTC)}
        for n, (day, value) in enumerate(i["releases"])
    ]
    end = datetime.fromisoformat(f"{i['as_of'][:10]}T23:59:59.999999").replace(tzinfo=ZONE)
    known = known_at(pd.DataFrame(rows, columns=list(OBSERVATIONS)), end)
    return {"value": None if known.empty else float(known["value"].iloc[0])}


def _choose(i: Inputs) -> dict[str, Any]:
    chosen = choose_growth(i["level"], i["prev_year_level_as_published"], i.get("published_growth_pct"))
    return {"growth_used_pct": chosen.used, "naive_growth_pct": chosen.recomputed, "comparable_flag": chosen.differs}


def _compound(i: Inputs) -> dict[str, Any]:
    total = compound_change(i["rates_pct"])
    return {"total_pct": total, "annual_pct": annual_equivalent(total, len(i["rates_pct"]))}


def _consistency(i: Inputs) -> dict[str, Any]:
    same = consistent(i["cum_prev"], i["month"], i["cum_now_published"], i["cum_now_rounding"])
    return {"consistent": same, "reason": None if same else "scope_break"}


def _expected_ratio(i: Inputs) -> dict[str, Any]:
    absolute, _ = gap_absolute_relative(i["actual"], i["expected_to_date"])
    share = attainment_percent(i["actual"], i["expected_to_date"])
    return {"ratio": None if share is None else share / 100.0, "gap_abs": absolute}


def _gap(i: Inputs) -> dict[str, Any] | None:
    allowed = bool(i.get("allow_zero_or_negative_target"))
    if allowed and i["target"] == 0:
        return None
    absolute, relative = gap_absolute_relative(i["actual"], i["target"])
    return {"abs": absolute, "pct": relative if allowed or i["target"] > 0 else None}


def _january(i: Inputs) -> dict[str, Any]:
    first = min(filter(None, map(read_period, i["available_periods"])))
    name = f"{first.end_year:04}-{first.end_month:02}"
    return {"first_period": name, "january_published": first.end_month == 1, "months_covered_by_first": first.end_month}


def _decline(i: Inputs) -> dict[str, Any]:
    total, annual = required_change(i["target_total_pct"], i["done_rates_pct"], i["years_left"])
    return {"required_total_pct": total, "required_annual_pct": annual}


def _ratio_level(i: Inputs) -> dict[str, Any]:
    """One unit by another: the magnitude that both share is cancelled, 万吨标准煤/亿元 is 吨标准煤/万元."""
    top, bottom = units.unit(i["numerator_unit"]), units.unit(i["denominator_unit"])
    own, below = MAGNITUDES.get(top.magnitude, 1), MAGNITUDES.get(bottom.magnitude, 1)
    rest = next((m for m, n in {"": 1, **MAGNITUDES}.items() if own * n == below), None)
    if rest is None:
        return {"value": i["numerator"] / i["denominator"], "unit": f"{i['numerator_unit']}/{i['denominator_unit']}"}
    return {"value": i["numerator"] / i["denominator"], "unit": f"{top.name}/{rest}{bottom.name}"}


def _growth(i: Inputs) -> dict[str, Any]:
    needed = required_growth(i["target_growth_pct"], i["ytd_growth_pct"], 1.0 - i["base_share_remaining"])
    return {"required_growth_pct": needed}


def _cagr(i: Inputs) -> dict[str, Any]:
    rate = required_cagr(i["current"], i["target"], i["periods_left"])
    return {"rate": None if rate is None else rate / 100.0}


#: names that vectors give to the measures of a local light rule
_MEASURES = {
    "pace_gap_pp": "pace_gap",
    "shortfall_pct": "shortfall",
    "growth_pct": "growth",
    "lead_pp": "lead",
    "months_missed": "months",
}


def _light(i: Inputs) -> dict[str, Any] | None:
    if i["rule"] not in local_rules():
        return None
    return {"light": local_light(i["rule"], {_MEASURES.get(k, k): v for k, v in i.items() if k != "rule"})}


def _backtest(i: Inputs) -> dict[str, Any]:
    month = i["ytd_period"][-2:]
    past = [(year[month], year["12"]) for year in i["history"].values()]
    model = model_on(date(int(i["ytd_period"][:4]), 12, 31))
    projected = year_end(past, i["ytd"], model)
    linear = annualised_by_days(i["ytd"], int(month), 12)
    return {"projected": projected, "linear": linear}


#: family to the function that answers it; None for an answer means that the vector is not ours
FAMILIES: dict[str, Callable[[Inputs], dict[str, Any] | None]] = {
    "aggregate_attainment": _aggregate,
    "annual_equivalent": lambda i: {"annual_pct": annual_equivalent(i["total_pct"], i["years"])},
    "annualise_linear_days": lambda i: {"year_end": annualised_by_days(i["cum"], i["days"], i["days_in_year"])},
    "as_of": _as_of,
    "attainment": lambda i: {"attainment_pct": attainment_percent(i["actual"], i["target"])},
    "budget_exhaustion": lambda i: {"days_to_exhaust": exhaustion(i["period_days"], i["burn_rate"])},
    "choose_growth": _choose,
    "compound_change": _compound,
    "cum_consistency": _consistency,
    "cumulate": lambda i: {"cum": cumulated(i["period_values"], i["period"])},
    "cumulate_shares": lambda i: {"cum_pct": cumulated((i["cum_pct_prev"], i["month_pct"]), 2)},
    "daily_average": lambda i: {"per_day": daily_average(i["cum"], i["days"])},
    "expected_ratio": _expected_ratio,
    "expected_to_date": lambda i: {
        "expected_to_date": expected_to_date(i["target"], i["plan_cum_shares"], i["period"])
    },
    "first_vs_latest": lambda i: {"revision": revision(i["first"], i["latest"])},
    "gap_abs_rel": _gap,
    "implied_target": lambda i: {
        "implied_target_between": list(implied_target(i["actual"], i["attainment_pct"], i["pct_decimals"]))
    },
    "log_progress": lambda i: {"progress_pct": log_progress(i["target_total_pct"], i["done_rates_pct"])},
    "missing_january": _january,
    "pace_linear": lambda i: {
        "pace_gap_pp": pace_gap_points(i["attainment_pct"], i["months_elapsed"], i["months_total"])
    },
    "pace_sign": lambda i: {
        "ahead_of_linear_pace": pace_gap_points(i["attainment_pct"], i["months_elapsed"], i["months_total"]) > 0
    },
    "projection_backtest": _backtest,
    "ratio": lambda i: {"ratio": None if i["b"] == 0 else i["a"] / i["b"]},
    "ratio_level": _ratio_level,
    "required_cagr": _cagr,
    "required_decline": _decline,
    "required_growth": _growth,
    "required_pace_ratio": lambda i: {
        "ratio": remaining_ratio(i["total"], i["done"], i["denominator_total"], i["spent"])
    },
    "share": lambda i: {"share_pct": attainment_percent(i["part"], i["whole"])},
    "status_rule": _light,
    "sum_parts": lambda i: {"total": cumulated(i["parts"], len(i["parts"]))},
    "yoy_cumulative": lambda i: {"yoy_pct": year_on_year(i["cum"], i["cum_prev_year"])},
    "yoy_from_increment": lambda i: {"yoy_pct": growth_of_increment(i["current"], i["increment"])},
}
#: share of realised outcomes that the 80 % intervals of a batch must cover
COVERAGE = 0.6


def agrees(found: Any, expected: Any, tolerance: float | None) -> bool:
    """True where a value is what was expected: within the tolerance, equal where there is none."""
    if expected is None or found is None:
        return found is expected
    if isinstance(expected, list):
        return len(found) == len(expected) and all(
            agrees(f, e, tolerance) for f, e in zip(found, expected, strict=True)
        )
    if isinstance(expected, bool | str):
        return bool(found == expected)
    return math.isclose(found, expected, rel_tol=1e-12, abs_tol=max(tolerance or 0.0, 1e-12) * (1 + 1e-9))


def verdict(vector: Mapping[str, Any]) -> str:
    """PASS, FAIL or NOT_OURS for one vector that is exact."""
    answer = FAMILIES[vector["family"]](vector["inputs"]) if vector["family"] in FAMILIES else None
    if answer is None:
        return NOT_OURS
    tolerance = vector.get("tolerance") or {}
    for key, expected in vector["expected"].items():
        if key == "reason":
            if not answer.get("reason"):
                return FAIL
        elif key not in answer or not agrees(answer[key], expected, tolerance.get(key)):
            return FAIL
    return PASS


def batch_verdicts(vectors: list[Mapping[str, Any]]) -> dict[str, str]:
    """Realised outcomes are judged together: the intervals cover most of them, and the season beats the months."""
    answers = [(v, FAMILIES[v["family"]](v["inputs"])) for v in vectors]
    inside, by_season, by_months = [], [], []
    for vector, answer in answers:
        actual = vector["expected"]["actual_year_end"]
        point, low, high = (answer or {}).get("projected") or (math.nan,) * 3
        inside.append(low <= actual <= high)
        by_season.append(abs(point / actual - 1.0))
        by_months.append(abs((answer or {}).get("linear", math.nan) / actual - 1.0))
    good = bool(inside) and np.mean(inside) >= COVERAGE and np.mean(by_season) < np.mean(by_months)
    return {v["id"]: PASS if good else FAIL for v in vectors}


def run(file: Path) -> list[tuple[str, str]]:
    """The verdict of every vector of a file, in its order."""
    table = json.loads(file.read_text(encoding="utf-8"))
    vectors = table["vectors"] if isinstance(table, dict) else table
    realised = [v for v in vectors if v.get("kind") == "realised_outcome" and v["family"] in FAMILIES]
    together = batch_verdicts(realised)
    return [(v["id"], together[v["id"]] if v["id"] in together else verdict(v)) for v in vectors]


def main(argv: list[str] | None = None) -> int:
    """Print the verdicts and the totals; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a file in the form of gap-vectors.json")
    verdicts = run(parser.parse_args(argv).file)
    for identifier, word in verdicts:
        print(f"{identifier}\t{word}")
    counts = Counter(word for _, word in verdicts)
    print(", ".join(f"{counts[word]} {word}" for word in (PASS, FAIL, NOT_OURS)))
    return 1 if counts[FAIL] else 0


if __name__ == "__main__":
    sys.exit(main())
