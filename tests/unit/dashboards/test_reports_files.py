"""Each form of report opened again with a library: its facts, its foot, nothing from outside, nothing live."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pypdfium2.raw as raw
import pytest
from factories import document_reading, draft, observation, upload
from lxml import html as lxml_html

from dashboards.content.reckoning import Frames, reckon_frames
from dashboards.i18n import text
from dashboards.reports.content import Report, build_report, steps_of
from dashboards.reports.html import SHIPPED, TemplateRefused
from dashboards.reports.making import Wanted, make_report
from dashboards.reports.placeholders import KINDS, check_folder, check_template
from measures.catalogue import load_catalogue
from measures.errors import NotFound
from measures.terms import Comparator, Measure
from storage import Store, documents, observations, open_store, reading, writing

AS_OF = datetime(2014, 3, 2, 1, tzinfo=UTC)
FOOT = "系统测算结果，供工作参考，不作为考核依据；以统计机构和主管部门公布数据为准。"
SENTENCES = (
    "1.地区生产总值增长10%以上，粮食总产量达到1300亿斤。",
    "2.城镇新增就业100万人。",
    *(f"{n}.第{n}项“=1+1”<工程>&投资达到50亿元。" for n in range(3, 12)),
)
TEXT = "一、主要目标\n" + "\n".join(SENTENCES) + "\n"


def _draft(name: str, number: str, unit: str, sentence: str, **more: object):  # type: ignore[no-untyped-def]
    start = TEXT.index(sentence) + sentence.index(number)
    facts = {"quote": number + unit, "start": start, "end": start + len(number + unit), "unit": unit}
    facts |= {"measure": Measure.LEVEL, "comparator": Comparator.EQ, "place_code": "410000"}
    facts |= {"sentence": sentence, "sentence_start": TEXT.index(sentence)}
    return draft(name, number, **(facts | more))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Twelve targets: growth below its target, grain below its target, nine unfinished projects."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('reports') / 'reports.db'}")
    growth = {"measure": Measure.GROWTH, "comparator": Comparator.GE, "indicator_id": "gdp"}
    targets = [
        _draft("地区生产总值", "10", "%", SENTENCES[0], **growth),
        _draft("粮食总产量", "1300", "亿斤", SENTENCES[0], indicator_id="grain_output"),
        _draft("城镇新增就业", "100", "万人", SENTENCES[1], answerable="=cmd|'/c calc'!A1"),
        *(_draft(f"=第{n}项工程投资", "50", "亿元", SENTENCES[n - 1]) for n in range(3, 12)),
    ]
    gdp = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%", "column": "F"}
    rows = [
        observation(**gdp, value=9.0, value_text="9.0", row=2, published_at=date(2014, 1, 20)),
        observation(value=1200.8, value_text="1200.8", unit="亿斤", row=3, column="F", published_at=date(2013, 12, 5)),
        *(
            observation(indicator=f"=第{n}项工程投资", indicator_id=None, value=40.0, value_text="40.0", unit="亿元",
                        row=n + 5, column="F", published_at=date(2014, 1, 20))
            for n in range(3, 12)
        ),
    ]  # fmt: skip
    with writing(store, actor="test", act="document:load", at=datetime(2014, 3, 1, tzinfo=UTC)) as w:
        documents.save_document(w, document_reading(*targets, text=TEXT), TEXT.encode(), accept=True)
        observations.save_upload(w, *upload(*rows))
    yield store
    store.close()


@pytest.fixture(scope="module")
def frames(filled: Store) -> Frames:
    with reading(filled) as connection:
        return reckon_frames(connection, load_catalogue(), as_of=AS_OF, released_only=False)


@pytest.fixture(scope="module")
def report(filled: Store, frames: Frames) -> Report:
    with reading(filled) as connection:
        return build_report(connection, frames, as_of=AS_OF)


@pytest.fixture
def make(filled: Store, frames: Frames) -> Callable[..., bytes]:
    def made(form: str, **changes: object) -> bytes:
        plain = Wanted(form=form, kind="progress", target_id=None, language="zh", status=None, templates=None)
        with reading(filled) as connection:
            return make_report(connection, frames, load_catalogue(), replace(plain, **changes), as_of=AS_OF)  # type: ignore[arg-type]

    return made


def _words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def _pdf_text(data: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document), "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _number(report: Report, indicator: str) -> int:
    return next(line.target_id for line in report.lines if line.indicator == indicator)


def test_the_gap_table_has_numbers_filters_and_a_frozen_head(make: Callable[..., bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make("xlsx")))
    assert book.sheetnames == ["差距表", "图", "测算过程"]
    sheet = book["差距表"]
    head = [cell.value for cell in sheet[3]]
    rows = {row[3].value: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=4, max_row=15)}
    grain = rows["粮食总产量"]
    assert (grain["目标值"].value, grain["最新数据"].value, grain["差距数值"].value) == (
        1300,
        1200.8,
        pytest.approx(-99.2),
    )
    assert grain["差距"].value == "距目标差99.2亿斤"
    assert grain["最新数据"].number_format == "0.0"
    assert grain["完成率"].number_format == "0.0%"
    assert rows["地区生产总值"]["差距"].value == "低于目标1.0个百分点"
    assert sheet.freeze_panes == "E4"
    assert sheet.auto_filter.ref == "A3:AA15"
    assert any(cell.value == FOOT for cell in sheet["A"])


def test_nothing_of_people_becomes_a_formula(make: Callable[..., bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert all(re.fullmatch(r"=[-0-9.+*/()%]+", formula) for formula in formulas)
    assert {cell.data_type for cell in cells} <= {"s", "n", "f"}
    assert any(str(cell.value).startswith("=cmd|") for cell in cells)


def test_the_arithmetic_is_a_row_a_step(make: Callable[..., bytes], report: Report, frames: Frames) -> None:
    steps = steps_of(frames, report.lines, load_catalogue())
    sheet = openpyxl.load_workbook(io.BytesIO(make("xlsx")))["测算过程"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4) if isinstance(row[0].value, int)]
    assert len(rows) == sum(len(said) for said in steps.values())
    grain = next(row for row in rows if "1300 − 1200.8 = 99.2" in row[4])
    assert grain[5] == "=1300-1200.8"


def test_the_charts_are_native_and_draw_the_cells_beside_them(make: Callable[..., bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(make("xlsx")))["图"]
    assert len(sheet._charts) == 2  # type: ignore[attr-defined]
    assert any(row[0].value == "河南省 地区生产总值" and row[1].value == 9 and row[2].value == 10 for row in sheet.rows)


def test_the_document_has_its_five_parts_and_every_target(make: Callable[..., bytes]) -> None:
    said = _words(make("docx"))
    parts = ["一、总体情况", "二、主要进展", "三、存在问题", "四、下步建议", "附件：目标差距表"]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    assert "河南省粮食总产量：目标1300亿斤，2013年1200.8亿斤，距目标差99.2亿斤" in said
    assert "=第11项工程投资" in said
    assert "数据截至2013年，查询日期2014年3月2日" in said
    assert FOOT in said
    assert "{{" not in said


def test_an_office_replaces_a_template(make: Callable[..., bytes], tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("本厅专用 {{ paper.dates }}")
    own.save(str(tmp_path / "progress.docx"))
    said = _words(make("docx", templates=tmp_path))
    assert said.strip() == "本厅专用 数据截至2013年，查询日期2014年3月2日"


def test_the_briefing_is_one_sheet_of_five_items(make: Callable[..., bytes]) -> None:
    pages, said = _pdf_text(make("pdf", kind="briefing"))
    assert pages == 1
    assert len(re.findall("距目标差|低于目标", said)) == 5
    assert "需重点关注的共11项，本件列前5项。" in said.replace("\r\n", "")


def test_the_certificate_carries_sentence_cell_and_arithmetic(make: Callable[..., bytes], report: Report) -> None:
    number = _number(report, "粮食总产量")
    pages, _ = _pdf_text(make("pdf", kind="certificate", target_id=number))
    said = _words(make("docx", kind="certificate", target_id=number))
    assert pages == 1
    assert SENTENCES[0] in said
    assert "F3单元格" in said
    assert "1300 − 1200.8 = 99.2" in said
    assert "数据未经复核。" in said


def test_a_certificate_of_an_unknown_target_is_refused(make: Callable[..., bytes]) -> None:
    with pytest.raises(NotFound):
        make("html", kind="certificate", target_id=10**6)


def test_the_page_needs_nothing_from_outside_and_escapes_what_people_wrote(make: Callable[..., bytes]) -> None:
    page = make("html").decode()
    tree = lxml_html.document_fromstring(page)
    assert not tree.xpath("//@src | //@href | //link | //script")
    assert "url(" not in page
    assert len(tree.xpath("//svg")) == 2
    assert len(tree.xpath("//table//tbody/tr")) == 12
    assert not tree.xpath("//工程")
    assert FOOT in page


def test_the_print_embeds_its_fonts(make: Callable[..., bytes]) -> None:
    data = make("pdf")
    _, said = _pdf_text(data)
    assert "距目标差99.2亿斤" in said.replace("\r\n", "")
    assert _embedded(data) == {1}


def _embedded(data: bytes) -> set[int]:
    """Whether the fonts of the texts are embedded: 1, 0, or both."""
    document = pypdfium2.PdfDocument(data)
    try:
        texts = [o for page in document for o in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]
        assert texts
        return {raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(one.raw)) for one in texts}
    finally:
        document.close()


def test_unreviewed_figures_are_marked(make: Callable[..., bytes]) -> None:
    assert "✕ 测算未完成（未经复核）" in make("html").decode()


@pytest.mark.parametrize("form", ["html", "docx"])
def test_english_reports_speak_english(make: Callable[..., bytes], form: str) -> None:
    data = make(form, language="en")
    said = data.decode() if form == "html" else _words(data)
    assert "Progress on targets" in said
    assert "99.2 × 100 million jin" in said
    assert text("foot.disclaimer", "en") in said


def _template(folder: Path, kind: str, *lines: str) -> Path:
    own = docx.Document()
    for line in lines:
        own.add_paragraph(line)
    own.save(str(folder / f"{kind}.docx"))
    return folder / f"{kind}.docx"


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_shipped_templates_name_only_what_is_there_and_leave_nothing_out(kind: str) -> None:
    assert check_template(SHIPPED / f"{kind}.docx", kind) == ()


def test_a_template_is_told_every_name_that_is_not_there(tmp_path: Path) -> None:
    lines = (
        "{{ paper.titel }}",
        "{% for one in paper.items %}{{ one.lihgt }}{% endfor %}",
        "{{ now }} {{ t('no.key') }}",
    )
    found = check_template(_template(tmp_path, "briefing", *lines), "briefing")
    said = {(one.code, one.details["name"]) for one in found}
    assert said == {
        ("template_unknown", "paper.titel"),
        ("template_unknown", "one.lihgt"),
        ("template_unknown", "now"),
        ("template_unknown", 't("no.key")'),
        ("template_lacks", "paper.title"),
        ("template_lacks", "paper.dates"),
        ("template_lacks", "paper.foot"),
    }


def test_a_template_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "progress.docx").write_bytes(b"no document")
    _template(tmp_path, "briefing", "{{ paper.title")
    _template(tmp_path, "other", "{{ paper.title }}")
    assert [one.code for one in check_folder(tmp_path)] == ["template_syntax", "template_unused", "template_unreadable"]


def test_a_wrong_template_of_the_office_is_refused_and_not_filled(make: Callable[..., bytes], tmp_path: Path) -> None:
    _template(tmp_path, "progress", "{{ paper.titel }}")
    with pytest.raises(TemplateRefused) as refused:
        make("docx", templates=tmp_path)
    assert [one.details["name"] for one in refused.value.problems if one.code == "template_unknown"] == ["paper.titel"]
