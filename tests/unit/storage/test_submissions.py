"""One person submits, another releases; until then nothing of a file is known to anybody."""

from datetime import UTC, date, datetime, timedelta

import factories
import pytest
from factories import NOW, observation, upload

from ingest import UploadSettings
from measures.errors import NotAllowed, NotFound
from measures.terms import RevisionBasis, SubmissionState
from storage import audit, checking, observations, reading, submissions
from storage.release import embargoes_over, holds_unreleased
from storage.revision import revision

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def submit(change):
    """Submit rows as a file; return the submission's id."""

    def submitted(*rows, actor="张三", at=NOW, **told):
        found, data = upload(*rows)
        with change(at, actor) as w:
            return submissions.submit(w, found, data, UploadSettings(source="统计局"), **told)

    return submitted


@pytest.fixture
def release(change):
    """Release a submission that holds the given rows."""

    def released(submission_id, *rows, actor="李四", at=LATER):
        found, data = upload(*rows)
        with change(at, actor) as w:
            return submissions.release(w, submission_id, found, data)

    return released


def receipt(store, submission_id):
    with reading(store) as c:
        return submissions.get_submission(c, submission_id)


def known(store, **asked):
    with reading(store) as c:
        return observations.observations_frame(c, **asked)


def test_submitted_values_are_in_no_frame_and_change_no_light(store, submit):
    with reading(store) as c:
        before = revision(c)
    submit(observation())
    with reading(store) as c:
        assert revision(c) == before
        assert observations.list_uploads(c) == observations.list_series(c) == ()
        assert checking.check_store(c) == ()
    assert known(store).empty


def test_released_values_are_recorded_at_the_release_and_name_the_releaser(store, submit, release):
    number = submit(observation())
    outcome = release(number, observation())
    assert outcome.new == 1
    assert known(store)["recorded_at"].tolist() == [LATER]
    assert known(store, recorded_by=NOW).empty
    with reading(store) as c:
        assert observations.get_upload(c, outcome.upload_id).released_by == "李四"


def test_receipt_names_both_people_both_moments_and_the_checksum(store, submit, release):
    found, _ = upload(observation())
    number = submit(observation(), word="已核对")
    assert receipt(store, number).state is SubmissionState.SUBMITTED
    release(number, observation())
    kept = receipt(store, number)
    assert (kept.submitted_by, kept.submitted_at) == ("张三", NOW)
    assert (kept.decided_by, kept.decided_at) == ("李四", LATER)
    assert (kept.state, kept.sha256, kept.word) == (SubmissionState.RELEASED, found.sha256, "已核对")
    assert kept.counts["new"] == 1


def test_the_submitter_may_not_release(store, submit, release):
    number = submit(observation())
    with pytest.raises(NotAllowed, match="their own"):
        release(number, observation(), actor="张三")
    assert known(store).empty
    assert receipt(store, number).state is SubmissionState.SUBMITTED


def test_a_submission_is_decided_once(store, submit, release, change):
    number = submit(observation())
    release(number, observation())
    with pytest.raises(NotAllowed, match="released already"):
        release(number, observation())
    with pytest.raises(NotAllowed, match="released already"), change() as w:
        submissions.withdraw(w, number)
    assert len(known(store)) == 1


def test_withdrawn_submission_is_never_released(store, submit, release, change):
    number = submit(observation())
    with change(LATER, "张三") as w:
        submissions.withdraw(w, number, note="表头有误")
    with pytest.raises(NotAllowed, match="withdrawn already"):
        release(number, observation())
    kept = receipt(store, number)
    assert (kept.state, kept.note, kept.upload_id) == (SubmissionState.WITHDRAWN, "表头有误", None)


def test_other_values_than_those_submitted_are_not_released(store, submit, release):
    number = submit(observation())
    with pytest.raises(NotAllowed, match="reads differently"):
        release(number, observation(value=1.0))
    assert known(store).empty


def test_same_file_waits_once_and_may_be_submitted_again_after_withdrawal(submit, change):
    number = submit(observation())
    assert submit(observation(), actor="王五") == number
    with change() as w:
        submissions.withdraw(w, number)
    assert submit(observation()) == number + 1


def test_revision_needs_its_basis(store, change, submit, release):
    with change() as w:
        observations.save_upload(w, *upload(observation()))
    revised = observation(value=5700.0, published_at=date(2014, 6, 1))
    with pytest.raises(NotAllowed, match="names no basis"):
        submit(revised)
    number = submit(revised, revision_basis=RevisionBasis.CENSUS)
    outcome = release(number, revised)
    with reading(store) as c:
        assert observations.get_upload(c, outcome.upload_id).revision_basis == "census"


def test_unknown_submission_is_not_found(store, release):
    with pytest.raises(NotFound):
        release(7, observation())
    with pytest.raises(NotFound):
        receipt(store, 7)


def test_waiting_submissions_are_listed_apart(store, submit, release):
    first, second = submit(observation()), submit(observation(period="2012"))
    release(first, observation())
    with reading(store) as c:
        assert [one.id for one in submissions.list_submissions(c)] == [second, first]
        assert [one.id for one in submissions.list_submissions(c, waiting=True)] == [second]


def test_each_step_leaves_its_audit_row(store, submit, release):
    release(submit(observation()), observation())
    with reading(store) as c:
        entries = audit.list_entries(c, kind="submission")
    assert [(e.change, e.actor) for e in entries] == [
        ("submissions.released", "李四"),
        ("submissions.submit", "张三"),
    ]


def test_upload_that_nobody_released_says_so(store, change):
    with change() as w:
        observations.save_upload(w, *upload(observation()))
    with reading(store) as c:
        assert observations.get_upload(c, 1).released_by is None


def test_embargo_hides_from_the_outside_until_its_moment(store, submit, release):
    until = datetime(2014, 3, 10, 2, 0, tzinfo=UTC)
    number = submit(observation(), embargo_until=until)
    upload_id = release(number, observation()).upload_id
    just_before, day = until - timedelta(seconds=1), until + timedelta(days=30)
    assert known(store, as_of=just_before)["release"].tolist() == ["unreleased"]
    assert known(store, as_of=until)["release"].tolist() == ["released"]
    assert known(store, as_of=day, public_at=just_before)["release"].tolist() == ["unreleased"]
    assert known(store)["release"].tolist() == ["unreleased"]
    with reading(store) as c:
        assert holds_unreleased(c, upload_id, just_before)
        assert not holds_unreleased(c, upload_id, until)
        assert (embargoes_over(c, just_before), embargoes_over(c, until)) == (0, 1)


def test_digest_tells_values_and_their_order_apart():
    one, other = observation(), observation(value=1.0)
    digests = {
        submissions.digest_of(factories.observations(*rows)) for rows in ((one, other), (other, one), (one, one))
    }
    assert len(digests) == 3
    assert submissions.digest_of(factories.observations(one)) == submissions.digest_of(factories.observations(one))


def test_what_is_published_later_is_not_public_before_its_day(store, change):
    with change() as w:
        observations.save_upload(w, *upload(observation(release="scheduled", published_at=date(2014, 3, 20))))
    later = datetime(2014, 4, 1, tzinfo=UTC)
    assert known(store, as_of=later, public_at=NOW)["release"].tolist() == ["unreleased"]
    assert known(store, as_of=later, public_at=datetime(2014, 3, 20, tzinfo=UTC))["release"].tolist() == ["scheduled"]
