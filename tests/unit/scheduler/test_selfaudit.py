"""Kept gaps are made again every night, bit for bit; a difference is found and told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factories
import pytest
from sqlalchemy import update

from gapwatch.cli import main
from scheduler import SchedulerSettings, run_due
from storage import Store, documents, gaps, jobs, matches, observations, outbox, people, reading, verdicts, writing
from storage.tables import gap_rows, vintages

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2014, 3, 3, 2, 30, tzinfo=SHANGHAI)
SETTINGS = SchedulerSettings()
GDP = {"indicator": "地区生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%"}


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with one evaluation, and an administrator."""
    target = factories.draft(indicator_id="gdp", place_code="410000")
    with writing(store, actor="test", act="test:fill", at=factories.NOW) as w:
        documents.save_document(w, factories.document_reading(target), factories.TEXT.encode(), accept=True)
        people.save_recipient(w, name="管理员", address="admin@x.example", tells=["operations"])
        observations.save_upload(w, *factories.upload(factories.observation(**GDP, value=9.0)))
        jobs.request(w, "reckon_gaps")
    run_due(store, SETTINGS, NIGHT - timedelta(hours=6))
    return store


def audited(store: Store, at: datetime = NIGHT) -> tuple[dict[str, int], list[str]]:
    """What the night's run counted, and the messages that it put."""
    (ran,) = [ran for ran in run_due(store, SETTINGS, at) if ran.job == "self_audit"]
    assert ran.outcome == "done", ran.error
    with reading(store) as c:
        said = [m.text for m in outbox.list_messages(c) if m.key.startswith("self_audit")]
    return {name: number for name, number in ran.counts.items() if name != "attempts"}, said


def test_what_is_kept_as_it_was_made_is_found_the_same(kept: Store) -> None:
    assert audited(kept) == ({"evaluations": 1, "gaps": 1, "differences": 0}, [])


def test_later_figures_matches_and_verdicts_change_no_kept_evaluation(kept: Store) -> None:
    later = NIGHT - timedelta(hours=1)
    with writing(kept, actor="test", act="test:more", at=later) as w:
        revised = factories.observation(**GDP, value=10.5, published_at=date(2014, 2, 27))
        observations.save_upload(w, *factories.upload(revised))
        matches.decide(w, "gdp", "gni", "accepted")
    row = {"target_id": 1, "target_version": 1, "status": "missed", "period": "2013", "observed": 9.0}
    with writing(kept, actor="李强", act="test:more", at=later) as w:
        row |= {"deadline": date(2013, 12, 31), "reasons": [], "vintages": [1]}
        verdict = verdicts.propose(w, row, verdicts.VerdictWord.NOT_DONE, dated=date(2014, 3, 1))
    with writing(kept, actor="another", act="test:more", at=later) as w:
        verdicts.approve(w, verdict)
    run_due(kept, SETTINGS, later + timedelta(minutes=1))
    assert audited(kept)[0]["differences"] == 0


@pytest.mark.parametrize(
    ("table", "values"),
    [(gap_rows, {"status": "met"}), (gap_rows, {"gap": -0.9999999999999999}), (vintages, {"value": 9.1})],
)
def test_a_changed_row_is_found_and_told(kept: Store, table, values) -> None:  # type: ignore[no-untyped-def]
    with writing(kept, actor="hand", act="test:tamper", at=NIGHT) as w:
        w.connection.execute(update(table).values(values))
    counts, said = audited(kept)
    assert counts["differences"] == 1
    assert "第1次测算" in said[0]
    assert "目标1" in said[0]
    assert next(iter(values)) in said[0] or table is vintages


def test_a_number_inside_the_kept_row_is_found(kept: Store) -> None:
    with reading(kept) as c:
        row = gaps.gaps_of_run(c, 1).to_dict("records")[0]
    with writing(kept, actor="hand", act="test:tamper", at=NIGHT) as w:
        whole = {**_stored(w), "probability": 0.75}
        w.connection.execute(update(gap_rows).values(row=whole))
    assert row["status"] == "missed"
    counts, said = audited(kept)
    assert counts["differences"] == 1
    assert "probability" in said[0]


def _stored(w):  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    return dict(w.connection.execute(select(gap_rows.c.row)).scalar_one())


def test_rows_that_are_gone_or_too_many_are_found(kept: Store) -> None:
    with writing(kept, actor="hand", act="test:tamper", at=NIGHT) as w:
        w.connection.execute(update(gap_rows).values(target_id=7))
    counts, said = audited(kept)
    assert counts["differences"] == 2
    assert "目标1：已存结果中缺少此行" in said[0]
    assert "目标7：已存结果中多出此行" in said[0]


def test_the_command_makes_everything_again(kept: Store, store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--database", store_url]) == 0
    assert "1行，逐位一致" in capsys.readouterr().out
    with writing(kept, actor="hand", act="test:tamper", at=NIGHT) as w:
        w.connection.execute(update(gap_rows).values(status="met"))
    assert main(["audit", "--all", "--format", "json", "--database", store_url]) == 1
    assert '"status"' in capsys.readouterr().out
    assert main(["audit", "--run", "9", "--database", store_url]) == 2
