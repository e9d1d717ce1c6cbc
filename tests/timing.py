"""How long an act takes, as far as a busy machine can tell."""

import gc
import time
from collections.abc import Callable


def quickest(act: Callable[[], object], *, tries: int = 3) -> float:
    """The least processor seconds of several tries, with the garbage collector off.

    A full collection walks everything that earlier tests left, and a neighbour on the machine can double one try;
    the least of several is the act's own.
    """
    taken = []
    for _ in range(tries):
        gc.collect()
        gc.disable()
        try:
            begun = time.process_time()
            act()
            taken.append(time.process_time() - begun)
        finally:
            gc.enable()
    return min(taken)
