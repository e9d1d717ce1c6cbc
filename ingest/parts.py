"""Parts against totals by declared rules (ingest/words/parts.csv): a difference wants a word (practice 17)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from ingest.columns import joined
from ingest.lexicon import table
from measures.problems import Problem, Where
from measures.terms import Measure, Severity

_TOLD = 50
_KEY = ["place_code", "period", "basis", "unit", "price_basis", "source", "published_at"]


def check_parts(observations: pd.DataFrame, file: str) -> tuple[Problem, ...]:
    """Return the totals that differ from the sum of their parts; only where all parts stand beside the total."""
    if observations.empty:
        return ()
    there = set(observations["indicator_id"].dropna().unique())
    rules = [(rule, rule["parts"].split("|")) for rule in table("parts.csv") if rule["rule"] == "sum"]
    rules = [(rule, parts) for rule, parts in rules if {rule["total"], *parts} <= there]
    if not rules:
        return ()
    spoken_of = {name for rule, parts in rules for name in (rule["total"], *parts)}
    chosen = (observations["measure"] == Measure.LEVEL) & observations["indicator_id"].isin(spoken_of)
    levels = observations.loc[chosen & observations["value"].notna(), [*_KEY, "indicator_id", "indicator", "value"]]
    _, key = joined(pd.factorize(levels[name], use_na_sentinel=False)[0] for name in _KEY)
    levels = levels[["indicator_id", "indicator", "value"]].assign(key=key)
    return tuple(p for rule, parts in rules for p in _differing(observations, levels, rule, parts, file))


def _differing(
    observations: pd.DataFrame, levels: pd.DataFrame, rule: Mapping[str, str], parts: Sequence[str], file: str
) -> list[Problem]:
    totals = levels[levels["indicator_id"] == rule["total"]]
    pieces = levels[levels["indicator_id"].isin(parts)].drop_duplicates(["key", "indicator_id"])
    sums = pieces.groupby("key", sort=False)["value"].agg(["sum", "size"])
    both = totals.join(sums[sums["size"] == len(parts)], on="key", how="inner")
    off = both.loc[(both["sum"] - both["value"]).abs() > both["value"].abs() * float(rule["tolerance"]) / 100 + 0.1]
    names = pieces.drop_duplicates("indicator_id").set_index("indicator_id")["indicator"]
    shown = "、".join(str(names[part]) for part in parts)
    told = off.index[:_TOLD]
    return [
        _problem(row, f"{total:.12g}", shown, file)
        for (_, row), total in zip(observations.loc[told].iterrows(), off.loc[told, "sum"], strict=True)
    ]


def _problem(row: pd.Series, total: str, parts: str, file: str) -> Problem:
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
            "parts": parts,
            "sum": total,
        },
    )
