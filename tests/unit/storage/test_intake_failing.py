"""A reader that fails loses no upload: its failure is a problem of the file, which is told and refused."""

import pytest
from factories import NOW

from ingest import UploadSettings
from measures.catalogue import load_catalogue
from measures.places import load_places
from storage import intake, reading


def test_failure_of_the_reader_is_told_and_nothing_is_kept(store, monkeypatch, caplog):
    real = intake.read_upload

    def failing(data, *more, **named):
        if data:
            raise KeyError("primary_value_added")
        return real(data, *more, **named)

    monkeypatch.setattr(intake, "read_upload", failing)
    with reading(store) as c:
        found = intake.understand(c, b"a,b\n", "a.csv", UploadSettings(), load_catalogue(), load_places(), NOW)
    (problem,) = (p for p in found.problems if p.severity == "error")
    assert problem.code == "reader_failed"
    assert "KeyError: 'primary_value_added' (test_intake_failing.py:" in problem.details["reason"]
    assert found.size == 4
    assert not found.storable
    assert "reading a.csv failed" in caplog.text


def test_a_stop_of_the_process_is_no_failure_of_the_reader(store, monkeypatch):
    def stopped(*_more, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "read_upload", stopped)
    with reading(store) as c, pytest.raises(KeyboardInterrupt):
        intake.understand(c, b"a", "a.csv", UploadSettings(), load_catalogue(), load_places(), NOW)
