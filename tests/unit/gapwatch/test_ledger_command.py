"""The ledger from the command line: written, compared, stored, and the templates of reports."""

from pathlib import Path

import docx
import openpyxl
import pytest
from factories import NOW, TEXT, document_reading, draft

from gapwatch.cli import main
from measures.terms import LedgerField, Measure
from storage import audit, documents, ledger, open_store, reading, writing


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'reports.db'}"
    store = open_store(url)
    with writing(store, actor="test", act="document:load", at=NOW) as w:
        target = draft("地区生产总值", "10", measure=Measure.GROWTH, place_code="410000")
        documents.save_document(w, document_reading(target, text=TEXT), TEXT.encode(), accept=True)
    store.close()
    return url


def _filled(path: Path, **cells: str) -> Path:
    book = openpyxl.load_workbook(path)
    for address, said in cells.items():
        book["台账"][address] = said
    book.save(path)
    return path


def test_a_filled_ledger_is_shown_then_stored(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.xlsx"
    asked = ["ledger", "--database", database]
    assert main([*asked, "-o", str(path)]) == 0
    assert main([*asked, str(path)]) == 0
    assert "没有不同" in capsys.readouterr().err
    _filled(path, J4="加快进度", L4="销号", N4="豫政〔2013〕9号")
    assert main([*asked, str(path)]) == 0
    told = capsys.readouterr()
    assert "台账!J4" in told.out
    assert "“下步措施”：（空） → 加快进度" in told.out
    assert "未存入" in told.err
    assert main([*asked, str(path), "--store", "三季度台账", "--by", "督查室"]) == 0
    store = open_store(database)
    with reading(store) as connection:
        (held,) = ledger.notes(connection).values()
        assert {one: note.text for one, note in held.items()} == {
            LedgerField.MEASURES: "加快进度",
            LedgerField.CLOSED: "closed",
            LedgerField.BASIS: "豫政〔2013〕9号",
        }
        (entry,) = audit.list_entries(connection, kind="ledger")
        assert (entry.actor, entry.detail["word"]) == ("督查室", "三季度台账")
    store.close()
    assert main([*asked, str(path)]) == 0
    assert "没有不同" in capsys.readouterr().err


def test_a_wrong_ledger_is_told_by_cell_and_not_stored(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.xlsx"
    asked = ["ledger", "--database", database]
    assert main([*asked, "-o", str(path)]) == 0
    _filled(path, F4="增长8%", L4="延期")
    assert main([*asked, str(path), "--store", "试"]) == 1
    told = capsys.readouterr().err
    assert "F4：“目标值”由系统测算" in told
    assert "N4：“延期”需要批准依据" in told
    store = open_store(database)
    with reading(store) as connection:
        assert ledger.notes(connection) == {}
    store.close()
    path.write_bytes(b"no spreadsheet")
    assert main([*asked, str(path)]) == 1


def test_templates_are_handed_out_listed_and_checked(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "own"
    assert main(["templates", "export", "-o", str(folder)]) == 0
    assert main(["templates", "check", str(folder)]) == 0
    assert main(["templates", "export", "-o", str(folder)]) == 2
    own = docx.Document()
    own.add_paragraph("{{ paper.titel }}")
    own.save(str(folder / "briefing.docx"))
    capsys.readouterr()
    assert main(["templates", "check", str(folder)]) == 1
    assert "briefing.docx：模板里的“paper.titel”不存在" in capsys.readouterr().err
    assert main(["templates", "list"]) == 0
    assert "paper.problems[].light" in capsys.readouterr().out.split()
