"""Observation rows as the reckoning takes them: form, value in the base of its dimension, period, and which vintage
holds.

Rates and shares stand in per cent; a decline is a negative rate; an index of the year before is a rate.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gaps.columns import Coded, combined, filled
from gaps.exact import Flags, Floats, Integers, Objects, settled
from gaps.known import effective_authority, newest, ranked
from gaps.questions import fact, form_of, is_rise_indicator
from gaps.scales import PERCENT, Form, is_index, is_percent, scale
from gaps.words import has_word, words
from measures import periods
from measures.catalogue import Catalogue
from measures.terms import Authority, Basis, Measure, ObsStatus

Positions = npt.NDArray[np.int32]

#: a period as read: cumulated from January, a single month or quarter, or a span of years
CUMULATED, SINGLE, SPAN, UNREAD = 0, 1, 2, 3
#: numbers of the price bases in a series' number
PRICES = {None: 0, "real": 1, "nominal": 2}


#: room for dimensions in a series' number
WIDTH = 512


def series_number(topic: Integers, form: Integers, dimension: Integers, price: Integers) -> Integers:
    """One integer for topic, form, dimension and price basis."""
    return ((topic * 4 + form) * WIDTH + dimension) * 3 + price


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows that answer, as arrays: one element a row, positions are what grids and spans refer to."""

    #: OBSERVATIONS, whole
    observations: pd.DataFrame
    #: where each row stands in them
    position: Integers
    #: series number
    series: Integers
    #: value in the base of its dimension
    value: Floats
    #: CUMULATED, SINGLE, SPAN or UNREAD
    extent: Integers
    #: years and months that the period covers
    first_year: Integers
    last_year: Integers
    first_month: Integers
    last_month: Integers
    #: rank of the voice, gaps.known.effective_authority
    authority: Integers
    #: the series breaks here: another scope from this figure on (OBS_STATUS B)
    breaks: Flags
    #: another source says something else about the figure
    contested: Flags
    #: vintages of the figure that were replaced by this one
    revised: Flags

    def take(self, positions: Integers | Positions) -> pd.DataFrame:
        """OBSERVATIONS rows of some positions, in their order."""
        return self.observations.iloc[self.position[positions]]

    def column(self, name: str, positions: Integers | Positions) -> Objects:
        """A column of some positions as objects, None for what is missing."""
        return filled(self.observations[name].array.take(self.position[positions]))


def read_rows(
    coded: Coded, position: Integers, topic: Integers, catalogue: Catalogue
) -> tuple[Rows, pd.Index, pd.Index]:
    """Rows with form, value and period read, every vintage still there; the series' numbers; the names of
    dimensions.
    """
    form = coded.per_row(_NAMING, lambda *row: _form(catalogue, *row), np.int8)
    dimension = coded.per_row(_NAMING, lambda *row: _dimension(row[3], _form(catalogue, *row)), object)
    dimension_codes, dimensions = pd.factorize(dimension)
    dimension_codes = dimension_codes.astype(np.int16)
    price = coded.per_row(("price_basis", "indicator_id"), lambda *row: _price(catalogue, *row), np.int8)
    price = np.where(form == Form.RATE, price, 0)
    period, table = _periods(coded)
    extent = table[period, 0]
    value = _values(coded, form, catalogue)
    usable = ((form != Form.NONE) & (extent != UNREAD) & np.isfinite(value))[position]
    position, topic = position[usable], topic[usable]
    numbers = series_number(topic, form[position], dimension_codes[position], price[position])
    codes, uniques = pd.factorize(numbers)
    window = table[period[position]]
    over_years = (window[:, 0] == SPAN) & (form[position] == Form.RATE)
    rows = Rows(
        observations=coded.frame,
        position=position,
        series=codes.astype(np.int64),
        value=_total(value[position], coded, position, over_years, window),
        extent=window[:, 0],
        first_year=window[:, 1],
        first_month=window[:, 2],
        last_year=window[:, 3],
        last_month=window[:, 4],
        authority=effective_authority(coded)[position],
        breaks=coded.per("status", lambda s: s == ObsStatus.BREAK, bool)[position],
        contested=np.zeros(len(position), dtype=bool),
        revised=np.zeros(len(position), dtype=bool),
    )
    return rows, pd.Index(uniques), pd.Index(dimensions, dtype=object)


#: columns that say what kind of number a value is
_NAMING = ("indicator_id", "indicator", "measure", "unit")


def _form(
    catalogue: Catalogue, identifier: str | None, name: str | None, measure: str | None, unit: str | None
) -> Form:
    return form_of(measure, unit, is_rise_indicator(name, fact(catalogue, identifier, "name_zh")))


def _dimension(unit: str | None, form: int) -> str:
    return scale(PERCENT).dimension if form in (Form.RATE, Form.SHARE) else scale(unit).dimension


def _price(catalogue: Catalogue, said: str | None, identifier: str | None) -> int:
    return PRICES.get(said or fact(catalogue, identifier, "price_basis"), 0)


