"""Uploads: what is new is kept, what is known is not kept twice, nothing is overwritten."""

import math
from datetime import date, timedelta

import factories
import pytest
from factories import NOW, observation, upload
from sqlalchemy import select

from measures.errors import NotFound
from measures.problems import Problem, Where
from measures.terms import Change, Severity
from storage import audit, observations, reading
from storage.tables import series, vintages

LATER = NOW + timedelta(days=10)


@pytest.fixture
def ingest(change):
    """Take in rows as a file; return the outcome."""

    def ingested(*rows, at=NOW, **more):
        found, data = upload(*rows, **more)
        with change(at) as w:
            return observations.save_upload(w, found, data)

    return ingested


def counts(outcome):
    return {change.value: number for change, number in outcome.counts.items() if number}


def classes(store, *rows):
    with reading(store) as c:
        return observations.classify(c, factories.observations(*rows)).tolist()


def kept(store):
    with reading(store) as c:
        return observations.observations_frame(c)


CPI = {"indicator": "居民消费价格指数", "indicator_id": "cpi", "measure": "ratio", "value": 102.9, "unit": "上年=100"}


def test_first_upload_is_new_and_every_field_comes_back(store, ingest):
    row = observation(
        period="2013-01/2013-06", basis="ytd", price_basis="real", status="P", qualifier="ge", note="初步", sheet="表1",
        row=7, column="D", authority=4, value_text="5713.70",
    )  # fmt: skip
    assert counts(ingest(row)) == {"new": 1}
    (back,) = kept(store).to_dict("records")
    assert back == row | {"vintage_id": 1, "upload_id": 1, "recorded_at": NOW}


def test_missing_fields_come_back_as_none_and_nan(store, ingest):
    row = observation(
        value=None, indicator_id=None, unit=None, source=None, published_at=None, sheet=None, column=None, release=None,
        observed_kind=None,
    )  # fmt: skip
    ingest(row)
    (back,) = kept(store).to_dict("records")
    assert math.isnan(back.pop("value"))
    absent = {name for name, value in back.items() if value is None}
    assert absent == {name for name, value in row.items() if value is None} - {"value"}


@pytest.mark.parametrize("value", [0.1, 571.35, 1 / 3, 1e-300, 1.7e308, 123456789012345.67])
def test_values_are_kept_to_the_last_bit(store, ingest, value):
    ingest(observation(value=value))
    assert kept(store)["value"][0].hex() == value.hex()


def test_minus_zero_is_zero_on_both_databases(store, ingest):
    ingest(observation(value=-0.0))
    assert str(kept(store)["value"][0]) == "0.0"


def test_same_file_again_changes_nothing_on_whatever_day(store, ingest):
    rows = (observation(), observation(**CPI, published_at=None))
    first = ingest(*rows)
    again = ingest(*rows, at=LATER)
    assert counts(again) == {"unchanged": 2}
    assert (again.stored, again.upload_id) == (0, first.upload_id)
    with reading(store) as c:
        assert len(observations.list_uploads(c)) == 1
        assert [e.detail["unchanged"] for e in audit.list_entries(c, kind="upload")] == [2, 0]


def test_same_values_in_another_file_are_an_upload_that_changed_nothing(store, ingest):
    ingest(observation())
    other = ingest(observation(note="再次上报"), at=LATER)
    assert counts(other) == {"unchanged": 1}
    with reading(store) as c:
        assert [u.id for u in observations.list_uploads(c)] == [2, 1]
    assert kept(store)["note"].tolist() == [None]


def test_later_publication_revises_and_both_stay(store, ingest):
    ingest(observation(value=5713.7))
    assert counts(ingest(observation(value=5714.0, published_at=date(2014, 9, 1)), at=LATER)) == {"revised": 1}
    assert kept(store)["value"].tolist() == [5713.7, 5714.0]


def test_same_publication_with_another_value_is_a_correction(store, ingest):
    ingest(observation(value=5713.7))
    assert counts(ingest(observation(value=5714.0), at=LATER)) == {"corrected": 1}
    frame = kept(store)
    assert frame["value"].tolist() == [5713.7, 5714.0]
    assert frame["recorded_at"].tolist() == [NOW, LATER]


@pytest.mark.parametrize("field", [{"unit": "亿斤"}, {"status": "P"}, {"qualifier": "ge"}])
def test_same_number_in_another_unit_status_or_with_a_qualifier_is_another_value(store, ingest, field):
    ingest(observation())
    assert classes(store, observation(**field)) == ["corrected"]


