"""Models that may project a running total in place of the seasonal share, each on single periods and conditional on
what is there (gap-model A7, B6).

Which of them projects a series is decided by past years (challengers_contest.py), kept, and looked up.
"""

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from gaps.exact import Flags, Floats

#: complete years behind a challenger: fewer (36 months) give none, more are left aside
LEAST_YEARS, MOST_YEARS = 3, 6
#: simulated ends of a year, always the same draws
_DRAWS, _SEED = 200, 20130101
#: a trend is worth less with every period
_DAMPING = 0.95
#: smoothing of level, trend and season that are tried
_SMOOTHING = tuple(product((0.1, 0.3, 0.6), (0.0, 0.1), (0.1, 0.4)))


class Rival(StrEnum):
    """What may project instead of the seasonal share."""

    HOLT_WINTERS = "holt_winters"  #: level, damped trend and multiplied season, for any number of series at once
    ETS = "ets"  #: exponential smoothing by maximum likelihood
    THETA = "theta"  #: the theta method
    ARIMA = "arima"  #: (0,1,1)(0,1,1) of the logarithm
    MEDIAN = "median"  #: the middle of all the others


#: reckoned series by series
SINGLE = (Rival.ETS, Rival.THETA, Rival.ARIMA)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who projects a series from a month, and how past years decided so."""

    #: catalogue identifier, or the name of an unlinked indicator
    indicator: str
    #: code of the place, or its name where it has none
    place: str
    #: month from which it projects, 1–11
    month: int
    #: value of Rival
    model: str
    #: past years that decided
    years: int
    #: mean absolute error of the year's end over them, per cent: the model's and that of the seasonal share
    error: float
    error_primary: float
    #: size of the model's logarithmic errors over them
    spread: float


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The rest of the year of some series."""

    #: sum of the periods still to come, in the unit of the history; NaN where the model does not apply
    rest: Floats
    #: standard deviation of that sum
    deviation: Floats


def outlook(model: str, history: Floats, period: int) -> Outlook:
    """The rest of the year after the history, by one model.

    `history`: series × single periods from the first of a year on, oldest first; `period`: periods of a year. A history
    that ends with a year has a whole year to come.
    """
    if model == Rival.MEDIAN:
        found = [outlook(one, history, period) for one in (Rival.HOLT_WINTERS, *SINGLE)]
        return Outlook(rest=_middle([o.rest for o in found]), deviation=_middle([o.deviation for o in found]))
    if model == Rival.HOLT_WINTERS:
        return holt_winters(history, period)
    each = [_single(model, one, period) for one in history]
    return Outlook(rest=np.array([rest for rest, _ in each]), deviation=np.array([width for _, width in each]))


def _middle(values: Sequence[Floats]) -> Floats:
    stacked = np.stack(values)
    whole = np.isfinite(stacked).all(axis=0)
    return np.where(whole, np.median(np.where(whole, stacked, 0.0), axis=0), np.nan)


def _draws(steps: int) -> Floats:
    return np.random.default_rng(_SEED).standard_normal((_DRAWS, steps))


def holt_winters(history: Floats, period: int) -> Outlook:
    """Holt-Winters with damped trend and multiplied season, the smoothing of each series picked by its own errors."""
    usable: Flags = np.all((history > 0) & np.isfinite(history), axis=1)
    values = np.where(usable[:, None], history, 1.0)
    best = _Smoothed.of(values, period, *_SMOOTHING[0])
    for smoothing in _SMOOTHING[1:]:
        best = best.better(_Smoothed.of(values, period, *smoothing))
    rest, deviation = best.rest(period - values.shape[1] % period, values.shape[1])
    return Outlook(rest=np.where(usable, rest, np.nan), deviation=np.where(usable, deviation, np.nan))


@dataclass(frozen=True, kw_only=True)
class _Smoothed:
    """Level, trend and season of each series at the end of its history, and how they came about."""

    #: one element a series
    level: Floats
    trend: Floats
    #: series × period of the year
    season: Floats
    #: mean squared relative error
    loss: Floats
    #: smoothing of level, trend and season
    alpha: Floats
    beta: Floats
    gamma: Floats

    @classmethod
    def of(cls, values: Floats, period: int, alpha: float, beta: float, gamma: float) -> "_Smoothed":
        """Run through the history from its second year on."""
        count, length = values.shape
        first, second = values[:, :period], values[:, period : 2 * period]
        level = first.mean(axis=1)
        trend = (second.mean(axis=1) - level) / period
        season = (first / level[:, None] + second / second.mean(axis=1)[:, None]) / 2.0
        weights = (np.full(count, w) for w in (alpha, beta, gamma))
        state = cls(level=level, trend=trend, season=season, loss=np.zeros(count), **dict(zip(_WEIGHTS, weights)))  # noqa: B905
        losses = np.zeros(count)
        for at in range(period, length):
            expected = state.next(at % period)
            error = values[:, at] - expected
            losses += (error / expected) ** 2
            state = state.after(error, at % period)
        return cls(**{**vars(state), "loss": losses / max(length - period, 1)})

    def next(self, slot: int) -> Floats:
        """The next period, in the shape of the level."""
        return np.maximum(self.level + _DAMPING * self.trend, 1e-9) * self.season[..., slot]

    def after(self, error: Floats, slot: int) -> "_Smoothed":
        """The state once a period has come out otherwise than expected."""
        base = np.maximum(self.level + _DAMPING * self.trend, 1e-9)
        step = error / self.season[..., slot]
        season = self.season.copy()
        season[..., slot] = np.maximum(season[..., slot] + self.gamma * (1.0 - self.alpha) * error / base, 1e-6)
        changed = {
            "level": base + self.alpha * step,
            "trend": _DAMPING * self.trend + self.alpha * self.beta * step,
            "season": season,
        }
        return _Smoothed(**{**vars(self), **changed})

    def better(self, other: "_Smoothed") -> "_Smoothed":
        """Of each series the state that erred less."""
        mine = self.loss <= other.loss
        both = {n: (getattr(self, n), getattr(other, n)) for n in vars(self)}
        return _Smoothed(
            **{n: np.where(mine if one.ndim == 1 else mine[:, None], one, two) for n, (one, two) in both.items()}
        )

    def rest(self, steps: int, length: int) -> tuple[Floats, Floats]:
        """Sum of the coming periods without surprises, and the deviation of simulated sums."""
        period = self.season.shape[1]
        plain, total = self, np.zeros(len(self.level))
        draws = _draws(steps)
        many = _Smoothed(**{n: np.repeat(v[:, None], _DRAWS, axis=1) for n, v in vars(self).items()})
        spread = np.sqrt(self.loss)[:, None]
        sums = np.zeros((len(self.level), _DRAWS))
        for step in range(steps):
            slot = (length + step) % period
            total += plain.next(slot)
            plain = plain.after(np.zeros(len(total)), slot)
            expected = many.next(slot)
            error = np.maximum(expected * spread * draws[:, step], -0.95 * expected)
            sums += expected + error
            many = many.after(error, slot)
        return total, sums.std(axis=1, ddof=1)


