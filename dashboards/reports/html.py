"""Reports as one HTML file without a link outside: styles inside, charts as inline SVG. WeasyPrint prints the same."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from dashboards.i18n import Lang, text
from dashboards.reports.briefing import Briefing
from dashboards.reports.certificate import Certificate
from dashboards.reports.chart import amount_bars, rate_bars
from dashboards.reports.content import Report
from dashboards.reports.words import Paper
from measures.errors import GapwatchError
from measures.problems import Problem

#: bars by light, as the pages colour them
COLOURS = {
    "met": "#006a58",
    "on_track": "#00696f",
    "at_risk": "#c58a1a",
    "off_track": "#b3261e",
    "missed": "#9a1b3c",
    "stale": "#6a4a86",
    "no_data": "#5a5f66",
}
#: what the office's own templates are looked up before
SHIPPED = Path(str(files("dashboards.reports"))) / "templates"


class TemplateRefused(GapwatchError):
    """A template of the office that cannot be filled; `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.where.file}: {one.code} {dict(one.details)}" for one in problems))
        self.problems = problems


def paper_html(content: Paper, report: Report, lang: str, templates: Path | None = None) -> str:
    """落实情况报告 as a page."""
    charts = (("amounts", amount_bars(report, lang)), ("rates", rate_bars(report, lang)))
    return _render("progress.html", lang, templates, paper=content, charts=[c for c in charts if c[1]], colours=COLOURS)


def briefing_html(content: Briefing, lang: str, templates: Path | None = None) -> str:
    """呈阅件 as a page."""
    return _render("briefing.html", lang, templates, paper=content)


def certificate_html(content: Certificate, lang: str, templates: Path | None = None) -> str:
    """一灯一证 as a page."""
    return _render("certificate.html", lang, templates, paper=content)


def _render(name: str, lang: str, templates: Path | None, **values: Any) -> str:
    def said(key: str, **words: object) -> str:
        return text(key, lang, **words)

    language = "zh-CN" if lang == Lang.ZH else "en"
    return _environment(templates).get_template(name).render(t=said, language=language, **values)


@cache
def _environment(templates: Path | None) -> SandboxedEnvironment:
    folders = [folder for folder in (templates, SHIPPED) if folder is not None]
    loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    return SandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
