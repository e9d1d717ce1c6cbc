"""Sentences: the only place where keys become words.

Every `locale/<lang>/<area>.yaml` is a flat mapping from key to sentence; places in braces are filled by name.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from measures.errors import NotFound
from measures.problems import Problem, Where

LOCALE: Final = Path(__file__).parent / "locale"
LETTERS: Final = re.compile(r"[A-Z]{1,3}")


class Lang(StrEnum):
    """The languages of every sentence; Chinese comes first."""

    ZH = "zh"
    EN = "en"


def read_locale(lang: str, folder: Path = LOCALE) -> dict[str, str]:
    """All sentences of a language by key.

    Raises NotFound for a language without folder and ValueError for a key that stands in two files.
    """
    files = sorted((folder / lang).glob("*.yaml"))
    if not files:
        raise NotFound("language", lang)
    sentences: dict[str, str] = {}
    for file in files:
        for key, sentence in _read_area(file).items():
            if key in sentences:
                raise ValueError(f"{file}: {key} stands in another file of the language too")
            sentences[key] = sentence
    return sentences


def _read_area(file: Path) -> dict[str, str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {}  # noqa: S506 - both are safe loaders
    return {str(key): str(sentence) for key, sentence in found.items()}


@cache
def _sentences(lang: str) -> Mapping[str, str]:
    return read_locale(lang)


def text(key: str, /, lang: str = Lang.ZH, **values: object) -> str:
    """The sentence of a key with its places filled. Raises NotFound for an unknown key or a place without value."""
    sentence = _sentences(lang).get(key)
    if sentence is None:
        raise NotFound("sentence", f"{lang}:{key}")
    try:
        return sentence.format_map(values)
    except KeyError as error:
        raise NotFound("value of the sentence", f"{lang}:{key} {error.args[0]}") from error


def has_text(key: str, lang: str = Lang.ZH) -> bool:
    """Whether the language has a sentence for the key."""
    return key in _sentences(lang)


def word(family: str, value: str, lang: str = Lang.ZH) -> str:
    """The word for a member of a closed set (`word.<family>.<value>`); the value itself where none is kept."""
    key = f"word.{family}.{value}"
    return text(key, lang) if has_text(key, lang) else value


def problem_text(problem: Problem, lang: str = Lang.ZH) -> str:
    """A problem as one sentence that begins with its place.

    A code without sentence, or a sentence that names a detail that is not there, is shown raw and not hidden.
    """
    place = where_text(problem.where, lang)
    said = coded_text("problem", problem.code, problem.details, lang)
    return text("problem_at", lang, place=place, said=said) if place else said


def coded_text(family: str, code: str, details: Mapping[str, object], lang: str = Lang.ZH) -> str:
    """The sentence `<family>.<code>` filled with details; shown raw where sentence or detail is missing."""
    try:
        return text(f"{family}.{code}", lang, **details)
    except NotFound:
        listed = ", ".join(f"{name}={value}" for name, value in details.items())
        return f"{code} ({listed})" if listed else code


def where_text(where: Where, lang: str = Lang.ZH) -> str:
    """The place of a problem as people name it: file, sheet, row and column, or characters of a text."""
    parts = [where.file] if where.file else []
    if where.sheet:
        parts.append(text("where.sheet", lang, sheet=where.sheet))
    if where.row is not None or where.column:
        parts.append(_cell(where, lang))
    if where.start is not None:
        parts.append(text("where.characters", lang, start=where.start, end=where.end or where.start))
    return text("list.joint", lang).join(parts)


def _cell(where: Where, lang: str) -> str:
    if where.row is None:
        return text("where.column", lang, column=where.column)
    if not where.column:
        return text("where.row", lang, row=where.row)
    if LETTERS.fullmatch(where.column):
        return f"{where.column}{where.row}"
    return text("where.row_column", lang, row=where.row, column=where.column)
