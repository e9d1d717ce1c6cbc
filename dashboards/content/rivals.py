"""Sources that say different things about one figure, side by side, the one that answers first (practice 11)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from dashboards.content.records import records
from gaps.columns import Coded
from gaps.known import by_voice, effective_authority, figures, known_by_source
from measures.errors import UnitMismatch, UnknownUnit
from measures.frames import OBSERVATIONS
from measures.units import convert
from storage import observations

if TYPE_CHECKING:
    from storage import Connection

#: Later than every publication that a file may announce.
_ALWAYS: Final = datetime(2262, 1, 1, tzinfo=UTC)
#: What a reading's observations lack.
_GIVEN: Final = ("vintage_id", "recorded_at", "upload_id")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What one source says of a figure. Fields not explained mean what OBSERVATIONS says."""

    source: str | None
    value: float | None
    value_text: str | None
    unit: str | None
    #: terms.Authority: a smaller number outranks a larger one
    authority: int
    published_at: date | None
    #: None: the upload itself says so
    vintage_id: int | None
    sheet: str | None
    row: int
    column: str | None
    #: it decides the figure
    answers: bool


@dataclass(frozen=True, kw_only=True)
class Rivalry:
    """A figure of which several sources say different things."""

    place: str
    place_code: str
    indicator: str
    indicator_id: str | None
    measure: str
    price_basis: str | None
    period: str
    basis: str
    #: the one that answers first, then by rank
    claims: tuple[Claim, ...]


def upload_rivals(connection: "Connection", frame: pd.DataFrame, now: datetime) -> tuple[Rivalry, ...]:
    """The figures of an upload of which another source, stored or of the same file, says something else."""
    if frame.empty:
        return ()
    mine = frame.assign(vintage_id=-1 - np.arange(len(frame)), recorded_at=now, upload_id=0)[[*OBSERVATIONS]]
    stored = _stored(connection, mine)
    both = mine if stored.empty else pd.concat([stored, mine], ignore_index=True)
    asked = figures(Coded(both))
    both = both[np.isin(asked, np.unique(asked[len(both) - len(mine) :]))]
    return rivals(both, _ALWAYS)


def rivals(frame: pd.DataFrame, as_of: datetime, *, released_only: bool = False) -> tuple[Rivalry, ...]:
    """The figures of OBSERVATIONS of which sources say different things at a moment, in the frame's order."""
    known = known_by_source(frame, as_of, released_only=released_only)
    known = known[known["value"].notna()]
    if len(known) < 2:
        return ()
    rows = Coded(known)
    figure, authority = figures(rows), effective_authority(rows)
    order = by_voice(figure, authority, rows.days("published_at"), rows.moments("recorded_at"))[::-1]
    ranked = known.iloc[order].assign(figure=figure[order], rank=authority[order])
    several = ranked[ranked["figure"].duplicated(keep=False)]
    found = []
    for _, group in several.groupby("figure", sort=False):
        claims = list(records(group))
        if any(not _agree(claims[0], one) for one in claims[1:]):
            found.append((min(group.index), _rivalry(claims)))
    return tuple(rivalry for _, rivalry in sorted(found, key=lambda pair: int(pair[0])))


def _stored(connection: "Connection", mine: pd.DataFrame) -> pd.DataFrame:
    def named(column: str) -> Collection[str]:
        return set(mine[column].dropna().unique().tolist())

    return observations.observations_frame(
        connection,
        indicator_ids=named("indicator_id"),
        indicators=named("indicator"),
        place_codes=named("place_code"),
    )


def _agree(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two figures are the same amount at the decimals of the coarser one: 1790.7 and 1790.6549."""
    try:
        value = convert(float(other["value"]), str(other["unit"]), str(one["unit"]))
    except (UnitMismatch, UnknownUnit):
        return bool(one["unit"] == other["unit"] and one["value"] == other["value"])
    if one["unit"] != other["unit"]:
        return bool(np.isclose(one["value"], value, rtol=1e-11, atol=0))
    decimals = min(_decimals(claim["value_text"]) for claim in (one, other))
    return bool(one["value"] == value or round(one["value"], decimals) == round(value, decimals))


def _decimals(text: str | None) -> int:
    return len((text or "").partition(".")[2])


def _rivalry(claims: list[dict[str, Any]]) -> Rivalry:
    first = claims[0]
    about = {name: first[name] for name in Rivalry.__dataclass_fields__ if name != "claims"}
    return Rivalry(**about, claims=tuple(_claims(claims)))


def _claims(claims: list[dict[str, Any]]) -> Iterator[Claim]:
    for number, one in enumerate(claims):
        facts = {name: one[name] for name in Claim.__dataclass_fields__ if name in one}
        facts |= {"authority": int(one["rank"]), "vintage_id": one["vintage_id"] if one["vintage_id"] >= 0 else None}
        yield Claim(**facts, answers=number == 0)
