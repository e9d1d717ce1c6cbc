"""Reading official documents: tasks, numeric targets, offices, deadlines and reporting duties."""

from targets.finding import find_targets
from targets.model import Document, Duty, Offices, Reading, TargetDraft, Task
from targets.opening import open_document
from targets.records import duty_record, record, task_record

__all__ = [
    "Document",
    "Duty",
    "Offices",
    "Reading",
    "TargetDraft",
    "Task",
    "duty_record",
    "find_targets",
    "open_document",
    "record",
    "task_record",
]
