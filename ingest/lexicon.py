"""The trade's words as ingest compares them: read once from ingest/words/, commented text and CSV."""

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


def plain(text: str) -> str:
    """Return a word as it is compared: half width, lower case, without blanks and underscores."""
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("_", " ").split())


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of a word list without comments and empty ones."""
    text = resources.files("ingest").joinpath("words", name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("# "))


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a commented CSV."""
    return tuple(MappingProxyType(row) for row in csv.DictReader(lines(name)))


@cache
def headers() -> Mapping[str, str]:
    """Return field by header word."""
    return MappingProxyType({plain(row["word"]): row["field"] for row in table("headers.csv")})


@cache
def terms(kind: str) -> Mapping[str, str | None]:
    """Return the stored term by written word for one closed set; None where the word says nothing further."""
    rows = (row for row in table("terms.csv") if row["kind"] == kind)
    return MappingProxyType({plain(row["word"]): row["term"] or None for row in rows})


@cache
def missing() -> frozenset[str]:
    """Return what stands for no value."""
    return frozenset(plain(line) for line in lines("missing.txt"))


@cache
def figure_marks() -> Mapping[str, tuple[str, str]]:
    """Return (status, note) by mark that stands behind a figure."""
    return MappingProxyType({plain(r["mark"]): (r["status"], r["note"]) for r in table("marks.csv")})


@cache
def common_characters() -> frozenset[str]:
    """Return the commonest characters of official prose."""
    return frozenset("".join(lines("common.txt")))


def source_rank(text: str) -> int | None:
    """Return the authority that a source's words give, None where they say nothing."""
    for row in table("sources.csv"):
        if row["kind"] == "authority" and row["word"] in text:
            return int(row["term"])
    return None


def says_derived(text: str) -> bool:
    """Say whether a note tells that its figure was reckoned from others."""
    return any(row["kind"] == "derived" and row["word"] in text for row in table("sources.csv"))
