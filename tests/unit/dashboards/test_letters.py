"""Letters: who gets which kind, what they say, how they look, and how they go on."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from factories import document_reading, draft, observation, upload

from dashboards.i18n import text
from dashboards.letters import draft_letter
from dashboards.reports.letters import letter_file
from dashboards.reports.offices import office_kind
from measures.catalogue import load_catalogue
from measures.errors import NotAllowed, NotFound
from measures.terms import Binding, Force, LetterKind, LetterStep, Measure, ObjectionKind, OfficeKind
from storage import Store, documents, letters, observations, open_store, reading, writing
from storage.objections import object_to

NOW = datetime(2014, 3, 2, 1, tzinfo=UTC)
LINES = (
    ("粮食总产量", "省农业厅"),
    ("公路建设", "省农业厅"),
    ("电网投资", "省电力公司"),
    ("口岸建设", "郑州海关"),
    ("居民收入", "省统计局"),
    ("危房改造", "省住房城乡建设厅"),
    ("力争事项", "省科技厅"),
    ("预期事项", "省科技厅"),
    ("无人负责", None),
)
TEXT = "".join(f"{n}.{name}达到5{n}亿元。\n" for n, (name, _) in enumerate(LINES, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A target an office; all but the sixth have missed theirs on released figures."""
    opened = open_store(f"sqlite:///{tmp_path / 'letters.db'}")
    drafts, rows = [], []
    for n, (name, office) in enumerate(LINES, 1):
        sentence = TEXT.splitlines()[n - 1]
        start = TEXT.index(f"5{n}亿元")
        facts = {"quote": f"5{n}亿元", "start": start, "end": start + 4, "unit": "亿元", "measure": Measure.LEVEL}
        facts |= {"sentence": sentence, "sentence_start": TEXT.index(sentence), "place_code": "410000"}
        facts |= {"answerable": office, "indicator_id": None}
        facts |= {"force": Force.STRIVE if name == "力争事项" else Force.PLAIN}
        facts |= {"binding": Binding.EXPECTED if name == "预期事项" else None}
        drafts.append(draft(name, f"5{n}", **facts))
        value = 60.0 if name == "危房改造" else 40.0
        rows.append(
            observation(indicator=name, indicator_id=None, value=value, value_text=f"{value:.0f}", unit="亿元",
                        row=n + 1, column="F", published_at=date(2014, 1, 20))
        )  # fmt: skip
    with writing(opened, actor="test", act="document:load", at=datetime(2014, 3, 1, tzinfo=UTC)) as w:
        documents.save_document(w, document_reading(*drafts, text=TEXT), TEXT.encode(), accept=True)
        observations.save_upload(w, *upload(*rows))
    yield opened
    opened.close()


def _draft(store: Store, about: int | str, kind: LetterKind = LetterKind.REMINDER, actor: str = "张三"):  # type: ignore[no-untyped-def]
    return draft_letter(store, load_catalogue(), about, kind, actor=actor, now=NOW)


def _letter(store: Store, letter_id: int | None) -> letters.Letter:
    assert letter_id is not None
    with reading(store) as connection:
        return letters.get_letter(connection, letter_id)


def _take(store: Store, letter_id: int, step: LetterStep, actor: str = "李四", **detail: str) -> letters.Letter:
    with writing(store, actor=actor, act="letter:take", at=NOW) as w:
        return letters.take(w, letter_id, step, detail)


def _said(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("省发展改革委", OfficeKind.GOVERNMENT),
        ("省农委", OfficeKind.GOVERNMENT),
        ("大兴安岭地区行署", OfficeKind.GOVERNMENT),
        ("各省辖市政府", OfficeKind.GOVERNMENT),
        ("省地税局", OfficeKind.GOVERNMENT),
        ("省地方税务局", OfficeKind.GOVERNMENT),
        ("省统计局", OfficeKind.STATISTICAL),
        ("国家统计局河南调查总队", OfficeKind.STATISTICAL),
        ("人民银行哈尔滨中心支行", OfficeKind.CENTRAL),
        ("人行郑州中心支行", OfficeKind.CENTRAL),
        ("省国税局", OfficeKind.CENTRAL),
        ("省税务局", OfficeKind.CENTRAL),
        ("黑龙江检验检疫局", OfficeKind.CENTRAL),
        ("河南黄河河务局", OfficeKind.CENTRAL),
        ("省委农办", OfficeKind.PARTY),
        ("省残联", OfficeKind.PARTY),
        ("省高级人民法院", OfficeKind.PARTY),
        ("省电力公司", OfficeKind.COMPANY),
        ("郑州新郑国际机场管理有限公司", OfficeKind.COMPANY),
        ("中原银行", OfficeKind.COMPANY),
    ],
)
def test_the_kind_of_an_office_is_in_its_name(name: str, kind: OfficeKind) -> None:
    assert office_kind(name) is kind


