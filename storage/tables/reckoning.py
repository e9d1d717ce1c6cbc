"""What the reckoning is told besides targets and figures: back-tests and schedules of plans. A row is never changed."""

from sqlalchemy import Date, Double, Index, Integer, Table

from storage.columns import Json, Moment
from storage.tables.base import may, metadata, must, of, row_id

#: The past projected by the engine: how well it did, and which model projects which series from then on.
backtests = Table(
    "backtests",
    metadata,
    row_id(),
    #: the moment whose knowledge was replayed
    must("as_of", Moment),
    #: released_only, indicator, singly
    must("settings", Json),
    must("model_version"),
    #: gaps.backtest.Line, one an indicator and month
    must("lines", Json),
    must("made_at", Moment),
    must("made_by"),
)
#: Series that another model than the seasonal share projects.
backtest_choices = Table(
    "backtest_choices",
    metadata,
    row_id(),
    of("backtest_id", "backtests.id"),
    #: catalogue identifier, or name of an unlinked indicator
    must("indicator"),
    #: code of the place, or its name
    must("place"),
    must("month", Integer),
    must("model"),
    must("years", Integer),
    must("error", Double),
    must("error_primary", Double),
    must("spread", Double),
    Index(None, "backtest_id"),
)
#: What a plan wants done by a day: the running total of its target, in the target's unit. The newest row of a target
#: and day holds; a row without a value takes it back.
plan_points = Table(
    "plan_points",
    metadata,
    row_id(),
    of("target_id", "targets.id"),
    must("due", Date),
    may("value", Double),
    #: where it stands: the plan that the office filed
    may("document"),
    must("recorded_at", Moment),
    must("recorded_by"),
    Index(None, "target_id"),
)

__all__ = ["backtest_choices", "backtests", "plan_points"]
