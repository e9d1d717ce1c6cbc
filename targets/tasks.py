"""The outline of a document: headings and items of every usual kind, their paths, and who answers for which."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from measures.terms import Responsibility
from targets.flattened import Row, find_flattened
from targets.inline import inline_answers
from targets.offices import is_office, read_offices
from targets.responsibilities import Answer, Covered, find_answers
from targets.spans import Spans
from targets.tables import Table

_CN = "一二三四五六七八九十百〇零"
_MARKERS = (
    ("chapter", rf"第[{_CN}\d]{{1,4}}[篇编]"),
    ("chapter", rf"第[{_CN}\d]{{1,4}}(?:章|部分)"),
    ("section", rf"第[{_CN}\d]{{1,4}}节"),
    ("big", rf"[{_CN}]{{1,4}}、(?![一二三四五六七八九十][级等类线期季、])"),
    ("big bracket", rf"（[{_CN}]{{1,4}}）"),
    ("article", rf"第[{_CN}\d]{{1,4}}[条件]"),
    ("small", r"\d{1,3}[.、](?![\d])"),
    ("row", r"\d{1,3}\*?(?=[ ]*(?:\||\n|\Z))"),
    ("small bracket", r"（?\d{1,3}）"),
    ("circle", r"[①-⑳㉑-㉟]"),
)
_RANK = {
    "chapter": 0,
    "section": 1,
    "big": 2,
    "big bracket": 3,
    "article": 4,
    "small": 4,
    "row": 4,
    "small bracket": 5,
    "circle": 6,
}
_MARKER = re.compile(
    r"[ \t|]*(?:[■●◆▲◇※★]|——)?[ ]*(?:" + "|".join(f"(?P<m{i}>{regex})" for i, (_, regex) in enumerate(_MARKERS)) + ")"
)
_LINE = re.compile(r"[^\n]+")
_DIGIT = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_ENDS_SENTENCE = "。；！？，、：;"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A heading or an item; without a path it is text before or beside the numbering."""

    #: "2.1.3", None for text outside the numbering
    path: str | None
    #: span in the view, the marker included
    start: int
    end: int
    #: first character behind the marker
    body: int
    #: depth of the marker's kind, 0 is the outermost
    rank: int
    #: True where no further item stands below
    leaf: bool = True
    #: kind of its marker: "big", "small", "row" …
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Items in order, and what covers them."""

    items: tuple[Item, ...]
    covered: tuple[Covered, ...] = ()
    #: starts of items, for search
    starts: tuple[int, ...] = field(default=())

    def item_at(self, position: int) -> Item | None:
        """Return the item in which a position of the view stands."""
        index = bisect_right(self.starts, position) - 1
        return self.items[index] if index >= 0 and position < self.items[index].end else None


def number_of(text: str) -> int:
    """Return the value of an item's number: 十二, 3, ⑤."""
    digits = re.sub(r"\D", "", text)
    if digits.isascii() and digits:
        return int(digits)
    for first, base in (("①", 1), ("㉑", 21)):
        for char in text:
            if 0 <= ord(char) - ord(first) < (20 if base == 1 else 15):
                return ord(char) - ord(first) + base
    value, current = 0, 0
    for char in text:
        if char in _DIGIT:
            current = _DIGIT[char]
        elif char == "十":
            value, current = value + (current or 1) * 10, 0
        elif char == "百":
            value, current = value + (current or 1) * 100, 0
    return value + current


def split_tasks(text: str, tables: tuple[Table, ...] = ()) -> Outline:
    """Read the outline of a view; tables of tasks say by their columns who answers for a row."""
    flat = find_flattened(text)
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if not m.group().isspace()]
    marks = _marks(text, lines, tables)
    items = _items(text, lines, marks) if not flat else _flat_items(text, flat)
    outline = Outline(items=items, starts=tuple(item.start for item in items))
    answers = tuple(replace(a, alone=_alone(text, a)) for a in find_answers(text, 0, len(text)))
    covered = [
        *(Covered(start=start, end=end, answer=answer) for row in flat for start, end, answer in row.covered),
        *_rows_of_tables(tables),
    ]
    taken = Spans((c.start, c.end) for c in covered)
    free = tuple(a for a in answers if a.start not in taken)
    listed = _bare_lists(text, items, free, taken)
    said = Spans((a.start, a.end) for a in answers)
    covered += [c for c in inline_answers(text) if c.answer.start - 1 not in said]
    covered += listed
    replaced = {c.start for c in listed}
    covered += [c for c in _cover(text, outline, free) if c.start not in replaced]
    return replace(outline, covered=tuple(sorted(covered, key=lambda c: (c.start, c.end))))


