"""Sheets that are not in the long form: every number with its labels, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.asking import Asking
from ingest.beside import beside_others
from ingest.blocks import Block, find_blocks
from ingest.cells import Sheet, Value, cell_text, letters
from ingest.columns import frame_of
from ingest.context import Context, continued, covered, read_context, surrounded
from ingest.figures import Figure
from ingest.grid import figure, missing, text_at
from ingest.guessing import guess_basis, only_school_years, zero_columns
from ingest.items import has_items
from ingest.knowledge import Knowledge, Part
from ingest.lexicon import plain, source_rank
from ingest.longfields import read_date
from ingest.mapping import SheetMapping, sheet_mapping
from ingest.meaning import late_fault, unit_fault
from ingest.meanings import (
    Meaning,
    column_meanings,
    find_place,
    in_year,
    province_within,
    row_meanings,
    row_role,
    with_unit,
)
from ingest.resolving import Resolved, Resolver
from ingest.tables import Table, take_apart
from measures.periods import Period
from measures.problems import Problem, Where
from measures.terms import Basis, Measure, ObservedKind, ObsStatus, Release, Severity
from measures.units import known_unit

#: Unknown places that are still asked about one by one.
_MANY = 8
#: What stands for no change at all.
_UNCHANGED = "持平"
#: Looks at a sheet: answers of one look may raise the questions of the next.
_LOOKS = 4


@dataclass(kw_only=True)
class _Found:
    """Rows of the observations of a sheet, column by column."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    empty: list[tuple[object, ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


#: Columns of the rows of a part, in their order.
COLUMNS = (
    *("place", "place_code", "indicator", "indicator_id", "measure", "period", "basis", "value", "value_text", "unit"),
    *("price_basis", "status", "qualifier", "source", "authority", "observed_kind", "release", "published_at", "note"),
    *("sheet", "row", "column", "row_labels", "column_labels"),
)


def read_sheet(sheet: Sheet, knowledge: Knowledge) -> Part:
    """Return the observations of all tables of a sheet with what must be asked; a sheet of texts gives nothing."""
    mapping = sheet_mapping(knowledge.sheet(sheet.name))
    if mapping.skip:
        return Part()
    tables = _tables(sheet, mapping, knowledge)
    asking = Asking(knowledge)
    found = _Found()
    for _ in range(_LOOKS):
        found = _Found()
        for table, context in tables:
            _read_table(table, context, mapping, knowledge, asking, found)
        if not asking.take_answers():
            break
    questions = asking.open()
    if not questions:
        found.problems += _left_open(found, sheet, knowledge)
    return Part(
        observations=rows_frame(found.rows),
        unstored=rows_frame(found.empty),
        problems=tuple(found.problems),
        questions=questions,
    )


def _left_open(found: _Found, sheet: Sheet, knowledge: Knowledge) -> list[Problem]:
    """Figures of which something stayed unknown although nothing is asked: an error, never stored in silence."""
    told = []
    for name in ("place", "indicator", "period", "measure", "unit"):
        at = COLUMNS.index(name)
        open_rows = [row for row in found.rows if row[at] is None]
        if open_rows:
            row, column = open_rows[0][COLUMNS.index("row")], open_rows[0][COLUMNS.index("column")]
            where = Where(file=knowledge.name, sheet=sheet.name or None, row=int(str(row)), column=str(column))
            details = {"cell": f"{column}{row}", "what": name, "count": str(len(open_rows))}
            told.append(Problem(code="left_open", severity=Severity.ERROR, where=where, details=details))
    return told


def _tables(sheet: Sheet, mapping: SheetMapping, knowledge: Knowledge) -> list[tuple[Table, Context]]:
    found: list[tuple[Table, Context]] = []
    above: Context | None = None
    names = [sheet.name, knowledge.name.rsplit(".", 1)[0]]
    for block in find_blocks(sheet, mapping.header_rows):
        _rows_without_values(sheet, block, knowledge)
        notes = [" ".join(t for v in sheet.rows[r] if (t := cell_text(v))) for r in block.notes]
        tables = take_apart(sheet, block)
        before = above
        for table, (left, right) in zip(tables, _extents(tables), strict=True):
            lines = [*(sheet.above if before is None else ()), *_titles(sheet, block, left, right)]
            above = continued(read_context(lines, notes, knowledge.catalogue, knowledge.places), before)
            context = surrounded(above, names, knowledge.catalogue, knowledge.places)
            found.append((table, covered(context, knowledge.cover, knowledge.catalogue, knowledge.places)))
    return found


def _extents(tables: Sequence[Table]) -> list[tuple[int, int]]:
    """The first column of each table that stands side by side with others, and the one behind its last."""
    firsts = [min([*t.stubs, *(c.number for c in t.columns)]) for t in tables]
    if not firsts:  # a block in which no column holds figures
        return []
    firsts[0] = 0
    return list(zip(firsts, [*firsts[1:], 1 << 20], strict=True))


