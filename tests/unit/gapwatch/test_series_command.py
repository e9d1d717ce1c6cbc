"""`series` prints editions and triangle; `uploads` needs two people; wrong wishes end with status 2."""

import json
from pathlib import Path

import pytest

from gapwatch.cli import main

HEADER = "region,indicator,period,measure,value,unit,published\n"
FIRST = HEADER + "黑龙江省,粮食产量,2013,level,1200.8,亿斤,2014-02-20\n"
SECOND = HEADER + "黑龙江省,粮食产量,2013,level,1210.0,亿斤,2015-02-20\n"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run a command on the test's own store; return status, output and messages."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--database", f"sqlite:///{tmp_path / 'gapwatch.db'}"])
        out, err = capsys.readouterr()
        return status, out, err

    return ran


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def test_series_prints_every_edition(run, files) -> None:
    run("ingest", *files)
    status, out, _ = run("series", "黑龙江", "粮食产量", "--format", "json")
    rows = json.loads(out)
    assert status == 0
    assert [(r["number"], r["value"], r["change"], r["published_at"]) for r in rows] == [
        (1, 1200.8, None, "2014-02-20"),
        (2, 1210.0, 9.2, "2015-02-20"),
    ]
    assert "9.2" in run("series", "230000", "grain_output")[1]


def test_series_prints_the_triangle(run, files) -> None:
    run("ingest", *files)
    rows = json.loads(run("series", "黑龙江", "粮食产量", "--triangle", "--format", "json")[1])
    assert [r["values"] for r in rows] == [{"2014-02-20": 1200.8, "2015-02-20": 1210.0}]
    csv = run("series", "黑龙江", "粮食产量", "--triangle", "--format", "csv")[1].splitlines()
    assert csv[0] == "source,measure,price_basis,denomination,basis,period,2014-02-20,2015-02-20"
    assert csv[1].endswith("year,2013,1200.8,1210.0")


def test_series_of_nothing_and_of_an_unknown_place_end_with_status_2(run, files) -> None:
    run("ingest", *files)
    assert run("series", "黑龙江", "棉花产量")[0] == 2
    assert run("series", "亚特兰蒂斯", "粮食产量")[0] == 2


def test_one_person_cannot_do_both(run, files) -> None:
    assert run("uploads", "submit", files[0], "--by", "张三")[0] == 0
    assert "张三" in run("uploads", "waiting")[1]
    assert run("series", "黑龙江", "粮食产量")[0] == 2
    status, _, err = run("uploads", "release", "1", "--by", "张三")
    assert status == 2
    assert "张三" in err
    status, _, err = run("uploads", "release", "1", "--by", "李四")
    assert status == 1
    assert "1200.8亿斤" in err
    assert run("series", "黑龙江", "粮食产量")[0] == 2
    assert run("uploads", "release", "1", "--by", "李四", "--yes")[0] == 0
    receipt = run("uploads", "receipt", "1")[1]
    assert "张三" in receipt
    assert "李四" in receipt
    assert json.loads(run("uploads", "list", "--format", "json")[1])[0]["released_by"] == "李四"


def test_submission_may_be_withdrawn_and_an_upload_undone(run, files) -> None:
    run("uploads", "submit", files[0], "--by", "张三")
    assert run("uploads", "withdraw", "1", "--by", "张三", "--reason", "表头有误")[0] == 0
    assert run("uploads", "release", "1", "--by", "李四")[0] == 2
    run("ingest", files[0])
    assert run("uploads", "undo", "1", "--by", "王五", "--reason", "错表")[0] == 0
    rows = json.loads(run("series", "黑龙江", "粮食产量", "--format", "json")[1])
    assert [(r["value"], r["status"]) for r in rows] == [(1200.8, None), (None, "L")]


def test_plain_ingest_stores_at_once_and_says_that_nobody_reviewed_it(run, files) -> None:
    _, _, err = run("ingest", files[0])
    assert "未经复核" in err
    assert json.loads(run("uploads", "list", "--format", "json")[1])[0]["released_by"] is None
    _, _, err = run("ingest", files[0])
    assert "未经复核" not in err