@pytest.mark.parametrize(
    ("about", "wanted", "kind"),
    [
        (1, LetterKind.REMINDER, LetterKind.REMINDER),
        (1, LetterKind.SUPERVISION, LetterKind.SUPERVISION),
        (3, LetterKind.SUPERVISION, LetterKind.CONSULTATION),
        ("郑州海关", LetterKind.REMINDER, LetterKind.CONSULTATION),
        (7, LetterKind.REMINDER, LetterKind.REMINDER),
    ],
)
def test_the_kind_of_a_letter_follows_the_office(
    store: Store, about: int | str, wanted: LetterKind, kind: LetterKind
) -> None:
    assert _letter(store, _draft(store, about, wanted).letter_id).kind is kind


@pytest.mark.parametrize(
    ("about", "wanted", "code"),
    [
        (5, LetterKind.REMINDER, "letter_statistical_office"),
        (6, LetterKind.REMINDER, "letter_light_good"),
        (7, LetterKind.SUPERVISION, "letter_rung_beyond_target"),
        (8, LetterKind.SUPERVISION, "letter_rung_beyond_target"),
        (9, LetterKind.REMINDER, "letter_nobody_answerable"),
        ("省住房城乡建设厅", LetterKind.REMINDER, "letter_light_good"),
    ],
)
def test_a_letter_that_may_not_be_written_says_why(
    store: Store, about: int | str, wanted: LetterKind, code: str
) -> None:
    made = _draft(store, about, wanted)
    assert made.letter_id is None
    assert [one.code for one in made.problems] == [code]


def test_a_company_is_never_supervised_even_by_hand(store: Store) -> None:
    with reading(store) as connection:
        why = letters.refusal(connection, LetterKind.SUPERVISION, "省电力公司", OfficeKind.COMPANY, 3)
    assert why == "consult_only"


def test_an_unknown_target_or_office_is_not_found(store: Store) -> None:
    for about in (999, "省不存在厅"):
        with pytest.raises(NotFound):
            _draft(store, about)


def test_one_letter_tells_an_office_all_that_wants_attention_and_the_next_tells_nothing_twice(store: Store) -> None:
    letter = _letter(store, _draft(store, "省农业厅").letter_id)
    assert letter.target_ids == (1, 2)
    assert letter.content["items"][0].startswith("1.河南省粮食总产量：目标51亿元以上，2013年40亿元，距目标差11亿元")
    again = _draft(store, "省农业厅")
    assert again.letter_id is None
    assert {one.code for one in again.problems} == {"letter_letter_open"}


def test_an_objection_stops_letters_about_its_target_and_no_other(store: Store) -> None:
    first = _draft(store, 2).letter_id
    with writing(store, actor="省农业厅", act="objection:raise", at=NOW) as w:
        object_to(w, 1, ObjectionKind.DATA, office="省农业厅", text="数据有误")
        object_to(w, 2, ObjectionKind.SCOPE, office="省农业厅", text="口径不符")
    made = _draft(store, 1)
    assert (made.letter_id, [one.code for one in made.problems]) == (None, ["letter_objection_open"])
    assert first is not None
    with pytest.raises(NotAllowed, match="objection_open"):
        _take(store, first, LetterStep.CHECKED)


def test_a_letter_goes_from_draft_to_closing_and_carries_number_and_date_only_then(store: Store) -> None:
    number = _draft(store, 1).letter_id
    assert number is not None
    before = _said(letter_file(_letter(store, number)))
    assert before.startswith("代拟稿")
    assert "〔2014〕" not in before
    assert "2014年3月5日" not in before
    _take(store, number, LetterStep.CHECKED)
    _take(store, number, LetterStep.SIGNED, day="2014-03-05")
    _take(store, number, LetterStep.REGISTERED, number="豫政督〔2014〕3号")
    after = _said(letter_file(_letter(store, number)))
    assert "代拟稿" not in after
    assert "豫政督〔2014〕3号" in after
    assert "2014年3月5日" in after
    _take(store, number, LetterStep.SERVED)
    _take(store, number, LetterStep.ANSWERED, note="已采取措施")
    closed = _take(store, number, LetterStep.CLOSED, paper="豫政〔2014〕9号")
    assert (closed.state, closed.open, [one.step for one in closed.steps][-1]) == ("closed", False, LetterStep.CLOSED)


