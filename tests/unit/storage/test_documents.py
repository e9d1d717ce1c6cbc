"""Documents with their tasks and duties, kept whole and never overwritten."""

from datetime import date

import factories
import pytest
from factories import TEXT, draft, duty, task

from measures.errors import NotFound
from measures.terms import Responsibility, TaskKind
from storage import documents, reading
from targets.model import Offices, Reading


def save(change, found: Reading, **options):
    with change() as w:
        return documents.save_document(w, found, found.document.text.encode(), **{"accept": True} | options)


def test_document_comes_back_as_it_was_read(store, change):
    found = factories.document_reading(number="豫政办〔2013〕12号", title="通知", marks=((0, "p. 1"), (30, "p. 2")))
    outcome = save(change, found)
    with reading(store) as c:
        kept = documents.get_document(c, outcome.document_id)
        (listed,) = documents.list_documents(c)
    assert listed == kept
    assert (kept.doc, kept.text, kept.number, kept.title) == ("notice-2013", TEXT, "豫政办〔2013〕12号", "通知")
    assert (kept.year, kept.issued, kept.place, kept.place_code) == (2013, date(2013, 2, 5), "河南省", "410000")
    assert kept.marks == ((0, "p. 1"), (30, "p. 2"))
    assert (kept.supersedes, kept.recorded_at, kept.recorded_by) == (None, factories.NOW, "tester")


def test_tasks_keep_their_order_offices_and_kind(store, change):
    joint = task("1.2", kind=TaskKind.QUALITATIVE)
    split = task(
        "1.1",
        offices=Offices(lead=("乙", "甲"), support=("丙",), responsibility=Responsibility.LEAD_SUPPORT, start=3, end=9),
    )
    nobody = task("1.3", offices=Offices())
    found = Reading(document=factories.document(), tasks=(joint, split, nobody))
    outcome = save(change, found)
    with reading(store) as c:
        kept = documents.list_tasks(c, outcome.document_id)
    assert [t.path for t in kept] == ["1.2", "1.1", "1.3"]
    assert (kept[1].lead, kept[1].support, kept[1].responsibility) == (("乙", "甲"), ("丙",), "lead_support")
    assert (kept[1].offices_start, kept[1].offices_end) == (3, 9)
    assert (kept[0].kind, kept[2].lead, kept[2].responsibility) == ("qualitative", (), None)


def test_duty_with_two_dates_is_due_twice_and_one_without_comes_last(store, change):
    found = Reading(document=factories.document(), duties=(duty(what="计划", due=()), duty(what="落实情况")))
    save(change, found)
    with reading(store) as c:
        assert [(d.what, d.due) for d in documents.list_duties(c)] == [
            ("落实情况", date(2013, 3, 31)),
            ("落实情况", date(2013, 6, 30)),
            ("计划", None),
        ]
        within = documents.list_duties(c, due_from=date(2013, 4, 1), due_to=date(2013, 6, 30))
        assert [d.due for d in within] == [date(2013, 6, 30)]


def test_same_document_again_is_not_another_one(store, change):
    found = factories.document_reading(draft())
    first, again = save(change, found), save(change, found)
    assert (first.new, again.new) == (True, False)
    assert again.document_id == first.document_id
    with reading(store) as c:
        assert len(documents.list_documents(c, superseded=True)) == 1
        assert len(documents.list_tasks(c, first.document_id)) == 1


def test_changed_document_supersedes_and_the_earlier_one_stays(store, change):
    first = save(change, factories.document_reading(draft()))
    second = save(change, factories.document_reading(draft(), text=TEXT + "更正。"))
    assert second.supersedes == first.document_id
    with reading(store) as c:
        assert [d.id for d in documents.list_documents(c)] == [second.document_id]
        assert [d.id for d in documents.list_documents(c, superseded=True)] == [first.document_id, second.document_id]
        assert documents.get_document(c, first.document_id).text == TEXT
        assert {d.document_id for d in documents.list_duties(c)} == {second.document_id}
        assert {d.document_id for d in documents.list_duties(c, first.document_id)} == {first.document_id}


@pytest.mark.parametrize("corrected", [{"issued": date(2013, 3, 1)}, {"year": 2014}, {"place_code": "230000"}])
def test_same_bytes_under_another_date_year_or_place_supersede(change, corrected):
    first = save(change, factories.document_reading(draft()))
    second = save(change, factories.document_reading(draft(), **corrected))
    assert (second.new, second.supersedes) == (True, first.document_id)


def test_same_bytes_with_other_tasks_supersede(change):
    document = factories.document()
    first = save(change, Reading(document=document, tasks=(task(),)))
    second = save(change, Reading(document=document, tasks=(task(), task("1.2"))))
    assert second.supersedes == first.document_id


def test_documents_of_two_slugs_stand_beside_each_other(store, change):
    save(change, factories.document_reading(draft()))
    save(change, factories.document_reading(draft(), doc="other-2013"))
    with reading(store) as c:
        assert [d.doc for d in documents.list_documents(c)] == ["notice-2013", "other-2013"]


def test_bytes_of_another_file_are_refused_and_nothing_is_kept(store, change):
    with pytest.raises(ValueError, match="not those"), change() as w:
        documents.save_document(w, factories.document_reading(draft()), b"another file", accept=True)
    with reading(store) as c:
        assert documents.list_documents(c) == ()


def test_unknown_document_is_not_found(store):
    with reading(store) as c, pytest.raises(NotFound):
        documents.get_document(c, 1)
