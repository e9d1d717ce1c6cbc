"""Figures beside a target are shown on the target's scale, or not at all."""

from typing import Any

import pytest

from dashboards.content.series import on_scale


def figure(value: float | None, unit: str, measure: str = "level") -> dict[str, Any]:
    return {"value": value, "unit": unit, "measure": measure}


def target(unit: str, measure: str = "level") -> dict[str, Any]:
    return {"unit": unit, "measure": measure}


@pytest.mark.parametrize(
    ("row", "wanted", "shown"),
    [
        (figure(1142.7, "亿斤"), target("亿公斤"), 571.35),
        (figure(1200.8, "亿斤"), target("亿斤"), 1200.8),
        (figure(8.0, "%", "growth"), target("%", "growth"), 8.0),
        (figure(3.5, "%", "growth"), target("%", "decline"), -3.5),
        (figure(3.5, "%", "decline"), target("%", "decline"), 3.5),
        (figure(102.2, "上年=100", "ratio"), target("%", "ratio"), 2.2),
        (figure(14382.9, "亿元"), target("%", "growth"), None),
        (figure(8.0, "%", "growth"), target("亿元"), None),
        (figure(12, "万套"), target("亿元"), None),
        (figure(None, "亿元"), target("亿元"), None),
    ],
)
def test_figures_on_the_scale_of_a_target(row: dict[str, Any], wanted: dict[str, Any], shown: float | None) -> None:
    assert on_scale(row, wanted) == shown
