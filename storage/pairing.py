"""Which of a document's earlier targets each newly read one is. Pure: values in, values out."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from storage.targets import TargetVersion

#: Two sentences are the same one, corrected, from this likeness on (0–100).
LIKE = 60.0
#: Without task and indicator to lean on the sentence must be almost the same.
ALMOST = 85.0
#: Of many candidates only so many before and after the place in the text: else time grows with the square.
AROUND = 100

Facts = Mapping[str, Any]


def pair(earlier: Sequence[TargetVersion], drafts: Sequence[Facts]) -> list[TargetVersion | None]:
    """Return for each draft the earlier target that it continues, None for a new one; each earlier one at most once.

    First those that agree in task, indicator, measure and value, then in task, indicator and measure, then in
    indicator and measure with a like sentence (an item moved), last in measure and value with almost the same sentence
    (an indicator renamed).
    """
    found: list[TargetVersion | None] = [None] * len(drafts)
    free = {version.target_id: version for version in earlier}
    for names, likeness in (
        (("task", "indicator", "measure", "value", "sentence"), 0.0),
        (("task", "indicator", "measure", "value"), 0.0),
        (("task", "indicator", "measure"), 0.0),
        (("indicator", "measure"), LIKE),
        (("measure", "value"), ALMOST),
    ):
        key = _key(names)
        groups: dict[Hashable, list[TargetVersion]] = defaultdict(list)
        for version in free.values():
            groups[key(vars(version))].append(version)
        for position, facts in enumerate(drafts):
            if found[position] is not None:
                continue
            best = _best(groups[key(facts)], facts, likeness)
            if best is not None:
                found[position] = best
                groups[key(facts)].remove(best)
                del free[best.target_id]
    return found


def _key(names: Sequence[str]) -> Callable[[Facts], Hashable]:
    return lambda facts: tuple(facts[name] for name in names)


def _best(candidates: Sequence[TargetVersion], facts: Facts, likeness: float) -> TargetVersion | None:
    """Return the candidate whose sentence is most alike; among equals the first in the text."""
    if len(candidates) > 2 * AROUND:
        here = bisect_left(candidates, facts["start"], key=lambda candidate: candidate.start)
        candidates = candidates[max(0, here - AROUND) : here + AROUND]
    if not candidates:
        return None
    sentences = [candidate.sentence for candidate in candidates]
    found = process.extractOne(facts["sentence"], sentences, scorer=fuzz.ratio, score_cutoff=likeness)
    return None if found is None else candidates[found[2]]
