"""Challengers project only where past years say that they would have done better."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gaps import GapSettings, explain, gap_table
from gaps.backtest import replay
from gaps.challengers import LEAST_YEARS, SINGLE, Choice, Rival, holt_winters, outlook
from gaps.challengers_contest import decide, runs
from measures.catalogue import Catalogue

Frames = Callable[..., pd.DataFrame]
SEASON = np.array([0.4, 0.6, 0.9, 1.0, 1.1, 1.3, 1.0, 1.0, 1.2, 1.2, 1.1, 1.2])


def grown(years: int, rate: float = 0.2, noise: float = 0.0, seed: int = 1) -> np.ndarray:
    """Running totals of a series whose every month is larger than the one before: its season drifts to the end."""
    months = np.arange(12 * years)
    surprise = np.exp(noise * np.random.default_rng(seed).standard_normal(len(months)))
    single = 100.0 * np.exp(np.log1p(rate) / 12.0 * months) * np.tile(SEASON, years) * surprise
    return single.reshape(years, 12).cumsum(axis=1)


def single(totals: np.ndarray) -> np.ndarray:
    return np.diff(totals, axis=1, prepend=0.0)


def test_holt_winters_follows_a_steady_season_and_trend() -> None:
    totals = grown(5, rate=0.05)
    history = np.concatenate([single(totals)[:4].ravel(), single(totals)[4, :6]])[None, :]
    told = holt_winters(history, 12)
    assert told.rest[0] == pytest.approx(totals[4, 11] - totals[4, 5], rel=0.02)
    assert 0 < told.deviation[0] < 0.05 * told.rest[0]


def test_many_series_at_once_are_told_as_each_alone() -> None:
    histories = np.stack([single(grown(4, noise=0.1, seed=s)).ravel()[:45] for s in range(5)])
    together = holt_winters(histories, 12)
    alone = [holt_winters(h[None, :], 12) for h in histories]
    np.testing.assert_allclose(together.rest, [o.rest[0] for o in alone])
    np.testing.assert_allclose(together.deviation, [o.deviation[0] for o in alone])


@pytest.mark.parametrize("model", [*SINGLE, Rival.MEDIAN])
def test_every_library_model_comes_near_and_tells_how_surely(model: Rival) -> None:
    totals = grown(5, rate=0.05, noise=0.03)
    history = np.concatenate([single(totals)[:4].ravel(), single(totals)[4, :9]])[None, :]
    told = outlook(model, history, 12)
    assert told.rest[0] == pytest.approx(totals[4, 11] - totals[4, 8], rel=0.15)
    assert 0 < told.deviation[0] < told.rest[0]
    assert outlook(model, history, 12).rest[0] == told.rest[0]


@pytest.mark.parametrize("model", list(Rival))
def test_what_is_not_positive_has_no_multiplied_season(model: Rival) -> None:
    history = np.tile(SEASON, 4)[None, :40].copy()
    history[0, 7] = -1.0
    assert np.isnan(outlook(model, history, 12).rest[0])


def test_fewer_than_three_whole_years_make_no_challenger() -> None:
    grid = np.stack([grown(LEAST_YEARS + 1)])
    assert len(list(runs(grid, LEAST_YEARS, 6, np.array([0])))) == 1
    assert list(runs(grid, LEAST_YEARS - 1, 6, np.array([0]))) == []
    assert decide(np.stack([grown(LEAST_YEARS + 1)]), [("a", "b")], 6, share_years=5, singly=False) == ()


def test_the_first_figure_of_two_months_and_quarters_have_their_own_rhythm() -> None:
    monthly = grown(4)
    monthly[:, 0] = np.nan
    quarterly = grown(4)
    quarterly[:, [0, 1, 3, 4, 6, 7, 9, 10]] = np.nan
    periods = {run.period: run.history.shape for run in runs(np.stack([monthly, quarterly]), 3, 6, np.arange(2))}
    assert periods == {11: (1, 38), 4: (1, 14)}


def test_a_season_bent_by_growth_is_given_away_and_a_steady_one_is_not() -> None:
    names = [("bent", "x"), ("steady", "x")]
    steady = np.cumsum(np.tile(SEASON, (6, 1)) * 100.0 * 1.1 ** np.arange(6)[:, None], axis=1)
    slope = np.repeat(np.log1p([0.3, -0.2, 0.3, -0.2, 0.3, -0.2]) / 12.0, 12).cumsum()
    bent = (np.exp(slope) * np.tile(SEASON, 6)).reshape(6, 12).cumsum(axis=1)
    found = decide(np.stack([bent, steady]), names, 6, share_years=5, singly=False)
    assert [(c.indicator, c.model, c.month) for c in found] == [("bent", "holt_winters", 6)]
    assert found[0].years >= 2
    assert found[0].error < found[0].error_primary


@pytest.fixture
def series(observations: Frames) -> pd.DataFrame:
    """Five whole years and half of a sixth, in another unit than the target's."""
    totals = grown(6, noise=0.02)
    rows = [
        {"indicator": "房地产开发投资", "measure": "level", "unit": "万元", "published_at": date(2013, 7, 10),
         "period": f"{2008 + y}-01/{2008 + y}-{m + 1:02}", "value": round(float(totals[y, m]) * 10000, 2)}
        for y in range(6) for m in range(12) if y < 5 or m < 6
    ]  # fmt: skip
    return observations(*rows)