@pytest.mark.parametrize(
    "field",
    [
        {"source": "国家统计局"},
        {"place_code": "410100", "place": "郑州市"},
        {"indicator_id": "other"},
        {"measure": "growth"},
        {"price_basis": "real"},
        {"period": "2012"},
        {"basis": "ytd"},
    ],
)
def test_each_part_of_the_key_makes_another_series_or_period(store, ingest, field):
    ingest(observation(value=1.0))
    assert classes(store, observation(value=2.0, **field)) == ["new"]


def test_edition_that_repeats_the_value_is_kept_and_counted_unchanged(store, ingest):
    ingest(observation())
    outcome = ingest(observation(published_at=date(2014, 9, 1)), at=LATER)
    assert (counts(outcome), outcome.stored) == ({"unchanged": 1}, 1)
    assert kept(store)["published_at"].tolist() == [date(2014, 2, 20), date(2014, 9, 1)]


def test_undated_value_is_corrected_when_read_with_another(store, ingest):
    ingest(observation(published_at=None, value=1.0))
    assert counts(ingest(observation(published_at=None, value=2.0), at=LATER)) == {"corrected": 1}


def test_two_names_of_one_indicator_are_one_series_and_each_keeps_its_name(store, ingest):
    ingest(observation(indicator="粮食总产量", value=1.0))
    renamed = observation(indicator="粮食产量", value=2.0, published_at=date(2014, 9, 1))
    assert counts(ingest(renamed, at=LATER)) == {"revised": 1}
    assert kept(store)["indicator"].tolist() == ["粮食总产量", "粮食产量"]
    with reading(store) as c:
        assert len(observations.list_series(c)) == 1


def test_two_names_in_one_file_are_one_series(store, ingest):
    rows = (observation(indicator="粮食总产量"), observation(indicator="粮食产量", period="2012"))
    assert counts(ingest(*rows)) == {"new": 2}
    assert kept(store)["indicator"].tolist() == ["粮食总产量", "粮食产量"]
    with reading(store) as c:
        assert len(observations.list_series(c)) == 1


def test_series_is_linked_once_the_catalogue_knows_its_indicator(store, ingest):
    unlinked = observation(indicator="新指标", indicator_id=None, value=1.0)
    linked = observation(indicator="新指标", indicator_id="new_indicator", value=1.0)
    ingest(unlinked)
    assert classes(store, linked) == ["unchanged"]
    assert counts(ingest(linked, linked | {"period": "2014"}, at=LATER)) == {"unchanged": 1, "new": 1}
    assert kept(store)["indicator_id"].tolist() == ["new_indicator", "new_indicator"]
    with reading(store) as c:
        assert len(observations.list_series(c)) == 1


def test_classifying_writes_nothing_and_keeps_the_frames_index(store, ingest):
    ingest(observation(value=1.0))
    frame = factories.observations(observation(value=2.0), observation(period="2012")).set_axis([10, 20])
    with reading(store) as c:
        compared = observations.compare_upload(c, frame)
    assert compared.index.tolist() == [10, 20]
    assert compared["change"].tolist() == ["corrected", "new"]
    assert (compared["old_value"][10], compared["old_unit"][10], compared["old_vintage_id"][10]) == (1.0, "万吨", 1)
    assert (compared["old_unit"][20], compared["old_vintage_id"][20]) == (None, 0)
    assert math.isnan(compared["old_value"][20])
    assert len(kept(store)) == 1


def test_empty_file_is_an_upload_of_nothing(store, ingest):
    assert counts(ingest()) == {}
    assert len(kept(store)) == 0
    assert classes(store) == []


def test_upload_keeps_what_was_said_about_it(store, change):
    problem = Problem(code="outlier", severity=Severity.WARNING, where=Where(row=3), details={"value": "5"})
    found, data = upload(observation(), problems=(problem,))
    with change() as w:
        outcome = observations.save_upload(w, found, data, source="省局", word="已核实")
    with reading(store) as c:
        kept_upload = observations.get_upload(c, outcome.upload_id)
        assert observations.raw_file(c, outcome.sha256) == data
    assert (kept_upload.name, kept_upload.reader, kept_upload.source) == ("actuals.csv", "csv (utf-8)", "省局")
    assert (kept_upload.word, kept_upload.recorded_at, kept_upload.recorded_by) == ("已核实", NOW, "tester")
    assert kept_upload.counts == {change.value: int(change is Change.NEW) for change in Change}
    assert kept_upload.problems == (
        {"code": "outlier", "severity": "warning", "where": {"row": 3}, "details": {"value": "5"}},
    )


