"""Own names keep index bases apart and lose marks of notes."""

from collections.abc import Callable

from dashboards.i18n import problem_text
from ingest import UploadReading

Reader = Callable[..., UploadReading]

PRICES = """2022年11月陕西省居民消费价格分类指数
类别,上月=100,上年同月=100
鲜菜,90.1,80.5
畜肉类,99.1,118.2
"""
PEOPLE = """成都市第七次人口普查（2020年）
地区,常住人口（万人）[2]
锦江区[3],90.29
武侯区①,120.66
青羊区*,95.6
四川天府新区[5],87
"""


def test_two_bases_of_an_own_category_are_two_statistics(read: Reader) -> None:
    reading = read(PRICES, "价格.csv", mapping={"answers": {"unknown_indicator": "own"}})
    assert reading.storable, (reading.questions, reading.problems)
    frame = reading.observations
    assert dict(zip(frame["indicator"], frame["value"], strict=True)) == {
        "鲜菜环比": 90.1,
        "鲜菜": 80.5,
        "畜肉类环比": 99.1,
        "畜肉类": 118.2,
    }
    assert set(frame["period"]) == {"2022-11"}


def test_marks_of_notes_are_no_part_of_places_and_names(read: Reader) -> None:
    reading = read(PEOPLE, "人口.csv", mapping={"answers": {"unknown_place": "own"}})
    assert list(reading.observations["place"]) == ["锦江区", "武侯区", "青羊区", "四川天府新区"]
    assert set(reading.observations["indicator_id"]) == {"population"}


def test_a_fault_of_the_mapping_is_told_in_words_in_both_languages(read: Reader) -> None:
    columns = {"上月=100": {"measure": "index"}}
    reading = read(PRICES, "价格.csv", mapping={"sheets": {"*": {"columns": columns}}})
    told = next(p for p in reading.problems if p.code == "mapping_wrong")
    assert "level" in problem_text(told, "zh")
    assert "index" in problem_text(told, "en")


def test_an_answer_that_meets_no_question_is_said(read: Reader) -> None:
    asked = next(q for q in read(PRICES, "价格.csv").questions if q.code == "unknown_indicator")
    answers = {asked.id: "own", "q0123456789a": "元", "unknown_indicator": "own"}
    told = [p for p in read(PRICES, "价格.csv", mapping={"answers": answers}).problems if p.code == "answer_unmet"]
    assert [p.details["value"] for p in told] == ["q0123456789a"]


INDICES = """甘肃省地区生产总值
年份,地区生产总值（亿元）,地区生产总值指数（上年=100）
2012,5650.2,112.6
2013,6330.69,110.8
注：绝对数按当年价格计算，指数按可比价格计算。
"""


def test_a_note_on_prices_of_amounts_says_nothing_of_indices(read: Reader) -> None:
    frame = read(INDICES, "生产总值.csv").observations
    told = set(zip(frame["indicator_id"], frame["price_basis"], strict=True))
    assert told == {("gdp", "nominal"), ("gdp_index", "real")}


TWO_UNKNOWN = """甘肃省部分指标
年份,陇药产值,陇药出口
2012,56.2,12.6
2013,63.6,10.8
"""


def test_ids_of_other_questions_stay_when_one_is_answered(read: Reader) -> None:
    first = {(q.code, q.id) for q in read(TWO_UNKNOWN, "部分.csv").questions}
    named = read(TWO_UNKNOWN, "部分.csv", mapping={"answers": {"unknown_indicator": "own"}})
    assert {code for code, _ in first} == {"unknown_indicator", "unit"}
    assert {(q.code, q.id) for q in named.questions} == {one for one in first if one[0] == "unit"}
