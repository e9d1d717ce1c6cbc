"""Targets as a table: brought in from CSV or xlsx with the same checks as a reading, and taken out again.

The document of such targets is the table itself, one row a line with tabs; every target leads back to its row.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final

import python_calamine

from measures import numerals, periods, units
from measures.catalogue import Catalogue
from measures.errors import UnknownUnit
from measures.places import Places
from measures.problems import Problem, Where
from measures.terms import Accrual, Binding, Comparator, Force, JudgedOn, Measure, Responsibility, Severity
from targets.model import Document, Offices, Reading, TargetDraft

#: Columns of the table in their order, with the Chinese heading that is taken as well.
COLUMNS: Final[Mapping[str, str]] = {
    "year": "年度",
    "place": "地区",
    "task": "任务",
    "indicator": "指标",
    "measure": "目标形式",
    "comparator": "限定词",
    "value": "目标值",
    "value_high": "上限值",
    "unit": "单位",
    "baseline": "基期值",
    "deadline": "完成时限",
    "span": "覆盖时期",
    "ceiling": "控制类",
    "binding": "约束性",
    "force": "力度",
    "accrual": "累计方式",
    "judged_on": "评价口径",
    "lead": "主办单位",
    "support": "协办单位",
    "responsibility": "责任形式",
    "quote": "原文数字",
    "sentence": "原文",
}
REQUIRED: Final = ("indicator", "measure", "comparator", "value", "unit")
ENDINGS: Final = (".csv", ".tsv", ".xlsx")
TRUE: Final = frozenset({"true", "1", "是", "yes"})
FALSE: Final = frozenset({"", "false", "0", "否", "no"})


def is_targets_table(data: bytes, name: str) -> bool:
    """Tell whether a file is a table of targets: its ending fits and its header names indicator, measure and value."""
    if PurePath(name).suffix.lower() not in ENDINGS:
        return False
    rows, _ = _rows(data, name)
    return bool(rows) and {"indicator", "measure", "value"} <= set(_header(rows[0]))


def read_targets_table(
    data: bytes,
    name: str,
    catalogue: Catalogue,
    places: Places,
    *,
    year: int | None = None,
    place: str | None = None,
    issued: date | None = None,
) -> Reading:
    """Read a table of targets; rows with an error are left out and told, each with row and column.

    `year` and `place` (code) stand in where a row names none. A row's target holds from `issued`, else from 1 January
    of its year.
    """
    rows, encoding = _rows(data, name)
    header = _header(rows[0]) if rows else []
    document = Document(
        doc=PurePath(name).stem,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/csv" if encoding else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        text="".join("\t".join(row) + "\n" for row in rows),
        encoding=encoding,
        year=year,
        issued=issued,
        place_code=place,
    )
    missing = [c for c in REQUIRED if c not in header]
    if missing:
        where = Where(file=name, row=1)
        columns = "、".join(f"{c} {COLUMNS[c]}" for c in missing)
        found = (_problem("columns_missing", where, Severity.ERROR, columns=columns),)
        return Reading(document=document, problems=found)
    reader = _RowReader(name=name, header=header, catalogue=catalogue, places=places, document=document)
    drafts = [draft for number, row in enumerate(rows[1:], start=2) if (draft := reader.read(number, row))]
    first_year = min((d.valid_from for d in drafts if d.valid_from), default=None)
    document = replace(document, issued=issued or first_year)
    return Reading(document=document, targets=tuple(drafts), problems=tuple(reader.problems))


def targets_rows(records: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Return header and rows of the table for target records; what is read back from it means the same."""
    rows = [list(COLUMNS)]
    for record in records:
        rows.append([_written(record, column) for column in COLUMNS])
    return rows


def _written(record: Mapping[str, Any], column: str) -> str:
    if column == "value":
        return str(record.get("value_text") or _plain(record.get("value")))
    if column == "baseline":
        return _plain(record.get("baseline_value"))
    if column == "year":
        return str(record["valid_from"].year) if record.get("valid_from") else ""
    value = record.get(column)
    if isinstance(value, list | tuple):
        return "、".join(value)
    return _plain(value) if isinstance(value, float | Decimal) else "" if value is None else str(value)


def _plain(value: Any) -> str:
    return "" if value is None or value != value else f"{value:.12g}"


def _rows(data: bytes, name: str) -> tuple[list[list[str]], str | None]:
    """Return the cells of the first sheet as text, and the encoding of a text file."""
    if PurePath(name).suffix.lower() == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)], None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        separator = "\t" if PurePath(name).suffix.lower() == ".tsv" else ","
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[" ".join(cell.split()) for cell in row] for row in lines], encoding
    return [], None


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return _plain(cell)
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return " ".join(str(cell).split())


def _header(row: Sequence[str]) -> list[str]:
    chinese = {zh: en for en, zh in COLUMNS.items()}
    return [chinese.get(cell.strip(), cell.strip().lower()) for cell in row]


def _problem(code: str, where: Where, severity: Severity, **details: str) -> Problem:
    return Problem(code=f"targets_{code}", severity=severity, where=where, details=details)


