"""The list of targets, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboards.address import Filters
from dashboards.content.desk import Desk
from dashboards.content.line import GapLine, newest_period
from dashboards.content.overview import Choice, filter_choices, matching
from dashboards.wording import SHANGHAI

if TYPE_CHECKING:
    from storage import Connection

#: targets a page
PAGE = 100


@dataclass(frozen=True, kw_only=True)
class TargetList:
    """One page of the targets that the filters let through, worst first."""

    filters: Filters
    as_of: datetime
    data_to: str | None
    #: number of targets on all pages
    total: int
    #: this page, from 1
    page: int
    #: number of pages, at least 1
    pages: int
    lines: tuple[GapLine, ...]
    #: values that each filter may take
    choices: dict[str, tuple[Choice, ...]]


def list_targets(connection: "Connection", desk: Desk, filters: Filters, page: int) -> TargetList:
    """A page of targets; a page beyond the last one is empty."""
    reckoned = desk.reckoned(connection, filters.as_of)
    lines = matching(reckoned.lines, filters)
    return TargetList(
        filters=filters,
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        data_to=newest_period(lines),
        total=len(lines),
        page=page,
        pages=max(1, -(-len(lines) // PAGE)),
        lines=lines[(page - 1) * PAGE : page * PAGE],
        choices=desk.remembered(
            connection, filters.as_of, "choices", lambda: filter_choices(connection, reckoned.lines)
        ),
    )
