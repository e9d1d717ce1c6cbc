"""What each target asks for: the series, the scale, the period and the rule that answers it (gap-model A1, A2)."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from gaps.columns import array, objects, per_pair, per_unique
from gaps.exact import Flags, Floats, Integers, Objects, settled
from gaps.scales import POINTS, Form, dressed, is_bare, is_index, is_percent, is_points, scale
from gaps.words import has_word, words
from measures import periods
from measures.catalogue import Catalogue
from measures.terms import Accrual, Accumulation, JudgedOn, Measure

#: nobody promises more doublings; beyond, powers of two leave the range of numbers
_DOUBLINGS = 64.0
_BASE_YEAR = re.compile(r"比(\d{4})年")
#: 两年新增…, 三年累计…: the value counts so many years; 九年义务教育 and 五年期贷款 do not
_COUNTED_YEARS = re.compile(r"^([两二三四五]|[2-5])年(?:内|间|来|累计|合计|共|新增|新建|投资|完成|改造)")
_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_MEASURES = [m.value for m in Measure]


class Kind(IntEnum):
    """How a target's figure comes about, and so how it is paced (gap-model A3, A4; practice 4, 5, 16)."""

    FLOW = 0  #: running total from January
    NET = 1  #: running total that may fall
    CARRIED = 2  #: running total with what was carried over: own history only
    GROWTH = 3  #: growth of the running total
    STOCK = 4  #: value at a date
    MEAN = 5  #: mean of the year
    EVERY = 6  #: every period must keep within
    ONCE = 7  #: one figure a year
    POLICY = 8  #: done when a document says so
    OPEN = 9  #: nothing says how it comes about: judged at the deadline only
    RELATIVE = 10  #: set against a figure that the text does not give


@dataclass(frozen=True, kw_only=True)
class Questions:
    """The targets as arrays, one element a target, in target order."""

    #: TARGETS, as given
    frame: pd.DataFrame
    #: place code, or the name where there is no code
    place: Objects
    #: catalogue identifier, or the indicator's name where unlinked
    key: Objects
    #: the indicator is in the catalogue
    linked: Flags
    #: Form
    form: Integers
    #: Kind
    kind: Integers
    #: −1 where a fall is promised, else 1: x = sign × the observed change
    sign: Floats
    #: the number is a rise over a baseline: x = level − b
    rise: Flags
    #: value in the canonical unit of the gap (per cent, points, or the target's own unit)
    tau: Floats
    #: upper value of a range, NaN without one
    tau_high: Floats
    #: unit that the figures are shown in, None where it names none
    unit: Objects
    #: unit of gaps
    gap_unit: Objects
    #: gaps are in percentage points
    points: Flags
    #: what one of the target's unit is in the base of its dimension
    factor: Floats
    #: dimension of the series that answers
    dimension: Objects
    #: baseline in the target's unit, NaN without one
    baseline: Floats
    comparator: Objects
    polarity: Objects
    ceiling: Flags
    decline: Flags
    flat: Flags
    #: the rate is the yearly mean over the span
    yearly_mean: Flags
    #: real, nominal or None
    price_basis: Objects
    #: Accumulation of the catalogue or None
    accumulation: Objects
    #: first and last year that the value covers
    first_year: Integers
    last_year: Integers
    #: last month that the value covers, 1–12
    last_month: Integers
    #: day number of the deadline, 0 without one
    due: Integers

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def years(self) -> Integers:
        """Number of years that the value covers."""
        return self.last_year - self.first_year + 1


def fact(catalogue: Catalogue, identifier: str | None, field: str) -> Any:
    """What the catalogue knows of an indicator, None where it does not know the indicator."""
    return getattr(catalogue.get(identifier), field) if identifier and identifier in catalogue else None


def is_rise_indicator(name: str | None, catalogue_name: str | None) -> bool:
    """True where a percentage of the indicator is a change on the year before (price rises)."""
    return has_word("rise", name) or has_word("rise", catalogue_name)


def form_of(measure: str | None, unit: str | None, rise_indicator: bool) -> Form:
    """The form of series that a number of this measure and unit belongs to, on either side."""
    if measure in (Measure.GROWTH, Measure.DECLINE):
        rate = is_percent(unit) or unit in words("doubling") or unit in words("multiple") or not unit
        return Form.RATE if rate else Form.CHANGE
    if measure == Measure.FLAT:
        return Form.RATE
    if measure == Measure.RATIO:
        return Form.RATE if rise_indicator and is_percent(unit) else Form.SHARE
    if measure == Measure.LEVEL:
        if is_index(unit):
            return Form.RATE
        return Form.SHARE if is_percent(unit) else Form.LEVEL
    return Form.NONE