@dataclass(kw_only=True)
class _RowReader:
    """Reads one row after the other; `problems` collects what is wrong."""

    name: str
    header: Sequence[str]
    catalogue: Catalogue
    places: Places
    document: Document

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self._at = self.document.text.find("\n") + 1

    def read(self, number: int, row: Sequence[str]) -> TargetDraft | None:
        """Return the target of a row; None where the row is empty or wrong."""
        line = "\t".join(row)
        start, self._at = self._at, self._at + len(line) + 1
        cells = dict(zip(self.header, row, strict=False))
        if not any(row):
            return None
        before = len(self.problems)
        draft = self._draft(number, cells, line, start)
        good = all(p.severity != Severity.ERROR for p in self.problems[before:])
        return draft if good else None

    def _wrong(self, number: int, column: str, code: str, **details: str) -> None:
        where = Where(file=self.name, row=number, column=column)
        self.problems.append(_problem(code, where, Severity.ERROR, **details))

    def _draft(self, number: int, cells: Mapping[str, str], line: str, start: int) -> TargetDraft | None:
        name = cells.get("indicator", "")
        if not name:
            self._wrong(number, "indicator", "indicator_missing")
        measure = self._word(number, cells, "measure", Measure)
        comparator = self._word(number, cells, "comparator", Comparator)
        value, value_high = self._number(number, cells, "value"), self._number(number, cells, "value_high")
        if value is None and measure not in (Measure.FLAT, Measure.RELATIVE):
            self._wrong(number, "value", "value_missing")
        if comparator is Comparator.RANGE and value_high is None:
            self._wrong(number, "value_high", "value_missing")
        year = self._year(number, cells)
        deadline = self._day(number, cells, year)
        unit = self._unit(number, cells)
        place = self._place(number, cells)
        if measure is None or comparator is None or deadline is None or not name:
            return None
        offset = start + max(0, line.find(cells["value"]))
        match = self.catalogue.find(name)
        return TargetDraft(
            task=cells.get("task") or None,
            quote=cells.get("quote") or cells["value"] + (unit or ""),
            start=offset,
            end=offset + len(cells["value"]),
            indicator=name,
            indicator_id=match.indicator_id if match else None,
            measure=measure,
            comparator=comparator,
            value=value if value is not None else Decimal(0) if measure is Measure.FLAT else None,
            value_high=value_high,
            value_text=cells["value"] or None,
            unit=unit,
            baseline_value=self._number(number, cells, "baseline"),
            baseline_unit=unit if cells.get("baseline") else None,
            deadline=deadline,
            span=self._span(number, cells),
            ceiling=self._flag(number, cells, "ceiling") or comparator in (Comparator.LE, Comparator.LT),
            offices=self._offices(number, cells),
            answerable=_names(cells.get("lead"))[0] if _names(cells.get("lead")) else None,
            sentence=cells.get("sentence") or line,
            sentence_start=start,
            place_code=place,
            binding=self._word(number, cells, "binding", Binding, optional=True),
            force=self._word(number, cells, "force", Force, optional=True) or Force.PLAIN,
            accrual=self._word(number, cells, "accrual", Accrual, optional=True),
            judged_on=self._word(number, cells, "judged_on", JudgedOn, optional=True),
            valid_from=self.document.issued or (date(year, 1, 1) if year else None),
            confidence=1.0,
            rule="table",
        )

    def _word(self, number: int, cells: Mapping[str, str], column: str, kind: Any, *, optional: bool = False) -> Any:
        text = cells.get(column, "")
        if text in {member.value for member in kind}:
            return kind(text)
        if text or not optional:
            expected = "、".join(member.value for member in kind)
            self._wrong(number, column, "word_unknown", text=text, expected=expected)
        return None

    def _number(self, number: int, cells: Mapping[str, str], column: str) -> Decimal | None:
        text = cells.get(column, "")
        if not text:
            return None
        found = numerals.read_cell_number(text)
        if found is None:
            self._wrong(number, column, "number_unreadable", text=text)
            return None
        return found.value

    def _year(self, number: int, cells: Mapping[str, str]) -> int | None:
        text = cells.get("year", "")
        if not text:
            return self.document.year
        if text.isdigit() and 1949 <= int(text) <= 2100:
            return int(text)
        self._wrong(number, "year", "year_unreadable", text=text)
        return None

    def _day(self, number: int, cells: Mapping[str, str], year: int | None) -> date | None:
        text = cells.get("deadline", "")
        if not text:
            if year is None:
                self._wrong(number, "deadline", "deadline_missing")
            return date(year, 12, 31) if year else None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(number, "deadline", "date_unreadable", text=text)
            return None

    def _unit(self, number: int, cells: Mapping[str, str]) -> str | None:
        text = cells.get("unit", "")
        try:
            return text if not text or units.unit(text) else None
        except UnknownUnit:
            self.problems.append(
                _problem("unit_unknown", Where(file=self.name, row=number, column="unit"), Severity.WARNING, unit=text)
            )
            return text

    def _place(self, number: int, cells: Mapping[str, str]) -> str | None:
        text = cells.get("place", "")
        found = self.places.find(text) if text else None
        if text and found is None:
            self._wrong(number, "place", "place_unknown", text=text)
        code = found.code if found else self.document.place_code
        if code is None and not text:
            self._wrong(number, "place", "place_missing")
        return code

    def _span(self, number: int, cells: Mapping[str, str]) -> str | None:
        text = cells.get("span", "")
        found = periods.read_period(text) if text else None
        if text and found is None:
            self._wrong(number, "span", "period_unreadable", text=text)
        return str(found) if found else None

    def _flag(self, number: int, cells: Mapping[str, str], column: str) -> bool:
        text = cells.get(column, "").lower()
        if text not in TRUE | FALSE:
            self._wrong(number, column, "word_unknown", text=text, expected="true、false")
        return text in TRUE

    def _offices(self, number: int, cells: Mapping[str, str]) -> Offices:
        lead, support = _names(cells.get("lead")), _names(cells.get("support"))
        said = self._word(number, cells, "responsibility", Responsibility, optional=True)
        if said is None and lead:
            said = Responsibility.LEAD_SUPPORT if support else Responsibility.JOINT
        return Offices(lead=lead, support=support, responsibility=said)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[、;；]", text or "") if part.strip())
