"""Measures taking in: a long CSV into SQLite and PostgreSQL beside the bare driver's bulk path into the same table, and
a workbook of 100,000 × 12 cells. Each figure comes from a process of its own: seconds, rows per second, memory.
"""

import argparse
import json
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "records" / "ingest.json"
HEADER = "region,indicator,period,measure,value,unit,published,source\n"
SOURCE = "省统计局"
INDICATORS = ("固定资产投资", "社会消费品零售总额", "地区生产总值", "一般公共预算收入")
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def figures(rows: int) -> Iterator[tuple[str, str, str, float, date]]:
    """Yield code, indicator, period, value and day of publication of cumulated figures: indicator × month × place."""
    from measures.places import load_places

    places = [place.code for place in load_places() if place.level in ("province", "prefecture") and not place.valid_to]
    random = Random(1)
    months = product(INDICATORS, range(1950, 2024), range(2, 13), places)
    for indicator, year, month, code in islice(months, rows):
        value = round(month * random.uniform(97, 103), 2)
        yield code, indicator, f"{year}-01/{year}-{month:02d}", value, date(year + month // 12, month % 12 + 1, 16)


def write_csv(path: Path, rows: int) -> None:
    """Write the long form."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for code, indicator, period, value, day in figures(rows):
            file.write(f"{code},{indicator},{period},level,{value},亿元,{day},{SOURCE}\n")


def write_workbook(path: Path, rows: int, columns: int) -> None:
    """Write places by months of one year, a header row and a column of places."""
    import xlsxwriter

    from measures.places import load_places

    random = Random(2)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("长表")
    names = ("region", "indicator", "period", "measure", "value", "unit", "published", "source", "status", "basis")
    names += ("note", "release")
    sheet.write_row(0, 0, names[:columns])
    codes = [p.code for p in load_places() if p.level in ("province", "prefecture") and not p.valid_to]
    for row in range(rows):
        year, month = 1960 + row // len(codes) // 11 % 60, row // len(codes) % 11 + 2
        code, indicator = codes[row % len(codes)], INDICATORS[row // len(codes) // 660]
        value = round(month * random.uniform(97, 103), 2)
        period, day = f"{year}-01/{year}-{month:02d}", f"{year + month // 12}-{month % 12 + 1:02d}-16"
        more = (SOURCE, "P", "ytd", "快报", "released")
        sheet.write_row(row + 1, 0, (code, indicator, period, "level", value, "亿元", day, *more)[:columns])
    book.close()


def ours(path: Path, url: str) -> dict[str, float]:
    """Read a file and store it, as the command line does."""
    from ingest import UploadSettings
    from measures.catalogue import load_catalogue
    from measures.places import load_places
    from storage import open_store
    from storage.intake import take_in

    store, catalogue, places = open_store(url), load_catalogue(), load_places()
    data = path.read_bytes()
    begun = time.perf_counter()
    intake = take_in(store, data, path.name, UploadSettings(), catalogue, places, NOW, "bench")
    seconds = time.perf_counter() - begun
    assert intake.outcome is not None, [dict(p.details) | {"code": p.code} for p in intake.reading.problems[:3]]
    return {"seconds": seconds, "rows": intake.outcome.stored}


def bare(path: Path, url: str) -> dict[str, float]:
    """Put the same rows, made beforehand, into the same table by the driver alone."""
    from storage import open_store
    from storage.vintages import WRITTEN

    store = open_store(url)
    rows = list(_tuples(sum(1 for _ in path.open(encoding="utf-8")) - 1))
    quoted = ", ".join(f'"{name}"' for name in WRITTEN)
    put = _executemany if store.kind == "sqlite" else _copy
    begun = time.perf_counter()
    put(str(store.engine.url.database) if store.kind == "sqlite" else url, quoted, rows)
    seconds = time.perf_counter() - begun
    store.close()
    return {"seconds": seconds, "rows": len(rows)}


def _tuples(rows: int) -> Iterator[tuple[Any, ...]]:
    series: dict[tuple[str, str], int] = {}
    for number, (code, indicator, period, value, day) in enumerate(figures(rows)):
        of = series.setdefault((code, indicator), len(series) + 1)
        facts: dict[str, Any] = {
            "series_id": of,
            "period": period,
            "basis": "ytd",
            "edition": 1,
            "published_at": str(day),
            "value": value,
            "value_text": str(value),
            "unit": "亿元",
            "authority": 1,
            "observed_kind": "published",
            "release": "released",
            "upload_id": 1,
            "row": number + 2,
            "column": "E",
        }
        yield tuple(facts.get(name) for name in _written())


def _written() -> tuple[str, ...]:
    from storage.vintages import WRITTEN

    return WRITTEN


def _executemany(database: str, quoted: str, rows: list[tuple[Any, ...]]) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO vintages ({quoted}) VALUES ({marks})", rows)
    connection.execute("COMMIT")
    connection.close()


def _copy(url: str, quoted: str, rows: list[tuple[Any, ...]]) -> None:
    import psycopg

    statement = f"COPY vintages ({quoted}) FROM STDIN"
    with psycopg.connect(url) as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


WORK: dict[str, Callable[[Path, str], dict[str, float]]] = {"ours": ours, "bare": bare}


def apart(work: str, path: Path, url: str) -> dict[str, float]:
    """Run one piece of work in a process of its own; return what it measured, with its peak memory in MB."""
    command = [sys.executable, __file__, "--work", work, "--path", str(path), "--url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stdout)
    rate = found["rows"] / found["seconds"]
    kind, seconds, memory = url.split(":")[0], found["seconds"], found["memory"]
    print(f"{work:5} {path.name:10} {kind:10} {seconds:6.1f} s {rate:9,.0f}/s {memory:5.0f} MB")
    return found | {"rate": round(rate)}


def measure(folder: Path, rows: int, cells: int) -> dict[str, Any]:
    """Measure everything side by side."""
    sys.path.insert(0, str(ROOT / "tests"))
    import postgresql

    csv, book = folder / "long.csv", folder / "long.xlsx"
    write_csv(csv, rows)
    write_workbook(book, cells, 12)
    lite = f"sqlite:///{folder}"
    found: dict[str, Any] = {"workbook": apart("ours", book, f"{lite}/x.db")}
    found["sqlite"] = {"bare": apart("bare", csv, f"{lite}/b.db"), "ours": apart("ours", csv, f"{lite}/o.db")}
    with postgresql.cluster() as admin:
        urls = {name: _database(admin, name) for name in ("bare", "ours")}
        found["postgresql"] = {name: apart(name, csv, url) for name, url in urls.items()}
    for kind in ("sqlite", "postgresql"):
        both = found[kind]
        both["share"] = round(both["ours"]["rate"] / both["bare"]["rate"], 3)
        print(f"{kind}: {both['share']:.2f} of the bare driver's rows a second (a third is asked for)")
    return found


def _database(admin: str, name: str) -> str:
    import psycopg

    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return admin.replace("/postgres?", f"/{name}?")


def main() -> None:
    """Run from the command line; --record keeps the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--workbook-rows", type=int, default=100_000)
    options.add_argument("--record", action="store_true", help=f"keep the figures in {RECORD.relative_to(ROOT)}")
    for name in ("--work", "--path", "--url"):
        options.add_argument(name, help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.work:
        found = WORK[arguments.work](Path(arguments.path), arguments.url)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**found, "seconds": round(found["seconds"], 2), "memory": round(memory)}))
        return
    with tempfile.TemporaryDirectory(prefix="gapwatch-bench-") as folder:
        found = measure(Path(folder), arguments.rows, arguments.workbook_rows)
    if arguments.record:
        machine = f"{platform.machine()}, 2 shared cores, Python {platform.python_version()}"
        told = {"date": str(date.today()), "machine": machine, "rows": arguments.rows, **found}  # noqa: DTZ011
        RECORD.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
