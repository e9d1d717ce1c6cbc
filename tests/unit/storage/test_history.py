"""What was known: by publication, by recording, by subject and place."""

from datetime import UTC, date, datetime, timedelta

import factories
import pytest
from factories import NOW, observation, upload

from measures.frames import OBSERVATIONS
from storage import observations, reading

LATER = NOW + timedelta(days=10)


@pytest.fixture
def filled(change):
    """Grain of Henan in two editions and undated, of 郑州, an unlinked indicator; the second edition came later."""

    def ingest(at, *rows):
        found, data = upload(*rows)
        with change(at) as w:
            observations.save_upload(w, found, data)

    ingest(
        NOW,
        observation(value=1.0, published_at=date(2014, 2, 20)),
        observation(value=2.0, published_at=None, source="部门"),
        observation(value=3.0, place="郑州市", place_code="410100"),
        observation(value=4.0, indicator="新指标", indicator_id=None),
    )
    ingest(LATER, observation(value=5.0, published_at=date(2014, 3, 5)))


def values(store, **wanted):
    with reading(store) as c:
        return observations.observations_frame(c, **wanted)["value"].tolist()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [1.0, 2.0, 3.0, 4.0, 5.0]),
        ({"as_of": datetime(2014, 2, 19, 15, 59, tzinfo=UTC)}, []),
        ({"as_of": datetime(2014, 2, 19, 16, 0, tzinfo=UTC)}, [1.0, 3.0, 4.0]),  # 20 February in China
        ({"as_of": NOW - timedelta(seconds=1)}, [1.0, 3.0, 4.0]),
        ({"as_of": NOW}, [1.0, 2.0, 3.0, 4.0]),
        ({"as_of": datetime(2014, 3, 4, 16, 0, tzinfo=UTC)}, [1.0, 2.0, 3.0, 4.0, 5.0]),  # published, recorded later
        ({"recorded_by": NOW - timedelta(seconds=1)}, []),
        ({"recorded_by": NOW}, [1.0, 2.0, 3.0, 4.0]),
        ({"recorded_by": LATER}, [1.0, 2.0, 3.0, 4.0, 5.0]),
        ({"as_of": LATER, "recorded_by": NOW}, [1.0, 2.0, 3.0, 4.0]),
        ({"indicator_ids": ["grain_output"]}, [1.0, 2.0, 3.0, 5.0]),
        ({"indicators": ["新指标"]}, [4.0]),
        ({"indicator_ids": ["grain_output"], "indicators": ["新指标"]}, [1.0, 2.0, 3.0, 4.0, 5.0]),
        ({"indicator_ids": []}, []),
        ({"place_codes": ["410100", "999999"]}, [3.0]),
        ({"place_codes": []}, []),
        ({"indicator_ids": ["grain_output"], "place_codes": ["410000"]}, [1.0, 2.0, 5.0]),
        ({"indicators": ["absent"]}, []),
    ],
)
@pytest.mark.parametrize("most", [5000, 1])
def test_question(store, monkeypatch, wanted, expected, most):
    monkeypatch.setattr("storage.history.MOST", most)  # long lists are joined with, not handed over
    assert values(store, **wanted) == expected


@pytest.mark.usefixtures("filled")
def test_kinds_of_columns_are_the_contracts_whatever_is_asked(store):
    dtypes = {"number": "float64", "integer": "int64", "flag": "bool"}
    expected = {name: dtypes.get(kind, "object") for name, kind in OBSERVATIONS.items()}
    with reading(store) as c:
        for wanted in ({}, {"indicators": ["新指标"]}, {"indicators": ["absent"]}):
            frame = observations.observations_frame(c, **wanted)
            assert list(frame.columns) == list(OBSERVATIONS)
            assert frame.dtypes.astype(str).to_dict() == expected


@pytest.mark.usefixtures("filled")
def test_days_and_moments_are_pythons(store):
    with reading(store) as c:
        (row,) = observations.observations_frame(c, indicators=["新指标"]).to_dict("records")
    assert type(row["published_at"]) is date
    assert row["recorded_at"] == NOW
    assert row["recorded_at"].utcoffset() == timedelta(0)


@pytest.mark.usefixtures("filled")
def test_series_are_listed_with_the_number_of_their_vintages(store):
    with reading(store) as c:
        listed = observations.list_series(c)
        assert [(s.source, s.place, s.indicator, s.vintages) for s in listed] == [
            ("河南省统计局", "河南省", "粮食总产量", 2),
            ("部门", "河南省", "粮食总产量", 1),
            ("河南省统计局", "郑州市", "粮食总产量", 1),
            ("河南省统计局", "河南省", "新指标", 1),
        ]
        assert [s.id for s in observations.list_series(c, place_code="410100")] == [3]
        assert [s.id for s in observations.list_series(c, indicator_id="grain_output")] == [1, 2, 3]
        assert [s.indicator_id for s in observations.list_series(c, indicator="新指标")] == [None]


def test_moment_without_zone_is_refused(store):
    with reading(store) as c, pytest.raises(ValueError, match="time zone"):
        observations.observations_frame(c, as_of=datetime(2014, 1, 1))  # noqa: DTZ001


def test_factories_make_the_contract():
    names = {name for name in OBSERVATIONS if name not in ("vintage_id", "recorded_at", "upload_id")}
    assert set(factories.observations(observation()).columns) == names
