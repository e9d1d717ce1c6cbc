"""甲、乙、丙分别为 1、2 和 3: names and numbers of a sentence that go together by their places."""

import re
from collections.abc import Mapping

from ingest.knowledge import Knowledge
from ingest.longfields import SURE
from measures.catalogue import Match
from measures.numerals import find_numbers

_AND = r"(?:、|和|及|与|以及)"
_LIST = re.compile(
    rf"(?P<names>[^，。；：,;:（）()]*?)(?:分别|依次)(?P<verb>[^\d，。；]{{0,16}})(?P<numbers>\d[\d.,]*[^\d，。；、]*?(?:{_AND}\s*\d[\d.,]*[^\d，。；、]*?)+)(?=[，。；,;]|$)"
)
_LEADING = re.compile(r"^(?:其中|全年|全省|全市|全县|全区|年末|我省|我市|本省|本市|当年)")

#: A name as the text has it and what it means.
Subject = tuple[str, Match]


def respective(sentence: str, knowledge: Knowledge) -> Mapping[int, tuple[Subject, str, str] | None]:
    """Return for each number of such lists, by its place in the sentence, (subject, words before it, unit of the last).

    None for every number of a list whose names and numbers are not equally many, or of which one name is not known:
    none of them may be given to another.
    """
    found: dict[int, tuple[Subject, str, str] | None] = {}
    for said in _LIST.finditer(sentence):
        start = said.start("numbers")
        body = said["numbers"]
        numbers = find_numbers(body)
        names = [_bare(name) for name in re.split(_AND, said["names"]) if name.strip()]
        subjects = _subjects(names, knowledge) if len(names) == len(numbers) else None
        last = body[numbers[-1].end :].strip() or numbers[-1].unit or ""
        for place, number in enumerate(numbers):
            found[start + number.start] = None if subjects is None else (subjects[place], said["verb"], last)
    return found


def _bare(name: str) -> str:
    shorter = _LEADING.sub("", name.strip())
    return shorter if shorter == name.strip() else _bare(shorter)


def _subjects(names: list[str], knowledge: Knowledge) -> list[Subject] | None:
    """The statistics of all names; what the last one says of all of them is added to the others."""
    last = names[-1]
    for cut in range(1, len(last) + 1):
        whole = [name + last[cut:] for name in names[:-1]] + [last]
        matches = [knowledge.catalogue.find(name) for name in whole]
        if all(m is not None and m.confidence >= SURE for m in matches) and len(
            {m.indicator_id for m in matches if m}
        ) == len(names):
            return [(name, m) for name, m in zip(whole, matches, strict=True) if m is not None]
    return None
