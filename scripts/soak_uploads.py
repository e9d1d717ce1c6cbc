"""Read random and changed uploads: no crash, no hang, no gigabyte: scripts/soak uploads --help.

File n of a run has the seed S + n: `--seed S+n --count 1` makes and reads it again. Processes read in turn; one that
dies, hangs or grows too large names its file's seed, and the next one goes on behind it.
"""

import argparse
import faulthandler
import gc
import multiprocessing as mp
import os
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import numpy as np
import pandas  # noqa: F401  loaded before the processes are made, as are the readers below
import pypdfium2  # noqa: F401
import sdmx  # noqa: F401
import xlrd  # noqa: F401
from docx import Document  # noqa: F401
from random_files import Upload, upload

from dashboards.i18n import has_text, problem_text
from ingest import UploadReading, UploadSettings, dry_run, read_upload
from ingest.knowledge import Knowledge
from ingest.opening import open_upload
from ingest.reading import read_parts
from measures.catalogue import Catalogue, load_catalogue
from measures.places import Places, load_places

ROOT = Path(__file__).resolve().parent.parent
#: files that one process reads; seconds that one file may take; bytes that a process may use
_BATCH, _SLOWEST, _MEMORY = 10_000, 20.0, 1 << 30
#: larger real files are not changed: a soak lives on many small ones
_LARGEST = 21_000
_TODAY = date(2026, 11, 24)
#: one file in so many is read with all checks, again with answers to its questions, and its problems are said
_WHOLE = 10
#: a process tells what it counted after so many files
_TOLD = 100
#: exit of a process that has used too much memory
_GROWN = 4
_ANSWERS = (
    "河南省",
    "亿元",
    "%",
    "2013",
    "2013-01/2013-06",
    "level",
    "growth",
    "ytd",
    "gdp",
    "skip",
    "own",
    "gb18030",
    "?",
    "",
)


def check(reading: UploadReading) -> None:
    """Raise AssertionError for a reading that must not be stored but says that it can, or that cannot be told."""
    dry_run(reading)
    if reading.storable:
        held = reading.observations
        for name in ("place_code", "indicator", "period", "measure", "value"):
            assert held.loc[held["status"] != "L", name].notna().all(), f"storable without {name}"
        assert np.isfinite(held["value"].dropna().astype(float)).all(), "storable with an infinite value"
    for problem in reading.problems:
        for lang in ("zh", "en"):
            told = has_text(f"problem.{problem.code}", lang) and not problem_text(problem, lang).startswith(
                problem.code
            )
            assert told, f"{problem.code} has no sentence in {lang}"


def answers(reading: UploadReading, chance: random.Random) -> Mapping[str, str]:
    """Answer the questions of a reading: with one of its choices, or with anything."""
    said = {}
    for question in reading.questions:
        choices = [str(value) for value, _ in question.choices]
        said[question.id] = chance.choice(choices if choices and chance.random() < 0.6 else _ANSWERS)
    return said


def read_one(seed: int, made: Upload, catalogue: Catalogue, places: Places) -> str:
    """Read a file and return how that ended; one in ten with all checks, and again with answers where it asks."""
    if seed % _WHOLE:
        knowledge = Knowledge(
            catalogue=catalogue, places=places, settings=UploadSettings(), today=_TODAY, name=made.name
        )
        opened = open_upload(made.data, knowledge) if made.data.strip() else None
        parts = read_parts(opened, knowledge) if opened else []
        found = any(part.observations is not None and len(part.observations) for part in parts)
        return "laid out" if found else "not laid out"
    reading = read_upload(made.data, made.name, catalogue, places, UploadSettings(), today=_TODAY)
    check(reading)
    if reading.questions:
        said = {"answers": answers(reading, random.Random(seed))}
        settings = UploadSettings(mapping=said, source="统计局", published=_TODAY)
        check(read_upload(made.data, made.name, catalogue, places, settings, today=_TODAY))
    return "asks" if reading.questions else "storable" if reading.storable else "refused"


