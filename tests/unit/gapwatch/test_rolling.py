"""`gaps --by` counts and sums by group; what was divided stands beside the parts."""

import json
from datetime import date

import factories
import pytest

from gapwatch.cli import main
from measures.terms import Comparator, Measure
from storage import documents, observations, open_store, writing

BUILT = (("河南省", "410000", 5100.0), ("郑州市", "410100", 3300.0), ("开封市", "410200", 1500.0))
ROADS = {"measure": Measure.LEVEL, "comparator": Comparator.EQ, "unit": "公里", "indicator_id": "rural_roads"}


@pytest.fixture
def database(tmp_path):
    """A province and two of its cities that promise roads; the province's M2, which nobody judges."""
    url = f"sqlite:///{tmp_path / 'roads.db'}"
    store = open_store(url)
    promised = [
        factories.draft("新建改建农村公路", value, place_code=code, task=f"{n}.1", start=n, end=n + 1, **ROADS)
        for n, (code, value) in enumerate((("410000", "5000"), ("410100", "3000"), ("410200", "3000")), 1)
    ]
    money = {"measure": Measure.GROWTH, "indicator_id": "m2", "start": 9, "end": 10}
    promised.append(factories.draft("广义货币M2", "13", place_code="410000", **money))
    built = {"indicator": "新建改建农村公路", "indicator_id": "rural_roads", "unit": "公里"}
    seen = [
        factories.observation(**built, place=place, place_code=code, value=value, published_at=date(2014, 2, 1))
        for place, code, value in (
            ("河南省", "410000", 5100.0),
            ("郑州市", "410100", 3300.0),
            ("开封市", "410200", 1500.0),
        )
    ]
    money_seen = {"indicator": "广义货币M2", "indicator_id": "m2", "measure": "growth", "unit": "%", "value": 9.0}
    with writing(store, actor="test", act="test:fill", at=factories.NOW) as w:
        documents.save_document(w, factories.document_reading(*promised), factories.TEXT.encode(), accept=True)
        observations.save_upload(w, *factories.upload(*seen, factories.observation(**money_seen)))
    store.close()
    return url


def rolled(capsys, database, by):
    assert main(["gaps", "--by", by, "--format", "json", "--as-of", "2014-03-31", "--database", database]) == 0
    return json.loads(capsys.readouterr().out)


def test_parts_stand_against_the_whole(capsys, database):
    found = rolled(capsys, database, "place")
    assert [(g["name"], g["counts"]["met"], g["counts"]["missed"]) for g in found["groups"]] == [
        ("开封市", 0, 1), ("河南省", 1, 0), ("郑州市", 1, 0),
    ]  # fmt: skip
    (whole,) = found["wholes"]
    assert (whole["division"]["factor"], whole["division"]["total"], whole["observed"]) == (1.2, 6000.0, 5100.0)
    assert (whole["parts"]["attainment"], whole["worst_place"], whole["parts"]["worst"][1]) == (0.8, "开封市", 0.5)


def test_what_nobody_judges_counts_among_no_light(capsys, database):
    found = rolled(capsys, database, "office")
    (group,) = found["groups"]
    assert (group["name"], group["total"], group["counts"]["missed"]) == ("省发展改革委", 3, 1)
    assert found["set_aside"] == 1


def test_tables_name_the_groups(capsys, database):
    for by in ("section", "document", "indicator"):
        assert main(["gaps", "--by", by, "--as-of", "2014-03-31", "--database", database]) == 0
        assert "新建改建农村公路" in capsys.readouterr().out
    assert main(["gaps", "--by", "office", "--format", "csv", "--database", database]) == 2
