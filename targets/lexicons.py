"""The word lists of targets/lexicon: loaded once, asked for by file and section."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "lexicon"


@cache
def sections(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the sections of lexicon/NAME.txt: `[section]` lines, words between white space, `#` begins a comment."""
    found: dict[str, list[str]] = {}
    current = found.setdefault("", [])
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        text = line.split("#", 1)[0].strip()
        if text.startswith("[") and text.endswith("]"):
            current = found.setdefault(text[1:-1].strip(), [])
        else:
            current.extend(text.split())
    return {section: tuple(dict.fromkeys(words)) for section, words in found.items()}


def words(name: str, section: str = "") -> tuple[str, ...]:
    """Return the words of one section in the order of the file."""
    return sections(name)[section]


@cache
def any_of(name: str, *wanted: str) -> str:
    """Return a regular expression that matches any word of the sections, the longest first; entries are expressions."""
    parts = {word for section in wanted or ("",) for word in words(name, section)}
    return "(?:" + "|".join(sorted(parts, key=lambda word: (-len(word), word))) + ")"


@cache
def pattern(name: str, *wanted: str) -> re.Pattern[str]:
    """Return `any_of` compiled."""
    return re.compile(any_of(name, *wanted))


@cache
def pairs(name: str, section: str = "") -> Mapping[str, str]:
    """Return a section of `word=meaning` entries."""
    return {key: value for key, _, value in (word.rpartition("=") for word in words(name, section))}
