"""From a document to its targets, tasks and duties: the only file that calls all steps."""

from collections.abc import Iterator
from datetime import date

from measures.catalogue import Catalogue
from measures.places import Places
from targets.building import draft_of_figure, draft_of_finding, draft_of_relative
from targets.checks import with_checked_parts
from targets.divisions import read_division
from targets.drafts import floors_and_stretches
from targets.duties import find_duties
from targets.horizons import Horizon
from targets.model import Document, Reading, TargetDraft
from targets.passages import only_year_ahead, split_passages
from targets.plans import read_plan
from targets.prose import Reader
from targets.quantities import find_quantities
from targets.source import Source, prepare
from targets.tasklist import list_tasks


def find_targets(document: Document, catalogue: Catalogue | None, places: Places | None) -> Reading:
    """Read a document; time grows linearly with its length.

    `targets` holds goals with a figure; goals set against another figure (与经济增长同步) stand in `relatives`.
    """
    source = prepare(document, catalogue, places)
    reader = Reader(source.view.text, find_quantities(source.view), document.year)
    drafts = [*_from_tables(source), *_from_prose(source, reader)]
    targets = tuple(with_checked_parts(floors_and_stretches(sorted(drafts, key=lambda d: (d.start, d.end)))))
    return Reading(
        document=document,
        targets=targets,
        relatives=tuple(draft_of_relative(goal, clause, day, source) for goal, clause, day in reader.relatives),
        tasks=list_tasks(source, targets),
        duties=find_duties(document, source.view),
    )


def _from_prose(source: Source, reader: Reader) -> Iterator[TargetDraft]:
    text, year = source.view.text, source.document.year
    horizon = Horizon(year=year)
    if source.plan:
        horizon.day, horizon.span = date(source.plan, 12, 31), (source.plan - 4, source.plan)
    elif (ahead := only_year_ahead(text, year)) is not None:
        horizon.day, horizon.planned = date(ahead, 12, 31), True
    holes = sorted(
        [(c.answer.start, c.answer.end) for c in source.outline.covered if c.answer.end > c.answer.start]
        + [(t.start, t.end) for t in source.tables if t.of_indicators]
    )
    for start, end in split_passages(text, source.outline, holes, horizon):
        for finding in reader.read(start, end, horizon):
            yield draft_of_finding(finding, source)


def _from_tables(source: Source) -> Iterator[TargetDraft]:
    for table in source.tables:
        if table.of_indicators:
            figures = (
                read_division(table, source.view.text, source.document.year, source.plan)
                if table.by_place
                else read_plan(table, source.document.year, source.plan)
            )
            for figure in figures:
                yield draft_of_figure(figure, source)
