"""A report of a given form and kind, from the reckoning to the bytes of its file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.content.reckoning import Frames
from dashboards.reports.briefing import briefing
from dashboards.reports.certificate import certificate
from dashboards.reports.content import Report, build_report, steps_of
from dashboards.reports.html import TemplateRefused
from dashboards.reports.words import paper
from measures.catalogue import Catalogue

if TYPE_CHECKING:
    from storage import Connection

__all__ = ["TemplateRefused", "Wanted", "make_report"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which report a person asks for."""

    #: xlsx, docx, html or pdf
    form: str
    #: progress, briefing or certificate; xlsx knows the gap table only
    kind: str
    #: target of a certificate
    target_id: int | None
    #: zh or en
    language: str
    #: only lights of this status
    status: str | None
    #: folder whose templates take the place of the shipped ones
    templates: Path | None


def make_report(
    connection: "Connection", frames: Frames, catalogue: Catalogue, wanted: Wanted, *, as_of: datetime
) -> bytes:
    """The file of a report. Raises NotFound for a certificate of an unknown target, ReportUnavailable without Pango."""
    report = build_report(connection, frames, as_of=as_of, status=wanted.status)
    if wanted.form == "xlsx":
        from dashboards.reports.xlsx import gap_workbook

        return gap_workbook(report, steps_of(frames, report.lines, catalogue), wanted.language)
    if wanted.form == "docx":
        return _docx(connection, frames, catalogue, report, wanted)
    page = _page(connection, frames, catalogue, report, wanted)
    if wanted.form == "html":
        return page.encode()
    from dashboards.reports.pdf import to_pdf

    return to_pdf(page)


def _docx(connection: "Connection", frames: Frames, catalogue: Catalogue, report: Report, wanted: Wanted) -> bytes:
    from dashboards.reports.docx import fill_template

    lang = wanted.language
    if wanted.kind == "certificate":
        content = certificate(connection, report, frames, catalogue, wanted.target_id or 0, lang)
        return fill_template(wanted.kind, content, lang, wanted.templates)
    if wanted.kind == "briefing":
        return fill_template(wanted.kind, briefing(report, lang), lang, wanted.templates)
    return fill_template(wanted.kind, paper(report, lang, title="report.title.progress"), lang, wanted.templates)


def _page(connection: "Connection", frames: Frames, catalogue: Catalogue, report: Report, wanted: Wanted) -> str:
    from dashboards.reports.html import briefing_html, certificate_html, paper_html
    from dashboards.reports.pdf import MOST

    lang, templates = wanted.language, wanted.templates
    if wanted.kind == "certificate":
        content = certificate(connection, report, frames, catalogue, wanted.target_id or 0, lang)
        return certificate_html(content, lang, templates)
    if wanted.kind == "briefing":
        return briefing_html(briefing(report, lang), lang, templates)
    most = MOST if wanted.form == "pdf" else None
    return paper_html(paper(report, lang, title="report.title.progress", most=most), report, lang, templates)
