"""The catalogue of indicators: names, units and habits of each statistic, and which never stand for one another."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measures.errors import NotFound
from measures.terms import Accrual, Accumulation, JudgedOn, Polarity


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator:
    """A statistic with everything that is known of it before a figure is seen."""

    #: stable ascii name
    id: str
    name_zh: str
    name_en: str
    #: true synonyms, Chinese and English
    aliases: tuple[str, ...] = ()
    #: display unit, magnitude included: 亿元
    unit: str
    #: units of another dimension that it is also published in
    other_units: tuple[str, ...] = ()
    #: which direction is good, by default
    polarity: Polarity
    #: (first year, polarity) of later changes, oldest first
    polarity_changes: tuple[tuple[int, Polarity], ...] = ()
    accumulation: Accumulation
    #: of its published growth: "real" or "nominal"; None where growth has no price in it
    price_basis: str | None
    #: "monthly", "quarterly" or "annual"
    frequency: str
    #: decimals that its level or rate is published with; growth has one
    decimals: int
    #: whether the first release of the year covers January and February together
    jan_combined: bool
    accrual: Accrual | None
    judged_on: JudgedOn | None
    #: 数据提供单位 (practice 16)
    data_owner: str
    #: words in the names of the offices whose business it is (practice 20)
    offices: tuple[str, ...] = ()
    #: usual days from the end of a period to the release of a province's figure
    lag_days: int
    #: first and last year of publication, None = open
    valid_from: int | None = None
    valid_to: int | None = None
    #: id that took its place
    succeeded_by: str | None = None
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of it, the shown ones first."""
        return (self.name_zh, self.name_en, *self.aliases)

    def polarity_in(self, year: int) -> Polarity:
        """Which direction is good for targets of a year."""
        held = self.polarity
        for first, polarity in self.polarity_changes:
            if year >= first:
                held = polarity
        return held


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An indicator that a name means, or may mean."""

    indicator_id: str
    #: 0–1; 1 = the name itself, 0.95 = after loosening, below 0.95 only a proposal
    confidence: float
    #: "exact", "loose" or "near"
    how: str
    #: what was left aside to find it: a value's qualifier, a unit in brackets, 全省 …
    stripped: tuple[str, ...] = ()
    #: True: 不得互代 with what the name means, shown only so that a person sees why it was not taken
    refused: bool = False


_SPACES = re.compile(r"\s+")
_QUOTES = re.compile(r"[\"'“”‘’「」『』《》〈〉]")


def _plain(name: str) -> str:
    """Full width, quotation marks and case made one; Chinese names lose their spaces, English keep single ones."""
    name = _QUOTES.sub("", unicodedata.normalize("NFKC", name)).strip().casefold()
    return _SPACES.sub(" " if name.isascii() else "", name)


#: words beside a name that say nothing about which statistic it is
_PREFIXES = re.compile(
    r"^(全省|我省|全市|我市|全县|我县|全区|我区|全州|全国|我国|本省|本市|本地区?|全年)(?=.{2})"
)
_QUALIFIER = (
    r"预计|突破|超过|超|达到?|完成|实现|力争|确保|不低于|不超过|左右|以上|以下|以内|约|近|初步核算数?|初步数|快报数?|最终核实数?|年报数?|"
    r"累计值?|当期值?|本月|本期|本年|全年|年末|期末|增长|同比|同比增长|增速|%|‰"
)
_BRACKET = re.compile(rf"\(({_QUALIFIER})\)$")
_TOTALS = (("总产量", "产量"), ("总额", "额"), ("总值", "值"), ("总量", "量"))


def _loose(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without place words, qualifiers of a value and 总, and what was taken off."""
    stripped: list[str] = []
    while found := _BRACKET.search(name):
        stripped.append(found.group(1))
        name = name[: found.start()]
    if found := _PREFIXES.match(name):
        stripped.append(found.group(1))
        name = name[found.end() :]
    for long, short in _TOTALS:
        name = name.replace(long, short)
    return name, tuple(stripped)


