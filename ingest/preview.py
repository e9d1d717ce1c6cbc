"""What an upload would do, as programs and people are shown it before anything is stored."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from ingest.model import Question, UploadReading
from measures.problems import Problem
from measures.terms import Change, ObsStatus

_SHOWN = ("place", "indicator", "period", "basis", "measure", "value", "value_text", "unit", "price_basis", "status")


def dry_run(reading: UploadReading, changes: pd.DataFrame | pd.Series | None = None) -> dict[str, Any]:
    """Return the dry run of design section 4; what is not known is null.

    changes: aligned with reading.observations; a series of terms.Change, or a frame with the columns change and
    old_value. Without it every observation's change is null. Cells without a value and rows said twice follow with
    the change "skipped".
    """
    change, old = _changes(changes)
    rows = reading.observations.to_dict("records")
    labels = [None] * len(rows) if reading.labels is None else reading.labels.to_dict("records")
    shown = [
        _observation(row, label, change.get(i), old.get(i))
        for i, (row, label) in enumerate(zip(rows, labels, strict=True))
    ]
    if reading.unstored is not None and not reading.unstored.empty:
        skipped = reading.unstored.to_dict("records")
        shown += [_observation(row, row, str(Change.SKIPPED), None) for row in skipped]
    return {
        "file": reading.name,
        "sha256": reading.sha256,
        "reader": reading.reader,
        "observations": shown,
        "questions": [_question(q) for q in reading.questions],
        "problems": [_problem(p) for p in reading.problems],
    }


def _changes(changes: pd.DataFrame | pd.Series | None) -> tuple[dict[int, str | None], dict[int, object]]:
    if changes is None:
        return {}, {}
    kinds = changes["change"] if isinstance(changes, pd.DataFrame) else changes
    old = changes["old_value"] if isinstance(changes, pd.DataFrame) and "old_value" in changes else None
    return (
        dict(enumerate(map(str, kinds))),
        {} if old is None else {i: _known(v) for i, v in enumerate(old)},
    )


def _observation(
    row: Mapping[Hashable, object], labels: Mapping[Hashable, object] | None, change: object, old: object
) -> dict[str, object]:
    published = row["published_at"]
    shown = {name: _known(row[name]) for name in _SHOWN}
    if shown["value"] is None and shown["status"] is None:
        shown["status"] = str(ObsStatus.MISSING)
    return {
        "sheet": _known(row["sheet"]) or "",
        "cell": f"{row['column']}{row['row']}",
        "row_labels": _labels(labels, "row_labels"),
        "column_labels": _labels(labels, "column_labels"),
        **shown,
        "place_code": _known(row["place_code"]),
        "indicator_id": _known(row["indicator_id"]),
        "published": None if published is None or published != published else str(published),
        "change": change,
        "old_value": old,
    }


def _labels(labels: Mapping[Hashable, object] | None, name: str) -> list[str] | None:
    found = None if labels is None else labels.get(name)
    return list(found) if isinstance(found, tuple) else None


def _known(value: object) -> object:
    return None if value is None or value != value else value


def _question(question: Question) -> dict[str, object]:
    choices = [{"value": value, "confidence": confidence} for value, confidence in question.choices]
    return {
        "id": question.id,
        "code": question.code,
        "cells": list(question.cells),
        "choices": choices,
        "details": dict(question.details),
    }


def _problem(problem: Problem) -> dict[str, object]:
    """One problem; `text` is left to the caller, who knows the reader's language."""
    where, details = problem.where, dict(problem.details)
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "sheet": where.sheet or "",
        "cell": details.get("cell"),
        "row": where.row,
        "column": where.column,
        "text": None,
        "details": details,
    }