@pytest.mark.parametrize(
    ("done", "step", "actor", "detail", "code"),
    [
        ((), LetterStep.CHECKED, "张三", {}, "own_draft"),
        ((), LetterStep.SIGNED, "李四", {}, "step_not_next"),
        ((), LetterStep.REGISTERED, "李四", {"number": "1号"}, "step_not_next"),
        ((), LetterStep.WITHDRAWN, "李四", {}, "note_missing"),
        ((LetterStep.CHECKED,), LetterStep.SIGNED, "张三", {}, "own_draft"),
        ((LetterStep.CHECKED, LetterStep.SIGNED), LetterStep.REGISTERED, "李四", {"number": " "}, "number_missing"),
        ((LetterStep.CHECKED, LetterStep.SIGNED), LetterStep.WITHDRAWN, "李四", {"note": "撤"}, "step_not_next"),
    ],
)
def test_a_step_out_of_turn_is_refused(  # type: ignore[no-untyped-def]
    store: Store, done, step: LetterStep, actor: str, detail, code: str
) -> None:
    number = _draft(store, 1).letter_id
    assert number is not None
    for one in done:
        _take(store, number, one)
    with pytest.raises(NotAllowed, match=code):
        _take(store, number, step, actor, **detail)


def test_no_two_letters_have_one_number(store: Store) -> None:
    for about in (1, 3):
        number = _draft(store, about).letter_id
        assert number is not None
        _take(store, number, LetterStep.CHECKED)
        _take(store, number, LetterStep.SIGNED)
        if about == 1:
            _take(store, number, LetterStep.REGISTERED, number="3号")
    with pytest.raises(NotAllowed, match="number_taken"):
        _take(store, number, LetterStep.REGISTERED, number="3号")


def test_a_letter_is_laid_out_as_the_standard_says(store: Store) -> None:
    document = docx.Document(io.BytesIO(letter_file(_letter(store, _draft(store, 1).letter_id))))
    section = document.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(Mm(1) and one / Mm(1)) for one in margins if one] == [37, 35, 28, 26]
    assert [round(one / Mm(1)) for one in (section.page_width, section.page_height) if one] == [210, 297]
    grid = section._sectPr.find(qn("w:docGrid"))
    lines = (297 - 37 - 35) / 25.4 * 72 * 20 / int(grid.get(qn("w:linePitch")))
    assert round(lines) == 22
    normal = document.styles["Normal"]
    closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    characters = (210 - 28 - 26) / 25.4 * 72 / (normal.font.size.pt + closer)
    assert int(characters) == 28
    fonts = {run.get(qn("w:eastAsia")) for run in document.element.body.iter(qn("w:rFonts"))}
    assert {"仿宋_GB2312", "方正小标宋简体"} <= fonts
    assert not [
        part
        for part in document.part.package.iter_parts()
        if "font" in part.partname.lower() and part.partname.endswith(".odttf")
    ]


def test_every_letter_says_on_what_it_rests(store: Store) -> None:
    for about, kind in ((1, LetterKind.REMINDER), (2, LetterKind.SUPERVISION), (3, LetterKind.REMINDER)):
        said = _said(letter_file(_letter(store, _draft(store, about, kind).letter_id)))
        assert text("foot.disclaimer") in said
        assert "如数据有误、口径不符或责任不属" in said
        assert "数据截至2013年" in said
    assert "商请贵单位" in said
    assert "督办" not in said


def test_an_unreleased_figure_stands_in_no_letter(store: Store) -> None:
    later = observation(indicator="粮食总产量", indicator_id=None, value=49.0, value_text="49", unit="亿元", row=2,
                        column="F", published_at=None, source=None, release="unreleased")  # fmt: skip
    with writing(store, actor="test", act="upload:store", at=datetime(2014, 3, 1, 2, tzinfo=UTC)) as w:
        observations.save_upload(w, *upload(later))
    letter = _letter(store, _draft(store, 1).letter_id)
    assert "2013年40亿元" in letter.content["items"][0]
    assert not any(line == text("report.unreleased") for line in letter.content["foot"])
