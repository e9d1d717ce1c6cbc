"""Long tables as bureaus write them: 口径 that says 累计, and a column 同比(%) beside the values."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest.columns import Column, constant, joined
from ingest.labels import read_label
from ingest.lexicon import plain, terms
from ingest.longfields import SURE
from ingest.longform import PERIOD_PARTS, LongTable
from measures.catalogue import Catalogue
from measures.terms import Measure
from measures.units import known_unit

#: 6, 1-6.
_BARE = re.compile(r"\d{1,2}(?:[-—–至~]\d{1,2})?")


def settled(table: LongTable) -> LongTable:
    """Return the table with what other columns and headers give.

    A period of year and month, a 口径 that only says 累计 or 当月 as the basis, the unit in the header of the values.
    """
    return _with_unit(_with_basis(_with_period(table)))


def _with_unit(table: LongTable) -> LongTable:
    """亿元 of 数值(亿元), where no column holds units."""
    unit = table.header.value_unit
    if unit is None or "unit" in table.columns:
        return table
    return replace(table, columns={**table.columns, "unit": constant(unit, table.rows)})


def _with_period(table: LongTable) -> LongTable:
    """年份 and 月份 in two columns are one period; a month without a figure leaves the year."""
    parts = [table.columns[name] for name in PERIOD_PARTS if name in table.columns]
    if not parts:
        return table
    names = [name for name in PERIOD_PARTS if name in table.columns]
    first, codes = joined(part.codes for part in parts)
    words = [_dated({n: p.words[p.codes[row]] for n, p in zip(names, parts, strict=True)}) for row in first]
    period = Column(codes=codes, words=tuple(words))
    columns = {name: c for name, c in table.columns.items() if name not in PERIOD_PARTS}
    return replace(table, columns={**columns, "period": period})


def _dated(said: Mapping[str, str]) -> str:
    """2013 and 6 are 2013年6月, 2013 and 1-6月 are 2013年1-6月; what is more than a number is written as it is."""
    text = said["year"] + ("年" if said["year"].isdigit() else "")
    for name, unit in (("quarter", "季度"), ("month", "月")):
        part = said.get(name, "")
        text += (
            f"第{part}{unit}"
            if name == "quarter" and part.isdigit()
            else part + unit
            if _BARE.fullmatch(part)
            else part
        )
    return text


def _with_basis(table: LongTable) -> LongTable:
    said = table.columns.get("measure")
    if said is None or "basis" in table.columns:
        return table
    words = [plain(w) for w in said.words if w]
    if not words or any(w not in terms("basis") for w in words):
        return table
    columns = {name: column for name, column in table.columns.items() if name != "measure"}
    fields = {("basis" if name == "measure" else name): at for name, at in table.header.fields.items()}
    return replace(table, columns={**columns, "basis": said}, header=replace(table.header, fields=fields))


def levelled(table: LongTable, catalogue: Catalogue) -> LongTable:
    """Return the table with levels where nobody says a measure; a per cent is a ratio where the statistic is one.

    Where a per cent may be growth no measure is given: the column is missing.
    """
    if "measure" in table.columns or not {"indicator", "unit"} <= set(table.columns):
        return table
    indicator, unit = table.columns["indicator"], table.columns["unit"]
    first, codes = joined((indicator.codes, unit.codes))
    words = [_measure(indicator.words[indicator.codes[r]], unit.words[unit.codes[r]], catalogue) for r in first]
    if None in words:
        return table
    return replace(table, columns={**table.columns, "measure": Column(codes=codes, words=tuple(map(str, words)))})


def _measure(name: str, unit: str, catalogue: Catalogue) -> Measure | None:
    """The measure of a figure of which only name and unit are said, None where it may be growth."""
    found = known_unit(unit) if unit else None
    if found is None or found.dimension != "percent":
        return Measure.LEVEL
    match = catalogue.find(name)
    own = known_unit(catalogue.get(match.indicator_id).unit) if match is not None and match.confidence >= SURE else None
    return Measure.RATIO if own is not None and own.dimension == "percent" else None


def with_growth(table: LongTable) -> tuple[LongTable, ...]:
    """Return the table, and one for each further column that holds the growth of its values: 同比(%)."""
    found = [table]
    for position, name in table.header.further:
        label = read_label(name)
        if label.measure not in (Measure.GROWTH, Measure.DECLINE) or label.name or name not in table.further:
            continue
        fields = {**_without_unit(table.header.fields), "value": position}
        columns = {
            **table.columns,
            "value": table.further[name],
            "measure": constant(str(label.measure), table.rows),
            "unit": constant(label.unit or "%", table.rows),
        }
        further = {other: column for other, column in table.further.items() if other != name}
        header = replace(table.header, fields=fields)
        found.append(replace(table, header=header, columns=columns, further=further, problems=[]))
    left = {n: c for n, c in table.further.items() if not _is_growth(n)}
    found[0] = replace(table, further=left)
    return tuple(found)


def _is_growth(name: str) -> bool:
    label = read_label(name)
    return label.measure in (Measure.GROWTH, Measure.DECLINE) and not label.name


def _without_unit(fields: Mapping[str, int]) -> dict[str, int]:
    return {name: at for name, at in fields.items() if name not in ("unit", "measure")}
