"""An upload against itself: three degrees, every problem at its cell."""

from collections.abc import Callable

from ingest import UploadReading

Reader = Callable[..., UploadReading]

HEAD = "region,indicator,period,measure,value,unit\n"


def told(reading: UploadReading) -> list[tuple[str, str, object]]:
    return [(p.code, str(p.severity), p.details["cell"]) for p in reading.problems]


def rows(*lines: str) -> str:
    return HEAD + "".join(f"河南省,{line}\n" for line in lines)


def test_value_ten_thousand_times_its_neighbours_is_an_error(read: Reader) -> None:
    years = [f"社会消费品零售总额,{2009 + i},level,{v},亿元" for i, v in enumerate((6746, 8004, 9453, 109155000))]
    reading = read(rows(*years))
    assert told(reading) == [("other_magnitude", "error", "E5")]
    assert not reading.storable


def test_value_of_a_ten_thousandth_is_shown_and_stops_nothing(read: Reader) -> None:
    years = [f"社会消费品零售总额,{2009 + i},level,{v},亿元" for i, v in enumerate((6746, 8004, 9453, 1.09155))]
    reading = read(rows(*years))
    assert told(reading) == [("near_nothing", "warning", "E5")]
    assert reading.storable


def test_running_total_that_falls_wants_a_word(read: Reader) -> None:
    months = [f"社会消费品零售总额,2013-01/2013-{m:02d},level,{v},亿元" for m, v in ((2, 200), (3, 310), (4, 300))]
    assert told(read(rows(*months))) == [("cumulated_falls", "warning", "E4")]


def test_running_total_that_begins_again_in_january_does_not_fall(read: Reader) -> None:
    lines = [
        "社会消费品零售总额,2012-01/2012-12,level,900,亿元",
        "社会消费品零售总额,2013-01/2013-02,level,200,亿元",
    ]
    assert told(read(rows(*lines))) == []


def test_net_flow_may_fall(read: Reader) -> None:
    months = [f"一般公共预算收入,2013-01/2013-{m:02d},level,{v},亿元" for m, v in ((2, 200), (3, 190))]
    assert told(read(rows(*months))) == []


def test_growth_that_levels_do_not_give_is_only_shown(read: Reader) -> None:
    lines = [
        "社会消费品零售总额,2012,level,10000,亿元",
        "社会消费品零售总额,2013,level,11300,亿元",
        "社会消费品零售总额,2013,growth,10.0,%",
    ]
    reading = read(rows(*lines))
    assert told(reading) == [("growth_differs", "notice", "E4")]
    assert reading.problems[0].details["reckoned"] == "13"


def test_real_growth_is_not_compared_with_levels(read: Reader) -> None:
    lines = ["地区生产总值,2012,level,100,亿元", "地区生产总值,2013,level,120,亿元", "地区生产总值,2013,growth,9,%"]
    assert told(read(rows(*lines))) == []


def test_month_and_total_before_that_do_not_make_the_total_are_only_shown(read: Reader) -> None:
    lines = [
        "社会消费品零售总额,2013-01/2013-03,level,300,亿元",
        "社会消费品零售总额,2013-01/2013-04,level,420,亿元",
        "社会消费品零售总额,2013-04,level,110,亿元",
    ]
    assert told(read(rows(*lines))) == [("months_do_not_add", "notice", "E4")]
