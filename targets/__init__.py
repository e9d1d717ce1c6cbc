"""Reading official documents: tasks, numeric targets, offices, deadlines and reporting duties."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

#: name → the module that holds it: whoever wants the records alone does not wait for the readers
_HOMES = {
    "Document": "targets.model",
    "Duty": "targets.model",
    "Offices": "targets.model",
    "Reading": "targets.model",
    "TargetDraft": "targets.model",
    "Task": "targets.model",
    "duty_record": "targets.records",
    "find_targets": "targets.finding",
    "open_document": "targets.opening",
    "record": "targets.records",
    "task_record": "targets.records",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
