"""Names of statistics made comparable: one form for what is written in several, knowledge in name_forms.csv."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

_SPACES = re.compile(r"\s+")
_QUOTES = re.compile(r"[\"'“”‘’「」『』《》〈〉]")
_PARTS = re.compile(r"[,，、;；]")
_DASHES = re.compile(r"[-‐‑–]")
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
        self._counted_in = {text: unit for text, unit in kinds["counter"] if unit}
        self._stage = re.compile(rf"^(..+?)({_either(kinds['stage'])})$")
        bases = "|".join(
            sorted(
                {re.escape(re.sub(_MAGNITUDE, "", u, count=1)) for u in units if "=" not in u}, key=len, reverse=True
            )
        )
        self._edges = (
            re.compile(rf"(?<=..)[_,:/ ]{_MAGNITUDE}({bases})(人民币)?$"),
            re.compile(r"(?<=..)(19|20)\d\d年?$"),
            re.compile(rf"(?<=..)({_either(kinds['ending'])})$"),
            re.compile(rf"(?<=...)({_either(kinds['counter'])})$"),
        )
        self._prefix = re.compile(rf"^({_either(kinds['prefix'])})(?=..)")
        said = "|".join(text for text, _ in kinds["bracket"])
        english = "|".join(text for text, _ in kinds["unit_word"])
        self._said = re.compile(rf"({said}|{_MAGNITUDE}({bases}))|[^一-鿿]*\b({english})[^一-鿿]*|%")

    def key(self, name: str) -> str:
        """The form that all spellings of a plain name share; nothing is taken off it."""
        for text, becomes in self._same:
            name = name.replace(text, becomes)
        if name.isascii():
            return _DASHES.sub(" ", name).replace(" the ", " ")
        return self._stage.sub(r"\2\1", name.translate(self._between))

    def looser(self, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Ever shorter forms of a plain name, each with what was taken off: one remark at a time, from outside."""
        taken: tuple[str, ...] = ()
        while step := self._step(name):
            name, off = step
            taken += (off,)
            yield name, taken

    def _step(self, name: str) -> tuple[str, str] | None:
        if found := self._prefix.search(name):
            return name[found.end() :], found.group()
        if name.endswith(")") and (shorter := self._without_remark(name)):
            return shorter
        for pattern in self._edges:
            if found := pattern.search(name):
                return name[: found.start()] + name[found.end() :], found.group().strip("_,:/ ")
        return None

    def counted_in(self, taken: Iterable[str]) -> str:
        """The end of the unit that a counter taken off demands (人数: 人), "" for none."""
        return next((self._counted_in[word] for word in taken if word in self._counted_in), "")

    def _without_remark(self, name: str) -> tuple[str, str] | None:
        """A name without the last remark on one value in its last bracket; scopes stay."""
        start = name.rfind("(")
        parts = _PARTS.split(name[start + 1 : -1])
        for place in range(len(parts) - 1, -1, -1):
            if self._said.fullmatch(parts[place].strip()):
                stay = parts[:place] + parts[place + 1 :]
                return (name[:start].rstrip() + (f"({','.join(stay)})" if stay else ""), parts[place])
        return None


def _either(words: list[tuple[str, str]]) -> str:
    return "|".join(sorted((re.escape(word) for word, _ in words), key=len, reverse=True))


def load_name_forms(units: Iterable[str]) -> NameForms:
    """The forms of name_forms.csv, with the units that may stand beside a name."""
    text = files("measures").joinpath("name_forms.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))
    return NameForms(((row["kind"], row["text"], row["becomes"]) for row in rows), units)
