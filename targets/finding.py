"""From a document to its targets, tasks and duties: the only file that calls all steps."""

import re
from typing import Any

from measures.catalogue import Catalogue
from measures.places import Places
from measures.terms import TaskKind
from targets.drafts import completed, floors_and_stretches, span_text
from targets.duties import find_duties
from targets.folding import View, fold
from targets.model import Document, Offices, Reading, TargetDraft, Task
from targets.prose import Finding, Horizon, Reader
from targets.quantities import Quantity, find_quantities
from targets.tasks import Covered, Item, Outline, split_tasks
from targets.tense import heading_looks_back, paragraph_looks_back

_LINE = re.compile(r"[^\n]+")


def find_targets(document: Document, catalogue: Catalogue, places: Places) -> Reading:
    """Read a document; time grows linearly with its length."""
    view = fold(document.text)
    outline = split_tasks(view.text)
    reader = Reader(view.text, find_quantities(view), document.year)
    drafts = []
    for finding in _prose(view, outline, reader, document):
        draft = _draft(finding, view, outline, document)
        drafts.append(completed(draft, catalogue, view.text[finding.clause[0] : finding.clause[1]], document.year))
    targets = tuple(floors_and_stretches(drafts))
    return Reading(
        document=document,
        targets=targets,
        tasks=_tasks(outline, view, document, targets),
        duties=find_duties(document, view),
    )


def _prose(view: View, outline: Outline, reader: Reader, document: Document) -> Any:
    text = view.text
    horizon = Horizon(year=document.year)
    section_back: list[tuple[int, bool]] = []
    answers = [(c.answer.start, c.answer.end) for c in outline.covered]
    for match in _LINE.finditer(text):
        start, end = match.span()
        line = match.group()
        if not line.strip():
            continue
        item = outline.item_at(start)
        heading = item is not None and item.start == start and not item.leaf
        if heading and item is not None:
            while section_back and section_back[-1][0] >= item.rank:
                section_back.pop()
            back = heading_looks_back(line)
            if back is not None:
                section_back.append((item.rank, back))
        horizon.back = section_back[-1][1] if section_back else False
        if not section_back and paragraph_looks_back(line):
            horizon.back = True
        body = item.body if item is not None and start <= item.start < end else start
        for low, high in _without(body, end, answers):
            yield from reader.read(low, high, horizon)


def _without(start: int, end: int, holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    pieces, position = [], start
    for low, high in holes:
        if high <= start or low >= end:
            continue
        if low > position:
            pieces.append((position, low))
        position = max(position, high)
    if position < end:
        pieces.append((position, end))
    return pieces


def _draft(finding: Finding, view: View, outline: Outline, document: Document) -> TargetDraft:
    quantity = finding.quantity
    start, end = view.span(quantity.start, quantity.end)
    low, high = view.span(quantity.quote_start, quantity.quote_end)
    first, last = view.span(*finding.sentence)
    item = outline.item_at(quantity.start)
    offices = _offices_at(outline, quantity.start)
    return TargetDraft(
        task=item.path if item else None, quote=document.text[low:high], start=start, end=end, indicator=finding.indicator,
        measure=finding.measure, comparator=finding.comparator, value=quantity.value, value_high=quantity.high,
        value_text=quantity.value_text, unit=_as_written(view, document, quantity), baseline_value=quantity.baseline, baseline_unit=quantity.baseline_unit,
        deadline=finding.day, deadline_text=finding.day_text, offices=offices, sentence=document.text[first:last].strip(),
        sentence_start=first, ceiling=finding.ceiling, rule=finding.rule, baseline_text=finding.base or ("原目标" if quantity.amended else None),
        place_code=document.place_code, span=span_text(finding.span, finding.day, document.year),
    )  # fmt: skip


def _as_written(view: View, document: Document, quantity: Quantity) -> str:
    """Return the unit in the document's own characters: 億元, ％; numerals that carry it (六成) give %."""
    tail = view.text[quantity.start : quantity.end].rstrip()
    if quantity.unit and tail.endswith(quantity.unit):
        low, high = view.span(quantity.start + len(tail) - len(quantity.unit), quantity.start + len(tail))
        return document.text[low:high].replace("\n", "")
    return quantity.unit


def _offices_at(outline: Outline, position: int) -> Offices:
    best: Covered | None = None
    for covered in outline.covered:
        if covered.start <= position < covered.end and (
            best is None or covered.end - covered.start < best.end - best.start
        ):
            best = covered
    return _offices(best) if best else Offices()


def _offices(covered: Covered) -> Offices:
    answer = covered.answer
    return Offices(
        lead=answer.lead,
        support=answer.support,
        responsibility=answer.responsibility,
        start=answer.start,
        end=answer.end,
    )


_MILESTONE = re.compile(
    r"建成|通车|通航|投产|投用|开工|竣工|完工|挂牌|出台|印发|编制完成|完成(?!率)|启动|落地|签约|验收|投入使用|开通|组建|成立|举办|摘牌"
)


def _tasks(outline: Outline, view: View, document: Document, drafts: tuple[TargetDraft, ...]) -> tuple[Task, ...]:
    """Return every item with what covers it; an item whose parts have their own offices is one task for each part."""
    tasks = []
    counted = [draft.start for draft in drafts]
    for item in outline.items:
        if item.path is None or not item.leaf:
            continue
        parts = [c for c in outline.covered if item.start <= c.start < item.end]
        spans = [(item.start, item.end, None)] if not parts else [(c.start, c.answer.end, c) for c in parts]
        whole = parts[0] if len(parts) == 1 else None
        for index, (start, end, covered) in enumerate(spans):
            low, high = view.span(*((item.start, item.end) if whole or not parts else (start, end)))
            text = document.text[low:high].strip()
            kind = _task_kind(text, any(low <= start < high for start in counted))
            path = item.path if len(spans) == 1 else item.path + chr(ord("a") + min(index, 25))
            tasks.append(
                Task(
                    path=path,
                    text=text,
                    start=low,
                    end=high,
                    offices=_offices(covered) if covered else _offices_at(outline, item.body),
                    kind=kind,
                )
            )
    return tuple(tasks)


def _task_kind(text: str, numeric: bool) -> TaskKind:
    if numeric:
        return TaskKind.QUANTITATIVE
    return TaskKind.MILESTONE if _MILESTONE.search(text) else TaskKind.QUALITATIVE
