"""Fixtures for reading uploads."""

from collections.abc import Callable
from datetime import date

import pytest

from ingest import UploadReading, UploadSettings, read_upload
from measures.catalogue import load_catalogue
from measures.places import load_places

Reader = Callable[..., UploadReading]

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def read() -> Reader:
    """Read bytes or text as a file of the given name."""

    def reader(data: bytes | str, name: str = "file.csv", *, today: date = TODAY, **settings: object) -> UploadReading:
        raw = data.encode() if isinstance(data, str) else data
        chosen = UploadSettings(**settings)  # type: ignore[arg-type]
        return read_upload(raw, name, load_catalogue(), load_places(), chosen, today=today)

    return reader
