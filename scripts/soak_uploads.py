"""Read random and mutated uploads without end: no crash, no hang, no gigabyte: scripts/soak uploads --help.

Every batch is read by a process of its own under a limit of memory, so that a reader that dies or never ends is
found and its file kept.
"""

import argparse
import io
import multiprocessing as mp
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import xlsxwriter

from ingest import UploadSettings, dry_run, read_upload
from measures.catalogue import load_catalogue
from measures.places import load_places

ROOT = Path(__file__).resolve().parent.parent
#: files of one process, seconds that one file may take, bytes that a process may use
_BATCH, _SLOWEST, _MEMORY = 400, 20.0, 1 << 30
#: larger real files are not mutated: a soak lives on many small ones
_LARGEST = 60_000
_TODAY = date(2026, 11, 24)
_WORDS = (
    "地区 指标 年份 河南省 郑州市 2013年 2013 1月 1-2月 2016.1 第一季度 上半年 地区生产总值(亿元) (亿元) % 增长(%) "
    "累计 当月 - … 0 0.0 12.5 1,234.5 1e308 -5 ２０１３ 2009-10 #N/A 合计 其中： 注： 指标： 单位：万人 level "
    "growth 亿元 2013年为2012年% 万套 region indicator period measure value unit 2013-01/2013-06 "
    "。 ， TIME_PERIOD OBS_VALUE DATAFLOW"
)
_PIECES = (*_WORDS.split(" "), "", "", "", '"', "\n", " ", "\u3000")


def table(chance: random.Random) -> bytes:
    """Make a text of random cells in a random encoding."""
    mark, width = chance.choice([",", "\t", ";", "|"]), chance.randrange(1, 9)
    rows = (
        mark.join(chance.choice(_PIECES) for _ in range(chance.choice([width, width, chance.randrange(1, 9)])))
        for _ in range(chance.randrange(1, 14))
    )
    return "\n".join(rows).encode(chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))


def workbook(chance: random.Random) -> bytes:
    """Make a workbook of random cells and merged areas."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for _ in range(chance.randrange(1, 3)):
            sheet = book.add_worksheet()
            for row in range(chance.randrange(1, 12)):
                for column in range(chance.randrange(1, 8)):
                    value = chance.choice([*_PIECES, chance.uniform(-10, 50_000), chance.randrange(1990, 2030)])
                    sheet.write(row, column, value)
            if chance.random() < 0.3:
                with suppress(xlsxwriter.exceptions.XlsxWriterException):
                    sheet.merge_range(0, chance.randrange(3), chance.randrange(3), 3, "地区生产总值")
    return stream.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change, cut and repeat bytes of a file."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 10, 60])):
        at, act = chance.randrange(len(changed)), chance.random()
        if act < 0.5:
            changed[at] = chance.randrange(256)
        elif act < 0.75:
            del changed[at : at + chance.randrange(1, 50)]
        else:
            changed[at:at] = changed[at : at + chance.randrange(50)]
        if not changed:
            return b"x"
    return bytes(changed)


def files(seed: int, bases: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Make the files of one batch; the same seed makes the same ones."""
    chance = random.Random(seed)
    for _ in range(_BATCH):
        kind = chance.random()
        if kind < 0.4 and bases:
            name, data = chance.choice(bases)
            yield name, mutated(data, chance)
        elif kind < 0.55:
            yield "random.xlsx", workbook(chance)
        elif kind < 0.6:
            yield "random.bin", chance.randbytes(chance.randrange(1, 400))
        else:
            yield "random.csv", table(chance)


def read_batch(seed: int, bases: list[tuple[str, bytes]], kept: Path) -> None:
    """Read the files of one batch; the one that is being read stands in `kept`."""
    resource.setrlimit(resource.RLIMIT_AS, (3 * _MEMORY, 3 * _MEMORY))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    catalogue, places = load_catalogue(), load_places()
    for name, data in files(seed, bases):
        kept.write_bytes(data)
        begun = time.monotonic()
        dry_run(read_upload(data, name, catalogue, places, UploadSettings(), today=_TODAY))
        if time.monotonic() - begun > _SLOWEST:
            sys.exit(3)
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > _MEMORY:
        sys.exit(4)


def real_files() -> list[tuple[str, bytes]]:
    """Return the small real files beside the repository, none where they are absent."""
    folder = ROOT.parent / "shared" / "data" / "messy"
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    return [(p.name, p.read_bytes()) for p in found if p.suffix != ".jsonl" and p.stat().st_size <= _LARGEST]


def main() -> int:
    """Run for the given seconds or count of files; print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--count", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    bases, done, faults, seed = real_files(), 0, 0, given.seed
    end = time.monotonic() + given.seconds
    while done < given.count and time.monotonic() < end:
        kept = Path(f"/tmp/soak_uploads_{seed}.bin")
        process = mp.get_context("spawn").Process(target=read_batch, args=(seed, bases, kept))
        process.start()
        process.join(_SLOWEST * 10 + _BATCH)
        if process.is_alive() or process.exitcode:
            process.kill()
            faults += 1
            print(f"seed {seed}: exit {process.exitcode}, file kept in {kept}")
        else:
            kept.unlink(missing_ok=True)
        done, seed = done + _BATCH, seed + 1
    print(f"{done} files, {faults} batches with faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
