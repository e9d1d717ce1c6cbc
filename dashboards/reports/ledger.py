"""台账: the supervision office's list as a spreadsheet, and what a filled one changed (practice 27)."""

import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook

from dashboards.i18n import text
from dashboards.reports.content import Report
from dashboards.reports.words import Item, dates_text, foot, item, titled
from dashboards.reports.xlsx import HEAD, Sheets

#: columns and their widths; the key says which target a row is about
COLUMNS = (
    ("order", 6), ("task", 34), ("answerable", 16), ("support", 18), ("deadline", 15), ("target", 16), ("latest", 34),
    ("progress", 22), ("problems", 22), ("measures", 22), ("status", 18), ("closed", 10), ("note", 16), ("key", 9),
)  # fmt: skip
#: columns whose words gapwatch reckons anew each time: a filled ledger cannot change them
RECKONED = frozenset({"order", "latest", "progress", "status", "key"})


def ledger_workbook(report: Report, lang: str) -> bytes:
    """The ledger as xlsx: a row a target, in the order of the documents."""
    sheets = Sheets()
    name = text("report.sheet.ledger", lang)
    titles = (titled(report, "report.sheet.ledger", lang), dates_text(report, lang))
    columns = [(text(f"ledger.column.{column}", lang), width) for column, width in COLUMNS]
    rows = list(_rows(report, lang))
    sheet = sheets.begin(name, titles, columns, len(rows))
    for at, row in enumerate(rows, HEAD + 1):
        cells: list[str | float | None] = [
            float(row[column]) if column in ("order", "key") else row[column] for column, _ in COLUMNS
        ]
        sheets.row(sheet, at, cells, [sheets.number(0)] * len(cells))
    sheets.end(sheet, HEAD + 1 + len(rows), foot(report, lang))
    return sheets.close()


def _rows(report: Report, lang: str) -> Iterator[dict[str, str]]:
    lines = sorted(report.lines, key=lambda line: (line.doc, line.target_id))
    for order, line in enumerate(lines, 1):
        said = item(report, line, lang)
        yield {
            "order": str(order),
            "task": report.sentences[line.target_id] or line.quote,
            "answerable": line.answerable or "",
            "support": said.support,
            "deadline": said.deadline,
            "target": f"{said.indicator} {said.target}",
            "latest": _latest(said, line.reviewed, lang),
            "progress": said.gap,
            "problems": "",
            "measures": "",
            "status": said.light,
            "closed": "",
            "note": said.reasons,
            "key": str(line.target_id),
        }


def _latest(said: Item, reviewed: bool | None, lang: str) -> str:
    if not said.observed:
        return ""
    verified = text("ledger.verified.yes" if reviewed else "ledger.verified.no", lang)
    return text(
        "ledger.latest", lang, observed=said.observed, period=said.period, source=said.source, verified=verified
    )


def compare_ledger(report: Report, data: bytes, lang: str) -> tuple[str, ...]:
    """How a filled ledger differs from the ledger of the store, a line a cell; nothing is stored.

    Raises ValueError for a file that is not a ledger in the language.
    """
    filled = _read(data, lang)
    told: list[str] = []
    missing = {row["key"]: row for row in _rows(report, lang)}
    for number, row in filled:
        known = missing.pop(row["key"], None)
        if known is None:
            told.append(text("ledger.added", lang, row=number, target=row["key"]))
            continue
        told += _changes(known, row, lang)
    told += [text("ledger.lost", lang, target=row["key"], indicator=row["target"]) for row in missing.values()]
    return tuple(told)


def _changes(known: dict[str, str], row: dict[str, str], lang: str) -> Iterator[str]:
    empty = text("ledger.empty", lang)
    for column, _ in COLUMNS:
        if column in RECKONED or known[column] == row[column]:
            continue
        yield text(
            "ledger.difference",
            lang,
            target=row["key"],
            indicator=known["target"],
            column=text(f"ledger.column.{column}", lang),
            old=known[column] or empty,
            new=row[column] or empty,
        )


def _read(data: bytes, lang: str) -> list[tuple[int, dict[str, str]]]:
    """The rows with a key, each with its number in the sheet."""
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise ValueError(f"a spreadsheet is expected ({error})") from error
    names = {text(f"ledger.column.{column}", lang): column for column, _ in COLUMNS}
    head = next((at for at, row in enumerate(rows) if set(names) <= {str(cell).strip() for cell in row}), None)
    if head is None:
        raise ValueError("the first sheet is not a ledger: a row with all its columns is expected")
    places = {names[str(cell).strip()]: at for at, cell in enumerate(rows[head]) if str(cell).strip() in names}
    found = []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {column: _text(row[at]) for column, at in places.items()}
        if cells["key"]:
            found.append((number, cells))
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
