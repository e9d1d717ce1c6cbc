"""What the figures of a table themselves suggest about it: cumulated or not, years that run over two, zeros."""

from collections.abc import Sequence

from ingest.asking import Asking
from ingest.cells import letters
from ingest.grid import figure, school_year
from ingest.labels import words
from ingest.meanings import Meaning
from ingest.tables import Table
from measures.terms import Basis


def zero_columns(table: Table, asking: Asking) -> dict[int, str | None]:
    """A first or last column of zeros alone: not published yet, or nothing; asked, not assumed."""
    found: dict[int, str | None] = {}
    for column in (table.columns[0], table.columns[-1]) if table.columns else ():
        values = [figure(table.sheet.value(r.number, column.number)) for r in table.rows]
        numbers = [f.value for f in values if f is not None]
        if len(numbers) > 1 and not any(numbers) and len(table.columns) > 1:
            cells = [f"{table.sheet.name}!{letters(column.number)}{r.number + 1}" for r in table.rows]
            label = "/".join(column.path)
            choices = (("missing", 0.9), ("zero", 0.1))
            found[column.number] = asking.ask("zero_or_missing", label, cells, choices, value=label)
    return found


def only_school_years(meanings: Sequence[Meaning]) -> bool:
    """Say whether every period of a table is written 2009-10."""
    doubtful = [m.doubtful for m in meanings if m.doubtful is not None]
    certain = any(m.period is not None for m in meanings)
    return bool(doubtful) and not certain and all(school_year(d.text) is not None for d in doubtful)


def guess_basis(table: Table, rows: Sequence[Meaning], columns: Sequence[Meaning]) -> tuple[str, float]:
    """What the figures themselves suggest: growing within every year and falling back at its beginning is cumulated."""
    if any(word in table.sheet.name for word, basis in words("basis").items() if basis == Basis.YTD):
        return str(Basis.YTD), 0.9
    dated = sorted((m for m in columns if m.period is not None and m.period.months < 12), key=_begin)
    if len(dated) < 3:
        return str(Basis.YTD), 0.5
    rises = steps = falls = starts = 0
    for row in rows[:60]:
        before: tuple[int, float] | None = None
        for column in dated:
            number = figure(table.sheet.value(row.heading.number, column.heading.number))
            if number is None or column.period is None:
                continue
            if before is not None and before[0] == column.period.end_year:
                steps, rises = steps + 1, rises + (number.value > before[1])
            elif before is not None:
                starts, falls = starts + 1, falls + (number.value < before[1])
            before = (column.period.end_year, number.value)
    if steps and rises > 0.95 * steps and (not starts or falls > 0.9 * starts):
        return str(Basis.YTD), 0.9
    own = dated[0].period.basis if dated[0].period else Basis.MONTH
    return str(own), 0.7


def _begin(meaning: Meaning) -> tuple[int, int]:
    period = meaning.period
    return (0, 0) if period is None else (period.end_year, period.end_month)
