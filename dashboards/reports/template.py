"""The form in which an office reports its figures: an xlsx of the long form that maps itself when it comes back.

Everything but the cells to fill in is locked; a hidden column names the target and its indicator. Texts are written as
texts: nothing out of a document can become a formula or a link.
"""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from dashboards.content.due import DueFigure
from dashboards.i18n import text
from measures.terms import Authority, Release

#: Columns of the long form (ingest/words/headers.csv) with their width; those to fill in are open, the last hidden.
COLUMNS = (
    ("region", 12),
    ("indicator", 28),
    ("period", 18),
    ("basis", 10),
    ("measure", 10),
    ("value", 14),
    ("unit", 10),
    ("status", 12),
    ("note", 30),
    ("price_basis", 10),
    ("source", 16),
    ("authority", 6),
    ("release", 6),
    ("gapwatch_key", 6),
)
OPEN = ("value", "status", "note")
HIDDEN = ("price_basis", "source", "authority", "release", "gapwatch_key")
#: Row of the header, from 0.
HEAD = 3
#: Words of status that the reader knows.
STATUSES = ("初步核算", "最终核实", "预计")
#: A cell of a comment holds no more.
LONGEST = 2000
#: No figure of statistics is larger.
LARGEST = 1e15


def template_workbook(office: str, figures: Sequence[DueFigure], day: str, lang: str) -> bytes:
    """Return the workbook of an office's figures; `day` is printed as the date of making."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(text("template.sheet", lang))
    _heads(book, sheet, office, day, lang)
    fixed = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"})
    blank = book.add_format({"border": 1, "locked": False, "valign": "top"})
    for row, figure in enumerate(figures, HEAD + 1):
        cells = _cells(figure, office)
        for column, (name, _) in enumerate(COLUMNS):
            if name in OPEN:
                sheet.write_blank(row, column, None, blank)
            else:
                sheet.write_string(row, column, cells[name], fixed)
        about = f"{figure.doc} {figure.task or ''}\n{figure.sentence}"[:LONGEST]
        sheet.write_comment(row, 1, about, {"x_scale": 3, "y_scale": 2})
    _checked(sheet, HEAD + 1, HEAD + max(len(figures), 1), lang)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    book.close()
    return out.getvalue()


def key_of(figure: DueFigure) -> str:
    """Return the hidden key: target, version, indicator."""
    return f"target {figure.target_id}.{figure.version} {figure.indicator_id or figure.indicator}"


def _cells(figure: DueFigure, office: str) -> dict[str, str]:
    return {
        "region": figure.place_code,
        "indicator": figure.indicator,
        "period": str(figure.period),
        "basis": str(figure.period.basis),
        "measure": str(figure.measure),
        "unit": figure.unit or "",
        "price_basis": figure.price_basis or "",
        "source": office,
        # What an office says of itself is not checked and not published (practice 10, 11).
        "authority": str(int(Authority.SELF_REPORTED)),
        "release": str(Release.UNRELEASED),
        "gapwatch_key": key_of(figure),
    }


def _heads(book: Any, sheet: Any, office: str, day: str, lang: str) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2"})
    sheet.write_string(0, 0, text("template.title", lang, office=office), title)
    sheet.write_string(1, 0, text("template.fill_in", lang, day=day))
    sheet.write_string(2, 0, text("template.secret", lang))
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, None, {"hidden": name in HIDDEN})
        sheet.write_string(HEAD, column, text(f"template.column.{name}", lang), head)
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.repeat_rows(HEAD)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _checked(sheet: Any, first: int, last: int, lang: str) -> None:
    """Let a spreadsheet program refuse what the reader would refuse."""
    column = {name: number for number, (name, _) in enumerate(COLUMNS)}
    value, status = column["value"], column["status"]
    sheet.data_validation(
        first,
        value,
        last,
        value,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -LARGEST,
            "maximum": LARGEST,
            "error_title": text("template.wrong", lang),
            "error_message": text("template.number", lang),
        },
    )
    sheet.data_validation(first, status, last, status, {"validate": "list", "source": list(STATUSES)})
