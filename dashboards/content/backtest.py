"""How well past years were projected: by indicator and month, with the model that projects from now on (practice 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dashboards.content.desk import Desk
from dashboards.wording import SHANGHAI
from gaps import GapSettings
from gaps.backtest import Line, Replay, replay
from measures.catalogue import Catalogue, load_catalogue
from measures.terms import Measure
from storage import backtests, observations, reading

if TYPE_CHECKING:
    from storage import Connection, Store


@dataclass(frozen=True, kw_only=True)
class Tested:
    """One indicator over the months."""

    indicator_id: str
    name_zh: str
    name_en: str
    #: by month
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class BacktestView:
    """The newest back-test that the reader may see."""

    #: moment whose knowledge was replayed, None where nothing was tested yet
    as_of: datetime | None
    made_at: datetime | None
    model_version: str | None
    indicators: tuple[Tested, ...]


def replayed(
    store: "Store",
    catalogue: Catalogue,
    moment: datetime,
    *,
    indicator: str | None = None,
    place_code: str | None = None,
    singly: bool = False,
    released_only: bool,
) -> tuple[Replay, Mapping[str, Any]]:
    """Replay the past of a store as known at a moment, and the settings under which that was done."""
    ids, names = ([indicator], [indicator]) if indicator else (None, None)
    places = [place_code] if place_code else None
    with reading(store) as connection:
        known = observations.observations_frame(
            connection, as_of=moment, indicator_ids=ids, indicators=names, place_codes=places
        )
    settings = GapSettings(released_only=released_only)
    levels = known[known["measure"] == Measure.LEVEL]
    found = replay(levels, catalogue, moment, settings, indicator=indicator, singly=singly)
    return found, {"released_only": released_only, "indicator": indicator, "singly": singly}


def build_backtest(connection: "Connection", desk: Desk) -> BacktestView:
    """The page of the back-test."""
    kept = backtests.latest_backtest(connection, released_only=desk.settings.released_only)
    if kept is None:
        return BacktestView(as_of=None, made_at=None, model_version=None, indicators=())
    keys = dict.fromkeys(line.indicator for line in kept.lines)
    return BacktestView(
        as_of=kept.as_of.astimezone(SHANGHAI),
        made_at=kept.made_at.astimezone(SHANGHAI),
        model_version=kept.model_version,
        indicators=tuple(_tested(key, kept.lines) for key in keys),
    )


def _tested(key: str, lines: tuple[Line, ...]) -> Tested:
    catalogue = load_catalogue()
    known = catalogue.get(key) if key in catalogue else None
    return Tested(
        indicator_id=key,
        name_zh=known.name_zh if known else key,
        name_en=known.name_en if known else key,
        lines=tuple(line for line in lines if line.indicator == key),
    )
