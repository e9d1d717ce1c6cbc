"""Targets, tasks and duties as the JSON Lines that other programs read (design section 4)."""

from decimal import Decimal
from typing import Any

from measures.places import load_places
from targets.model import Document, Duty, TargetDraft, Task


def record(draft: TargetDraft, document: Document) -> dict[str, Any]:
    """Return the target record of a draft."""
    return {
        "doc": document.doc,
        "task": draft.task,
        "quote": draft.quote,
        "start": draft.start,
        "end": draft.end,
        "indicator": draft.indicator,
        "measure": str(draft.measure),
        "comparator": str(draft.comparator),
        "value": _number(draft.value),
        "value_high": _number(draft.value_high),
        "unit": draft.unit,
        "baseline": _baseline(draft),
        "deadline": draft.deadline.isoformat() if draft.deadline else None,
        "deadline_text": draft.deadline_text,
        "lead": list(draft.offices.lead),
        "support": list(draft.offices.support),
        "responsibility": str(draft.offices.responsibility) if draft.offices.responsibility else None,
        "answerable": draft.answerable,
        "sentence": draft.sentence,
        "ceiling": draft.ceiling,
        "indicator_id": draft.indicator_id,
        "place": _place(draft, document),
        "value_si": _number(draft.value_si),
        "unit_si": draft.unit_si,
        "span": draft.span,
        "accrual": _word(draft.accrual),
        "judged_on": _word(draft.judged_on),
        "binding": _word(draft.binding),
        "force": str(draft.force),
        "stretch": _number(draft.stretch),
        "price_basis": draft.price_basis,
        "confidence": draft.confidence,
        "rule": draft.rule,
        "problems": list(draft.problems),
        "optional": draft.optional,
        "where": mark_at(document, draft.start),
    }


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _baseline(draft: TargetDraft) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    if draft.baseline_value is not None:
        found = {"value": _number(draft.baseline_value), "unit": draft.baseline_unit}
    if draft.baseline_text:
        found["text"] = draft.baseline_text
    return found or None


def _place(draft: TargetDraft, document: Document) -> str | None:
    code = draft.place_code or document.place_code
    places = load_places()
    return places.get(code).name if code and code in places else None


def mark_at(document: Document, position: int) -> str | None:
    """Return the page or paragraph in which a position stands, None for formats that have neither."""
    found = None
    for start, label in document.marks:
        if start > position:
            break
        found = label
    return found


def task_record(task: Task, document: Document) -> dict[str, Any]:
    """Return the record of a task: its path, who answers, and how."""
    return {
        "doc": document.doc,
        "task": task.path,
        "lead": list(task.offices.lead),
        "support": list(task.offices.support),
        "responsibility": str(task.offices.responsibility) if task.offices.responsibility else None,
        "kind": str(task.kind),
        "text": task.text,
        "start": task.start,
        "end": task.end,
    }


def duty_record(duty: Duty, document: Document) -> dict[str, Any]:
    """Return the record of a reporting duty."""
    return {
        "doc": document.doc,
        "who": duty.who,
        "what": duty.what,
        "due": [day.isoformat() for day in duty.due],
        "quote": duty.quote,
        "start": duty.start,
        "end": duty.end,
    }
