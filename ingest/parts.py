"""Parts against totals by declared rules (ingest/words/parts.csv): a difference wants a word (practice 17)."""

import pandas as pd

from ingest.lexicon import table
from measures.problems import Problem, Where
from measures.terms import Measure, Severity

_TOLD = 50
_KEY = ["place_code", "period", "basis", "unit", "price_basis", "source", "published_at"]


def check_parts(observations: pd.DataFrame, file: str) -> tuple[Problem, ...]:
    """Return the totals that differ from the sum of their parts; only where all parts stand beside the total."""
    found: list[Problem] = []
    spoken_of = {name for rule in table("parts.csv") for name in (rule["total"], *rule["parts"].split("|"))}
    chosen = (observations["measure"] == Measure.LEVEL) & observations["indicator_id"].isin(spoken_of)
    levels = observations[chosen & observations["value"].notna()]
    if levels.empty:
        return ()
    levels = levels.assign(
        **{name: levels[name].astype(object).where(levels[name].notna(), "").astype(str) for name in _KEY}
    )
    for rule in table("parts.csv"):
        parts = rule["parts"].split("|")
        totals = levels[levels["indicator_id"] == rule["total"]]
        if rule["rule"] != "sum" or totals.empty:
            continue
        pieces = levels[levels["indicator_id"].isin(parts)].drop_duplicates([*_KEY, "indicator_id"])
        sums = pieces.groupby(_KEY, dropna=False, sort=False).agg(
            sum=("value", "sum"), count=("value", "size"), parts=("indicator", lambda names: "、".join(map(str, names)))
        )
        both = totals.join(sums[sums["count"] == len(parts)], on=_KEY, how="inner")
        off = both[(both["sum"] - both["value"]).abs() > both["value"].abs() * float(rule["tolerance"]) / 100 + 0.1]
        found += [_problem(row, file) for _, row in off.head(_TOLD).iterrows()]
    return tuple(found)


def _problem(row: pd.Series, file: str) -> Problem:
    return Problem(
        code="parts_differ",
        severity=Severity.WARNING,
        where=Where(file=file, sheet=row["sheet"] or None, row=int(row["row"]), column=str(row["column"])),
        details={
            "cell": f"{row['column']}{row['row']}",
            "value": str(row["value_text"]),
            "place": str(row["place"]),
            "indicator": str(row["indicator"]),
            "period": str(row["period"]),
            "parts": str(row["parts"]),
            "sum": f"{row['sum']:.12g}",
        },
    )
