"""Reports and the ledger from the command line: files, wrong wishes, exit status."""

from pathlib import Path

import pytest
from factories import NOW, TEXT, document_reading, draft

from gapwatch.cli import main
from measures.terms import Measure
from storage import documents, open_store, writing


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'reports.db'}"
    store = open_store(url)
    with writing(store, actor="test", act="document:load", at=NOW) as w:
        target = draft("地区生产总值", "10", measure=Measure.GROWTH, place_code="410000")
        documents.save_document(w, document_reading(target, text=TEXT), TEXT.encode(), accept=True)
    store.close()
    return url


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("docx", b"PK"), ("html", b"<!doctype html>")])
def test_a_report_is_written_to_a_file(database: str, tmp_path: Path, form: str, begins: bytes) -> None:
    path = tmp_path / f"report.{form}"
    asked = ["gaps", "--database", database, "--as-of", "2014-03-02", "--format", form, "-o", str(path)]
    assert main(asked) == 0
    assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (["--format", "docx", "--report", "certificate"], "--target"),
        (["--format", "xlsx", "--report", "briefing"], "xlsx"),
        (["--format", "html", "--report", "certificate", "--target", "99"], "99"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], wish: list[str], said: str
) -> None:
    path = tmp_path / "none"
    assert main(["gaps", "--database", database, "-o", str(path), *wish]) == 2
    assert said in capsys.readouterr().err
    assert not path.exists()
