"""What nearly answers a target: proposed to a person, never taken silently (gap-model A9, practice 14)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from gaps.answers import Answers
from gaps.candidates import Candidates
from gaps.columns import Coded, objects
from gaps.exact import Flags
from gaps.figures import Figures
from gaps.known import identity, known_at, known_by_source, visible
from gaps.model import GapSettings
from gaps.questions import Kind, Questions
from gaps.reasons import Reason, Reasons
from gaps.scales import Form
from measures.catalogue import Catalogue

__all__ = ["Proposals", "known_at", "known_by_source", "propose"]

#: why something is proposed: another unit, another form, real against nominal, must not stand in, sounds alike
OTHER_UNIT, OTHER_MEASURE, OTHER_PRICE_BASIS, NOT_INTERCHANGEABLE, SIMILAR_NAME = (
    "other_unit",
    "other_measure",
    "other_price_basis",
    "not_interchangeable",
    "similar_name",
)
#: proposals of a target, at most
_LIMIT = 5
#: names that are less alike are not worth a look, 0–1
_ALIKE = 0.6


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """Near matches of each target."""

    #: {"indicator", "measure", "unit", "why"}, best first
    lists: list[list[dict[str, Any]]]
    #: some row speaks of the indicator and place, known at the moment or not
    spoken_of: Flags
    #: some row known at the moment speaks of them
    visible: Flags


def propose(
    questions: Questions,
    seen: Callable[[set[str]], pd.DataFrame],
    answers: Answers,
    chosen: Candidates,
    figures: Figures,
    catalogue: Catalogue,
    reasons: Reasons,
) -> Proposals:
    """Near matches of every target that no series answers.

    `seen` gives the OBSERVATIONS of some places that were known at the moment.
    """
    topics = answers.topic_of(np.arange(len(answers.series)))
    spoken = np.isin(chosen.asked, topics) & (chosen.asked >= 0)
    lists: list[list[dict[str, Any]]] = [[] for _ in range(len(questions))]
    orphans = np.flatnonzero((figures.series < 0) & (figures.row < 0) & (questions.kind != Kind.RELATIVE))
    wrong_unit, wrong_price, bare = (np.zeros(len(questions), dtype=bool) for _ in range(3))
    if len(orphans):
        by_place = _by_place(seen(set(questions.place[orphans].tolist())))
        cache: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for target in orphans.tolist():
            own = _own(questions, answers, target, topics == chosen.asked[target]) if spoken[target] else []
            bare[target] = questions.form[target] == Form.NONE
            wrong_unit[target] = any(p["why"] == OTHER_UNIT for p in own)
            wrong_price[target] = any(p["why"] == OTHER_PRICE_BASIS for p in own)
            key = (questions.key[target], questions.place[target])
            if key not in cache:
                cache[key] = _others(questions, target, by_place.get(questions.place[target], ()), catalogue)
            lists[target] = [*own, *cache[key]][:_LIMIT]
    reasons.add(Reason.UNIT_INCOMPLETE, bare)
    reasons.add(Reason.UNIT_MISMATCH, wrong_unit)
    reasons.add(Reason.PRICE_BASIS_MISMATCH, wrong_price)
    return Proposals(lists=lists, spoken_of=chosen.asked >= 0, visible=spoken)


def _own(questions: Questions, answers: Answers, target: int, mine: Flags) -> list[dict[str, Any]]:
    """Series of the very indicator and place that answer in another form, unit or price basis."""
    found = []
    for series in np.flatnonzero(mine).tolist():
        at = np.flatnonzero(answers.rows.series == series)
        if not len(at):
            continue
        row = answers.rows.take(at[-1:]).iloc[0]
        same_form = int(answers.form_of(np.array([series]))[0]) == int(questions.form[target])
        percent = bool(questions.points[target])
        bare = questions.form[target] == Form.NONE
        why = (OTHER_PRICE_BASIS if percent else OTHER_UNIT) if same_form or bare else OTHER_MEASURE
        found.append(_proposal(row["indicator"], row["measure"], row["unit"], why))
    return found


def _proposal(indicator: Any, measure: Any, unit: Any, why: str) -> dict[str, Any]:
    return {"indicator": indicator, "measure": measure, "unit": None if pd.isna(unit) else unit, "why": why}


def known_there(observations: pd.DataFrame, as_of: datetime, settings: GapSettings, places: set[str]) -> pd.DataFrame:
    """The OBSERVATIONS of some places that were known at a moment."""
    codes, values = identity(Coded(observations), "place_code", "place")
    wanted = np.array([v in places for v in (*values, None)], dtype=bool)
    rows = observations[wanted[codes]]
    return rows[visible(Coded(rows), as_of, settings.recorded_by, settings.released_only)]


def _by_place(seen: pd.DataFrame) -> dict[str, list[tuple[Any, str, str, Any]]]:
    """Distinct (identifier, name, measure, unit) observed in each place."""
    codes, values = identity(Coded(seen), "place_code", "place")
    table = seen[["indicator_id", "indicator", "measure", "unit"]].assign(place=[values[c] for c in codes])
    result: dict[str, list[tuple[Any, str, str, Any]]] = {}
    for row in table.drop_duplicates().itertuples(index=False):
        identifier = str(row.indicator_id) if isinstance(row.indicator_id, str) else None
        result.setdefault(str(row.place), []).append((identifier, str(row.indicator), str(row.measure), row.unit))
    return result


def _others(
    questions: Questions, target: int, observed: Iterable[tuple[Any, str, str, Any]], catalogue: Catalogue
) -> list[dict[str, Any]]:
    """Other indicators of the place that sound alike, or that must not stand in unless a person signs."""
    name = str(objects(questions.frame["indicator"].iloc[[target]])[0])
    key = questions.key[target] if questions.linked[target] else None
    near = {m.indicator_id: m.confidence for m in catalogue.near(name) if m.confidence >= _ALIKE}
    ranked: list[tuple[float, dict[str, Any]]] = []
    for identifier, other, measure, unit in observed:
        if identifier is not None and identifier == key:
            continue
        apart = bool(key and identifier and catalogue.not_interchangeable(key, identifier))
        score = near.get(identifier, 0.0) if identifier else _alike(name, other)
        if apart or score > 0:
            why = NOT_INTERCHANGEABLE if apart else SIMILAR_NAME
            ranked.append((score, _proposal(other, measure, unit, why)))
    ranked.sort(key=lambda pair: -pair[0])
    return [proposal for _, proposal in ranked]


def _alike(name: str, other: str) -> float:
    """Likeness of two names that the catalogue does not know, 0 below what is worth a look."""
    from rapidfuzz import fuzz

    score = (
        float(fuzz.token_sort_ratio(name, other)) / 100.0 if name.isascii() else float(fuzz.ratio(name, other)) / 100.0
    )
    shared = len(set(name) & set(other)) / max(len(set(name) | set(other)), 1)
    best = max(score, shared)
    return best if best >= _ALIKE else 0.0
