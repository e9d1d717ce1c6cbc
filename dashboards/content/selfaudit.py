"""Kept evaluations made again from what they used: any difference is a fault of ours, or somebody's hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboards.content.reckoning import reckon_gaps
from measures.catalogue import Catalogue
from storage.gaps import Difference, GapRun, differences

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class RunAudit:
    """What became of one evaluation when it was made again."""

    run_id: int
    as_of: datetime
    #: when it was kept
    made_at: datetime
    #: rows that are kept
    rows: int
    #: empty: bit for bit the same
    differences: tuple[Difference, ...]


def audit_gaps(connection: "Connection", catalogue: Catalogue, runs: Iterable[GapRun]) -> Iterator[RunAudit]:
    """Make each evaluation again, from the vintages, versions, matches and verdicts recorded by its time."""
    for run in runs:
        again = reckon_gaps(
            connection,
            catalogue,
            as_of=run.as_of,
            recorded_by=run.recorded_by or run.made_at,
            released_only=bool(run.settings.get("released_only", False)),
        )
        yield RunAudit(
            run_id=run.id,
            as_of=run.as_of,
            made_at=run.made_at,
            rows=run.count,
            differences=differences(connection, run.id, again),
        )
