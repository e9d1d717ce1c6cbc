"""What loading a document changes among the targets: gained, lost, changed, unchanged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.places import load_places
from measures.terms import TargetState
from storage.amending import find_amended, last_numbers, with_kept_offices
from storage.bulk import add_rows
from storage.days import day_of
from storage.pairing import pair
from storage.tables import targets
from storage.targets import TargetVersion, add_versions, facts_of, newest_of_document
from storage.transactions import Writing
from targets.model import Document, Reading, TargetDraft

#: What may differ between two readings that mean the same.
WHEREABOUTS = frozenset(
    {
        "document_id", "sentence", "sentence_start", "start", "end", "offices_start", "offices_end", "confidence",
        "rule", "problems", "state", "decided", "mended", "note", "valid_from", "deadline_text",
    }
)  # fmt: skip
#: Stands in the note of a target that its document no longer has.
LOST = "not_in_document"

#: Fields of a draft that a version takes over as they are.
TAKEN_OVER = (
    "task", "indicator", "indicator_id", "value", "value_high", "value_text", "unit", "ceiling", "baseline_value",
    "baseline_unit", "baseline_text", "deadline", "deadline_text", "span", "stretch", "price_basis", "answerable",
    "value_si", "unit_si", "quote", "sentence", "sentence_start", "start", "end", "optional", "confidence", "rule",
)  # fmt: skip
#: Closed sets, kept as plain words.
WORDS = ("measure", "comparator", "accrual", "judged_on", "binding", "force")


@dataclass(frozen=True, kw_only=True)
class TargetChange:
    """What loading did to one target."""

    target_id: int
    #: "gained", "lost", "changed" or "unchanged"
    change: str
    #: names of the fields that now say something else
    fields: tuple[str, ...] = ()
    #: True when this loading made it an accepted target
    accepted: bool = False


def save_targets(w: Writing, reading: Reading, document_id: int, *, accept: bool) -> tuple[TargetChange, ...]:
    """Store what a reading says about targets; what a person decided or mended stays.

    A draft that amends a target of another document becomes a version of that target.
    """
    doc = reading.document.doc
    earlier = newest_of_document(w.connection, doc)
    valid_from = holds_from(reading.document, day_of(w.at))
    drafts = [draft_facts(draft, reading.document, document_id, valid_from) for draft in reading.targets]
    paired = pair(earlier, drafts)
    amended = [
        find_amended(w.connection, doc, facts) if before is None else None
        for facts, before in zip(drafts, paired, strict=True)
    ]
    changes: list[TargetChange] = []
    later: list[tuple[int, Mapping[str, Any]]] = []
    state = TargetState.ACCEPTED if accept else TargetState.DRAFT
    fresh = sum(before is None and old is None for before, old in zip(paired, amended, strict=True))
    ids = iter(add_rows(w.connection, targets, [{"doc": doc}] * fresh))
    for facts, before, old in zip(drafts, paired, amended, strict=True):
        if before is not None:
            after, change = _continued(before, facts, accept=accept)
            if after != facts_of(before):
                later.append((before.target_id, after))
        elif old is not None:
            after = with_kept_offices(old, facts) | {"state": state.value}
            change = TargetChange(target_id=old.target_id, change="changed", fields=("value",), accepted=accept)
            later.append((old.target_id, after))
        else:
            change = TargetChange(target_id=next(ids), change="gained", accepted=accept)
            later.append((change.target_id, facts | {"state": state.value}))
        changes.append(change)
    lost, gone = _lost(earlier, paired, valid_from)
    _add_later(w, [*later, *gone])
    return (*changes, *lost)


def _lost(
    earlier: Sequence[TargetVersion], paired: Sequence[TargetVersion | None], valid_from: date
) -> tuple[list[TargetChange], list[tuple[int, Mapping[str, Any]]]]:
    """Return the targets that their document no longer has, and the versions that say so."""
    kept = {version.target_id for version in paired if version is not None}
    changes: list[TargetChange] = []
    versions: list[tuple[int, Mapping[str, Any]]] = []
    for before in earlier:
        if before.target_id in kept or _withdrawn(before):
            continue
        changes.append(TargetChange(target_id=before.target_id, change="lost"))
        if not (before.decided and before.state == TargetState.ACCEPTED):
            gone = {"state": TargetState.REJECTED.value, "note": LOST, "valid_from": valid_from}
            versions.append((before.target_id, facts_of(before) | gone))
    return changes, versions


def _add_later(w: Writing, versions: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Add versions behind the last one of each target."""
    numbers = last_numbers(w.connection, [target_id for target_id, _ in versions])
    numbered = []
    for target_id, facts in versions:
        numbers[target_id] = numbers.get(target_id, 0) + 1
        numbered.append((target_id, numbers[target_id], facts))
    add_versions(w, numbered)


def holds_from(document: Document, today: date) -> date:
    """Return from when a document's targets hold: its date, else 1 January of its year, else today."""
    if document.issued is not None:
        return document.issued
    return today if document.year is None else date(document.year, 1, 1)


def place_name(code: str | None) -> str | None:
    """Return the full name of a place."""
    return None if code is None else load_places().get(code).name


def draft_facts(draft: TargetDraft, document: Document, document_id: int, valid_from: date) -> dict[str, Any]:
    """Return a draft as the facts of a version."""
    facts: dict[str, Any] = {name: getattr(draft, name) for name in TAKEN_OVER}
    for name in WORDS:
        word = getattr(draft, name)
        facts[name] = None if word is None else str(word)
    code = draft.place_code or document.place_code
    offices = draft.offices
    return facts | {
        "document_id": document_id,
        "place_code": code,
        "place": place_name(code),
        "polarity": None,
        "responsibility": None if offices.responsibility is None else str(offices.responsibility),
        "offices_start": offices.start,
        "offices_end": offices.end,
        "lead": offices.lead,
        "support": offices.support,
        "problems": draft.problems,
        "state": TargetState.DRAFT.value,
        "decided": False,
        "mended": (),
        "note": None,
        "valid_from": draft.valid_from or valid_from,
    }


def _continued(before: TargetVersion, facts: dict[str, Any], *, accept: bool) -> tuple[dict[str, Any], TargetChange]:
    """Return the facts that continue an earlier target, and what that changes."""
    old = facts_of(before)
    facts = with_kept_offices(before, facts) | {name: old[name] for name in before.mended}
    differing = tuple(sorted(name for name in facts if name not in WHEREABOUTS and facts[name] != old[name]))
    returned = _withdrawn(before)
    state = _state(before, changed=bool(differing) or returned, accept=accept)
    carried = before.decided and state == before.state
    facts |= {"state": state, "mended": before.mended, "decided": carried, "note": before.note if carried else None}
    if differing == () and before.document_id == facts["document_id"]:
        facts["valid_from"] = before.valid_from
    accepted = state == TargetState.ACCEPTED and before.state != TargetState.ACCEPTED
    change = "gained" if returned else "changed" if differing else "unchanged"
    return facts, TargetChange(target_id=before.target_id, change=change, fields=differing, accepted=accepted)


def _state(before: TargetVersion, *, changed: bool, accept: bool) -> str:
    """Return the state of the next version: a person's rejection stays, an acceptance holds for what was accepted."""
    if before.decided and before.state == TargetState.REJECTED:
        return before.state
    if accept:
        return TargetState.ACCEPTED.value
    return TargetState.DRAFT.value if changed else before.state


def _withdrawn(version: TargetVersion) -> bool:
    """Tell whether a target stands rejected only because its document no longer had it."""
    return version.state == TargetState.REJECTED and not version.decided
