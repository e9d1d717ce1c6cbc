"""The one entry: an upload's bytes to observations, problems and questions."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd

from ingest.cells import Sheet, cell_text
from ingest.checks import check_series
from ingest.conflicts import find_conflicts
from ingest.corrections import apply_corrections
from ingest.grid import figure
from ingest.grouping import grouped
from ingest.knowledge import Knowledge, Part
from ingest.layouts import read_sheet
from ingest.longfields import check_required
from ingest.longform import REQUIRED, LongTable, find_header
from ingest.longrows import read_rows
from ingest.longvariants import levelled, settled, with_growth
from ingest.mappingcheck import check_mapping
from ingest.messages import read_records
from ingest.model import UploadReading, UploadSettings
from ingest.opening import Opened, open_upload, refused
from ingest.parts import check_parts
from ingest.prose import read_prose
from ingest.textfile import from_rows
from measures.catalogue import Catalogue
from measures.frames import OBSERVATIONS, checked
from measures.places import Places
from measures.problems import Problem, Where
from measures.terms import Severity

#: Columns of OBSERVATIONS that storage gives.
STORED = ("vintage_id", "recorded_at", "upload_id")
#: Rows of a cover at most.
_COVER = 40
#: Characters of the title of a text at most.
_TITLE = 60
#: Columns of a reading's observations.
COLUMNS = {name: kind for name, kind in OBSERVATIONS.items() if name not in STORED}
_LABELS = ("row_labels", "column_labels")
#: What every stored value has, and its word in the problem's code.
_NEEDED = {"place_code": "place", "indicator": "indicator", "period": "period", "measure": "measure"}
#: Characters of a communiqué; the longest of a province have some 40,000.
_LONGEST_PROSE = 500_000
#: Filled cells of a sheet that is not in the long form.
_MOST_LAID_OUT = 250_000
#: Cells of such a sheet, empty ones included.
_MOST_SPANNED = 3_000_000


def read_upload(
    data: bytes, name: str, catalogue: Catalogue, places: Places, settings: UploadSettings, *, today: date
) -> UploadReading:
    """Return everything that was understood of a file.

    An upload with an error or an open question is not storable. Nothing is read or written beside the arguments.
    """
    knowledge = Knowledge(catalogue=catalogue, places=places, settings=settings, today=today, name=name)
    opened = _opened(data, knowledge)
    parts = read_parts(opened, knowledge)
    opened = replace(opened, table=None)  # what was read is not needed any more, and a million rows of it weigh
    problems = [*check_mapping(knowledge), *opened.problems, *(p for part in parts for p in part.problems)]
    questions = [*opened.questions, *(q for part in parts for q in part.questions)]
    problems += _unmet(knowledge)
    observations = _joined([part.observations for part in parts])
    unstored = [part.unstored for part in parts]
    if opened.sheets and "row_labels" in observations.columns:
        repeated, conflicts = find_conflicts(observations, name)
        problems += conflicts
        unstored.append(observations[repeated])
        observations = observations[~repeated].reset_index(drop=True)
    observations, corrected = apply_corrections(observations, knowledge)
    problems += corrected
    problems += check_series(observations, catalogue, name)
    problems += check_parts(observations, name)
    if not questions and all(p.severity != Severity.ERROR for p in problems):
        problems += _incomplete(observations, name)
    if not questions and observations.empty and all(p.severity != Severity.ERROR for p in problems):
        problems.append(_nothing(name))
    return UploadReading(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        reader=opened.reader,
        observations=checked(observations.drop(columns=[*_LABELS], errors="ignore"), COLUMNS, "observations"),
        labels=observations.reindex(columns=[*_LABELS]) if set(_LABELS) <= set(observations.columns) else None,
        unstored=_joined(unstored),
        problems=tuple(problems),
        questions=grouped(questions),
    )


def _unmet(knowledge: Knowledge) -> list[Problem]:
    """Answers that met no question: the file changed, or another answer made the question another one."""
    where = Where(file=knowledge.name)
    return [
        Problem(code="answer_unmet", severity=Severity.WARNING, where=where, details={"value": identifier})
        for identifier in knowledge.unmet()
    ]


def read_parts(opened: Opened, knowledge: Knowledge) -> list[Part]:
    """Return what was understood of each sheet, table or text of an opened file, not yet checked."""
    parts = _read_long(opened.table, knowledge) if opened.table else []
    parts += [read_records(opened.records, knowledge)] if opened.records else []
    parts += [read_prose(opened.prose, knowledge)] if opened.prose is not None else []
    knowledge = replace(knowledge, cover=(*_cover(opened.sheets), *_title(opened.prose)))
    return parts + [part for sheet in opened.sheets for part in _read_sheet(sheet, knowledge)]


def _cover(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The lines of small sheets that hold texts and no figures."""
    if len(sheets) < 2:
        return ()
    small = (s for s in sheets if len(s.rows) <= _COVER and not any(figure(v) is not None for r in s.rows for v in r))
    return tuple(text for sheet in small for row in sheet.rows for v in row if (text := cell_text(v)))


