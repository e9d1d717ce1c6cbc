"""Single cells of a table: is it a number, a period, a missing mark, a text."""

import re
from dataclasses import replace
from functools import lru_cache

from ingest.cells import Sheet, Value, cell_text
from ingest.figures import Figure, is_missing, read_figure
from measures.periods import Period, ambiguous_period, read_period
from measures.terms import Comparator
from measures.units import known_unit

_YEAR = re.compile(r"(1[89]|20)\d\d")
#: 19901) is the year 1990 with a footnote.
_YEAR_MARKED = re.compile(r"((?:1[89]|20)\d\d)\d?[)）*]")
_MARK = re.compile(
    r"\s*(?:(?<!\d)\d{1,2}[)）]|[*＊†‡§]+|[①-⑳⑴-⒇¹²³⁰-⁹]+|[\[［【]\s*(?:注?\d{1,2}|注|[*＊])\s*[\]］】])$"
)
_DIGITS_AFTER_LETTERS = re.compile(r"(.*[a-z])\d$")
_DIGITS = r"([\d,.]+)"
_QUALIFIERS = (
    (re.compile(rf"(?:约|大约|近){_DIGITS}"), Comparator.APPROX),
    (re.compile(rf"{_DIGITS}左右"), Comparator.APPROX),
    (re.compile(rf"(?:超过|超|逾|突破){_DIGITS}"), Comparator.GT),
    (re.compile(rf"{_DIGITS}[多余]"), Comparator.GT),
    (re.compile(rf"{_DIGITS}(?:以上|及以上)"), Comparator.GE),
)
#: 9 months of 2011, 1 half-year of 2008: from January on; 2 quarter of 2008 would be either.
_COUNTED = re.compile(r"(?P<n>1?\d) (?P<what>months?|quarter|half[- ]year) of (?P<y>(?:19|20)\d\d)")
_SCHOOL_YEAR = re.compile(r"((?:1[89]|20)\d\d)\s*[-/–—]\s*(\d\d)")
_CHANGE = re.compile(r"(?:(?P<fall>下降|回落|降低|减少)|上升|提高|增加|增长|上涨)(?P<figure>[\d.]+(?:个?百分点|[%％]))")
#: Dimensions whose figures may carry their unit in the cell without a magnitude.
_AMOUNTS = frozenset({"percentage_point", "currency", "us_dollar", "mass", "area"})
#: Prices, quantities and times beyond this are no table.
LONGEST_LABEL = 200


def figure(value: Value) -> Figure | None:
    """Return the number of a cell, None where it holds none; a boolean is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        number = float(value)
        return Figure(value=number, text=cell_text(value)) if number == number else None
    return _figure_text(value.strip()) if isinstance(value, str) and 0 < len(value) <= 40 else None


@lru_cache(maxsize=65536)
def _figure_text(text: str) -> Figure | None:
    if not any(c.isdigit() for c in text):
        return None
    found = read_figure(text) or _qualified(text) or _said_change(text)
    return None if found is not None and found.unit not in (None, "%", "‰") and not _measured(found.unit) else found


def _said_change(text: str) -> Figure | None:
    """下降0.2个百分点, 增长3.5%: the words are the sign."""
    said = _CHANGE.fullmatch(text)
    found = read_figure(said["figure"]) if said is not None else None
    if said is None or found is None or found.unit is None:
        return None
    return replace(found, value=-found.value, text=f"-{found.text}") if said["fall"] else found


def _measured(text: str) -> bool:
    """Say whether a unit in a cell is one of amounts or points: 12亿元, 1.01个百分点; 3年 and 5月 are no figures."""
    unit = known_unit(text)
    return unit is not None and (bool(unit.magnitude) or unit.dimension in _AMOUNTS)


def _qualified(text: str) -> Figure | None:
    """约14, 100多, 8以上, 超过20: the figure and how exact it is."""
    for pattern, comparator in _QUALIFIERS:
        said = pattern.fullmatch(text)
        if said is not None and (found := read_figure(said.group(1))) is not None and found.unit is None:
            return replace(found, qualifier=str(comparator))
    return None


def missing(value: Value) -> bool:
    """Say whether a cell is empty or says that there is no value."""
    return value is None or (isinstance(value, str) and is_missing(value.strip()))


def year_of(value: Value) -> int | None:
    """Return the year that a cell holds as a bare number or text, None where it holds none."""
    text = cell_text(value)
    marked = _YEAR_MARKED.fullmatch(text)
    if marked is not None:
        return int(marked.group(1))
    return int(text) if _YEAR.fullmatch(text) else None


def period(text: str, year: int | None = None) -> Period | None:
    """Return the period that a label names, footnote marks left out."""
    marked = _YEAR_MARKED.fullmatch(text)
    if marked is not None:
        return read_period(marked.group(1))
    counted = _COUNTED.fullmatch(text)
    if counted is not None:
        number, what = int(counted["n"]), counted["what"][0]
        months = number * {"m": 1, "q": 3, "h": 6}[what]
        if (what == "q" and number != 1) or (what == "h" and number != 1) or not 1 < months <= 12:
            return None
        return read_period(f"{counted['y']}-01/{counted['y']}-{months:02d}")
    if school_year(text) is not None:
        return None
    return read_period(text, year) or read_period(without_mark(text), year)


def school_year(text: str) -> int | None:
    """Return the first year of 2009-10 where the second is the next; such a label may also be a month."""
    found = _SCHOOL_YEAR.fullmatch(text.strip())
    if found is None or int(found.group(2)) != (int(found.group(1)) + 1) % 100:
        return None
    return int(found.group(1))


def is_period(value: Value) -> bool:
    """Say whether a cell names a period, certain or not."""
    if year_of(value) is not None:
        return True
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return bool(ambiguous_period(cell_text(value))) or period(cell_text(value)) is not None
    text = cell_text(value)
    return 0 < len(text) <= 40 and (
        school_year(text) is not None or period(text) is not None or bool(ambiguous_period(text))
    )


def without_mark(text: str) -> str:
    """Return a label without the footnote mark at its end: Astana city2), C-CPI-U1 after letters."""
    found = _MARK.search(text)
    if found is None or (found.group().strip()[0].isdigit() and text.count("(") + text.count("（") > 0):
        return text
    return text[: found.start()].strip() or text


def clean(text: str) -> str:
    """Return a label without line ends and without the blanks that stretch Chinese names (河  南)."""
    joined = " ".join(text.split())
    return re.sub(r"(?<=[\u3400-\u9fff（）()])\s+(?=[\u3400-\u9fff（）()])", "", joined)


def text_at(sheet: Sheet, row: int, column: int) -> str:
    """Return a cell as a clean label."""
    return clean(cell_text(sheet.value(row, column)))
