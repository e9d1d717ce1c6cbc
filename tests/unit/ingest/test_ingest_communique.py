"""统计公报 as text, page and docx: every figure that is certain, with its sentence; the others are left."""

import io
from collections.abc import Callable

import docx
import pytest

from ingest import UploadReading

Reader = Callable[..., UploadReading]

TEXT = """黑龙江省2014年国民经济和社会发展统计公报
初步核算，全年全省实现地区生产总值14879.2亿元，比上年增长6.1%。其中，第一产业增加值2659.6亿元，增长5.6%。
城镇居民人均可支配收入22609元，比上年名义增长9.4%，扣除价格因素，实际增长7.9%。外贸出口总额173.4亿美元，下降6.8%。
哈尔滨市地区生产总值5340亿元，增长6.9%。全国社会消费品零售总额271896亿元，增长12.0%。
社会消费品零售总额7015.3亿元，其中，高技术产品增长30.0%。粮食产量比上年增加47.6亿斤。一季度规模以上工业增加值增长1.2%。
"""


def figures(reading: UploadReading) -> list[tuple[object, ...]]:
    frame = reading.observations
    columns = ("indicator_id", "measure", "value", "unit", "price_basis", "period")
    return list(frame[list(columns)].itertuples(index=False, name=None))


EXPECTED = [
    ("gdp", "level", 14879.2, "亿元", None, "2014"),
    ("gdp", "growth", 6.1, "%", None, "2014"),
    ("primary_value_added", "level", 2659.6, "亿元", None, "2014"),
    ("primary_value_added", "growth", 5.6, "%", None, "2014"),
    ("urban_disposable_income", "level", 22609.0, "元", None, "2014"),
    ("urban_disposable_income", "growth", 9.4, "%", "nominal", "2014"),
    ("urban_disposable_income", "growth", 7.9, "%", "real", "2014"),
    ("exports", "level", 173.4, "亿美元", None, "2014"),
    ("exports", "decline", 6.8, "%", None, "2014"),
    ("retail_sales", "level", 7015.3, "亿元", None, "2014"),
    ("industry_above_scale_value_added", "growth", 1.2, "%", None, "2014Q1"),
]


def test_levels_and_growth_are_read_and_nothing_of_other_places_or_parts(read: Reader) -> None:
    reading = read(TEXT, "公报.txt")
    assert reading.storable
    assert figures(reading) == EXPECTED
    assert set(reading.observations["place_code"]) == {"230000"}
    counted, *told = reading.problems
    assert (counted.code, counted.severity, counted.details) == ("numbers_left", "notice", {"count": "6", "read": "11"})
    assert [(p.code, p.where.row, p.details["numbers"]) for p in told] == [
        ("number_left", 4, "5340亿元、6.9%"),
        ("number_left", 4, "271896亿元、12.0%"),
        ("number_left", 5, "30.0%"),
        ("number_left", 5, "47.6亿斤"),
    ]


def test_each_figure_keeps_its_sentence_and_place_in_the_text(read: Reader) -> None:
    first = read(TEXT, "公报.txt").observations.iloc[0]
    assert first["note"] == "初步核算，全年全省实现地区生产总值14879.2亿元，比上年增长6.1%。"
    assert (first["row"], first["status"], first["authority"]) == (2, "P", 1)
    position = int(str(first["column"]).strip("@:"))
    assert TEXT[position - 1 :].startswith("14879.2")


def test_page_and_docx_give_the_same_figures(read: Reader) -> None:
    page = (
        "<html><body>" + "".join(f"<p>{line}</p>" for line in TEXT.splitlines()) + "<script>x=1</script></body></html>"
    )
    assert figures(read(page, "公报.html")) == EXPECTED
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    assert figures(read(stream.getvalue(), "公报.docx")) == EXPECTED


def test_place_and_year_that_the_title_does_not_name_are_asked(read: Reader) -> None:
    text = "统计公报\n" + "".join(TEXT.splitlines(keepends=True)[1:2])
    reading = read(text, "公报.txt")
    assert [q.code for q in reading.questions] == ["place", "period"]
    answers = {reading.questions[0].id: "黑龙江省", reading.questions[1].id: "2014"}
    assert figures(read(text, "公报.txt", mapping={"answers": answers})) == EXPECTED[:4]


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"%PDF"])
def test_broken_pdf_is_refused(read: Reader, data: bytes) -> None:
    assert [p.code for p in read(data, "公报.pdf").problems] == ["unreadable_document"]
