"""The inbox folder: complete files only, moved aside with a report, never overwritten."""

import os
from datetime import UTC, datetime
from pathlib import Path

from scheduler.sources.folder import DONE, REJECTED, Inbox

NOW = datetime(2013, 9, 30, 1, 2, 3, tzinfo=UTC)


def names(inbox: Inbox) -> list[str]:
    return [a.path.name for a in inbox.look()]


def test_a_file_is_taken_when_two_looks_agree(tmp_path: Path) -> None:
    inbox = Inbox(folder=tmp_path / "inbox")
    assert inbox.look() == ()
    path = tmp_path / "inbox" / "六月.csv"
    path.write_bytes(b"region,")
    assert names(inbox) == []
    with path.open("ab") as f:
        f.write(b"indicator")
    assert names(inbox) == []
    assert names(inbox) == ["六月.csv"]
    assert inbox.look()[0].size == 16


def test_a_file_rewritten_with_the_same_size_is_waited_for(tmp_path: Path) -> None:
    inbox = Inbox(folder=tmp_path)
    path = tmp_path / "a.csv"
    path.write_bytes(b"12345")
    os.utime(path, ns=(1, 1))
    assert names(inbox) == []
    path.write_bytes(b"54321")
    assert names(inbox) == []
    assert names(inbox) == ["a.csv"]


def test_unfinished_hidden_and_linked_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    for name in ("a.csv.part", "b.TMP", ".hidden.csv", "~$lock.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / ".hidden.csv")
    inbox = Inbox(folder=tmp_path)
    inbox.look()
    assert names(inbox) == []


def test_putting_away_moves_the_file_and_leaves_the_report_beside_it(tmp_path: Path) -> None:
    inbox = Inbox(folder=tmp_path)
    (tmp_path / "a.csv").write_bytes(b"x")
    inbox.look()
    target = inbox.put_away(inbox.look()[0], DONE, "新增 1 条", NOW)
    assert target == tmp_path / "done" / "a.csv"
    assert target.read_bytes() == b"x"
    assert (tmp_path / "done" / "a.csv.report.txt").read_text(encoding="utf-8") == "新增 1 条"
    assert not (tmp_path / "a.csv").exists()
    assert names(inbox) == []


def test_a_second_file_of_the_same_name_gets_a_name_of_its_own(tmp_path: Path) -> None:
    inbox = Inbox(folder=tmp_path)
    kept = []
    for content in (b"1", b"2", b"3"):
        (tmp_path / "a.csv").write_bytes(content)
        inbox.look()
        kept.append(inbox.put_away(inbox.look()[0], REJECTED, "r", NOW))
    assert [p.name for p in kept] == ["a.csv", "a.20130930-010203.csv", "a.20130930-010203-2.csv"]
    assert [p.read_bytes() for p in kept] == [b"1", b"2", b"3"]


def test_a_file_that_another_process_moved_is_left_there(tmp_path: Path) -> None:
    inbox = Inbox(folder=tmp_path)
    (tmp_path / "a.csv").write_bytes(b"x")
    inbox.look()
    (arrival,) = inbox.look()
    (tmp_path / "done").mkdir()
    arrival.path.rename(tmp_path / "done" / "a.csv")
    inbox.put_away(arrival, DONE, "r", NOW)
    assert (tmp_path / "done" / "a.csv").read_bytes() == b"x"
    assert names(inbox) == []