def _kind(measure: str | None, form: int, accumulation: str | None, accrual: str | None, judged_on: str | None) -> Kind:
    """The rule for one combination; what the catalogue knows of a flow wins over the verb of a sentence."""
    if measure == Measure.RELATIVE or measure is None:
        return Kind.RELATIVE
    if judged_on == JudgedOn.EVERY_PERIOD:
        return Kind.EVERY
    if accrual == Accrual.POLICY_STANDARD:
        return Kind.POLICY
    if accrual == Accrual.ONCE_A_YEAR or accumulation == Accumulation.ANNUAL_ONLY:
        return Kind.ONCE
    if accumulation == Accumulation.PERIOD_RATE:
        return Kind.STOCK if judged_on == JudgedOn.YEAR_END else Kind.MEAN
    if form == Form.RATE:
        return Kind.STOCK if accumulation == Accumulation.STOCK else Kind.GROWTH
    if form in (Form.SHARE, Form.CHANGE):
        return Kind.STOCK
    return _amount_kind(accumulation, accrual)


def _amount_kind(accumulation: str | None, accrual: str | None) -> Kind:
    if accrual == Accrual.CARRIED_OVER:
        return Kind.CARRIED
    if accumulation == Accumulation.CUM_FLOW_NET:
        return Kind.NET
    if accumulation in (Accumulation.CUM_FLOW, Accumulation.CUM_GROWTH_LEVEL):
        return Kind.FLOW
    if accumulation == Accumulation.STOCK or accrual == Accrual.END_OF_PERIOD:
        return Kind.STOCK
    return Kind.FLOW if accrual == Accrual.YEAR_TO_DATE else Kind.OPEN


def _window(deadline: Any, span: str | None) -> tuple[int, int, int]:
    """First year, last year and last month that a value covers; (0, 0, 0) where neither span nor deadline says it."""
    period = periods.read_period(span) if span else None
    if period is not None:
        return period.start_year, period.end_year, period.end_month
    if deadline is None:
        return 0, 0, 0
    return deadline.year, deadline.year, deadline.month


def _base_year(name: str | None) -> int:
    found = _BASE_YEAR.search(name or "")
    return int(found.group(1)) + 1 if found else 0


def _counted_years(name: str | None) -> int:
    """The years that an indicator's name counts, 1 where it counts none."""
    found = _COUNTED_YEARS.search(name or "")
    return 1 if found is None else _NUMERALS.get(found.group(1)) or int(found.group(1))


def _percent_of(value: float, unit: str | None) -> float:
    """A promised growth in per cent: 翻一番 is 100 %, 1倍 is 100 %, 45‰ is 4.5 %."""
    if unit in words("doubling"):
        return float((2.0 ** min(value, _DOUBLINGS) - 1.0) * 100.0)
    if unit in words("multiple"):
        return value * 100.0
    return value


def ask(targets: pd.DataFrame, catalogue: Catalogue) -> Questions:
    """Turn TARGETS into questions."""
    names, ids = objects(targets["indicator"]), objects(targets["indicator_id"])
    linked = np.array([i is not None for i in ids], dtype=bool)
    column = {f: per_unique(targets["indicator_id"], partial(fact, catalogue, field=f)) for f in _FIELDS}
    unit = per_pair(targets["unit"], column["unit"], dressed)
    measure = objects(targets["measure"])
    rise_indicator = per_pair(targets["indicator"], column["name_zh"], is_rise_indicator, bool)
    form = _forms(measure, unit, rise_indicator)
    bare = np.array([u is None for u in unit], dtype=bool) & per_unique(targets["unit"], is_bare, bool)
    form = np.where(bare, Form.NONE, form)
    accrual = _said(targets["accrual"], column["accrual"])
    kind = _kinds(
        targets, measure, form, column["accumulation"], accrual, _said(targets["judged_on"], column["judged_on"])
    )
    from_zero = objects(targets["accrual"]) == Accrual.YEAR_TO_DATE
    rise = (form == Form.CHANGE) | ((kind == Kind.STOCK) & (form == Form.LEVEL) & from_zero)
    decline = measure == Measure.DECLINE
    flat = measure == Measure.FLAT
    points = np.isin(form, (Form.RATE, Form.SHARE)) | per_unique(unit, is_points, bool)
    first, last, month = _windows(targets)
    shown = np.where(form == Form.RATE, "%", unit).astype(object)
    value, high = (_canonical(targets[c], form, objects(targets["unit"])) for c in ("value", "value_high"))
    return Questions(
        frame=targets,
        place=np.where(targets["place_code"].isna(), objects(targets["place"]), objects(targets["place_code"])).astype(
            object
        ),
        key=np.where(linked, ids, names).astype(object),
        linked=linked,
        form=form,
        kind=kind,
        sign=np.where(decline, -1.0, 1.0),
        rise=np.asarray(rise, dtype=bool),
        tau=np.where(flat, 0.0, value),
        tau_high=high,
        unit=shown,
        gap_unit=np.where(points, POINTS, unit).astype(object),
        points=points,
        factor=per_unique(shown, lambda u: scale(u).factor, float),
        dimension=per_unique(shown, lambda u: scale(u).dimension),
        baseline=_baselines(targets, shown),
        comparator=objects(targets["comparator"]),
        polarity=_polarities(targets, last, catalogue),
        ceiling=targets["ceiling"].fillna(False).to_numpy(dtype=bool),
        decline=decline,
        flat=flat,
        yearly_mean=per_unique(targets["indicator"], lambda n: has_word("mean", n), bool),
        price_basis=_said(targets["price_basis"], column["price_basis"]),
        accumulation=column["accumulation"],
        first_year=first,
        last_year=last,
        last_month=month,
        due=per_unique(targets["deadline"], lambda d: 0 if d is None else d.toordinal(), np.int64),
    )


