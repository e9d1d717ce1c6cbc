"""Schedules of plans: the newest point of a day holds, and what was recorded later was not known before."""

from datetime import date, timedelta

import factories
import pytest

from gaps.model import PlanPoint
from gapwatch.commands.plan import read_points
from measures.errors import ConfigurationError, NotFound
from storage import documents, plans, reading

JUNE = PlanPoint(target_id=1, due=date(2013, 6, 30), value=200.0)


@pytest.fixture
def filed(change, store):
    with change() as w:
        documents.save_document(w, factories.document_reading(factories.draft()), factories.TEXT.encode(), accept=True)
        plans.save_points(w, [JUNE], document="工作方案")
    return store


def test_a_later_filing_of_the_same_day_holds_from_then_on(filed, change):
    later = factories.NOW + timedelta(days=1)
    changed = PlanPoint(target_id=1, due=JUNE.due, value=250.0)
    with change(at=later) as w:
        plans.save_points(w, [changed])
    with reading(filed) as c:
        assert plans.points_at(c, factories.NOW) == (JUNE,)
        assert plans.points_at(c, later) == (changed,)
        assert plans.points_at(c, factories.NOW - timedelta(seconds=1)) == ()


def test_a_schedule_needs_its_target(filed, change):
    with pytest.raises(NotFound), change() as w:
        plans.save_points(w, [PlanPoint(target_id=99, due=JUNE.due, value=1.0)])


def test_both_headings_are_read_and_a_wrong_line_is_named():
    assert list(read_points("目标编号,时点,计划值\n1,2013-06-30,200\n", "p.csv")) == [JUNE]
    assert list(read_points("target,due,value\n1,2013-06-30,200\n", "p.csv")) == [JUNE]
    with pytest.raises(ConfigurationError, match=r"p\.csv:2"):
        list(read_points("target,due,value\n1,六月底,200\n", "p.csv"))
