"""A file is submitted by one and released by another; an undone upload and an ended embargo ask for a reckoning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest import UploadSettings
from measures.catalogue import load_catalogue
from measures.errors import NotAllowed
from measures.places import load_places
from measures.terms import Authority, RevisionBasis
from scheduler import SchedulerSettings
from scheduler.jobs import ask_for_reckoning, find_ended_embargoes, find_requests, reckon_requested
from scheduler.kit import Kit, kit
from storage import Store, audit, observations, reading, submissions
from storage.intake import Intake, Stop, Told, end_embargo, release_file, submit_file, take_in, undo

NOW = datetime(2014, 3, 3, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=40)
CATALOGUE, PLACES = load_catalogue(), load_places()
HEADER = "region,indicator,period,measure,value,unit,published\n"
GOOD = (HEADER + "黑龙江省,粮食产量,2013,level,1200.8,亿斤,2014-02-20\n").encode()
REVISED = (HEADER + "黑龙江省,粮食产量,2013,level,1210.0,亿斤,2014-03-01\n").encode()
BAD = (HEADER + "黑龙江省,粮食产量,2013,level,很多,亿斤,2014-02-20\n").encode()


@pytest.fixture
def tools(store: Store) -> Kit:
    return kit(store, SchedulerSettings(), CATALOGUE, PLACES)


def send(store: Store, data: bytes = GOOD, told: Told | None = None, now: datetime = NOW) -> Intake:
    settings = UploadSettings(source="省统计局")
    told = told or Told()
    return submit_file(store, data, "粮食.csv", settings, CATALOGUE, PLACES, now, "张三", told=told)


def submit(store: Store, data: bytes = GOOD, told: Told | None = None, now: datetime = NOW) -> int | None:
    return send(store, data, told, now).submission_id


def release(store: Store, number: int | None, actor: str = "李四", now: datetime = LATER) -> observations.IngestOutcome:
    assert number is not None
    return release_file(store, number, CATALOGUE, PLACES, now, actor)


def take(store: Store, data: bytes = GOOD, now: datetime = NOW, **more: object) -> observations.IngestOutcome:
    intake = take_in(store, data, "粮食.csv", UploadSettings(), CATALOGUE, PLACES, now, "test", **more)  # type: ignore[arg-type]
    assert intake.outcome is not None
    return intake.outcome


def values(store: Store, now: datetime = LATER) -> list[float]:
    with reading(store) as c:
        return list(observations.observations_frame(c, as_of=now)["value"])


def test_released_file_is_read_as_on_the_day_of_its_submission(tools: Kit) -> None:
    ahead = GOOD.replace(b"2014-02-20", b"2014-03-20")
    number = submit(tools.store, ahead)
    assert find_requests(tools, NOW) == ()
    assert release(tools.store, number).new == 1
    with reading(tools.store) as c:
        frame = observations.observations_frame(c)
    assert frame[["value", "release", "source"]].to_numpy().tolist() == [[1200.8, "scheduled", "省统计局"]]
    assert len(find_requests(tools, NOW)) == 1


def test_submitter_gets_no_release_and_nothing_is_asked_for(tools: Kit) -> None:
    number = submit(tools.store)
    with pytest.raises(NotAllowed):
        release(tools.store, number, actor="张三")
    assert values(tools.store) == []
    assert find_requests(tools, NOW) == ()


def test_file_with_errors_is_not_submitted(tools: Kit) -> None:
    assert submit(tools.store, BAD) is None
    with reading(tools.store) as c:
        assert submissions.list_submissions(c) == ()


def test_revision_is_released_with_its_basis(tools: Kit) -> None:
    release(tools.store, submit(tools.store))
    refused = send(tools.store, REVISED)
    assert (refused.submission_id, refused.stop) == (None, Stop.BASIS)
    number = submit(tools.store, REVISED, Told(revision_basis=RevisionBasis.CENSUS))
    assert release(tools.store, number).revised == 1
    assert values(tools.store) == [1200.8, 1210.0]


def test_command_line_takes_revisions_without_a_basis_and_keeps_a_given_one(tools: Kit) -> None:
    take(tools.store)
    outcome = take(tools.store, REVISED, told=Told(revision_basis=RevisionBasis.VERIFICATION))
    assert outcome.revised == 1
    with reading(tools.store) as c:
        assert observations.get_upload(c, outcome.upload_id).revision_basis == "verification"
        assert observations.get_upload(c, 1).revision_basis is None


def test_rank_of_a_source_outranks_what_the_file_says(tools: Kit) -> None:
    take(tools.store, rank=Authority.SELF_REPORTED)
    with reading(tools.store) as c:
        assert list(observations.observations_frame(c)["authority"]) == [5]


def test_undone_upload_asks_for_a_reckoning(tools: Kit) -> None:
    upload_id = take(tools.store).upload_id
    reckon_requested(tools, find_requests(tools, NOW), NOW)
    assert undo(tools.store, upload_id, "错表", LATER, "王五").stored == 1
    assert len(find_requests(tools, LATER)) == 1


def test_ended_embargo_asks_for_a_reckoning_once(tools: Kit) -> None:
    until = NOW + timedelta(hours=3)
    take(tools.store, told=Told(embargo_until=until))
    reckon_requested(tools, find_requests(tools, NOW), NOW)
    assert find_ended_embargoes(tools, until - timedelta(seconds=1)) == ()
    ended = find_ended_embargoes(tools, until)
    assert ask_for_reckoning(tools, ended, until) == {"ended": 1}
    reckon_requested(replace(tools), find_requests(tools, until), until)
    assert find_ended_embargoes(tools, until + timedelta(hours=1)) == ()


YEARS = "".join(
    f"河南省,社会消费品零售总额,{2004 + i},level,{1000 * 1.13**i:.1f},亿元,{2005 + i}-02-20\n" for i in range(8)
)
JUMP = (HEADER + "河南省,社会消费品零售总额,2012,level,9000,亿元,2013-02-20\n").encode()


def test_outlier_of_the_stored_history_wants_a_word_that_is_kept(tools: Kit) -> None:
    take(tools.store, (HEADER + YEARS).encode())
    args = (tools.store, JUMP, "零售.csv", UploadSettings(), CATALOGUE, PLACES, NOW, "test")
    refused = take_in(*args)
    assert (refused.outcome, refused.stop) == (None, Stop.WORD)
    assert [p.code for p in refused.reading.problems] == ["history_outlier"]
    assert take_in(*args, told=Told(word="  ")).stop is Stop.WORD
    kept = take_in(*args, told=Told(word="新企业入统"))
    assert kept.outcome is not None
    with reading(tools.store) as c:
        assert observations.get_upload(c, kept.outcome.upload_id).word == "新企业入统"
        assert observations.get_upload(c, kept.outcome.upload_id).problems[0]["code"] == "history_outlier"
    assert take_in(*args).outcome is not None, "the same file again changes nothing and wants no word"


def test_magnitude_of_the_stored_history_is_an_error(tools: Kit) -> None:
    take(tools.store, (HEADER + YEARS).encode())
    wrong = JUMP.replace(b"9000", b"26600000")
    settings = UploadSettings()
    stop = take_in(tools.store, wrong, "零售.csv", settings, CATALOGUE, PLACES, NOW, "test", told=Told(word="对"))
    assert stop.stop is Stop.ERRORS


def test_another_unit_of_the_same_amount_is_no_outlier(tools: Kit) -> None:
    take(tools.store, (HEADER + YEARS).encode())
    fair = JUMP.replace("9000,亿元".encode(), "26600000,万元".encode())
    assert take(tools.store, fair).new == 1


def test_wrong_rows_of_old_never_block_right_ones(tools: Kit) -> None:
    """A value ten thousand times too large, taken back, is neither history nor in the way."""
    take(tools.store, (HEADER + YEARS).encode())
    bad = take(tools.store, GOOD.replace(b"1200.8", b"12008000"))
    undo(tools.store, bad.upload_id, "单位错", NOW + timedelta(days=1), "王五")
    assert take(tools.store, GOOD, NOW + timedelta(days=2)).corrected == 1
    with reading(tools.store) as c:
        frame = observations.observations_frame(c, indicator_ids=["grain_output"])
    assert frame["value"].tolist()[-1] == 1200.8


def test_wrong_rows_that_nobody_took_back_do_not_block_right_ones_either(tools: Kit) -> None:
    rows = [f"黑龙江省,粮食产量,{2004 + i},level,{9000000 + i},亿斤,{2005 + i}-02-20\n" for i in range(3)]
    take(tools.store, (HEADER + "".join(rows)).encode())
    assert take(tools.store, GOOD).new == 1


def test_embargo_is_shortened_by_somebody_else_only(tools: Kit) -> None:
    until = NOW + timedelta(days=90)
    upload_id = release(tools.store, submit(tools.store, told=Told(embargo_until=until))).upload_id
    for actor, wished in (("张三", LATER), ("李四", until + timedelta(days=1))):
        with pytest.raises(NotAllowed):
            end_embargo(tools.store, upload_id, wished, LATER, actor)
    earlier = until - timedelta(days=20)
    assert end_embargo(tools.store, upload_id, earlier, LATER, "李四") == earlier
    assert end_embargo(tools.store, upload_id, None, LATER, "李四") == LATER
    with reading(tools.store) as c:
        before = observations.observations_frame(c, as_of=LATER - timedelta(seconds=1))
        now = observations.observations_frame(c, as_of=LATER)
        told = [entry for entry in audit.list_entries(c, kind="upload") if entry.change == "release.move_embargo"]
    assert (before["release"].tolist(), now["release"].tolist()) == (["unreleased"], ["released"])
    assert [(entry.actor, entry.detail["before"]) for entry in told] == [
        ("李四", earlier.isoformat()),
        ("李四", until.isoformat()),
    ]
    with pytest.raises(NotAllowed):
        end_embargo(tools.store, upload_id, None, LATER, "李四")


def test_what_has_become_doubtful_since_is_not_released(tools: Kit) -> None:
    number = submit(tools.store, JUMP)
    take(tools.store, (HEADER + YEARS).encode())
    with pytest.raises(NotAllowed, match="new problems"):
        release(tools.store, number)
