"""Real files against what a person found in them: is each true cell read at its address, with what its labels say."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ingest import UploadReading, UploadSettings, dry_run, read_upload
from measures.catalogue import Catalogue, load_catalogue
from measures.periods import read_period
from measures.places import Places, load_places
from measures.units import known_unit

MAPPINGS = Path(__file__).resolve().parent / "golden" / "messy_mappings"
TODAY = date(2026, 11, 24)
_SPLIT = re.compile(r"[/|()（）]|\bBase:")
#: Words for a part of a year.
_WITHIN = re.compile(r"[月季]|Jan|Feb|June")
_BLANK = re.compile(r"[\s\u3000#_%,，:：-]+")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was found in one file."""

    #: file name
    name: str
    #: true cells of the file
    true: int
    #: those that are read as they should be
    right: int
    #: (true entry, what is wrong with the best reading of it)
    wrong: tuple[tuple[dict[str, Any], str], ...]
    #: questions asked without a mapping, and those still open with it
    asked: int
    still_open: int
    #: problems by code with the mapping
    problems: tuple[str, ...]


def judge(folder: Path) -> Iterator[Judged]:
    """Read every file of the folder's index without and with its mapping and compare it with its true cells."""
    catalogue, places = load_catalogue(), load_places()
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield _judged(entry, (folder / entry["file"]).read_bytes(), catalogue, places)


def _judged(entry: dict[str, Any], data: bytes, catalogue: Catalogue, places: Places) -> Judged:
    name = entry["file"]
    bare = read_upload(data, name, catalogue, places, UploadSettings(), today=TODAY)
    path = MAPPINGS / f"{name}.yaml"
    mapped = bare
    if path.exists():
        settings = UploadSettings(mapping=yaml.safe_load(path.read_text(encoding="utf-8")))
        mapped = read_upload(data, name, catalogue, places, settings, today=TODAY)
    shown: list[dict[str, Any]] = dry_run(mapped)["observations"]  # type: ignore[assignment]
    faults = [(true, fault) for true in entry["true_cells"] if (fault := _fault(true, shown, mapped, places))]
    return Judged(
        name=name,
        true=len(entry["true_cells"]),
        right=len(entry["true_cells"]) - len(faults),
        wrong=tuple(faults),
        asked=len(bare.questions),
        still_open=len(mapped.questions),
        problems=tuple(sorted({p.code for p in mapped.problems})),
    )


def _fault(true: dict[str, Any], shown: list[dict[str, Any]], reading: UploadReading, places: Places) -> str:
    """What is wrong with the best reading of an entry, "" where it is right."""
    if true["kind"] == "conflict":
        told = [p for p in reading.problems if p.code == "duplicate_differs" and {"cell", "first"} <= set(p.details)]
        return "" if told else "no problem names the cells"
    addresses = set(true.get("cells") or ())
    cells = [o for o in shown if f"{o['sheet']}!{o['cell']}" in addresses] if addresses else shown
    if true["kind"] == "missing":
        # what stands in a column of attributes is no observation
        return _missing_fault(true, cells, places)
    values = [o for o in cells if _same(o["value"], true["value"])]
    if not values:
        return "no observation with the value"
    faults = [_words_fault(true, o, places) for o in values]
    return "" if "" in faults else faults[0]


def _missing_fault(true: dict[str, Any], cells: list[dict[str, Any]], places: Places) -> str:
    if true["column_label"].startswith(("ATTR_", "DIM_")):
        return ""
    empty = [o for o in cells if o["value"] is None and o["status"] is not None]
    return "" if any(not _words_fault(true, o, places) for o in empty) else "not listed as missing"


def _same(value: object, true: object) -> bool:
    try:
        return value is not None and abs(float(str(value)) - float(str(true))) <= 1e-9 * max(1.0, abs(float(str(true))))
    except ValueError:
        return False


def _words_fault(true: dict[str, Any], seen: dict[str, Any], places: Places) -> str:
    """The first word of an entry's labels that the observation does not say."""
    for key in ("place", "indicator", "period", "measure", "unit"):
        if seen[key] is None and seen["value"] is not None:
            return f"{key} is not known"
    said = [*(seen["row_labels"] or ()), *(seen["column_labels"] or ()), seen["indicator"], seen["place"]]
    bag = [_plain(str(text)) for text in said if text]
    for label in (true["row_label"], true["column_label"]):
        for token in filter(None, (t.strip() for t in _SPLIT.split(label))):
            if not (_is_said(token, bag) or _is_period(token, seen) or _is_unit(token, seen) or token in _REMARKS):
                return f"“{token}” is not said: {seen['cell']} {said} {seen['period']} {seen['unit']}"
    return _place_fault(true["row_label"], seen, places) or _period_fault(true, seen)


#: words of the annotators that are no labels
_REMARKS = frozenset({'missing, "-"', "NA", "written 2016.1", "written 2017.1"})


def _plain(text: str) -> str:
    return _BLANK.sub("", text).lower()


def _is_said(token: str, bag: list[str]) -> bool:
    """A word, or each part of 地区生产总值 2013, stands in a label; months may be shortened."""
    return all(any(_plain(part) in text for text in bag) for part in token.split(" ")) or _plain(token) in "".join(bag)


def _is_unit(token: str, seen: dict[str, Any]) -> bool:
    given, own = known_unit(token), known_unit(seen["unit"] or "")
    return given is not None and own is not None and given.dimension == own.dimension and given.ratio == own.ratio


def _is_period(token: str, seen: dict[str, Any]) -> bool:
    given, own = read_period(token), read_period(seen["period"] or "")
    return given is not None and own is not None and given.last_day == own.last_day


def _place_fault(label: str, seen: dict[str, Any], places: Places) -> str:
    named = places.find(label.removeprefix("其中：").split("|")[0].strip())
    wrong = named is not None and not named.code.startswith("X") and seen["place_code"] != named.code
    return f"place {seen['place']} instead of {named.name}" if wrong and named is not None else ""


def _period_fault(true: dict[str, Any], seen: dict[str, Any]) -> str:
    """The period that a label is as a whole must be the observation's."""
    labels = (true["row_label"], true["column_label"])
    for label in labels:
        for token in filter(None, (t.strip() for t in _SPLIT.split(label))):
            given = read_period(token)
            school = re.fullmatch(r"\d{4}-\d\d", token) is not None and seen["basis"] == "span"
            year = token.isdigit() and str(seen["period"]).startswith(token) and _WITHIN.search(" ".join(labels))
            if given is not None and not (school or year or token.startswith("written") or _is_period(token, seen)):
                return f"period {seen['period']} instead of {token}"
    return ""
