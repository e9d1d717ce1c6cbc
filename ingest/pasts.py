"""An upload and the stored history of its series on one numbering, so that both are compared as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.columns import combined
from measures.frames import numbered
from measures.periods import read_period
from measures.terms import Basis
from measures.units import known_unit

#: The columns of a history, in the order of recording.
PAST: Final = (
    *("place_code", "indicator", "indicator_id", "measure", "price_basis", "basis", "unit", "source", "period"),
    *("value", "published_at"),
)
#: What two values must share to be of one series, beside their statistic and the dimension of their unit.
_KEY: Final = ("place_code", "measure", "price_basis")
#: Bases that run on from one another: January to November, then the year.
_RUNNING: Final = (Basis.YTD, Basis.YEAR)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Side:
    """Values of one side; one array element a value."""

    #: position in the upload, or in the history
    row: Ints
    #: equal for values of one series
    series: Ints
    #: number of the period's text
    period: Ints
    #: number of the same period a year earlier, -1 where nobody speaks of it
    before: Ints
    #: last month of the period, counted from year 0; 0 where the period cannot be read
    end: Ints
    #: in the canonical unit
    value: Floats
    #: canonical units in one of the unit as written
    factor: Floats

    def take(self, rows: Ints) -> "Side":
        """Return some of the values."""
        return Side(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def value_of_before(self, past: "Past") -> Floats:
        """Return the value of the year before: the stored one, else that of this side; NaN for none."""
        stored = past.value_at(self.series, self.before)
        order = np.argsort(past.key(self.series, self.period), kind="stable")
        own = _looked_up(
            past.key(self.series, self.period)[order], self.value[order], past.key(self.series, self.before)
        )
        return np.where(np.isnan(stored), own, stored)


@dataclass(frozen=True, kw_only=True)
class Past:
    """The stored values that hold, one a series and period, in the order of series and period."""

    side: Side
    #: numbers of series, and of periods
    count: int
    periods: int
    #: for each series the number that it shares with those that it runs on from
    running: Ints

    def key(self, series: Ints, period: Ints) -> Ints:
        """Return one number for series and period."""
        return np.where(period < 0, -1, series * self.periods + period)

    def value_at(self, series: Ints, period: Ints) -> Floats:
        """Return the stored values, NaN where there is none."""
        return _looked_up(self.key(self.side.series, self.side.period), self.side.value, self.key(series, period))

    def told(self, series: Ints) -> npt.NDArray[np.bool_]:
        """Return where something of the series is stored."""
        there = np.zeros(self.count, dtype=bool)
        there[self.side.series] = True
        return there[series]

    def differs(self, upload: Side) -> npt.NDArray[np.bool_]:
        """Return where the upload says what is not stored of a period that can be read."""
        stored = self.value_at(upload.series, upload.period)
        same = np.abs(stored - upload.value) <= 1e-11 * np.abs(stored)
        return ~same & ~np.isnan(upload.value) & (upload.end > 0)

    def running_of(self, series: Ints) -> Ints:
        """Return the number that a series shares with those that it runs on from."""
        return self.running[series]

    def running_ends(self) -> tuple[Ints, Ints]:
        """Return the numbers of `running_of` with each last month once, both ascending."""
        known = self.side.end > 0
        pairs = np.unique(np.stack([self.running[self.side.series[known]], self.side.end[known]]), axis=1)
        return pairs[0], pairs[1]


def sides(observations: pd.DataFrame, history: pd.DataFrame) -> tuple[Side, Past]:
    """Return the upload's values and the stored ones that hold."""
    frames = (observations, history)
    unit, factor = _units(_both(frames, "unit"))
    period, texts = numbered(_both(frames, "period"))
    basis, bases = numbered(_both(frames, "basis"))
    identity = combined([_subjects(frames), unit, *(numbered(_both(frames, name))[0] + 1 for name in _KEY)])
    series, different = numbered(combined([identity, basis + 1]))
    ends, before = _calendar(texts)
    both = Side(
        row=np.concatenate([np.arange(len(frame)) for frame in frames]),
        series=series,
        period=period,
        before=np.append(before, -1)[period],
        end=np.append(ends, 0)[period],
        value=_both(frames, "value").astype(float) * factor,
        factor=factor,
    )
    first = len(observations)
    runs = np.array([base in _RUNNING for base in bases] + [False])[basis]
    shared, _ = numbered(combined([identity, np.where(runs, 0, basis + 2)]))
    running = np.zeros(len(different), dtype=np.int64)
    running[series] = shared
    source, _ = numbered(_both(frames, "source"))
    stored = both.take(np.arange(first, len(series)))
    own = np.isin(combined([series, source + 1])[first:], np.unique(combined([series, source + 1])[:first]))
    holds = stored.take(_holding(stored, own, history["published_at"]))
    return both.take(np.arange(first)), Past(side=holds, count=len(different), periods=len(texts), running=running)


