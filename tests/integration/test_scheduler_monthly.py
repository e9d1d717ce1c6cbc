"""The alert day, end to end: statistics in the inbox, gaps reckoned, one digest a recipient at a real mail server."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import factories
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from measures.terms import Comparator, Measure, ObjectionKind
from scheduler import MailSettings, MonthlyRule, SchedulerSettings, run_due
from scheduler import delivery as scheduler_delivery
from scheduler import monthly as scheduler_monthly
from storage import Store, alerts, documents, followup, jobs, objections, outbox, people, reading, writing
from storage.outbox import MessageState

SHANGHAI = ZoneInfo("Asia/Shanghai")
LOADED = datetime(2013, 3, 1, 9, 0, tzinfo=SHANGHAI)
ALERT_DAY = datetime(2014, 1, 21, 9, 0, tzinfo=SHANGHAI)
ACTUALS = """region,indicator,period,measure,value,unit,published,source
黑龙江省,粮食总产量,2013,level,1200.8,亿斤,2013-12-19,国家统计局黑龙江调查总队
黑龙江省,地区生产总值,2013,growth,12.0,%,2014-01-17,黑龙江省统计局
黑龙江省,社会消费品零售总额,2013,growth,13.8,%,2014-01-17,黑龙江省统计局
黑龙江省,居民消费价格,2013,growth,5.0,%,2014-01-17,黑龙江省统计局
"""


class Postbox:
    """A mail server that keeps what arrives."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@contextmanager
def serving(postbox: Postbox) -> Iterator[MailSettings]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailSettings(host="127.0.0.1", port=port, sender="gapwatch@tj.example", timeout=5)
    finally:
        controller.stop()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def settings(postbox: Postbox, tmp_path: Path) -> Iterator[SchedulerSettings]:
    with serving(postbox) as mail:
        yield SchedulerSettings(
            inbox=tmp_path / "inbox",
            mail=mail,
            base_url="https://gapwatch.tj.example",
            monthly=MonthlyRule(after_day=20),
        )


def load(store: Store) -> None:
    """Four targets of Heilongjiang for 2013: growth will be met, the others missed."""
    targets = (
        factories.draft(
            "粮食总产量", "1300", indicator_id="grain_output", unit="亿斤", measure=Measure.LEVEL, answerable="省农委"
        ),
        factories.draft(
            "地区生产总值", "11", indicator_id="gdp", comparator=Comparator.APPROX, answerable="省发展改革委"
        ),
        factories.draft("社会消费品零售总额", "15", indicator_id="retail_sales", answerable="省商务厅"),
        factories.draft(
            "居民消费价格",
            "3.5",
            indicator_id="cpi",
            comparator=Comparator.LE,
            ceiling=True,
            price_basis=None,
            answerable="国家统计局黑龙江调查总队",
        ),
    )
    made = factories.document_reading(*(replace(t, place_code="230000") for t in targets), place_code="230000")
    with writing(store, actor="test", act="test:load", at=LOADED) as w:
        documents.save_document(w, made, made.document.text.encode(), accept=True)


def recipient(store: Store, name: str, *offices: str, language: str = "zh", channel: str = "mail") -> int:
    with writing(store, actor="test", act="test:recipient", at=LOADED) as w:
        return people.save_recipient(
            w, name=name, address=f"{name}@fgw.example", offices=offices, language=language, channel=channel
        )


def drop(settings: SchedulerSettings, text: str = ACTUALS) -> None:
    assert settings.inbox is not None
    settings.inbox.mkdir(exist_ok=True)
    (settings.inbox / "actuals.csv").write_text(text, encoding="utf-8")


def body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


def test_one_digest_names_the_missed_target_with_gap_office_and_page(
    store: Store, settings: SchedulerSettings, postbox: Postbox
) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    before = ALERT_DAY - timedelta(days=1)
    for seconds in (0, 20, 40):
        run_due(store, settings, before + timedelta(seconds=seconds))
    assert postbox.arrived == []
    run_due(store, settings, ALERT_DAY)
    (message,) = postbox.arrived
    assert message["To"] == "zhang@fgw.example"
    said = body(message)
    assert "粮食总产量" in said
    assert "距目标差99.2亿斤" in said
    assert "省农委" in said
    assert "https://gapwatch.tj.example/targets/" in said
    assert "地区生产总值" not in said


def test_after_a_restart_no_second_digest(store: Store, settings: SchedulerSettings, postbox: Postbox) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    ran = run_due(store, settings, ALERT_DAY)
    assert [(r.job, r.outcome) for r in ran if r.job == "monthly_alert"] == [("monthly_alert", "done")]
    for minutes in (0, 1, 60, 60 * 24 * 10):
        ran = run_due(store, settings, ALERT_DAY + timedelta(minutes=minutes))
        assert not [r for r in ran if r.job in ("monthly_alert", "deliver")]
    run_due(store, settings, ALERT_DAY - timedelta(hours=1))
    assert len(postbox.arrived) == 1
    run_due(store, settings, datetime(2014, 2, 21, 9, 0, tzinfo=SHANGHAI))
    assert len(postbox.arrived) == 2


