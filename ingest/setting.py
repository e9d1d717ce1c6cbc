"""One table with all that its cells are understood by, and the addresses that its questions name."""

from dataclasses import dataclass, field

from ingest.asking import Asking
from ingest.cells import address, letters
from ingest.context import Context
from ingest.grid import figure
from ingest.knowledge import Knowledge
from ingest.mapping import SheetMapping
from ingest.meanings import Meaning
from ingest.tables import Table


@dataclass(kw_only=True)
class Setting:
    """One table with all that its cells are understood by."""

    table: Table
    context: Context
    mapping: SheetMapping
    knowledge: Knowledge
    asking: Asking
    #: what the columns say
    columns: tuple[Meaning, ...]
    #: what the rows are: place, period or indicator
    role: str
    #: True where the rows are items of a statistic: industries, partner countries
    items: bool = False
    #: basis that the figures themselves suggest, with its confidence
    guess: tuple[str, float]
    #: True where some label of the table says that its figures are cumulated
    cumulated_beside: bool = False
    #: True where some label is a run of months from January on (上半年, 1-2月); where one is a quarter after the first
    running: bool = False
    #: True where some label says 本月 or 当季
    months_beside: bool = False
    later_quarters: bool = False
    #: True where so many rows name no known place that one question is asked for all of them
    many_unknown: bool = False
    #: True where every period of the table is written 2009-10
    school_years: bool = False
    #: columns whose figures are fractions of one, as a person said: 0.27 is 27 %
    fractions: set[int] = field(default_factory=set)
    #: code of the province that most rows lie in
    within: str | None = None

    def _figures(self, meaning: Meaning) -> list[float | None]:
        sheet, number = self.table.sheet, meaning.heading.number
        found = [figure(sheet.value(r.number, number)) for r in self.table.rows[:60]]
        return [f.value if f else None for f in found]

    def _head_cell(self, column: Meaning) -> str:
        header = self.table.block.header
        row = max(
            (r for r in header if self.table.sheet.value(r, column.heading.number) is not None),
            default=header[-1] if header else 0,
        )
        return address(row, column.heading.number, self.table.sheet.name)

    def _name_cells(self, column: Meaning) -> list[str]:
        return [self._head_cell(column)] if column.names else self._corner()

    def _stub_cell(self, row: Meaning) -> str:
        stub = min(self.table.stubs, default=0)
        return f"{self.table.sheet.name}!{letters(stub)}{row.heading.number + 1}"

    def _corner(self) -> list[str]:
        header = self.table.block.header
        first = header[0] if header else self.table.block.body[0]
        return [address(first, min(self.table.stubs, default=0), self.table.sheet.name)]
