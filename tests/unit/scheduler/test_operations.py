"""The word to the administrators: all is well every workday, or what is wrong; to nobody else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler import SchedulerSettings, run_due
from storage import Store, heartbeats, jobs, outbox, people, reading, writing
from storage.outbox import Message, StoredMessage

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = datetime(2013, 9, 18, 8, 30, tzinfo=SHANGHAI)
SETTINGS = SchedulerSettings()


@pytest.fixture
def watched(store: Store) -> Store:
    with writing(store, actor="test", act="test:people", at=DUE - timedelta(days=1)) as w:
        people.save_recipient(w, name="管理员", address="admin@x.example", tells=["operations"])
        people.save_recipient(w, name="张三", address="zhang@x.example")
    return store


def words(store: Store) -> list[StoredMessage]:
    with reading(store) as c:
        return [m for m in outbox.list_messages(c) if m.key.startswith("operations")]


def test_all_is_well_is_said_every_workday_to_administrators_only(watched: Store) -> None:
    for day in range(6):
        run_due(watched, SETTINGS, DUE + timedelta(days=day))
    sent = words(watched)
    assert {m.address for m in sent} == {"admin@x.example"}
    assert [m.subject for m in reversed(sent)] == [
        "gapwatch 运行正常（2013年9月18日）",
        "gapwatch 运行正常（2013年9月22日）",
        "gapwatch 运行正常（2013年9月23日）",
    ]
    assert "收件文件夹：最近一次正常 2013-09-23" in sent[0].text


def test_what_went_wrong_since_the_last_word_is_said_once(watched: Store) -> None:
    run_due(watched, SETTINGS, DUE)
    with writing(watched, actor="test", act="test:fail", at=DUE + timedelta(hours=3)) as w:
        run_id = jobs.start_run(w, "poll_inbox", DUE)
        assert run_id is not None
        jobs.end_run(w, run_id, "failed", {}, "ZeroDivisionError: by nought")
        message = outbox.put(
            w, Message(key="k", channel="mail", address="gone@x.example", subject="每月提示", text="t")
        )
        assert message is not None
        outbox.failed(w, message, "550 no such person", None)
    run_due(watched, SETTINGS, DUE + timedelta(days=4))
    latest = words(watched)[0]
    assert latest.subject == "gapwatch 有2项异常（2013年9月22日）"
    assert "ZeroDivisionError: by nought" in latest.text
    assert "gone@x.example（每月提示），原因：550 no such person" in latest.text
    run_due(watched, SETTINGS, DUE + timedelta(days=5))
    assert words(watched)[0].subject == "gapwatch 运行正常（2013年9月23日）"


def test_a_job_that_keeps_failing_is_said(watched: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run_due(watched, SETTINGS, DUE - timedelta(hours=1))
    for minutes in (40, 20):
        with writing(watched, actor="test", act="test:beat", at=DUE - timedelta(minutes=minutes)) as w:
            heartbeats.beat(w, "poll_inbox", "PermissionError: inbox")
    # The look itself would mend the heartbeat of a job that works again.
    monkeypatch.setattr(
        "scheduler.runs.JOBS", tuple(j for j in __import__("scheduler").runs.JOBS if j.name == "operations")
    )
    run_due(watched, SETTINGS, DUE)
    (word,) = words(watched)
    assert word.subject == "gapwatch 有1项异常（2013年9月18日）"
    assert "收件文件夹：连续失败2次" in word.text
    assert "PermissionError: inbox" in word.text