class Catalogue:
    """All indicators, found by id or by name."""

    def __init__(self, indicators: Iterable[Indicator], apart: Iterable[tuple[str, ...]]) -> None:
        self._by_id = {i.id: i for i in indicators}
        self._apart = {frozenset((a, b)) for group in apart for a in group for b in group if a != b}
        self._exact: dict[str, str] = {}
        loose: dict[str, set[str]] = {}
        for indicator in self._by_id.values():
            for name in indicator.names:
                plain = _plain(name)
                self._exact.setdefault(plain, indicator.id)
                loose.setdefault(_loose(plain)[0], set()).add(indicator.id)
        self._loose = {name: next(iter(ids)) for name, ids in loose.items() if len(ids) == 1}

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, indicator_id: str) -> bool:
        return indicator_id in self._by_id

    def get(self, indicator_id: str) -> Indicator:
        """The indicator of an id; NotFound where there is none."""
        try:
            return self._by_id[indicator_id]
        except KeyError:
            raise NotFound("indicator", indicator_id) from None

    def find(self, name: str) -> Match | None:
        """The one indicator that a name means, or None: a wrong link is worse than none."""
        plain = _plain(name)
        if plain in self._exact:
            return Match(indicator_id=self._exact[plain], confidence=1.0, how="exact")
        key, stripped = _loose(plain)
        if key in self._loose:
            return Match(indicator_id=self._loose[key], confidence=0.95, how="loose", stripped=stripped)
        return None

    def near(self, name: str, limit: int = 5) -> tuple[Match, ...]:
        """Indicators that a name may mean, most alike first, for a person to choose from; never taken silently.

        Those that must not stand for what the name means come with `refused`.
        """
        meant = self.find(name)
        proposals = []
        for score, indicator_id in self._alike(_loose(_plain(name))[0]):
            if meant is None or indicator_id != meant.indicator_id:
                refused = meant is not None and self.not_interchangeable(meant.indicator_id, indicator_id)
                proposals.append(
                    Match(indicator_id=indicator_id, confidence=round(score * 0.9, 3), how="near", refused=refused)
                )
            if len(proposals) == limit:
                break
        return tuple(proposals)

    def _alike(self, name: str) -> list[tuple[float, str]]:
        from rapidfuzz import fuzz, process

        best: dict[str, float] = {}
        for found, score, _ in process.extract(name, list(self._loose), scorer=fuzz.ratio, limit=40, score_cutoff=50):
            indicator_id = self._loose[found]
            best[indicator_id] = max(best.get(indicator_id, 0.0), score / 100)
        return sorted(((score, i) for i, score in best.items()), key=lambda pair: (-pair[0], pair[1]))

    def not_interchangeable(self, one: str, other: str) -> bool:
        """Whether two indicators are 不得互代 (practice 14)."""
        return frozenset((one, other)) in self._apart


def _split(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


def _indicator(row: dict[str, str]) -> Indicator:
    polarity, *changes = row["polarity"].split()
    return Indicator(
        id=row["id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        aliases=_split(row["aliases"]),
        unit=row["unit"],
        other_units=_split(row["other_units"]),
        polarity=Polarity(polarity),
        polarity_changes=tuple((int(c[:4]), Polarity(c[5:])) for c in changes),
        accumulation=Accumulation(row["accumulation"]),
        price_basis=None if row["price_basis"] == "none" else row["price_basis"],
        frequency=row["frequency"],
        decimals=int(row["decimals"]),
        jan_combined=row["jan_combined"] == "1",
        accrual=Accrual(row["accrual"]) if row["accrual"] else None,
        judged_on=JudgedOn(row["judged_on"]) if row["judged_on"] else None,
        data_owner=row["data_owner"],
        offices=_split(row["offices"]),
        lag_days=int(row["lag_days"]),
        valid_from=int(row["valid_from"]) if row["valid_from"] else None,
        valid_to=int(row["valid_to"]) if row["valid_to"] else None,
        succeeded_by=row["succeeded_by"] or None,
        note=row["note"],
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("measures").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def load_catalogue() -> Catalogue:
    """The catalogue of indicators.csv with the pairs of not_interchangeable.csv."""
    return Catalogue(
        (_indicator(row) for row in _rows("indicators.csv")),
        (_split(row["indicators"]) for row in _rows("not_interchangeable.csv")),
    )
