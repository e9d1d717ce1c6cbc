"""The reading against the annotated documents: floors that may only rise."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from measures.catalogue import load_catalogue
from measures.places import load_places
from targets import duty_record, find_targets, open_document, record, task_record

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
#: detection F1 and the share of exact records that each set must reach
FLOORS = {"seeds": (1.0, 1.0), "reports": (0.99, 0.97), "styles": (0.99, 0.97), "passages": (0.99, 0.97)}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_all(paths: list[Path], years: dict[str, int]) -> list[dict[str, Any]]:
    found = []
    for path in paths:
        document, _ = open_document(path.read_bytes(), path.name, year=years.get(path.stem))
        assert document is not None
        reading = find_targets(document, load_catalogue(), load_places())
        found.extend(record(draft, document) for draft in reading.targets)
    return found


def score(shared: Path, gold: Path, records: list[dict[str, Any]], folder: Path) -> dict[str, float]:
    predicted = folder / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    scorer = [sys.executable, str(shared / "tools" / "score_extraction.py"), str(gold), str(predicted), "--json"]
    done = subprocess.run(scorer, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)["ALL"]
    return figures


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_each_gold_set_is_read_at_least_as_well_as_its_floor(name: str, shared: Path, tmp_path: Path) -> None:
    own = name == "passages"
    folder = GOLDEN if own else shared / "gold"
    texts = GOLDEN / "passages" if own else shared / "documents" / ("" if name == "seeds" else name)
    index = folder / f"{name}.index.jsonl"
    years = {entry["doc"]: entry["year"] for entry in lines(index)} if index.is_file() else {}
    found = read_all(sorted(texts.glob("*.txt")), years)
    figures = score(shared, folder / f"{name}.targets.jsonl", found, tmp_path)
    floor, exact = FLOORS[name]
    assert figures["f1"] >= floor
    assert figures["exact"] >= exact


def test_records_of_high_confidence_are_exact(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "seeds.targets.jsonl"
    found = read_all(sorted((shared / "documents").glob("*.txt")), {})
    sure = [entry for entry in found if entry["confidence"] >= 0.9]
    figures = score(shared, gold, sure, tmp_path)
    assert len(sure) > 100
    assert figures["exact"] * figures["required"] / len(sure) >= 0.95


@pytest.mark.parametrize(("doc", "count"), [("henan-2013", 79), ("heilongjiang-2013", 129)])
def test_every_task_of_both_documents_has_exactly_its_offices(doc: str, count: int, shared: Path) -> None:
    document, _ = open_document((shared / "documents" / f"{doc}.txt").read_bytes(), f"{doc}.txt")
    assert document is not None
    wanted = {e["task"]: e for e in lines(shared / "gold" / "seeds.tasks.jsonl") if e["doc"] == doc}
    found = {task.path: task_record(task, document) for task in find_targets(document, None, None).tasks}
    assert len(wanted) == count
    assert set(found) == set(wanted)
    for path, entry in wanted.items():
        assert {key: found[path][key] for key in entry} == entry


def test_both_reporting_duties_are_read(shared: Path) -> None:
    for wanted in lines(shared / "gold" / "seeds.duties.jsonl"):
        document, _ = open_document(
            (shared / "documents" / f"{wanted['doc']}.txt").read_bytes(), wanted["doc"] + ".txt"
        )
        assert document is not None
        (duty,) = find_targets(document, None, None).duties
        found = duty_record(duty, document)
        assert (found["who"], found["due"], found["quote"]) == (wanted["who"], wanted["due"], wanted["quote"])
        assert document.text[duty.start : duty.end].strip() == wanted["quote"]
