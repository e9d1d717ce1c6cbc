"""台账: the supervision office's list as a spreadsheet, a row a target and a row a task without one (practice 21, 27).

What gapwatch reckons is locked; what the office writes is open. The sheet carries, hidden, what it said when it was
made: a filled one is compared with that (dashboards.reports.returned), so that figures of a later month are no edits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboards.content.line import GapLine
from dashboards.i18n import text, word
from dashboards.reports.content import Report
from dashboards.reports.words import Item, dates_text, foot, item, titled
from dashboards.reports.xlsx import HEAD, Sheets
from measures.terms import Closing, LedgerField
from storage.documents import StoredTask, list_tasks
from storage.ledger import Note, notes

if TYPE_CHECKING:
    from storage import Connection

#: columns and their widths; the key says which target or task a row is about
COLUMNS = (
    ("order", 6), ("task", 44), ("answerable", 16), ("support", 24), ("deadline", 15), ("target", 18), ("latest", 34),
    ("progress", 24), ("problems", 24), ("measures", 24), ("status", 18), ("closed", 10), ("note", 26), ("basis", 20),
    ("key", 18),
)  # fmt: skip
#: columns that the office writes; the words of all others come from gapwatch
WRITTEN = tuple(LedgerField)
#: name of the hidden sheet that says what stood in the cells when they were written
MADE = "_gapwatch"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the ledger."""

    #: "42" is a target, "henan-2013#2.1.3" a task without one
    key: str
    target_id: int | None
    #: words by column
    cells: Mapping[str, str]


def build_ledger(connection: "Connection", report: Report, lang: str) -> tuple[Row, ...]:
    """The rows in the order of the documents: each target of the report, and each task that has none."""
    written = notes(connection)
    by_task: dict[tuple[str, str | None], list[GapLine]] = {}
    for line in sorted(report.lines, key=lambda line: line.target_id):
        by_task.setdefault((line.doc, line.task), []).append(line)
    rows: list[Row] = []
    places = {line.place_code for line in report.lines}
    for doc, paper in report.documents.items():
        lines = [line for (of, _), some in by_task.items() if of == doc for line in some]
        if not lines and paper.place_code not in places:
            continue  # a document of a place that was not asked for
        rows += _of_document(report, doc, list_tasks(connection, paper.id), lines, lang)
    return tuple(_with_notes(row, order, written.get(row.key, {}), lang) for order, row in enumerate(rows, 1))


def _of_document(
    report: Report, doc: str, tasks: tuple[StoredTask, ...], lines: list[GapLine], lang: str
) -> Iterator[Row]:
    left = list(lines)
    for task in tasks:
        mine = [line for line in left if line.task == task.path]
        if mine:
            left = [line for line in left if line.task != task.path]
            yield from (_of_target(report, line, lang) for line in mine)
        elif task.lead or task.support or not any(other.path.startswith(f"{task.path}.") for other in tasks):
            yield _of_task(doc, task, lang)
    yield from (_of_target(report, line, lang) for line in left)


def _of_target(report: Report, line: GapLine, lang: str) -> Row:
    said = item(report, line, lang)
    cells = {
        "task": report.sentences[line.target_id] or line.quote,
        "answerable": line.answerable or "",
        "support": said.support,
        "deadline": said.deadline,
        "target": f"{said.indicator} {said.target}",
        "latest": _latest(said, line.reviewed, lang),
        "progress": said.gap,
        "status": said.light,
        "note": said.reasons,
    }
    return Row(key=str(line.target_id), target_id=line.target_id, cells=cells)


def _of_task(doc: str, task: StoredTask, lang: str) -> Row:
    comma = text("list.comma", lang)
    cells = {
        "task": task.text,
        "answerable": task.lead[0] if task.lead else "",
        "support": comma.join((*task.lead[1:], *task.support)),
        "status": word("task_kind", task.kind, lang),
    }
    return Row(key=f"{doc}#{task.path}", target_id=None, cells=cells)


def _with_notes(row: Row, order: int, written: Mapping[LedgerField, Note], lang: str) -> Row:
    cells = {name: row.cells.get(name, "") for name, _ in COLUMNS} | {"order": str(order), "key": row.key}
    cells |= {field.value: shown(field, note.text, lang) for field, note in written.items()}
    return Row(key=row.key, target_id=row.target_id, cells=cells)


def shown(field: LedgerField, stored: str, lang: str) -> str:
    """What a note says in the sheet: 销号 stands for closed."""
    return word("closing", stored, lang) if field is LedgerField.CLOSED and stored else stored


def _latest(said: Item, reviewed: bool | None, lang: str) -> str:
    if not said.observed:
        return ""
    verified = text("ledger.verified.yes" if reviewed else "ledger.verified.no", lang)
    return text(
        "ledger.latest", lang, observed=said.observed, period=said.period, source=said.source, verified=verified
    )


def ledger_workbook(rows: tuple[Row, ...], report: Report, lang: str) -> bytes:
    """The ledger as xlsx, with what the office writes open and everything else locked."""
    sheets = Sheets()
    dates = text("list.joint", lang).join((dates_text(report, lang), text("ledger.how", lang)))
    titles = (titled(report, "report.sheet.ledger", lang), dates)
    columns = [(text(f"ledger.column.{column}", lang), width) for column, width in COLUMNS]
    sheet = sheets.begin(text("report.sheet.ledger", lang), titles, columns, len(rows))
    sheet.freeze_panes(HEAD + 1, 2)
    for at, row in enumerate(rows, HEAD + 1):
        _write(sheets, sheet, at, row)
    _choices(sheet, len(rows), lang)
    sheets.end(sheet, HEAD + 1 + len(rows), foot(report, lang))
    kept = dict.fromkeys(("autofilter", "sort", "format_cells", "format_columns", "format_rows"), True)
    sheet.protect("", kept)
    _made(sheets, rows, report)
    return sheets.close()


def _write(sheets: Sheets, sheet: Any, at: int, row: Row) -> None:
    cells: list[str | float | None] = [
        float(row.cells[name]) if name == "order" else row.cells[name] for name, _ in COLUMNS
    ]
    sheets.row(sheet, at, cells, [sheets.number(0)] * len(cells))
    pen = sheets.format("open", text_wrap=True, locked=False, bg_color="#fffbe6")
    for column, (name, _) in enumerate(COLUMNS):
        if name in WRITTEN:
            said = row.cells[name]
            if said:
                sheet.write_string(at, column, said, pen)
            else:
                sheet.write_blank(at, column, None, pen)


def _choices(sheet: Any, number: int, lang: str) -> None:
    """The words that may stand in 销号."""
    column = [name for name, _ in COLUMNS].index("closed")
    words = [word("closing", one.value, lang) for one in Closing]
    said = text("ledger.choices", lang, words=text("list.comma", lang).join(words))
    rule = {"validate": "list", "source": words, "error_message": said[:250]}
    sheet.data_validation(HEAD + 1, column, HEAD + max(number, 1), column, rule)


def _made(sheets: Sheets, rows: tuple[Row, ...], report: Report) -> None:
    """The hidden sheet: what every cell said."""
    sheet = sheets.book.add_worksheet(MADE)
    sheet.very_hidden()
    sheet.write_string(0, 0, report.as_of.isoformat())
    for at, row in enumerate(rows, 1):
        for column, (name, _) in enumerate(COLUMNS):
            sheet.write_string(at, column, row.cells[name])
