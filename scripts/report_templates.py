"""Writes the shipped Word templates of dashboards/reports/templates: run it after a change here.

Layout after GB/T 9704-2012: A4, margins 37/35/28/26 mm, 小标宋 title, 仿宋 body; fonts are named, not embedded.
"""

import math
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FOLDER = Path(__file__).resolve().parents[1] / "dashboards" / "reports" / "templates"
BODY, HEADING, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
COLUMNS = (
    ("status", "light", 30), ("place", "place", 18), ("indicator", "indicator", 30), ("target", "target", 24),
    ("observed", "observed", 24), ("gap_words", "gap", 26), ("answerable", "answerable", 22),
)  # fmt: skip


class Page:
    """A document being written."""

    def __init__(self, size: float) -> None:
        self.document = Document()
        self.size = size
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(30), Mm(25)
        section.left_margin, section.right_margin = Mm(26), Mm(24)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        language = style.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"})
        style.element.rPr.append(language)
        style.paragraph_format.space_after = Pt(2)

    def line(self, said: str, *, font: str = BODY, size: float | None = None, centre: bool = False, bold: bool = False):
        """A paragraph."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(said)
        run.font.size, run.bold, run.font.name = Pt(size or self.size), bold, "Times New Roman"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if centre:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    def heading(self, key: str) -> None:
        """A heading of the words of the program."""
        shape = self.line(f'{{{{ t("{key}") }}}}', font=HEADING).paragraph_format
        shape.keep_with_next, shape.space_before = True, Pt(self.size / 2)

    def each(self, name: str, said: str, *, size: float | None = None) -> None:
        """A paragraph for each member of a tuple."""
        self.line(f"{{%p for one in paper.{name} %}}")
        self.line(said, size=size)
        self.line("{%p endfor %}")

    def head(self) -> None:
        """Title and dates."""
        self.line("{{ paper.title }}", font=TITLE, size=20, centre=True)
        self.line("{{ paper.dates }}", size=10.5, centre=True)

    def foot(self) -> None:
        """The last lines."""
        self.each("foot", "{{ one }}", size=9)

    def save(self, name: str) -> None:
        """Write the template."""
        self.document.save(FOLDER / f"{name}.docx")


#: an item in one paragraph
ITEM = (
    '{{ loop.index }}. {{ one.light }}{{ t("list.colon") }}{{ one.line }}'
    '{% if one.expected %}{{ t("report.joint") }}{{ t("report.line.expected", amount=one.expected) }}{% endif %}'
    '{% if one.required %}{{ t("report.joint") }}{{ one.required }}{% endif %}'
    '{% if one.beside %}{{ t("report.joint") }}{{ one.beside }}{% endif %}'
    '{{ t("report.joint") }}{{ t("report.line.answerable", office=one.answerable) }}'
)


def progress() -> None:
    """落实情况报告."""
    page = Page(14)
    page.head()
    page.heading("report.part.overall")
    page.each("overall", "{{ one }}")
    for name, empty in (("progress", "report.progress.none"), ("problems", "report.problems.none")):
        page.heading(f"report.part.{name}")
        page.each(name, ITEM)
        page.line(f"{{%p if not paper.{name} %}}")
        page.line(f'{{{{ t("{empty}") }}}}')
        page.line("{%p endif %}")
    page.each("unreported", "{{ one }}")
    page.heading("report.part.next")
    page.each("proposals", "{{ loop.index }}. {{ one }}")
    page.line('{{ t("report.draft") }}', size=9)
    page.foot()
    page.document.add_page_break()
    page.heading("report.part.annex")
    annex(page)
    page.line("{{ paper.rest }}", size=9)
    page.save("progress")


def annex(page: Page) -> None:
    """The table of every target; its head is repeated on every page."""
    table = page.document.add_table(rows=4, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    marker = table.rows[0]._tr.get_or_add_trPr()
    marker.append(marker.makeelement(qn("w:tblHeader"), {}))
    for at, (key, field, width) in enumerate(COLUMNS):
        cells = [row.cells[at] for row in table.rows]
        period = "{% if one.period %} ({{ one.period }}){% endif %}" if key == "observed" else ""
        written = (f'{{{{ t("report.column.{key}") }}}}', "", f"{{{{ one.{field} }}}}{period}", "")
        table.columns[at].width = Mm(width * 160 / 174)
        for cell, said in zip(cells, written, strict=True):
            cell.width = Mm(width * 160 / 174)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
            run = cell.paragraphs[0].add_run(said)
            run.font.size = Pt(8.5)
            if key == "observed":
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for row, said in ((1, "{%tr for one in paper.rows %}"), (3, "{%tr endfor %}")):
        table.rows[row].cells[0].paragraphs[0].add_run(said)
    split = table.rows[2]._tr.get_or_add_trPr()
    split.append(split.makeelement(qn("w:cantSplit"), {}))


def briefing() -> None:
    """呈阅件: one A4."""
    page = Page(12)
    page.head()
    page.each("overall", "{{ one }}")
    page.heading("report.part.focus")
    page.line("{%p for one in paper.items %}")
    page.line(ITEM, bold=True)
    page.line('{{ one.document[:40] }}{{ t("list.colon") }}{{ one.sentence[:90] }}', size=10.5)
    page.line("{%p endfor %}")
    page.line("{%p if paper.note %}")
    page.line("{{ paper.note }}")
    page.line("{%p endif %}")
    page.line('{{ t("report.draft") }}', size=9)
    page.foot()
    page.save("briefing")


def certificate() -> None:
    """一灯一证: one A4."""
    page = Page(11)
    page.head()
    page.line("{{ paper.item.light }} {{ paper.item.line }}", bold=True)
    page.heading("report.part.sentence")
    page.line("{{ paper.sentence }}")
    page.line("{{ paper.document }}", size=9)
    page.heading("report.part.figure")
    page.each("figure", "{{ one }}")
    page.heading("report.part.steps")
    page.each("steps", "{{ loop.index }}. {{ one }}")
    page.heading("report.part.scope")
    page.line("{{ paper.scope }}")
    page.heading("report.part.confirmed")
    page.each("confirmed", "{{ one }}")
    page.heading("report.part.others")
    page.each("others", "{{ one }}")
    page.foot()
    page.save("certificate")


class Letter(Page):
    """A page of GB/T 9704-2012: 22 lines of 28 characters of 仿宋 in the third size, margins 37/35/28/26 mm."""

    #: points: the third size, the second, the fourth
    BODY, TITLE, SMALL = 16, 22, 14
    #: 225 mm for 22 lines, 156 mm for 28 characters
    PITCH = 225 / 25.4 * 72 / 22
    ADVANCE = 156 / 25.4 * 72 / 28

    def __init__(self) -> None:
        super().__init__(self.BODY)
        section = self.document.sections[0]
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)
        self._grid(section)
        shape = self.document.styles["Normal"].paragraph_format
        shape.space_after = shape.space_before = Pt(0)
        shape.line_spacing = Pt(round(self.PITCH, 2))
        self._numbers(section)

    def _grid(self, section) -> None:
        properties = section._sectPr
        for old in properties.findall(qn("w:docGrid")):
            properties.remove(old)
        facts = {qn("w:type"): "lines", qn("w:linePitch"): str(round(self.PITCH * 20))}
        properties.append(properties.makeelement(qn("w:docGrid"), facts))
        # a grid of characters would give a character that is wider than its cell two of them in some programs:
        # the characters stand closer instead, in twentieths of a point
        closer = math.floor((self.ADVANCE - self.BODY) * 20)
        style = self.document.styles["Normal"].element.rPr
        style.append(style.makeelement(qn("w:spacing"), {qn("w:val"): str(closer)}))

    def _numbers(self, section) -> None:
        """— 1 — in 宋体 of the fourth size: to the right on odd pages, to the left on even ones."""
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            edge = Pt(self.SMALL)
            paragraph.paragraph_format.right_indent = paragraph.paragraph_format.left_indent = edge
            for kind, said in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
                self._run(paragraph, kind, said)

    def _run(self, paragraph, kind: str, said: str) -> None:
        run = paragraph.add_run(said if not kind else "")
        run.font.size, run.font.name = Pt(self.SMALL), "宋体"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
        if kind == "instr":
            field = run._element.makeelement(qn("w:instrText"), {})
            field.text = said
            run._element.append(field)
        elif kind:
            run._element.append(run._element.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}))

    def body(self, said: str):
        """A paragraph of the text: two characters in, both edges straight."""
        paragraph = self.line(said)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), str(2 * self.BODY * 20))
        return paragraph

    def right(self, said: str):
        """A line at the right edge, four characters in."""
        paragraph = self.line(said)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(4 * self.BODY)
        return paragraph

    def only_if(self, name: str, write) -> None:
        """What stands only where a place is filled."""
        self.line(f"{{%p if paper.{name} %}}")
        write()
        self.line("{%p endif %}")

    def all_of(self, name: str) -> None:
        """A paragraph of the text for each member."""
        self.line(f"{{%p for one in paper.{name} %}}")
        self.body("{{ one }}")
        self.line("{%p endfor %}")

    def opening(self) -> None:
        """代拟稿 before the signature, 文号 after it, the title."""
        self.only_if("mark", lambda: self.line("{{ paper.mark }}", font=HEADING))
        self.only_if("number", lambda: self._right_edge("{{ paper.number }}"))
        self.line("")
        self.line("{{ paper.title }}", font=TITLE, size=self.TITLE, centre=True)
        self.line("")

    def _right_edge(self, said: str) -> None:
        self.line(said).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def closing(self) -> None:
        """Signature, date, and what every output says."""
        self.line("").paragraph_format.keep_with_next = True
        self.right('{{ t("letter.sender") }}').paragraph_format.keep_with_next = True
        self.only_if("date", lambda: self.right("{{ paper.date }}"))
        self.line("")
        self.only_if("copies", lambda: self.line('{{ t("letter.copies", offices=paper.copies) }}', size=self.SMALL))
        self.line("{%p for one in paper.foot %}")
        self.line("{{ one }}", size=10.5)
        self.line("{%p endfor %}")


def letter() -> None:
    """提醒函 and 商请函."""
    page = Letter()
    page.opening()
    page.line('{{ paper.addressee }}{{ t("list.colon") }}')
    page.body("{{ paper.opening }}")
    page.all_of("items")
    page.all_of("requests")
    page.body("{{ paper.closing }}").paragraph_format.keep_with_next = True
    page.closing()
    page.save("letter")


#: rows of 督办单: words of the row, what stands in it
SHEET = (
    ("number", ("{{ paper.number }}",)),
    ("office", ("{{ paper.addressee }}",)),
    ("copies", ("{{ paper.copies }}",)),
    ("basis", ("{{ paper.basis }}",)),
    ("state", ("{{ paper.dates }}", "{%p for one in paper.items %}", "{{ one }}", "{%p endfor %}")),
    ("request", ("{%p for one in paper.requests %}", "{{ one }}", "{%p endfor %}")),
    ("due", ("{{ paper.due }}",)),
    ("answer", ("", "", "")),
)


def supervision() -> None:
    """督办单: a sheet in rows."""
    page = Letter()
    page.opening()
    table = page.document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for key, said in SHEET:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(32), Mm(124)
        table.columns[0].width, table.columns[1].width = Mm(32), Mm(124)
        _cell(cells[0], f'{{{{ t("letter.sheet.{key}") }}}}', HEADING, Letter.SMALL)
        for at, one in enumerate(said):
            _cell(cells[1], one, BODY, Letter.SMALL, first=at == 0)
    page.closing()
    page.save("supervision")


def _cell(cell, said: str, font: str, size: float, *, first: bool = True) -> None:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    run = paragraph.add_run(said)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


if __name__ == "__main__":
    letter()
    supervision()
    progress()
    briefing()
    certificate()
