"""The fields of the long form, each word read once: what it means, or a problem in every row that holds it."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.figures import Mark, comma_means, read_figure, says_nothing
from ingest.knowledge import Knowledge, question
from ingest.lexicon import plain, says_derived, source_rank, terms
from ingest.longform import LongTable
from ingest.model import Question
from ingest.names import Name, read_name
from measures.catalogue import Match
from measures.places import Place
from measures.problems import Problem
from measures.terms import Severity
from measures.units import Unit, known_unit

#: A match of the catalogue below this is proposed, never taken.
SURE = 0.9
#: Addresses that a question names.
_CELLS = 50
#: Figures that need no second look.
_SIMPLE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?(\D.*)?|(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An indicator of the file."""

    name: Name
    #: of the catalogue, None where it is not found
    match: Match | None


def read_terms(table: LongTable, kind: str, code: str, default: str = "") -> tuple[str | None, ...]:
    """Return the stored term of each word of a closed-set column; a word that is not in the set is a problem."""
    known = terms(kind)
    words = table.column(kind, default).words
    table.tell_words(code, kind, [bool(w) and plain(w) not in known for w in words])
    return tuple(known.get(plain(w)) for w in words)


def read_places(table: LongTable, knowledge: Knowledge) -> tuple[tuple[Place | None, ...], tuple[Question, ...]]:
    """Return the place of each word of region, and a question for each word that names none."""
    column = table.column("region")
    found = [knowledge.places.find(word) if word else None for word in column.words]
    table.tell_words("missing_cell", "region", [not w for w in column.words])
    questions = []
    unknown = [bool(w) and p is None for w, p in zip(column.words, found, strict=True)]
    for number, rows in table.rows_by_word("region", unknown).items() if any(unknown) else ():
        word = column.words[number]
        cells = [f"{table.sheet}!{table.cell('region', row)}" for row in rows[:_CELLS]]
        details = {"value": word, "count": str(len(rows))}
        asked = question("unknown_place", cells, knowledge.near_places(word), details)
        found[number] = answered_place(knowledge, asked)
        if found[number] is None:
            questions.append(asked)
    return tuple(found), tuple(questions)


def answered_place(knowledge: Knowledge, asked: Question) -> Place | None:
    """Return the place that a person's answer names: a code or a name."""
    answer = knowledge.answer(asked)
    if answer is None:
        return None
    return knowledge.places.get(answer) if answer in knowledge.places else knowledge.places.find(answer)


def read_indicators(table: LongTable, knowledge: Knowledge) -> tuple[Indicator, ...]:
    """Return each word of indicator with its match; an unknown one keeps its own name, with a warning."""
    column = table.column("indicator")
    table.tell_words("missing_cell", "indicator", [not w for w in column.words])
    found = tuple(_indicator(word, knowledge) for word in column.words)
    unknown = [bool(w) and i.match is None for w, i in zip(column.words, found, strict=True)]
    for number, rows in table.rows_by_word("indicator", unknown).items() if any(unknown) else ():
        word = column.words[number]
        near = "、".join(knowledge.catalogue.get(m.indicator_id).name_zh for m in knowledge.catalogue.near(word)[:3])
        table.tell(
            "unknown_indicator",
            "indicator",
            rows[0],
            Severity.WARNING,
            value=word,
            count=str(len(rows)),
            near=near or "—",
        )
    return found


def _indicator(word: str, knowledge: Knowledge) -> Indicator:
    name = read_name(word)
    for text in dict.fromkeys((word, name.core)):
        match = knowledge.catalogue.find(text) if text else None
        if match is not None and match.confidence >= SURE:
            return Indicator(name=name, match=match)
    return Indicator(name=name, match=None)


def read_units(table: LongTable, default: str = "") -> tuple[Unit | None, ...]:
    """Return the unit of each word; an unknown one is an error in every row that holds it."""
    words = table.column("unit", default).words
    found = tuple(known_unit(word) if word else None for word in words)
    table.tell_words("unknown_unit", "unit", [bool(w) and u is None for w, u in zip(words, found, strict=True)])
    return found


