"""Sources are polled when due; polled twice nothing changes; what fails is told in its run."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from measures.catalogue import load_catalogue
from measures.places import load_places
from scheduler.jobs import find_arrivals, find_requests, take_arrivals
from scheduler.kit import Kit, kit
from scheduler.polling import PollOutcome, check, due_of, find_sources, poll, poll_sources, try_out
from scheduler.runs import run_due
from scheduler.settings import SchedulerSettings
from scheduler.sources.definitions import FolderSource, HttpSource, Source, SqlSource
from scheduler.sources.fetched import FetchFailed
from storage import Store, audit, jobs, observations, reading
from storage.sources import get_mark

NOW = datetime(2014, 3, 12, 1, 0, tzinfo=UTC)
CATALOGUE, PLACES = load_catalogue(), load_places()
HEADER = "region,indicator,period,measure,value,unit,published\n"
GOOD = HEADER + "黑龙江省,粮食产量,2013,level,1200.8,亿斤,2014-02-20\n"
NEXT = HEADER + "黑龙江省,粮食产量,2013,level,1200.9,亿斤,2014-03-10\n"
BAD = HEADER + "黑龙江省,粮食产量,2013,level,很多,亿斤,2014-02-20\n"


class Server(http.server.ThreadingHTTPServer):
    """One file under every address, with its ETag where `tagged`."""

    text = GOOD
    tagged = True
    asked = 0
    sent = 0


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        body = self.server.text.encode()
        tag = f'"{hash(body)}"'
        self.server.asked += 1
        same = self.server.tagged and self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200)
        if self.server.tagged:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", "0" if same else str(len(body)))
        self.end_headers()
        if not same:
            self.server.sent += 1
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    served.shutdown()
    served.server_close()
    thread.join()


def web(server: Server, **more: object) -> HttpSource:
    url = f"http://127.0.0.1:{server.server_address[1]}/a.csv"
    told = {"name": "web", "kind": "http", "url": url, "private_hosts": ["127.0.0.1"], "attempts": 1}
    return HttpSource.model_validate(told | more)


def tools(store: Store, *sources: Source) -> Kit:
    return kit(store, SchedulerSettings(sources=sources), CATALOGUE, PLACES)


def values(store: Store) -> list[float]:
    with reading(store) as c:
        return list(observations.observations_frame(c)["value"])


def test_polled_file_is_taken_in_like_any_other(store: Store, server: Server) -> None:
    source = web(server, publisher="省统计局", rank=2)
    polled = poll(tools(store, source), source, NOW)
    assert polled.outcome is PollOutcome.STORED
    with reading(store) as c:
        (row,) = observations.observations_frame(c).to_dict("records")
        (upload,) = observations.list_uploads(c)
        assert observations.raw_file(c, upload.sha256) == GOOD.encode()
    assert (row["value"], row["source"], row["authority"]) == (1200.8, "省统计局", 2)
    assert (upload.name, upload.recorded_by) == ("a.csv", "source:web")
    assert len(find_requests(tools(store), NOW)) == 1


@pytest.mark.parametrize("tagged", [True, False])
def test_polling_twice_changes_nothing(store: Store, server: Server, tagged: bool) -> None:
    server.tagged = tagged
    source = web(server)
    kit_ = tools(store, source)
    poll(kit_, source, NOW)
    with reading(store) as c:
        before = (observations.list_uploads(c), observations.list_series(c), len(audit.list_entries(c, kind="upload")))
    assert poll(kit_, source, NOW + timedelta(days=1)).outcome is PollOutcome.NOT_MODIFIED
    with reading(store) as c:
        after = (observations.list_uploads(c), observations.list_series(c), len(audit.list_entries(c, kind="upload")))
    assert after == before
    assert server.sent == (1 if tagged else 2)


def test_changed_file_is_a_revision(store: Store, server: Server) -> None:
    source = web(server)
    kit_ = tools(store, source)
    poll(kit_, source, NOW)
    server.text = NEXT
    polled = poll(kit_, source, NOW + timedelta(days=1))
    assert polled.intake is not None
    assert polled.intake.outcome is not None
    assert polled.intake.outcome.revised == 1
    assert values(store) == [1200.8, 1200.9]


def test_rejected_file_is_looked_at_again_until_it_is_good(store: Store, server: Server) -> None:
    server.text = BAD
    source = web(server)
    kit_ = tools(store, source)
    for _ in range(2):
        assert poll(kit_, source, NOW).outcome is PollOutcome.REJECTED
    assert server.sent == 2
    with reading(store) as c:
        assert get_mark(c, "web") is None
    assert values(store) == []


def test_changed_mapping_file_reads_the_same_file_again(store: Store, server: Server, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("answers: {}", encoding="utf-8")
    source = web(server, mapping=mapping)
    kit_ = tools(store, source)
    poll(kit_, source, NOW)
    corrected = "corrections: [{cell: E2, expect: 1200.8, value: 1201.8, reason: 排印错误}]"
    mapping.write_text(corrected, encoding="utf-8")
    poll(kit_, source, NOW + timedelta(days=1))
    assert values(store) == [1200.8, 1201.8]


def test_correction_of_a_source_that_changed_stops_the_file(store: Store, server: Server, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("corrections: [{cell: E2, expect: 1.0, value: 2.0, reason: x}]", encoding="utf-8")
    source = web(server, mapping=mapping)
    polled = poll(tools(store, source), source, NOW)
    assert polled.outcome is PollOutcome.REJECTED
    assert polled.intake is not None
    assert [p.code for p in polled.intake.reading.problems] == ["correction_outdated"]


def test_dry_run_keeps_nothing(store: Store, server: Server) -> None:
    source = web(server)
    found, _ = try_out(tools(store, source), source, NOW)
    assert list(found.observations["value"]) == [1200.8]
    assert values(store) == []
    with reading(store) as c:
        assert get_mark(c, "web") is None
        assert audit.list_entries(c) == ()


def test_source_is_due_once_an_interval_on_its_days(store: Store, server: Server) -> None:
    source = web(server, every=60, days=[10, 25])
    kit_ = tools(store, source)
    assert due_of(source, NOW.replace(day=9), kit_) is None
    assert [one for one, _ in find_sources(kit_, NOW)] == [source]
    assert poll_sources(kit_, find_sources(kit_, NOW), NOW)["stored"] == 1
    assert find_sources(kit_, NOW + timedelta(minutes=59)) == []
    later = NOW + timedelta(minutes=60)
    due = find_sources(kit_, later)
    assert len(due) == 1
    assert poll_sources(kit_, due, later)["not_modified"] == 1
    assert poll_sources(kit_, due, later) == dict.fromkeys([*PollOutcome, "failed"], 0)


def test_failing_source_holds_up_no_other_and_says_why(store: Store, server: Server) -> None:
    gone = SqlSource(
        name="gone", kind="sql", url="sqlite:////nowhere/a.db", query="SELECT 1 ORDER BY 1", attempts=1, every=60
    )
    kit_ = tools(store, gone, web(server))
    counts = poll_sources(kit_, find_sources(kit_, NOW), NOW)
    assert (counts["failed"], counts["stored"]) == (1, 1)
    with reading(store) as c:
        (run,) = jobs.list_runs(c, job="source:gone")
    assert (run.outcome, run.error) == ("failed", "there is no such database file")


def test_rejected_file_is_told_in_its_run(store: Store, server: Server) -> None:
    server.text = BAD
    kit_ = tools(store, web(server))
    poll_sources(kit_, find_sources(kit_, NOW), NOW)
    with reading(store) as c:
        (run,) = jobs.list_runs(c, job="source:web")
    assert (run.outcome, run.error, run.counts) == ("failed", "a.csv: not_a_number", {"rejected": 1})


def test_clockwork_polls_and_reckons(store: Store, server: Server) -> None:
    settings = SchedulerSettings(sources=(web(server),))
    ran = {one.job: one for one in run_due(store, settings, NOW, catalogue=CATALOGUE, places=PLACES)}
    assert ran["poll_sources"].counts["stored"] == 1
    assert ran["reckon_gaps"].outcome == "done"
    assert "poll_sources" not in {
        one.job for one in run_due(store, settings, NOW + timedelta(minutes=5), catalogue=CATALOGUE, places=PLACES)
    }


def test_folder_of_a_source_reads_by_the_words_of_the_source(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(GOOD, encoding="utf-8")
    source = FolderSource(name="folder", kind="folder", folder=folder, publisher="年鉴", rank=1)
    kit_ = tools(store, source)
    find_arrivals(kit_, NOW)
    assert take_arrivals(kit_, find_arrivals(kit_, NOW), NOW)["stored"] == 1
    assert find_sources(kit_, NOW) == []
    with reading(store) as c:
        (row,) = observations.observations_frame(c).to_dict("records")
    assert (row["source"], row["authority"]) == ("年鉴", 1)
    assert (folder / "done" / "a.csv").is_file()


def test_check_asks_for_no_file(store: Store, server: Server, tmp_path: Path) -> None:
    check(web(server))
    assert server.asked == 0
    with pytest.raises(FetchFailed, match="private network"):
        check(web(server, private_hosts=[], hosts=["127.0.0.1"]))
    with pytest.raises(FetchFailed, match="no folder"):
        check(FolderSource(name="f", kind="folder", folder=tmp_path / "absent"))
