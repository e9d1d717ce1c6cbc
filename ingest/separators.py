"""Which character separates the cells of a text file, and the cells themselves."""

import csv
import io
from collections import Counter
from itertools import islice

#: Separators that are tried, in the order that breaks ties.
_CANDIDATES = (",", "\t", ";", "|")
#: Records looked at.
_SAMPLE = 60


def beginning(data: bytes, length: int = 200_000) -> str:
    """Return the whole lines at the start of a UTF-8 text."""
    if len(data) <= length:
        return data.decode("utf-8")
    return data[: data.rfind(b"\n", 0, length) + 1].decode("utf-8", "ignore")


def separator(text: str) -> str:
    """Return the separator under which most records of a beginning have the same number of cells, more than one.

    A tab beside a comma in every cell counts as one separator: the comma, the tab goes with the blanks.
    """
    scores = {mark: _score(text, mark) for mark in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda mark: scores[mark])
    return best if scores[best] > 0 else ","


def _score(sample: str, mark: str) -> float:
    if mark not in sample:
        return 0.0
    try:
        records = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=mark), _SAMPLE))
    except csv.Error:
        return 0.0
    widths = Counter(len(r) for r in records if len(r) > 1)
    if not widths:
        return 0.0
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    return often + 0.001 * width


def records(text: str, mark: str) -> list[list[str]]:
    """Return all records of the text; cells are stripped of blanks and of tabs that stand beside a comma."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return [[cell.strip() for cell in record] for record in reader]
