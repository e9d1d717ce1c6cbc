"""Reading of actual statistics: bytes of an upload to observations, problems and questions, each with its cell.

`read_upload` is the one entry: opening → layouts (or the long form) → mapping → checks. Nothing here reads a clock,
a file or a database; the trade's words stand in ingest/words/ as commented text.
"""

from ingest.history import against_history
from ingest.model import Question, UploadReading, UploadSettings
from ingest.preview import dry_run
from ingest.reading import read_upload

__all__ = ["Question", "UploadReading", "UploadSettings", "against_history", "dry_run", "read_upload"]