PROMISED = {"indicator": "房地产开发投资", "measure": "level", "unit": "亿元", "comparator": "ge", "value": 3000.0}


@pytest.mark.parametrize("model", [Rival.HOLT_WINTERS, Rival.THETA])
def test_a_row_says_who_projected_it_and_from_what(
    targets: Frames, series: pd.DataFrame, at: Callable[[str], Any], catalogue: Catalogue, model: Rival
) -> None:
    choice = Choice(indicator="real_estate_investment", place="230000", month=6, model=str(model), years=3, error=1.0,
                    error_primary=3.0, spread=0.01)  # fmt: skip
    wanted, settings = targets(PROMISED), GapSettings(choices=(choice,))
    plain = gap_table(wanted, series, at("2013-07-25"), GapSettings(), catalogue).iloc[0]
    table = gap_table(wanted, series, at("2013-07-25"), settings, catalogue)
    row = table.iloc[0]
    assert f"projected_by_{model}" in row.reasons
    assert not any(reason.startswith("projected_by") for reason in plain.reasons)
    assert row.projected != plain.projected
    assert row.observed <= row.projected_low <= row.projected <= row.projected_high
    assert row.projected == pytest.approx(float(grown(6)[5, 11]), rel=0.1)
    assert row.interval_basis == "own"
    assert len(row.vintages) == 66
    steps = explain(table.to_dict("records")[0], wanted.to_dict("records")[0], series, catalogue=catalogue)
    assert f"projected.by_{model}" in {step.code for step in steps}


def test_a_choice_of_another_month_or_place_is_none_of_this_row(
    targets: Frames, series: pd.DataFrame, at: Callable[[str], Any], catalogue: Catalogue
) -> None:
    facts = {"model": "holt_winters", "years": 3, "error": 1.0, "error_primary": 3.0, "spread": 0.01}
    others = tuple(
        Choice(indicator="real_estate_investment", place=place, month=month, **facts)
        for place, month in (("230000", 5), ("410000", 6))
    )
    plain, given = (
        gap_table(targets(PROMISED), series, at("2013-07-25"), GapSettings(choices=c), catalogue) for c in ((), others)
    )
    pd.testing.assert_frame_equal(plain, given)


def test_a_replay_measures_and_chooses(
    observations: Frames, series: pd.DataFrame, at: Callable[[str], Any], catalogue: Catalogue
) -> None:
    found = replay(series, catalogue, at("2013-07-25"), GapSettings())
    assert [line.month for line in found.lines] == list(range(1, 12))
    assert all(line.cases == 4 and sum(line.models.values()) == 1 for line in found.lines)
    errors = [line.mape for line in found.lines]
    assert errors[-1] < errors[0]
    assert {choice.indicator for choice in found.choices} <= {"real_estate_investment"}
    empty = replay(observations({"value": 1.0}), catalogue, at("2014-03-01"), GapSettings())
    assert (empty.lines, empty.choices) == ((), ())
