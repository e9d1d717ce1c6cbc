"""What reading a document yields."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from measures.problems import Problem
from measures.terms import Accrual, Binding, Comparator, Force, JudgedOn, Measure, Responsibility, TaskKind

#: stands in baseline_text where a notice amends a target: the baseline is the figure that held before
FORMER_TARGET = "原目标"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A text as received, with what its head and foot say about it."""

    #: slug: the file's name without its ending
    doc: str
    #: file name as received
    name: str
    #: SHA-256 of the bytes, hexadecimal
    sha256: str
    #: "text/plain", "application/pdf" …
    media_type: str
    #: the text that every offset refers to, code points
    text: str
    #: encoding of a text file, None for others
    encoding: str | None = None
    #: the document's year: given, or read from title, signature or text
    year: int | None = None
    #: date of signature or title, None where neither is there
    issued: date | None = None
    #: 文号, "豫政办〔2013〕12号"
    number: str | None = None
    #: title line
    title: str | None = None
    #: the place that the document speaks of: code of measures.places, None = not found
    place_code: str | None = None
    #: (first character, label) of each page or paragraph for formats that have them: "p. 3"
    marks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offices:
    """Who answers for a task."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    responsibility: Responsibility | None = None
    #: offsets of the clause that says so
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """An item of the document."""

    #: "2.1.3"
    path: str
    #: its own text, heading number included
    text: str
    start: int
    end: int
    offices: Offices = field(default_factory=Offices)
    kind: TaskKind = TaskKind.QUALITATIVE


@dataclass(frozen=True, kw_only=True)
class TargetDraft:
    """One numeric target as read: gold/README.md gives the meaning of the shared fields."""

    task: str | None
    quote: str
    start: int
    end: int
    indicator: str
    measure: Measure
    comparator: Comparator
    #: the number as written before the unit; None only for relative goals
    value: Decimal | None
    value_high: Decimal | None = None
    #: the number exactly as written, ASCII digits
    value_text: str | None = None
    unit: str | None = None
    baseline_value: Decimal | None = None
    baseline_unit: str | None = None
    baseline_text: str | None = None
    deadline: date | None = None
    deadline_text: str | None = None
    #: period that the value covers where it is not the deadline's year: "2011/2015"
    span: str | None = None
    #: from when it holds; None = the document's date
    valid_from: date | None = None
    offices: Offices = field(default_factory=Offices)
    answerable: str | None = None
    sentence: str = ""
    sentence_start: int | None = None
    ceiling: bool = False
    indicator_id: str | None = None
    place_code: str | None = None
    accrual: Accrual | None = None
    judged_on: JudgedOn | None = None
    binding: Binding | None = None
    force: Force = Force.PLAIN
    #: the 力争 value beside a 确保 floor
    stretch: Decimal | None = None
    price_basis: str | None = None
    #: value in the canonical unit, magnitude applied
    value_si: Decimal | None = None
    #: canonical pint unit
    unit_si: str | None = None
    #: 0–1; 0.9 and above are exact at least 97 times in 100 (docs/reading.md)
    confidence: float = 0.0
    #: name of the rule that read it
    rule: str = ""
    #: problem codes
    problems: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Duty:
    """报送时限: what an office must report by when."""

    who: str
    what: str
    due: tuple[date, ...]
    quote: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything that was read out of one document."""

    document: Document
    targets: tuple[TargetDraft, ...] = ()
    #: goals set against another figure (practice 9): measure "relative", no value; kept apart from the numeric targets
    relatives: tuple[TargetDraft, ...] = ()
    tasks: tuple[Task, ...] = ()
    duties: tuple[Duty, ...] = ()
    problems: tuple[Problem, ...] = ()
