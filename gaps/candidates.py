"""Which observations may answer which target: by indicator, by name, by what a person accepted, and for which place."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gaps.exact import Integers
from gaps.known import identity
from gaps.model import GapSettings
from gaps.questions import Questions, objects


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Rows that may answer some target, before vintages are chosen; a row stands once for each key that it answers."""

    #: positions in the observations
    position: Integers
    #: topic of each: key and place
    topic: Integers
    #: topic of each question, −1 where no row speaks of it
    asked: Integers
    #: number of the key of each topic: topics of one key are places of one indicator
    key_of_topic: Integers


def candidates(questions: Questions, observations: pd.DataFrame, settings: GapSettings) -> Candidates:
    """The rows that answer by identifier, by exactly the same name where either side is unlinked, or because a person
    said so.
    """
    keys = pd.Index(pd.unique(pd.Series(questions.key, dtype=object)))
    key_codes = keys.get_indexer(pd.Index(questions.key, dtype=object))
    position, key = _matches(questions, keys, observations, settings)
    place_codes, places = pd.factorize(
        identity(observations["place_code"], observations["place"]), use_na_sentinel=False
    )
    numbers = key * len(places) + place_codes[position] if len(places) else key
    asked_place = pd.Index(places).get_indexer(pd.Index(questions.place, dtype=object))
    asked_number = np.where(asked_place >= 0, key_codes * max(len(places), 1) + asked_place, -1)
    topic, uniques = pd.factorize(numbers)
    asked = pd.Index(uniques).get_indexer(pd.Index(asked_number)) if len(uniques) else np.full(len(questions), -1)
    return Candidates(
        position=position,
        topic=np.asarray(topic, dtype=np.int64),
        asked=np.asarray(asked, dtype=np.int64),
        key_of_topic=np.asarray(uniques, dtype=np.int64) // max(len(places), 1),
    )


def _matches(
    questions: Questions, keys: pd.Index, observations: pd.DataFrame, settings: GapSettings
) -> tuple[Integers, Integers]:
    """Positions of rows and numbers of the keys that they answer."""
    id_codes, ids = pd.factorize(observations["indicator_id"])
    name_codes, names = pd.factorize(observations["indicator"])
    linked = pd.unique(pd.Series(questions.key[questions.linked], dtype=object))
    unlinked = pd.unique(pd.Series(questions.key[~questions.linked], dtype=object))
    named = set(
        zip(questions.key[questions.linked], objects(questions.frame["indicator"])[questions.linked], strict=True)
    )
    found = [
        _by_code(id_codes, pd.Index(ids), [(key, key) for key in linked], keys),
        _by_code(name_codes, pd.Index(names), [(key, key) for key in unlinked], keys),
    ]
    unnamed = np.where(id_codes < 0, name_codes, -1)
    extra = [*sorted(named), *sorted(settings.accepted_matches)]
    found.extend(_by_code(unnamed, pd.Index(names), [pair], keys) for pair in extra if pair[1] in _lookup(names))
    found.extend(_by_code(id_codes, pd.Index(ids), [pair], keys) for pair in sorted(settings.accepted_matches))
    position = np.concatenate([f[0] for f in found])
    key = np.concatenate([f[1] for f in found])
    _, first = np.unique(position * max(len(keys), 1) + key, return_index=True)
    return position[first], key[first]


def _lookup(names: Any) -> frozenset[str]:
    return frozenset(names)


def _by_code(
    row_codes: Any, values: pd.Index, pairs: list[tuple[str, str]], keys: pd.Index
) -> tuple[Integers, Integers]:
    """Rows whose value is the second of a pair (each value in one pair only), with the number of the pair's key."""
    key_of = np.full(len(values) + 1, -1, dtype=np.int64)
    at = (
        values.get_indexer(pd.Index([observed for _, observed in pairs], dtype=object))
        if pairs
        else np.empty(0, dtype=int)
    )
    number = keys.get_indexer(pd.Index([key for key, _ in pairs], dtype=object)) if pairs else np.empty(0, dtype=int)
    usable = (at >= 0) & (number >= 0)
    key_of[at[usable]] = number[usable]
    answered = key_of[row_codes]
    position = np.flatnonzero(answered >= 0).astype(np.int64)
    return position, answered[position]
