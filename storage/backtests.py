"""Back-tests as they were made, and which model they give each series from then on (gap-model A7, practice 3)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from gaps.backtest import Line, Replay
from gaps.challengers import Choice
from storage import audit
from storage.bulk import CHUNK, insert_rows
from storage.tables import backtest_choices, backtests
from storage.transactions import Writing

_CHOICE = ("indicator", "place", "month", "model", "years", "error", "error_primary", "spread")


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """One back-test."""

    id: int
    #: the moment whose knowledge was replayed
    as_of: datetime
    #: released_only, indicator, singly
    settings: Mapping[str, Any]
    #: version of the numbers behind the intervals
    model_version: str
    #: one an indicator and month
    lines: tuple[Line, ...]
    made_at: datetime
    made_by: str


def save_backtest(w: Writing, replay: Replay, *, as_of: datetime, settings: Mapping[str, Any]) -> int:
    """Keep a back-test and its choices; return its id."""
    values = {
        "as_of": as_of,
        "settings": dict(settings),
        "model_version": replay.model_version,
        "lines": [asdict(line) for line in replay.lines],
        "made_at": w.at,
        "made_by": w.actor,
    }
    identifier = int(w.connection.execute(insert(backtests).values(values).returning(backtests.c.id)).scalar_one())
    pieces = (
        [[identifier] * len(some), *([getattr(choice, name) for choice in some] for name in _CHOICE)]
        for some in (replay.choices[start : start + CHUNK] for start in range(0, len(replay.choices), CHUNK))
    )
    insert_rows(w.connection, backtest_choices, ("backtest_id", *_CHOICE), pieces)
    counts = {"lines": len(replay.lines), "choices": len(replay.choices)}
    audit.record(w, "backtests.save_backtest", "backtest", identifier, counts)
    return identifier


def latest_backtest(
    c: Connection, *, made_until: datetime | None = None, released_only: bool = False
) -> Backtest | None:
    """Return the newest back-test of all indicators made by a moment, None where there is none.

    `released_only`: only one that replayed nothing but released figures.
    """
    query = select(backtests).order_by(backtests.c.id.desc())
    if made_until is not None:
        query = query.where(backtests.c.made_at <= made_until)
    for row in c.execute(query).mappings():
        wanted = row["settings"].get("released_only") or not released_only
        if wanted and row["settings"].get("indicator") is None:
            return Backtest(**{**row, "lines": tuple(Line(**line) for line in row["lines"])})
    return None


def choices_at(
    c: Connection, moment: datetime, *, released_only: bool, place_code: str | None = None
) -> tuple[Choice, ...]:
    """Return the series that another model than the seasonal share projects, as decided before a moment.

    The newest back-test of an indicator decides; one of all indicators decides for those that had none of their
    own since.
    """
    found: list[Choice] = []
    decided: set[str] = set()
    query = select(backtests.c.id, backtests.c.settings).where(backtests.c.made_at < moment)
    for identifier, settings in c.execute(query.order_by(backtests.c.id.desc())):
        if released_only and not settings.get("released_only"):
            continue
        only = settings.get("indicator")
        if only not in decided:
            found += [choice for choice in _choices(c, identifier, place_code) if choice.indicator not in decided]
        if only is None:
            break
        decided.add(only)
    return tuple(found)


def _choices(c: Connection, backtest_id: int, place_code: str | None) -> list[Choice]:
    query = select(*(backtest_choices.c[name] for name in _CHOICE)).where(backtest_choices.c.backtest_id == backtest_id)
    if place_code is not None:
        query = query.where(backtest_choices.c.place == place_code)
    return [Choice(**row) for row in c.execute(query.order_by(backtest_choices.c.id)).mappings()]
