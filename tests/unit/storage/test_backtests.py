"""A back-test is kept as it was made, and decides from then on."""

from datetime import timedelta

import factories
import pytest

from gaps.backtest import Line, Replay
from gaps.challengers import Choice
from storage import reading
from storage.backtests import choices_at, latest_backtest, save_backtest

LATER = factories.NOW + timedelta(days=1)
ALL = {"released_only": True, "indicator": None, "singly": False}


def line(indicator="gdp", **changes):
    facts = {"month": 6, "cases": 8, "share": 0.43, "mape": 3.0, "mape_linear": 11.0, "bias": -0.5, "coverage": None}
    return Line(**{"indicator": indicator, "models": {"seasonal": 1, "holt_winters": 1}, **facts, **changes})


def choice(indicator="gdp", place="410000", model="holt_winters"):
    return Choice(
        indicator=indicator, place=place, month=6, model=model, years=3, error=2.0, error_primary=4.0, spread=0.02
    )


@pytest.fixture
def keep(change):
    def kept(*choices, at=factories.NOW, lines=(), **settings):
        with change(at=at) as w:
            found = Replay(lines=tuple(lines), choices=choices, model_version="1")
            return save_backtest(w, found, as_of=at, settings=ALL | settings)

    return kept


def test_lines_and_choices_come_back_as_they_were(keep, store):
    identifier = keep(choice(), lines=[line(), line("cpi", coverage=0.8)])
    with reading(store) as c:
        kept = latest_backtest(c)
        assert (kept.id, kept.lines, kept.model_version) == (identifier, (line(), line("cpi", coverage=0.8)), "1")
        assert choices_at(c, LATER, released_only=True) == (choice(),)
        assert choices_at(c, LATER, released_only=True, place_code="410100") == ()


def test_nothing_is_decided_before_it_was_made(keep, store):
    keep(choice())
    with reading(store) as c:
        assert choices_at(c, factories.NOW, released_only=True) == ()
        assert latest_backtest(c, made_until=factories.NOW - timedelta(seconds=1)) is None


def test_a_later_test_of_one_indicator_decides_for_it_alone(keep, store):
    keep(choice(), choice("cpi"))
    keep(choice(model="ets"), at=LATER, indicator="gdp")
    with reading(store) as c:
        found = choices_at(c, LATER + timedelta(days=1), released_only=True)
        assert [(one.indicator, one.model) for one in found] == [("gdp", "ets"), ("cpi", "holt_winters")]
        assert latest_backtest(c).made_at == factories.NOW


def test_what_was_decided_on_unreleased_figures_is_not_for_the_outside(keep, store):
    keep(choice(), released_only=False)
    with reading(store) as c:
        assert choices_at(c, LATER, released_only=True) == ()
        assert choices_at(c, LATER, released_only=False) == (choice(),)
        assert latest_backtest(c, released_only=True) is None
