"""The main job on real input: documents in, statistics in, gaps out, by the command line and nothing else."""

import csv
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]
Row = dict[str, Any]


def gapwatch(*arguments: object, database: str, good: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line on a database; `good` asserts exit status 0."""
    command = [sys.executable, "-W", "error", "-m", "gapwatch", *map(str, arguments), "--database", database]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300, check=False)
    if good:
        assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def loaded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with both documents and both files of actuals."""
    database = f"sqlite:///{tmp_path_factory.mktemp('main') / 'gapwatch.db'}"
    fill(shared, database)
    return database


def fill(shared: Path, database: str) -> None:
    documents = [shared / "documents" / name for name in ("henan-2013.txt", "heilongjiang-2013.txt")]
    gapwatch("load", *documents, "--accept", database=database)
    data = [shared / "data" / name for name in ("actuals_2013.csv", "actuals_2013_derived.csv")]
    gapwatch("ingest", *data, database=database)


def gaps(database: str, *arguments: str) -> list[Row]:
    rows: list[Row] = json.loads(gapwatch("gaps", "--format", "json", *arguments, database=database).stdout)
    return rows


def find(rows: list[Row], place: str, indicator: str, value: float, measure: str) -> Row:
    found = [
        row
        for row in rows
        if row["place"].startswith(place)
        and indicator in row["indicator"]
        and row["target_value"] == value
        and row["measure"] == measure
    ]
    assert len(found) == 1, [r["indicator"] for r in found]
    return found[0]


EXPECTED = [
    ("黑龙江", "地区生产总值", 11, "growth", 8.0, -3.0, "个百分点", "missed", True),
    ("黑龙江", "粮食", 1300, "level", 1200.8, -99.2, "亿斤", "missed", False),
    ("黑龙江", "居民消费价格", 3.5, "ratio", 2.2, 1.3, "个百分点", "met", False),
    ("黑龙江", "农民人均纯收入", 12, "growth", 12.0, 0, "个百分点", "met", False),
    ("黑龙江", "县域", 16.5, "growth", 12.6, -3.9, "个百分点", "missed", False),
    ("黑龙江", "全社会固定资产投资", 30, "growth", 18.14, -11.86, "个百分点", "missed", True),
    ("河南", "粮食总产量", 550, "level", 571.35, 21.35, "亿公斤", "met", False),
    ("河南", "农村危房改造", 20, "level", 23.3, 3.3, "万户", "met", False),
    ("河南", "农村公路", 5000, "level", 6400, 1400, "公里", "met", False),
    ("河南", "脱贫", 115, "level", 117, 2, "万人", "met", False),
]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: f"{e[0]}-{e[1]}")
def test_gap_of_headline_target(loaded: str, expected: tuple[Any, ...]) -> None:
    place, indicator, value, measure, observed, gap, unit, status, provisional = expected
    row = find(gaps(loaded), place, indicator, value, measure)
    shown = (row["observed"], row["gap"], row["gap_unit"], row["status"], row["provisional"])
    assert shown == (observed, gap, unit, status, provisional)


def test_housing_starts_without_a_figure_are_no_data(loaded: str) -> None:
    row = find(gaps(loaded), "河南", "保障性住房", 40, "level")
    assert (row["status"], row["observed"], row["gap"]) == ("no_data", None, None)
    assert row["reasons"]


def test_derived_growth_says_so(loaded: str) -> None:
    rows = gaps(loaded)
    for indicator, value in (("地区生产总值", 11), ("全社会固定资产投资", 30)):
        assert "derived" in find(rows, "黑龙江", indicator, value, "growth")["reasons"]


def test_price_index_is_shown_as_published(loaded: str) -> None:
    row = find(gaps(loaded), "黑龙江", "居民消费价格", 3.5, "ratio")
    assert row["observed_as_published"] == {"value": 102.2, "unit": "上年=100"}


def test_every_missing_number_has_a_reason(loaded: str) -> None:
    for row in gaps(loaded):
        if row["gap"] is None:
            assert row["reasons"], row["indicator"]
        assert not any(isinstance(value, float) and math.isnan(value) for value in row.values())


def test_annual_results_are_unknown_in_the_middle_of_the_year(loaded: str) -> None:
    rows = gaps(loaded, "--as-of", "2013-06-30")
    assert rows
    assert {row["status"] for row in rows} == {"no_data"}
    assert all(row["gap"] is None for row in rows)


def test_ingesting_again_changes_nothing(loaded: str, shared: Path) -> None:
    data = [shared / "data" / name for name in ("actuals_2013.csv", "actuals_2013_derived.csv")]
    done = gapwatch("ingest", *data, "--format", "json", database=loaded)
    for result in json.loads(done.stdout):
        assert (result["counts"]["new"], result["counts"]["revised"], result["counts"]["corrected"]) == (0, 0, 0)


