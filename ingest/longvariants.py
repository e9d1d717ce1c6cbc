"""Long tables as bureaus write them: 口径 that says 累计, and a column 同比(%) beside the values."""

from collections.abc import Mapping
from dataclasses import replace

from ingest.columns import constant
from ingest.labels import read_label
from ingest.lexicon import plain, terms
from ingest.longform import LongTable
from measures.terms import Measure


def settled(table: LongTable) -> LongTable:
    """Return the table with a column 口径 that only says 累计, 当月 taken for the basis; its figures are levels."""
    said = table.columns.get("measure")
    if said is None or "basis" in table.columns:
        return table
    words = [plain(w) for w in said.words if w]
    if not words or any(w not in terms("basis") for w in words):
        return table
    columns = {**table.columns, "basis": said, "measure": constant(str(Measure.LEVEL), table.rows)}
    fields = {("basis" if name == "measure" else name): at for name, at in table.header.fields.items()}
    return replace(table, columns=columns, header=replace(table.header, fields=fields))


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
