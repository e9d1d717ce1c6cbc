"""Imports and exports in 元 and in 美元 are two series: neither is a revision of the other."""

from datetime import timedelta

from factories import NOW, observation, upload
from sqlalchemy import select

from gaps.known import known_at
from storage import observations, reading
from storage.revisions import editions_of
from storage.tables import series

TRADE = {"indicator": "进出口总额", "indicator_id": "trade_total"}
YUAN = observation(**TRADE, value=5711.6, unit="亿元")
DOLLAR = observation(**TRADE, value=825.2, unit="亿美元", row=3)


def test_two_denominations_are_two_series_and_both_stand(store, change):
    found, data = upload(YUAN, DOLLAR)
    with change(NOW) as w:
        outcome = observations.save_upload(w, found, data)
    assert outcome.new == 2
    later, more = upload(YUAN, observation(**TRADE, value=830.0, unit="万美元", row=3))
    with change(NOW + timedelta(days=1)) as w:
        outcome = observations.save_upload(w, later, more)
    assert (outcome.unchanged, outcome.corrected) == (1, 1)
    with reading(store) as c:
        assert c.execute(select(series.c.denomination).order_by(series.c.id)).scalars().all() == ["", "us_dollar"]
        frame = observations.observations_frame(c)
    known = known_at(frame, NOW + timedelta(days=2))
    assert sorted(known["value"]) == [830.0, 5711.6]
    assert [(e.denomination, e.value) for e in editions_of(frame)] == [
        ("", 5711.6),
        ("us_dollar", 825.2),
        ("us_dollar", 830.0),
    ]
