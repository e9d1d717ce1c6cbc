"""Text files: their long form straight into columns, any other layout into one sheet of cells."""

import csv
import io
import warnings
from collections.abc import Sequence
from itertools import islice

import numpy as np
import pandas as pd

from ingest.columns import Column, column
from ingest.longform import HEADER_ROWS, Header, LongTable, find_header
from ingest.separators import beginning, records

#: Columns of a long form that make it a wide one.
_WIDE = 200


def long_table(text: bytes, mark: str, file: str) -> LongTable | None:
    """Return the long form that a UTF-8 text holds, None where it is laid out otherwise."""
    reader = csv.reader(io.StringIO(beginning(text), newline=""), delimiter=mark)
    head, ends = [], []
    for record in islice(reader, HEADER_ROWS):
        head.append(record)
        ends.append(reader.line_num)
    header = find_header(head)
    if header is None:
        return None
    frame = _fast(text, mark, ends[header.row], len(header.names))
    if frame is None:
        frame = _careful(text, mark, header)
    return from_frame(frame, header, "", file, mark)


def _fast(text: bytes, mark: str, skip: int, width: int) -> pd.DataFrame | None:
    """All rows by pandas; None where some row has more cells than the header and one to spare."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return pd.read_csv(
                io.BytesIO(text),
                sep=mark,
                header=None,
                names=_names(width),
                index_col=False,
                skiprows=skip,
                dtype=object,  # "category" would make 6201.90 the number 6201.9
                na_filter=False,
                skip_blank_lines=False,
                engine="c",
            )
    except pd.errors.EmptyDataError:
        return pd.DataFrame({name: pd.Series([], dtype=object) for name in _names(width)})
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        return None


def _careful(text: bytes, mark: str, header: Header) -> pd.DataFrame:
    width = len(header.names)
    rows = [_fitted(record, width) for record in records(text.decode("utf-8"), mark)[header.row + 1 :]]
    return pd.DataFrame(rows, columns=_names(width), dtype=object)


def _names(width: int) -> list[str]:
    """Positions as column names, one more than the header has."""
    return [str(position) for position in range(width + 1)]


def _fitted(row: Sequence[str], width: int) -> list[str]:
    """The row with as many cells as the header, and one more for what is to spare."""
    return [*row[:width], *[""] * (width - len(row)), " ".join(c for c in row[width:] if c)]


def from_rows(rows: Sequence[Sequence[str]], header: Header, sheet: str, file: str) -> LongTable:
    """Return the long form of a workbook's sheet, its cells already as texts."""
    width = len(header.names)
    frame = pd.DataFrame([_fitted(r, width) for r in rows[header.row + 1 :]], columns=_names(width), dtype=object)
    return from_frame(frame, header, sheet, file, ",")


def from_frame(frame: pd.DataFrame, header: Header, sheet: str, file: str, mark: str) -> LongTable:
    """Return the long form of a frame, one column a position, the last one what is to spare; blank rows go."""
    narrow = len(header.names) < _WIDE
    take = frame.pop if narrow else frame.__getitem__  # a popped column is freed at once, but every pop looks at all
    columns = {position: column(take(str(position))) for position in range(len(header.names) + 1)}
    filled = np.zeros(len(columns[0].codes), dtype=bool)
    for each in columns.values():
        filled |= np.array([bool(w) for w in each.words], dtype=bool)[each.codes] if each.words else False
    numbers = np.flatnonzero(filled) + header.row + 2
    kept: dict[int, Column] = {position: each.kept(filled) for position, each in columns.items()}
    table = LongTable(
        sheet=sheet,
        header=header,
        numbers=numbers,
        columns={name: kept[position] for name, position in header.fields.items()},
        further={name: kept[position] for position, name in header.further},
        file=file,
        separator=mark,
    )
    table.columns["_spare"] = kept[len(header.names)]
    table.tell_words("too_many_cells", "_spare", [bool(w) for w in kept[len(header.names)].words])
    del table.columns["_spare"]
    return table
