"""What reading an upload may ask: catalogue, places, the person's settings and the day."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from ingest.model import Question, UploadSettings
from measures.catalogue import Catalogue
from measures.places import Places
from measures.problems import Problem

#: Digits of the ids of before.
_DIGITS = 12
#: Id of a single question.
_ID = re.compile(r"q[0-9a-f]{11}")


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """The arguments of read_upload that every step needs."""

    catalogue: Catalogue
    places: Places
    settings: UploadSettings
    #: the day on which the file is read
    today: date
    #: file name as the person knows it
    name: str
    #: lines of the sheets without figures: a cover says the year, the place and the unit of all others
    cover: tuple[str, ...] = ()
    #: ids of all questions that were asked so far, answered or not
    asked: set[str] = field(default_factory=set, compare=False)

    def unmet(self) -> tuple[str, ...]:
        """Return the answers given to single questions that the file does not ask."""
        answers = self.settings.mapping.get("answers")
        keys = [str(key) for key in answers] if isinstance(answers, Mapping) else []
        now = [(key, key if key.startswith("q") else f"q{key.zfill(_DIGITS)[:-1]}") for key in keys]
        return tuple(key for key, identifier in now if _ID.fullmatch(identifier) and identifier not in self.asked)

    def answer(self, asked: Question) -> str | None:
        """Return what the person answered to a question, or to all of its code, None while it is open."""
        self.asked.add(asked.id)
        answers = self.settings.mapping.get("answers")
        if not isinstance(answers, Mapping):
            return None
        said = answers.get(asked.id)
        said = _of_older(answers, asked.id) if said is None else said
        said = answers.get(asked.code) if said is None else said
        return None if said is None else str(said)

    def sheet(self, name: str) -> Mapping[str, object]:
        """Return what the mapping file says about a sheet: its own entry before the one for all sheets ("*")."""
        sheets = self.settings.mapping.get("sheets")
        if not isinstance(sheets, Mapping):
            return {}
        for key in (name, "" if name else self.name, "*"):
            if isinstance(sheets.get(key), Mapping):
                return dict(sheets[key])
        return {}

    def near_places(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return the places whose names look most like a text, best first: (path, confidence)."""
        names = _place_names(self.places)
        close = process.extract(text, names.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=55)
        codes = dict.fromkeys((names[name], round(score / 100 * 0.9, 2)) for name, score, _ in close)
        return tuple((self.places.path_name(code), score) for code, score in codes)


def _of_older(answers: Mapping[object, object], identifier: str) -> object:
    """Return the answer in a mapping of before, whose ids were twelve digits, which YAML may have read as a number."""
    digits = identifier.removeprefix("q")
    if digits == identifier or len(digits) != _DIGITS - 1:
        return None
    return next(
        (
            said
            for key, said in answers.items()
            if len(text := str(key).zfill(_DIGITS)) == _DIGITS and text[:-1] == digits
        ),
        None,
    )


@lru_cache(maxsize=4)
def _place_names(places: Places) -> dict[str, str]:
    return {name: p.code for p in iter(places) for name in (p.name, p.short, p.name_en) if name}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What was understood of one sheet."""

    #: rows to store: frames.OBSERVATIONS without the columns that storage gives
    observations: pd.DataFrame | None = None
    #: rows that are seen but not stored: without a value, or said twice; same columns
    unstored: pd.DataFrame | None = None
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


def question(
    code: str,
    cells: Sequence[str],
    choices: Iterable[tuple[str, float]] = (),
    details: Mapping[str, str] | None = None,
) -> Question:
    """Return a question whose id depends only on its code and cells."""
    key = "|".join((code, *cells))
    identifier = f"q{hashlib.sha256(key.encode()).hexdigest()[:11]}"  # begins as no number of YAML does
    return Question(id=identifier, code=code, cells=tuple(cells), choices=tuple(choices), details=dict(details or {}))
