"""The rows of the long form put together: words of several columns that only mean something together, and repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.columns import Codes, Mask, Objects, frame_of, joined, spread
from ingest.knowledge import Knowledge, Part
from ingest.longfields import (
    Figures,
    Indicator,
    Provenance,
    derived_notes,
    read_comma,
    read_dates,
    read_indicators,
    read_places,
    read_sources,
    read_terms,
    read_units,
    read_values,
    tell_later,
)
from ingest.longform import FIELDS, LongTable
from ingest.meaning import UnitFault, late_fault, period_of, unit_fault
from ingest.repeats import find_repeats
from measures.periods import Period
from measures.places import Place
from measures.terms import ObservedKind, ObsStatus, Release, Severity
from measures.units import Unit, known_unit

_ERROR = Severity.ERROR
_PERIOD_FAULTS = ("unreadable_period", "basis_mismatch", "future_period", "period_not_over")


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What each word of each column means."""

    places: tuple[Place | None, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[str | None, ...]
    units: tuple[Unit | None, ...]
    bases: tuple[str | None, ...]
    figures: Figures
    statuses: tuple[str | None, ...]
    published: tuple[date | None, ...]
    sources: tuple[Provenance, ...]
    derived: tuple[bool, ...]
    kinds: tuple[str | None, ...]
    releases: tuple[str | None, ...]
    prices: tuple[str | None, ...]
    qualifiers: tuple[str | None, ...]
    authorities: tuple[str | None, ...]


def read_rows(table: LongTable, knowledge: Knowledge) -> Part:
    """Return the observations of a long table with all its problems and questions."""
    places, questions = read_places(table, knowledge)
    comma, undecided = read_comma(table, knowledge)
    words = _Words(
        places=places,
        indicators=read_indicators(table, knowledge),
        measures=read_terms(table, "measure", "unknown_measure"),
        units=read_units(table),
        bases=read_terms(table, "basis", "unknown_basis"),
        figures=read_values(table, comma),
        statuses=read_terms(table, "status", "unknown_status"),
        published=read_dates(table, "published"),
        sources=read_sources(table.column("source").words),
        derived=derived_notes(table.column("note").words),
        kinds=read_terms(table, "observed_kind", "unknown_observed_kind"),
        releases=read_terms(table, "release", "unknown_release"),
        prices=read_terms(table, "price_basis", "unknown_price_basis"),
        qualifiers=read_terms(table, "qualifier", "unknown_qualifier"),
        authorities=read_terms(table, "authority", "unknown_authority"),
    )
    tell_later(table, words.published, knowledge.today)
    _check_blank(table, words)
    frame = _frame(table, knowledge, words)
    valued = frame["value"].notna().to_numpy()
    kept = valued & ~find_repeats(table, frame, valued)
    return Part(
        observations=frame if kept.all() else frame[kept],
        unstored=frame[~kept],
        problems=tuple(table.problems),
        questions=(*questions, *undecided),
    )


def _check_blank(table: LongTable, words: _Words) -> None:
    """A row without measure, unit or period cannot be read; one whose figure carries its unit can."""
    for name in ("measure", "period"):
        table.tell_words("missing_cell", name, [not w for w in table.column(name).words])
    unit, value = table.column("unit"), table.column("value")
    blank = np.array([not w for w in unit.words], dtype=bool)[unit.codes]
    bare = np.isfinite(words.figures.values)
    bare[list(words.figures.units)] = False
    table.tell_masked("missing_cell", "unit", blank & bare[value.codes])


def _frame(table: LongTable, knowledge: Knowledge, words: _Words) -> pd.DataFrame:
    codes = {name: table.column(name).codes for name in FIELDS}
    places, figures, names = words.places, words.figures, words.indicators
    periods = _periods(table, words, knowledge)
    published = spread(words.published, codes["published"])
    status = _statuses(words, codes, periods, published)
    unit = _units(table, knowledge, words)
    source, named = table.column("source"), codes["indicator"]
    data: dict[str, npt.NDArray[Any]] = {
        "place": spread([p and p.name for p in places], codes["region"]),
        "place_code": spread([p and p.code for p in places], codes["region"]),
        "indicator": spread([i.name.written or None for i in names], codes["indicator"]),
        "indicator_id": spread([i.match and i.match.indicator_id for i in names], codes["indicator"]),
        "measure": spread(words.measures, codes["measure"]),
        "period": spread([p and str(p) for p in periods.found], periods.codes),
        "basis": spread([p and str(p.basis) for p in periods.found], periods.codes),
        "value": figures.values[codes["value"]],
        "value_text": spread(figures.texts, codes["value"]),
        "unit": unit,
        "price_basis": _said(words.prices, codes["price_basis"], [i.name.price_basis for i in names], named),
        "status": status,
        "qualifier": _said(words.qualifiers, codes["qualifier"], [i.name.qualifier for i in names], named),
        "source": spread([w or None for w in source.words], source.codes),
        "authority": _authorities(words, codes),
        "observed_kind": _kinds(words, codes, status),
        "release": _releases(words, codes, published, knowledge.today),
        "published_at": published,
        "note": _notes(table),
        "sheet": spread([table.sheet or None], np.zeros(table.rows, dtype=np.int64)),
        "row": table.numbers,
        "column": spread([table.letter("value")], np.zeros(table.rows, dtype=np.int64)),
    }
    return frame_of(data)


@dataclass(frozen=True, kw_only=True)
class _Periods:
    """The period of each row: found[codes]."""

    found: tuple[Period | None, ...]
    codes: Codes


def _periods(table: LongTable, words: _Words, knowledge: Knowledge) -> _Periods:
    texts, bases = table.column("period"), table.column("basis")
    first, codes = joined((texts.codes, bases.codes))
    found: list[Period | None] = []
    faults: dict[str, list[bool]] = {code: [] for code in _PERIOD_FAULTS}
    for row in first:
        text, basis = texts.words[texts.codes[row]], words.bases[bases.codes[row]]
        period, fault = period_of(text, basis) if text else (None, None)
        if period is not None:
            fault = late_fault(period, knowledge.today)
        found.append(period)
        for code, marks in faults.items():
            marks.append(code == fault)
    forecast = _is_forecast(table, words)
    for code, marks in faults.items():
        mask = np.array(marks, dtype=bool)[codes]
        if code == "period_not_over":
            table.tell_masked(code, "period", mask & ~forecast, Severity.WARNING)
        else:
            table.tell_masked(code, "period", mask & ~forecast if code == "future_period" else mask)
    return _Periods(found=tuple(found), codes=codes)


def _is_forecast(table: LongTable, words: _Words) -> Mask:
    said = np.array([s == ObsStatus.FORECAST for s in words.statuses], dtype=bool)[table.column("status").codes]
    named = np.array([i.name.expected for i in words.indicators], dtype=bool)[table.column("indicator").codes]
    forecast: Mask = said | named
    return forecast


def _statuses(words: _Words, codes: dict[str, Codes], periods: _Periods, published: Objects) -> Objects:
    """The status as said; 预计 in a name is a forecast where published before the period ends, else an estimate."""
    status = spread(words.statuses, codes["status"])
    expected = np.array([i.name.expected for i in words.indicators], dtype=bool)[codes["indicator"]]
    for row in np.flatnonzero(expected & _silent(status)):
        period = periods.found[periods.codes[row]]
        before = period is not None and published[row] is not None and published[row] < period.last_day
        status[row] = str(ObsStatus.FORECAST if before else ObsStatus.ESTIMATED)
    return status


def _units(table: LongTable, knowledge: Knowledge, words: _Words) -> Objects:
    """The unit of each row as written; checked against the catalogue once for each indicator, measure and unit."""
    column = table.column("unit")
    unit = spread([w or None for w in column.words], column.codes)
    values = table.column("value").codes
    for row in np.flatnonzero(np.isin(values, list(words.figures.units))):
        inside = words.figures.units[int(values[row])]
        if unit[row] is None:
            unit[row] = inside
        elif inside != unit[row] and not _alike(known_unit(inside), words.units[column.codes[row]]):
            table.tell("unit_differs", "value", int(row), _ERROR, value=inside, unit=str(unit[row]))
    _check_units(table, knowledge, words)
    return unit


def _alike(one: Unit | None, other: Unit | None) -> bool:
    return one is not None and other is not None and (one.dimension, one.ratio) == (other.dimension, other.ratio)


def _check_units(table: LongTable, knowledge: Knowledge, words: _Words) -> None:
    indicators, measures, units = (table.column(n) for n in ("indicator", "measure", "unit"))
    first, combination = joined((indicators.codes, measures.codes, units.codes))
    faults: list[UnitFault | None] = []
    for row in first:
        match, unit = words.indicators[indicators.codes[row]].match, words.units[units.codes[row]]
        measure = words.measures[measures.codes[row]]
        usable = unit is not None and measure is not None
        faults.append(unit_fault(knowledge.catalogue, match, measure, unit) if usable else None)
    for number in [n for n, f in enumerate(faults) if f is not None]:
        fault = faults[number]
        if fault is not None:
            table.tell_masked(fault.code, "unit", combination == number, fault.severity, **fault.details)


def _said(words: Sequence[str | None], codes: Codes, by_name: Sequence[str | None], named: Codes) -> Objects:
    """What its own column says, else what the indicator's name says."""
    return _first(spread(words, codes), spread(by_name, named))


def _first(said: Objects, otherwise: Objects) -> Objects:
    return np.where(_silent(said), otherwise, said)


def _silent(said: Objects) -> Mask:
    silent: Mask = np.asarray(pd.isna(said))
    return silent


def _authorities(words: _Words, codes: dict[str, Codes]) -> Objects:
    said = spread([None if a is None else int(a) for a in words.authorities], codes["authority"])
    return _first(said, spread([s.rank for s in words.sources], codes["source"]))


def _kinds(words: _Words, codes: dict[str, Codes], status: Objects) -> Objects:
    """Published, unless the column says derived or an estimate's note tells how it was reckoned."""
    said = spread(words.kinds, codes["observed_kind"])
    reckoned = np.array(words.derived, dtype=bool)[codes["note"]] & (status == str(ObsStatus.ESTIMATED))
    worked_out = spread([str(ObservedKind.PUBLISHED), str(ObservedKind.DERIVED)], reckoned.astype(np.int8))
    return _first(said, worked_out)


def _releases(words: _Words, codes: dict[str, Codes], published: Objects, today: date) -> Objects:
    """Released with a date or a named source, scheduled while the date is to come, else unreleased (practice 10)."""
    said = spread(words.releases, codes["release"])
    dates = np.array([d is not None for d in words.published], dtype=bool)[codes["published"]]
    later = np.array([d is not None and d > today for d in words.published], dtype=bool)[codes["published"]]
    named = np.array([s.named for s in words.sources], dtype=bool)[codes["source"]]
    kinds = (str(Release.UNRELEASED), str(Release.RELEASED), str(Release.SCHEDULED))
    return _first(said, spread(kinds, np.where(later, 2, dates | named).astype(np.int8)))


def _notes(table: LongTable) -> Objects:
    """The note; what stands in columns without a meaning of ours follows as NAME=VALUE."""
    note = table.column("note")
    if not table.further:
        return spread([w or None for w in note.words], note.codes)
    first, codes = joined((note.codes, *(c.codes for c in table.further.values())))
    texts = []
    for row in first:
        more = [f"{name}={c.words[c.codes[row]]}" for name, c in table.further.items() if c.words[c.codes[row]]]
        texts.append("; ".join([w for w in (note.words[note.codes[row]],) if w] + more) or None)
    return spread(texts, codes)