def spread(series: Ints, values: Floats, count: int) -> tuple[Floats, Floats, Ints]:
    """Return median, median absolute deviation and number of the values of each series; NaN is no value."""
    groups = pd.Series(values).groupby(series)
    middle: Any = groups.median().reindex(range(count)).to_numpy()
    width: Any = pd.Series(np.abs(values - middle[series])).groupby(series).median().reindex(range(count)).to_numpy()
    number: Any = groups.count().reindex(range(count), fill_value=0).to_numpy()
    return middle, width, number


def _holding(stored: Side, own: npt.NDArray[np.bool_], published: "pd.Series[Any]") -> Ints:
    """Return the rows that hold: own sources before others, then the latest publication, then the latest recording."""
    codes, days = numbered(published)
    day = np.array([*(one.toordinal() for one in days), 0], dtype=np.int64)[codes]
    valued = np.flatnonzero(~np.isnan(stored.value) & (stored.period >= 0))
    by = (stored.row, day, own, stored.period, stored.series)
    order = valued[np.lexsort([column[valued] for column in by])]
    series, period = stored.series[order], stored.period[order]
    last = np.append((series[1:] != series[:-1]) | (period[1:] != period[:-1]), True)[: len(order)]
    held: Ints = order[last]
    return held


def _both(frames: Sequence[pd.DataFrame], name: str) -> npt.NDArray[Any]:
    return np.concatenate([frame[name].to_numpy() for frame in frames])


def _subjects(frames: Sequence[pd.DataFrame]) -> Ints:
    identifier, known = numbered(_both(frames, "indicator_id"))
    name, _ = numbered(_both(frames, "indicator"))
    return np.where(identifier >= 0, identifier, len(known) + 1 + name) + 1


def _units(texts: npt.NDArray[Any]) -> tuple[Ints, Floats]:
    """Return a number for each dimension, and how many canonical units one unit is."""
    codes, different = numbered(texts)
    read = [(text, known_unit(str(text))) for text in different]
    names = [text if unit is None else f"{unit.dimension} {unit.canonical}" for text, unit in read]
    numbers, _ = numbered(np.array([*names, None], dtype=object))
    factors = np.array([*(float(Decimal(1) if unit is None else unit.factor) for _, unit in read), 1.0])
    return numbers[codes] + 1, factors[codes]


def _calendar(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the last month of each period, and the number of the same period a year earlier."""
    place = {text: number for number, text in enumerate(texts)}
    periods = [read_period(text) for text in texts]
    ends = [0 if period is None else period.end_year * 12 + period.end_month for period in periods]
    before = [place.get(_year_before(text), -1) if end else -1 for text, end in zip(texts, ends, strict=True)]
    return np.array(ends, dtype=np.int64), np.array(before, dtype=np.int64)


def _year_before(period: str) -> str:
    """The same period a year earlier: 2013-01/2013-06 → 2012-01/2012-06."""
    return "/".join(f"{int(part[:4]) - 1}{part[4:]}" for part in period.split("/"))


def _looked_up(keys: Ints, values: Floats, wanted: Ints) -> Floats:
    """Return the value of each wanted key among ascending keys; NaN where it is not there, or negative."""
    if not len(keys):
        return np.full(len(wanted), np.nan)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where((wanted >= 0) & (keys[at] == wanted), values[at], np.nan)
