"""Questions of one sheet: asked once each, answered from the mapping file, the rest left open."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ingest.knowledge import Knowledge, question
from ingest.model import Question

#: (value, confidence) of the answers that are proposed.
Choices = Sequence[tuple[str, float]]
#: Addresses that a question names at most.
_CELLS = 60


@dataclass(kw_only=True)
class _Entry:
    cells: dict[str, None] = field(default_factory=dict)
    choices: tuple[tuple[str, float], ...] = ()
    details: dict[str, str] = field(default_factory=dict)


class Asking:
    """Collects what must be asked; a second look at the same sheet finds the answers of the first."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._answers: dict[tuple[str, str], str] = {}
        #: True while cells without a value are looked at: nobody is asked for their sake
        self.quiet = False

    def ask(
        self,
        code: str,
        key: str,
        cells: Iterable[str],
        choices: Callable[[], Choices] | Choices = (),
        **details: str,
    ) -> str | None:
        """Return the answer to a question, None while it is open; the same code and key are one question."""
        if self.quiet:
            return self._answers.get((code, key))
        entry = self._entries.get((code, key))
        if entry is None:
            found = choices() if callable(choices) else choices
            entry = self._entries[code, key] = _Entry(choices=tuple(found), details=details)
        entry.cells.update(dict.fromkeys(cells))
        return self._answers.get((code, key))

    def given(self, code: str, key: str) -> str | None:
        """Return what was answered to a question already asked."""
        return self._answers.get((code, key))

    def take_answers(self) -> bool:
        """Look up the answers to everything asked so far; where there are new ones, begin again and say so."""
        questions = self._questions().items()
        found = {key: answer for key, asked in questions if (answer := self._knowledge.answer(asked)) is not None}
        if found.items() <= self._answers.items():
            return False
        self._answers.update(found)
        self._entries = {}
        return True

    def open(self) -> tuple[Question, ...]:
        """Return the questions without an answer."""
        return tuple(asked for key, asked in self._questions().items() if key not in self._answers)

    def _questions(self) -> dict[tuple[str, str], Question]:
        return {
            (code, key): question(
                code,
                list(entry.cells)[:_CELLS],
                entry.choices,
                {**entry.details, "count": str(len(entry.cells))},
            )
            for (code, key), entry in self._entries.items()
        }