_WEIGHTS = ("alpha", "beta", "gamma")


def _single(model: str, history: Floats, period: int) -> tuple[float, float]:
    """The rest of one series' year and its deviation; NaN where the library finds no answer."""
    steps = period - len(history) % period
    if not (np.isfinite(history).all() and (history > 0).all()):
        return np.nan, np.nan
    with warnings.catch_warnings():
        # the library turns its own warnings on as it is imported, so that comes before they are turned off
        importlib.import_module("statsmodels.tools.sm_exceptions")
        warnings.simplefilter("ignore")
        try:
            sums = _SUMS[Rival(model)](history, period, steps)
        except (ValueError, np.linalg.LinAlgError):
            return np.nan, np.nan
    low, middle, high = np.quantile(sums, (0.1, 0.5, 0.9))
    return float(middle), float(high - low) / _CENTRAL


#: width of the central 80 % of a normal distribution, in standard deviations: single wild draws do not widen it
_CENTRAL = 2.5631


def _whole_years(history: Floats, period: int) -> tuple[float, ...]:
    """The part of a history that parameters are estimated on: once a year, not every month."""
    return tuple(history[: len(history) // period * period].tolist())


def _ets(history: Floats, period: int, steps: int) -> Floats:
    fitted = _ets_model(history, period).smooth(_ets_parameters(_whole_years(history, period), period))
    draws = fitted.simulate(steps, anchor="end", repetitions=_DRAWS, rng=np.random.default_rng(_SEED))
    sums: Floats = np.asarray(draws, dtype=float).reshape(steps, -1).sum(axis=0)
    return sums


def _ets_model(history: Floats, period: int) -> Any:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    return ETSModel(history, error="mul", trend="add", damped_trend=True, seasonal="mul", seasonal_periods=period)


@lru_cache(maxsize=256)
def _ets_parameters(whole: tuple[float, ...], period: int) -> Floats:
    fitted = _ets_model(np.array(whole), period).fit(disp=False, maxiter=50)
    return np.asarray(fitted.params, dtype=float)


def _theta(history: Floats, period: int, steps: int) -> Floats:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    fitted = ThetaModel(history, period=period, deseasonalize=True, method="multiplicative").fit()
    point = float(np.asarray(fitted.forecast(steps), dtype=float).sum())
    alpha = float(fitted.params["alpha"])
    surprise = _draws(steps) * _surprise(history, period, alpha)
    carried = np.cumsum(surprise, axis=1) * alpha
    later = np.concatenate([np.zeros((_DRAWS, 1)), carried[:, :-1]], axis=1)
    return np.asarray(point + (surprise + later).sum(axis=1), dtype=float)


def _surprise(history: Floats, period: int, alpha: float) -> float:
    """Deviation of what simple smoothing with a weight does not foresee, the season taken out."""
    whole = history[: len(history) // period * period].reshape(-1, period)
    season = (whole / whole.mean(axis=1, keepdims=True)).mean(axis=0)
    plain = history / np.resize(season, len(history))
    level, errors = plain[0], []
    for value in plain[1:]:
        errors.append(value - level)
        level += alpha * errors[-1]
    return float(np.std(errors))


def _arima(history: Floats, period: int, steps: int) -> Floats:
    fitted = _arima_model(history, period).filter(_arima_parameters(_whole_years(history, period), period))
    told = fitted.get_forecast(steps)
    widths = np.maximum.accumulate(np.asarray(told.var_pred_mean, dtype=float))
    walk = np.cumsum(_draws(steps) * np.sqrt(np.diff(widths, prepend=0.0)), axis=1)
    return np.asarray(np.exp(np.asarray(told.predicted_mean, dtype=float) + walk).sum(axis=1), dtype=float)


def _arima_model(history: Floats, period: int) -> Any:
    from statsmodels.tsa.arima.model import ARIMA

    return ARIMA(np.log(history), order=(0, 1, 1), seasonal_order=(0, 1, 1, period))


@lru_cache(maxsize=256)
def _arima_parameters(whole: tuple[float, ...], period: int) -> Floats:
    fitted = _arima_model(np.array(whole), period).fit(method_kwargs={"maxiter": 30})
    return np.asarray(fitted.params, dtype=float)


_SUMS = {Rival.ETS: _ets, Rival.THETA: _theta, Rival.ARIMA: _arima}
