"""An inbox folder: files that people or programs drop, taken when complete and moved aside when dealt with.

A file is complete when its size and its time of change are the same at two looks that follow one another. A
program that writes with pauses should write under a name ending in .part or .tmp and rename: such names are left
alone. What the uploader says about the warnings of NAME stands in a text file beside it, NAME.word.txt; it should be
there before the file is.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

DONE = "done"
REJECTED = "rejected"
#: What follows a file's name in the name of its uploader's word.
WORD = ".word.txt"
_LONGEST_WORD = 2000
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp")


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A complete file that waits in the inbox."""

    #: where it is
    path: Path
    #: bytes
    size: int


@dataclass(kw_only=True)
class Inbox:
    """The folder and what the last look at it saw."""

    #: the folder itself; made where it is missing
    folder: Path
    #: name → (size, time of change in ns) at the last look
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> tuple[Arrival, ...]:
        """The files that are complete, by name. Raises OSError where the folder cannot be made or listed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        now_seen: dict[str, tuple[int, int]] = {}
        arrivals = []
        with os.scandir(self.folder) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                if not _is_candidate(entry):
                    continue
                stat = entry.stat(follow_symlinks=False)
                now_seen[entry.name] = (stat.st_size, stat.st_mtime_ns)
                if self.seen.get(entry.name) == now_seen[entry.name]:
                    arrivals.append(Arrival(path=Path(entry.path), size=stat.st_size))
        self.seen = now_seen
        return tuple(arrivals)

    def word(self, arrival: Arrival) -> str | None:
        """What the uploader says beside a file, None for nothing."""
        try:
            said = _beside(arrival.path).read_text(encoding="utf-8-sig", errors="replace").strip()
        except FileNotFoundError:
            return None
        return said[:_LONGEST_WORD] or None

    def put_away(self, arrival: Arrival, shelf: str, report: str, now: datetime) -> Path:
        """Write the report and move the file to the shelf (DONE or REJECTED) under a free name; return its new place.

        A file that another process has moved meanwhile is left there. Killed before the move, the next look finds
        the file again.
        """
        folder = self.folder / shelf
        folder.mkdir(exist_ok=True)
        target = folder / arrival.path.name
        count = 0
        while target.exists():
            count += 1
            stamp = f"{now:%Y%m%d-%H%M%S}" + (f"-{count}" if count > 1 else "")
            target = folder / f"{arrival.path.stem}.{stamp}{arrival.path.suffix}"
        target.with_name(target.name + ".report.txt").write_text(report, encoding="utf-8")
        try:
            os.rename(arrival.path, target)
        except FileNotFoundError:
            return target
        if _beside(arrival.path).exists():
            os.replace(_beside(arrival.path), _beside(target))
        self.seen.pop(arrival.path.name, None)
        return target


def _beside(path: Path) -> Path:
    return path.with_name(path.name + WORD)


def _is_candidate(entry: "os.DirEntry[str]") -> bool:
    name = entry.name
    if name.startswith((".", "~$")) or name.lower().endswith((*_UNFINISHED, WORD)):
        return False
    return entry.is_file(follow_symlinks=False)


@cache
def inbox_at(folder: Path) -> Inbox:
    """The inbox at a folder: one a process, so that each look knows what the look before saw."""
    return Inbox(folder=folder)