def _titles(sheet: Sheet, block: Block, left: int, right: int) -> list[str]:
    """The lines above a table: those over its columns and those that stand alone in their row.

    All lines, where none of those that stand beside others is over its columns.
    """
    rows = [[c for c in range(len(sheet.rows[r])) if text_at(sheet, r, c)] for r in block.titles]
    own = any(left <= c < right for columns in rows if len(columns) > 1 for c in columns)
    return [
        text_at(sheet, row, c)
        for row, columns in zip(block.titles, rows, strict=True)
        for c in columns
        if not own or len(columns) == 1 or left <= c < right
    ]


def _rows_without_values(sheet: Sheet, block: Block, knowledge: Knowledge) -> None:
    """A row between the others that names a place and holds nothing is a row of missing values, no section."""
    for row in list(block.sections):
        label = next((text for c in range(3) if (text := text_at(sheet, row, c))), "")
        filled = sum(bool(cell_text(v)) for v in sheet.rows[row])
        if filled > 2 or find_place(knowledge, label, None) is not None:
            block.sections.remove(row)
            block.body.append(row)
    block.body.sort()


def _read_table(
    table: Table, context: Context, mapping: SheetMapping, knowledge: Knowledge, asking: Asking, found: _Found
) -> None:
    role = row_role(table, knowledge, context)
    rows = row_meanings(table, role, knowledge, context, mapping)
    own = column_meanings(table, knowledge, context, mapping)
    columns = beside_others(own, context.period, rows_name=role == "indicator")
    resolver = Resolver(
        table=table,
        context=context,
        mapping=mapping,
        knowledge=knowledge,
        asking=asking,
        columns=columns,
        role=role,
        items=has_items(table, context.partners),
        guess=guess_basis(table, rows, columns),
        within=province_within(table, role, knowledge, context),
        many_unknown=sum(m.unknown_place is not None for m in rows) > _MANY,
        school_years=only_school_years([*rows, *columns]),
        cumulated_beside=any(m.basis == Basis.YTD for m in (*rows, *columns)),
        months_beside=any(m.basis in (Basis.MONTH, Basis.QUARTER) for m in (*rows, *columns)),
        running=any(p.basis is Basis.YTD for p in _said_periods(rows, columns)),
        later_quarters=any(p.basis is Basis.QUARTER and p.end_month > 3 for p in _said_periods(rows, columns)),
    )
    found.problems += _set_aside(table, (*rows, *columns), knowledge)
    zeros = {} if {"0", "0.0"} & mapping.missing else zero_columns(table, asking)
    checked: dict[tuple[object, ...], None] = {}
    for row in rows:
        for column in columns:
            _read_cell(resolver, row, column, zeros, found, checked)


def _said_periods(rows: Sequence[Meaning], columns: Sequence[Meaning]) -> list[Period]:
    """The periods that the labels of a table name."""
    own = [m.period for m in (*rows, *columns) if m.period is not None and not m.relative and m.group_label is None]
    yearless = [p for m in (*rows, *columns) if m.yearless and (p := in_year(m.yearless, 2000)) is not None]
    return [*own, *yearless]


def _set_aside(table: Table, meanings: Sequence[Meaning], knowledge: Knowledge) -> list[Problem]:
    """A word on every row and column that is not read because its figures are no statistic."""
    told = []
    for meaning in meanings:
        if not meaning.aside or meaning.said.indicator is not None or meaning.said.skip:
            continue
        is_row = meaning.heading in table.rows
        where = Where(
            file=knowledge.name,
            sheet=table.sheet.name or None,
            row=meaning.heading.number + 1 if is_row else None,
            column=None if is_row else letters(meaning.heading.number),
        )
        cell = str(meaning.heading.number + 1) if is_row else letters(meaning.heading.number)
        details = {"cell": cell, "value": "/".join(meaning.heading.path)}
        told.append(Problem(code="set_aside", severity=Severity.NOTICE, where=where, details=details))
    return told


def _read_cell(
    resolver: Resolver,
    row: Meaning,
    column: Meaning,
    zeros: dict[int, str | None],
    found: _Found,
    checked: dict[tuple[object, ...], None],
) -> None:
    sheet = resolver.table.sheet
    value = sheet.value(row.heading.number, column.heading.number)
    number = figure(value)
    if number is not None and number.unit is not None:
        column = with_unit(column, number.unit)
    if number is None and plain(cell_text(value)) == _UNCHANGED and _counts_changes(row, column):
        number = Figure(value=0.0, text="0", note=_UNCHANGED)
    absent = missing(value) or plain(cell_text(value)) in resolver.mapping.missing or _mapped_zero(value, resolver)
    if number is not None and number.value == 0 and column.heading.number in zeros:
        answer = zeros[column.heading.number]
        absent = absent or answer != "zero"
    resolver.asking.quiet = absent
    resolved = resolver.resolve(row, column)
    resolver.asking.quiet = False
    if resolved.skipped:
        return
    if number is not None and column.heading.number in resolver.fractions:
        number = replace(number, value=float(f"{number.value * 100:.12g}"), text=f"{number.value * 100:.12g}")
    if not absent and number is None:
        absent = resolver.asking_missing(row, column, cell_text(value))
    if absent or number is None:
        found.empty.append(_row(resolver, row, column, resolved, None))
        return
    _check(resolver, row, column, resolved, found, checked)
    found.rows.append(_row(resolver, row, column, resolved, number))


