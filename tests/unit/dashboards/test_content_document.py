"""A document's text is cut where quotations begin and end, and nothing of it is lost."""

from dataclasses import dataclass

import pytest

from dashboards.content.document import Paragraph, Span, paragraphs
from dashboards.content.quotation import quotation_span


@dataclass
class Item:
    path: str
    start: int


TEXT = "一、目标\n\n　　生产总值增长10%以上，粮食总产1300亿斤。\n完"


def mark(target_id: int, start: int, end: int) -> Span:
    return Span(target_id=target_id, start=start, end=end)


def cut(*marks: Span) -> list[Paragraph]:
    return list(paragraphs(TEXT, list(marks), (Item("1", 0), Item("1.1", 6))))  # type: ignore[arg-type]


def test_pieces_join_to_the_text_without_empty_lines() -> None:
    found = cut(mark(1, 12, 18), mark(2, 19, 27))
    assert ["".join(piece.text for piece in p.pieces) for p in found] == [line for line in TEXT.split("\n") if line]


def test_each_quotation_is_covered_by_its_target() -> None:
    start, end = TEXT.index("增长10%以上"), TEXT.index("增长10%以上") + len("增长10%以上")
    covered = [piece for p in cut(mark(7, start, end)) for piece in p.pieces if 7 in piece.targets]
    assert [piece.text for piece in covered] == ["增长10%以上"]
    assert covered[0].begins == (7,)
    assert covered[0].ends == (7,)


def test_targets_that_share_a_quotation_share_its_piece() -> None:
    start = TEXT.index("10%")
    pieces = [p for para in cut(mark(1, start, start + 3), mark(2, start, start + 3)) for p in para.pieces if p.targets]
    assert [(p.text, p.targets) for p in pieces] == [("10%", (1, 2))]


def test_overlapping_quotations_are_cut_at_every_edge() -> None:
    start = TEXT.index("增长10%以上")
    pieces = [
        p for para in cut(mark(1, start, start + 5), mark(2, start + 2, start + 7)) for p in para.pieces if p.targets
    ]
    assert [(p.text, p.targets) for p in pieces] == [("增长", (1,)), ("10%", (1, 2)), ("以上", (2,))]


def test_tasks_begin_in_their_paragraph() -> None:
    assert [p.tasks for p in cut()] == [("1",), ("1.1",), ()]


@pytest.mark.parametrize(
    ("text", "number", "quote", "found"),
    [
        ("生产总值增长11%左右。", "11%", "11%左右", "11%左右"),
        ("涨幅控制在3.5%左右", "3.5%", "控制在3.5%左右", "控制在3.5%左右"),
        ("从25元提高到30元", "30元", "从25元提高到30元", "从25元提高到30元"),
        ("达到12%", "12%", "12 %", "12%"),
    ],
)
def test_the_number_is_widened_to_its_quotation(text: str, number: str, quote: str, found: str) -> None:
    start = text.rindex(number)
    first, last = quotation_span(text, start, start + len(number), quote)
    assert text[first:last] == found


def test_the_right_one_of_two_equal_quotations_is_found() -> None:
    text = "甲增长12%以上，乙增长12%以上"
    start = text.rindex("12%")
    assert quotation_span(text, start, start + 3, "12%以上") == (start, start + 5)
