"""Observations arranged for reckoning: series × year × month, and how to find a target's.

A series is a topic (indicator and place), a form, a dimension and a price basis.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from gaps.candidates import Candidates, candidates
from gaps.columns import Coded
from gaps.exact import Flags, Floats, Integers, Objects
from gaps.known import visible
from gaps.model import GapSettings
from gaps.questions import Questions
from gaps.rows import CUMULATED, PRICES, SINGLE, SPAN, WIDTH, Positions, Rows, read_rows, series_number, winners
from gaps.scales import Form
from measures.catalogue import Catalogue


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Grids of the series, and where to find a target's."""

    rows: Rows
    #: first year of the grids
    origin: int
    #: cumulated values, series × year × month, NaN where there is none
    cumulated: Floats
    #: positions in rows, −1 where there is none
    cumulated_row: Positions
    #: values of single months and quarters, at their last month
    single: Floats
    single_row: Positions
    #: (series, first year, last year) of values over several years, to positions in rows
    spans: dict[tuple[int, int, int], int]
    #: numbers of series: topic × form × dimension × price basis as one integer
    series: pd.Index
    #: names of dimensions in the series' numbers
    dimensions: pd.Index

    def find(self, topic: Integers, form: Integers, dimension: Objects, price: Objects) -> Integers:
        """Series number for each question, −1 where there is none.

        The price basis asked for comes first, then unmarked; a question that asks for none takes any.
        """
        width = self.dimensions.get_indexer(pd.Index(dimension, dtype=object))
        asked = np.array([PRICES.get(p, 0) for p in price], dtype=np.int64)
        best = np.full(len(topic), -1, dtype=np.int64)
        usable = (topic >= 0) & (width >= 0) & (form < Form.NONE)
        for order in ((0, 1, 2), (1, 0), (2, 0)):
            mine = usable & (asked == order[0])
            for basis in order:
                open_still = mine & (best < 0)
                if open_still.any():
                    wanted = series_number(topic, form, width, np.full(len(topic), basis))[open_still]
                    best[open_still] = self.series.get_indexer(pd.Index(wanted))
        return best

    def form_of(self, series: Integers) -> Integers:
        """Form of each series number."""
        numbers: Integers = self.series.to_numpy()
        return (numbers[series] // (WIDTH * 3)) % 4

    def kind_of(self, series: Integers) -> Integers:
        """Form, dimension and price basis of each series as one number: equal for series that may be compared."""
        numbers: Integers = self.series.to_numpy()
        return numbers[series] % (WIDTH * 12)

    def topic_of(self, series: Integers) -> Integers:
        """Topic of each series number."""
        numbers: Integers = self.series.to_numpy()
        return numbers[series] // (WIDTH * 12)

    def any_level(self, topic: Integers) -> Integers:
        """The first series of amounts of each topic, −1 where there is none."""
        numbers = self.series.to_numpy()
        level = np.flatnonzero((numbers // (WIDTH * 3)) % 4 == Form.LEVEL)
        owner = numbers[level] // (WIDTH * 12)
        first, position = np.unique(owner, return_index=True)
        if not len(first):
            return np.full(len(topic), -1, dtype=np.int64)
        place = np.clip(np.searchsorted(first, topic), 0, len(first) - 1)
        return np.where((first[place] == topic) & (topic >= 0), level[position[place]], -1)


def arrange(
    questions: Questions,
    observations: pd.DataFrame,
    as_of: datetime,
    settings: GapSettings,
    catalogue: Catalogue,
) -> tuple[Answers, Candidates]:
    """Choose what was known at the moment and lay it out for reckoning."""
    coded = Coded(observations)
    chosen = candidates(questions, coded, settings)
    seen = visible(coded, as_of, settings.recorded_by, settings.released_only)[chosen.position]
    rows, numbers, dimensions = read_rows(coded, chosen.position[seen], chosen.topic[seen], catalogue)
    return _grids(winners(rows, coded), numbers, dimensions), chosen


def _grids(rows: Rows, numbers: pd.Index, dimensions: pd.Index) -> Answers:
    """Lay the rows out as series × year × month; the first quarter or January alone is also a running total."""
    within = (rows.extent == CUMULATED) | (rows.extent == SINGLE)
    years = rows.last_year[within]
    origin = int(years.min(initial=9999)) if within.any() else 0
    count = int(years.max(initial=0)) - origin + 1 if within.any() else 1
    shape = (len(numbers), count, 12)
    opening = (rows.extent == SINGLE) & (rows.first_month == 1)
    cumulated = _grid(rows, opening, origin, shape)
    _fill(cumulated, rows, rows.extent == CUMULATED, origin)
    single = _grid(rows, rows.extent == SINGLE, origin, shape)
    spans = {
        (int(rows.series[p]), int(rows.first_year[p]), int(rows.last_year[p])): int(p)
        for p in np.flatnonzero(rows.extent == SPAN)
    }
    return Answers(
        rows=rows,
        origin=origin,
        cumulated=_look(rows, cumulated),
        cumulated_row=cumulated,
        single=_look(rows, single),
        single_row=single,
        spans=spans,
        series=numbers,
        dimensions=dimensions,
    )


def _grid(rows: Rows, chosen: Flags, origin: int, shape: tuple[int, int, int]) -> Positions:
    grid = np.full(shape, -1, dtype=np.int32)
    _fill(grid, rows, chosen, origin)
    return grid


def _fill(grid: Positions, rows: Rows, chosen: Flags, origin: int) -> None:
    at = np.flatnonzero(chosen)
    grid[rows.series[at], rows.last_year[at] - origin, rows.last_month[at] - 1] = at


def _look(rows: Rows, grid: Positions) -> Floats:
    return np.append(rows.value, np.nan)[grid]
