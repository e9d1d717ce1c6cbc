"""What kind an office is, by its name; the words stand in office_kinds.txt."""

import re
from functools import cache
from importlib.resources import files

from measures.terms import OfficeKind


def office_kind(name: str) -> OfficeKind:
    """The kind of an office; government where no word of the list is in its name."""
    return next((kind for kind, words in _kinds() if words.search(name)), OfficeKind.GOVERNMENT)


@cache
def _kinds() -> tuple[tuple[OfficeKind, re.Pattern[str]], ...]:
    lines = files("dashboards.reports").joinpath("office_kinds.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((OfficeKind(kind), re.compile(words)) for kind, words in pairs)