def test_same_database_on_postgresql_answers_the_same_bytes(loaded: str, shared: Path, postgresql_url: str) -> None:
    fill(shared, postgresql_url)
    one, other = (
        json.loads(gapwatch("gaps", "--format", "json", "--as-of", "2100-01-01", database=url).stdout)
        for url in (loaded, postgresql_url)
    )
    for row in one + other:
        row["target_id"], row["vintages"] = None, len(row["vintages"])
    assert json.dumps(one, ensure_ascii=False) == json.dumps(other, ensure_ascii=False)


@pytest.fixture
def edition(loaded: str, shared: Path, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Write a copy of the actuals in which Henan's dated grain output is another figure."""

    def write(value: str, published: str | None) -> Path:
        with (shared / "data" / "actuals_2013.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        chosen = [r for r in rows if r["region"] == "河南省" and r["indicator"] == "粮食总产量" and r["published"]]
        (row,) = [r for r in chosen if r["measure"] == "level" and r["period"] == "2013"]
        row["value"] = value
        if published:
            row["published"] = published
        path = tmp_path / "actuals_2013.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def fresh(shared: Path, tmp_path: Path) -> str:
    database = f"sqlite:///{tmp_path / 'own.db'}"
    fill(shared, database)
    return database


def test_later_publication_is_a_revision(shared: Path, tmp_path: Path, edition: Callable[..., Path]) -> None:
    database = fresh(shared, tmp_path)
    done = gapwatch("ingest", edition("1150.7", "2014-05-10"), "--format", "json", database=database)
    counts = json.loads(done.stdout)["counts"]
    assert (counts["new"], counts["revised"], counts["corrected"]) == (0, 1, 0)
    before = find(gaps(database, "--as-of", "2014-05-09"), "河南", "粮食总产量", 550, "level")
    after = find(gaps(database, "--as-of", "2014-05-10"), "河南", "粮食总产量", 550, "level")
    assert (before["observed"], after["observed"]) == (571.35, 575.35)


def test_same_publication_is_a_correction(shared: Path, tmp_path: Path, edition: Callable[..., Path]) -> None:
    database = fresh(shared, tmp_path)
    moment = subprocess.run(
        [sys.executable, "-c", "from datetime import *; print(datetime.now(UTC).isoformat())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    done = gapwatch("ingest", edition("1150.7", None), "--format", "json", database=database)
    counts = json.loads(done.stdout)["counts"]
    assert (counts["new"], counts["revised"], counts["corrected"]) == (0, 0, 1)
    now = find(gaps(database), "河南", "粮食总产量", 550, "level")
    before = find(gaps(database, "--recorded-by", moment), "河南", "粮食总产量", 550, "level")
    assert (before["observed"], now["observed"]) == (571.35, 575.35)


WRONG = """region,indicator,period,measure,value,unit
河南省,新开工保障性住房,2013,level,40,亿元
没有这个省,粮食总产量,2013,level,1,亿斤
河南省,粮食总产量,2013,level,很多,亿斤
"""
GOOD = """region,indicator,period,measure,value,unit,published,source
河南省,粮食总产量,2012,level,1127.7,亿斤,2013-01-20,河南省统计局
"""


def test_all_mistakes_of_a_file_are_told_with_row_and_column(loaded: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(WRONG, encoding="utf-8")
    done = gapwatch("ingest", path, database=loaded, good=False)
    assert done.returncode == 1
    for said in ("亿元", "没有这个省", "很多"):
        assert said in done.stderr
    for place in ("第2行“unit”列", "A3", "第4行“value”列"):
        assert place in done.stderr


def test_file_in_gbk_is_read_like_any_other(loaded: str, tmp_path: Path) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes(GOOD.encode("gbk"))
    done = gapwatch("ingest", path, "--dry-run", "--format", "json", database=loaded)
    (observation,) = json.loads(done.stdout)["observations"]
    assert (observation["place"], observation["value"]) == ("河南省", 1127.7)


@pytest.mark.parametrize("content", [b"", bytes(range(128, 256)) * 9], ids=["empty", "no encoding"])
def test_unreadable_file_is_named(loaded: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange.csv"
    path.write_bytes(content)
    done = gapwatch("ingest", path, database=loaded, good=False)
    assert done.returncode == 1
    assert "strange.csv" in done.stderr


def test_file_over_the_limit_is_named_with_size_and_limit(
    loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAPWATCH_UPLOAD__MAX_BYTES", "100")
    path = tmp_path / "large.csv"
    path.write_text("region,indicator\n" * 20, encoding="utf-8")
    done = gapwatch("ingest", path, database=loaded, good=False)
    assert done.returncode == 1
    assert all(said in done.stderr for said in ("large.csv", str(path.stat().st_size), "100"))


def test_demo_prints_its_gap_table() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gapwatch", "demo", "--no-serve"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    assert "粮食" in done.stdout
    assert "99.2亿斤" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["gaps", "--as-of", "yesterday"], 2),
        (["gaps", "--place", "Atlantis"], 2),
        (["nonsense"], 2),
        (["config", "check"], 0),
    ],
)
def test_exit_status_tells_whose_fault_it_was(loaded: str, arguments: list[str], status: int) -> None:
    command = [sys.executable, "-m", "gapwatch", *arguments]
    if arguments != ["nonsense"]:
        command += ["--database", loaded]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
