"""The mapping file: what a person says a sheet, a column, a row or a period of a source means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from ingest.lexicon import plain


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a mapping says of all cells of a sheet, a column or a row; None where it is silent."""

    skip: bool = False
    indicator: str | None = None
    place: str | None = None
    unit: str | None = None
    measure: str | None = None
    basis: str | None = None
    price_basis: str | None = None
    published: str | None = None
    period: str | None = None
    status: str | None = None

    def over(self, other: "Said") -> "Said":
        """Return this, with the other's words where it is silent."""
        if other == SILENT or self == SILENT:
            return self if other == SILENT else other
        merged = {f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)}
        return Said(**merged)


#: Says nothing, as most do.
SILENT = Said()


@dataclass(frozen=True, kw_only=True)
class SheetMapping:
    """What a mapping says of one sheet."""

    skip: bool = False
    #: rows of the header as the person counts them; a bare number N means the rows 1 to N; None = to be found
    header_rows: tuple[int, ...] | None = None
    everywhere: Said = Said()
    columns: Mapping[str, Said] = field(default_factory=dict)
    rows: Mapping[str, Said] = field(default_factory=dict)
    #: period by the text that stands for it
    periods: Mapping[str, str] = field(default_factory=dict)
    #: texts that stand for no value
    missing: frozenset[str] = frozenset()

    def column(self, path: Sequence[str]) -> Said:
        """Return what is said of a column."""
        return _of(self.columns, path)

    def row(self, path: Sequence[str], *, named: bool = False) -> Said:
        """Return what is said of a row; named: it names its statistic, which it does not take from the row above it."""
        found = _of(self.rows, path)
        if not named or len(path) < 2 or found.indicator is None:
            return found
        own = [self.rows.get(plain(name), Said()).indicator for name in ("/".join(path), path[-1])]
        return replace(found, indicator=next((name for name in own if name is not None), None))


def _of(said: Mapping[str, Said], path: Sequence[str]) -> Said:
    """The words for the whole path (joined by "/"), before those for its own label, before those of labels above it."""
    found = Said()
    for name in ("/".join(path), *reversed(path)):
        if plain(name) in said:
            found = found.over(said[plain(name)])
    return found


def sheet_mapping(raw: Mapping[str, object]) -> SheetMapping:
    """Return the mapping of a sheet from the parsed YAML; what is not understood is left out."""
    header = raw.get("header_rows")
    rows = tuple(range(1, header + 1)) if isinstance(header, int) and header > 0 else None
    if isinstance(header, (list, tuple)):
        rows = tuple(int(r) for r in header)
    return SheetMapping(
        skip=raw.get("skip") is True,
        header_rows=rows,
        everywhere=_said(raw.get("set")),
        columns=_labels(raw.get("columns")),
        rows=_labels(raw.get("rows")),
        periods=_texts(raw.get("periods")),
        missing=frozenset(plain(str(m)) for m in _listed(raw.get("missing"))),
    )


def _listed(raw: object) -> Sequence[object]:
    return raw if isinstance(raw, (list, tuple)) else ()


def _labels(raw: object) -> dict[str, Said]:
    return {plain(str(k)): _said(v) for k, v in raw.items()} if isinstance(raw, Mapping) else {}


def _texts(raw: object) -> dict[str, str]:
    return {plain(str(k)): str(v) for k, v in raw.items()} if isinstance(raw, Mapping) else {}


def _said(raw: object) -> Said:
    if raw == "skip":
        return Said(skip=True)
    if not isinstance(raw, Mapping):
        return Said()
    known = {f.name for f in fields(Said)} - {"skip"}
    given = {str(k): str(v) for k, v in raw.items() if str(k) in known and v is not None}
    return Said(skip=raw.get("skip") is True, **given)