def _counts_changes(row: Meaning, column: Meaning) -> bool:
    said = (row.measure, column.measure)
    return any(m in (Measure.GROWTH, Measure.DECLINE) for m in said) or bool(row.change or column.change)


def _mapped_zero(value: Value, resolver: Resolver) -> bool:
    return value == 0 and not isinstance(value, bool) and bool({"0", "0.0"} & resolver.mapping.missing)


def _problem(
    resolver: Resolver, row: Meaning, column: Meaning, code: str, severity: Severity, **details: str
) -> Problem:
    letter, number = letters(column.heading.number), row.heading.number + 1
    where = Where(file=resolver.knowledge.name, sheet=resolver.table.sheet.name or None, row=number, column=letter)
    return Problem(code=code, severity=severity, where=where, details={"cell": f"{letter}{number}", **details})


def _check(
    resolver: Resolver,
    row: Meaning,
    column: Meaning,
    resolved: Resolved,
    found: _Found,
    checked: dict[tuple[object, ...], None],
) -> None:
    """Unit against indicator, and periods that are not over: once for each different combination."""
    key = (resolved.match and resolved.match.indicator_id, resolved.measure, resolved.unit, resolved.period)
    if key in checked:
        return
    checked[key] = None
    unit = known_unit(resolved.unit) if resolved.unit else None
    if resolved.unit and unit is None:
        found.problems.append(_problem(resolver, row, column, "unknown_unit", Severity.ERROR, value=resolved.unit))
    elif unit is not None and resolved.measure is not None:
        fault = unit_fault(resolver.knowledge.catalogue, resolved.match, resolved.measure, unit)
        if fault is not None:
            found.problems.append(_problem(resolver, row, column, fault.code, fault.severity, **fault.details))
    late = late_fault(resolved.period, resolver.knowledge.today) if resolved.period else None
    if late is not None and resolved.status != ObsStatus.FORECAST:
        severity = Severity.ERROR if late == "future_period" else Severity.WARNING
        found.problems.append(_problem(resolver, row, column, late, severity, value=str(resolved.period)))


def _row(
    resolver: Resolver,
    row: Meaning,
    column: Meaning,
    resolved: Resolved,
    number: Figure | None,
) -> tuple[object, ...]:
    settings = resolver.knowledge.settings
    place, period = resolved.place, resolved.period
    source = settings.source or resolver.context.source
    published = (read_date(resolved.published) if resolved.published else None) or settings.published
    status = (number.status or resolved.status) if number is not None else resolved.status or str(ObsStatus.MISSING)
    return (
        place.name if place else None,
        place.code if place else None,
        resolved.indicator,
        resolved.match.indicator_id if resolved.match else None,
        resolved.measure,
        str(period) if period else None,
        str(period.basis) if period else None,
        np.nan if number is None else number.value,
        number and number.text,
        resolved.unit,
        resolved.price_basis,
        status,
        number and number.qualifier,
        source,
        (source_rank(source) or 2) if source else None,
        str(ObservedKind.PUBLISHED),
        release_of(published, source, resolver.knowledge.today),
        published,
        (number.note if number is not None else None) or resolved.note,
        resolver.table.sheet.name or None,
        row.heading.number + 1,
        letters(column.heading.number),
        _row_labels(row),
        _column_labels(column),
    )


def _column_labels(column: Meaning) -> tuple[str, ...]:
    """The labels over a column; the period that it takes from its group stands before its own."""
    path = column.heading.path
    return path if column.group_label is None else (*path[:-1], column.group_label, *path[-1:])


def _row_labels(row: Meaning) -> tuple[str, ...]:
    return row.heading.shown


def release_of(published: date | None, source: str | None, today: date) -> str:
    if published is not None and published > today:
        return str(Release.SCHEDULED)
    return str(Release.RELEASED if published is not None or source else Release.UNRELEASED)


def rows_frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Return rows with COLUMNS as a frame."""
    return _filled(rows) if rows else _no_rows().copy()


@cache
def _no_rows() -> pd.DataFrame:
    return _filled(())


def _filled(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    data: dict[str, npt.NDArray[Any]] = {}
    for name, values in zip(COLUMNS, columns, strict=True):
        kind = {"value": float, "row": np.int64}.get(name, object)
        data[name] = np.empty(len(values), dtype=kind)
        data[name][:] = list(values)
    return frame_of(data)
