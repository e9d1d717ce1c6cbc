"""SIGKILL at any moment of an upload: it is there whole or not at all, and the next run completes it."""

import random
import subprocess
import sys
import time

import factories
import pytest
from sqlalchemy import func, select

from storage import checking, observations, open_store, reading
from storage.tables import blobs, vintages

ROWS = 20_000
KILLS = 5

UPLOADER = f"""
import sys
sys.path.insert(0, {str(factories.__file__.rsplit("/", 1)[0])!r})
import factories
from storage import observations, open_store, writing

row = factories.observation()
changes = ({{"period": str(1000 + n % 3000), "place_code": str(n // 3000), "value": float(n)}} for n in range({ROWS}))
found, data = factories.upload(*(row | change for change in changes))
store = open_store(sys.argv[1])
print("begins", flush=True)
with writing(store, actor="a", act="upload:commit", at=factories.NOW) as w:
    observations.save_upload(w, found, data)
print("committed", flush=True)
"""


def begin(url):
    process = subprocess.Popen([sys.executable, "-c", UPLOADER, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begins\n"
    return process


def whole(url):
    """Return whether the upload is there; fail where half of it is."""
    store = open_store(url)
    with reading(store) as c:
        stored = c.execute(select(func.count()).select_from(vintages)).scalar()
        files = c.execute(select(func.count()).select_from(blobs)).scalar()
        uploads = len(observations.list_uploads(c))
        assert (stored, files, uploads) in ((0, 0, 0), (ROWS, 1, 1))
        assert checking.check_store(c) == ()
    store.close()
    return uploads == 1


@pytest.mark.slow
def test_killed_upload_is_whole_or_absent_and_the_next_run_completes_it(store_url):
    moments = random.Random(20130630)
    lasts = 1.5  # seconds that an upload takes at most, roughly: some kills come after the commit
    for _ in range(KILLS):
        process = begin(store_url)
        time.sleep(moments.uniform(0, lasts))
        process.kill()
        process.communicate()
        if whole(store_url):
            break
    process = begin(store_url)
    said, _ = process.communicate()
    assert (process.returncode, said) == (0, "committed\n")
    assert whole(store_url)