def test_everybody_hears_of_what_their_office_answers_for(
    store: Store, settings: SchedulerSettings, postbox: Postbox
) -> None:
    load(store)
    recipient(store, "all")
    recipient(store, "grain", "省农委")
    recipient(store, "growth", "省发展改革委")
    recipient(store, "both", "省商务厅", "省农委")
    survey = recipient(store, "survey", "国家统计局黑龙江调查总队")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    run_due(store, settings, ALERT_DAY)
    told = {str(m["To"]).split("@")[0]: body(m) for m in postbox.arrived}
    assert set(told) == {"all", "grain", "both"}
    assert "社会消费品零售总额" in told["all"]
    assert "社会消费品零售总额" in told["both"]
    assert "社会消费品零售总额" not in told["grain"]
    assert not any("居民消费价格" in text for text in told.values())
    with reading(store) as c:
        assert alerts.sent_for(c, recipient_id=survey) == ()
        assert {a.period for a in alerts.sent_for(c)} == {"2014-01"}
        assert len(alerts.sent_for(c)) == 5


def test_the_next_digest_says_what_is_new_and_what_is_gone(
    store: Store, settings: SchedulerSettings, postbox: Postbox
) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    run_due(store, settings, ALERT_DAY)
    said = body(postbox.arrived[0])
    assert "本月新增" not in said
    revised = ACTUALS.replace("1200.8,亿斤,2013-12-19", "1301,亿斤,2014-02-01").replace("12.0,%", "10.0,%")
    later = datetime(2014, 2, 21, 9, 0, tzinfo=SHANGHAI)
    drop(settings, revised.replace("2014-01-17", "2014-02-02"))
    run_due(store, settings, later - timedelta(seconds=30))
    run_due(store, settings, later)
    with reading(store) as c:
        now = {(case.alert.target_id, case.alert.period): case for case in followup.list_cases(c)}
    assert now[1, "2014-01"].life.standing == "cleared"  # 粮食总产量 was revised above its target
    assert now[3, "2014-01"].life.standing == "carried"  # 社会消费品零售总额 still misses
    assert (now[3, "2014-02"].since, now[3, "2014-02"].life.open) == ("2014-01", True)
    said = body(postbox.arrived[1])
    assert "粮食总产量" not in said
    assert "地区生产总值" in said
    assert "测算未达到预期（本月新增）" in said
    assert "上月提示、本月不再提示的有1项" in said
    assert said.count("本月新增") == 1


def test_unreleased_figures_never_leave(store: Store, settings: SchedulerSettings, postbox: Postbox) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings, "region,indicator,period,measure,value,unit\n黑龙江省,粮食总产量,2013,level,1200.8,亿斤\n")
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    ran = {r.job: r for r in run_due(store, settings, ALERT_DAY)}
    assert ran["poll_inbox"].counts["stored"] == 1
    assert ran["monthly_alert"].counts["digests"] == 0
    assert postbox.arrived == []


def test_the_digest_speaks_the_recipients_language(store: Store, settings: SchedulerSettings, postbox: Postbox) -> None:
    load(store)
    recipient(store, "smith", language="en")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    run_due(store, settings, ALERT_DAY)
    assert "short of target" in body(postbox.arrived[0]) or "99.2" in body(postbox.arrived[0])
    assert "距目标" not in body(postbox.arrived[0])


def test_a_robot_is_told_no_figures(store: Store, settings: SchedulerSettings, postbox: Postbox) -> None:
    load(store)
    recipient(store, "group", channel="wecom")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    run_due(store, settings, ALERT_DAY)
    with reading(store) as c:
        (message,) = outbox.list_messages(c)
    assert message.state == MessageState.DUE
    assert (message.text, message.html) == ("您有2项提醒，请登录查看", None)


