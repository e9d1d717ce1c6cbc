"""Problems: what is wrong in people's data, told all at once, each with its exact place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from measures.terms import Severity


@dataclass(frozen=True, kw_only=True)
class Where:
    """The place of a problem. Fields that do not apply are None."""

    #: file name as the person knows it
    file: str | None = None
    #: sheet name, None for formats without sheets
    sheet: str | None = None
    #: row as the person counts it, from 1, the header included
    row: int | None = None
    #: column letter or name as the person sees it ("C" or "unit")
    column: str | None = None
    #: first character in the document's text, code points from 0
    start: int | None = None
    #: end-exclusive
    end: int | None = None


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, or worth a word, in a document, an upload or a form."""

    #: stable name; the sentences stand in dashboards/locale under "problem.<code>"
    code: str
    #: error stops, warning wants a word, notice only shows
    severity: Severity
    #: where it is
    where: Where = field(default_factory=Where)
    #: values that the sentence names, ready to print
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
