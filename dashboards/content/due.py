"""What an office has still to report: its targets by the periods that are over and of which nothing is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards.content.records import records
from dashboards.wording import SHANGHAI
from measures.catalogue import Catalogue, Indicator
from measures.periods import Period
from measures.terms import Accumulation, Basis, Measure
from storage import observations, targets

if TYPE_CHECKING:
    from storage import Connection

#: Months between two figures that an office is asked for: the four dates of a notice, no more (practice 25).
QUARTERLY, YEARLY = 3, 12
CHANGES = (Measure.GROWTH, Measure.DECLINE, Measure.FLAT)
#: Figures at a date rather than since January.
AT_A_DATE = (Accumulation.STOCK,)


@dataclass(frozen=True, kw_only=True)
class DueFigure:
    """A figure that is to be reported."""

    target_id: int
    version: int
    doc: str
    task: str | None
    place: str
    place_code: str
    #: a name that is read as the target's indicator
    indicator: str
    indicator_id: str | None
    measure: Measure
    unit: str | None
    price_basis: str | None
    period: Period
    #: the target's words
    quote: str
    sentence: str


def due_figures(connection: "Connection", catalogue: Catalogue, office: str, now: datetime) -> tuple[DueFigure, ...]:
    """Return the figures that an office has to report at a moment, in the order of the targets.

    Of this year and the last, quarter by quarter; of what is published once a year the year.
    """
    held = targets.targets_frame(connection, as_of=now)
    mine = [row for row in records(held) if _is_asked(office, row) and _asks_a_figure(row)]
    places = {str(row["place_code"]) for row in mine}
    known = _known(observations.observations_frame(connection, as_of=now, place_codes=places)) if mine else set()
    return tuple(figure for row in mine for figure in _due(row, catalogue, now, known))


def _is_asked(office: str, row: dict[str, Any]) -> bool:
    """The 主责单位 is asked, and nobody else; where none is known each that leads."""
    return bool(office == row["answerable"] if row["answerable"] else office in row["lead"])


def _asks_a_figure(row: dict[str, Any]) -> bool:
    return row["measure"] != Measure.RELATIVE and bool(row["place_code"]) and row["deadline"] is not None


def _due(row: dict[str, Any], catalogue: Catalogue, now: datetime, known: set[tuple[Any, ...]]) -> Iterator[DueFigure]:
    indicator = catalogue.get(row["indicator_id"]) if row["indicator_id"] in catalogue else None
    measure = Measure.GROWTH if row["measure"] == Measure.FLAT else Measure(row["measure"])
    for period in _periods(row, indicator, measure, now):
        if (row["place_code"], row["indicator_id"] or row["indicator"], _form(measure), str(period)) not in known:
            yield DueFigure(
                target_id=row["target_id"],
                version=row["version"],
                doc=row["doc"],
                task=row["task"],
                place=row["place"],
                place_code=row["place_code"],
                indicator=_name(row, indicator, catalogue),
                indicator_id=row["indicator_id"],
                measure=measure,
                unit="%" if measure in CHANGES else row["unit"],
                price_basis=row["price_basis"],
                period=period,
                quote=row["quote"],
                sentence=row["sentence"],
            )


def _periods(row: dict[str, Any], indicator: Indicator | None, measure: Measure, now: datetime) -> Iterator[Period]:
    """Yield the periods of the target's year that are over."""
    today = now.astimezone(SHANGHAI).date()
    year = min(row["deadline"].year, today.year)
    if year < today.year - 1:
        return
    step = YEARLY if indicator is not None and indicator.frequency == "annual" else QUARTERLY
    at_a_date = indicator is not None and indicator.accumulation in AT_A_DATE and measure not in CHANGES
    for month in range(step, 13, step):
        period = _period(year, month, at_a_date)
        if period.last_day <= today:
            yield period


def _period(year: int, month: int, at_a_date: bool) -> Period:
    last = {"end_year": year, "end_month": month}
    if month == 12:
        return Period(start_year=year, start_month=1, basis=Basis.YEAR, **last)
    if at_a_date:
        return Period(start_year=year, start_month=month, basis=Basis.MONTH, **last)
    return Period(start_year=year, start_month=1, basis=Basis.YTD, **last)


def _name(row: dict[str, Any], indicator: Indicator | None, catalogue: Catalogue) -> str:
    """Return the document's name of the indicator where it leads to the catalogue's, else the catalogue's own."""
    if indicator is None:
        return str(row["indicator"])
    match = catalogue.find(row["indicator"])
    return str(row["indicator"]) if match and match.indicator_id == indicator.id else indicator.name_zh


def _known(frame: pd.DataFrame) -> set[tuple[Any, ...]]:
    valued = frame[frame["value"].notna()]
    subjects = valued["indicator_id"].where(valued["indicator_id"].notna(), valued["indicator"])
    columns = (valued["place_code"], subjects, valued["measure"].map(_form), valued["period"])
    return set(zip(*(column.tolist() for column in columns), strict=True))


def _form(measure: str) -> str:
    return "change" if measure in CHANGES else str(measure)
