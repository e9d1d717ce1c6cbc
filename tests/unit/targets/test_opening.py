"""Opening documents: encodings, formats, what is refused."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from targets import find_targets, open_document
from targets.model import Document, TargetDraft

TEXT = (
    "二、主要任务\n（一）新建农村公路120公里，改造危房3000户。（县交通运输局负责）\n"
    "（二）城镇登记失业率控制在4.2%以内。（县人社局负责）\n"
)


def opened(data: bytes, name: str = "plan-2015.txt") -> Document:
    document, problems = open_document(data, name)
    assert document is not None, problems
    return document


def codes(data: bytes, name: str = "a.txt") -> list[str]:
    document, problems = open_document(data, name)
    assert document is None
    return [problem.code for problem in problems]


def core(draft: TargetDraft) -> tuple[object, ...]:
    return (draft.task, draft.indicator, draft.measure, draft.value, draft.unit, draft.deadline, draft.offices.lead)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
    ],
)
def test_the_same_text_comes_out_of_every_encoding(data: bytes, encoding: str) -> None:
    document = opened(data)
    assert document.text == TEXT
    assert document.encoding == encoding


def test_traditional_text_in_big5_is_told_from_gb18030() -> None:
    text = "全市生產總值增長百分之七，新建公路一百二十公里，發展經濟，建設大橋，有三十個人。" * 3
    document = opened(text.encode("big5"))
    assert document.encoding == "big5"
    assert document.text == text


def a_docx() -> bytes:
    document = docx.Document()
    for line in TEXT.strip().split("\n"):
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def a_html() -> bytes:
    rows = "".join(f"<p>{line}</p>" for line in TEXT.strip().split("\n"))
    return (
        f"<!DOCTYPE html><html><head><title>x</title><script>新建9座</script></head><body>{rows}</body></html>".encode()
    )


def a_pdf(lines: list[str]) -> bytes:
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -24 Td " for line in lines)
    stream = f"BT /F1 12 Tf 50 780 Td {shown} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800"
        b"/Descent -200/CapHeight 700/StemV 80>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(body),
    )


def test_txt_docx_html_and_pdf_give_the_same_records() -> None:
    versions = {
        "plan-2015.txt": TEXT.encode(),
        "plan-2015.docx": a_docx(),
        "plan-2015.html": a_html(),
        "plan-2015.pdf": a_pdf(TEXT.strip().split("\n")),
    }
    readings = {}
    for name, data in versions.items():
        document = opened(data, name)
        readings[name] = [core(draft) for draft in find_targets(document, None, None).targets]
    assert len(readings["plan-2015.txt"]) == 3
    for name, found in readings.items():
        assert found == readings["plan-2015.txt"], name


def test_every_target_of_a_pdf_or_docx_leads_back_to_its_page_or_paragraph() -> None:
    assert opened(a_pdf(["新建公路5公里。"]), "a.pdf").marks[0] == (0, "p. 1")
    marks = opened(a_docx(), "a.docx").marks
    assert [label for _, label in marks] == ["¶ 1", "¶ 2", "¶ 3"]
    assert opened(a_docx(), "a.docx").text[marks[1][0] :].startswith("（一）")


def test_a_table_of_a_docx_becomes_rows_with_bars() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row, words in zip(table.rows, (["序号", "任务", "责任单位"], ["1", "新建公厕8座", "县城管局"]), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    kept = io.BytesIO()
    document.save(kept)
    found = find_targets(opened(kept.getvalue(), "list-2020.docx"), None, None).targets
    assert [(draft.value, draft.unit, draft.offices.lead) for draft in found] == [(8, "座", ("县城管局",))]


def test_a_pdf_without_text_is_a_problem_not_an_empty_reading() -> None:
    assert codes(a_pdf([]), "scan.pdf") == ["document_scanned"]


def test_files_that_cannot_be_read_are_named() -> None:
    assert codes(b"") == ["document_empty"]
    assert codes(b"   \n") == ["document_empty"]
    assert codes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc") == ["document_old_word"]
    assert codes(b"PK\x03\x04garbage", "a.docx") == ["document_broken"]
    assert codes(b"%PDF-1.4 broken", "a.pdf") == ["document_broken"]
    assert codes(bytes(range(256)) * 4, "noise.txt") == ["document_encoding_unknown"]
    assert codes(b"plain words", "a.pdf") == ["document_not_what_it_says"]


def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_is_unpacked() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    assert codes(kept.getvalue(), "bomb.docx") == ["document_archive_too_large"]


@pytest.mark.parametrize("mark", ["机密★1年", "秘密★", "绝密 ★", "内部资料 注意保存"])
def test_marked_files_are_refused(mark: str) -> None:
    assert codes(f"{mark}\n关于某事的通知\n新建公路5公里。".encode()) == ["document_classified"]


def test_a_text_that_only_speaks_of_secrets_is_read() -> None:
    assert opened("关于做好机密文件和内部资料管理工作的通知\n新建档案馆2座。".encode()).text


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("青临县2016年工作要点\n新建公路5公里。", 2016),
        ("平泽市国民经济和社会发展第十四个五年规划纲要\n到2025年，森林覆盖率达到42%。", 2021),
        ("新建公路5公里。\n青临县人民政府\n2015年2月16日", 2015),
        ("一、2018年工作回顾\n增长8%。\n二、2019年重点工作\n新建公路5公里。", 2019),
        ("新建公路5公里。", 2015),
    ],
)
def test_the_year_is_read_from_title_plan_signature_headings_or_file_name(text: str, year: int) -> None:
    name = "notice-2015.txt" if year == 2015 else "notice.txt"
    assert opened(text.encode(), name).year == year


def test_what_is_given_wins_over_what_the_document_says(shared: Path) -> None:
    data = (shared / "documents" / "henan-2013.txt").read_bytes()
    document, problems = open_document(data, "h.txt", year=2014, place="郑州")
    assert document is not None
    assert not problems
    assert (document.year, document.place_code) == (2014, "410100")
    assert opened(data, "h.txt").place_code == "410000"


def test_an_unknown_place_is_said() -> None:
    _, problems = open_document("新建公路5公里。".encode(), "a-2015.txt", place="无此地方市")
    assert [problem.code for problem in problems] == ["document_place_unknown"]


def test_every_problem_of_opening_has_its_sentence_in_both_languages() -> None:
    from dashboards.i18n import problem_text

    for data, name in (
        (b"", "a.txt"),
        (b"%PDF-1.4 broken", "a.pdf"),
        (a_pdf([]), "s.pdf"),
        ("机密★\n文".encode(), "m.txt"),
    ):
        _, (problem,) = open_document(data, name)
        for lang in ("zh", "en"):
            assert name in problem_text(problem, lang)
            assert problem.code not in problem_text(problem, lang)