def test_killed_before_the_transaction_ends_nothing_is_told_and_nothing_is_lost(
    store: Store, settings: SchedulerSettings, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    with monkeypatch.context() as killed:
        killed.setattr(
            scheduler_monthly.alerts, "record_all", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            run_due(store, settings, ALERT_DAY)
    with reading(store) as c:
        assert outbox.list_messages(c) == ()
        assert jobs.list_runs(c, job="monthly_alert") == ()
    run_due(store, settings, ALERT_DAY + timedelta(minutes=1))
    assert len(postbox.arrived) == 1


def test_killed_between_commit_and_sending_it_is_sent_once(
    store: Store, settings: SchedulerSettings, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    with monkeypatch.context() as killed:
        killed.setattr(scheduler_delivery.mail, "send", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run_due(store, settings, ALERT_DAY)
    assert postbox.arrived == []
    for minutes in range(1, 20):
        run_due(store, settings, ALERT_DAY + timedelta(minutes=minutes))
    assert len(postbox.arrived) == 1


def test_a_failed_digest_leaves_its_row_and_is_tried_again(
    store: Store, settings: SchedulerSettings, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    with monkeypatch.context() as broken:
        broken.setattr(scheduler_monthly, "digest", lambda *_, **__: 1 / 0)
        run_due(store, settings, ALERT_DAY)
        run_due(store, settings, ALERT_DAY + timedelta(seconds=20))
    with reading(store) as c:
        (run,) = jobs.list_runs(c, job="monthly_alert")
    assert (run.outcome, run.due, run.counts) == ("failed", ALERT_DAY, {"attempts": 1})
    assert "ZeroDivisionError" in str(run.error)
    run_due(store, settings, ALERT_DAY + timedelta(minutes=2))
    with reading(store) as c:
        (run,) = jobs.list_runs(c, job="monthly_alert")
    assert (run.outcome, run.counts["attempts"], run.error) == ("done", 2, None)
    assert len(postbox.arrived) == 1


def test_months_missed_are_told_and_only_the_last_is_run(
    store: Store, settings: SchedulerSettings, postbox: Postbox
) -> None:
    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY)
    run_due(store, settings, ALERT_DAY + timedelta(seconds=40))
    ran = run_due(store, settings, datetime(2014, 4, 25, 12, 0, tzinfo=SHANGHAI))
    monthly = [(r.due.astimezone(SHANGHAI).date().isoformat(), r.outcome) for r in ran if r.job == "monthly_alert"]
    assert monthly == [("2014-02-21", "skipped"), ("2014-03-21", "skipped"), ("2014-04-21", "done")]
    assert len(postbox.arrived) == 1


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (
            MonthlyRule(after_day=20),
            datetime(2013, 9, 22, 9, 0, tzinfo=SHANGHAI),
        ),  # the 20th is a holiday, Sunday is made up
        (MonthlyRule(after_day=11), datetime(2013, 9, 12, 9, 0, tzinfo=SHANGHAI)),
    ],
)
def test_the_due_day_is_a_workday(store: Store, settings: SchedulerSettings, rule: MonthlyRule, due: datetime) -> None:
    changed = replace(settings, monthly=rule)
    run_due(store, changed, due - timedelta(days=20))
    assert not [r for r in run_due(store, changed, due - timedelta(minutes=1)) if r.job == "monthly_alert"]
    (run,) = [r for r in run_due(store, changed, due) if r.job == "monthly_alert"]
    assert run.due == due.astimezone(UTC)


def test_two_schedulers_on_one_store_run_a_due_time_once(
    store: Store, settings: SchedulerSettings, postbox: Postbox
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    load(store)
    recipient(store, "zhang")
    drop(settings)
    run_due(store, settings, ALERT_DAY - timedelta(seconds=30))
    run_due(store, settings, ALERT_DAY - timedelta(seconds=10))
    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(lambda _: run_due(store, settings, ALERT_DAY), range(4)))
    done = [r for one in ran for r in one if r.job == "monthly_alert" and r.outcome == "done"]
    assert len(done) == 1
    assert len(postbox.arrived) == 1
    with reading(store) as c:
        assert len(jobs.list_runs(c, job="monthly_alert")) == 1


def test_digest_waits_for_the_figures_and_for_the_offices_to_check(
    store: Store, settings: SchedulerSettings, postbox: Postbox
) -> None:
    """GDP and retail sales of 2013 arrive on 17 January 2014; the check begins on the Monday after."""
    waiting = replace(settings, monthly=MonthlyRule())
    load(store)
    recipient(store, "all")
    recipient(store, "grain", "省农委")

    def on(day: int, hour: int = 9, minute: int = 0) -> list[tuple[str, str]]:
        ran = run_due(store, waiting, datetime(2014, 1, day, hour, minute, tzinfo=SHANGHAI))
        return [(r.job, r.outcome) for r in ran if r.job in ("check_notice", "monthly_alert")]

    for day in (1, 2, 10, 16):
        assert on(day) == []
    drop(settings)
    assert on(17, 15) == []  # the figures are in, but on the day's alert time they were not
    assert on(20, 8, 59) == []
    assert on(20) == [("check_notice", "done")]
    (asked,) = postbox.arrived
    assert asked["To"] == "grain@fgw.example"
    assert "提示定于2014年1月23日发出" in body(asked)
    assert "粮食总产量" in body(asked)
    with writing(store, actor="省农委", act="objection:raise", at=datetime(2014, 1, 21, 9, tzinfo=SHANGHAI)) as w:
        objections.object_to(w, 1, ObjectionKind.DATA, office="省农委", text="抽样方法有调整")
    assert on(22) == []
    assert on(23) == [("monthly_alert", "done")]
    told = {str(m["To"]).split("@")[0]: body(m) for m in postbox.arrived[1:]}
    assert set(told) == {"all", "grain"}
    assert all("单位有异议：省农委，数据有误：抽样方法有调整" in text for text in told.values())
    assert on(30) == []
