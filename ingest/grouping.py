"""Many questions of one kind are one question: nobody answers a thousand of them one by one.

The answer of a group stands under the question's code (`answers: {unknown_indicator: own}`) and holds for every
question of that code that has no answer of its own.
"""

from collections.abc import Sequence

from ingest.model import Question

#: Questions of one kind in one file that are still asked one by one; of those that every sheet asks anew.
_MANY, _MANY_SHEETS = 8, 2
#: Asked once a sheet.
_OF_SHEETS = frozenset({"place", "basis", "period", "school_year", "unknown_places", "row_items"})
#: What is proposed for a group; other kinds propose what their first question does.
_CHOICES = {
    "unknown_indicator": (("own", 0.4), ("skip", 0.4)),
    "unknown_place": (("own", 0.4), ("skip", 0.4)),
    "unknown_places": (("own", 0.4), ("skip", 0.4)),
    "unknown_series": (("own", 0.5), ("skip", 0.5)),
}
_SHOWN, _CELLS = 5, 60


def grouped(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions, those of a kind that is asked very often drawn together into one."""
    by_code: dict[str, list[Question]] = {}
    for asked in questions:
        by_code.setdefault(asked.code, []).append(asked)
    found: list[Question] = []
    for code, several in by_code.items():
        few = len(several) <= (_MANY_SHEETS if code in _OF_SHEETS else _MANY)
        found += several if few or code == "ambiguous_period" else [_together(code, several)]
    return tuple(found)


def _together(code: str, several: Sequence[Question]) -> Question:
    details = {**several[0].details, "count": str(len(several))}
    for name in ("value", "sheet"):
        values = list(dict.fromkeys(q.details[name] for q in several if name in q.details))
        if values:
            details[name] = "、".join(values[:_SHOWN]) + (f" … ({len(values)})" if len(values) > _SHOWN else "")
    cells = list(dict.fromkeys(cell for q in several for cell in q.cells))[:_CELLS]
    return Question(
        id=code, code=code, cells=tuple(cells), choices=_CHOICES.get(code, several[0].choices), details=details
    )
