"""Names of statistics made comparable: one form for what is written in several, knowledge in name_forms.csv."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_SPACES = re.compile(r"\s+")
_QUOTES = re.compile(r"[\"'“”‘’「」『』《》〈〉]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PARTS = re.compile(r"[,，、;；]")
_DASHES = re.compile(r"[-‐‑–]")
_YEAR = re.compile(r"(?<=..)(19|20)\d\d年?$")
_MAGNITUDE = "[十百千万亿]*"


@cache
def simplified() -> dict[int, str]:
    """Traditional characters and their simplified ones, for str.translate; every character that names here use."""
    text = files("measures").joinpath("traditional.txt").read_text(encoding="utf-8")
    pairs = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {ord(pair[0]): pair[1] for line in pairs for pair in line.split()}


def plain(name: str) -> str:
    """A name with width, case, quotation marks and traditional characters made one, and no spaces but in English."""
    name = _QUOTES.sub("", unicodedata.normalize("NFKC", name)).strip().casefold().translate(simplified())
    return _SPACES.sub(" " if name.isascii() else "", name)


class NameForms:
    """How far a name may be loosened without becoming that of another statistic."""

    def __init__(self, rows: Iterable[tuple[str, str, str]], units: Iterable[str]) -> None:
        kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for kind, text, becomes in rows:
            kinds[kind].append((text, becomes))
        self._same = [(text, becomes) for text, becomes in kinds["same"]]
        self._between = str.maketrans(dict.fromkeys((text for text, _ in kinds["between"]), ""))
        self._prefix = re.compile(rf"^({_either(kinds['prefix'])})(?=..)")
        self._ending = re.compile(rf"(?<=..)({_either(kinds['ending'])})$")
        self._counter = re.compile(rf"(?<=...)({_either(kinds['counter'])})$")
        self._counted_in = {text: unit for text, unit in kinds["counter"] if unit}
        self._stage = re.compile(rf"^(..+?)({_either(kinds['stage'])})$")
        bases = "|".join(
            sorted(
                {re.escape(re.sub(_MAGNITUDE, "", u, count=1)) for u in units if "=" not in u}, key=len, reverse=True
            )
        )
        self._unit = re.compile(rf"[_,:/ ]({_MAGNITUDE}({bases}))$")
        said = "|".join(text for text, _ in kinds["bracket"])
        english = "|".join(text for text, _ in kinds["unit_word"])
        self._said = re.compile(rf"({said}|{_MAGNITUDE}({bases}))|[^一-鿿]*\b({english})[^一-鿿]*|%")

    def loose(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The key under which the other forms of a plain name are found too, and what was taken off it."""
        taken: list[str] = []
        name = self._without_remarks(name, taken)
        for pattern, group in ((self._unit, 0), (_YEAR, 0), (self._prefix, 1), (self._ending, 1), (self._counter, 1)):
            if found := pattern.search(name):
                taken.append(found.group(group).strip("_,:/ "))
                name = name[: found.start()] + name[found.end() :]
        for text, becomes in self._same:
            name = name.replace(text, becomes)
        if name.isascii():
            return _DASHES.sub(" ", name).replace(" the ", " "), tuple(taken)
        name = name.translate(self._between)
        return self._stage.sub(r"\2\1", name), tuple(taken)

    def counted_in(self, taken: Iterable[str]) -> str:
        """The end of the unit that a counter taken off demands (人数: 人), "" for none."""
        return next((self._counted_in[word] for word in taken if word in self._counted_in), "")

    def _without_remarks(self, name: str, taken: list[str]) -> str:
        """A name without what brackets say of one value; scopes stay."""

        def kept(found: re.Match[str]) -> str:
            parts = _PARTS.split(found.group(1))
            stay = [part for part in parts if not self._said.fullmatch(part.strip())]
            taken.extend(part for part in parts if part not in stay)
            return f"({','.join(stay)})" if stay else ""

        return _BRACKETS.sub(kept, name).strip()


def _either(words: list[tuple[str, str]]) -> str:
    return "|".join(sorted((re.escape(word) for word, _ in words), key=len, reverse=True))


def load_name_forms(units: Iterable[str]) -> NameForms:
    """The forms of name_forms.csv, with the units that may stand beside a name."""
    text = files("measures").joinpath("name_forms.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))
    return NameForms(((row["kind"], row["text"], row["becomes"]) for row in rows), units)
