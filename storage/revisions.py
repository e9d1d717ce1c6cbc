"""How the figures of a place and an indicator were revised: every edition beside the one before, and the triangle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import pandas as pd

from measures.units import denomination
from storage.days import day_of

#: What makes two vintages editions of one figure.
FIGURE = ("source", "measure", "price_basis", "denomination", "basis", "period")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A value as it became known, beside the edition before it. Fields not explained mean what OBSERVATIONS says."""

    source: str | None
    measure: str
    price_basis: str | None
    #: measures.units.denomination of its unit
    denomination: str
    basis: str
    period: str
    #: counts the editions of the figure from 1, in the order in which they hold
    number: int
    #: the first that became known
    first: bool
    #: the one that holds
    latest: bool
    value: float | None
    value_text: str | None
    unit: str | None
    #: value minus that of the edition before; None for the first, other units and missing values
    change: float | None
    #: change in per cent of the value before
    change_percent: float | None
    status: str | None
    published_at: date | None
    recorded_at: datetime
    note: str | None
    vintage_id: int
    upload_id: int
    sheet: str | None
    row: int
    column: str | None

    @property
    def known_on(self) -> date:
        """The day from which it holds: of publication, else of recording."""
        return self.published_at or day_of(self.recorded_at)


def editions_of(frame: pd.DataFrame) -> tuple[Edition, ...]:
    """Return the rows of an OBSERVATIONS frame as editions, each figure with the one that holds last."""
    rows = sorted(_records(frame), key=_order)
    return tuple(edition for _, figure in groupby(rows, key=_figure) for edition in _editions(list(figure)))


def triangle(editions: tuple[Edition, ...]) -> pd.DataFrame:
    """Return the value of each figure as known on each day on which some figure changed.

    Index: the names of FIGURE; columns: days, ascending; NaN before a figure was known.
    """
    days = sorted({edition.known_on for edition in editions})
    keys = dict.fromkeys(_figure_of(edition) for edition in editions)
    values: dict[date, list[float]] = {day: [] for day in days}
    of_key: dict[tuple[Any, ...], list[Edition]] = {key: [] for key in keys}
    for edition in editions:
        of_key[_figure_of(edition)].append(edition)
    for figure in of_key.values():
        for day in days:
            known = [edition.value for edition in figure if edition.known_on <= day]
            values[day].append(float("nan") if not known or known[-1] is None else known[-1])
    index = pd.MultiIndex.from_tuples(list(keys), names=FIGURE)
    return pd.DataFrame(values, index=index, columns=days, dtype="float64")


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        facts = {str(name): None if value is None or value != value else value for name, value in row.items()}
        yield facts | {"denomination": denomination(facts["unit"] or "")}


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Figure by figure, latest period last; an undated edition never comes after a dated one."""
    published = row["published_at"]
    figure = tuple(row[name] or "" for name in FIGURE)
    return (*figure, published is not None, published or date.min, row["recorded_at"], row["vintage_id"])


def _figure(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in FIGURE)


def _figure_of(edition: Edition) -> tuple[Any, ...]:
    return tuple(getattr(edition, name) for name in FIGURE)


def _editions(rows: list[dict[str, Any]]) -> Iterator[Edition]:
    before: dict[str, Any] | None = None
    became_known = min(rows, key=lambda row: (row["recorded_at"], row["published_at"] or date.max, row["vintage_id"]))
    for number, row in enumerate(rows, 1):
        change, percent = (None, None) if before is None else _change(before, row)
        facts = {name: row[name] for name in Edition.__dataclass_fields__ if name in row}
        yield Edition(
            **facts,
            number=number,
            first=row is became_known,
            latest=row is rows[-1],
            change=change,
            change_percent=percent,
        )
        before = row


def _change(before: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    old, new = before["value"], row["value"]
    if old is None or new is None or before["unit"] != row["unit"]:
        return None, None
    change = float(f"{new - old:.12g}")
    return change, float(f"{change / abs(old) * 100:.12g}") if old else None
