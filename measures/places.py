"""Places: names, codes and the tree of the country, its provinces, prefectures and counties."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from measures.errors import NotFound
from measures.names import simplified

#: code of the country
COUNTRY = "000000"


class Level(StrEnum):
    """The rank of a place."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    #: a statistical region or a zone that is no administrative division
    AREA = "area"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place that figures are published for."""

    #: six digits of GB/T 2260, or an own code
    code: str
    #: full name, 河南省
    name: str
    #: as tables shorten it, 河南
    short: str
    level: Level
    #: code of the place it belongs to, None for the country
    parent: str | None
    #: further names, former names among them
    aliases: tuple[str, ...] = ()
    #: English name without the word for its rank, "" for most counties
    name_en: str = ""
    #: codes that it bore before
    former_codes: tuple[str, ...] = ()
    #: first year, None = before 1995
    valid_from: int | None = None
    #: last year, None = still there
    valid_to: int | None = None


#: how strongly a name points to a place: the name in force, another name of a living place, a name of one that is gone
_NAME, _OTHER, _GONE = 0, 1, 2
_RANK = {Level.COUNTRY: 0, Level.PROVINCE: 1, Level.PREFECTURE: 2, Level.AREA: 3, Level.COUNTY: 4}
#: levels whose short names are words too
_NARROW = (Level.COUNTY, Level.AREA)
_SEPARATORS = re.compile(r"[/\\|>＞·]")
_SPACES = re.compile(r"\s+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z' .’-]*(\([A-Za-z ]+\))?")
_ENGLISH_RANKS = {
    "autonomous region": {Level.PROVINCE},
    "autonomous prefecture": {Level.PREFECTURE},
    "municipality": {Level.PROVINCE},
    "province": {Level.PROVINCE},
    "prefecture": {Level.PREFECTURE},
    "city": {Level.PREFECTURE},
}


def _latin_key(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.casefold())


class Places:
    """Every known place, found by code, name or path."""

    def __init__(self, rows: Iterable[list[str]]) -> None:
        self._rows = {row[0]: row for row in rows}
        self._known: dict[str, Place] = {}
        self._names: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._shorts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._latin: dict[str, list[str]] = defaultdict(list)
        self._former: dict[str, str] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        for code, row in self._rows.items():
            self._enter(code, row)

    def _enter(self, code: str, row: list[str]) -> None:
        _, name, short, level, parent, name_en, aliases, former, _, gone = row
        self._children[parent].append(code)
        self._names[name].append((_GONE if gone else _NAME, code))
        other = _GONE if gone else _OTHER
        if short != name:
            (self._shorts if level in _NARROW else self._names)[short].append((other, code))
        for alias in filter(None, aliases.split("|")):
            if alias.isascii():
                self._latin[_latin_key(alias)].append(code)
            else:
                self._names[alias].append((other, code))
        if name_en and not gone:
            self._latin[_latin_key(name_en)].append(code)
        for old in filter(None, former.split("|")):
            self._former.setdefault(old, code)

    def __contains__(self, code: str) -> bool:
        return code in self._rows

    def __iter__(self) -> Iterator[Place]:
        return (self.get(code) for code in self._rows)

    def get(self, code: str) -> Place:
        """The place of a code in force or a former one; NotFound where there is none."""
        place = self._known.get(code)
        if place is None:
            row = self._rows.get(code) or self._rows.get(self._former.get(code, ""))
            if row is None:
                raise NotFound("place", code)
            place = self._known[code] = _place(row)
        return place

    def children(self, code: str) -> tuple[Place, ...]:
        """The places right below a place that are still there, in the order of their codes."""
        return tuple(self.get(c) for c in sorted(self._children.get(code, ())) if not self._rows[c][9])

    def path_name(self, code: str) -> str:
        """Names from the province down: 河南省/郑州市; the country's own name for the country."""
        names = [self.get(a).name for a in self._line(self.get(code).code) if a != COUNTRY]
        return "/".join(reversed(names)) or self.get(COUNTRY).name

    def find(self, text: str, within: str | None = None) -> Place | None:
        """The one place that a text names, or None where it names none or several.

        Understands codes, full, short, former, English names, and paths (河南省/郑州市, 河南省郑州市); spaces anywhere.
        `within` is the code of a place: names are then read among what lies in it, and outside it only full names of
        provinces and prefectures. Short names of counties and zones are read only with it: 资源, 合作 are words too.
        """
        text = unicodedata.normalize("NFKC", text).strip()
        if not text or len(text) > 80:
            return None
        if _LATIN.fullmatch(text):
            return self._resolve_latin(text, within)
        text = _SPACES.sub("", text).translate(simplified())
        if text.isdigit():
            return self._by_code(text)
        parts = _SEPARATORS.split(text)
        if len(parts) > 1:
            return self._follow(parts, within)
        return self._by_name(text, within) or self._by_joined_path(text, within)

    def _by_code(self, digits: str) -> Place | None:
        if len(digits) == 12 and digits.endswith("000000"):
            digits = digits[:6]
        return self.get(digits) if digits in self._rows or digits in self._former else None

    def _follow(self, parts: list[str], within: str | None) -> Place | None:
        place = None
        for part in parts:
            place = self.find(part, within) if place is None else self._inside(part, place.code)
            if place is None:
                return None
        return place

    def _inside(self, name: str, code: str) -> Place | None:
        """A name below a place, that place itself excluded."""
        return self._choose([c for c in self._candidates(name, True) if c[1] != code and code in self._line(c[1])])

    def _by_joined_path(self, text: str, within: str | None) -> Place | None:
        for cut in range(len(text) - 2, 1, -1):
            head, rest = text[:cut], text[cut:]
            if head in self._names:
                place = self._by_name(head, within)
                if place is not None and place.level != Level.COUNTY:
                    found = self._inside(rest, place.code) or self._by_joined_path(rest, place.code)
                    if found is not None and place.code in self._line(found.code):
                        return found
        return None

    def _by_name(self, name: str, within: str | None) -> Place | None:
        narrow = within is not None and within != COUNTRY
        candidates = self._candidates(name, narrow)
        if within is None or not narrow:
            return self._choose(candidates)
        code = self.get(within).code
        inside = [c for c in candidates if code in self._line(c[1])]
        if inside:
            # In a table of 吉林省's cities 吉林 is 吉林市, in its heading the province: nobody can tell.
            known = {found for _, found in inside}
            return self._choose(inside) if code not in known or len(known) == 1 else None
        return self._choose([c for c in candidates if c[0] == _NAME and self._rows[c[1]][3] != Level.COUNTY])

    def _candidates(self, name: str, with_shorts: bool) -> list[tuple[int, str]]:
        found = self._names.get(name, [])
        return found + self._shorts.get(name, []) if with_shorts else found

    def _choose(self, candidates: list[tuple[int, str]]) -> Place | None:
        """The one candidate of the strongest kind; among several the one of highest rank, if it stands alone there.

        A county's name must be nobody else's, of old either: 桥东区 was one of three cities.
        """
        if not candidates:
            return None
        strongest = min(strength for strength, _ in candidates)
        codes = list(dict.fromkeys(code for strength, code in candidates if strength == strongest))
        if all(self._rows[code][3] == Level.COUNTY for code in codes):
            codes = list(dict.fromkeys(code for _, code in candidates))
        elif len(codes) > 1:
            ranks = {code: _RANK[Level(self._rows[code][3])] for code in codes}
            codes = [code for code in codes if ranks[code] == min(ranks.values())]
        return self.get(codes[0]) if len(codes) == 1 else None

    def _resolve_latin(self, text: str, within: str | None) -> Place | None:
        levels = set(Level)
        folded = _SPACES.sub(" ", text.casefold().replace("(", " ").replace(")", " ")).strip()
        for words, ranks in _ENGLISH_RANKS.items():
            if folded.endswith(" " + words):
                folded, levels = folded.removesuffix(words), ranks
                break
        named = self._latin.get(_latin_key(folded), [])
        codes = [c for c in named if self._rows[c][3] in levels] or named
        if within is not None and within != COUNTRY:
            inside = self.get(within).code
            codes = [c for c in codes if inside in self._line(c)] or codes
        return self._choose([(_NAME, code) for code in codes])

    def _line(self, code: str) -> list[str]:
        """A code and the codes above it, up to the country."""
        line = []
        while code:
            line.append(code)
            code = self._rows[code][4]
        return line


def _place(row: list[str]) -> Place:
    code, name, short, level, parent, name_en, aliases, former, first, last = row
    return Place(
        code=code,
        name=name,
        short=short,
        level=Level(level),
        parent=parent or None,
        aliases=tuple(filter(None, aliases.split("|"))),
        name_en=name_en,
        former_codes=tuple(filter(None, former.split("|"))),
        valid_from=int(first) if first else None,
        valid_to=int(last) if last else None,
    )


@cache
def load_places() -> Places:
    """The places of places.csv."""
    text = files("measures").joinpath("places.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if line and not line.startswith("#"))
    next(rows)
    return Places(rows)
