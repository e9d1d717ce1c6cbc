"""The word lists of words.txt."""

from functools import cache, lru_cache
from importlib.resources import files


@cache
def words(kind: str) -> tuple[str, ...]:
    """All words of a kind, in the file's order."""
    text = files("gaps").joinpath("words.txt").read_text(encoding="utf-8")
    rules = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(word for name, word in rules if name == kind)


@lru_cache(maxsize=65_536)
def has_word(kind: str, text: str | None) -> bool:
    """True where the text holds a word of the kind."""
    return text is not None and any(word in text for word in words(kind))
