"""The inbox: a good file is kept and put with the done ones, a bad one with the rejected ones, each with its report."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from measures.catalogue import load_catalogue
from measures.errors import StoreUnavailable
from measures.places import load_places
from scheduler import jobs as scheduler_jobs
from scheduler.jobs import find_arrivals, find_requests, reckon_requested, take_arrivals
from scheduler.kit import Kit, kit
from scheduler.settings import SchedulerSettings
from storage import Store, gaps, observations, reading

NOW = datetime(2014, 3, 3, 1, 0, tzinfo=UTC)
GOOD = "region,indicator,period,measure,value,unit,published\n黑龙江省,粮食产量,2013,level,1200.8,亿斤,2014-02-20\n"
BAD = "region,indicator,period,measure,value,unit\n黑龙江省,粮食产量,2013,level,很多,亿斤\n"


@pytest.fixture
def tools(store: Store, tmp_path: Path) -> Kit:
    settings = SchedulerSettings(inbox=tmp_path / "inbox", max_upload_bytes=1000)
    return kit(store, settings, load_catalogue(), load_places())


def inbox(tools: Kit) -> Path:
    assert tools.settings.inbox is not None
    return tools.settings.inbox


def drop(tools: Kit, name: str, text: str) -> None:
    inbox(tools).mkdir(exist_ok=True)
    (inbox(tools) / name).write_text(text, encoding="utf-8")


def poll(tools: Kit, now: datetime = NOW) -> dict[str, int]:
    """Two looks, as the clockwork makes them, and the work of the second."""
    find_arrivals(tools, now)
    return dict(take_arrivals(tools, find_arrivals(tools, now), now))


def files(tools: Kit) -> list[str]:
    return sorted(str(p.relative_to(inbox(tools))) for p in inbox(tools).rglob("*") if p.is_file())


def vintages(store: Store) -> list[float]:
    with reading(store) as c:
        return list(observations.observations_frame(c)["value"])


def test_a_good_file_is_kept_and_moved_to_done_with_its_report(tools: Kit) -> None:
    drop(tools, "粮食.csv", GOOD)
    assert poll(tools) == {"stored": 1, "unchanged": 0, "rejected": 0}
    assert files(tools) == ["done/粮食.csv", "done/粮食.csv.report.txt"]
    assert vintages(tools.store) == [1200.8]
    report = (inbox(tools) / "done" / "粮食.csv.report.txt").read_text(encoding="utf-8")
    assert "粮食.csv" in report
    assert "2014-03-03 09:00" in report
    assert "新增1" in report


def test_new_data_asks_for_a_reckoning_once(tools: Kit) -> None:
    drop(tools, "a.csv", GOOD)
    poll(tools)
    assert len(find_requests(tools, NOW)) == 1
    assert reckon_requested(tools, find_requests(tools, NOW), NOW)["requests"] == 1
    assert find_requests(tools, NOW) == ()
    with reading(tools.store) as c:
        (run,) = gaps.list_runs(c)
    assert (run.as_of, run.settings) == (NOW, {"released_only": True})


def test_a_bad_file_is_rejected_with_row_and_column(tools: Kit) -> None:
    drop(tools, "a.csv", BAD)
    assert poll(tools) == {"stored": 0, "unchanged": 0, "rejected": 1}
    assert files(tools) == ["rejected/a.csv", "rejected/a.csv.report.txt"]
    assert vintages(tools.store) == []
    assert find_requests(tools, NOW) == ()
    report = (inbox(tools) / "rejected" / "a.csv.report.txt").read_text(encoding="utf-8")
    assert "很多" in report
    assert "第2行" in report


def test_the_report_speaks_the_language_of_the_settings(store: Store, tmp_path: Path) -> None:
    settings = SchedulerSettings(inbox=tmp_path / "inbox", language="en")
    tools = kit(store, settings, load_catalogue(), load_places())
    drop(tools, "a.csv", BAD)
    poll(tools)
    report = (inbox(tools) / "rejected" / "a.csv.report.txt").read_text(encoding="utf-8")
    assert "Not taken in" in report


def test_a_file_over_the_limit_is_not_read(tools: Kit) -> None:
    drop(tools, "big.csv", "x" * 1001)
    assert poll(tools)["rejected"] == 1
    report = (inbox(tools) / "rejected" / "big.csv.report.txt").read_text(encoding="utf-8")
    assert "1001" in report
    assert "1000" in report


def test_a_file_kept_but_not_moved_is_found_unchanged_and_moved(tools: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(tools, "a.csv", GOOD)
    with monkeypatch.context() as killed:
        killed.setattr(os, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            poll(tools)
    assert "a.csv" in files(tools)
    assert poll(tools) == {"stored": 0, "unchanged": 1, "rejected": 0}
    assert files(tools) == ["done/a.csv", "done/a.csv.report.txt"]
    assert vintages(tools.store) == [1200.8]


def test_a_store_that_is_away_leaves_the_file_where_it_is(tools: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(tools, "a.csv", GOOD)

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("sqlite:///t.db", "gone")

    with monkeypatch.context() as gone:
        gone.setattr(scheduler_jobs, "take_in", away)
        with pytest.raises(StoreUnavailable):
            poll(tools)
    assert files(tools) == ["a.csv"]
    assert poll(tools)["stored"] == 1


def test_a_file_on_which_the_program_fails_does_not_hold_up_the_next(
    tools: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = scheduler_jobs.take_in

    def fail(store: Store, data: bytes, name: str, **rest: object) -> object:
        if name == "a.csv":
            raise ZeroDivisionError("by nought")
        return whole(store, data, name, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(scheduler_jobs, "take_in", fail)
    drop(tools, "a.csv", GOOD)
    drop(tools, "b.csv", GOOD)
    assert poll(tools) == {"stored": 1, "unchanged": 0, "rejected": 1}
    report = (inbox(tools) / "rejected" / "a.csv.report.txt").read_text(encoding="utf-8")
    assert "ZeroDivisionError: by nought" in report
    assert (inbox(tools) / "rejected" / "a.csv").read_text(encoding="utf-8") == GOOD


def test_a_reckoning_that_died_is_done_by_another(tools: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(tools, "a.csv", GOOD)
    poll(tools)
    with monkeypatch.context() as killed:
        killed.setattr(scheduler_jobs, "reckon_gaps", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            reckon_requested(tools, (), NOW)
    assert find_requests(tools, NOW + timedelta(minutes=1)) == ()
    later = NOW + timedelta(minutes=16)
    assert reckon_requested(tools, find_requests(tools, later), later)["requests"] == 1


def test_no_inbox_is_no_work(store: Store) -> None:
    tools = kit(store, SchedulerSettings(), load_catalogue(), load_places())
    assert find_arrivals(tools, NOW) == ()


FALLING = (
    "region,indicator,period,measure,value,unit,published\n"
    "河南省,固定资产投资,2013-01/2013-02,level,900,亿元,2013-03-20\n"
    "河南省,固定资产投资,2013-01/2013-03,level,800,亿元,2013-04-20\n"
)


def test_warning_that_wants_a_word_is_taken_with_the_word_beside_the_file(tools: Kit) -> None:
    drop(tools, "投资.csv", FALLING)
    assert poll(tools)["rejected"] == 1
    report = (inbox(tools) / "rejected" / "投资.csv.report.txt").read_text(encoding="utf-8")
    assert "投资.csv.word.txt" in report
    assert "[需说明]" in report
    drop(tools, "投资.csv.word.txt", "上月数已核减\n")
    drop(tools, "投资.csv", FALLING)
    assert poll(tools) == {"stored": 1, "unchanged": 0, "rejected": 0}
    with reading(tools.store) as c:
        assert observations.list_uploads(c)[0].word == "上月数已核减"
    assert [name for name in files(tools) if name.startswith("done/")] == [
        "done/投资.csv",
        "done/投资.csv.report.txt",
        "done/投资.csv.word.txt",
    ]
