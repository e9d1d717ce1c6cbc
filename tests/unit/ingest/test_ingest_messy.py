"""The real files of ../shared: every true cell stands at its address with its value, or is listed as missing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import UploadReading, dry_run

Reader = Callable[..., UploadReading]


def _same(cell: dict[str, Any], value: object) -> bool:
    if cell["value"] is None:
        return False
    try:
        return abs(float(cell["value"]) - float(str(value))) <= 1e-9 * max(1.0, abs(float(str(value))))
    except ValueError:
        return False


@pytest.mark.slow
def test_every_true_cell_of_the_real_files_is_read(read: Reader, shared: Path) -> None:
    wrong = []
    for line in (shared / "data" / "messy" / "index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        reading = read((shared / "data" / "messy" / entry["file"]).read_bytes(), entry["file"])
        shown: list[dict[str, Any]] = dry_run(reading)["observations"]  # type: ignore[assignment]
        by_address = {f"{o['sheet']}!{o['cell']}": o for o in shown}
        for true in entry["true_cells"]:
            if true["kind"] == "value":
                cells = [by_address[a] for a in true.get("cells") or () if a in by_address] or (
                    [] if true.get("cells") else shown
                )
                if not any(_same(cell, true["value"]) for cell in cells):
                    wrong.append((entry["file"], true))
            elif true["kind"] == "conflict" and "duplicate_differs" not in {p.code for p in reading.problems}:
                wrong.append((entry["file"], true))
    assert wrong == []
