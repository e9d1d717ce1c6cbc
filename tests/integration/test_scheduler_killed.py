"""SIGKILL at random moments: every file is taken in once, every message arrives, at most once more for each kill."""

import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from storage import Store, jobs, observations, outbox, reading, writing
from storage.outbox import Message, MessageState

FILES, MESSAGES, KILLS = 8, 40, 4
LINES = "region,indicator,period,measure,value,unit,published\n黑龙江省,粮食产量,{year},level,1200.8,亿斤,2024-02-20\n"
# Each process lives ten minutes after the one before: what a dead one had claimed is free again.
PROCESS = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from measures.catalogue import load_catalogue
from measures.places import load_places
from scheduler import MailSettings, SchedulerSettings, start
from storage import open_store
later = timedelta(minutes=10 * int(sys.argv[4]))
mail = MailSettings(host="127.0.0.1", port=int(sys.argv[3]), sender="gapwatch@tj.example", timeout=5)
settings = SchedulerSettings(inbox=Path(sys.argv[2]), poll_seconds=1, mail=mail)
running = start(open_store(sys.argv[1]), settings, load_catalogue(), load_places(), lambda: datetime.now(UTC) + later)
print("started", flush=True)
running.wait()
"""


class Postbox:
    """Counts what arrives, by key."""

    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.keys[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 taken"


@pytest.fixture
def server() -> Iterator[tuple[Postbox, int]]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield postbox, port
    controller.stop()


@pytest.mark.slow
def test_nothing_is_lost_and_hardly_anything_told_twice(
    store: Store, store_url: str, server: tuple[Postbox, int], tmp_path: Path
) -> None:
    postbox, port = server
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with writing(store, actor="test", act="test:put", at=datetime.now(UTC)) as w:
        for n in range(MESSAGES):
            outbox.put(w, Message(key=f"m{n}", channel="mail", address=f"m{n}@x.example", subject="s", text="t"))
    for year in range(2000, 2000 + FILES):
        (inbox / f"{year}.csv").write_text(LINES.format(year=year), encoding="utf-8")
    dice = random.Random(7)
    for life in range(KILLS):
        live(store_url, inbox, port, life, dice.uniform(0.2, 2.5))
    live(store_url, inbox, port, KILLS, 60, until=lambda: all_done(store, inbox))
    assert all_done(store, inbox)
    assert len(postbox.keys) == MESSAGES
    assert sum(postbox.keys.values()) <= MESSAGES + KILLS
    assert len(list((inbox / "done").glob("*.csv"))) == FILES
    with reading(store) as c:
        assert len(observations.observations_frame(c)) == FILES
        assert all(run.ended_at is not None for run in jobs.list_runs(c))
        assert max(Counter((run.job, run.due) for run in jobs.list_runs(c)).values()) == 1


def all_done(store: Store, inbox: Path) -> bool:
    with reading(store) as c:
        delivered = len(outbox.list_messages(c, state=MessageState.DELIVERED))
        running = [run for run in jobs.list_runs(c) if run.ended_at is None]
    return delivered == MESSAGES and not list(inbox.glob("*.csv")) and not running


def live(url: str, inbox: Path, port: int, life: int, seconds: float, until: object = None) -> None:
    """Run the scheduler for so long, or until something is true, and kill it."""
    command = [sys.executable, "-c", PROCESS, url, str(inbox), str(port), str(life)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "started\n"
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (callable(until) and until()):
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