def test_file_with_an_error_is_refused_whole(store, change):
    problem = Problem(code="not_a_number", severity=Severity.ERROR)
    found, data = upload(observation(), problems=(problem,))
    with pytest.raises(ValueError, match="errors or open questions"), change() as w:
        observations.save_upload(w, found, data)
    assert len(kept(store)) == 0


def test_vintage_leads_to_its_cell_and_file(store, ingest):
    outcome = ingest(
        observation(indicator="粮食总产量"), observation(indicator="粮食产量", period="2012", sheet="表2", row=9)
    )
    with reading(store) as c:
        vintage = observations.get_vintage(c, 2)
    assert (vintage.indicator, vintage.sheet, vintage.row, vintage.column) == ("粮食产量", "表2", 9, "value")
    assert (vintage.upload, vintage.sha256, vintage.recorded_at) == ("actuals.csv", outcome.sha256, NOW)
    assert (vintage.edition, vintage.source, vintage.price_basis) == (1, "河南省统计局", None)


def test_unknown_vintage_and_upload_are_not_found(store):
    with reading(store) as c:
        with pytest.raises(NotFound):
            observations.get_vintage(c, 1)
        with pytest.raises(NotFound):
            observations.get_upload(c, 1)


def test_large_file_is_compared_across_every_piece(store, ingest, monkeypatch):
    monkeypatch.setattr("storage.bulk.CHUNK", 7)
    rows = [observation(period=str(1900 + n), value=float(n), row=n) for n in range(50)]
    assert counts(ingest(*rows)) == {"new": 50}
    frame = kept(store)
    assert frame["value"].tolist() == [float(n) for n in range(50)]
    changed = [row | {"value": 99.0} if row["row"] % 2 else row for row in rows]
    assert classes(store, *changed) == ["unchanged", "corrected"] * 25


def test_many_sources_and_places_are_found_again(store, ingest, monkeypatch):
    monkeypatch.setattr("storage.series.MOST", 3)
    rows = [observation(source=f"来源{n}", place_code=f"4101{n:02d}") for n in range(10)]
    ingest(*rows)
    assert classes(store, *rows) == ["unchanged"] * 10


def test_vintages_are_numbered_within_their_key(store, ingest):
    ingest(observation(value=1.0), observation(period="2012"))
    ingest(observation(value=2.0), observation(value=3.0, published_at=date(2014, 9, 1)), at=LATER)
    with reading(store) as c:
        rows = c.execute(select(vintages.c.period, vintages.c.edition).order_by(vintages.c.id)).all()
        assert c.execute(select(series.c.id)).scalars().all() == [1]
    assert [tuple(row) for row in rows] == [("2013", 1), ("2012", 1), ("2013", 2), ("2013", 3)]


def test_two_names_of_one_value_in_one_file_are_a_repetition_or_a_contradiction(store, ingest):
    named = observation(indicator="粮食总产量", value=1.0), observation(indicator="粮食产量", value=1.0)
    assert counts(ingest(*named)) == {"new": 1, "skipped": 1}
    assert classes(
        store, observation(indicator="粮食总产量", value=2.0), observation(indicator="粮食产量", value=3.0)
    ) == [
        "corrected",
        "conflict",
    ]


def test_two_unlinked_names_become_one_series_without_a_clash(store, ingest):
    ingest(observation(indicator="甲", indicator_id=None), observation(indicator="乙", indicator_id=None))
    rows = observation(indicator="甲", indicator_id="x"), observation(indicator="乙", indicator_id="x", period="2014")
    assert counts(ingest(*rows, at=LATER)) == {"unchanged": 1, "new": 1}
    assert counts(ingest(*rows, at=LATER)) == {"unchanged": 2}


def test_characters_that_no_database_takes_do_not_stop_an_upload(store, ingest):
    row = observation(indicator="甲\x00乙", indicator_id=None, note="\ud83d")
    assert counts(ingest(row)) == {"new": 1}
    assert counts(ingest(row)) == {"unchanged": 1}
    assert kept(store)[["indicator", "note"]].iloc[0].tolist() == ["甲\ufffd乙", "\ufffd"]
