"""What was made a moment ago: the newest answers by what they depend on."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The last answers, at most so many; an answer that two ask for at once is made once."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, question: Hashable, make: Callable[[], T]) -> T:
        """The answer kept for a question, or made now and kept."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
            making = self._making.setdefault(question, Lock())
        with making:
            with self._lock:
                if question in self._answers:
                    return self._answers[question]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(question, None)
            self._keep(question, made)
            return made

    def _keep(self, question: Hashable, made: T) -> None:
        with self._lock:
            self._answers[question] = made
            self._answers.move_to_end(question)
            while len(self._answers) > self._room:
                self._answers.popitem(last=False)