def _flat_items(text: str, rows: tuple[Row, ...]) -> tuple[Item, ...]:
    before = Item(path=None, start=0, end=rows[0].start, body=0, rank=9)
    return (
        before,
        *(
            Item(path=str(r.number), start=r.start, end=r.end, body=r.start + len(str(r.number)), rank=4, kind="row")
            for r in rows
        ),
    )


def _rows_of_tables(tables: tuple[Table, ...]) -> Iterator[Covered]:
    """Yield who answers for the rows of tables that have columns for it."""
    for table in tables:
        columns = {role: table.column(role) for role in ("lead", "joint", "support", "time")}
        if columns["lead"] is None and columns["joint"] is None:
            continue
        for row in table.rows:
            cells = {role: row[i].text for role, i in columns.items() if i is not None and i < len(row)}
            lead, prefix = read_offices(cells.get("lead", ""))
            joint, prefix = read_offices(cells.get("joint", ""), prefix)
            support, _ = read_offices(cells.get("support", ""), prefix)
            if not lead and not joint:
                continue
            paired = bool(lead) or bool(support)
            answer = Answer(
                lead=lead or joint,
                support=(*support, *joint) if lead else support,
                responsibility=Responsibility.LEAD_SUPPORT if paired else Responsibility.JOINT,
                start=row[-1].end,
                end=row[-1].end,
                time=cells.get("time") or None,
            )
            yield Covered(start=row[0].start, end=row[-1].end, answer=answer)


def _bare_lists(text: str, items: tuple[Item, ...], answers: tuple[Answer, ...], taken: Spans) -> list[Covered]:
    """Read rows whose offices stand alone on a line; a labelled 牵头单位 beside them makes them support."""
    found = []
    starts = [a.start for a in answers]
    for item in items:
        if item.kind != "row" or not item.leaf or item.start in taken:
            continue
        for match in _LINE.finditer(text, item.body, item.end):
            names, _ = (
                read_offices(match.group().strip())
                if len(match.group()) < 400 and not re.search(r"[。；：]", match.group())
                else ((), "")
            )
            if not names or not all(is_office(name) for name in names) or not text[item.body : match.start()].strip():
                continue
            inside = answers[bisect_left(starts, item.start) : bisect_left(starts, item.end)]
            labelled = [a for a in inside if a.responsibility is Responsibility.LEAD_SUPPORT]
            lead = tuple(name for a in labelled for name in a.lead)
            support = (*names, *(name for a in labelled for name in a.support))
            kind = Responsibility.LEAD_SUPPORT if lead else Responsibility.JOINT
            answer = Answer(
                lead=lead or names,
                support=support if lead else (),
                responsibility=kind,
                start=match.start(),
                end=match.end(),
                alone=True,
            )
            found.append(Covered(start=item.start, end=match.start(), answer=answer))
            break
    return found


def _alone(text: str, answer: Answer) -> bool:
    line = text.rfind("\n", 0, answer.start) + 1
    return not text[line : answer.start].strip(" \n")


@dataclass(frozen=True, kw_only=True)
class _Mark:
    line: int
    start: int
    body: int
    rank: int
    number: int
    kind: str


def _marks(text: str, lines: list[tuple[int, int]], tables: tuple[Table, ...]) -> list[_Mark]:
    found = []
    for index, (start, end) in enumerate(lines):
        match = _MARKER.match(text, start, end)
        if match is None or match.lastgroup is None:
            continue
        kind = _MARKERS[int(match.lastgroup[1:])][0]
        number = number_of(match[match.lastgroup])
        if number:
            found.append(_Mark(line=index, start=start, body=match.end(), rank=_RANK[kind], number=number, kind=kind))
    rows = sum(mark.kind == "row" for mark in found)
    kept = [m for m in found if m.kind != "row" or rows > 1 or "序号" in text]
    return _with_table_rows(kept, lines, tables)


def _with_table_rows(marks: list[_Mark], lines: list[tuple[int, int]], tables: tuple[Table, ...]) -> list[_Mark]:
    """Put the numbered rows of tables in the place of markers found inside them."""
    numbered = [table for table in tables if table.column("number") is not None]
    if not numbered:
        return marks
    starts = [start for start, _ in lines]
    rows = []
    for table in numbered:
        column = table.column("number") or 0
        for row in table.rows:
            cell = row[column] if column < len(row) else None
            if cell is not None and cell.text.rstrip("*").isdigit() and cell.text.isascii():
                line = bisect_right(starts, row[0].start) - 1
                rows.append(
                    _Mark(
                        line=line,
                        start=row[0].start,
                        body=cell.end,
                        rank=_RANK["row"],
                        number=number_of(cell.text),
                        kind="row",
                    )
                )
    taken = {mark.start for mark in rows}
    spans = sorted((table.start, table.end) for table in numbered)
    opened = [start for start, _ in spans]

    def inside(mark: _Mark) -> bool:
        index = bisect_right(opened, mark.start) - 1
        return mark.rank >= _RANK["row"] and index >= 0 and mark.start < spans[index][1]

    outside = [mark for mark in marks if mark.start not in taken and not inside(mark)]
    return sorted([*outside, *(mark for mark in rows if mark.number)], key=lambda mark: mark.start)


