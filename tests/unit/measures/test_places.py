"""Places: what a name in a document or a table points to, and what it must not."""

import csv
from pathlib import Path

import pytest
from timing import quickest

from measures.errors import NotFound
from measures.names import plain
from measures.places import COUNTRY, Level, Place, Places, load_places


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()


def found(places: Places, text: str, within: str | None = None) -> str | None:
    place = places.find(text, within)
    return place.code if place else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("全国", "000000"),
        ("中国", "000000"),
        ("黑龙江", "230000"),
        ("河南省", "410000"),
        ("河  南", "410000"),
        ("河\u3000南\n省", "410000"),
        ("４１００００", "410000"),
        ("410000", "410000"),
        ("410000000000", "410000"),
        ("内蒙古", "150000"),
        ("新疆维吾尔自治区", "650000"),
        ("黑龍江省", "230000"),
        ("臺灣", "710000"),
        ("哈尔滨", "230100"),
        ("大兴安岭", "232700"),
        ("延边州", "222400"),
        ("河南省/郑州市", "410100"),
        ("河南 / 郑州", "410100"),
        ("河南省郑州市", "410100"),
        ("中国河南省郑州市金水区", "410105"),
        ("北京市朝阳区", "110105"),
        ("河南省/巩义市", "410181"),
        ("河南省/郑州市/巩义市", "410181"),
        ("河南省/郑州航空港经济综合实验区", "410100-hkg"),
        ("济源市", "419001"),
        ("济源", "419001"),
        ("绥芬河市", "231081"),
        ("Heilongjiang", "230000"),
        ("Inner Mongolia", "150000"),
        ("INNER  MONGOLIA", "150000"),
        ("Henan Province", "410000"),
        ("Guangxi Zhuang Autonomous Region", "450000"),
        ("Shaanxi", "610000"),
        ("Shanxi", "140000"),
        ("Xi'an", "610100"),
        ("Xi’an City", "610100"),
        ("Jilin", "220000"),
        ("Jilin City", "220200"),
        ("Beijing Municipality", "110000"),
    ],
)
def test_a_name_points_to_its_place(places: Places, text: str, code: str) -> None:
    assert found(places, text) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "全省", "我省", "全市", "全省合计", "市辖区", "合计", "鼓楼区", "桥东区", "江", "河南省会"),
        *("Suzhou", "999999", "12", "安徽省/郑州市", "河南省/", "x" * 200),
    ],
)
def test_what_names_no_place_or_several_is_not_found(places: Places, text: str) -> None:
    assert places.find(text) is None


@pytest.mark.parametrize(
    "word", ["资源", "合作", "安居", "长寿", "平安", "东方", "民权", "友谊", "西部", "东部", "航空港区"]
)
def test_short_names_of_counties_and_zones_are_words_without_a_frame(places: Places, word: str) -> None:
    assert places.find(word) is None


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("鼓楼区", "410000", "410204"),
        ("鼓楼区", "320100", "320106"),
        ("兰考", "410000", "410225"),
        ("民权", "410000", "411421"),
        ("友谊", "230000", "230522"),
        ("朝阳", "110000", "110105"),
        ("朝阳", "210000", "211300"),
        ("Suzhou", "320000", "320500"),
        ("河南", "632300", "632324"),
        ("航空港区", "410000", "410100-hkg"),
        ("桥东区", "130500", "130502"),
        ("哈尔滨市", "410000", "230100"),
        ("全国", "410000", "000000"),
        ("河南省", "410000", "410000"),
        ("郑州", COUNTRY, "410100"),
    ],
)
def test_a_frame_settles_what_a_name_leaves_open(places: Places, text: str, within: str, code: str) -> None:
    assert found(places, text, within) == code


def test_a_frame_keeps_out_what_only_sounds_like_a_place_elsewhere(places: Places) -> None:
    assert places.find("兰考", "230000") is None
    assert places.find("华龙区", "370000") is None
    assert places.find("吉林", "220000") is None, "the province or its city: nobody can tell"


