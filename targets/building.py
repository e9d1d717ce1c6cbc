"""Drafts out of what prose, plan tables and relative goals gave."""

import re
from dataclasses import replace
from datetime import date

from measures.places import Places
from measures.terms import Measure
from targets.clauses import Clause
from targets.confidence import confidence_of
from targets.coverage import unfolding
from targets.drafts import completed, span_text
from targets.indicators import tidy
from targets.model import TargetDraft
from targets.plans import PlanFigure
from targets.prose import Finding
from targets.quantities import Quantity
from targets.relatives import RelativeGoal
from targets.source import Source
from targets.topics import opens_with_place

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|市|县|区|州|盟|旗)")


def draft_of_finding(finding: Finding, source: Source) -> TargetDraft:
    """Return the draft of a target of running text."""
    quantity, document, view = finding.quantity, source.document, source.view
    start, end = view.span(quantity.start, quantity.end)
    first, _ = view.span(*finding.sentence)
    day, day_text = finding.day, finding.day_text
    if day_text is None and (limit := source.coverage.limit_at(quantity.start, document.year)):
        day, day_text = limit
    amended = "原目标" if quantity.amended else "上年" if quantity.kind == "flat" else None
    draft = TargetDraft(
        task=source.path_at(quantity.start),
        quote=source.words(quantity.quote_start, quantity.quote_end),
        start=start,
        end=end,
        indicator=finding.indicator,
        measure=finding.measure,
        comparator=finding.comparator,
        value=quantity.value,
        value_high=quantity.high,
        value_text=quantity.value_text,
        unit=_unit_as_written(source, quantity),
        baseline_value=quantity.baseline,
        baseline_unit=quantity.baseline_unit,
        baseline_text=finding.base or amended,
        deadline=day,
        deadline_text=day_text,
        span=span_text(finding.span),
        offices=source.coverage.offices_at(quantity.start),
        sentence=source.words(*finding.sentence).strip(),
        sentence_start=first,
        ceiling=finding.ceiling,
        place_code=_place_of(finding.indicator, document.place_code, source.places),
        rule=finding.rule,
    )
    clause = view.text[finding.clause[0] : finding.clause[1]]
    draft = completed(draft, source.catalogue, clause)
    sure = confidence_of(draft, finding.left, borrowed=finding.borrowed)
    named = draft.indicator.translate(unfolding(view, document.text, *finding.sentence))
    return replace(draft, confidence=sure, indicator=named)


def _unit_as_written(source: Source, quantity: Quantity) -> str | None:
    """Return the unit in the document's own characters: 億元, ％; numerals that carry it (六成) give %."""
    tail = source.view.text[quantity.start : quantity.end].rstrip()
    if quantity.unit and tail.endswith(quantity.unit):
        end = quantity.start + len(tail)
        return source.words(end - len(quantity.unit), end).replace("\n", "")
    return quantity.unit or None


def _place_of(name: str, code: str | None, places: Places | None) -> str | None:
    """Return the place that a part of a total belongs to, the document's place for everything else."""
    if places is None or not opens_with_place(name):
        return code
    match = _PLACE.match(name)
    found = places.find(match.group(), within=code) if match else None
    return found.code if found else code


def draft_of_figure(figure: PlanFigure, source: Source) -> TargetDraft:
    """Return the draft of a figure of a plan table."""
    view = source.view
    start, end = view.span(figure.start, figure.end)
    first, _ = view.span(*figure.row)
    draft = TargetDraft(
        task=source.path_at(figure.row[0]),
        quote=source.words(figure.quote_start, figure.quote_end),
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
        deadline_text=f"{figure.day.year}年" if figure.day else None,
        span=span_text(figure.span),
        offices=source.coverage.offices_at(figure.start),
        sentence=source.words(*figure.row),
        sentence_start=first,
        place_code=source.document.place_code,
        binding=figure.binding,
        rule="plan-table",
        optional=figure.optional,
    )
    draft = completed(draft, source.catalogue, view.text[figure.row[0] : figure.row[1]])
    named = draft.indicator.translate(unfolding(view, source.document.text, *figure.row))
    return replace(draft, confidence=confidence_of(draft, "", borrowed=False), indicator=named)


def draft_of_relative(goal: RelativeGoal, clause: Clause, day: date | None, source: Source) -> TargetDraft:
    """Return the draft of a goal that is set against another figure: no value, no unit."""
    start, end = source.view.span(goal.start, goal.end)
    first, _ = source.view.span(clause.sentence_start, clause.sentence_end)
    draft = TargetDraft(
        task=source.path_at(goal.start),
        quote=source.words(goal.start, goal.end),
        start=start,
        end=end,
        indicator=tidy(goal.subject),
        measure=Measure.RELATIVE,
        comparator=goal.comparator,
        value=None,
        baseline_text=goal.to,
        deadline=day,
        offices=source.coverage.offices_at(goal.start),
        sentence=source.words(clause.sentence_start, clause.sentence_end).strip(),
        sentence_start=first,
        place_code=source.document.place_code,
        rule="relative",
    )
    draft = completed(draft, source.catalogue, source.view.text[clause.start : clause.end])
    return replace(draft, confidence=confidence_of(draft, "", borrowed=False))
