"""Plan tables: rows of 指标, 基期, 目标, 年均, 属性 as targets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from measures.numerals import find_numbers
from measures.terms import Binding, Comparator, Measure
from measures.units import known_unit
from targets import lexicons
from targets.tables import Cell, Table

_UNIT_IN_NAME = re.compile(r"（([^（）]{1,16})）$")
_YEAR = re.compile(r"((?:19|20)\d\d)")
_RISE = re.compile(r"(?:年均)?(?:增长|增速|增幅|提高|增加|上升|上涨)(?:幅度|率|速度)?$")
_FALL = re.compile(r"(?:累计)?(?:降低|下降|减少|降幅|削减)(?:率|幅度|比例)?$")
_VERB = re.compile(
    r"(?:年均)?(?:增长|增加|提高|上升|下降|降低|减少|达到|控制在|完成|累计|保持|稳定在)+(?=[^\d]{0,4}\d)"
)
_FIGURE_LIKE = re.compile(
    r"[〔（]?\s*[\d.,]+\s*[^\d\s]{0,5}(?:[-—–~至]{1,2}[\d.,]+\s*[^\d\s]{0,5})?\s*[〕）]?|[百千]分之.{1,8}"
)
_ORDER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|其中[：:，]?|[—\-–·#]+)\s*")


@dataclass(frozen=True, kw_only=True)
class PlanFigure:
    """One figure of a plan table, before offices and catalogue are known; spans are of the view."""

    indicator: str
    measure: Measure
    comparator: Comparator
    value: Decimal
    high: Decimal | None
    value_text: str
    #: as written in the cell, the unit column, the name or the heading
    unit: str
    start: int
    end: int
    quote_start: int
    quote_end: int
    row: tuple[int, int]
    day: date | None
    span: tuple[int, int] | None
    baseline: Decimal | None = None
    baseline_unit: str | None = None
    baseline_text: str | None = None
    binding: Binding | None = None
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """What a row says for all its figures."""

    name: str
    unit: str
    #: figure and year of the latest base
    base: Decimal | None
    base_text: str | None
    binding: Binding | None
    span: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class PlanColumn:
    """What a column of figures holds."""

    #: "target", "base", "yearly" or "sum"
    role: str
    heading: str
    #: the year in its heading
    year: int | None


def read_plan(table: Table, year: int | None, plan: int | None) -> Iterator[PlanFigure]:
    """Yield the targets of a plan table; `plan` is the last year of the plan where the document is one."""
    columns = _columns(table, year, plan)
    last = max((c.year for c in columns.values() if c.role == "target" and c.year), default=None)
    for cells in table.rows:
        row = _row(table, cells, columns)
        if row is None:
            continue
        for index, column in columns.items():
            if column.role != "base" and index < len(cells):
                figure = read_figure(cells[index], row, column, column.year or plan or last or year, plan)
                if figure is not None:
                    yield figure


def _columns(table: Table, year: int | None, plan: int | None) -> dict[int, PlanColumn]:
    """Say for each column of figures whether it holds targets, bases or yearly means, and of what year."""
    found: dict[int, PlanColumn] = {}
    for index, (heading, role) in enumerate(zip(table.headings, table.roles, strict=True)):
        if role in ("target", "base", "yearly", "sum"):
            match = _YEAR.search(heading)
            found[index] = PlanColumn(role=role, heading=heading, year=int(match.group()) if match else None)
    dated = [c.year for c in found.values() if c.role == "target" and c.year]
    first = plan - 4 if plan else year
    several = len(dated) > 1 and (plan is not None or (year is not None and max(dated) > year))
    for index, column in found.items():
        before = column.year is not None and first is not None and column.year < first
        same = several and plan is None and column.year == year
        if column.role == "target" and (before or same):
            found[index] = PlanColumn(role="base", heading=column.heading, year=column.year)
    return found


def _row(table: Table, cells: tuple[Cell, ...], columns: dict[int, PlanColumn]) -> PlanRow | None:
    at = table.column("name")
    if at is None or len(cells) <= at:
        return None
    name, unit = _name_and_unit(table, cells, at)
    base, base_text = _base(cells, columns)
    if not name:
        return None
    return PlanRow(
        name=name,
        unit=unit,
        base=base,
        base_text=base_text,
        binding=_binding(table, cells),
        span=(cells[0].start, cells[-1].end),
    )


def _name_and_unit(table: Table, cells: tuple[Cell, ...], at: int) -> tuple[str, str]:
    raw = _ORDER.sub("", re.sub(r"\s", "", cells[at].text))
    column = table.column("unit")
    if column is not None and column < len(cells):
        return raw, cells[column].text.strip("（） ")
    match = _UNIT_IN_NAME.search(raw)
    if match and (known_unit(match[1]) is not None or match[1] in ("%", "‰") or "/" in match[1]):
        return raw[: match.start()], match[1]
    return raw, ""


def _base(cells: tuple[Cell, ...], columns: dict[int, PlanColumn]) -> tuple[Decimal | None, str | None]:
    known = [(column.year or 0, index) for index, column in columns.items() if column.role == "base"]
    for year, index in sorted(known, reverse=True):
        numbers = find_numbers(cells[index].text) if index < len(cells) else []
        if numbers:
            return numbers[0].value, f"{year}年" if year else "基期"
    return None, None


def _binding(table: Table, cells: tuple[Cell, ...]) -> Binding | None:
    column = table.column("property")
    text = cells[column].text if column is not None and column < len(cells) else ""
    if "约束" in text:
        return Binding.BINDING
    return Binding.EXPECTED if "预期" in text else None


@cache
def _bound() -> re.Pattern[str]:
    words = [*lexicons.pairs("bounds", "before"), *lexicons.pairs("bounds", "after")]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def read_figure(cell: Cell, row: PlanRow, column: PlanColumn, last: int | None, plan: int | None) -> PlanFigure | None:
    """Return the target of a cell, None where it holds no single figure; `last` is the year of its column."""
    text = cell.text
    verb = _VERB.match(text)
    if not _FIGURE_LIKE.fullmatch(_bound().sub("", text[verb.end() :] if verb else text)):
        return None
    numbers = find_numbers(text)
    ranged = len(numbers) == 2 and re.search(r"[-—–~至]", text[numbers[0].end : numbers[1].start])
    if not numbers or (len(numbers) > 1 and not ranged):
        return None
    cumulated = "〔" in text
    measure, name, unit, follows = _meaning(row, column, _own_unit(text), cumulated, verb.group() if verb else "")
    based = column.role == "target" and measure in (Measure.LEVEL, Measure.RATIO) and row.base is not None
    return PlanFigure(
        indicator=name,
        measure=measure,
        comparator=Comparator.RANGE if ranged else _comparator(text),
        value=numbers[0].value,
        high=numbers[1].value if ranged else None,
        value_text=numbers[0].value_text,
        unit=unit,
        start=cell.start + numbers[0].start,
        end=cell.start + numbers[-1].end,
        quote_start=cell.start,
        quote_end=cell.end,
        row=row.span,
        day=date(last, 12, 31) if last else None,
        span=(plan - 4, plan) if plan and (column.role != "target" or cumulated) else None,
        baseline=row.base if based else None,
        baseline_unit=unit if based else None,
        baseline_text=row.base_text if based else None,
        binding=row.binding,
        optional=follows,
    )


def _own_unit(text: str) -> str:
    """Return the unit that stands in the cell itself."""
    found = re.search(r"\d(?P<unit>%|‰|个?百分点|[\u4e00-\u9fff/]{1,6}?)(?:以上|以下|以内|左右|〕|）|$)", text)
    unit = found["unit"] if found else ""
    return unit if unit in ("%", "‰", "个百分点") or (unit and known_unit(unit) is not None) else ""


def unit_of(heading: str) -> str:
    """Return the unit in brackets at the end of a heading, "" where there is none."""
    match = _UNIT_IN_NAME.search(re.sub(r"\s", "", heading))
    return match[1] if match and known_unit(match[1]) is not None else ""


def _comparator(text: str) -> Comparator:
    match = _bound().search(text)
    if not match:
        return Comparator.EQ
    word = match.group()
    return Comparator(lexicons.pairs("bounds", "before").get(word) or lexicons.pairs("bounds", "after")[word])


def _meaning(row: PlanRow, column: PlanColumn, own: str, cumulated: bool, verb: str) -> tuple[Measure, str, str, bool]:
    """Say what a figure measures, its name and unit, and whether it only follows from other figures of the row."""
    name, unit = row.name, row.unit or unit_of(column.heading)
    fall = _FALL.search(name) or _FALL.search(verb)
    rise = _RISE.search(name) or _RISE.search(verb)
    shown = own or unit
    if column.role in ("yearly", "sum") and not fall and not rise:
        if cumulated and row.unit in ("%", "‰"):
            return Measure.GROWTH, name, "个百分点", True
        if cumulated and "%" not in column.heading and not own:
            return Measure.LEVEL, name + "累计", row.unit, False
        return Measure.GROWTH, name + "年均增长", own or "%", False
    if fall and (shown or "%") in ("%", "‰", "个百分点"):
        return Measure.DECLINE, _FALL.sub("", name) or name, shown or "%", False
    if rise and (shown or "%") in ("%", "‰", "个百分点"):
        price = re.search("价格|物价", name)
        return Measure.RATIO if price else Measure.GROWTH, _RISE.sub("", name) or name, shown or "%", False
    if own in ("%", "‰") and unit not in ("%", "‰", ""):
        return Measure.GROWTH, name, own, False
    return Measure.RATIO if shown in ("%", "‰") else Measure.LEVEL, name, shown, False
