"""People who are told things; their names never enter the audit trail."""

import pytest

from measures.errors import NotFound
from storage import audit, people, reading


def listed(store, **wanted):
    with reading(store) as c:
        return people.list_recipients(c, **wanted)


def test_recipient_comes_back(store, change):
    with change() as w:
        people.save_recipient(
            w, name="张三", address="z@example.org", offices=("省农业厅", "省水利厅"), tells=("digest",), language="en"
        )
    (kept,) = listed(store)
    assert (kept.name, kept.address, kept.channel, kept.language) == ("张三", "z@example.org", "mail", "en")
    assert (kept.offices, kept.tells, kept.active) == (("省农业厅", "省水利厅"), ("digest",), True)


def test_same_address_is_the_same_person_and_an_id_changes_the_address(store, change):
    with change() as w:
        first = people.save_recipient(w, name="张三", address="z@example.org")
        assert people.save_recipient(w, name="张三丰", address="z@example.org") == first
        assert people.save_recipient(w, name="张三丰", address="new@example.org", recipient_id=first) == first
        assert people.save_recipient(w, name="李四", address="z@example.org") != first
    assert [(r.name, r.address) for r in listed(store)] == [("张三丰", "new@example.org"), ("李四", "z@example.org")]


def test_who_has_left_is_listed_only_when_asked_for(store, change):
    with change() as w:
        people.save_recipient(w, name="张三", address="z@example.org", active=False)
    assert listed(store) == ()
    assert len(listed(store, active=None)) == 1
    assert len(listed(store, active=False)) == 1


def test_trail_names_fields_never_the_person(store, change):
    with change() as w:
        first = people.save_recipient(w, name="张三", address="z@example.org")
        people.save_recipient(w, name="张三", address="z@example.org", language="en", recipient_id=first)
    with reading(store) as c:
        later, earlier = audit.list_entries(c, kind="recipient")
    assert later.detail == {"fields": ["language"], "new": False}
    assert earlier.detail["new"] is True
    assert "张三" not in str((later, earlier))
    assert "example.org" not in str((later, earlier))


def test_unknown_recipient_is_not_found(change):
    with pytest.raises(NotFound), change() as w:
        people.save_recipient(w, name="a", address="b", recipient_id=7)
