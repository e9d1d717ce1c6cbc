"""An evaluation is given back exactly as it was made."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from factories import NOW

from measures.errors import ContractBroken, NotFound
from measures.frames import GAPS
from storage import gaps, reading

EMPTY = {"number": np.nan, "integer": 0, "flag": False, "list": []}


@dataclass(frozen=True)
class Settings:
    """Settings of a reckoning."""

    released_only: bool = True


def table(*rows):
    filled = [{name: row.get(name, EMPTY.get(kind)) for name, kind in GAPS.items()} for row in rows]
    dtypes = {"number": "float64", "integer": "int64", "flag": "bool"}
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in filled], dtype=dtypes.get(kind, "object"))
            for name, kind in GAPS.items()
        }
    )


FULL = {
    "target_id": 3, "target_version": 2, "doc": "henan-2013", "place_code": "410000", "status": "missed", "gap": -99.2,
    "observed": 1 / 3, "observed_as_published": {"value": 1200.8, "unit": "亿斤"}, "deadline": date(2013, 12, 31),
    "as_of": NOW, "reasons": ["provisional"], "lead": ["甲", "乙"], "vintages": [7, 9], "provisional": True,
    "proposals": [{"indicator": "a", "measure": "level", "unit": "套", "why": "scope"}],
}  # fmt: skip


def test_table_comes_back_exactly(store, change):
    frame = table(FULL, {"target_id": 4, "status": "no_data"})
    with change() as w:
        run_id = gaps.save_gaps(w, frame, as_of=NOW, recorded_by=None, settings=Settings())
    with reading(store) as c:
        back = gaps.gaps_of_run(c, run_id)
        (run,) = gaps.list_runs(c)
    pd.testing.assert_frame_equal(back, frame)
    assert (run.as_of, run.recorded_by, run.settings, run.count) == (NOW, None, {"released_only": True}, 2)
    assert (run.made_at, run.made_by) == (NOW, "tester")


def test_two_evaluations_stand_side_by_side(store, change):
    for value in (1.0, 2.0):
        with change() as w:
            gaps.save_gaps(w, table({"gap": value}), as_of=NOW, recorded_by=NOW - timedelta(1), settings={"k": 1})
    with reading(store) as c:
        assert [gaps.gaps_of_run(c, run.id)["gap"].tolist() for run in gaps.list_runs(c)] == [[2.0], [1.0]]
        assert gaps.list_runs(c)[0].recorded_by == NOW - timedelta(1)


def test_row_kept_before_a_column_came_lacks_it(store, change, monkeypatch):
    frame = table(FULL)
    with change() as w:
        run_id = gaps.save_gaps(w, frame, as_of=NOW, settings={})
    monkeypatch.setitem(GAPS, "new_column", "text")
    with reading(store) as c:
        assert gaps.gaps_of_run(c, run_id)["new_column"].tolist() == [None]


def test_large_table_is_kept_in_pieces(store, change, monkeypatch):
    monkeypatch.setattr("storage.gaps.CHUNK", 4)
    with change() as w:
        run_id = gaps.save_gaps(w, table(*({"gap": float(n)} for n in range(10))), as_of=NOW, settings={})
    with reading(store) as c:
        assert gaps.gaps_of_run(c, run_id)["gap"].tolist() == [float(n) for n in range(10)]


def test_other_tables_are_refused(change):
    with pytest.raises(ContractBroken), change() as w:
        gaps.save_gaps(w, table(FULL).drop(columns="gap"), as_of=NOW, settings={})


def test_unknown_run_is_not_found(store):
    with reading(store) as c, pytest.raises(NotFound):
        gaps.gaps_of_run(c, 1)
