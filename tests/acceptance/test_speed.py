"""What must be quick on an office machine."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 200_000


def long_csv(path: Path, rows: int = ROWS) -> None:
    """Write a long-form CSV of monthly figures of every province."""
    from measures.places import load_places

    random.seed(7)
    provinces = [place.name for place in load_places().children("000000")]
    with path.open("w", encoding="utf-8") as file:
        file.write("region,indicator,period,measure,value,unit,published,source\n")
        for number in range(rows):
            place = provinces[number % len(provinces)]
            step = number // len(provinces)
            month, series = step % 240, step // 240
            period = f"{2000 + month // 12}-{month % 12 + 1:02}"
            file.write(f"{place},测试指标{series},{period},level,{random.random() * 1000:.2f},亿元,2024-01-16,统计局\n")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_200_000_rows_are_taken_in_under_30_seconds_and_500_mb(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    long_csv(path)
    command = [sys.executable, "-m", "gapwatch", "ingest", path, "--database", f"sqlite:///{tmp_path / 'speed.db'}"]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    assert process.returncode == 0, said[-2000:]
    megabytes = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    with sqlite3.connect(tmp_path / "speed.db") as connection:
        assert connection.execute("SELECT count(*) FROM vintages").fetchone() == (ROWS,)
    connection.close()
    assert seconds < 30
    assert megabytes < 500
