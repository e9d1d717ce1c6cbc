"""The tasks of a document: every item, numbers or not, with who answers and of what kind it is (practice 21)."""

import re
from bisect import bisect_left

from measures.terms import TaskKind
from targets.model import Offices, TargetDraft, Task
from targets.responsibilities import Covered
from targets.source import Source
from targets.tasks import Item

_MILESTONE = re.compile(
    r"建成|通车|通航|投产|投用|开工|竣工|完工|挂牌|出台|印发|编制完成|完成(?!率)|启动|落地|签约|验收|投入使用|开通|组建|成立|举办|摘牌"
)


def list_tasks(source: Source, drafts: tuple[TargetDraft, ...]) -> tuple[Task, ...]:
    """Return the items of a document in order; an item whose parts have their own offices is a task for each part."""
    counted = sorted(draft.start for draft in drafts)
    covered = source.outline.covered
    starts = [part.start for part in covered]
    tasks: list[Task] = []
    for item in source.outline.items:
        if item.path is None or not item.leaf:
            continue
        parts = _parts(covered[bisect_left(starts, item.start) : bisect_left(starts, item.end)])
        if len(parts) > 1:
            tasks.extend(_task(source, counted, part, f"{item.path}{_letter(i)}") for i, part in enumerate(parts))
        else:
            offices = source.coverage.offices_of(parts[0]) if parts else source.coverage.offices_at(item.body)
            tasks.append(_whole(source, counted, item, offices))
    return tuple(tasks)


def _parts(covered: tuple[Covered, ...]) -> list[Covered]:
    """Leave out what covers only a clause inside another part: 由A会同B于11月底前完工."""
    kept: list[Covered] = []
    for part in sorted(covered, key=lambda c: (c.start, -c.end)):
        if not kept or part.end > kept[-1].end:
            kept.append(part)
    return kept


def _letter(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else str(index)


def _task(source: Source, counted: list[int], part: Covered, path: str) -> Task:
    start, end = source.view.span(part.start, max(part.end, part.answer.end))
    offices = source.coverage.offices_of(part)
    return _made(source, counted, path, start, end, offices)


def _whole(source: Source, counted: list[int], item: Item, offices: Offices) -> Task:
    start, end = source.view.span(item.start, item.end)
    return _made(source, counted, item.path or "", start, end, offices)


def _made(source: Source, counted: list[int], path: str, start: int, end: int, offices: Offices) -> Task:
    text = source.document.text[start:end].strip()
    numeric = bisect_left(counted, start) < bisect_left(counted, end)
    kind = TaskKind.MILESTONE if _MILESTONE.search(text) else TaskKind.QUALITATIVE
    return Task(
        path=path, text=text, start=start, end=end, offices=offices, kind=TaskKind.QUANTITATIVE if numeric else kind
    )
