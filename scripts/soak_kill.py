"""Kills uploads, releases and polls at random moments and looks whether the store is whole: scripts/soak kill."""

import argparse
import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product
from pathlib import Path

import yaml
from sqlalchemy import create_engine, func, make_url, select, text

from measures.places import load_places
from storage import checking, observations, open_store, reading
from storage.tables import vintages

ROWS = 200_000
HEADER = "region,indicator,period,measure,value,unit,published,source\n"


@dataclass
class Report:
    """What a run of kills found."""

    #: processes killed
    kills: int = 0
    #: of these, after the upload was committed
    whole: int = 0
    #: seconds of one undisturbed ingest
    undisturbed: float = 0.0
    #: what was wrong; empty = nothing
    faults: list[str] = field(default_factory=list)


def write_actuals(path: Path, rows: int, seed: int) -> None:
    """Write a long-form CSV of cumulated investment: places × months, each figure from the seed."""
    figures = random.Random(seed)
    places = [place.code for place in load_places() if place.level in ("province", "prefecture") and not place.valid_to]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        months = product(range(1950, 2024), range(2, 13), places)
        for year, month, code in islice(months, rows):
            value = round(100 * month + figures.uniform(1, 99), 2)  # a running total never falls
            day = date(year + month // 12, month % 12 + 1, 16)
            file.write(f"{code},固定资产投资,{year}-01/{year}-{month:02d},level,{value},亿元,{day},省统计局\n")


def begin(what: str, path: Path, url: str) -> subprocess.Popen[bytes]:
    """Begin to take the figures in: from a file, by releasing what was submitted, or from a polled source."""
    words = {
        "ingest": ["ingest", str(path)],
        "release": ["uploads", "release", "1", "--by", "B", "--yes"],
        "poll": ["sources", "poll", "kill"],
    }[what]
    command = [sys.executable, "-m", "gapwatch", *words, "--database", url]
    environment = {**os.environ, "GAPWATCH_SOURCES": str(path.with_name("sources.yaml"))}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)


def prepare(what: str, path: Path, url: str) -> None:
    """Make a new store ready: for a release the file is submitted, for a poll the source says what it is."""
    if what == "release":
        command = [sys.executable, "-m", "gapwatch", "uploads", "submit", str(path), "--by", "A", "--database", url]
        subprocess.run(command, check=True, capture_output=True)
    if what == "poll" and not path.with_name("office.db").exists():
        write_office(path)


def write_office(path: Path) -> None:
    """Put the rows of the file into somebody else's database, and say how that is polled."""
    office = path.with_name("office.db")
    with path.open(encoding="utf-8", newline="") as file, closing(sqlite3.connect(office)) as connection:
        head, *rows = csv.reader(file)
        columns = ", ".join(f'"{name}" TEXT' for name in head)
        connection.execute(f"CREATE TABLE figures ({columns})")
        connection.executemany(f"INSERT INTO figures VALUES ({', '.join('?' * len(head))})", rows)
        connection.commit()
    source = {"kind": "sql", "url": f"sqlite:///{office}", "query": "SELECT * FROM figures ORDER BY rowid"}
    path.with_name("sources.yaml").write_text(yaml.safe_dump({"sources": {"kill": source}}), encoding="utf-8")


def finish(what: str, path: Path, url: str, report: Report) -> float:
    """Take the figures in to the end; return how many seconds that took."""
    begun = time.monotonic()
    process = begin(what, path, url)
    _, said = process.communicate()
    if process.returncode != 0 and b"released already" not in said:
        report.faults.append(f"{what} ended with {process.returncode}: {said.decode(errors='replace')[-500:]}")
    return time.monotonic() - begun


def look(url: str, rows: int, report: Report, *, whole: bool = False) -> bool:
    """Open the store and note what is wrong with it; return whether the upload is there."""
    store = open_store(url)
    with reading(store) as c:
        uploads = observations.list_uploads(c)
        stored = c.execute(select(func.count()).select_from(vintages)).scalar_one()
        report.faults += [f"{p.code}: {dict(p.details)}" for p in checking.check_store(c)]
        if uploads:
            observations.raw_file(c, uploads[0].sha256)
    store.close()
    if (len(uploads), stored) not in ((0, 0), (1, rows)):
        report.faults.append(f"{len(uploads)} uploads with {stored} vintages")
    if whole and not uploads:
        report.faults.append("the second run did not complete the upload")
    return bool(uploads)


def run(
    seconds: float, seed: int, count: int, *, rows: int = ROWS, what: str = "ingest", server: str | None = None
) -> Report:
    """Kill what takes figures in `count` times, or as often as `seconds` allow; look at the store after each.

    An interrupted upload is there whole or not at all; once it is there a new store is begun. server: URL of a
    PostgreSQL server that holds the stores; without it they are SQLite files.
    """
    report, moments = Report(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="gapwatch-kill-") as folder:
        path = Path(folder, "actuals.csv")
        write_actuals(path, rows, seed)
        end = time.monotonic() + seconds
        prepare(what, path, _url(folder, 0, server))
        report.undisturbed = finish(what, path, _url(folder, 0, server), report)
        look(_url(folder, 0, server), rows, report, whole=True)
        number = 1
        prepare(what, path, _url(folder, number, server))
        while report.kills < count and time.monotonic() < end and not report.faults:
            process = begin(what, path, _url(folder, number, server))
            time.sleep(moments.uniform(0, report.undisturbed))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            report.kills += 1
            if look(_url(folder, number, server), rows, report):
                report.whole += 1
                finish(what, path, _url(folder, number, server), report)
                look(_url(folder, number, server), rows, report, whole=True)
                number += 1
                prepare(what, path, _url(folder, number, server))
        finish(what, path, _url(folder, number, server), report)
        look(_url(folder, number, server), rows, report, whole=True)
    return report


def _url(folder: str, number: int, server: str | None) -> str:
    if server is None:
        return f"sqlite:///{folder}/store{number}.db"
    name = f"store{number}"
    with create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    ).connect() as c:
        if c.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).first() is None:
            c.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def main() -> int:
    """Run from the command line; return 1 where anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=20)
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--what", choices=("ingest", "release", "poll"), default="ingest")
    options.add_argument("--server", help="URL of a PostgreSQL server; stores are made there: store0, store1, …")
    arguments = options.parse_args()
    report = run(
        arguments.seconds,
        arguments.seed,
        arguments.count,
        rows=arguments.rows,
        what=arguments.what,
        server=arguments.server,
    )
    kills = f"{report.kills} kills, {report.whole} after the commit"
    print(f"{arguments.what}: {kills}; undisturbed {report.undisturbed:.1f} s")
    print("\n".join(report.faults) or "no faults")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
