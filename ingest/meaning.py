"""What several words mean together: a period with its basis, a unit with its indicator and measure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from measures.catalogue import Catalogue, Match
from measures.periods import Period, read_period
from measures.terms import Basis, Measure, Severity
from measures.units import BARE, Unit, known_unit

#: 2013-01/2013-01, as some write a single month.
_SAME_TWICE = re.compile(r"(.{4,})/\1")
#: Dimensions of a share or a rate.
_RATES = frozenset({"percent", "percentage_point"})
#: Dimensions of growth beside rates.
_TIMES = frozenset({"times", "doubling"})


def period_of(text: str, basis: str | None) -> tuple[Period | None, str | None]:
    """Return (period, None) or (None, code of the fault) for a period as written and the basis that is said."""
    same_twice = _SAME_TWICE.fullmatch(text)
    text = same_twice.group(1) if same_twice else text
    read = read_period(text)
    if read is None:
        return None, "unreadable_period"
    if basis is None or basis == read.basis:
        return read, None
    if read.basis is Basis.SPAN and basis in (Basis.YEAR, Basis.YTD) and read.start_month == 1 and read.end_month == 12:
        return read, None
    rebased = read_period(text, basis=Basis(basis))
    return (None, "basis_mismatch") if rebased is None else (rebased, None)


def before(period: Period) -> Period:
    """Return the same period a year before."""
    return period.shifted(-1)


def late_fault(period: Period, today: date) -> str | None:
    """Return the fault of a period that has not begun or not ended, None where it is over."""
    if date(period.start_year, period.start_month, 1) > today:
        return "future_period"
    return "period_not_over" if period.last_day > today else None


@dataclass(frozen=True, kw_only=True)
class UnitFault:
    """A unit that does not go with its indicator or measure."""

    code: str
    severity: Severity
    details: Mapping[str, str] = field(default_factory=dict)


def unit_fault(catalogue: Catalogue, match: Match | None, measure: str | None, given: Unit) -> UnitFault | None:
    """Return why a unit cannot be that of the measure of an indicator, None where it can."""
    own = _own_units(catalogue, match)
    if measure in (Measure.GROWTH, Measure.DECLINE, Measure.FLAT):
        fits, expected = _is_rate(given) or given.dimension in _TIMES or _is_index(given), "%"
    elif measure == Measure.RATIO:
        fits, expected = _is_rate(given) or any(given.dimension == u.dimension for u in own), "%"
    elif not own:
        return None
    else:
        fits, expected = _is_level(given, own), own[0].text
    if fits:
        return None
    name = catalogue.get(match.indicator_id).name_zh if match else ""
    details = {"unit": given.text, "expected": expected, "indicator": name, "measure": str(measure)}
    return UnitFault(code="unit_dimension", severity=Severity.ERROR, details=details)


def _own_units(catalogue: Catalogue, match: Match | None) -> tuple[Unit, ...]:
    if match is None:
        return ()
    indicator = catalogue.get(match.indicator_id)
    return tuple(u for u in map(known_unit, (indicator.unit, *indicator.other_units)) if u is not None)


def _is_level(given: Unit, own: tuple[Unit, ...]) -> bool:
    """The same dimension; a bare magnitude takes its indicator's; price indices go with rates of prices."""
    if any(given.dimension == u.dimension for u in own) or given.dimension == BARE:
        return True
    return _is_index(given) and any(_is_index(u) or _is_rate(u) for u in own)


def _is_rate(given: Unit) -> bool:
    return given.dimension in _RATES


def _is_index(given: Unit) -> bool:
    return given.dimension.startswith("index")