_FIELDS = ("name_zh", "unit", "accumulation", "accrual", "judged_on", "price_basis")


def _forms(measure: Objects, unit: Objects, rise_indicator: Flags) -> Integers:
    plain = per_pair(measure, unit, lambda m, u: form_of(m, u, False), np.int64)
    rises = per_pair(measure, unit, lambda m, u: form_of(m, u, True), np.int64)
    return np.asarray(np.where(rise_indicator, rises, plain), dtype=np.int64)


def _said(values: pd.Series, otherwise: Objects) -> Objects:
    said = objects(values)
    return np.where(values.isna(), otherwise, said).astype(object)


def _kinds(
    targets: pd.DataFrame, measure: Objects, form: Integers, accumulation: Objects, accrual: Objects, judged_on: Objects
) -> Integers:
    said = per_pair(accrual, judged_on, lambda a, j: (a, j))
    known = per_pair(measure, accumulation, lambda m, a: (m, a))
    combined = array(list(zip(known, said, form.tolist(), strict=True)), object)
    kinds: Integers = per_unique(combined, lambda c: _kind(c[0][0], c[2], c[0][1], *c[1]), np.int64)
    return np.where(targets["value"].isna() & (measure != Measure.FLAT), Kind.RELATIVE, kinds)


def _windows(targets: pd.DataFrame) -> tuple[Integers, Integers, Integers]:
    window = per_pair(targets["deadline"], targets["span"], _window)
    table = np.array(list(window), dtype=np.int64).reshape(-1, 3)
    base = per_unique(targets["indicator"], _base_year, np.int64)
    first = np.where((base > 0) & (base <= table[:, 1]), base, table[:, 0])
    counted = per_unique(targets["indicator"], _counted_years, np.int64)
    unsaid = targets["span"].isna().to_numpy() & (table[:, 1] > 0)
    first = np.where(unsaid & (counted > 1), table[:, 1] - counted + 1, first)
    return first, table[:, 1], table[:, 2]


def _canonical(values: pd.Series, form: Integers, unit: Objects) -> Floats:
    numbers = values.to_numpy(dtype=float)
    rate = form == Form.RATE
    if not rate.any():
        return numbers
    pairs = [_percent_of(v, u) for v, u in zip(numbers[rate], unit[rate], strict=True)]
    canonical = numbers.copy()
    canonical[rate] = pairs
    per_mille = rate & (per_unique(unit, lambda u: is_percent(u) and u != "%", bool))
    scales = per_unique(unit, lambda u: scale(u).factor / scale("%").factor, float)
    return np.where(per_mille, settled(canonical * scales), canonical)


def _baselines(targets: pd.DataFrame, unit: Objects) -> Floats:
    """The baseline in the target's unit; one of another dimension is none."""
    values = targets["baseline_value"].to_numpy(dtype=float)
    if np.isnan(values).all():
        return values
    stated = np.where(targets["baseline_unit"].isna(), objects(targets["unit"]), objects(targets["baseline_unit"]))

    def ratio(frm: str | None, to: str | None) -> float:
        one, two = scale(frm), scale(to)
        if frm == to or (is_percent(frm) and is_points(to)):
            return 1.0
        return one.factor / two.factor if one.dimension and one.dimension == two.dimension else np.nan

    return settled(values * per_pair(stated, unit, ratio, float))


def _polarities(targets: pd.DataFrame, year: Integers, catalogue: Catalogue) -> Objects:
    """The target's own polarity, else the indicator's in that year, else down under a ceiling and up without one."""

    def known(identifier: str | None, when: int) -> str | None:
        return catalogue.get(identifier).polarity_in(when) if identifier and identifier in catalogue else None

    by_indicator = per_pair(targets["indicator_id"], year, known)
    ceiling = targets["ceiling"].fillna(False).to_numpy(dtype=bool)
    default = np.where(ceiling, "down", "up").astype(object)
    fallback = np.where(pd.isna(by_indicator), default, by_indicator).astype(object)
    return _said(targets["polarity"], fallback)
