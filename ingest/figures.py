"""Numbers as cells hold them: plain figures, thousands marks, decimal commas, footnote marks, written-out numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from ingest.lexicon import figure_marks, missing, plain
from measures.numerals import read_cell_number
from measures.units import split_quantity

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_UNDECIDED = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
#: Footnote marks behind a figure: 12², 93.6*, 15 [1]
_MARKED = re.compile(
    r"(.*[\d０-９%％])\s*([*＊†‡§#①-⑳⑴-⒇¹²³⁰-⁹]+|[\[(（](?:\d{1,2}|[RrPpEeFf]|[\u3400-\u9fff]{1,5})[\])）]|[RrPpEeFf]|[\u3400-\u9fff]{2,4})"
)


class Mark(Enum):
    """What a comma inside the numbers of a column means."""

    THOUSANDS = auto()
    DECIMAL = auto()
    UNDECIDED = auto()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A cell's number."""

    #: the number
    value: float
    #: its digits as published, ASCII, without thousands marks
    text: str
    #: a unit that stood in the same cell, None where there is none
    unit: str | None = None
    #: footnote mark that stood behind the digits
    footnote: str | None = None
    #: measures.terms.Comparator of a figure that is not exact (约14, 8以上), None = exact
    qualifier: str | None = None
    #: terms.ObsStatus that a mark behind the digits says (P, 初步)
    status: str | None = None
    #: what a mark says that has no status of its own: 修订
    note: str | None = None


def is_missing(text: str) -> bool:
    """Say whether a cell says that there is no value."""
    return not text or plain(text) in missing()


def says_nothing(text: str) -> bool:
    """Say whether a cell of the long form has no value: blank, dashes, dots, or what programs write for nothing.

    Stricter than is_missing: a letter or a word where a number belongs is a mistake there.
    """
    return (not any(c.isalnum() for c in text) and is_missing(text)) or plain(text) in ("nan", "null", "none", "空白")


def comma_means(texts: Iterable[str], *, undecided: Mark = Mark.THOUSANDS) -> Mark:
    """Return what the commas of a column's numbers mean, from all of them together.

    undecided: what is said where every number reads both ways (1,142).
    """
    both = False
    for text in texts:
        if "," not in text:
            continue
        if _UNDECIDED.fullmatch(text):
            both = True
        elif _DECIMAL_COMMA.fullmatch(text):
            return Mark.DECIMAL
        elif _THOUSANDS.fullmatch(text):
            return Mark.THOUSANDS
    return undecided if both else Mark.THOUSANDS


def read_figure(text: str, comma: Mark = Mark.THOUSANDS) -> Figure | None:
    """Return the number of a cell's text, None where it is none; infinite and not-a-number texts are none."""
    marked = _MARKED.fullmatch(text.strip())
    if marked is not None:
        found = _marked(marked.group(1), marked.group(2), comma)
        if found is not None:
            return found
    clean = text.strip()
    if comma is Mark.DECIMAL and _DECIMAL_COMMA.fullmatch(clean):
        clean = clean.replace(",", ".")
    number = read_cell_number(clean)
    if number is not None:
        return Figure(value=float(number.value), text=number.value_text, unit=number.unit)
    return _written_out(clean)


def _marked(digits: str, mark: str, comma: Mark) -> Figure | None:
    """A figure with a mark behind it: a footnote, or how sure it is; other letters and words are not read."""
    said = plain(mark).strip("()[]")
    status, note = figure_marks().get(said, ("", ""))
    if said.isalpha() and not (status or note):
        return None
    inner = read_figure(digits, comma)
    return None if inner is None else replace(inner, footnote=mark, status=status or None, note=note or None)


def _written_out(clean: str) -> Figure | None:
    """5200亿元, 二千九百万, 百分之六."""
    found = split_quantity(clean)
    if found is None:
        return None
    unit = found.unit.text if found.unit else None
    return Figure(value=float(found.number.value), text=found.number.value_text, unit=unit)
