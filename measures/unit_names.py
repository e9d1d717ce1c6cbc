"""The names of units: from a text to magnitudes and names of units.txt, without a word about what they are worth.

Three commented files hold the knowledge: units.txt (names, factors, dimensions), unit_spellings.txt (other ways to
write them) and unit_lookalikes.txt (words that only begin like a unit).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

#: A longer text is no unit.
LONGEST: Final = 64
_FOLDER: Final = Path(__file__).resolve().parent
_NARROW: Final = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_SIMPLIFIED: Final = str.maketrans(
    "萬億畝噸頃戶個項臺張條處間場種輛頭隻件點圓歐美劑樓棟時韓",
    "万亿亩吨顷户个项台张条处间场种辆头只件点圆欧美剂楼栋时韩",
)
_HEAD: Final = re.compile(r"(?:(?:计量|數據)?(?:单位|單位)[:是为]?|units?\s*[:=])\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One factor of a unit."""

    #: "万" of 万人, "" for none
    magnitude: str
    #: a name of units.txt
    name: str


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A unit taken apart: 元/人 has 元 above and 人 below."""

    above: tuple[Factor, ...]
    below: tuple[Factor, ...]


def folded(text: str) -> str:
    """The text in narrow and simplified characters, as many as before."""
    return text.translate(_NARROW).translate(_SIMPLIFIED)


def tidied(text: str) -> str:
    """Folded, without outer brackets, "单位：" and superfluous spaces."""
    tidy = " ".join(folded(text).split())
    tidy = _HEAD.sub("", tidy, count=1) if _HEAD.match(tidy) else tidy
    if tidy[:1] in ("(", "[") and tidy[-1:] in (")", "]") and tidy.count(tidy[0]) == 1:
        tidy = tidy[1:-1].strip()
    return tidy


def bare_magnitude(tidy: str) -> str | None:
    """The magnitude that a tidied text is and nothing else: 万, million; None for anything else."""
    if tidy in magnitudes():
        return tidy
    spelled = dict(_magnitude_spellings())
    word = tidy.lower()
    return spelled.get(word) or spelled.get(word.removesuffix("s")) if re.search("[a-z]", word) else None


def taken_apart(tidy: str) -> Parts | None:
    """The factors of a tidied text, or None where one of them is no unit: 万元/人, kg/hectare, yuan per capita."""
    whole = _factor(tidy)
    if whole:
        return Parts(above=(whole,), below=())
    first, *others = re.split(r"/| per ", tidy)
    if len(others) > 3:
        return None
    above = [_factor(part) for part in re.split("[·*]", first)]
    below = [_factor(part) for other in others for part in re.split("[·*]", other.strip("() "))]
    if not all(above) or not all(below):
        return None
    return Parts(above=tuple(f for f in above if f), below=tuple(f for f in below if f))


def _factor(text: str) -> Factor | None:
    """A name, or a magnitude and a name; Chinese without spaces, English without case and plural."""
    plain = text.replace(" ", "") if re.search("[一-鿿]", text) else text.strip()
    found = _named(plain)
    if found:
        return Factor(magnitude="", name=found)
    lower = plain.lower()
    for spelling, magnitude in _magnitude_spellings():
        if lower.startswith(spelling):
            rest = plain[len(spelling) :]
        elif lower.endswith(" " + spelling):  # US$ million
            rest = plain[: -len(spelling)]
        else:
            continue
        found = _named(rest.strip())
        if found:
            return Factor(magnitude=magnitude, name=found)
    return None


def _named(word: str) -> str | None:
    if word in names():
        return word
    spelled, lower = _spellings(), word.lower()
    forms = (word, lower, lower.removesuffix("s"), lower.replace("s ", " ", 1))
    return next((spelled[form] for form in forms if form in spelled), None)


def name_end(window: str, at: int) -> int | None:
    """Where the longest name that starts at a position of a folded text ends; None where none does.

    Words of unit_lookalikes.txt are not taken for their beginning, Latin symbols not for the beginning of a word.
    """
    known, longest = _matchable()
    blocked = max((len(w) for w in _lookalikes().get(window[at : at + 1], ()) if window.startswith(w, at)), default=0)
    for length in range(min(longest, len(window) - at), blocked, -1):
        word, after = window[at : at + length], window[at + length : at + length + 1]
        if word in known and not (_latin(word[-1]) and _latin(after)):
            return at + length
    return None


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


# --- the three files ---


def definition_lines() -> list[str]:
    """The definitions of units.txt."""
    return _lines("units.txt")


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def _defined() -> tuple[tuple[str, ...], ...]:
    """Every definition's names: the first, and those after the factor."""
    lines = ([part.strip() for part in line.split("=")] for line in definition_lines())
    return tuple((first, *(name for name in others if name != "_")) for first, _, *others in lines)


@cache
def magnitudes() -> tuple[str, ...]:
    """万, 亿, 万亿 …, longest first."""
    found = (first[:-1] for first, *_ in _defined() if first.endswith("-"))
    return tuple(sorted(found, key=len, reverse=True))


@cache
def names() -> frozenset[str]:
    """Every name of units.txt."""
    return frozenset(name for defined in _defined() if not defined[0].endswith("-") for name in defined)


@cache
def _spelling_lines() -> dict[str, str]:
    pairs = (line.rpartition("=") for line in _lines("unit_spellings.txt"))
    return {left.strip(): right.strip() for left, _, right in pairs}


@cache
def _spellings() -> dict[str, str]:
    return {left: right for left, right in _spelling_lines().items() if not left.endswith("-")}


@cache
def _magnitude_spellings() -> tuple[tuple[str, str], ...]:
    """(spelling, magnitude), longest first."""
    spelled = {left[:-1].strip(): right for left, right in _spelling_lines().items() if left.endswith("-")}
    every = {**spelled, **{magnitude: magnitude for magnitude in magnitudes()}}
    return tuple(sorted(every.items(), key=lambda item: len(item[0]), reverse=True))


#: Units of headings that mean something else behind a number in a sentence: 五成立, 十分重要, 长三角.
_ONLY_IN_HEADINGS: Final = frozenset({"成", "点", "分", "角", "指数"})


@cache
def _matchable() -> tuple[frozenset[str], int]:
    """What is looked for in sentences, and the length of the longest: names and symbols, no English words."""
    symbols = {left for left in _spellings() if not re.fullmatch(r"[a-z. -]{3,}|.*100.*|\d", left)}
    found = (names() | symbols) - _ONLY_IN_HEADINGS
    return frozenset(found), max(map(len, found))


@cache
def _lookalikes() -> dict[str, tuple[str, ...]]:
    """Words by their first character."""
    words = [word for line in _lines("unit_lookalikes.txt") for word in line.split()]
    return {first: tuple(w for w in words if w[0] == first) for first in {w[0] for w in words}}
