"""Which warnings want a word of the uploader before a file is taken in (practice 17)."""

from collections.abc import Iterable
from functools import cache

from ingest.lexicon import table
from measures.problems import Problem
from measures.terms import Severity


def wants_word(problem: Problem) -> bool:
    """Return whether an upload with this problem is only taken in with a word of its uploader."""
    return problem.severity == Severity.WARNING and problem.code in _codes()


def unexplained(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that want a word."""
    return tuple(problem for problem in problems if wants_word(problem))


@cache
def _codes() -> frozenset[str]:
    return frozenset(row["code"] for row in table("wants_word.csv"))
