"""The clockwork: looks at every job every few seconds while this process leads. The only file that knows APScheduler.

APScheduler only rings; what is due is worked out from the run rows (duetimes, runs), so nothing is lost with it.
Of several processes on one store one rings; the others ask every second whether it is gone.
"""

import logging
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from measures.catalogue import Catalogue
from measures.errors import StoreUnavailable
from measures.places import Places
from scheduler.clockwatch import ClockWatch
from scheduler.kit import Kit, kit
from scheduler.runs import JOBS, close_interrupted, look
from scheduler.settings import SchedulerSettings
from storage import Store
from storage.leadership import Leadership

#: Seconds between two questions for the lead.
ASK = 1.0

_log = logging.getLogger(__name__)


class Running:
    """The scheduler of this process, from `start` to `stop`."""

    def __init__(self, kit: Kit, clock: Callable[[], datetime]) -> None:
        self._kit, self._clock = kit, clock
        self._leadership = Leadership(kit.store)
        self._stopping = threading.Event()
        self._leading = threading.Event()
        self._rings = BackgroundScheduler(
            timezone=UTC, executors={"default": {"type": "threadpool", "max_workers": len(JOBS)}}
        )
        for job in JOBS:
            self._rings.add_job(
                self._ring,
                self._trigger(),
                args=[job.name],
                id=job.name,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._thread = threading.Thread(target=self._keep_asking, name="gapwatch-lead", daemon=True)

    @property
    def leading(self) -> bool:
        """True while this process is the one that acts."""
        return self._leading.is_set()

    def begin(self) -> None:
        """Start asking for the lead."""
        # A job that lasts longer than its interval is not rung again meanwhile: no reason for a warning each time.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._rings.start(paused=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the piece in hand and let another process lead."""
        self._stopping.set()
        self._kit.halt.set()
        self._thread.join()
        self._kit.halt.set()  # again: the thread may just have taken the lead
        if self._rings.running:
            self._rings.shutdown(wait=True)
        self._leadership.release()
        self._leading.clear()

    def wait(self) -> None:
        """Run until the process is interrupted or told to end, then stop."""

        def told(_number: int, _frame: FrameType | None) -> None:
            self._stopping.set()

        signal.signal(signal.SIGTERM, told)
        try:
            with suppress(KeyboardInterrupt):
                while not self._stopping.wait(ASK):
                    pass
        finally:
            self.stop()

    def _keep_asking(self) -> None:
        watch = ClockWatch()
        while not self._stopping.is_set():
            self._ask()
            if watch.turned_back():
                # APScheduler would sleep until the clock has caught up.
                for job in self._rings.get_jobs():
                    job.reschedule(self._trigger())
            self._stopping.wait(ASK)

    def _ask(self) -> None:
        try:
            leads = self._leadership.hold()
            if leads and not self.leading:
                close_interrupted(self._kit, self._clock())
        except (StoreUnavailable, OSError) as error:
            _log.warning("%s", error)
            leads = False
        except Exception:
            # This thread must outlive every fault: without it nobody would ever lead again.
            _log.exception("asking for the lead")
            leads = False
        if leads and not self.leading:
            self._kit.halt.clear()
            self._leading.set()
            self._rings.resume()
        elif self.leading and not leads:
            self._kit.halt.set()
            self._leading.clear()
            self._rings.pause()

    def _ring(self, name: str) -> None:
        if not self._kit.halt.is_set():
            look(self._kit, name, self._clock())

    def _trigger(self) -> IntervalTrigger:
        return IntervalTrigger(seconds=self._kit.settings.poll_seconds, timezone=UTC)


def start(
    store: Store,
    settings: SchedulerSettings,
    catalogue: Catalogue,
    places: Places,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Running:
    """Start the scheduler in the background of this process.

    Raises ConfigurationError for settings that cannot be used.
    """
    running = Running(kit(store, settings, catalogue, places), clock)
    running.begin()
    return running
