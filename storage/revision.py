"""Which state of the store somebody looks at: a number for each table whose rows make lights."""

from sqlalchemy import Connection, func, select

from storage.tables import (
    backtests,
    documents,
    matches,
    objection_answers,
    objections,
    plan_points,
    target_versions,
    uploads,
    verdict_decisions,
    verdicts,
)

#: rows of these are only ever added, so their newest ids tell one state from another
TABLES = (
    documents,
    target_versions,
    uploads,
    matches,
    backtests,
    plan_points,
    verdicts,
    verdict_decisions,
    objections,
    objection_answers,
)


def revision(c: Connection) -> tuple[int, ...]:
    """Return the newest id of every table that lights and verdicts come from; equal only where nothing was added."""
    newest = [func.coalesce(select(func.max(table.c.id)).scalar_subquery(), 0) for table in TABLES]
    return tuple(int(number) for number in c.execute(select(*newest)).one())
