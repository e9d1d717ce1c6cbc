"""Targets of tables of places by indicators: each cell is the target of a place."""

import re
from collections.abc import Iterator

from measures.units import known_unit
from targets.matrices import is_total, only_counts
from targets.plans import PlanColumn, PlanFigure, PlanRow, read_figure, unit_of
from targets.tables import Cell, Table

_CAPTION_UNIT = re.compile(r"单位：\s*([^\s，、；。：）]{1,8})[）\s]*$")
_CAPTION_TAIL = re.compile(
    r"(?:目标|任务|指标|计划|分解|分配|情况|下达|责任|工作|明细|一览|汇总|统计|及|和)*(?:表|清单)(?:[一二三四五六七八九十\d]*)?$"
)
_CAPTION_HEAD = re.compile(
    r"^(?:附件|附表)?\d*[：:]?\s*(?:.{2,12}?[省市县区州旗盟])?(?:(?:19|20)\d\d(?:年度?)?)?(?:全[省市县区州])?(?:各[市县区、（）]+)?"
)


def read_division(table: Table, text: str, year: int | None, plan: int | None) -> Iterator[PlanFigure]:
    """Yield the targets of a table of places by indicators of a view."""
    lines = [line.strip() for line in text[max(0, table.start - 300) : table.start].split("\n") if line.strip()][-3:]
    common = next((found[1] for line in reversed(lines) if (found := _CAPTION_UNIT.search(line))), "")
    common = common if known_unit(common) is not None or common == "%" else ""
    thing = next((name for line in reversed(lines) if (name := _thing_of(line))), "")
    for cells in table.rows:
        for index, role in enumerate(table.roles):
            if role not in ("item", "placed") or index >= len(cells):
                continue
            row = _row(table, cells, index, common, thing)
            match = re.search(r"(?:19|20)\d\d", table.headings[index])
            column = PlanColumn(
                role="target", heading=table.headings[index], year=int(match.group()) if match else None
            )
            figure = read_figure(cells[index], row, column, column.year or plan or year, plan) if row else None
            if figure is not None:
                yield figure


def _thing_of(line: str) -> str:
    """Return what the caption of a table is about: 棚户区改造 of 2016年棚户区改造目标任务分解表."""
    if "单位" in line or len(line) > 50 or not _CAPTION_TAIL.search(line):
        return ""
    return _CAPTION_TAIL.sub("", _CAPTION_HEAD.sub("", line))


def _row(table: Table, cells: tuple[Cell, ...], index: int, common: str, thing: str) -> PlanRow | None:
    """Return what one cell says with its row and column: the place, the indicator, the unit."""
    by_place = "item" in table.roles
    at = table.column("place" if by_place else "name")
    if at is None or at >= len(cells):
        return None
    own, heading = re.sub(r"\s", "", cells[at].text), re.sub(r"\s", "", table.headings[index])
    place, named = (own, heading) if by_place else (heading, own)
    unit_at = table.column("unit")
    unit = cells[unit_at].text.strip() if unit_at is not None and unit_at < len(cells) else unit_of(named)
    name = re.sub(r"（[^（）]*）$", "", named) if unit_of(named) else named
    name = thing if only_counts(name) else re.sub(r"(?<=..)(?:目标|任务|指标|计划)?(?:任务|数|值)?$", "", name)
    if not name or not place:
        return None
    return PlanRow(
        name=name if is_total(place) else place + name,
        unit=unit or common,
        base=None,
        base_text=None,
        binding=None,
        span=(cells[0].start, cells[-1].end),
    )
