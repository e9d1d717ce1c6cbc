"""The one way from the store to a gap table: pages, API, mails and the command line all come through here."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from gaps import GapSettings, gap_table
from measures.catalogue import Catalogue
from storage import backtests, matches, observations, plans, targets, verdicts

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class Frames:
    """The three tables of one reckoning."""

    #: contract TARGETS
    targets: pd.DataFrame
    #: contract OBSERVATIONS
    observations: pd.DataFrame
    #: contract GAPS
    gaps: pd.DataFrame
    #: how it was reckoned
    settings: GapSettings


def reckon_gaps(
    connection: "Connection",
    catalogue: Catalogue,
    *,
    as_of: datetime,
    recorded_by: datetime | None = None,
    place_code: str | None = None,
    released_only: bool,
) -> pd.DataFrame:
    """The gap of every accepted target that holds at `as_of`, contract GAPS, in target order.

    `recorded_by` hides what was recorded later; `released_only` reckons for people outside the bureau (practice 10).
    """
    return reckon_frames(
        connection,
        catalogue,
        as_of=as_of,
        recorded_by=recorded_by,
        place_code=place_code,
        released_only=released_only,
    ).gaps


def reckon_frames(
    connection: "Connection",
    catalogue: Catalogue,
    *,
    as_of: datetime,
    recorded_by: datetime | None = None,
    place_code: str | None = None,
    released_only: bool,
    public_at: datetime | None = None,
) -> Frames:
    """What `reckon_gaps` returns, with the tables that it came from; embargoes as they stood at `public_at` (as_of)."""
    held = targets.targets_frame(connection, as_of=as_of, recorded_by=recorded_by, place_code=place_code)
    known = observations.observations_frame(connection, as_of=as_of, recorded_by=recorded_by, public_at=public_at)
    accepted = frozenset(matches.accepted(connection, recorded_by=recorded_by))
    choices = backtests.choices_at(
        connection, min(as_of, recorded_by or as_of), released_only=released_only, place_code=place_code
    )
    settings = GapSettings(
        released_only=released_only,
        recorded_by=recorded_by,
        accepted_matches=accepted,
        choices=choices,
        plan_points=plans.points_at(connection, recorded_by),
    )
    gaps = gap_table(held, known, as_of, settings, catalogue)
    given = verdicts.standing(connection, as_of=as_of, recorded_by=recorded_by)
    if given:
        words = {target_id: str(verdict.word) for target_id, verdict in given.items()}
        told = [
            words.get(target_id, default) for target_id, default in zip(gaps["target_id"], gaps["verdict"], strict=True)
        ]
        gaps["verdict"] = pd.Series(told, index=gaps.index, dtype=object)
    return Frames(targets=held, observations=known, gaps=gaps, settings=settings)
