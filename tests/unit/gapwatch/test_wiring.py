"""What a person writes on the command line becomes places and moments."""

from datetime import UTC, date, datetime

import pytest

from gapwatch.config import Settings
from gapwatch.wiring import House, day
from measures.errors import ConfigurationError


@pytest.fixture
def home() -> House:
    return House(Settings())


def test_bare_date_means_its_end_in_shanghai(home: House) -> None:
    moment = home.moment("--as-of", "2013-06-30")
    assert moment is not None
    assert moment.astimezone(UTC) == datetime(2013, 6, 30, 15, 59, 59, 999999, tzinfo=UTC)


def test_moment_without_zone_is_meant_in_shanghai(home: House) -> None:
    moment = home.moment("--as-of", "2013-06-30T09:00")
    assert moment is not None
    assert moment.astimezone(UTC) == datetime(2013, 6, 30, 1, 0, tzinfo=UTC)


def test_nothing_written_is_nothing(home: House) -> None:
    assert home.moment("--as-of", None) is None
    assert home.place(None) is None
    assert day("--issued", None) is None


@pytest.mark.parametrize("text", ["yesterday", "2013-13-01", "2013-06-3O"])
def test_what_is_no_date_is_named(home: House, text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        home.moment("--as-of", text)
    assert (caught.value.key, caught.value.value) == ("--as-of", text)
    with pytest.raises(ConfigurationError):
        day("--issued", text)


def test_day_is_read() -> None:
    assert day("--issued", "2013-02-07") == date(2013, 2, 7)


def test_unknown_place_is_named(home: House) -> None:
    with pytest.raises(ConfigurationError, match="Atlantis"):
        home.place("Atlantis")


def test_place_is_found_by_short_name(home: House) -> None:
    place = home.place("黑龙江")
    assert place is not None
    assert place.code == "230000"
