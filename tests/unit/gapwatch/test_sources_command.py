"""`sources` lists, checks and polls; `template` makes a form that `ingest` takes in."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from gapwatch.cli import main

Run = Callable[..., tuple[int, str, str]]
NOTICE = "一、主要目标\n1.新开工保障性住房40万套。（省住房城乡建设厅负责）\n"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test's own store and sources; return status, output and messages."""
    office = tmp_path / "office.db"
    with closing(sqlite3.connect(office)) as connection:
        connection.execute("CREATE TABLE f (region, indicator, period, measure, value, unit, published)")
        row = ("黑龙江省", "粮食产量", "2013", "level", 1200.8, "亿斤", "2014-02-20")
        connection.execute("INSERT INTO f VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()
    (tmp_path / "in").mkdir()
    sources = {
        "office": {"kind": "sql", "url": f"sqlite:///{office}", "query": "SELECT * FROM f ORDER BY region", "rank": 2},
        "folder": {"kind": "folder", "folder": "in"},
        "gone": {"kind": "sql", "url": "sqlite:////nowhere/a.db", "query": "SELECT 1 ORDER BY 1", "attempts": 1},
    }
    (tmp_path / "sources.yaml").write_text(json.dumps({"sources": sources}), encoding="utf-8")
    monkeypatch.setenv("GAPWATCH_SOURCES", str(tmp_path / "sources.yaml"))

    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--database", f"sqlite:///{tmp_path / 'gapwatch.db'}"])
        return (status, *capsys.readouterr())

    return ran


def test_sources_are_listed_and_checked(run: Run) -> None:
    status, out, _ = run("sources", "list")
    assert status == 0
    assert [name for name in ("office", "folder", "gone") if name in out] == ["office", "folder", "gone"]
    assert run("sources", "check", "office")[0] == 0
    assert run("sources", "check", "folder")[0] == 0
    assert run("sources", "check", "gone")[0] == 3
    assert run("sources", "check", "unknown")[0] == 2


def test_dry_run_prints_what_would_change_and_keeps_nothing(run: Run) -> None:
    status, out, _ = run("sources", "poll", "office", "--dry-run")
    found = json.loads(out)
    assert status == 0
    assert [(o["value"], o["change"]) for o in found["observations"]] == [(1200.8, "new")]
    assert run("uploads", "list", "--format", "json")[1].strip() == "[]"


def test_second_poll_changes_nothing(run: Run) -> None:
    assert run("sources", "poll", "office")[0] == 0
    before = run("uploads", "list", "--format", "json")[1]
    status, _, err = run("sources", "poll", "office")
    assert status == 0
    assert "没有变化" in err
    assert run("uploads", "list", "--format", "json")[1] == before
    assert run("sources", "poll", "gone")[0] == 3


def test_folder_is_emptied(run: Run, tmp_path: Path) -> None:
    head = "region,indicator,period,measure,value,unit\n"
    (tmp_path / "in" / "bad.csv").write_text(head + "黑龙江省,粮食产量,2013,level,很多,亿斤\n", encoding="utf-8")
    status, _, err = run("sources", "poll", "folder")
    assert (status, "退回1个" in err) == (1, True)
    assert (tmp_path / "in" / "rejected" / "bad.csv").is_file()


def test_form_of_an_office_is_made_filled_in_and_taken_in(run: Run, tmp_path: Path) -> None:
    notice, form = tmp_path / "notice.txt", tmp_path / "form.xlsx"
    notice.write_text(NOTICE, encoding="utf-8")
    run("load", str(notice), "--year", "2013", "--place", "河南", "--accept")
    assert run("template", "省农业厅", "-o", str(form))[0] == 2
    asked = ("template", "省住房城乡建设厅", "-o", str(form), "--as-of", "2013-08-01")
    assert run(*asked)[0] == 0
    book = openpyxl.load_workbook(form)
    book.active["F6"] = 21.5
    book.save(form)
    assert run("ingest", str(form))[0] == 0
    rows = json.loads(run("series", "河南", "新开工保障性住房", "--format", "json")[1])
    assert [(r["period"], r["value"], r["unit"], r["source"]) for r in rows] == [
        ("2013-01/2013-06", 21.5, "万套", "省住房城乡建设厅")
    ]
