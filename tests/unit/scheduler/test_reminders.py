"""Duties: who is reminded when, who is told of what is overdue, and that what was handed in is left alone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factories
import pytest

from scheduler import SchedulerSettings, run_due
from storage import Store, documents, duties, outbox, people, reading, writing
from storage.outbox import StoredMessage
from targets.model import Offices, Reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOADED = datetime(2013, 2, 8, 9, 0, tzinfo=SHANGHAI)
SETTINGS = SchedulerSettings()


@pytest.fixture
def filled(store: Store) -> Store:
    """A notice with the four dates of Henan's, two tasks of two offices, and three recipients."""
    tasks = (
        factories.task("1.1", offices=Offices(lead=("省农业厅",), support=("省财政厅",))),
        factories.task("1.2", offices=Offices(lead=("省水利厅",))),
    )
    due = (date(2013, 3, 30), date(2013, 6, 30), date(2013, 9, 30), date(2013, 12, 30))
    duty = factories.duty(who="各责任单位", what="报告落实情况", due=due)
    made = Reading(document=factories.document(title="任务分工通知"), tasks=tasks, duties=(duty,))
    with writing(store, actor="test", act="test:load", at=LOADED) as w:
        documents.save_document(w, made, made.document.text.encode(), accept=True)
        for name, offices in (
            ("nongye", ["省农业厅"]),
            ("shuili", ["省水利厅"]),
            ("caizheng", ["省财政厅"]),
            ("ducha", []),
        ):
            people.save_recipient(w, name=name, address=f"{name}@x.example", offices=offices)
    return store


def run_days(store: Store, first: date, last: date) -> None:
    day = first
    while day <= last:
        run_due(store, SETTINGS, datetime(day.year, day.month, day.day, 8, 30, tzinfo=SHANGHAI))
        day += timedelta(days=1)


def told(store: Store) -> dict[str, list[StoredMessage]]:
    found: dict[str, list[StoredMessage]] = {}
    with reading(store) as c:
        for message in reversed(outbox.list_messages(c)):
            found.setdefault(message.address.split("@")[0], []).append(message)
    return found


def days(messages: list[StoredMessage]) -> list[str]:
    return [f"{m.put_at.astimezone(SHANGHAI):%m-%d}" for m in messages]


def test_offices_are_reminded_7_3_and_1_workdays_before(filled: Store) -> None:
    run_days(filled, date(2013, 9, 10), date(2013, 9, 30))
    found = told(filled)
    assert days(found["nongye"]) == days(found["shuili"]) == ["09-22", "09-26", "09-29"]
    assert set(found) == {"nongye", "shuili"}
    first = found["nongye"][0]
    assert "报告落实情况" in first.text
    assert "2013年9月30日前报送，还有7个工作日" in first.text
    assert "任务分工通知" in first.text


def test_what_was_handed_in_is_left_alone_and_the_rest_told_to_the_supervision_office(filled: Store) -> None:
    with writing(filled, actor="ducha", act="duty:receive", at=LOADED) as w:
        assert duties.receive(w, "notice-2013", date(2013, 9, 30), "省农业厅", note="纸质2份已收") is not None
        assert duties.receive(w, "notice-2013", date(2013, 9, 30), "省农业厅") is None
    run_days(filled, date(2013, 9, 25), date(2013, 10, 12))
    found = told(filled)
    assert "nongye" not in found
    assert days(found["shuili"]) == ["09-26", "09-29", "10-08"]
    (overdue,) = found["ducha"]
    assert days([overdue]) == ["10-08"]
    assert "未报送单位1个：省水利厅" in overdue.text


def test_a_date_on_a_weekend_is_overdue_on_the_next_workday(filled: Store) -> None:
    run_days(filled, date(2013, 3, 29), date(2013, 4, 3))
    assert days(told(filled)["ducha"]) == ["04-01"]


def test_a_duty_of_a_named_office_binds_that_office_only(store: Store) -> None:
    tasks = (
        factories.task("1.1", offices=Offices(lead=("省农业厅",))),
        factories.task("1.2", offices=Offices(lead=("省水利厅",))),
    )
    duty = factories.duty(who="省水利厅", what="报送工程进度", due=(date(2013, 9, 30),))
    made = Reading(document=factories.document(), tasks=tasks, duties=(duty,))
    with writing(store, actor="test", act="test:load", at=LOADED) as w:
        documents.save_document(w, made, made.document.text.encode(), accept=True)
        for name, office in (("nongye", "省农业厅"), ("shuili", "省水利厅")):
            people.save_recipient(w, name=name, address=f"{name}@x.example", offices=[office])
    run_days(store, date(2013, 9, 29), date(2013, 9, 29))
    assert set(told(store)) == {"shuili"}
