"""Fixtures for reading uploads."""

import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import yaml

from ingest import UploadReading, UploadSettings, read_upload
from measures.catalogue import load_catalogue
from measures.places import load_places

Reader = Callable[..., UploadReading]
Book = Callable[..., bytes]

TODAY = date(2026, 11, 24)
LOCALE = Path(__file__).resolve().parents[3] / "dashboards" / "locale"


@cache
def sentences(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for area in ("ingest", "cli"):
        path = LOCALE / lang / f"{area}.yaml"
        if path.exists():
            found.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return found


def assert_told(reading: UploadReading) -> None:
    """Every problem and question has its sentence in both languages, with every value that the sentence names."""
    codes = [(f"problem.{p.code}", p.details) for p in reading.problems]
    codes += [(f"question.{q.code}", q.details) for q in reading.questions]
    for key, details in codes:
        for lang in ("zh", "en"):
            sentence = sentences(lang)[key]
            assert set(re.findall(r"{(\w+)}", sentence)) <= set(details), (key, lang, details)


@pytest.fixture(scope="session")
def read() -> Reader:
    """Read bytes or text as a file of the given name; what it tells must be tellable in both languages."""

    def reader(data: bytes | str, name: str = "file.csv", *, today: date = TODAY, **settings: object) -> UploadReading:
        raw = data.encode() if isinstance(data, str) else data
        chosen = UploadSettings(**settings)  # type: ignore[arg-type]
        reading = read_upload(raw, name, load_catalogue(), load_places(), chosen, today=today)
        assert_told(reading)
        return reading

    return reader


@pytest.fixture(scope="session")
def book() -> Book:
    """Make a workbook of one sheet from rows, with merged areas and number formats by cell."""

    def make(
        rows: Sequence[Sequence[object]],
        merged: Sequence[str] = (),
        formats: dict[str, str] | None = None,
        title: str = "表1",
    ) -> bytes:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        for cell, code in (formats or {}).items():
            sheet[cell].number_format = code
        stream = io.BytesIO()
        workbook.save(stream)
        return stream.getvalue()

    return make
