"""The real files of ../shared, with the answers that a person gives: every true cell is read as what it is."""

from pathlib import Path

import pytest
from messy import judge


@pytest.mark.slow
def test_every_true_cell_of_the_real_files_is_read_with_its_labels_place_period_and_unit(shared: Path) -> None:
    wrong = []
    for judged in judge(shared / "data" / "messy"):
        wrong += [(judged.name, true["row_label"], true["column_label"], fault) for true, fault in judged.wrong]
        assert judged.still_open == 0, judged.name
        assert judged.asked <= 20, judged.name
    assert wrong == []
