"""What reading an upload yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from measures.problems import Problem


@dataclass(frozen=True, kw_only=True)
class UploadSettings:
    """What the person or the source says about a file; each is only used where the file itself is silent."""

    #: name of the source the file comes from
    source: str | None = None
    #: day of publication
    published: date | None = None
    #: mapping file, as parsed YAML (design section 4)
    mapping: Mapping[str, object] = field(default_factory=dict)
    #: largest file that is read, bytes
    max_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that only a person knows."""

    #: stable within the file: hash of code and cells
    id: str
    code: str
    #: addresses "Sheet1!B7"
    cells: tuple[str, ...]
    #: (value, confidence 0–1), best first
    choices: tuple[tuple[str, float], ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class UploadReading:
    """Everything that was understood of one upload."""

    #: file name as the person knows it
    name: str
    #: SHA-256 of the bytes, hexadecimal
    sha256: str
    #: bytes
    size: int
    #: reader and encoding used: "csv (gb18030)", "xlsx (calamine)"
    reader: str
    #: measures.frames.OBSERVATIONS without vintage_id, recorded_at and upload_id; one row an observation, in file order
    observations: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    #: row_labels and column_labels (tuples of texts, None in the long form) of each observation, in the same order
    labels: pd.DataFrame | None = None
    #: what is not stored: cells without a value and rows said twice; the columns of observations and labels
    unstored: pd.DataFrame | None = None

    @property
    def storable(self) -> bool:
        """True when nothing stops the upload: no error, no open question."""
        return not self.questions and all(p.severity != "error" for p in self.problems)
