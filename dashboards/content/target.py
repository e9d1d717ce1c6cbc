"""A target's page: its sentence, its light, its arithmetic, its figures, its versions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from dashboards.content.beside import NOTHING, Beside, figures_beside
from dashboards.content.desk import Desk, Reckoned
from dashboards.content.line import GapLine
from dashboards.content.quotation import quotation_span
from dashboards.content.records import records
from dashboards.content.series import ShownVintage, vintages
from dashboards.wording import SHANGHAI
from gaps import Step, explain
from measures.errors import NotFound
from storage import documents, observations
from storage.targets import TargetVersion, list_versions

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class Source:
    """The document that a target stands in."""

    id: int
    title: str
    #: 文号
    number: str | None
    issued: date | None


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """The sentence of a target, cut at its quotation."""

    before: str
    quote: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TargetView:
    """Everything that is said about one target at one date."""

    as_of: datetime
    #: the version shown: the one that holds at the date, else the newest
    target: TargetVersion
    #: its light; None for a draft, a rejected target, or before it held
    line: GapLine | None
    document: Source
    excerpt: Excerpt
    #: how the light came about
    steps: tuple[Step, ...]
    #: every version, newest first
    versions: tuple[TargetVersion, ...]
    #: every figure of its indicator and place known at the date, newest period first
    figures: tuple[ShownVintage, ...]
    #: the same figure of the country and of the year before
    beside: Beside
    #: neighbours in the document, None at its ends
    before: int | None
    after: int | None


def build_target(connection: "Connection", desk: Desk, target_id: int, as_of: date | None) -> TargetView:
    """The page of a target; raises NotFound."""
    question = ("target", target_id)
    return desk.remembered(connection, as_of, question, lambda: _build(connection, desk, target_id, as_of))


def _build(connection: "Connection", desk: Desk, target_id: int, as_of: date | None) -> TargetView:
    versions = list_versions(connection, target_id)
    reckoned = desk.reckoned(connection, as_of)
    line = reckoned.by_target.get(target_id)
    shown = next((v for v in versions if line and v.version == line.target_version), versions[-1])
    if not desk.reach.holds(shown):
        raise NotFound("target", target_id)
    used = frozenset(line.vintages if line else ())
    known = desk.visible(_observations(connection, shown, reckoned.as_of, desk.public_at(as_of)))
    others = reckoned.used[reckoned.used["vintage_id"].isin(used - set(known["vintage_id"]))]
    shown_as_used = frozenset({line.observed_vintage}) if line and line.observed_vintage else used
    figures = tuple(vintages(pd.concat([known, others]) if len(others) else known, vars(shown), shown_as_used))
    before, after = _neighbours(reckoned, line)
    return TargetView(
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        target=shown,
        line=line,
        document=_source(connection, shown.document_id),
        excerpt=excerpt(shown),
        steps=_steps(reckoned, target_id, desk),
        versions=versions[::-1],
        figures=figures,
        beside=figures_beside(connection, desk, [line], as_of)[target_id] if line else NOTHING,
        before=before,
        after=after,
    )


def _observations(
    connection: "Connection", target: TargetVersion, moment: datetime, public_at: datetime
) -> pd.DataFrame:
    return observations.observations_frame(
        connection,
        as_of=moment,
        public_at=public_at,
        indicator_ids=[target.indicator_id] if target.indicator_id else None,
        indicators=None if target.indicator_id else [target.indicator],
        place_codes=[target.place_code] if target.place_code else [],
    )


def excerpt(target: TargetVersion) -> Excerpt:
    """The sentence with its quotation cut out; a quotation outside its sentence stands alone."""
    offset = -1 if target.sentence_start is None else target.start - target.sentence_start
    length = target.end - target.start
    start, end = quotation_span(target.sentence, offset, offset + length, target.quote)
    if offset < 0 or target.quote not in target.sentence:
        return Excerpt(before="", quote=target.quote, after="")
    return Excerpt(before=target.sentence[:start], quote=target.sentence[start:end], after=target.sentence[end:])


def _source(connection: "Connection", document_id: int) -> Source:
    found = documents.get_document(connection, document_id)
    return Source(id=found.id, title=found.title or found.name, number=found.number, issued=found.issued)


def _steps(reckoned: Reckoned, target_id: int, desk: Desk) -> tuple[Step, ...]:
    row = next(records(reckoned.gaps[reckoned.gaps["target_id"] == target_id]), None)
    if row is None:
        return ()
    target = next(records(reckoned.targets[reckoned.targets["target_id"] == target_id]))
    return explain(row, target, reckoned.used, settings=reckoned.settings, catalogue=desk.catalogue)


def _neighbours(reckoned: Reckoned, line: GapLine | None) -> tuple[int | None, int | None]:
    if line is None:
        return None, None
    ids = sorted(other.target_id for other in reckoned.lines if other.doc == line.doc)
    at = ids.index(line.target_id)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)
