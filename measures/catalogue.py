"""The catalogue of indicators: names, units and habits of each statistic, and which never stand for one another."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, combinations

from measures.errors import NotFound
from measures.names import load_name_forms, plain
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


#: no name of a statistic is longer
_LONGEST = 200
#: confidence of a name that is only alike, at most
_NEAR = 0.85
#: likeness of a name that holds another of at least so many characters whole
_HOLDS, _SHORTEST_PART = 0.9, 4


class Catalogue:
    """All indicators, found by id or by name."""

    def __init__(self, indicators: Iterable[Indicator], apart: Iterable[tuple[str, ...]]) -> None:
        self._by_id = {i.id: i for i in indicators}
        self._apart = {frozenset(pair) for group in apart for pair in combinations(group, 2)}
        self._forms = load_name_forms(u for i in self for u in (i.unit, *i.other_units) if u)
        self._exact = {plain(name): i.id for i in self for name in i.names}

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Names in the form that their spellings share; a form of several indicators belongs to none of them."""
        owners: dict[str, set[str]] = defaultdict(set)
        for name, indicator_id in self._exact.items():
            owners[self._forms.key(name)].add(indicator_id)
        return {key: next(iter(ids)) for key, ids in owners.items() if len(ids) == 1}

    @cached_property
    def _written(self) -> tuple[str, ...]:
        return tuple(self._keys)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {indicator_id: place for place, indicator_id in enumerate(self._by_id)}

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
        if len(name) > _LONGEST:
            return None
        written = plain(name)
        if written in self._exact:
            return Match(indicator_id=self._exact[written], confidence=1.0, how="exact")
        for shorter, stripped in chain([(written, ())], self._forms.looser(written)):
            indicator_id = self._exact.get(shorter) or self._keys.get(self._forms.key(shorter))
            if indicator_id is not None and self.get(indicator_id).unit.endswith(self._forms.counted_in(stripped)):
                return Match(indicator_id=indicator_id, confidence=0.95, how="loose", stripped=stripped)
        return None

    def near(self, name: str, limit: int = 5) -> tuple[Match, ...]:
        """Indicators that a name may mean, most alike first, for a person to choose from; never taken silently.

        Those that must not stand for what the name means come with `refused`.
        """
        meant = self.find(name)
        proposals = []
        for score, indicator_id in self._alike(self._forms.key(plain(name[:_LONGEST]))):
            if meant is None or indicator_id != meant.indicator_id:
                refused = meant is not None and self.not_interchangeable(meant.indicator_id, indicator_id)
                proposals.append(
                    Match(indicator_id=indicator_id, confidence=round(score * _NEAR, 3), how="near", refused=refused)
                )
            if len(proposals) == limit:
                break
        return tuple(proposals)

    def _alike(self, name: str) -> list[tuple[float, str]]:
        """Likeness 0.5–1 and ids, most alike first; a name that holds the other whole counts as very like."""
        from rapidfuzz import fuzz, process  # only proposals need it, a command should not wait for it

        best: dict[str, float] = {}
        for key, score, _ in process.extract(name, self._written, scorer=fuzz.ratio, limit=None, score_cutoff=50):
            best[self._keys[key]] = max(best.get(self._keys[key], 0.0), score / 100)
        if len(name) >= _SHORTEST_PART:
            for key, indicator_id in self._keys.items():
                if name in key or (len(key) >= _SHORTEST_PART and key in name):
                    best[indicator_id] = max(best.get(indicator_id, 0.0), _HOLDS)
        order = self._order
        return sorted(((score, i) for i, score in best.items()), key=lambda pair: (-pair[0], order[pair[1]]))

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


def why_apart(one: str, other: str) -> tuple[str, str] | None:
    """What differs between two indicators that are 不得互代, in Chinese and in English; None for others."""
    return _reasons().get(frozenset((one, other)))


@cache
def _reasons() -> dict[frozenset[str], tuple[str, str]]:
    reasons: dict[frozenset[str], tuple[str, str]] = {}
    for row in _rows("not_interchangeable.csv"):
        for pair in combinations(_split(row["indicators"]), 2):
            reasons.setdefault(frozenset(pair), (row["why"], row["why_en"]))
    return reasons
