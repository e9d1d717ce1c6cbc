"""一灯一证: everything that one light rests on, on one sheet (practice 30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.content.line import GapLine
from dashboards.content.reckoning import Frames
from dashboards.content.records import records
from dashboards.content.series import ShownVintage
from dashboards.i18n import coded_text, text, word
from dashboards.reports.content import Report, steps_of
from dashboards.reports.words import Item, dates_text, foot, item, published_text
from dashboards.wording import date_text, moment_text, period_text, place_text, step_text, unit_text
from measures.catalogue import Catalogue
from measures.errors import NotFound
from storage.observations import get_upload
from storage.targets import TargetVersion, list_versions

if TYPE_CHECKING:
    from storage import Connection

#: other figures that one sheet can hold
OTHERS = 5


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What one sheet prints about one light, every field in words."""

    title: str
    dates: str
    item: Item
    #: the whole sentence of the document
    sentence: str
    #: title, 文号 and date of the document
    document: str
    #: the figure with its body, and its cell
    figure: tuple[str, ...]
    steps: tuple[str, ...]
    scope: str
    confirmed: tuple[str, ...]
    #: other figures, and why they were not used
    others: tuple[str, ...]
    foot: tuple[str, ...]


def certificate(
    connection: "Connection", report: Report, frames: Frames, catalogue: Catalogue, target_id: int, lang: str
) -> Certificate:
    """The sheet of one light; raises NotFound for a target that the report does not hold."""
    line = next((line for line in report.lines if line.target_id == target_id), None)
    if line is None:
        raise NotFound("target", target_id)
    versions = list_versions(connection, target_id)
    target = next((v for v in versions if v.version == line.target_version), versions[-1])
    figure = report.figures.get(target_id)
    steps = tuple(step_text(step, lang) for step in steps_of(frames, [line], catalogue).get(target_id, ()))
    return Certificate(
        title=text("report.title.certificate", lang),
        dates=dates_text(report, lang),
        item=item(report, line, lang),
        sentence=target.sentence or target.quote,
        document=_document(report, line, lang),
        figure=(text("report.line.none", lang),) if figure is None else _figure(connection, line, figure, lang),
        steps=steps or (text("target.no_steps", lang),),
        scope=_scope(line, target, figure, lang),
        confirmed=_confirmed(target, line, lang),
        others=tuple(_others(frames, line, figure, lang))[:OTHERS] or (text("report.others.none", lang),),
        foot=foot(report, lang, [line]),
    )


def _document(report: Report, line: GapLine, lang: str) -> str:
    paper = report.documents.get(line.doc)
    if paper is None:
        return line.doc
    task = text("task.path", lang, path=line.task) if line.task else None
    told = (paper.title or paper.name, paper.number, date_text(paper.issued, lang), task)
    return text("list.joint", lang).join(said for said in told if said)


def _figure(connection: "Connection", line: GapLine, figure: ShownVintage, lang: str) -> tuple[str, ...]:
    source = text(
        "report.figure.source",
        lang,
        place=place_text(figure.place, figure.place_code, lang),
        indicator=figure.indicator,
        period=period_text(figure.period, lang),
        value=figure.value_text or figure.value,
        unit=unit_text(figure.unit, lang),
        source=figure.source or text("unsaid", lang),
        authority=word("authority", str(figure.authority), lang),
        published=published_text(figure, lang),
        state=word("obs_status", figure.status, lang) if figure.status else "",
    )
    name = get_upload(connection, figure.upload_id).name if figure.upload_id is not None else text("unsaid", lang)
    place = f"{figure.column or ''}{figure.row or ''}"
    cell = f"{figure.sheet}!{place}" if figure.sheet else place
    return source.strip(), text("report.figure.cell", lang, file=name, cell=cell, vintage=figure.vintage_id)


def _scope(line: GapLine, target: TargetVersion, figure: ShownVintage | None, lang: str) -> str:
    unsaid = text("unsaid", lang)
    return text(
        "report.scope",
        lang,
        measure=word("measure", line.measure, lang),
        comparator=word("comparator", line.comparator, lang),
        unit=unit_text(line.unit, lang) or unsaid,
        price=word("price_basis", target.price_basis, lang) if target.price_basis else unsaid,
        basis=word("basis", figure.basis, lang) if figure is not None else unsaid,
        model=line.model_version or unsaid,
    )


def _confirmed(target: TargetVersion, line: GapLine, lang: str) -> tuple[str, ...]:
    said = [
        text(
            "report.confirmed.by",
            lang,
            who=word("actor", target.recorded_by, lang),
            when=moment_text(target.recorded_at),
            version=target.version,
            since=date_text(target.valid_from, lang),
        ),
        text("report.confirmed.decided" if target.decided else "report.confirmed.open", lang),
    ]
    if line.reviewed is not None:
        said.append(text("report.reviewed.yes" if line.reviewed else "report.reviewed.no", lang))
    return tuple(said)


def _others(frames: Frames, line: GapLine, figure: ShownVintage | None, lang: str) -> Iterator[str]:
    """Similar series that nobody accepted, then other rows of the same indicator, newest first."""
    for one in line.proposals:
        why = coded_text("why", str(one["why"]), {}, lang) if one.get("why") else text("why.similar_name", lang)
        yield text("report.others.proposal", lang, indicator=one["indicator"], why=why)
    if figure is None or line.indicator_id is None:
        return
    seen = frames.observations
    same = seen[(seen["indicator_id"] == line.indicator_id) & (seen["place_code"] == line.place_code)]
    same = same[~same["vintage_id"].isin(line.vintages) & (same["measure"] == figure.measure)]
    for row in records(same.sort_values(["period", "vintage_id"], ascending=False).head(OTHERS)):
        rival = row["period"] == figure.period and row["source"] != figure.source
        yield text(
            "report.others.same",
            lang,
            indicator=row["indicator"],
            period=period_text(row["period"], lang),
            value=row["value_text"] or row["value"],
            unit=unit_text(row["unit"], lang),
            source=row["source"] or text("unsaid", lang),
            why=text("report.others.conflict" if rival else "report.others.earlier", lang),
        )
