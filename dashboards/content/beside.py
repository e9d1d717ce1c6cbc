"""The figures that stand beside a figure (practice 28): the country's, and that of the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dashboards.content.desk import Desk
from dashboards.content.line import GapLine
from dashboards.content.series import ShownVintage, vintages
from gaps import known_at
from measures.places import COUNTRY
from storage import observations

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a figure is compared with; None where nothing is known."""

    #: the country, same period
    national: ShownVintage | None
    #: the same place, same months of the year before
    year_before: ShownVintage | None


NOTHING = Beside(national=None, year_before=None)


def figures_beside(
    connection: "Connection", desk: Desk, lines: Sequence[GapLine], as_of: date | None
) -> Mapping[int, Beside]:
    """What stands beside each line's figure, by target; lines without figure or linked indicator have NOTHING."""
    asked = [line for line in lines if line.indicator_id and line.observed_vintage]
    if not asked:
        return {line.target_id: NOTHING for line in lines}
    moment = desk.moment(as_of)
    frame = observations.observations_frame(
        connection,
        as_of=moment,
        public_at=desk.public_at(as_of),
        indicator_ids={line.indicator_id for line in asked if line.indicator_id},
        place_codes={COUNTRY, *(line.place_code for line in asked if line.place_code)},
    )
    known = known_at(desk.visible(frame), moment, released_only=desk.settings.released_only)
    found = {line.target_id: NOTHING for line in lines}
    for line in asked:
        target = {"unit": line.unit, "measure": line.measure}
        own = list(vintages(known[known["indicator_id"] == line.indicator_id], target, frozenset()))
        used = next((one for one in own if one.vintage_id == line.observed_vintage), None)
        found[line.target_id] = NOTHING if used is None else _beside(used, own)
    return found


def _beside(used: ShownVintage, known: Sequence[ShownVintage]) -> Beside:
    same = [one for one in known if (one.measure, one.basis) == (used.measure, used.basis) and one.shown is not None]
    country = (one for one in same if one.place_code == COUNTRY and one.period == used.period)
    before = (one for one in same if one.place_code == used.place_code and _is_year_before(one, used))
    return Beside(national=None if used.place_code == COUNTRY else next(country, None), year_before=next(before, None))


def _is_year_before(one: ShownVintage, other: ShownVintage) -> bool:
    first, second = one.period_end, other.period_end
    return first is not None and second is not None and (first.year + 1, first.month) == (second.year, second.month)
