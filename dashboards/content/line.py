"""A target's light at one date: the row that overview, lists, target page and API share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from dashboards.content.reckoning import Frames
from dashboards.content.records import records
from dashboards.content.series import INDEX, on_scale
from dashboards.lights import light_of
from dashboards.wording import SHANGHAI, Kind, decimals_of, grey_reason, kind_of
from gaps.lights import LocalLight, light_of_place
from measures.periods import read_period
from measures.terms import Binding, Force, Status

RED = (Status.MISSED, Status.OFF_TRACK)
#: what must be looked at first stands first
ORDER = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.STALE,
    Status.NO_DATA,
    Status.ON_TRACK,
    Status.MET,
)


@dataclass(frozen=True, kw_only=True)
class GapLine:
    """A gap row with what a reader needs beside it. Fields not explained here mean what measures.frames.GAPS says."""

    target_id: int
    target_version: int
    doc: str
    #: identifier of the newest document of that slug
    document_id: int | None
    task: str | None
    place: str | None
    place_code: str | None
    indicator: str
    indicator_id: str | None
    measure: str
    comparator: str
    target_value: float | None
    target_value_high: float | None
    #: the target's number as written
    value_text: str | None
    unit: str | None
    #: the target binds from above
    ceiling: bool
    #: words that its light and gap take
    kind: Kind
    #: 约束性 or 预期性, None = the document does not say
    binding: str | None
    #: strength of the verb
    force: str
    #: the words of the document
    quote: str
    deadline: date | None
    as_of: datetime
    period: str | None
    #: in the target's unit
    observed: float | None
    #: vintage that is the observed figure, None where it was put together from several
    observed_vintage: int | None
    #: every upload behind it was released by a second person (practice 12); None without figures
    reviewed: bool | None
    #: with the decimals of its publication, None where it was converted into the target's unit
    observed_text: str | None
    #: what the light rule of its place says, None without one
    local_light: LocalLight | None
    #: {"value", "unit"} as published
    observed_as_published: Mapping[str, Any] | None
    expected_linear: float | None
    expected: float | None
    #: share of the target, 1 = all
    attainment: float | None
    pace_index: float | None
    pace_index_linear: float | None
    pace_gap: float | None
    pace_gap_linear: float | None
    pace_ratio: float | None
    headroom: float | None
    margin: float | None
    #: negative = shortfall
    gap: float | None
    gap_unit: str | None
    gap_relative: float | None
    gap_to_date: float | None
    required: float | None
    required_low: float | None
    required_high: float | None
    required_kind: str | None
    interval_basis: str | None
    projected: float | None
    projected_low: float | None
    projected_high: float | None
    probability: float | None
    status: Status
    #: why a grey light is grey: not_due, annual, scope, not_loaded, not_reported; None for lights of another colour
    grey: str | None
    provisional: bool
    reasons: tuple[str, ...]
    verdict: str | None
    span: str | None
    #: the one office that answers
    answerable: str | None
    lead: tuple[str, ...]
    support: tuple[str, ...]
    #: vintages that the row was reckoned from
    vintages: tuple[int, ...]
    #: series that a person may accept for this target
    proposals: tuple[Mapping[str, Any], ...]
    model_version: str | None

    @property
    def row(self) -> Mapping[str, Any]:
        """The fields by name, as the functions of dashboards.wording take them."""
        return vars(self)

    @property
    def light(self) -> Status | None:
        """The light that people see: the verdict's, else the reckoned one; None for a target that is set aside."""
        return light_of(self.row)

    @property
    def red(self) -> bool:
        """Whether the light is red."""
        return self.light in RED

    @property
    def figure(self) -> int | None:
        """The vintage that the observed figure leads to: itself, else one of those behind it."""
        return self.observed_vintage or (self.vintages[-1] if self.vintages else None)

    @property
    def offices(self) -> tuple[str, ...]:
        """Every office named: the answerable one, those that lead, those that support."""
        return tuple(dict.fromkeys(o for o in (self.answerable, *self.lead, *self.support) if o))


FIELDS = frozenset(field.name for field in fields(GapLine))


def gap_lines(frames: Frames, documents: Mapping[str, int], reviewed: frozenset[int]) -> Iterator[GapLine]:
    """The lines of a reckoning; `documents` maps slugs to identifiers, `reviewed` are uploads that two people saw."""
    wanted = ["target_id", "binding", "force", "quote"]
    beside = {row["target_id"]: row for row in records(frames.targets[wanted])}
    used = _used(frames)
    for row in records(frames.gaps):
        row.update(beside[row["target_id"]])
        row["document_id"] = documents.get(row["doc"])
        row["status"] = Status(row["status"])
        row["kind"] = kind_of(row)
        row["local_light"] = light_of_place(row, row["as_of"].astimezone(SHANGHAI).date())
        row["grey"] = grey_reason(row) if row["status"] is Status.NO_DATA else None
        one = _observed(row, used)
        row["observed_vintage"] = one["vintage_id"] if one else None
        row["observed_text"] = _observed_text(row, one)
        behind = {used[vintage]["upload_id"] for vintage in row["vintages"] if vintage in used}
        row["reviewed"] = behind <= reviewed if behind else None
        yield GapLine(**{name: value for name, value in row.items() if name in FIELDS})


def _used(frames: Frames) -> dict[int, dict[str, Any]]:
    """The observations that some gap was reckoned from, by vintage."""
    used = {vintage for vintages in frames.gaps["vintages"] for vintage in vintages}
    rows = frames.observations[frames.observations["vintage_id"].isin(used)]
    return {row["vintage_id"]: row for row in records(rows)}


def _observed(row: Mapping[str, Any], used: Mapping[int, dict[str, Any]]) -> dict[str, Any] | None:
    """The observation that is the observed figure; None where it was put together from several."""
    if row["observed"] is None:
        return None
    target = {"unit": row["unit"], "measure": row["measure"]}
    behind = [used[vintage] for vintage in row["vintages"] if vintage in used]
    same = [one for one in behind if one["period"] == row["period"] and one["place_code"] == row["place_code"]]
    exact = [one for one in same if on_scale(one, target) == row["observed"]]
    return next(iter(exact or (same if len(same) == 1 else ())), None)


def _observed_text(row: Mapping[str, Any], one: Mapping[str, Any] | None) -> str | None:
    """The observed figure with the decimals of its publication; None where it was converted or there is none."""
    if one is None or one["value_text"] is None:
        return None
    if not (one["unit"] == row["unit"] or (row["unit"] == "%" and one["unit"] == INDEX)):
        return None
    return f"{row['observed']:.{decimals_of(one['value_text'])}f}"


def urgency(line: GapLine) -> tuple[Any, ...]:
    """Key that sorts lines worst first (practice 28): light, 约束性, 确保, required to delivered, days left.

    Never by raw gaps across units.
    """
    return (
        len(ORDER) if line.light is None else ORDER.index(line.light),
        line.binding != Binding.BINDING,
        line.force not in (Force.MUST, Force.ENSURE),
        -(line.pace_ratio or 0.0),
        line.deadline or date.max,
        line.doc,
        line.target_id,
    )


def newest_period(lines: Iterable[GapLine]) -> str | None:
    """The newest period that any of the lines was reckoned from."""
    return newest_of(line.period for line in lines)


def newest_of(periods: Iterable[str | None]) -> str | None:
    """The period that ends last, of those that end together the longest."""
    return max({period for period in periods if period}, key=_newness, default=None)


def _newness(period: str) -> tuple[date, int]:
    """The day a period ends, and of those that end together the longest."""
    read = read_period(period)
    return (date.min, 0) if read is None else (read.last_day, read.months)