def _items(text: str, lines: list[tuple[int, int]], marks: list[_Mark]) -> tuple[Item, ...]:
    if not marks:
        return (Item(path=None, start=0, end=len(text), body=0, rank=9),) if lines else ()
    groups = _unnumbered_groups(text, lines, marks)
    items: list[Item] = []
    if lines[0][0] < marks[0].start:
        items.append(Item(path=None, start=0, end=marks[0].start, body=0, rank=9))
    stack: list[tuple[int, int]] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        while stack and stack[-1][0] >= mark.rank:
            stack.pop()
        if groups and not stack:
            stack.append((-1, groups[mark.line]))
        stack.append((mark.rank, mark.number))
        end = following.start if following else len(text)
        leaf = following is None or following.rank <= mark.rank
        path = ".".join(str(number) for _, number in stack)
        items.append(
            Item(path=path, start=mark.start, end=end, body=mark.body, rank=mark.rank, leaf=leaf, kind=mark.kind)
        )
        if groups:
            stack = [entry for entry in stack if entry[0] != -1] if len(stack) == 2 else stack
    return tuple(items)


def _unnumbered_groups(text: str, lines: list[tuple[int, int]], marks: list[_Mark]) -> dict[int, int]:
    """Number the lists of a document whose items begin again at 1 under headings that carry no number."""
    top = min(mark.rank for mark in marks)
    group, groups = 0, {}
    for mark in marks:
        if mark.rank == top and mark.number == 1 and mark.line and _is_heading(text, lines[mark.line - 1]):
            group += 1
        groups[mark.line] = max(group, 1)
    return groups if group > 1 else {}


def _is_heading(text: str, line: tuple[int, int]) -> bool:
    words = text[line[0] : line[1]].strip()
    return 2 < len(words) <= 40 and words[-1] not in _ENDS_SENTENCE


def _cover(text: str, outline: Outline, answers: tuple[Answer, ...]) -> list[Covered]:
    """Give each clause the stretch of its item since the clause before, or the whole list where it ends one."""
    covered: list[Covered] = []
    last_item: Item | None = None
    last_end = 0
    answered: set[int] = {id(outline.item_at(a.start)) for a in answers}
    for answer in answers:
        item = outline.item_at(answer.start)
        if item is None:
            continue
        line = text.rfind("\n", 0, answer.start) + 1
        if item is last_item:
            start = last_end
        elif item.path is None:
            start = line
        else:
            start = item.start
        if item.path is None and not answer.alone:
            start = max(start, line)
        heads = item.path is not None and item is not last_item and _is_head(text[item.body : answer.start])
        covered.append(Covered(start=start, end=item.end if heads else answer.start, answer=answer))
        covered.extend(_wider(outline, item, answer, answered))
        last_item, last_end = item, answer.end
    return covered


def _is_head(words: str) -> bool:
    """Tell what is only the heading of an item: short, one phrase, without a figure."""
    bare = words.strip(" 。：，；\n（")
    return 1 < len(bare) <= 60 and not re.search(r"[。；\d]", bare) and "\n" not in bare


def _wider(outline: Outline, item: Item, answer: Answer, answered: set[int]) -> list[Covered]:
    """Find what else a clause covers: the items below its heading, or the items before it in a list that it ends."""
    index = bisect_right(outline.starts, item.start) - 1 if item.path else -1
    if index < 0:
        return []
    wider = []
    if not item.leaf:
        below = index + 1
        while below < len(outline.items) and outline.items[below].rank > item.rank:
            if id(outline.items[below]) not in answered:
                wider.append(Covered(start=outline.items[below].start, end=outline.items[below].end, answer=answer))
            below += 1
    elif answer.alone:
        before = index - 1
        siblings = []
        while before >= 0 and outline.items[before].rank >= item.rank and outline.items[before].path:
            if id(outline.items[before]) in answered:
                return []
            siblings.append(outline.items[before])
            before -= 1
        wider = [Covered(start=s.start, end=s.end, answer=answer) for s in siblings]
    return wider
