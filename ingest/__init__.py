"""Reading of actual statistics: bytes of an upload to observations, problems and questions, each with its cell.

`read_upload` is the one entry: opening → layouts (or the long form) → mapping → checks. Nothing here reads a clock,
a file or a database; the trade's words stand in ingest/words/ as commented text.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.degrees import unexplained, wants_word
    from ingest.history import against_history
    from ingest.model import Question, UploadReading, UploadSettings
    from ingest.preview import dry_run
    from ingest.reading import read_upload

__all__ = [
    "Question",
    "UploadReading",
    "UploadSettings",
    "against_history",
    "dry_run",
    "read_upload",
    "unexplained",
    "wants_word",
]

#: name → the module that holds it: whoever wants the records alone does not wait for the readers
_HOMES = {
    "Question": "ingest.model",
    "UploadReading": "ingest.model",
    "UploadSettings": "ingest.model",
    "against_history": "ingest.history",
    "dry_run": "ingest.preview",
    "read_upload": "ingest.reading",
    "unexplained": "ingest.degrees",
    "wants_word": "ingest.degrees",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
