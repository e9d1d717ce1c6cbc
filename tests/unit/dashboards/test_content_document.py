"""A document's text is cut where quotations begin and end, and nothing of it is lost."""

from dataclasses import dataclass

from dashboards.content.document import paragraphs


@dataclass
class Mark:
    target_id: int
    start: int
    end: int


@dataclass
class Text:
    text: str


@dataclass
class Item:
    path: str
    start: int


TEXT = "一、目标\n\n　　生产总值增长10%以上，粮食总产1300亿斤。\n完"


def cut(*marks: Mark) -> list:
    return list(paragraphs(Text(TEXT), list(marks), (Item("1", 0), Item("1.1", 6))))  # type: ignore[arg-type]


def test_pieces_join_to_the_text_without_empty_lines() -> None:
    found = cut(Mark(1, 12, 18), Mark(2, 19, 27))
    assert ["".join(piece.text for piece in p.pieces) for p in found] == [line for line in TEXT.split("\n") if line]


def test_each_quotation_is_covered_by_its_target() -> None:
    start, end = TEXT.index("增长10%以上"), TEXT.index("增长10%以上") + len("增长10%以上")
    covered = [piece for p in cut(Mark(7, start, end)) for piece in p.pieces if 7 in piece.targets]
    assert [piece.text for piece in covered] == ["增长10%以上"]
    assert covered[0].begins == (7,)
    assert covered[0].ends == (7,)


def test_targets_that_share_a_quotation_share_its_piece() -> None:
    start = TEXT.index("10%")
    pieces = [p for para in cut(Mark(1, start, start + 3), Mark(2, start, start + 3)) for p in para.pieces if p.targets]
    assert [(p.text, p.targets) for p in pieces] == [("10%", (1, 2))]


def test_overlapping_quotations_are_cut_at_every_edge() -> None:
    start = TEXT.index("增长10%以上")
    pieces = [
        p for para in cut(Mark(1, start, start + 5), Mark(2, start + 2, start + 7)) for p in para.pieces if p.targets
    ]
    assert [(p.text, p.targets) for p in pieces] == [("增长", (1,)), ("10%", (1, 2)), ("以上", (2,))]


def test_tasks_begin_in_their_paragraph() -> None:
    assert [p.tasks for p in cut()] == [("1",), ("1.1",), ()]
