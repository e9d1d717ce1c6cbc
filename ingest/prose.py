"""The text of a 统计公报, whatever kind of file holds it, and its observations."""

import io

import numpy as np
from lxml import etree, html

from ingest.asking import Asking
from ingest.communique import Communique, Statement, read_communique
from ingest.knowledge import Knowledge, Part
from ingest.layouts import release_of, rows_frame
from ingest.mapping import sheet_mapping
from measures.periods import Period, read_period
from measures.places import Place
from measures.problems import Problem, Where
from measures.terms import Authority, ObservedKind, ObsStatus, Severity

_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "title", "td"})
_SILENT = frozenset({"script", "style"})


def html_text(text: str) -> str:
    """Return the text of a page, a line for each block."""
    pieces: list[str] = []
    for action, element in etree.iterwalk(html.document_fromstring(text), events=("start", "end", "comment")):
        if element.tag in _SILENT or not isinstance(element.tag, str):
            continue
        if element.tag in _BLOCKS:
            pieces.append("\n")
        pieces.append((element.text if action == "start" else element.tail) or "")
    return "".join(pieces)


def docx_text(data: bytes) -> str:
    """Return the paragraphs of a docx."""
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


def pdf_text(data: bytes) -> str:
    """Return the text of a pdf; lines that are broken inside a sentence are joined."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    lines = "\n".join(pages).replace("\r", "").split("\n")
    joined = ""
    for line in (text.strip() for text in lines):
        ended = not joined or joined.endswith(("。", "\n")) or not line
        joined += ("\n" if ended and joined and not joined.endswith("\n") else "") + line
    return joined


def read_prose(text: str, knowledge: Knowledge) -> Part:
    """Return the observations of a communiqué; a place or a year that its title does not name is asked."""
    mapping = sheet_mapping(knowledge.sheet(""))
    asking = Asking(knowledge)
    said = read_communique(text, knowledge)
    place = said.place
    if mapping.everywhere.place is not None:
        place = knowledge.places.find(mapping.everywhere.place)
    rows: list[tuple[object, ...]] = []
    for _ in range(2):
        if said.statements and place is None:
            answer = asking.ask("place", "", ["!1"], (("全国", 0.3),), sheet=knowledge.name)
            place = knowledge.places.find(answer) if answer else None
        period = None
        if any(s.period is None for s in said.statements):
            answer = asking.ask("period", "", ["!1"], (), sheet=knowledge.name)
            period = read_period(answer) if answer else None
        rows = [_row(statement, place, statement.period or period, knowledge) for statement in said.statements]
        if not asking.take_answers():
            break
    return Part(observations=rows_frame(rows), problems=_left(said, knowledge), questions=asking.open())


def _left(said: Communique, knowledge: Knowledge) -> tuple[Problem, ...]:
    if not said.left:
        return ()
    details = {"count": str(said.left), "read": str(len(said.statements))}
    where = Where(file=knowledge.name)
    return (Problem(code="numbers_left", severity=Severity.NOTICE, where=where, details=details),)


def _row(statement: Statement, place: Place | None, period: Period | None, knowledge: Knowledge) -> tuple[object, ...]:
    settings = knowledge.settings
    source = settings.source or "统计公报"
    first = "初步" in statement.sentence
    return (
        *(place.name if place else None, place.code if place else None),
        *(statement.name, statement.match.indicator_id, statement.measure),
        *(str(period) if period else None, str(period.basis) if period else None),
        *(np.float64(statement.number.value), statement.number.value_text, statement.unit, statement.price_basis),
        *(str(ObsStatus.PROVISIONAL) if first else None, statement.qualifier, source),
        *(int(Authority.STATISTICAL_OFFICE), str(ObservedKind.PUBLISHED)),
        release_of(settings.published, source, knowledge.today),
        *(settings.published, statement.sentence, None, statement.line, f"@{statement.position}:"),
        *((statement.name,), (statement.sentence,)),
    )
