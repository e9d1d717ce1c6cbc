"""Score the reading of documents against the hand-made gold, and say what the recorded run did better or worse."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from measures.catalogue import load_catalogue
from measures.places import load_places
from targets import find_targets, open_document, record

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
GOLDEN = ROOT / "tests" / "golden"
RECORD = ROOT / "docs" / "records" / "reading.json"
FIELDS = (
    "value",
    "unit",
    "comparator",
    "measure",
    "deadline",
    "indicator",
    "lead",
    "support",
    "responsibility",
    "task",
)
SETS = ("seeds", "reports", "styles", "passages")


def documents_of(name: str) -> list[Path]:
    """Return the texts of a gold set."""
    if name == "passages":
        return sorted((GOLDEN / "passages").glob("*.txt"))
    folder = SHARED / "documents"
    return sorted((folder if name == "seeds" else folder / name).glob("*.txt"))


def gold_of(name: str) -> Path:
    """Return the annotation of a gold set."""
    folder = GOLDEN if name == "passages" else SHARED / "gold"
    return folder / f"{name}.targets.jsonl"


def years_of(name: str) -> dict[str, int]:
    """Return the year of each document of a gold set, where an index gives it."""
    index = gold_of(name).with_name(f"{name}.index.jsonl")
    if not index.is_file():
        return {}
    return {entry["doc"]: entry["year"] for entry in map(json.loads, index.read_text(encoding="utf-8").splitlines())}


def predictions(name: str) -> list[dict[str, Any]]:
    """Read every document of a gold set and return its target records."""
    years, catalogue, places = years_of(name), load_catalogue(), load_places()
    found = []
    for path in documents_of(name):
        document, problems = open_document(path.read_bytes(), path.name, year=years.get(path.stem))
        if document is None:
            raise SystemExit(f"{path}: {problems[0].code}")
        reading = find_targets(document, catalogue, places)
        found.extend(record(draft, document) for draft in reading.targets)
    return found


def scored(name: str) -> dict[str, Any]:
    """Return the scorer's figures over a gold set, and the keys of the records that are exact."""
    found = predictions(name)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in found)
        file.flush()
        scorer = SHARED / "tools" / "score_extraction.py"
        done = subprocess.run(
            [sys.executable, str(scorer), str(gold_of(name)), file.name, "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        shown = subprocess.run(
            [sys.executable, str(scorer), str(gold_of(name)), file.name, "--show", "10000"],
            capture_output=True,
            text=True,
            check=True,
        )
    trouble = [line for line in shown.stdout.splitlines() if line.startswith(("missed", "false", "wrong"))]
    return {"figures": json.loads(done.stdout)["ALL"], "trouble": trouble, "records": found}


def calibration(name: str, records: list[dict[str, Any]], trouble: list[str]) -> dict[str, list[int]]:
    """Count, for each tenth of confidence, how many records are exact or optional, and how many there are."""
    gold = [json.loads(line) for line in gold_of(name).read_text(encoding="utf-8").splitlines() if line.strip()]
    wrong = {(line.split()[1], line.split("|")[0].split()[-1]) for line in trouble if line.startswith("wrong")}
    spans = {(entry["doc"], entry["start"]) for entry in gold}
    bins: dict[str, list[int]] = {}
    for entry in records:
        low = min(int(entry["confidence"] * 20), 19) / 20
        cell = bins.setdefault(f"{low:.2f}", [0, 0])
        cell[1] += 1
        known = any((entry["doc"], start) in spans for start in range(entry["start"] - 3, entry["start"] + 4))
        cell[0] += known and (entry["doc"], entry["quote"]) not in wrong
    return bins


def show(results: dict[str, dict[str, Any]]) -> None:
    """Print the figures of every set."""
    columns = ("required", "precision", "recall", "f1", "exact", *FIELDS)
    print("set".ljust(10), *(column[:9].rjust(9) for column in columns))
    for name, result in results.items():
        row = result["figures"]
        shown = (str(row[c]) if c == "required" else f"{row[c]:.3f}" for c in columns)
        print(name.ljust(10), *(cell.rjust(9) for cell in shown))


def compare(results: dict[str, dict[str, Any]]) -> int:
    """Print what was gained and lost since the recorded run; return how many records were lost."""
    if not RECORD.is_file():
        print("no recorded run")
        return 0
    before = json.loads(RECORD.read_text(encoding="utf-8"))["sets"]
    lost = 0
    for name, result in results.items():
        old, new = set(before.get(name, {}).get("trouble", [])), set(result["trouble"])
        for line in sorted(old - new):
            print(f"gained {name}: {line}")
        for line in sorted(new - old):
            print(f"lost   {name}: {line}")
        lost += len(new - old)
    print("no change" if not lost else f"{lost} lost")
    return lost


def main(argv: Iterable[str] | None = None) -> int:
    """Run the bench; exit status 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=list(SETS), help="gold sets: seeds, reports, styles, passages")
    parser.add_argument("--record", action="store_true", help="keep this run as the one to compare with")
    args = parser.parse_args(None if argv is None else list(argv))
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: nothing to score with", file=sys.stderr)
        return 2
    results = {name: scored(name) for name in args.sets}
    show(results)
    bins: dict[str, list[int]] = {}
    for name, result in results.items():
        for low, (right, count) in calibration(name, result["records"], result["trouble"]).items():
            cell = bins.setdefault(low, [0, 0])
            cell[0], cell[1] = cell[0] + right, cell[1] + count
    for low in sorted(bins, reverse=True):
        right, count = bins[low]
        print(f"confidence from {low}: {right} of {count} right")
    lost = compare(results)
    if args.record:
        kept = {name: {"figures": r["figures"], "trouble": r["trouble"]} for name, r in results.items()}
        RECORD.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"sets": kept, "calibration": bins}, ensure_ascii=False, indent=1, sort_keys=True)
        RECORD.write_text(text + "\n", encoding="utf-8")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
