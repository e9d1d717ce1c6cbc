"""The published vectors run through the functions that docs/gap-model.md names."""

import importlib
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
#: no formula of the gap model: no code is written for them
NOT_OURS = {
    "cagr_progress", "burn_rate_threshold", "evm_eac", "ols_slope", "approx_transform", "code_list", "forecast_model",
    "forecast_interval", "required_decline_additive",
}  # fmt: skip


@pytest.fixture(scope="module")
def vectors() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vectors", ROOT / "scripts" / "vectors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_vector_of_ours_passes(vectors: ModuleType, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = shared / "gap-vectors.json"
    assert vectors.main([str(file)]) == 0
    words = dict(line.split("\t") for line in capsys.readouterr().out.splitlines() if "\t" in line)
    for vector in json.loads(file.read_text(encoding="utf-8"))["vectors"]:
        foreign = vector["family"] in NOT_OURS or vector["id"].startswith("un-chart") or vector["id"] == "gva-4"
        assert words[vector["id"]] == ("not-ours" if foreign else "pass"), vector["id"]


def test_a_wrong_answer_fails_and_the_exit_status_says_so(vectors: ModuleType, tmp_path: Path) -> None:
    wrong = {"id": "x", "family": "attainment", "kind": "published_output", "inputs": {"actual": 1, "target": 2}}
    file = tmp_path / "v.json"
    file.write_text(json.dumps({"vectors": [wrong | {"expected": {"attainment_pct": 60}, "tolerance": {}}]}))
    assert vectors.main([str(file)]) == 1


@pytest.mark.parametrize(
    ("family", "inputs", "expected"),
    [
        ("required_cagr", {"current": 100, "target": 200, "periods_left": 4}, {"rate": 0.189}),
        ("gap_abs_rel", {"actual": 90, "target": 100}, {"abs": -10, "pct": -10}),
        ("gap_abs_rel", {"actual": 1, "target": -2, "allow_zero_or_negative_target": True}, {"abs": 3, "pct": 150}),
        ("required_cagr", {"current": 0, "target": 200, "periods_left": 4}, {"rate": None}),
        ("required_cagr", {"current": 100, "target": 200, "periods_left": 0}, {"rate": None}),
        ("required_growth", {"target_growth_pct": 5, "ytd_growth_pct": -3, "base_share_remaining": 0.25},
         {"required_growth_pct": 29.0}),
        ("required_growth", {"target_growth_pct": 5, "ytd_growth_pct": 5, "base_share_remaining": 0},
         {"required_growth_pct": None}),
        ("required_decline", {"target_total_pct": -10, "done_rates_pct": [-10], "years_left": 4},
         {"required_total_pct": 0.0, "required_annual_pct": 0.0}),
        ("log_progress", {"target_total_pct": -20, "done_rates_pct": [-20]}, {"progress_pct": 100.0}),
        ("log_progress", {"target_total_pct": 0, "done_rates_pct": [-2]}, {"progress_pct": None}),
        ("compound_change", {"rates_pct": [10, -10]}, {"total_pct": -1.0}),
        ("annual_equivalent", {"total_pct": 21, "years": 2}, {"annual_pct": 10.0}),
        ("attainment", {"actual": 5, "target": 0}, {"attainment_pct": None}),
        ("yoy_cumulative", {"cum": 90, "cum_prev_year": 100}, {"yoy_pct": -10.0}),
        ("yoy_cumulative", {"cum": 90, "cum_prev_year": 0}, {"yoy_pct": None}),
        ("yoy_from_increment", {"current": 110, "increment": 10}, {"yoy_pct": 10.0}),
        ("pace_linear", {"attainment_pct": 100, "months_elapsed": 12, "months_total": 12}, {"pace_gap_pp": 0.0}),
        ("budget_exhaustion", {"period_days": 30, "burn_rate": 0}, {"days_to_exhaust": None}),
        ("ratio", {"a": 1, "b": 0}, {"ratio": None}),
        ("required_pace_ratio", {"total": 100, "done": 40, "denominator_total": 50, "spent": 50}, {"ratio": None}),
        ("status_rule", {"rule": "yinchuan2025", "pace_gap_pp": -5}, {"light": None}),
        ("status_rule", {"rule": "sanya2022", "shortfall_pct": 50}, {"light": "yellow"}),
        ("as_of", {"series": "G", "obs_date": "2014", "releases": [["2014-04-30", 1.0]], "as_of": "2014-04-01"},
         {"value": None}),
        ("ratio_level", {"numerator": 6, "numerator_unit": "亿元", "denominator": 2, "denominator_unit": "万人"},
         {"value": 3.0, "unit": "亿元/万人"}),
    ],
)  # fmt: skip
def test_other_vectors_of_the_families(
    vectors: ModuleType, family: str, inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    vector = {"id": "y", "family": family, "inputs": inputs, "expected": expected, "tolerance": {"rate": 0.001}}
    assert vectors.verdict(vector) == "pass"


def test_the_document_names_a_function_for_every_family(vectors: ModuleType) -> None:
    text = (ROOT / "docs" / "gap-model.md").read_text(encoding="utf-8")
    table = text.partition("## Families of vectors")[2].partition("Not ours")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("| ")
    ][1:]
    named = {family for row in rows for family in row[0].split(", ")}
    assert named == set(vectors.FAMILIES)
    for path in re.findall(r"`((?:gaps|measures)\.[a-z_.]+)`", table):
        module, _, function = path.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function)), path
