"""Indicators and places as the API lists them."""

from dataclasses import dataclass, fields

from dashboards.content.desk import Desk


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """A statistic. Fields mean what measures.catalogue.Indicator says."""

    id: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    unit: str
    polarity: str
    accumulation: str
    price_basis: str | None
    frequency: str
    decimals: int
    data_owner: str


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """A place. Fields mean what measures.places.Place says."""

    code: str
    name: str
    short: str
    name_en: str
    level: str
    parent: str | None


def list_indicators(desk: Desk) -> tuple[IndicatorLine, ...]:
    """The whole catalogue in its order."""
    names = [field.name for field in fields(IndicatorLine)]
    return tuple(IndicatorLine(**{name: getattr(one, name) for name in names}) for one in desk.catalogue)


def list_places(desk: Desk, parent: str | None) -> tuple[PlaceLine, ...]:
    """All places, or those that belong to one, in the order of their codes."""
    names = [field.name for field in fields(PlaceLine)]
    return tuple(
        PlaceLine(**{name: getattr(one, name) for name in names})
        for one in sorted(desk.places, key=lambda place: place.code)
        if parent is None or one.parent == parent
    )
