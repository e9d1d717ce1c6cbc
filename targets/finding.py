"""From a document to its targets, tasks and duties: the only file that calls all steps."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from measures.catalogue import Catalogue
from measures.places import Places
from measures.terms import TaskKind
from targets.coverage import Coverage, unfolded
from targets.drafts import completed, floors_and_stretches, span_text
from targets.duties import find_duties
from targets.folding import View, fold
from targets.horizons import Horizon
from targets.model import Document, Reading, TargetDraft, Task
from targets.passages import only_year_ahead, plan_year, split_passages
from targets.plans import PlanFigure, read_plan
from targets.prose import Finding, Reader
from targets.quantities import Quantity, find_quantities
from targets.tables import Table, find_tables
from targets.tasks import Outline, split_tasks


def find_targets(document: Document, catalogue: Catalogue | None, places: Places | None) -> Reading:
    """Read a document; time grows linearly with its length."""
    view = fold(document.text)
    tables = find_tables(view.text)
    outline = split_tasks(view.text, tables)
    coverage = Coverage(outline.covered, view, document.text)
    plan = plan_year(document)
    drafts = [
        *_from_tables(view, tables, outline, coverage, document, catalogue, plan),
        *_from_prose(view, tables, outline, coverage, document, catalogue, plan),
    ]
    targets = tuple(floors_and_stretches(sorted(drafts, key=lambda draft: (draft.start, draft.end))))
    return Reading(
        document=document,
        targets=targets,
        tasks=_tasks(outline, coverage, view, document, targets),
        duties=find_duties(document, view),
    )


def _from_prose(
    view: View,
    tables: tuple[Table, ...],
    outline: Outline,
    coverage: Coverage,
    document: Document,
    catalogue: Catalogue | None,
    plan: int | None,
) -> Iterator[TargetDraft]:
    reader = Reader(view.text, find_quantities(view), document.year)
    horizon = Horizon(year=document.year)
    if plan and document.year:
        horizon.day, horizon.span = date(plan, 12, 31), (plan - 4, plan)
    elif (ahead := only_year_ahead(view.text, document.year)) is not None:
        horizon.day = date(ahead, 12, 31)
    holes = sorted(
        [(c.answer.start, c.answer.end) for c in outline.covered if c.answer.end > c.answer.start]
        + [(t.start, t.end) for t in tables if t.of_indicators]
    )
    for start, end in split_passages(view.text, outline, holes, horizon):
        for finding in reader.read(start, end, horizon):
            draft = _draft(finding, view, outline, coverage, document)
            draft = completed(draft, catalogue, view.text[finding.clause[0] : finding.clause[1]], document.year)
            yield replace(draft, indicator=unfolded(draft.indicator, view, document.text, *finding.sentence))


def _from_tables(
    view: View,
    tables: tuple[Table, ...],
    outline: Outline,
    coverage: Coverage,
    document: Document,
    catalogue: Catalogue | None,
    plan: int | None,
) -> Iterator[TargetDraft]:
    for table in tables:
        if table.of_indicators:
            for figure in read_plan(table, document.year, plan):
                draft = _plan_draft(figure, view, outline, coverage, document)
                yield completed(draft, catalogue, view.text[figure.row[0] : figure.row[1]], document.year)


def _plan_draft(
    figure: PlanFigure, view: View, outline: Outline, coverage: Coverage, document: Document
) -> TargetDraft:
    start, end = view.span(figure.start, figure.end)
    low, high = view.span(figure.quote_start, figure.quote_end)
    first, last = view.span(*figure.row)
    item = outline.item_at(figure.row[0])
    return TargetDraft(
        task=item.path if item else None,
        quote=document.text[low:high],
        start=start,
        end=end,
        indicator=figure.indicator,
        measure=figure.measure,
        comparator=figure.comparator,
        value=figure.value,
        value_high=figure.high,
        value_text=figure.value_text,
        unit=figure.unit or None,
        baseline_value=figure.baseline,
        baseline_unit=figure.baseline_unit,
        baseline_text=figure.baseline_text,
        deadline=figure.day,
        deadline_text=str(figure.day.year) + "年" if figure.day else None,
        offices=coverage.offices_at(figure.start),
        sentence=document.text[first:last],
        sentence_start=first,
        place_code=document.place_code,
        binding=figure.binding,
        span=span_text(figure.span, figure.day, document.year),
        rule="plan-table",
        optional=figure.optional,
    )


def _draft(finding: Finding, view: View, outline: Outline, coverage: Coverage, document: Document) -> TargetDraft:
    quantity = finding.quantity
    start, end = view.span(quantity.start, quantity.end)
    low, high = view.span(quantity.quote_start, quantity.quote_end)
    first, last = view.span(*finding.sentence)
    item = outline.item_at(quantity.start)
    offices = coverage.offices_at(quantity.start)
    day, day_text = finding.day, finding.day_text
    if finding.day_text is None and (limit := coverage.limit_at(quantity.start, document.year)):
        day, day_text = limit
    return TargetDraft(
        task=item.path if item else None,
        quote=document.text[low:high],
        start=start,
        end=end,
        indicator=finding.indicator,
        measure=finding.measure,
        comparator=finding.comparator,
        value=quantity.value,
        value_high=quantity.high,
        value_text=quantity.value_text,
        unit=_as_written(view, document, quantity),
        baseline_value=quantity.baseline,
        baseline_unit=quantity.baseline_unit,
        deadline=day,
        deadline_text=day_text,
        offices=offices,
        sentence=document.text[first:last].strip(),
        sentence_start=first,
        ceiling=finding.ceiling,
        rule=finding.rule,
        baseline_text=finding.base or ("原目标" if quantity.amended else "上年" if quantity.kind == "flat" else None),
        place_code=document.place_code,
        span=span_text(finding.span, finding.day, document.year),
    )


def _as_written(view: View, document: Document, quantity: Quantity) -> str:
    """Return the unit in the document's own characters: 億元, ％; numerals that carry it (六成) give %."""
    tail = view.text[quantity.start : quantity.end].rstrip()
    if quantity.unit and tail.endswith(quantity.unit):
        low, high = view.span(quantity.start + len(tail) - len(quantity.unit), quantity.start + len(tail))
        return document.text[low:high].replace("\n", "")
    return quantity.unit


_MILESTONE = re.compile(
    r"建成|通车|通航|投产|投用|开工|竣工|完工|挂牌|出台|印发|编制完成|完成(?!率)|启动|落地|签约|验收|投入使用|开通|组建|成立|举办|摘牌"
)


def _tasks(
    outline: Outline, coverage: Coverage, view: View, document: Document, drafts: tuple[TargetDraft, ...]
) -> tuple[Task, ...]:
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
                    offices=coverage.offices_of(covered) if covered else coverage.offices_at(item.body),
                    kind=kind,
                )
            )
    return tuple(tasks)


def _task_kind(text: str, numeric: bool) -> TaskKind:
    if numeric:
        return TaskKind.QUANTITATIVE
    return TaskKind.MILESTONE if _MILESTONE.search(text) else TaskKind.QUALITATIVE
