"""What the figures of two years say about a column of changes that does not say what it counts."""

from collections.abc import Sequence

from ingest.grid import figure
from ingest.meaning import before
from ingest.meanings import Meaning
from ingest.tables import Table
from measures.terms import Measure

#: Rows looked at, and how many of them must agree.
_LOOKED_AT, _FEWEST, _AGREE = 60, 2, 0.8


def rate_or_amount(table: Table, columns: Sequence[Meaning], changes: Meaning) -> str | None:
    """Return growth or level for a column of changes whose two years stand beside it, None where they do not tell."""
    period = changes.period
    if period is None:
        return None
    levels = [
        m for m in columns if m.names == changes.names and m.change is None and m.measure in (None, Measure.LEVEL)
    ]
    now = next((m for m in levels if m.period == period), None)
    past = next((m for m in levels if m.period == before(period)), None)
    if now is None or past is None:
        return None
    rates = amounts = seen = 0
    for row in table.rows[:_LOOKED_AT]:
        figures = [figure(table.sheet.value(row.number, m.heading.number)) for m in (now, past, changes)]
        if any(f is None for f in figures):
            continue
        one, other, change = (f.value for f in figures if f is not None)
        if not other:
            continue
        seen += 1
        rates += abs((one / other - 1) * 100 - change) <= 0.06 + 0.002 * abs(change)
        amounts += abs(one - other - change) <= 1e-9 + 0.002 * abs(change) + 10.0 ** -_decimals(
            figures[2].text if figures[2] else ""
        )
    if seen < _FEWEST or (rates >= _AGREE * seen) == (amounts >= _AGREE * seen):
        return None
    return str(Measure.GROWTH if rates >= _AGREE * seen else Measure.LEVEL)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