@pytest.mark.parametrize(
    ("former", "code", "name"),
    [
        ("襄樊市", "420600", "襄阳市"),
        ("襄樊", "420600", "襄阳市"),
        ("长垣县", "410783", "长垣市"),
        ("410728", "410783", "长垣市"),
        ("抚远县", "230883", "抚远市"),
        ("思茅地区", "530800", "普洱市"),
        ("渡口市", "510400", "攀枝花市"),
        ("哲里木盟", "150500", "通辽市"),
        ("綦江县", "500110", "綦江区"),
    ],
)
def test_former_names_and_codes_lead_to_the_place_of_today(places: Places, former: str, code: str, name: str) -> None:
    place = places.find(former)
    assert place is not None
    assert (place.code, place.name) == (code, name)


def test_a_place_that_is_gone_is_known_until_its_last_year(places: Places) -> None:
    assert places.get("371200").valid_to == 2017
    assert places.get("371200").name == "莱芜市"
    assert "371200" not in {p.code for p in places.children("370000")}


def test_a_name_of_two_places_at_two_times_is_not_guessed(places: Places) -> None:
    assert places.find("安徽省/巢湖市") is None
    assert found(places, "安徽省/合肥市/巢湖市") == "340181"


def test_every_living_place_is_found_by_its_path_and_by_its_code(places: Places) -> None:
    astray = [p for p in places if not p.valid_to and (places.find(places.path_name(p.code)) != p)]
    assert astray == []
    assert [p for p in places if p.code.isdigit() and places.find(p.code) != p] == []


def test_every_name_of_a_living_place_finds_it_within_its_parent(places: Places) -> None:
    def names(place: Place) -> tuple[str, ...]:
        return (place.name, *place.aliases)

    astray = [
        (place.code, name)
        for place in places
        if not place.valid_to
        for name in names(place)
        if found(places, name, place.parent) != place.code
    ]
    assert astray == []


def test_no_name_finds_a_place_that_does_not_bear_it(places: Places) -> None:
    for place in places:
        for name in (place.name, place.short, *place.aliases):
            other = places.find(name)
            borne = () if other is None else (other.name, other.short, *other.aliases)
            assert other is None or name in borne or name.isascii(), (name, other)


def test_names_stand_in_the_table_as_they_are_looked_up(places: Places) -> None:
    for place in places:
        for name in (place.name, place.short, *place.aliases):
            assert name.isascii() or plain(name) == name


def test_codes_are_unique_and_every_parent_is_a_code_in_force(places: Places) -> None:
    folder = Path(__file__).parents[3] / "measures"
    lines = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert {row["parent"] for row in rows} - {""} <= set(codes)
    assert all(
        code[:2] == row["parent"][:2] or row["parent"] == COUNTRY
        for code, row in zip(codes, rows, strict=True)
        if row["parent"]
    )


def test_the_country_has_its_provinces_and_prefectures(places: Places) -> None:
    assert len([p for p in places.children(COUNTRY) if p.level == Level.PROVINCE]) == 34
    living = [p for p in places if not p.valid_to]
    assert len([p for p in living if p.level == Level.PREFECTURE]) == 333
    assert 2800 < len([p for p in living if p.level == Level.COUNTY]) < 2900


def test_a_province_lists_its_prefectures_and_the_counties_it_administers(places: Places) -> None:
    henan = [p.name for p in places.children("410000")]
    assert len(henan) == 18
    assert henan[0] == "郑州市"
    assert henan[-1] == "济源市"
    assert len(places.children("230000")) == 13


def test_path_names_go_from_the_province_down(places: Places) -> None:
    assert places.path_name("000000") == "全国"
    assert places.path_name("410000") == "河南省"
    assert places.path_name("410100-hkg") == "河南省/郑州市/郑州航空港经济综合实验区"
    assert places.path_name("410728") == "河南省/新乡市/长垣市"


def test_an_unknown_code_is_an_error(places: Places) -> None:
    with pytest.raises(NotFound):
        places.get("000001")
    with pytest.raises(NotFound):
        places.find("河南省会", "000001")


def test_every_place_of_the_real_statistics_is_known(places: Places, shared: Path) -> None:
    unknown = set()
    for file in (shared / "data").rglob("*.csv"):
        if file.parent.name == "messy":
            continue
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                name = row.get("region") or row.get("place") or ""
                if places.find(name) is None:
                    unknown.add((file.name, name))
    assert unknown == set()


def test_loading_is_quick_enough_for_a_command() -> None:
    load_places.cache_clear()

    def load() -> None:
        load_places.cache_clear()
        load_places()

    assert quickest(load, tries=5) < 0.05