def _title(prose: str | None) -> tuple[str, ...]:
    """The title of a text, which says the place and the time of the tables in it."""
    line = next((text.strip() for text in (prose or "").splitlines() if text.strip()), "")
    return (line,) if line and len(line) <= _TITLE and "。" not in line else ()


def _opened(data: bytes, knowledge: Knowledge) -> Opened:
    if len(data) > knowledge.settings.max_bytes:
        return refused(knowledge, "file_too_large", len(data))
    if not data.strip():
        return refused(knowledge, "file_empty", len(data))
    opened = open_upload(data, knowledge)
    if opened.prose is not None and len(opened.prose) > _LONGEST_PROSE:
        return refused(knowledge, "text_too_long", len(opened.prose), limit=str(_LONGEST_PROSE))
    return opened


def _read_sheet(sheet: Sheet, knowledge: Knowledge) -> list[Part]:
    header = find_header(sheet.rows)
    if header is None:
        large = _too_large(sheet, knowledge)
        return [Part(problems=(large,)) if large else read_sheet(sheet, knowledge)]
    rows = [[cell_text(cell) for cell in row] for row in sheet.rows]
    return _read_long(from_rows(rows, header, sheet.name, knowledge.name), knowledge)


def _too_large(sheet: Sheet, knowledge: Knowledge) -> Problem | None:
    """A table that is not in the long form is looked at cell by cell: what would take minutes is refused."""
    spanned = sum(map(len, sheet.rows))
    filled = spanned - sum(row.count(None) + row.count("") for row in sheet.rows) if spanned > _MOST_LAID_OUT else 0
    if filled <= _MOST_LAID_OUT and spanned <= _MOST_SPANNED:
        return None
    name = knowledge.name
    details = {"name": name, "reason": f"{sheet.name} {len(sheet.rows)} × {sheet.width}".strip()}
    where = Where(file=name, sheet=sheet.name or None)
    return Problem(code="too_many_columns", severity=Severity.ERROR, where=where, details=details)


def _incomplete(observations: pd.DataFrame, file: str) -> list[Problem]:
    """Values of which something is neither known nor asked: an answer or a mapping that means nothing."""
    found = []
    for column, what in _NEEDED.items():
        missing = observations[observations[column].isna()]
        if len(missing):
            first = missing.iloc[0]
            where = Where(file=file, sheet=first["sheet"] or None, row=int(first["row"]), column=str(first["column"]))
            details = {"cell": f"{first['column']}{first['row']}", "count": str(len(missing))}
            found.append(Problem(code=f"answer_without_{what}", severity=Severity.ERROR, where=where, details=details))
    return found


def _read_long(table: LongTable, knowledge: Knowledge) -> list[Part]:
    said = knowledge.sheet(table.sheet).get("set")
    defaults = {k: str(v) for k, v in said.items()} if isinstance(said, Mapping) else {}
    if "place" in defaults:
        defaults["region"] = defaults.pop("place")
    if knowledge.settings.source:
        defaults.setdefault("source", knowledge.settings.source)
    if knowledge.settings.published:
        defaults.setdefault("published", knowledge.settings.published.isoformat())
    table = settled(table)
    table.fill(defaults)
    table = levelled(table, knowledge.catalogue)
    if not check_required(table, REQUIRED) or not table.rows:
        return [Part(problems=tuple(table.problems))]
    return [read_rows(variant, knowledge) for variant in with_growth(table)]


def _joined(frames: Sequence[pd.DataFrame | None]) -> pd.DataFrame:
    filled = [f for f in frames if f is not None and not f.empty]
    if not filled:
        return _no_rows().copy()
    return filled[0].reset_index(drop=True) if len(filled) == 1 else pd.concat(filled, ignore_index=True)


@cache
def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def _nothing(name: str) -> Problem:
    return Problem(code="no_observations", severity=Severity.ERROR, where=Where(file=name), details={"name": name})
