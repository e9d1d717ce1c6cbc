"""Decisions about targets from the command line, and the table of targets out and in."""

import csv
from pathlib import Path

import pytest

from gapwatch.cli import main
from storage import open_store, reading
from storage.targets import get_target, targets_frame

NOTICE = """河南省2013年重点工作分工

一、农业
1.新改建农村公路5000公里，完成农村危房改造20万户。（省交通运输厅负责）

河南省人民政府
2013年2月7日
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'own.db'}"
    assert main(["load", str(path), "--database", url]) == 0
    return url


def target(database: str, number: int):
    store = open_store(database)
    with reading(store) as connection:
        found = get_target(connection, number)
    store.close()
    return found


def test_drafts_are_listed_with_their_numbers(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "list", "--database", database]) == 0
    shown = capsys.readouterr().out
    assert "新改建农村公路" in shown
    assert "5000公里" in shown


def test_accepting_and_rejecting_are_kept_with_their_note(database: str) -> None:
    assert main(["review", "accept", "1", "--database", database]) == 0
    assert main(["review", "reject", "2", "--note", "口径不符", "--database", database]) == 0
    assert target(database, 1).state == "accepted"
    assert (target(database, 2).state, target(database, 2).note) == ("rejected", "口径不符")


def test_mending_makes_a_new_version(database: str) -> None:
    assert main(["review", "mend", "1", "value=6000", "lead=省交通运输厅、省财政厅", "--database", database]) == 0
    mended = target(database, 1)
    assert (mended.version, mended.value, mended.lead) == (2, 6000, ("省交通运输厅", "省财政厅"))
    assert mended.mended == ("lead", "value")


@pytest.mark.parametrize("change", ["value=many", "colour=red", "deadline=soon", "value"])
def test_wrong_change_is_refused_and_nothing_kept(
    database: str, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", "mend", "1", change, "--database", database]) == 2
    assert change.split("=")[-1] in capsys.readouterr().err
    assert target(database, 1).version == 1


def test_deciding_about_several_is_all_or_nothing(database: str) -> None:
    assert main(["review", "accept", "1", "999", "--database", database]) == 2
    assert target(database, 1).state == "draft"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_table_that_goes_out_comes_in_again(database: str, tmp_path: Path, ending: str) -> None:
    main(["review", "accept", "1", "2", "--database", database])
    table, other = tmp_path / f"targets.{ending}", f"sqlite:///{tmp_path / 'other.db'}"
    assert main(["review", "export", "-o", str(table), "--database", database]) == 0
    assert main(["load", str(table), "--accept", "--database", other]) == 0
    columns = ["indicator", "place", "measure", "comparator", "value", "unit", "deadline", "lead", "valid_from"]
    frames = []
    for url in (database, other):
        store = open_store(url)
        with reading(store) as connection:
            frames.append(targets_frame(connection)[columns])
        store.close()
    assert frames[0].to_dict("records")[0]["value"] == 5000
    assert frames[0].drop(columns="valid_from").equals(frames[1].drop(columns="valid_from"))


def test_exported_csv_has_the_headings_of_the_table(database: str, tmp_path: Path) -> None:
    table = tmp_path / "targets.csv"
    main(["review", "export", "--state", "draft", "-o", str(table), "--database", database])
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"indicator", "measure", "comparator", "value", "unit", "deadline", "lead"} <= set(rows[0])
    assert len(rows) == 2
