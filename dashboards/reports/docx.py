"""Reports as Word documents, filled into templates that an office can replace (docxtpl)."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from dashboards.i18n import text
from dashboards.reports.html import SHIPPED, TemplateRefused
from measures.terms import Severity

if TYPE_CHECKING:
    from dashboards.reports.briefing import Briefing
    from dashboards.reports.certificate import Certificate
    from dashboards.reports.letters import LetterPaper
    from dashboards.reports.words import Paper


def fill_template(
    name: str, content: "Paper | Briefing | Certificate | LetterPaper", lang: str, templates: Path | None = None
) -> bytes:
    """The template `name`.docx of the office's folder, else the shipped one, filled with the content as `paper`.

    Templates may say `{{ t("key", name=value) }}` for the words of the program. Raises TemplateRefused for an own one
    that names what is not there.
    """
    own = None if templates is None else templates / f"{name}.docx"
    if own is not None and own.is_file():
        _refuse_wrong(own, name)
    else:
        own = SHIPPED / f"{name}.docx"
    document = DocxTemplate(str(own))

    def said(key: str, **words: object) -> str:
        return text(key, lang, **words)

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document.render({"paper": content, "t": said}, environment, autoescape=True)
    document.core_properties.title = content.title
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _refuse_wrong(path: Path, name: str) -> None:
    from dashboards.reports.placeholders import check_template

    problems = check_template(path, name)
    if any(one.severity is Severity.ERROR for one in problems):
        raise TemplateRefused(problems)