def test_embargo_and_basis_are_kept(run, files) -> None:
    run("ingest", files[0], "--embargo", "2014-03-10T10:00", "--revision-basis", "census")
    (kept,) = json.loads(run("uploads", "list", "--format", "json")[1])
    assert (kept["embargo_until"], kept["revision_basis"]) == ("2014-03-10T10:00:00+08:00", "census")


def test_receipt_is_json_too(run, files) -> None:
    run("uploads", "submit", files[0], "--by", "张三")
    run("uploads", "release", "1", "--by", "李四", "--yes")
    receipt = json.loads(run("uploads", "receipt", "1", "--format", "json")[1])
    assert (receipt["submitted_by"], receipt["decided_by"], receipt["state"]) == ("张三", "李四", "released")
    assert (receipt["counts"]["new"], len(receipt["sha256"])) == (1, 64)


def test_lights_are_shown_to_who_releases_and_not_to_who_submitted(run, files, tmp_path) -> None:
    promise = tmp_path / "promise.txt"
    promise.write_text("一、主要目标\n1.粮食产量达到1300亿斤。（省农委负责）\n", encoding="utf-8")
    run("load", str(promise), "--accept", "--year", "2013", "--place", "黑龙江省")
    run("uploads", "submit", files[0], "--by", "张三")
    shown = {
        name: json.loads(run("uploads", "show", "1", "--by", name, "--format", "json")[1]) for name in ("张三", "李四")
    }
    assert (shown["张三"]["lights"], shown["张三"]["releasable"]) == (None, False)
    (light,) = shown["李四"]["lights"]
    assert (light["from"], light["to"], light["why"], light["cells"]) == ("no_data", "missed", "new_data", ["E2"])
    assert (light["answerable"], light["observed_to"]) == ("省农委", 1200.8)
    assert "测算未完成" in run("uploads", "show", "1", "--by", "李四")[1]


def test_a_revision_without_its_basis_names_the_choices(run, files) -> None:
    run("ingest", files[0])
    status, _, err = run("uploads", "submit", files[1], "--by", "张三")
    assert status == 1
    for word in ("普查修订", "核实", "差错更正", "口径变化"):
        assert word in err
    assert run("uploads", "submit", files[1], "--by", "张三", "--revision-basis", "census")[0] == 0


def test_a_missing_word_stops_the_file_with_the_list(run, tmp_path) -> None:
    falls = tmp_path / "falls.csv"
    row = "河南省,固定资产投资,2013-01/2013-0{},level,{},亿元,2013-0{}-20\n"
    falls.write_text(HEADER + row.format(2, 900, 3) + row.format(3, 800, 4), encoding="utf-8")
    status, _, err = run("ingest", str(falls))
    assert status == 1
    assert "--accept-warnings" in err
    assert "低于上期累计 900" in err
    assert json.loads(run("uploads", "list", "--format", "json")[1]) == []
    assert run("ingest", str(falls), "--dry-run")[0] == 1
    assert run("ingest", str(falls), "--accept-warnings", "上月数已核减")[0] == 0
    (kept,) = json.loads(run("uploads", "list", "--format", "json")[1])
    assert kept["word"] == "上月数已核减"


def test_what_is_late_ends_with_status_1(run, tmp_path) -> None:
    months = tmp_path / "months.csv"
    row = "河南省,社会消费品零售总额,2013-01/2013-0{},level,{},亿元,2013-0{}-20\n"
    months.write_text(HEADER + "".join(row.format(m, 900 * m, m + 1) for m in range(2, 8)), encoding="utf-8")
    run("ingest", str(months))
    status, out, _ = run("series", "--late", "--as-of", "2013-10-10", "--format", "json")
    assert status == 1
    assert [(r["period"], r["due"], r["days"]) for r in json.loads(out)] == [("2013-01/2013-08", "2013-09-20", 20)]
    assert run("series", "--late", "--as-of", "2013-09-25")[0] == 0
    assert run("series")[0] == 2
