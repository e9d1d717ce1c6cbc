"""Which observations may answer which target: by indicator, by name, by what a person accepted, and for which place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gaps.columns import Coded, objects
from gaps.exact import Integers
from gaps.known import identity
from gaps.model import GapSettings
from gaps.questions import Questions


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


def candidates(questions: Questions, rows: Coded, settings: GapSettings) -> Candidates:
    """The rows that answer by identifier, by exactly the same name where either side is unlinked, or because a person
    said so.
    """
    keys = pd.Index(pd.unique(pd.Series(questions.key, dtype=object)))
    key_codes = keys.get_indexer(pd.Index(questions.key, dtype=object))
    position, key = _matches(questions, keys, rows, settings)
    place, places = identity(rows, "place_code", "place")
    width = max(len(places), 1)
    numbers = key * width + place[position].astype(np.int64)
    asked_place = pd.Index(places, dtype=object).get_indexer(pd.Index(questions.place, dtype=object))
    asked_number = np.where(asked_place >= 0, key_codes * width + asked_place, -1)
    topic, uniques = pd.factorize(numbers)
    asked = pd.Index(uniques).get_indexer(pd.Index(asked_number)) if len(uniques) else np.full(len(questions), -1)
    return Candidates(
        position=position,
        topic=np.asarray(topic, dtype=np.int64),
        asked=np.asarray(asked, dtype=np.int64),
        key_of_topic=np.asarray(uniques, dtype=np.int64) // width,
    )


def _matches(questions: Questions, keys: pd.Index, rows: Coded, settings: GapSettings) -> tuple[Integers, Integers]:
    """Positions of rows and numbers of the keys that they answer."""
    linked = pd.unique(pd.Series(questions.key[questions.linked], dtype=object))
    unlinked = pd.unique(pd.Series(questions.key[~questions.linked], dtype=object))
    named = set(
        zip(questions.key[questions.linked], objects(questions.frame["indicator"])[questions.linked], strict=True)
    )
    by_id = _Column(rows.codes("indicator_id"), rows.values("indicator_id"))
    by_name = _Column(rows.codes("indicator"), rows.values("indicator"))
    found = [by_id.answering([(k, k) for k in linked], keys), by_name.answering([(k, k) for k in unlinked], keys)]
    unnamed = _Column(np.where(rows.missing("indicator_id"), by_name.codes, -1), by_name.values)
    accepted = sorted(settings.accepted_matches)
    found.extend(unnamed.answering([pair], keys) for pair in (*sorted(named), *accepted) if pair[1] in unnamed)
    found.extend(by_id.answering([pair], keys) for pair in accepted if pair[1] in by_id)
    position, key = (np.concatenate([f[part] for f in found]) for part in (0, 1))
    if any(len(f[0]) for f in found[2:]):
        _, first = np.unique(position * max(len(keys), 1) + key, return_index=True)
        position, key = position[first], key[first]
    return position, key


class _Column:
    """A column of observed identifiers or names."""

    def __init__(self, codes: Integers, values: Sequence[Any]) -> None:
        self.codes, self.values = codes, values
        self._index = pd.Index(values, dtype=object)

    def __contains__(self, value: str) -> bool:
        return value in self._index

    def answering(self, pairs: list[tuple[str, str]], keys: pd.Index) -> tuple[Integers, Integers]:
        """Rows whose value is the second of a pair (each value in one pair only), with the number of the pair's key."""
        if not pairs or not len(self.values):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        at = self._index.get_indexer(pd.Index([observed for _, observed in pairs], dtype=object))
        number = keys.get_indexer(pd.Index([key for key, _ in pairs], dtype=object))
        usable = (at >= 0) & (number >= 0)
        key_of = np.full(len(self.values) + 1, -1, dtype=np.int64)
        key_of[at[usable]] = number[usable]
        answered = key_of[self.codes]
        position = np.flatnonzero(answered >= 0).astype(np.int64)
        return position, answered[position]
