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
_NOTHING = re.compile(r"[—\-–/～~…·\s]*")
_FIGURE_LIKE = re.compile(
    r"[〔（]?\s*[\d.,]+\s*[^\d\s]{0,5}(?:[-—–~至]{1,2}[\d.,]+\s*[^\d\s]{0,5})?\s*[〕）]?|[百千]分之.{1,8}"
)
_ORDER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|其中[：:，]?|[—\-–·#]+)\s*")


@dataclass(frozen=True, kw_only=True)
class PlanFigure:
    """One figure of a plan table, before offices and catalogue are known."""

    indicator: str
    measure: Measure
    comparator: Comparator
    value: Decimal
    high: Decimal | None
    value_text: str
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
    lead: str = ""
    support: str = ""


def read_plan(table: Table, year: int | None, plan: int | None) -> Iterator[PlanFigure]:
    """Yield the targets of a plan table; `plan` is the last year of the plan where the document is one."""
    name_column = table.column("name")
    if name_column is None:
        return
    columns = _year_columns(table, year, plan)
    for row in table.rows:
        if len(row) <= name_column:
            continue
        yield from _row(table, row, name_column, columns, year, plan)


def _year_columns(table: Table, year: int | None, plan: int | None) -> dict[int, tuple[str, int | None]]:
    """Say for each column of figures whether it is a target or a base, and of what year."""
    found: dict[int, tuple[str, int | None]] = {}
    for index, (heading, role) in enumerate(zip(table.headings, table.roles, strict=True)):
        if role not in ("target", "base"):
            continue
        match = _YEAR.search(heading)
        of = int(match.group()) if match else None
        kind = role
        if role == "target" and of is not None and year is not None and of < year:
            kind = "base"
        found[index] = (kind, of)
    dated = [of for kind, of in found.values() if kind == "target" and of is not None]
    if plan is not None and dated:
        found = {i: (kind if of is None or of > plan - 5 else "base", of) for i, (kind, of) in found.items()}
    elif len(dated) > 1 and year is not None and max(dated) > year:
        found = {
            i: ("base" if kind == "target" and of is not None and of <= year and of < max(dated) else kind, of)
            for i, (kind, of) in found.items()
        }
    return found


def _row(
    table: Table,
    row: tuple[Cell, ...],
    name_column: int,
    columns: dict[int, tuple[str, int | None]],
    year: int | None,
    plan: int | None,
) -> Iterator[PlanFigure]:
    name, unit = _name_and_unit(table, row, name_column)
    if not name:
        return
    base = _base(row, columns)
    binding = _binding(table, row)
    offices = tuple(
        row[i].text if (i := table.column(role)) is not None and i < len(row) else ""
        for role in ("lead", "joint", "support")
    )
    span = (row[0].start, row[-1].end)
    for index, cell in enumerate(row):
        role = table.roles[index] if index < len(table.roles) else ""
        if role in ("yearly", "sum") or (role == "target" and columns.get(index, ("", None))[0] == "target"):
            figure = _figure(
                cell, name, unit, role, table.headings[index], base, columns.get(index, ("", None))[1], year, plan
            )
            if figure is not None:
                yield PlanFigure(**figure, row=span, binding=binding, lead=offices[0] or offices[1], support=offices[2])


def _name_and_unit(table: Table, row: tuple[Cell, ...], name_column: int) -> tuple[str, str]:
    raw = _ORDER.sub("", re.sub(r"\s", "", row[name_column].text))
    unit_column = table.column("unit")
    if unit_column is not None and unit_column < len(row):
        return raw, row[unit_column].text.strip("（） ")
    match = _UNIT_IN_NAME.search(raw)
    if match and (known_unit(match[1]) is not None or match[1] in ("%", "‰") or "/" in match[1]):
        return raw[: match.start()], match[1]
    return raw, ""


def _base(row: tuple[Cell, ...], columns: dict[int, tuple[str, int | None]]) -> tuple[Decimal | None, str | None]:
    known = [(of or 0, index) for index, (kind, of) in columns.items() if kind == "base" and index < len(row)]
    for of, index in sorted(known, reverse=True):
        numbers = find_numbers(row[index].text)
        if numbers:
            return numbers[0].value, f"{of}年" if of else "基期"
    return None, None


def _binding(table: Table, row: tuple[Cell, ...]) -> Binding | None:
    column = table.column("property")
    text = row[column].text if column is not None and column < len(row) else ""
    if "约束" in text:
        return Binding.BINDING
    return Binding.EXPECTED if "预期" in text else None


@cache
def _bound() -> re.Pattern[str]:
    words = [*lexicons.pairs("bounds", "before"), *lexicons.pairs("bounds", "after")]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def _figure(
    cell: Cell, name: str, unit: str, role: str, heading: str, base: tuple[Decimal | None, str | None], of: int | None,
    year: int | None, plan: int | None,
) -> dict[str, object] | None:  # fmt: skip
    text = cell.text
    if not text or _NOTHING.fullmatch(text) or not _FIGURE_LIKE.fullmatch(_bound().sub("", text)):
        return None
    numbers = find_numbers(text)
    if not numbers or len(numbers) > 2:
        return None
    first = numbers[0]
    high = (
        numbers[1].value if len(numbers) == 2 and re.search(r"[-—–~至]", text[first.end : numbers[1].start]) else None
    )
    if len(numbers) == 2 and high is None:
        return None
    comparator = Comparator.RANGE if high is not None else _comparator(text)
    own = "%" if "%" in text else "‰" if "‰" in text else "个百分点" if "百分点" in text else ""
    cumulated = "〔" in text
    measure, shown, figure_unit, optional = _meaning(name, unit or _unit_of(heading), own, role, cumulated, heading)
    last = of or plan or year
    start = cell.start + first.start
    end = cell.start + numbers[-1].end
    baseline, baseline_text = base if role == "target" and measure in (Measure.LEVEL, Measure.RATIO) else (None, None)
    return {
        "indicator": shown, "measure": measure, "comparator": comparator, "value": first.value, "high": high,
        "value_text": first.value_text, "unit": figure_unit, "start": start, "end": end, "quote_start": cell.start, "quote_end": cell.end,
        "day": date(last, 12, 31) if last else None,
        "span": (plan - 4, plan) if plan and (role != "target" or cumulated) else None,
        "baseline": baseline, "baseline_unit": figure_unit if baseline is not None else None, "baseline_text": baseline_text, "optional": optional,
    }  # fmt: skip


def _unit_of(heading: str) -> str:
    match = _UNIT_IN_NAME.search(re.sub(r"\s", "", heading))
    return match[1] if match and known_unit(match[1]) is not None else ""


def _comparator(text: str) -> Comparator:
    match = _bound().search(text)
    if not match:
        return Comparator.EQ
    word = match.group()
    found = lexicons.pairs("bounds", "before").get(word) or lexicons.pairs("bounds", "after")[word]
    return Comparator(found)


def _meaning(
    name: str, unit: str, own: str, role: str, cumulated: bool, heading: str
) -> tuple[Measure, str, str, bool]:
    """Say what a figure of a row measures, under what name and in what unit, and whether it only follows from others."""
    fall, rise = _FALL.search(name), _RISE.search(name)
    if role in ("yearly", "sum") and not fall and not rise:
        if cumulated and unit in ("%", "‰"):
            return Measure.GROWTH, name, "个百分点", True
        if cumulated and "%" not in heading and not own:
            return Measure.LEVEL, name + "累计", unit, False
        return Measure.GROWTH, name + "年均增长", own or "%", False
    if fall and (unit or own) in ("%", "‰", "个百分点"):
        return Measure.DECLINE, name[: fall.start()], own or unit, False
    if rise and (unit or own) in ("%", "‰", "个百分点"):
        return (
            (Measure.RATIO if re.search("价格|物价", name) else Measure.GROWTH),
            name[: rise.start()] or name,
            own or unit,
            False,
        )
    if own and unit not in ("%", "‰", ""):
        return Measure.GROWTH, name, own, False
    chosen = own or unit
    return (Measure.RATIO if chosen in ("%", "‰") else Measure.LEVEL), name, chosen, False
