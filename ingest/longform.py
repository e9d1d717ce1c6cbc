"""The long form: one observation a row, the columns named in the header.

Different texts of a column are read once each and mapped over the rows, so that a million rows cost little more than
their different words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ingest.cells import letters
from ingest.columns import Codes, Column, Mask, constant
from ingest.lexicon import headers, plain
from measures.problems import Problem, Where
from measures.terms import Severity
from measures.units import known_unit

#: Columns without which a row says nothing.
REQUIRED = ("region", "indicator", "period", "measure", "value", "unit")
#: All columns that have a meaning.
FIELDS = (
    *REQUIRED,
    "basis",
    "status",
    "published",
    "source",
    "note",
    "authority",
    "observed_kind",
    "release",
    "price_basis",
    "qualifier",
)
#: Columns that make a period together.
PERIOD_PARTS = ("year", "quarter", "month")
_UNIT = re.compile(r"(.+?)\s*[(（]\s*(?:单位[:：])?([^()（）]+)[)）]")
#: Rows in which a header is looked for.
HEADER_ROWS = 30
#: Rows told one by one for the same fault of a column; the rest is counted.
TOLD = 200


@dataclass(frozen=True, kw_only=True)
class Header:
    """Where the columns of the long form stand."""

    #: row of the header, from 0
    row: int
    #: column position by field
    fields: Mapping[str, int]
    #: (position, name) of the columns that have no meaning of ours
    further: tuple[tuple[int, str], ...]
    #: the names as written, by position
    names: tuple[str, ...]
    #: unit that the header of the values has in brackets
    value_unit: str | None = None


def find_header(rows: Sequence[Sequence[object]]) -> Header | None:
    """Return the header of the long form, None where the rows are laid out otherwise.

    A row is taken for the header when it names value and at least three more of the required columns.
    """
    for number, row in enumerate(rows[:HEADER_ROWS]):
        names = tuple("" if cell is None else str(cell).strip() for cell in row)
        fields: dict[str, int] = {}
        for position, name in enumerate(names):
            meaning = headers().get(plain(name))
            if meaning is None and _value_unit(name) is not None:
                meaning = "value"
            if meaning is not None and meaning not in fields:
                fields[meaning] = position
        _stand_in(fields)
        if (
            "value" in fields
            and sum(f in fields for f in REQUIRED)
            + ("unit" not in fields and _value_unit(names[fields["value"]]) is not None)
            >= 4
        ):
            taken = set(fields.values())
            further = tuple((i, n) for i, n in enumerate(names) if n and i not in taken)
            unit = _value_unit(names[fields["value"]])
            return Header(row=number, fields=fields, further=further, names=names, value_unit=unit)
    return None


def _value_unit(name: str) -> str | None:
    """亿元 of 数值(亿元), None for another header."""
    found = _UNIT.fullmatch(name)
    if found is None or headers().get(plain(found.group(1))) != "value":
        return None
    return found.group(2) if known_unit(found.group(2)) is not None else None


def _stand_in(fields: dict[str, int]) -> None:
    """Let a code stand for the place, and year and month for the period, where these have no column of their own."""
    code = fields.pop("region_code", None)
    if code is not None:
        fields.setdefault("region", code)
    parts = [name for name in PERIOD_PARTS if name in fields]
    if "period" in fields or "year" not in fields:
        for name in parts:
            del fields[name]
    else:
        fields["period"] = fields[parts[-1]]


@dataclass(kw_only=True)
class LongTable:
    """The rows of a long form as columns, and the problems found while they are read."""

    #: sheet name, "" for text files
    sheet: str
    header: Header
    #: each row's number as the person counts it
    numbers: Codes
    #: column by field; further columns by position
    columns: dict[str, Column]
    further: dict[str, Column]
    #: file name
    file: str
    #: what separates the cells of a text file, "," for workbooks
    separator: str = ","
    problems: list[Problem] = field(default_factory=list)

    def fill(self, defaults: Mapping[str, str]) -> None:
        """Put what the person or the source says where the file itself is silent."""
        for name, default in defaults.items():
            given = self.columns.get(name)
            if given is None:
                self.columns[name] = constant(default, self.rows)
            else:
                self.columns[name] = replace(given, words=tuple(w or default for w in given.words))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.numbers)

    def column(self, name: str, default: str = "") -> Column:
        """Return a column; where the file has none, one that says the default in every row."""
        return self.columns[name] if name in self.columns else constant(default, self.rows)

    def cell(self, name: str, row: int) -> str:
        """Return the address of a field in a row: E17."""
        return f"{self.letter(name)}{self.numbers[row]}"

    def where(self, name: str, row: int | None) -> Where:
        """Return the place of a field in a row."""
        position = self.header.fields.get(name)
        written = name if position is None else self.header.names[position]
        number = None if row is None else int(self.numbers[row])
        return Where(file=self.file, sheet=self.sheet or None, row=number, column=written)

    def tell(self, code: str, name: str, row: int, severity: Severity, **details: str) -> None:
        """Note a problem of one row."""
        details.setdefault("cell", self.cell(name, row))
        self.problems.append(Problem(code=code, severity=severity, where=self.where(name, row), details=details))

    def tell_words(
        self, code: str, name: str, bad: Sequence[bool], severity: Severity = Severity.ERROR, **details: str
    ) -> None:
        """Note a problem for every row whose word of a column is marked bad; far rows are only counted."""
        column = self.columns.get(name)
        if column is None or not any(bad):
            return
        self.tell_masked(code, name, np.asarray(bad, dtype=bool)[column.codes], severity, **details)

    def tell_masked(self, code: str, name: str, bad: Mask, severity: Severity = Severity.ERROR, **details: str) -> None:
        """Note a problem for every row that is marked; the word that stands there is named."""
        rows, column = np.flatnonzero(bad), self.column(name)
        for row in rows[:TOLD]:
            self.tell(code, name, int(row), severity, **{"value": column.words[column.codes[row]], **details})
        if len(rows) > TOLD:
            more = {"code": code, "count": str(len(rows) - TOLD)}
            problem = Problem(code="more_rows", severity=severity, where=self.where(name, None), details=more)
            self.problems.append(problem)

    def letter(self, name: str) -> str:
        """Return the letters of a field's column."""
        return letters(self.header.fields.get(name, 0))

    def rows_by_word(self, name: str, bad: Sequence[bool]) -> dict[int, list[int]]:
        """Return the rows of every word that is marked bad, in the order of appearance."""
        column = self.columns[name]
        found: dict[int, list[int]] = {}
        for row in np.flatnonzero(np.asarray(bad, dtype=bool)[column.codes]):
            found.setdefault(int(column.codes[row]), []).append(int(row))
        return found

    def first(self, column: Column, number: int) -> int:
        """Return the first row that holds a word."""
        return int(np.argmax(column.codes == number))
