"""The gap table as a spreadsheet: a table with filters, native charts, and the arithmetic a row a step.

Texts are written as texts: nothing that people uploaded can become a formula or a link. The only formulas repeat the
sums of the arithmetic; they hold digits and signs of operation and nothing else.
"""

import io
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from dashboards.content.line import GapLine
from dashboards.i18n import text
from dashboards.reports.chart import Bar, amount_bars, rate_bars
from dashboards.reports.content import Report
from dashboards.reports.words import Item, dates_text, foot, item, titled
from dashboards.wording import decimals_of, indicator_text, place_text, step_text, unit_text
from gaps import Step

#: rows above the head of every sheet: title, dates
HEAD = 2
#: a cell of Excel holds no more
LONGEST = 32767
#: points of one line of text
LINE = 15
#: the last column that is printed: what stands to the right of it is for the screen
PRINTED = "answerable"
#: paper sizes as Excel numbers them
A3, A4 = 8, 9
#: a sum in a step: numbers with signs of operation between them, and its result
SUM = re.compile(r"(?P<left>\(?−?\d[\d.]*%?(?: ?[−+×÷/] ?\(?\d[\d.]*%?\)?)+) = (?P<result>−?\d[\d.]*)(?P<percent>%?)")
SIGNS = str.maketrans("−×÷", "-*/", " ")
#: thin lines around the cells of a table, none around what stands above and below it
FRAME = {"border": 1, "border_color": "#d0d5da"}
BARE = frozenset({"title0", "title1"})
#: steps whose sum is a share of 1 and whose result is told in per cent
SHARES = frozenset({"share.linear"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the gap table."""

    #: name; its words stand under report.column.<name>
    name: str
    #: characters
    width: int
    #: what stands in the cell: a number is written as a number
    value: Callable[[GapLine, Item], str | float | None]
    #: a share of 1, printed as per cent
    share: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(name="number", width=9, value=lambda line, _: line.target_id),
    Column(name="status", width=24, value=lambda _, said: said.light),
    Column(name="place", width=11, value=lambda _, said: said.place),
    Column(name="indicator", width=24, value=lambda _, said: said.indicator),
    Column(name="target", width=18, value=lambda _, said: said.target),
    Column(name="target_value", width=10, value=lambda line, _: line.target_value),
    Column(name="observed", width=10, value=lambda line, _: line.observed),
    Column(name="unit", width=10, value=lambda line, _: line.unit),
    Column(name="period", width=14, value=lambda _, said: said.period),
    Column(name="attainment", width=9, value=lambda line, _: line.attainment, share=True),
    Column(name="expected", width=12, value=lambda line, _: line.expected),
    Column(name="expected_linear", width=12, value=lambda line, _: line.expected_linear),
    Column(name="gap_words", width=24, value=lambda _, said: said.gap),
    Column(name="gap", width=10, value=lambda line, _: line.gap),
    Column(name="gap_unit", width=10, value=lambda line, _: line.gap_unit),
    Column(name="required", width=26, value=lambda _, said: said.required),
    Column(name="projected", width=12, value=lambda line, _: line.projected),
    Column(name="answerable", width=18, value=lambda _, said: said.answerable),
    Column(name="lead", width=30, value=lambda _, said: said.lead),
    Column(name="support", width=40, value=lambda _, said: said.support),
    Column(name="deadline", width=15, value=lambda _, said: said.deadline),
    Column(name="source", width=60, value=lambda _, said: said.source),
    Column(name="authority", width=14, value=lambda _, said: said.authority),
    Column(name="reasons", width=60, value=lambda _, said: said.reasons),
    Column(name="document", width=40, value=lambda _, said: said.document),
    Column(name="task", width=8, value=lambda _, said: said.task),
    Column(name="quote", width=60, value=lambda _, said: said.quote),
)


class Sheets:
    """A workbook being written, with its formats."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.bytes, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._formats: dict[str, Any] = {}
        self._widths: list[int] = []

    def format(self, name: str, **facts: Any) -> Any:
        """A cell format, made once."""
        if name not in self._formats:
            self._formats[name] = self.book.add_format(
                {"valign": "top", "font_name": "微软雅黑", "font_size": 10}
                | (FRAME if name not in BARE else {})
                | facts
            )
        return self._formats[name]

    @property
    def plain(self) -> Any:
        """Text that wraps."""
        return self.format("plain", text_wrap=True)

    def number(self, decimals: int) -> Any:
        """A number with so many decimals."""
        return self.format(
            f"number{decimals}", num_format="0" + ("." + "0" * decimals if decimals else ""), align="right", indent=1
        )

    @property
    def share(self) -> Any:
        """A share of 1 as per cent."""
        return self.format("share", num_format="0.0%", align="right", indent=1)

    def begin(self, name: str, titles: Sequence[str], columns: Sequence[tuple[str, int]], rows: int) -> Any:
        """A sheet with title lines, a frozen head with filters over so many rows, ready for print."""
        sheet = self.book.add_worksheet(name)
        self._widths = [width for _, width in columns]
        self.title(sheet, titles)
        sheet.set_row(HEAD, 2 * LINE + 3)
        for at, (label, width) in enumerate(columns):
            sheet.write_string(HEAD, at, label, self.head)
            sheet.set_column(at, at, width)
        sheet.freeze_panes(HEAD + 1, 0)
        sheet.autofilter(HEAD, 0, HEAD + max(rows, 1), len(columns) - 1)
        printed(sheet, A4)
        sheet.repeat_rows(HEAD)
        return sheet

    @property
    def head(self) -> Any:
        """The head of a column."""
        return self.format("head", bold=True, text_wrap=True, bg_color="#eef2f6", bottom=1)

    def title(self, sheet: Any, titles: Sequence[str]) -> None:
        """The lines above a table."""
        for at, title in enumerate(titles):
            facts = {"bold": True, "font_size": 14} if at == 0 else {"font_color": "#555555"}
            sheet.write_string(at, 0, title, self.format(f"title{min(at, 1)}", **facts))
        sheet.set_row(0, 24)

    def row(self, sheet: Any, row: int, cells: Sequence[str | float | None], forms: Sequence[Any]) -> None:
        """A row of the table, high enough for its texts."""
        lines = 1
        for at, (cell, form) in enumerate(zip(cells, forms, strict=True)):
            self.put(sheet, row, at, cell, form)
            if isinstance(cell, str):
                lines = max(lines, math.ceil(width_of(cell) * 1.1 / self._widths[at]))
        sheet.set_row(row, min(lines, 25) * LINE + 2)

    def put(self, sheet: Any, row: int, column: int, value: str | float | None, form: Any) -> None:
        """One cell; an empty one for None."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.plain)
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST], self.plain)
        else:
            sheet.write_number(row, column, value, form)

    def end(self, sheet: Any, row: int, lines: Sequence[str]) -> None:
        """What stands below the table."""
        for at, line in enumerate(lines):
            sheet.write_string(row + 1 + at, 0, line, self.format("title1", font_color="#555555"))

    def close(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self.bytes.getvalue()


def width_of(said: str) -> int:
    """Columns that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in said)


def printed(sheet: Any, paper: int) -> None:
    """One page wide, across, with page numbers."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def gap_workbook(report: Report, steps: Mapping[int, Sequence[Step]], lang: str) -> bytes:
    """The report as xlsx: gap table, charts, arithmetic (steps by target)."""
    sheets = Sheets()
    titles = (titled(report, "report.title", lang), dates_text(report, lang))
    _gaps(sheets, report, lang, titles)
    _charts(sheets, report, lang, titles)
    _steps(sheets, report, steps, lang, titles)
    return sheets.close()


def _gaps(sheets: Sheets, report: Report, lang: str, titles: Sequence[str]) -> None:
    columns = [(text(f"report.column.{column.name}", lang), column.width) for column in COLUMNS]
    sheet = sheets.begin(text("report.sheet.gaps", lang), titles, columns, len(report.lines))
    sheet.freeze_panes(HEAD + 1, 4)
    last = HEAD + 1 + len(report.lines)
    printed(sheet, A3)
    sheet.print_area(0, 0, last + 4, [column.name for column in COLUMNS].index(PRINTED))
    for at, line in enumerate(report.lines, HEAD + 1):
        cells, forms = _cells(sheets, line, item(report, line, lang), lang)
        sheets.row(sheet, at, cells, forms)
    sheets.end(sheet, last, foot(report, lang))


def _cells(sheets: Sheets, line: GapLine, said: Item, lang: str) -> tuple[list[str | float | None], list[Any]]:
    """The cells of a row and their formats."""
    published = max(decimals_of(line.observed_text), decimals_of(line.value_text))
    cells: list[str | float | None] = []
    forms = []
    for column in COLUMNS:
        value = column.value(line, said)
        cells.append(unit_text(str(value or ""), lang) if column.name in ("unit", "gap_unit") else value)
        decimals = 0 if column.name == "number" else _decimals(value, published)
        forms.append(sheets.share if column.share else sheets.number(decimals))
    return cells, forms


def _decimals(value: str | float | None, published: int) -> int:
    """Decimals of the publication, and more where a number converted has more, at most six."""
    if not isinstance(value, float):
        return published
    _, _, fraction = f"{value:.12g}".partition(".")
    return max(published, min(len(fraction), 6 if "e" not in fraction else published, published + 2))


def _steps(
    sheets: Sheets, report: Report, steps: Mapping[int, Sequence[Step]], lang: str, titles: Sequence[str]
) -> None:
    """Each step a row: the sentence, its sum as a formula that the spreadsheet repeats, the vintage."""
    names = (
        ("number", 9),
        ("place", 12),
        ("indicator", 26),
        ("step", 7),
        ("arithmetic", 90),
        ("again", 14),
        ("vintage", 10),
    )
    columns = [(text(f"report.column.{name}", lang), width) for name, width in names]
    sheet = sheets.begin(text("report.sheet.steps", lang), titles, columns, sum(map(len, steps.values())))
    row = HEAD
    for line in report.lines:
        place, indicator = place_text(line.place, line.place_code, lang), indicator_text(line.row, lang)
        for order, step in enumerate(steps.get(line.target_id, ()), 1):
            row += 1
            vintage = step.values.get("vintage")
            shown = float(str(vintage)) if vintage is not None else None
            cells = (line.target_id, place, indicator, order, step_text(step, lang), None, shown)
            sheets.row(sheet, row, cells, [sheets.number(0)] * len(cells))
            _again(sheets, sheet, row, step)
    sheets.end(sheet, row + 1, (text("report.steps.none", lang), *foot(report, lang)))


def _again(sheets: Sheets, sheet: Any, row: int, step: Step) -> None:
    """The sum of a step as a formula, where it has one."""
    found = SUM.search(step_text(step))
    if found is None:
        return
    share, result = step.code in SHARES, found["result"].replace("−", "-")
    decimals = decimals_of(result)
    sign = '"%"' if found["percent"] and not share else "%" * share
    shape = sheets.format(
        f"again{decimals}{sign}",
        num_format="0" + ("." + "0" * decimals if decimals else "") + sign,
        align="right",
        indent=1,
    )
    sheet.write_formula(row, 5, "=" + found["left"].translate(SIGNS), shape, float(result) / (100 if share else 1))


def _charts(sheets: Sheets, report: Report, lang: str, titles: Sequence[str]) -> None:
    """Two charts beside the numbers that they draw: shares of the target done, and rates."""
    sheet = sheets.book.add_worksheet(text("report.sheet.chart", lang))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 12)
    printed(sheet, A4)
    sheets.title(sheet, titles)
    row = HEAD + 1
    amounts, rates = amount_bars(report, lang), rate_bars(report, lang)
    drawn = (("amounts", amounts, ("done", "expected")), ("rates", rates, ("observed", "target")))
    for name, bars, series in drawn:
        if bars:
            row = _chart(sheets, sheet, row, text(f"report.chart.{name}", lang), bars, _labels(series, lang))
    if not amounts and not rates:
        sheet.write_string(row, 0, text("report.chart.none", lang), sheets.plain)
    sheets.end(sheet, row, foot(report, lang))


def _labels(series: Sequence[str], lang: str) -> tuple[str, ...]:
    return tuple(text(f"report.chart.{name}", lang) for name in series)


def _chart(sheets: Sheets, sheet: Any, row: int, title: str, bars: Sequence[Bar], labels: Sequence[str]) -> int:
    """One native bar chart and its numbers; the first free row below both."""
    for at, label in enumerate((title, *labels)):
        sheet.write_string(row, at, label, sheets.head)
    for at, bar in enumerate(bars, row + 1):
        sheet.write_string(at, 0, bar.label, sheets.plain)
        for column, value in ((1, bar.length), (2, bar.mark)):
            sheets.put(sheet, at, column, value, sheets.number(1))
    chart = sheets.book.add_chart({"type": "bar"})
    last = row + len(bars)
    for column, colour in ((1, "#2f5d8a"), (2, "#b0b7bf")):
        chart.add_series(
            {
                "name": [sheet.get_name(), row, column],
                "categories": [sheet.get_name(), row + 1, 0, last, 0],
                "values": [sheet.get_name(), row + 1, column, last, column],
                "fill": {"color": colour},
                "data_labels": {"value": True, "num_format": "0.0"},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "overlay": False, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "label_position": "low", "major_gridlines": {"visible": False}})
    chart.set_x_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#dddddd"}}})
    chart.set_legend({"position": "bottom"})
    height = 130 + 46 * len(bars)
    chart.set_size({"width": 760, "height": height})
    sheet.insert_chart(row, 4, chart)
    return max(last, row + height // 20) + 2
