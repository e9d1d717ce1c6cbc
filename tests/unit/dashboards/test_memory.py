"""Answers are kept, made once, and the oldest goes."""

import threading
import time

import pytest

from dashboards.content.memory import Memory


def test_an_answer_is_made_once() -> None:
    memory: Memory[list[int]] = Memory(2)
    assert memory.get("a", lambda: [1]) is memory.get("a", lambda: [2])


def test_the_answer_that_was_not_asked_for_longest_goes() -> None:
    memory: Memory[int] = Memory(2)
    memory.get("a", lambda: 1)
    memory.get("b", lambda: 2)
    memory.get("a", lambda: 0)
    memory.get("c", lambda: 3)
    assert (memory.get("a", lambda: 9), memory.get("b", lambda: 9)) == (1, 9)


def test_two_who_ask_at_once_wait_for_one_answer() -> None:
    memory: Memory[int] = Memory(2)
    made: list[int] = []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    asking = [threading.Thread(target=memory.get, args=("a", make)) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert made == [1]


def test_a_failure_is_not_kept() -> None:
    memory: Memory[int] = Memory(2)
    with pytest.raises(ZeroDivisionError):
        memory.get("a", lambda: 1 // 0)
    assert memory.get("a", lambda: 5) == 5