def _values(coded: Coded, form: Integers, catalogue: Catalogue) -> Floats:
    """Values in per cent for rates and shares, in the base of their dimension for amounts; a fall is negative, an
    index a
    change.
    """
    number = coded.frame["value"].to_numpy(dtype=float)
    factor = coded.per_row(_NAMING, lambda *row: _base_factor(row[3], _form(catalogue, *row)), float)
    index = coded.per("unit", is_index, bool) & (form == Form.RATE)
    fall = coded.per("measure", lambda m: m == Measure.DECLINE, bool)
    value = number.copy()
    scaled = np.flatnonzero(factor != 1.0)
    value[scaled] = settled(number[scaled] * factor[scaled])
    shifted = np.flatnonzero(index)
    value[shifted] = settled(number[shifted] - 100.0, number[shifted])
    return np.where(fall, -value, value)


def _base_factor(unit: str | None, form: int) -> float:
    if form in (Form.RATE, Form.SHARE):
        if unit in words("multiple"):
            return 100.0
        return scale(unit).factor / scale(PERCENT).factor if is_percent(unit) else 1.0
    return scale(unit).factor


def _total(value: Floats, coded: Coded, position: Integers, over_years: Flags, window: Integers) -> Floats:
    """Yearly means of a change over several years as the change over all of them."""
    if not over_years.any():
        return value
    mean = np.flatnonzero(over_years & coded.per("indicator", lambda n: has_word("mean", n), bool)[position])
    years = window[mean, 3] - window[mean, 1] + 1
    result = value.copy()
    result[mean] = (np.power(1.0 + value[mean] / 100.0, years) - 1.0) * 100.0
    return result


def _periods(coded: Coded) -> tuple[Integers, Integers]:
    """For each row the number of its period; for each period CUMULATED, SINGLE, SPAN or UNREAD, and its first year,
    first month, last year and last month.
    """
    codes, first = coded.distinct(("period", "basis"))
    texts, bases = coded.frame["period"].iloc[first], coded.frame["basis"].iloc[first]
    read = [_extent(_text(t), _text(b)) for t, b in zip(texts, bases, strict=True)]
    return codes, np.array(read, dtype=np.int32).reshape(-1, 5)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _extent(text: str | None, basis: str | None) -> tuple[int, int, int, int, int]:
    period = periods.read_period(text) if text else None
    if period is None:
        return UNREAD, 0, 1, 0, 1
    window = (period.start_year, period.start_month, period.end_year, period.end_month)
    if period.start_year != period.end_year:
        return (SPAN if (period.start_month, period.end_month) == (1, 12) else UNREAD), *window
    said = basis or period.basis
    if said in (Basis.MONTH, Basis.QUARTER):
        return SINGLE, *window
    return (CUMULATED if period.start_month == 1 else UNREAD), *window


def winners(rows: Rows, coded: Coded) -> Rows:
    """The rows that hold: of each source the vintage known last, between sources the one that outranks."""
    months = (rows.first_month * 12 + rows.last_month) * 4 + rows.extent
    figure = combined(rows.series, rows.last_year, rows.last_year - rows.first_year, months)
    if pd.Index(figure).is_unique:
        return rows
    published, recorded = (n[rows.position] for n in (coded.days("published_at"), coded.moments("recorded_at")))
    stands = newest(combined(figure, coded.codes("source")[rows.position]), published, recorded)
    gone = np.ones(len(figure), dtype=bool)
    gone[stands] = False
    revised = np.isin(figure, figure[gone])
    deciders, decides = ranked(figure[stands], rows.authority[stands], published[stands], recorded[stands])
    contested = np.isin(decides, decides[_differs(rows, stands, decides)])
    kept = stands[deciders]
    return replace(
        rows,
        **{name: getattr(rows, name)[kept] for name in _PER_ROW},
        contested=contested[deciders],
        revised=revised[kept],
    )


_PER_ROW = (
    "position",
    "series",
    "value",
    "extent",
    "first_year",
    "first_month",
    "last_year",
    "last_month",
    "authority",
    "breaks",
)


def _differs(rows: Rows, stands: Integers, decides: Integers) -> Flags:
    """True for rows that say something else than the row that decides, beyond the rounding of either.

    What was reckoned from other figures does not contest what was published.
    """
    differs = np.zeros(len(stands), dtype=bool)
    other = np.flatnonzero(decides != np.arange(len(stands)))
    if not len(other):
        return differs
    own, decider = stands[other], stands[decides[other]]
    step = np.maximum(_rounding(rows, own), _rounding(rows, decider))
    distance = np.abs(rows.value[own] - rows.value[decider])
    weak = (rows.authority[own] == Authority.DERIVED) & (rows.authority[decider] != Authority.DERIVED)
    differs[other] = (distance > step + 1e-9 * np.abs(rows.value[own])) & ~weak
    return differs


def _rounding(rows: Rows, positions: Integers) -> Floats:
    """Half a unit of the last printed decimal, in the base of the dimension."""
    frame = rows.take(positions)
    number = frame["value"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        base = np.abs(np.where(number != 0, rows.value[positions] / number, 1.0))
    index = np.array([is_index(_text(u)) for u in frame["unit"]], dtype=bool)
    return 0.5 * 10.0 ** -decimals(frame["value_text"]) * np.where(index, 1.0, base)


def decimals(texts: Iterable[object]) -> Floats:
    """Printed decimals of each figure, 0 where the text is not known."""
    return np.array([len(t.partition(".")[2]) if isinstance(t, str) else 0 for t in texts], dtype=float)
