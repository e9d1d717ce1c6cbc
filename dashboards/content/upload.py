"""Uploads, and the way from a figure back to its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dashboards.content.desk import Desk, reviewed_uploads
from dashboards.content.line import GapLine
from dashboards.content.releasing import Receipt, build_receipt
from dashboards.content.series import ShownVintage, vintages
from dashboards.content.sheet import SheetPart, sheet_part
from dashboards.wording import SHANGHAI
from measures.errors import NotFound
from measures.problems import Problem, Where
from measures.terms import Severity
from storage import observations
from storage.release import holds_unreleased
from storage.submissions import list_submissions

if TYPE_CHECKING:
    from storage import Connection


@dataclass(frozen=True, kw_only=True)
class UploadLine:
    """A file that was taken in."""

    id: int
    name: str
    sha256: str
    #: how it was read: "csv (gb18030)"
    reader: str
    source: str | None
    #: another person released it (practice 12)
    reviewed: bool
    #: what the uploader said about the warnings
    word: str | None
    #: rows by what they did: new, unchanged, revised, corrected, conflict, skipped
    counts: Mapping[str, int]
    problems: tuple[Problem, ...]
    recorded_at: datetime
    recorded_by: str
    #: 修订依据 of the values that became others
    revision_basis: str | None
    #: until when the outside may not know its values
    embargo_until: datetime | None
    #: the upload whose values it takes back
    undoes: int | None


@dataclass(frozen=True, kw_only=True)
class UploadView:
    """One file that was taken in."""

    upload: UploadLine
    #: who submitted and released it; None where one person took it in alone
    receipt: Receipt | None
    #: True: the outside may not know its values yet
    closed: bool
    #: uploads that took its values back
    undone_by: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CellView:
    """A figure with the cell that it came from."""

    figure: ShownVintage
    upload: UploadLine
    #: the rows around the cell, None where the file cannot be opened any more
    part: SheetPart | None
    #: every vintage of the same series and period, newest first
    editions: tuple[ShownVintage, ...]
    #: targets whose lights were reckoned from it at the date
    targets: tuple[GapLine, ...]


def list_upload_lines(connection: "Connection", desk: Desk) -> tuple[UploadLine, ...]:
    """The uploads within reach, newest first."""
    reviewed = reviewed_uploads(connection)
    return tuple(
        shown_upload(connection, desk, upload, upload.id in reviewed)
        for upload in observations.list_uploads(connection)
        if desk.reach.has_upload(upload.source, upload.recorded_by)
    )


def shown_upload(connection: "Connection", desk: Desk, upload: observations.Upload, reviewed: bool) -> UploadLine:
    """An upload for this audience: problems name values, and so those of an unreleased file stay inside the bureau."""
    line = upload_line(upload, reviewed)
    if line.problems and desk.settings.released_only and holds_unreleased(connection, upload.id, desk.clock()):
        return replace(line, problems=())
    return line


def build_upload(connection: "Connection", desk: Desk, upload_id: int) -> UploadView:
    """The page of one upload; raises NotFound."""
    upload = observations.get_upload(connection, upload_id)
    if not desk.reach.has_upload(upload.source, upload.recorded_by):
        raise NotFound("upload", upload_id)
    mine = [one.id for one in list_submissions(connection) if one.upload_id == upload_id]
    every = observations.list_uploads(connection)
    until = upload.embargo_until
    return UploadView(
        upload=shown_upload(connection, desk, upload, bool(mine)),
        receipt=build_receipt(connection, mine[-1]) if mine else None,
        closed=until is not None and desk.clock() < until,
        undone_by=tuple(one.id for one in every if one.undoes == upload_id),
    )


def upload_line(upload: observations.Upload, reviewed: bool) -> UploadLine:
    """An upload as pages and API show it."""
    return UploadLine(
        id=upload.id,
        name=upload.name,
        sha256=upload.sha256,
        reader=upload.reader,
        source=upload.source,
        word=upload.word,
        reviewed=reviewed,
        counts=upload.counts,
        problems=tuple(_problem(problem) for problem in upload.problems),
        recorded_at=upload.recorded_at.astimezone(SHANGHAI),
        recorded_by=upload.recorded_by,
        revision_basis=upload.revision_basis,
        embargo_until=upload.embargo_until and upload.embargo_until.astimezone(SHANGHAI),
        undoes=upload.undoes,
    )


def _problem(kept: Mapping[str, Any]) -> Problem:
    return Problem(
        code=kept["code"],
        severity=Severity(kept["severity"]),
        where=Where(**(kept.get("where") or {})),
        details=kept.get("details") or {},
    )


def build_cell(connection: "Connection", desk: Desk, vintage_id: int, as_of: date | None) -> CellView:
    """The page of one figure; raises NotFound, also for a figure that the audience may not see."""
    kept = observations.get_vintage(connection, vintage_id)
    frame = observations.observations_frame(
        connection,
        indicator_ids=[kept.indicator_id] if kept.indicator_id else None,
        indicators=None if kept.indicator_id else [kept.indicator],
        place_codes=[kept.place_code],
        public_at=desk.clock(),
    )
    every = {one.vintage_id: one for one in vintages(desk.visible(frame), None, frozenset())}
    if vintage_id not in every:
        raise NotFound("vintage", vintage_id)
    figure = every[vintage_id]
    reckoned = desk.reckoned(connection, as_of)
    using = tuple(line for line in reckoned.lines if vintage_id in line.vintages)
    upload = observations.get_upload(connection, kept.upload_id)
    return CellView(
        figure=replace(figure, used=bool(using)),
        upload=shown_upload(connection, desk, upload, upload.id in reviewed_uploads(connection)),
        part=_part(connection, desk, upload, kept),
        editions=tuple(one for one in every.values() if _same(one, figure)),
        targets=using,
    )


def _part(
    connection: "Connection", desk: Desk, upload: observations.Upload, kept: observations.Vintage
) -> SheetPart | None:
    """Neighbouring rows are left out where some of the upload is not for this audience."""
    closed = desk.settings.released_only and holds_unreleased(connection, upload.id, desk.clock())
    data = observations.raw_file(connection, upload.sha256)
    return sheet_part(data, upload.reader, sheet=kept.sheet, row=kept.row, column=kept.column, only_row=closed)


def _same(one: ShownVintage, other: ShownVintage) -> bool:
    fields = ("measure", "period", "basis", "price_basis")
    return all(getattr(one, name) == getattr(other, name) for name in fields)
