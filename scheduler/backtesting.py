"""The nightly back-test: when new figures came in, the past is projected again and the models of the series chosen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from dashboards.content.backtest import replayed
from scheduler.kit import Kit
from storage import Writing, reading
from storage.backtests import latest_backtest, save_backtest
from storage.observations import list_uploads

BACKTEST: Final = "backtest"


def prepare(kit: Kit, _due: datetime, now: datetime) -> Callable[[Writing], Mapping[str, int]]:
    """Replay released figures if any came since the last time; the answer keeps the result."""
    with reading(kit.store) as c:
        last = latest_backtest(c, made_until=now, released_only=True)
        fresh = [one for one in list_uploads(c) if last is None or one.recorded_at > last.made_at]
    if not fresh:
        return lambda _: {"lines": 0}
    found, settings = replayed(kit.store, kit.catalogue, now, released_only=True)

    def carry_out(w: Writing) -> Mapping[str, int]:
        save_backtest(w, found, as_of=now, settings=settings)
        return {"lines": len(found.lines), "choices": len(found.choices)}

    return carry_out
