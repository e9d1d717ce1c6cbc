"""The one office that a target's lights and letters go to (practice 19 and 20)."""

from functools import cache

from measures.catalogue import Indicator
from targets import lexicons
from targets.model import Offices


@cache
def _business() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = (word.split("=", 1) for word in lexicons.words("business"))
    return tuple((thing, tuple(offices.split("|"))) for thing, offices in entries)


def is_statistical(office: str) -> bool:
    """Tell offices that measure and do not answer for what they measure."""
    return office.endswith(lexicons.words("offices", "statistical"))


def choose_answerable(offices: Offices, name: str, indicator: Indicator | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the 主责单位 and what a person should look at: 主办, else whose business it is, else the first named.

    分别负责 among several is divided by a person: None. A statistical office is never chosen.
    """
    problems = ("statistical_office",) if any(map(is_statistical, offices.lead)) else ()
    able = [office for office in offices.lead if not is_statistical(office)]
    if not able:
        return None, problems
    if len(able) == 1 or offices.responsibility == "lead_support":
        return able[0], problems
    words = indicator.offices if indicator else ()
    if chosen := next((office for word in words for office in able if word in office), None):
        return chosen, problems
    fitting = [words for thing, words in _business() if thing in name]
    for words in fitting:
        if chosen := next((office for word in words for office in able if word in office), None):
            return chosen, problems
    if offices.responsibility == "each":
        return None, (*problems, "answerable_to_divide")
    return able[0], (*problems, "answerable_first_named")