def work(first: int, last: int, at: "Synchronized[int]", queue: Any, known: tuple[Catalogue, Places], log: str) -> None:
    """Read the files of the seeds first … last - 1; `at` says which one is being read."""
    resource.setrlimit(resource.RLIMIT_AS, (3 * _MEMORY, 3 * _MEMORY))
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # panics print their traces
    faulthandler.enable(said)
    real, counts, slowest = real_files(), Counter[str](), (0.0, 0)
    for seed in range(first, last):
        at.value = seed
        begun = time.monotonic()
        made = upload(seed, real)
        try:
            ended = read_one(seed, made, *known)
            counts.update([f"kind {made.kind}", f"change {made.change}", f"{made.kind}: {ended}"])
        except BaseException as fault:  # a panic of native code is no Exception
            if isinstance(fault, KeyboardInterrupt | SystemExit):
                raise
            counts["faults"] += 1
            os.write(
                said,
                f"seed {seed}: {made.kind}, {made.change}\n{traceback.format_exc(limit=-6)}\n".encode(errors="replace"),
            )
        slowest = max(slowest, (time.monotonic() - begun, seed))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        if grown > _MEMORY or seed == last - 1 or seed % _TOLD == 0:
            queue.put((counts, slowest, grown, seed))
            counts = Counter[str]()
        if grown > _MEMORY:
            queue.close()
            queue.join_thread()
            os._exit(_GROWN)


def real_files() -> list[tuple[str, bytes]]:
    """Return the small real files beside the repository, none where they are absent."""
    folder = ROOT.parent / "shared" / "data" / "messy"
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    return [(p.name, p.read_bytes()) for p in found if p.suffix != ".jsonl" and p.stat().st_size <= _LARGEST]


class Run:
    """What a run has found so far."""

    def __init__(self, log: str) -> None:
        self.log, self.counts, self.done, self.faults = log, Counter[str](), 0, 0
        self.slowest, self.largest, self.begun = (0.0, 0), (0, 0), time.monotonic()

    def say(self, line: str) -> None:
        """Print a line and keep it."""
        print(line, flush=True)
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(line + "\n")

    def fault(self, line: str) -> None:
        """Note a file that killed, held up or filled its process."""
        self.faults += 1
        self.say(line)

    def batch(self, first: int, last: int, known: tuple[Catalogue, Places]) -> None:
        """Read a batch by as many processes as it needs."""
        context = mp.get_context("fork")
        while first < last:
            at, queue = context.Value("q", first), context.Queue()
            process = context.Process(target=work, args=(first, last, at, queue, known, self.log))
            process.start()
            ended = self._watch(process, at, queue)
            if ended is None:
                self.fault(f"seed {at.value}: over {_SLOWEST:g} s")
            elif ended == _GROWN:
                self.fault(f"seed {at.value}: over {_MEMORY >> 20} MB")
            elif ended:
                self.fault(f"seed {at.value}: the process ended with {ended}")
            reached = last if ended == 0 else at.value + 1
            self.done, first = self.done + reached - first, reached

    def _watch(self, process: Any, at: "Synchronized[int]", queue: Any) -> int | None:
        """Wait for a process; None where one file holds it up for too long, and it is killed."""
        seen, since = at.value, time.monotonic()
        while process.is_alive() or not queue.empty():
            process.join(0.5)
            while not queue.empty():
                self._take(*queue.get())
            if at.value != seen:
                seen, since = at.value, time.monotonic()
            elif time.monotonic() - since > _SLOWEST:
                process.kill()
                process.join()
                return None
        return int(process.exitcode)

    def _take(self, counts: Counter[str], slowest: tuple[float, int], grown: int, seed: int) -> None:
        self.counts += counts
        self.slowest, self.largest = max(self.slowest, slowest), max(self.largest, (grown, seed))

    def state(self) -> Iterator[str]:
        """Lines that say how far the run is and what it found."""
        seconds = time.monotonic() - self.begun
        faults = self.faults + self.counts["faults"]
        yield f"{self.done} files in {seconds:.0f} s ({self.done / seconds:.0f} a second), {faults} faults"
        yield f"slowest file {self.slowest[0]:.1f} s (seed {self.slowest[1]}), most memory {self.largest[0] >> 20} MB"
        yield ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))


def main() -> int:
    """Run for the given seconds or count of files; print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--count", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1, help="seed of the first file")
    parser.add_argument("--log", default="/tmp/soak_uploads.log")
    parser.add_argument("--keep", help="write the first file here and do not read it")
    given = parser.parse_args()
    if given.keep:
        made = upload(given.seed, real_files())
        Path(given.keep).write_bytes(made.data)
        print(f"{made.name!r}: {made.kind}, {made.change}")
        return 0
    run, known = Run(given.log), (load_catalogue(), load_places())
    run.say(
        f"seeds {given.seed} to {given.seed + given.count - 1}, "
        f"reader in {Path(sys.modules['ingest'].__file__ or '').parent}"
    )
    gc.freeze()  # the catalogue is not looked through again and again
    end, first = time.monotonic() + given.seconds, given.seed
    while first < given.seed + given.count and time.monotonic() < end:
        last = min(first + _BATCH, given.seed + given.count)
        run.batch(first, last, known)
        first = last
        for line in run.state():
            run.say(line)
    return 1 if run.faults or run.counts["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
