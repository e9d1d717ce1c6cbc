"""A filled 台账 that came back: what the office wrote, each change with its cell, and what is wrong with it.

Compared with what the sheet said when it was made (its hidden sheet), else with the ledger of now.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from python_calamine import CalamineWorkbook

from dashboards.i18n import Lang, text, word
from dashboards.reports.ledger import COLUMNS, MADE, WRITTEN, Row, shown
from ingest.cells import Sheet, cell_text, letters
from ingest.workbook import open_workbook
from measures.problems import Problem, Where
from measures.terms import Closing, LedgerField, Severity
from storage.ledger import NewNote, Note

#: no field of the ledger is longer, characters
LONGEST = 2000
#: characters of a task that a line of a list shows
SHORT = 30
NAMES = tuple(name for name, _ in COLUMNS)
#: rows among which a header is looked for
LOOKED_AT = 30


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field that the office wrote."""

    key: str
    target_id: int | None
    #: what the row is about, in words
    label: str
    field: LedgerField
    #: the cell: "台账!J7"
    cell: str
    #: in words; "" for an empty field
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What a filled ledger says."""

    #: file name as the person knows it
    name: str
    sha256: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: what the changes are stored as
    notes: tuple[NewNote, ...] = ()

    @property
    def storable(self) -> bool:
        """Whether something may be stored: changes, and no error."""
        return bool(self.changes) and not any(one.severity is Severity.ERROR for one in self.problems)


@dataclass(frozen=True, kw_only=True)
class _Filled:
    """A row of the sheet that came back."""

    key: str
    #: as the person counts it
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """The sheet that came back."""

    file: str
    name: str
    lang: str
    #: column letters by name
    at: Mapping[str, str]
    rows: tuple[_Filled, ...]
    #: what stood in the cells when the sheet was made; None where it does not say
    made: Mapping[str, Mapping[str, str]] | None
    #: rows with words and without a key
    keyless: tuple[int, ...] = field(default=())


def read_returned(
    data: bytes, name: str, rows: tuple[Row, ...], written: Mapping[str, Mapping[LedgerField, Note]]
) -> Returned:
    """What a filled ledger changes; `rows` is the ledger of now, `written` the notes of now. Nothing is stored."""
    sha256 = hashlib.sha256(data).hexdigest()
    book = open_workbook(data, name)
    sheet = None if not book.sheets else _ledger_of(data, name, book.sheets)
    if sheet is None:
        unreadable = tuple(one for one in book.problems if one.severity is Severity.ERROR)
        no_ledger = Problem(code="ledger_unknown", severity=Severity.ERROR, where=Where(file=name))
        return Returned(name=name, sha256=sha256, problems=unreadable or (no_ledger,))
    known = {row.key: row for row in rows}
    problems = [*_rows_amiss(sheet, known)]
    changes: list[Change] = []
    stored: list[NewNote] = []
    for filled in _once(sheet, known):
        base = (sheet.made or {}).get(filled.key) or known[filled.key].cells
        problems += _reckoned(sheet, filled, base)
        problems += _basis(sheet, filled, base)
        for one in WRITTEN:
            told = _change(sheet, filled, base, one, known[filled.key], written)
            problems += [told] if isinstance(told, Problem) else []
            if isinstance(told, tuple):
                changes.append(told[0])
                stored.append(told[1])
    return Returned(name=name, sha256=sha256, changes=tuple(changes), problems=tuple(problems), notes=tuple(stored))


def _ledger_of(data: bytes, file: str, sheets: tuple[Sheet, ...]) -> _Sheet | None:
    for sheet in sheets:
        for lang in Lang:
            words = {text(f"ledger.column.{name}", lang): name for name in NAMES}
            for at, row in enumerate(sheet.rows[:LOOKED_AT]):
                places = {words[said]: place for place, cell in enumerate(row) if (said := cell_text(cell)) in words}
                if len(places) == len(NAMES):
                    return _read(data, file, sheet, lang, at, places)
    return None


def _read(data: bytes, file: str, sheet: Sheet, lang: str, head: int, places: Mapping[str, int]) -> _Sheet:
    rows, keyless = [], []
    for number, _ in enumerate(sheet.rows[head + 1 :], head + 1):
        cells = {name: _plain(cell_text(sheet.value(number, place))) for name, place in places.items()}
        if cells["key"]:
            rows.append(_Filled(key=cells["key"], number=number + 1, cells=cells))
        elif cells["task"] or any(cells[one] for one in WRITTEN):
            keyless.append(number + 1)
    at = {name: letters(place) for name, place in places.items()}
    made = _made(data)
    return _Sheet(file=file, name=sheet.name, lang=lang, at=at, rows=tuple(rows), made=made, keyless=tuple(keyless))


def _made(data: bytes) -> Mapping[str, Mapping[str, str]] | None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if MADE not in book.sheet_names:
        return None
    rows = book.get_sheet_by_name(MADE).to_python(skip_empty_area=False)[1:]
    texts = ([_plain(cell_text(None if cell == "" else cell)) for cell in row] for row in rows)
    made = (dict(zip(NAMES, row, strict=False)) for row in texts)
    return {row["key"]: row for row in made if set(NAMES) <= set(row)}


def _plain(said: str) -> str:
    """Line ends as one kind, without blanks at the ends."""
    return said.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()


def _rows_amiss(sheet: _Sheet, known: Mapping[str, Row]) -> Iterator[Problem]:
    """Rows that are not of this ledger, that stand twice, or that are gone."""
    seen: dict[str, int] = {}
    for row in sheet.rows:
        if row.key not in known or (sheet.made is not None and row.key not in sheet.made):
            yield _problem(sheet, row.number, "key", "ledger_key_unknown", key=row.key)
        elif row.key in seen:
            yield _problem(sheet, row.number, "key", "ledger_key_twice", key=row.key, row=str(seen[row.key]))
        seen.setdefault(row.key, row.number)
    for number in sheet.keyless:
        yield _problem(sheet, number, "key", "ledger_key_missing")
    gone = sum(key not in seen for key in (sheet.made if sheet.made is not None else known))
    if gone:
        where = Where(file=sheet.file, sheet=sheet.name)
        details = {"number": str(gone)}
        yield Problem(code="ledger_rows_gone", severity=Severity.NOTICE, where=where, details=details)


def _once(sheet: _Sheet, known: Mapping[str, Row]) -> Iterator[_Filled]:
    """The rows that may be compared, each key once."""
    seen = set()
    for row in sheet.rows:
        if row.key in known and row.key not in seen and (sheet.made is None or row.key in sheet.made):
            yield row
        seen.add(row.key)


def _reckoned(sheet: _Sheet, filled: _Filled, base: Mapping[str, str]) -> Iterator[Problem]:
    """Columns that only gapwatch writes and somebody changed."""
    for name in NAMES:
        if name in WRITTEN or name in ("order", "key") or filled.cells[name] == _plain(base[name]):
            continue
        if sheet.made is None and name in ("latest", "status"):
            continue  # what is reckoned anew may differ where the sheet does not say what stood there
        yield _problem(
            sheet,
            filled.number,
            name,
            "ledger_reckoned",
            column=text(f"ledger.column.{name}", sheet.lang),
            old=base[name] or "—",
            new=filled.cells[name] or "—",
        )


def _basis(sheet: _Sheet, filled: _Filled, base: Mapping[str, str]) -> Iterator[Problem]:
    """销号, 调整, 延期 and 终止 need the paper that approves them (practice 27)."""
    closed = filled.cells["closed"]
    if closed and not filled.cells["basis"] and (closed, filled.cells["basis"]) != (base["closed"], base["basis"]):
        yield _problem(sheet, filled.number, "basis", "ledger_basis_missing", word=closed)


def _change(
    sheet: _Sheet,
    filled: _Filled,
    base: Mapping[str, str],
    one: LedgerField,
    row: Row,
    written: Mapping[str, Mapping[LedgerField, Note]],
) -> tuple[Change, NewNote] | Problem | None:
    old, new = _plain(base[one]), filled.cells[one]
    if old == new:
        return None
    if len(new) > LONGEST:
        return _problem(sheet, filled.number, one, "ledger_too_long", number=str(len(new)), limit=str(LONGEST))
    stored = _stored(one, new)
    if stored is None:
        words = text("list.comma", sheet.lang).join(word("closing", each.value, sheet.lang) for each in Closing)
        return _problem(sheet, filled.number, one, "ledger_closed_word", value=new, words=words)
    note = written.get(filled.key, {}).get(one)
    if note is not None and note.text == stored:
        return None  # the same sheet again
    if note is not None and shown(one, note.text, sheet.lang) != old:
        now, who = shown(one, note.text, sheet.lang), note.recorded_by
        return _problem(sheet, filled.number, one, "ledger_conflict", now=now or "—", who=who, old=old or "—")
    change = Change(
        key=filled.key,
        target_id=row.target_id,
        label=row.cells["target"] or shortened(row.cells["task"]),
        field=one,
        cell=f"{sheet.name}!{sheet.at[one]}{filled.number}",
        old=old,
        new=new,
    )
    before = note.text if note is not None else ""
    return change, NewNote(key=filled.key, target_id=row.target_id, field=one, old=before, new=stored)


def shortened(said: str) -> str:
    """The beginning of a task, for a line of a list."""
    return said if len(said) <= SHORT else said[: SHORT - 1] + "…"


def _stored(one: LedgerField, said: str) -> str | None:
    """What a field is stored as: the word of 销号 as its code; None for a word that is none."""
    if one is not LedgerField.CLOSED or not said:
        return said
    plain = said.removeprefix("已")
    codes = {word("closing", each.value, lang): each.value for each in Closing for lang in Lang}
    return codes.get(plain)


def _problem(sheet: _Sheet, number: int, column: str, code: str, /, **details: str) -> Problem:
    where = Where(file=sheet.file, sheet=sheet.name, row=number, column=sheet.at[column])
    return Problem(code=code, severity=Severity.ERROR, where=where, details=details)
