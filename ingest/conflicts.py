"""Two cells of one file that say different things about the same statistic, place and period."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from ingest.repeats import same_value
from measures.problems import Problem, Where
from measures.terms import Measure, Severity
from measures.units import denomination

_TOLD = 200
_KNOWN = ("place_code", "indicator", "period", "measure", "unit")


def find_conflicts(frame: pd.DataFrame, file: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Return (rows that repeat an earlier one with the same value, problems naming both cells).

    Rows of which something is still asked are left out. Levels at current prices and levels of which nothing is said
    about prices are the same statistic.
    """
    repeated = pd.Series(False, index=frame.index)
    problems: list[Problem] = []
    firsts: dict[tuple[object, ...], Mapping[Hashable, Any]] = {}
    whole = frame[frame[list(_KNOWN)].notna().all(axis=1)] if len(frame) else frame
    for index, row in zip(whole.index, whole.to_dict("records"), strict=True):
        first = firsts.setdefault(_key(row), row)
        if first is row:
            continue
        same = same_value(first["value"], first["unit"], row["value"], row["unit"])
        repeated[index] = same
        if len(problems) < _TOLD or (not same and all(p.severity != Severity.ERROR for p in problems)):
            problems.append(_problem(first, row, same, file))
    return repeated, tuple(problems)


def _key(row: Mapping[Hashable, Any]) -> tuple[object, ...]:
    price = row["price_basis"]
    if row["measure"] == Measure.LEVEL and price == "nominal":
        price = None
    money = denomination(str(row["unit"]))
    statistic = row["indicator_id"] or row["indicator"]
    return (
        row["place_code"],
        statistic,
        row["measure"],
        price,
        row["period"],
        row["basis"],
        row["published_at"],
        money,
    )


def _problem(first: Mapping[Hashable, Any], row: Mapping[Hashable, Any], same: bool, file: str) -> Problem:
    sheet = str(row["sheet"] or "")
    at = f"{first['sheet'] or ''}!{first['column']}{first['row']}"
    details = {
        "cell": f"{row['column']}{row['row']}",
        "first": at,
        "first_value": str(first["value_text"]),
        "value": str(row["value_text"]),
    }
    where = Where(file=file, sheet=sheet or None, row=int(str(row["row"])), column=str(row["column"]))
    code, severity = ("duplicate_same", Severity.NOTICE) if same else ("duplicate_differs", Severity.ERROR)
    return Problem(code=code, severity=severity, where=where, details=details)