def read_dates(table: LongTable, name: str) -> tuple[date | None, ...]:
    """Return the day of each word of a date column; an unreadable one is an error."""
    words = table.column(name).words
    found = tuple(read_date(word) for word in words)
    table.tell_words("unreadable_date", name, [bool(w) and d is None for w, d in zip(words, found, strict=True)])
    return found


def tell_later(table: LongTable, found: Sequence[date | None], today: date) -> None:
    """Note publication dates that are still to come."""
    table.tell_words("published_in_future", "published", [d is not None and d > today for d in found], Severity.WARNING)


def read_date(text: str) -> date | None:
    """Return the day that a text names: 2014-02-17, 2014/2/17, 2014年2月17日, 20140217; a time of day is left out."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    year, month, day = (int(g) for g in (found.group(1, 2, 3) if found.group(1) else found.group(5, 6, 7)))
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What each word of value means."""

    #: the number, NaN where the cell says that there is none
    values: npt.NDArray[np.float64]
    #: its digits as published, None where there is none
    texts: list[str | None]
    #: unit that stands in the same cell, by word
    units: dict[int, str]


def read_values(table: LongTable, comma: Mark) -> Figures:
    """Return the figures of the words of value; a text that is no number is an error."""
    words = table.column("value").words
    numbers = pd.to_numeric(pd.Series(words, dtype=object), errors="coerce").to_numpy(dtype=float, copy=True)
    texts: list[str | None] = list(words)
    units: dict[int, str] = {}
    bad = [False] * len(words)
    for number, word in enumerate(words):
        if _SIMPLE.fullmatch(word) and math.isfinite(numbers[number]):
            continue
        absent = says_nothing(word)
        figure = None if absent else read_figure(word, comma)
        bad[number] = not absent and (figure is None or figure.footnote is not None)
        numbers[number], texts[number] = (math.nan, None) if figure is None else (figure.value, figure.text)
        if figure is not None and figure.unit is not None:
            units[number] = figure.unit
    table.tell_words("not_a_number", "value", bad)
    return Figures(values=numbers, texts=texts, units=units)


def read_comma(table: LongTable, knowledge: Knowledge) -> tuple[Mark, tuple[Question, ...]]:
    """Return what commas in the values mean.

    Asked where every value reads both ways and the cells are not separated by commas.
    """
    words = table.column("value").words
    both = Mark.THOUSANDS if table.separator == "," else Mark.UNDECIDED
    comma = comma_means(words, undecided=both)
    if comma is not Mark.UNDECIDED:
        return comma, ()
    rows = [i for i, w in enumerate(words) if "," in w][:_CELLS]
    cells = [f"{table.sheet}!{table.cell('value', int(table.first(table.column('value'), n)))}" for n in rows]
    asked = question("decimal_mark", cells, (("thousands", 0.5), ("decimal", 0.5)), {"value": words[rows[0]]})
    answer = knowledge.answer(asked)
    if answer in ("decimal", "thousands"):
        return Mark.DECIMAL if answer == "decimal" else Mark.THOUSANDS, ()
    return Mark.UNDECIDED, (asked,)


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What a word of source says."""

    named: bool
    #: rank, None where no source is named
    rank: int | None


def read_sources(words: Sequence[str]) -> tuple[Provenance, ...]:
    """Return who says so: statistical offices 1, work reports 4, any other named source 2."""
    return tuple(Provenance(named=bool(w), rank=(source_rank(w) or 2) if w else None) for w in words)


def derived_notes(words: Sequence[str]) -> tuple[bool, ...]:
    """Return for each note whether it tells that its figure was reckoned."""
    return tuple(says_derived(w) for w in words)


def check_required(table: LongTable, required: Sequence[str]) -> bool:
    """Note every required column that neither the file nor the mapping gives; say whether all are there."""
    missing = [name for name in required if name not in table.columns]
    for name in missing:
        where = table.where(name, None)
        written = "、".join(n for n in table.header.names if n)
        details = {"column": name, "header": written}
        problem = Problem(code="missing_column", severity=Severity.ERROR, where=where, details=details)
        table.problems.append(problem)
    return not missing
