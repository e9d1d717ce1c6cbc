"""The text of a 统计公报, whatever kind of file holds it, and its observations."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ingest.asking import Asking
from ingest.cells import Sheet, Value
from ingest.communique import Communique, Statement, read_communique
from ingest.knowledge import Knowledge, Part
from ingest.layouts import release_of, rows_frame
from ingest.mapping import sheet_mapping
from ingest.pdf import pdf_pages
from ingest.spacing import joined_lines
from ingest.webtables import figures, titles
from measures.periods import Period, read_period
from measures.places import Place
from measures.problems import Problem, Where
from measures.terms import Authority, ObservedKind, ObsStatus, Severity

if TYPE_CHECKING:
    from docx.table import Table

#: Fewest figures of a table of statistics; others only lay out the page.
_FEWEST = 4
#: Sentences with numbers that were left, told one by one, and characters of one that are shown.
_TOLD, _SENTENCE = 300, 400


def docx_parts(data: bytes) -> tuple[str, tuple[Sheet, ...]]:
    """Return the paragraphs of a docx as text and its ruled tables as sheets."""
    from docx import Document
    from docx.table import Table

    lines: list[str] = []
    found: list[Sheet] = []
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            sheet = _docx_sheet(block, titles(lines))
            if figures(sheet) >= _FEWEST:
                found.append(sheet)
            else:
                lines += [cell.text for row in block.rows for cell in row.cells]
        else:
            lines.append(block.text)
    named = tuple(replace(sheet, name=f"表{number}") for number, sheet in enumerate(found, 1))
    return "\n".join(lines), named if len(named) > 1 else tuple(found)


def _docx_sheet(table: "Table", above: tuple[str, ...]) -> Sheet:
    """The cells of a table; a cell that spans several stands in the first of them."""
    rows: list[list[Value]] = []
    areas: dict[object, list[tuple[int, int]]] = {}
    for number, row in enumerate(table.rows):
        cells: list[Value] = [None] * row.grid_cols_before
        for cell in row.cells:
            places = areas.setdefault(cell._tc, [])
            cells.append(None if places else " ".join(cell.text.split()) or None)
            places.append((number, len(cells) - 1))
        rows.append(cells)
    merged = tuple((*min(places), *max(places)) for places in areas.values() if len(places) > 1)
    return Sheet(name="", rows=rows, merged=merged, above=above)


def pdf_text(data: bytes) -> str:
    """Return the text of a pdf; lines that its pages break inside a sentence are joined."""
    return joined_lines("\n".join(pdf_pages(data)).replace("\r", "").split("\n"))


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
    """How many numbers were left, and each sentence that holds some."""
    if not said.left:
        return ()
    count = sum(len(left.numbers) for left in said.left)
    details = {"count": str(count), "read": str(len(said.statements))}
    problems = [_notice("numbers_left", knowledge, None, details)]
    for left in said.left[:_TOLD]:
        shown = {"numbers": "、".join(left.numbers), "sentence": left.sentence[:_SENTENCE]}
        problems.append(_notice("number_left", knowledge, left.line, shown))
    return tuple(problems)


def _notice(code: str, knowledge: Knowledge, line: int | None, details: dict[str, str]) -> Problem:
    return Problem(code=code, severity=Severity.NOTICE, where=Where(file=knowledge.name, row=line), details=details)


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
