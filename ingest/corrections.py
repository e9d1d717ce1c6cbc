"""Corrections of a source's known errors: each with its reason and the value that it expects to find.

They stand in the mapping file of the source: `corrections: [{sheet, cell, expect, value, reason}]`. One whose
expectation does not hold is an error: the source has changed, and the correction must be looked at.
"""

from collections.abc import Mapping

import pandas as pd

from ingest.figures import read_figure
from ingest.knowledge import Knowledge
from measures.problems import Problem, Where
from measures.terms import Severity


def apply_corrections(observations: pd.DataFrame, knowledge: Knowledge) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return the observations with corrected values; each correction is a notice, an outdated one an error."""
    raw = knowledge.settings.mapping.get("corrections")
    if not isinstance(raw, (list, tuple)):
        return observations, ()
    problems = []
    observations = observations.copy()
    cells = observations["column"].astype(str) + observations["row"].astype(str)
    sheets = observations["sheet"].fillna("")
    for correction in raw:
        said = {str(k): str(v) for k, v in correction.items()} if isinstance(correction, Mapping) else {}
        at = observations.index[(cells == said.get("cell", "")) & (sheets == said.get("sheet", ""))]
        problems.append(_apply(observations, at, said, knowledge))
    return observations, tuple(problems)


def _apply(observations: pd.DataFrame, at: pd.Index, said: Mapping[str, str], knowledge: Knowledge) -> Problem:
    expected, value = read_figure(said.get("expect", "")), read_figure(said.get("value", ""))
    found = observations.loc[at[0], "value"] if len(at) == 1 else None
    right = bool(said.get("reason")) and expected is not None and value is not None and found == expected.value
    if right and value is not None:
        note = observations.loc[at[0], "note"]
        observations.loc[at[0], "value"] = value.value
        observations.loc[at[0], "value_text"] = value.text
        why = f"更正 {said['expect']}→{value.text}：{said['reason']}"
        observations.loc[at[0], "note"] = f"{note}; {why}" if isinstance(note, str) else why
    details = {
        "cell": said.get("cell", ""),
        "expect": said.get("expect", ""),
        "found": "" if found is None else f"{found:.12g}",
        "value": said.get("value", ""),
        "reason": said.get("reason", ""),
    }
    where = Where(file=knowledge.name, sheet=said.get("sheet") or None)
    code, severity = ("corrected", Severity.NOTICE) if right else ("correction_outdated", Severity.ERROR)
    return Problem(code=code, severity=severity, where=where, details=details)
