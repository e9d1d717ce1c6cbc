"""A document on the way to its reading: its view, its tables, its outline, and who answers where."""

from dataclasses import dataclass

from measures.catalogue import Catalogue
from measures.places import Places
from targets.coverage import Coverage
from targets.folding import View, fold
from targets.model import Document
from targets.passages import plan_year
from targets.tables import Table, find_tables
from targets.tasks import Outline, split_tasks


@dataclass(frozen=True, kw_only=True)
class Source:
    """What every step of reading needs; spans are of the view."""

    document: Document
    view: View
    tables: tuple[Table, ...]
    outline: Outline
    coverage: Coverage
    catalogue: Catalogue | None
    places: Places | None
    #: last year of the plan that the document is, None where it is none
    plan: int | None

    def path_at(self, position: int) -> str | None:
        """Return the path of the item in which a position stands."""
        item = self.outline.item_at(position)
        return item.path if item else None

    def words(self, start: int, end: int) -> str:
        """Return the document's own characters of a span."""
        low, high = self.view.span(start, end)
        return self.document.text[low:high]


def prepare(document: Document, catalogue: Catalogue | None, places: Places | None) -> Source:
    """Fold a document, find its tables and its outline."""
    view = fold(document.text)
    tables = find_tables(view.text)
    outline = split_tasks(view.text, tables)
    return Source(
        document=document,
        view=view,
        tables=tables,
        outline=outline,
        coverage=Coverage(outline.covered, view, document.text),
        catalogue=catalogue,
        places=places,
        plan=plan_year(document),
    )
