"""Whether a stretch looks back or ahead: headings, words of the past, verbs of what is to be done."""

import re
from functools import cache

from targets import lexicons


@cache
def _counted(section: str) -> re.Pattern[str]:
    return re.compile(lexicons.any_of("times", section))


@cache
def _opening_verbs() -> re.Pattern[str]:
    return re.compile(r"(?:^|(?<=[，。；：、 ]))(?:要|将|今年|今后)?" + lexicons.any_of("times", "ahead verb"))


def heading_looks_back(heading: str) -> bool | None:
    """Return True for headings of what was done, False for those of what is to be done, None where they do not say."""
    back = bool(_counted("back heading").search(heading))
    ahead = bool(_counted("ahead heading").search(heading))
    if back == ahead:
        return None
    return back


def paragraph_looks_back(paragraph: str) -> bool:
    """Tell paragraphs without a date that report results: many words of result, hardly a verb that opens a task."""
    results = len(set(_counted("result").findall(paragraph[:3000])))
    ahead = len(_opening_verbs().findall(paragraph[:3000]))
    return results >= 4 and results > 2 * ahead


def says_ahead(text: str) -> bool:
    """Tell clauses that speak of what is still to come."""
    return bool(_counted("future").search(text))


def says_done(text: str) -> bool:
    """Tell clauses that speak of what is done."""
    return bool(_counted("done").search(text))
