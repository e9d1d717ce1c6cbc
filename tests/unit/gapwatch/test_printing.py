"""How results are printed."""

import io
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from gapwatch.printing import as_json, print_csv, print_table, safe_cell

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_moments_are_shown_in_the_zone_and_dates_as_dates() -> None:
    shown = json.loads(as_json({"at": datetime(2013, 6, 30, 1, tzinfo=UTC), "on": date(2013, 6, 30)}, SHANGHAI))
    assert shown == {"at": "2013-06-30T09:00:00+08:00", "on": "2013-06-30"}


def test_numbers_of_arrays_are_numbers() -> None:
    assert json.loads(as_json([np.float64(571.35), np.int64(3), np.bool_(True)])) == [571.35, 3, True]


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError):
        as_json({"what": object()})


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell
    out = io.StringIO()
    print_csv(["name"], [{"name": cell}], out)
    assert "'" in out.getvalue().splitlines()[1]


def test_numbers_are_left_alone() -> None:
    assert safe_cell(-3.0) == -3.0


def test_chinese_characters_take_two_columns() -> None:
    out = io.StringIO()
    print_table(["地区", "x"], [["河南省", "1"], ["a", "2"]], out)
    lines = out.getvalue().splitlines()
    assert lines[2] == "河南省  1"
    assert lines[3] == "a       2"
