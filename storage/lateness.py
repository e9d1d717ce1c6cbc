"""Figures that should be there by now and are not: what is stored beside the calendar of releases (practice 18)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, func, select

from gaps.releases import due_day, next_month
from measures.catalogue import Catalogue
from measures.period import Period, month_period, quarter_period, year_period, ytd_period
from measures.periods import read_period
from measures.problems import Problem, Where
from measures.terms import Basis, Severity
from storage.days import day_of
from storage.history import MOST, known_by
from storage.tables import series, uploads, vintages

#: Days that a release may take beyond its usual day, and those of a year's figure.
GRACE, GRACE_OF_YEAR = 10, 20
#: Days after a year's end at which its figures are usually out where only years are published (统计公报, yearbook).
YEARLY: Final = 60
#: A series that is silent for longer has ended and is not late.
SILENT: Final = 400
#: Problems that one upload is told.
TOLD: Final = 50
#: What an upload says of a figure, the period last.
_SAID: Final = ("place_code", "indicator_id", "measure", "period")
_STEP = {"monthly": 1, "quarterly": 3, "annual": 12}
#: Bases that run on from one another count as one.
_ORDER = (Basis.YTD, Basis.MONTH, Basis.QUARTER, Basis.YEAR)


@dataclass(frozen=True, kw_only=True)
class Late:
    """A figure whose release is past and that nobody has sent."""

    place: str
    place_code: str
    indicator: str
    indicator_id: str
    measure: str
    #: the newest period that is there
    last: str
    #: the period that is missing
    period: str
    #: its last day
    ends: date
    #: day on which it is usually published
    due: date
    #: days since then
    days: int


def late_problems(
    c: Connection, frame: pd.DataFrame, catalogue: Catalogue, now: datetime, file: str
) -> tuple[Problem, ...]:
    """Return what is late of the places that an upload speaks of and does not come with it either, as notices."""
    places = set(frame["place_code"].dropna().unique().tolist())
    if not places:
        return ()
    late = late_figures(c, catalogue, now, place_codes=places)
    if not late:
        return ()
    mine = set(zip(*(frame[name].tolist() for name in _SAID), strict=True))
    reach: dict[tuple[Any, ...], date] = {}
    for *key, text in mine:
        period = read_period(str(text))
        if period is not None:
            reach[tuple(key)] = max(reach.get(tuple(key), date.min), period.last_day)
    missing = [one for one in late if reach.get((one.place_code, one.indicator_id, one.measure), date.min) < one.ends]
    return tuple(_problem(one, file) for one in missing[:TOLD])


def _problem(late: Late, file: str) -> Problem:
    details = {
        "place": late.place,
        "indicator": late.indicator,
        "period": late.period,
        "last": late.last,
        "due": late.due.isoformat(),
        "days": str(late.days),
    }
    return Problem(code="late_release", severity=Severity.NOTICE, where=Where(file=file), details=details)


@dataclass(frozen=True, kw_only=True)
class _Reach:
    """How far the figures of a place, an indicator and a measure go, by basis."""

    place: str
    place_code: str
    indicator_id: str
    measure: str
    #: basis → newest period
    newest: dict[Basis, Period]
    #: as first uploaded
    indicator: str


def late_figures(
    c: Connection, catalogue: Catalogue, now: datetime, *, place_codes: Collection[str] | None = None
) -> tuple[Late, ...]:
    """Return what is late at a moment, the longest first; whoever publishes it, one source is enough.

    Only of indicators of the catalogue, in the rhythm in which the figures came so far. What has been silent for more
    than 400 days has ended. `place_codes`: only these places.
    """
    today = day_of(now)
    found = (_late(reach, catalogue, today) for reach in _reaches(c, now, place_codes))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (-one.days, one.place_code)))


def newest_days(c: Connection, now: datetime) -> Mapping[tuple[str, str], date]:
    """Return the last day of the newest period published and recorded by a moment, by place code and indicator id."""
    reached: dict[tuple[str, str], date] = {}
    for reach in _reaches(c, now, None, recorded_by=now):
        key = (reach.place_code, reach.indicator_id)
        reached[key] = max(reached.get(key, date.min), *(period.last_day for period in reach.newest.values()))
    return reached


def _late(reach: _Reach, catalogue: Catalogue, today: date) -> Late | None:
    if reach.indicator_id not in catalogue:
        return None
    indicator = catalogue.get(reach.indicator_id)
    basis = next(basis for basis in _ORDER if basis in reach.newest)
    yearly = basis is Basis.YEAR or indicator.frequency == "annual"
    step = 12 if yearly else max(_STEP[indicator.frequency], 3 if basis is Basis.QUARTER else 1)
    last = max(reach.newest.values(), key=lambda period: (period.last_day, period.months))
    year, month = (last.end_year + 1, 0) if last.end_month == 12 else (last.end_year, last.end_month)
    following = min(next_month(month, step, indicator.jan_combined), 12)
    due = due_day(year, following, max(indicator.lag_days, YEARLY) if yearly else indicator.lag_days)
    grace = GRACE_OF_YEAR if following == 12 else GRACE
    if not timedelta(grace) < today - due <= timedelta(SILENT):
        return None
    facts = {name: getattr(reach, name) for name in ("place", "place_code", "indicator", "indicator_id", "measure")}
    missing = _period(year, following, basis)
    return Late(**facts, last=str(last), period=str(missing), ends=missing.last_day, due=due, days=(today - due).days)


def _period(year: int, month: int, basis: Basis) -> Period:
    if basis is Basis.MONTH:
        return month_period(year, month)
    if basis is Basis.QUARTER:
        return quarter_period(year, month // 3)
    return year_period(year) if month == 12 else ytd_period(year, month)


def _reaches(
    c: Connection, now: datetime, place_codes: Collection[str] | None, *, recorded_by: datetime | None = None
) -> Iterator[_Reach]:
    names = ("place_code", "subject", "measure")
    query = (
        select(vintages.c.series_id, vintages.c.basis, func.max(vintages.c.period).label("period"))
        .where(vintages.c.value.is_not(None))
        .group_by(vintages.c.series_id, vintages.c.basis)
    )
    if place_codes is not None and len(place_codes) <= MOST:
        chosen = select(series.c.id).where(series.c.place_code.in_(sorted(place_codes)), series.c.indicator_id != "")
        query = query.where(vintages.c.series_id.in_(chosen))
    query = query.join(uploads, uploads.c.id == vintages.c.upload_id).where(*known_by(now, recorded_by))
    newest = query.subquery()
    rows = c.execute(select(series, newest).join(newest, newest.c.series_id == series.c.id).order_by(series.c.id))
    found: dict[tuple[str, ...], _Reach] = {}
    for row in rows.mappings():
        period = read_period(row["period"], basis=Basis(row["basis"]))
        if period is None or period.basis not in _ORDER or not row["indicator_id"]:
            continue
        facts = {name: row[name] for name in ("place", "place_code", "indicator", "indicator_id", "measure")}
        key = tuple(row[name] for name in names)
        reach = found.setdefault(key, _Reach(**facts, newest={}))
        known = reach.newest.get(period.basis)
        if known is None or known.last_day < period.last_day:
            reach.newest[period.basis] = period
    yield from found.values()
