"""SDMX messages: ML and JSON by sdmx1, CSV 1.0 and 2.0 by their header; every observation with its key."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from ingest.cells import letters
from ingest.figures import Mark, comma_means

#: Columns of SDMX-CSV that are no dimensions.
_FRAME = frozenset(
    {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY", "OBS_VALUE"}
)
_TIME = "TIME_PERIOD"
_STATUS = "OBS_STATUS"
_TITLES = ("TITLE", "TITLE_COMPL", "TITLE_SR")
#: Dimensions and attributes that name a place.
AREAS = ("REF_AREA", "REGION", "GEO", "GEOGRAPHY", "COUNTRY", "AREA", "ADMIN_DIVISION", "LOCATION")
#: "A: Value A" is the id A with its label.
_LABELLED = re.compile(r"([A-Za-z0-9_.@$-]+):\s(.*)", re.DOTALL)
#: A header that is an id; in labels=name the column behind it is headed by the name of the same component.
_ID = re.compile(r"[A-Z][A-Z0-9_@$.-]*(?:\[.*\])?")
_DATED = re.compile(r"\d{4}([-/]?[A-Z]?\d{0,2})?(-\d{2})?")


@dataclass(frozen=True, kw_only=True)
class Record:
    """One observation of a message."""

    #: value by dimension, without the period
    key: Mapping[str, str]
    #: as written, "" where the message gives none
    period: str
    #: the value as written, "" for none
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    #: what the message says of the codes in key and attributes, by dimension; "Henan" of CN-41
    labels: Mapping[str, str] = field(default_factory=dict)
    #: number of the row from 1, or of the observation in a message without rows
    row: int
    #: letters of the column that holds the value
    column: str

    @property
    def series(self) -> str:
        """The values of the key, joined as SDMX joins them."""
        return ".".join(self.key.values())

    @property
    def title(self) -> str:
        """What the series calls itself, "" where it does not."""
        return next((self.attributes[name] for name in _TITLES if self.attributes.get(name)), "")


def is_sdmx_header(header: Sequence[str]) -> bool:
    """Say whether the first row of a text file is that of SDMX-CSV."""
    names = [_id(cell) for cell in header]
    return bool(names) and names[0].split("[")[0] in ("DATAFLOW", "STRUCTURE") and "OBS_VALUE" in names


def read_csv(rows: Sequence[Sequence[str]]) -> tuple[Record, ...]:
    """Return the observations of SDMX-CSV 1.0 or 2.0; a decimal comma is turned into a point."""
    names = [_id(cell) for cell in rows[0]]
    value_at = names.index("OBS_VALUE")
    time_at = names.index(_TIME) if _TIME in names else _time_column(names, rows[1:])
    last = max(time_at, 0) if _TIME in names else value_at - 1
    named = _name_columns(rows[0])
    keyed = [
        i for i, n in enumerate(names) if i <= last and i not in (time_at, *named) and n.split("[")[0] not in _FRAME
    ]
    others = [i for i in range(len(names)) if i not in keyed and i not in (time_at, value_at, *named)]
    comma = comma_means((r[value_at] for r in rows[1:] if value_at < len(r)), undecided=Mark.DECIMAL)
    found = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        cells = [_id(c) for c in row] + [""] * (len(names) - len(row))
        value = row[value_at].strip() if value_at < len(row) else ""
        found.append(
            Record(
                key={names[i]: cells[i] for i in keyed},
                period=cells[time_at] if time_at >= 0 else "",
                value=value.replace(",", ".") if comma is Mark.DECIMAL else value,
                attributes={names[i]: cells[i] for i in others},
                labels=_labels(names, named, row),
                row=number,
                column=letters(value_at),
            )
        )
    return tuple(found)


def _id(cell: str) -> str:
    found = _LABELLED.fullmatch(cell.strip())
    return found.group(1) if found else cell.strip()


def _name_columns(header: Sequence[str]) -> dict[int, int]:
    """Columns that hold the names of the codes in the column before them, in labels=name."""
    if any(_LABELLED.fullmatch(cell.strip()) for cell in header):
        return {}
    ids = [_ID.fullmatch(cell.strip()) is not None for cell in header]
    return {i: i - 1 for i in range(1, len(header)) if ids[i - 1] and not ids[i] and header[i].strip()}


def _labels(names: Sequence[str], named: Mapping[int, int], row: Sequence[str]) -> dict[str, str]:
    """The labels of a row's codes by dimension."""
    found = {}
    for column, cell in enumerate(row[: len(names)]):
        both = _LABELLED.fullmatch(cell.strip())
        if column in named:
            found[names[named[column]]] = cell.strip()
        elif both is not None:
            found[names[column]] = both.group(2).strip()
    return found


def _time_column(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The last column before the value in which every cell is a date, -1 for none."""
    for column in range(names.index("OBS_VALUE") - 1, -1, -1):
        cells = [_id(r[column]) for r in rows if column < len(r) and r[column]]
        if names[column].split("[")[0] not in _FRAME and cells and all(_DATED.fullmatch(c) for c in cells):
            return column
    return -1


def read_message(data: bytes) -> tuple[Record, ...]:
    """Return the observations of SDMX-ML or SDMX-JSON; raises ValueError for what is no data message."""
    import sdmx  # two seconds: only where a message is read

    try:
        with redirect_stdout(io.StringIO()):  # on a wrong message sdmx1 prints its inner state
            message: Any = sdmx.read_sdmx(io.BytesIO(data))
        return tuple(_records(message))
    except Exception as error:  # the parser raises whatever a wrong message makes it meet
        raise ValueError(str(error)[:200] or type(error).__name__) from error


def _records(message: Any) -> Iterator[Record]:
    number = 0
    for dataset in message.data:
        for observation in dataset.obs:
            number += 1
            key = {name: str(part.value) for name, part in observation.key.values.items()}
            attributes = {name: str(getattr(a, "value", a)) for name, a in observation.attrib.items()}
            period = key.pop(_TIME, "") or key.pop("TIME", "")
            value = "" if observation.value is None else str(observation.value)
            yield Record(key=key, period=period, value=value, attributes=attributes, row=number, column="OBS")
