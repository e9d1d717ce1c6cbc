"""Noticing a clock that was set back."""

import time

#: A step smaller than this is the usual slewing of a clock, seconds.
STEP = 2.0


class ClockWatch:
    """Compares the wall clock with one that nobody sets."""

    def __init__(self) -> None:
        self._wall, self._steady = time.time(), time.monotonic()

    def turned_back(self) -> bool:
        """True where the wall clock was set back since the last question."""
        wall, steady = time.time(), time.monotonic()
        back = (wall - self._wall) - (steady - self._steady) < -STEP
        self._wall, self._steady = wall, steady
        return back
