"""The catalogue: what a name means, what it must never be taken for, and that its tables are sound."""

import csv
import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures import units
from measures.catalogue import Catalogue, load_catalogue, why_apart
from measures.errors import NotFound
from measures.names import plain
from measures.terms import Accrual, Accumulation, JudgedOn, Polarity

FOLDER = Path(__file__).parents[3] / "measures"
CATALOGUE = load_catalogue()
NAMES = [(name, indicator.id) for indicator in CATALOGUE for name in indicator.names]


def found(name: str) -> str | None:
    match = CATALOGUE.find(name)
    return match.indicator_id if match else None


def groups() -> list[dict[str, str]]:
    lines = (FOLDER / "not_interchangeable.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(
    ("name", "indicator_id"),
    [
        ("地区生产总值", "gdp"),
        ("国内生产总值", "gdp"),
        ("GDP", "gdp"),
        ("gdp", "gdp"),
        ("ＧＤＰ", "gdp"),
        ("Gross Regional Product", "gdp"),
        ("全社会固定资产投资", "fai_whole_society"),
        ("固定资产投资（不含农户）", "fai_excluding_rural"),
        ("固定资产投资(不含农户)", "fai_excluding_rural"),
        ("固定资产投资(不含农户):民间投资", "private_investment"),
        ("固定资产投资", "fai"),
        ("粮食总产", "grain_output"),
        ("粮食总产量", "grain_output"),
        ("居民消费价格", "cpi"),
        ("居民消费价格指数", "cpi"),
        ("居民消费价格涨幅", "cpi"),
        ("居民消费价格总水平", "cpi"),
        ("CPI", "cpi"),
        ("农民人均纯收入", "rural_net_income"),
        ("农村居民人均纯收入", "rural_net_income"),
        ("公共财政收入", "general_public_revenue"),
        ("一般公共预算收入", "general_public_revenue"),
        ("地方公共财政预算收入", "general_public_revenue"),
        ("县域经济地区生产总值", "county_gdp"),
        ("县域地区生产总值", "county_gdp"),
        ("农村危房改造", "rural_dilapidated_houses"),
        ("新改建农村公路", "rural_roads_built"),
        ("新建改建农村公路", "rural_roads_built"),
        ("农村贫困人口稳定脱贫", "poverty_exit"),
        ("新开工保障性住房", "affordable_housing_starts"),
        ("保障性住房新开工", "affordable_housing_starts"),
        ("城镇登记失业率", "registered_unemployment"),
        ("城镇调查失业率", "surveyed_unemployment"),
        ("社會消費品零售總額", "retail_sales"),
        ("“三供三治”工程开复工项目", "three_supplies_projects"),
    ],
)
def test_a_true_synonym_is_found_with_certainty(name: str, indicator_id: str) -> None:
    match = CATALOGUE.find(name)
    assert match is not None
    assert (match.indicator_id, match.confidence, match.how) == (indicator_id, 1.0, "exact")


@pytest.mark.parametrize(
    ("name", "indicator_id", "stripped"),
    [
        ("全省地区生产总值", "gdp", ("全省",)),
        ("地区生产总值(亿元)", "gdp", ("亿元",)),
        ("GDP_亿元", "gdp", ("亿元",)),
        ("地区生产总值年均增长", "gdp", ("年均增长",)),
        ("国内生产总值（比2010年）", "gdp", ("比2010年",)),
        ("Gross Regional Product (100 million yuan)", "gdp", ("100 million yuan",)),
        ("Value Added of the Primary Industry(100 million yuan)", "primary_value_added", ("100 million yuan",)),
        ("产业集聚区完成投资(突破)", "cluster_investment", ("突破",)),
        ("产业集聚区规模以上工业主营业务收入(预计,以上)", "cluster_main_revenue", ("以上", "预计")),
        ("进出口总额(按经营单位所在地,国家统计局)", "trade_total", ("国家统计局",)),
        ("居民人均可支配收入(全体居民,累计)", "disposable_income", ("累计",)),
        ("房地产施工面积(累计)", "floor_space_under_construction", ("累计",)),
        ("房地产投资累计增长(%)", "real_estate_investment", ("%", "累计增长")),
        ("居民消费价格指数(上年同月=100)", "cpi", ("上年同月=100",)),
        ("保障性安居工程上年结转(2013年末)", "anju_carried_over", ("2013年末",)),
        ("基本养老保险参保数量", "pension_participants", ("数量",)),
        ("能源消费量", "energy_consumption", ()),
        ("服务业增加值占国内生产总值的比例", "tertiary_share", ()),
        ("新建和改建农村公路里程", "rural_roads_built", ()),
        ("社会消费品零售总额增速", "retail_sales", ("增速",)),
    ],
)  # fmt: skip
def test_what_says_nothing_about_the_statistic_is_left_aside(
    name: str, indicator_id: str, stripped: tuple[str, ...]
) -> None:
    match = CATALOGUE.find(name)
    assert match is not None
    assert match.indicator_id == indicator_id
    assert (match.how == "exact") == (match.confidence == 1.0)
    assert match.how == "exact" or (match.confidence, match.stripped) == (0.95, stripped)


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "工业增加值", "失业率", "农民收入", "投资", "粮食", "产量", "新增贷款余额", "工业用地"),
        *("第一产业", "地区生产总值(现价)", "粮食总产量(省政府报告口径)", "固定资产投资(含农户)", "房价"),
        *("保障性住房", "人均收入", "棚户区改造人数", "粮食总产量提高", "森林覆盖率提高"),
        *("全民技能振兴工程培训(2009-2013五年累计)", "哈密南—郑州特高压直流输电线路竣工验收(线路全长)"),
        *("财政支出规模扩大", "城市低保月人均补差提高", "GDP (current US$, Aruba)", "增长", "(亿元)", "全省"),
    ],
)
def test_what_means_no_one_statistic_is_not_linked(name: str) -> None:
    assert CATALOGUE.find(name) is None


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("固定资产投资(不含农户)", "全社会固定资产投资"),
        ("固定资产投资", "固定资产投资(不含农户)"),
        ("500万元以上固定资产投资", "固定资产投资"),
        ("登记失业率", "调查失业率"),
        ("农民人均现金收入", "农民人均纯收入"),
        ("农村居民人均可支配收入", "农村居民人均纯收入"),
        ("农民人均纯收入(实际)", "农民人均纯收入"),
        ("保障性住房竣工", "保障性住房基本建成"),
        ("保障性住房开工", "保障性住房新开工"),
        ("保障性安居工程基本建成", "保障性住房基本建成"),
        ("棚户区改造", "保障性安居工程住房建设"),
        ("全部工业增加值", "规模以上工业增加值"),
        ("规模以上工业主营业务收入", "规模以上工业增加值"),
        ("粮食综合生产能力", "粮食总产量"),
        ("粮食总产量比上年增加", "粮食总产量"),
        ("户籍人口城镇化率", "常住人口城镇化率"),
        ("城区绿地率", "城区绿化覆盖率"),
        ("社会融资规模存量", "社会融资规模增量"),
        ("实际利用省外资金", "实际利用外资"),
        ("实际利用外商直接投资", "实际利用外资"),
        ("单位GDP电耗", "单位GDP能耗"),
        ("居民消费价格环比", "居民消费价格"),
        ("高校毕业生初次就业率", "高校毕业生年终就业率"),
        ("财政总收入", "公共财政收入"),
        ("产业集聚区规模以上工业增加值", "规模以上工业增加值"),
    ],
)
def test_near_names_are_kept_apart(written: str, never: str) -> None:
    one, other = found(written), found(never)
    assert one is not None
    assert other is not None
    assert CATALOGUE.not_interchangeable(one, other)
    assert CATALOGUE.not_interchangeable(other, one)


def test_every_name_finds_its_own_indicator_and_no_name_has_two() -> None:
    assert [(name, i, found(name)) for name, i in NAMES if found(name) != i] == []
    owners: dict[str, set[str]] = {}
    for name, indicator_id in NAMES:
        owners.setdefault(plain(name), set()).add(indicator_id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    "dress",
    [
        "全省{}",
        "{}(亿元)",
        "{}(预计)",
        "{}增速",
        "{}(累计)",
        "{}_万人",
        " {} ",
        "{}总数",
        "{}人数",
        "{}(2013年)",
        "“{}”",
        "我市{}增长",
    ],
)
def test_words_around_a_name_never_make_it_another_statistic(dress: str) -> None:
    """A dressed name is found as itself or not at all, unless the dressed name is itself a name of the catalogue."""
    own = {plain(name) for name, _ in NAMES}
    wrong = [
        (name, other)
        for name, indicator_id in NAMES
        if (other := found(dress.format(name))) not in (None, indicator_id) and plain(dress.format(name)) not in own
    ]
    assert wrong == []


def test_proposals_never_hold_the_match_itself_and_mark_what_must_not_stand_for_it() -> None:
    near = {m.indicator_id: m for m in CATALOGUE.near("全社会固定资产投资", limit=10)}
    assert "fai_whole_society" not in near
    assert near["fai"].refused
    assert not near["county_fai"].refused
    assert all(m.how == "near" and m.confidence < 0.9 for m in near.values())


def test_proposals_come_most_alike_first_and_no_more_than_asked_for() -> None:
    near = CATALOGUE.near("工业增加值", limit=4)
    assert len(near) == 4
    assert {m.indicator_id for m in near} >= {"industry_above_scale_value_added", "industry_value_added"}
    assert [m.confidence for m in near] == sorted((m.confidence for m in near), reverse=True)
    assert not any(m.refused for m in near), "a name that means nothing yet refuses nothing"
    assert CATALOGUE.near("完全不同的说法甲乙丙丁") == ()


def test_groups_name_known_indicators_once_each_and_say_why_in_both_languages() -> None:
    for row in groups():
        ids = row["indicators"].split("|")
        assert len(ids) == len(set(ids)) > 1, row["group"]
        assert [i for i in ids if i not in CATALOGUE] == [], row["group"]
        assert row["why"].strip(), row["group"]
        assert row["why_en"].strip(), row["group"]
        for one, other in combinations(ids, 2):
            assert CATALOGUE.not_interchangeable(one, other)
    assert len({row["group"] for row in groups()}) == len(groups())


def test_what_keeps_two_apart_can_be_said_in_both_languages() -> None:
    zh, en = why_apart("registered_unemployment", "surveyed_unemployment") or ("", "")
    assert "登记" in zh
    assert "registered" in en
    assert why_apart("gdp", "cpi") is None


def test_an_indicator_stands_for_itself() -> None:
    assert not any(CATALOGUE.not_interchangeable(i.id, i.id) for i in CATALOGUE)


def test_every_unit_is_known_and_other_units_are_of_another_dimension() -> None:
    for indicator in CATALOGUE:
        dimension = units.unit(indicator.unit).dimension
        for other in indicator.other_units:
            assert units.unit(other).dimension != dimension, (indicator.id, other)


def test_a_bare_magnitude_takes_its_base_from_the_catalogue() -> None:
    poverty, water = CATALOGUE.find("农村贫困人口稳定脱贫"), CATALOGUE.find("解决饮水安全问题的农村群众")
    assert poverty is not None
    assert water is not None
    for match in (poverty, water):
        assert units.unit(CATALOGUE.get(match.indicator_id).unit).dimension == units.unit("人").dimension


def test_polarity_changes_with_the_year_where_policy_changed() -> None:
    cpi = CATALOGUE.get("cpi")
    assert cpi.polarity_in(2013) == Polarity.DOWN
    assert cpi.polarity_in(2024) == Polarity.DOWN
    assert cpi.polarity_in(2025) == Polarity.NEUTRAL
    assert CATALOGUE.get("gdp").polarity_in(2025) == Polarity.UP


@pytest.mark.parametrize(
    ("indicator_id", "accumulation", "price_basis", "accrual"),
    [
        ("gdp", Accumulation.CUM_GROWTH_LEVEL, "real", Accrual.YEAR_TO_DATE),
        ("industry_above_scale_value_added", Accumulation.GROWTH_ONLY, "real", Accrual.YEAR_TO_DATE),
        ("nonpublic_value_added", Accumulation.CUM_GROWTH_LEVEL, "real", Accrual.YEAR_TO_DATE),
        ("county_gdp", Accumulation.ANNUAL_ONLY, "real", Accrual.ONCE_A_YEAR),
        ("fai_whole_society", Accumulation.ANNUAL_ONLY, "nominal", Accrual.ONCE_A_YEAR),
        ("retail_sales", Accumulation.CUM_FLOW, "nominal", Accrual.YEAR_TO_DATE),
        ("urban_disposable_income", Accumulation.CUM_FLOW, "nominal", Accrual.YEAR_TO_DATE),
        ("urban_disposable_income_real", Accumulation.CUM_FLOW, "real", Accrual.YEAR_TO_DATE),
        ("general_public_revenue", Accumulation.CUM_FLOW_NET, "nominal", Accrual.YEAR_TO_DATE),
        ("tsf_flow", Accumulation.CUM_FLOW_NET, "nominal", Accrual.YEAR_TO_DATE),
        ("foreign_capital", Accumulation.CUM_FLOW_NET, "nominal", Accrual.YEAR_TO_DATE),
        ("urban_new_jobs", Accumulation.CUM_FLOW_NET, None, Accrual.YEAR_TO_DATE),
        ("grain_output", Accumulation.ANNUAL_ONLY, None, Accrual.ONCE_A_YEAR),
        ("forest_coverage", Accumulation.STOCK, None, Accrual.END_OF_PERIOD),
        ("registered_unemployment", Accumulation.STOCK, None, Accrual.END_OF_PERIOD),
        ("floor_space_under_construction", Accumulation.CUM_FLOW, None, Accrual.CARRIED_OVER),
        ("ncms_subsidy", Accumulation.ANNUAL_ONLY, "nominal", Accrual.POLICY_STANDARD),
        ("cpi", Accumulation.PERIOD_RATE, None, None),
    ],
)
def test_the_habits_of_headline_statistics(
    indicator_id: str, accumulation: Accumulation, price_basis: str | None, accrual: Accrual | None
) -> None:
    indicator = CATALOGUE.get(indicator_id)
    assert (indicator.accumulation, indicator.price_basis, indicator.accrual) == (accumulation, price_basis, accrual)


def test_yearly_means_and_year_ends_are_told_apart() -> None:
    assert CATALOGUE.get("cpi").judged_on == JudgedOn.YEAR_MEAN
    assert CATALOGUE.get("registered_unemployment").judged_on == JudgedOn.YEAR_END
    assert CATALOGUE.get("gdp").judged_on == JudgedOn.YEAR_TOTAL


def test_rows_are_complete_and_in_order() -> None:
    for indicator in CATALOGUE:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", indicator.id)
        assert re.search(r"[一-鿿]", indicator.name_zh), indicator.id
        assert indicator.name_en.isascii(), indicator.id
        assert indicator.frequency in ("monthly", "quarterly", "annual"), indicator.id
        assert indicator.price_basis in ("real", "nominal", None), indicator.id
        assert 0 <= indicator.decimals <= 3, indicator.id
        assert 0 <= indicator.lag_days <= 365, indicator.id
        assert indicator.data_owner, indicator.id
        assert len(set(map(plain, indicator.names))) == len(indicator.names), indicator.id
        assert not any(name != name.strip() or not name for name in indicator.names), indicator.id
        if indicator.valid_from and indicator.valid_to:
            assert indicator.valid_from <= indicator.valid_to, indicator.id
        if indicator.succeeded_by:
            assert indicator.succeeded_by in CATALOGUE
            assert indicator.valid_to, indicator.id
        if indicator.accumulation in (Accumulation.ANNUAL_ONLY,):
            assert indicator.frequency == "annual", indicator.id


def test_the_office_whose_business_it_is_can_be_told() -> None:
    def answers(indicator_id: str, office: str) -> bool:
        return any(word in office for word in CATALOGUE.get(indicator_id).offices)

    assert answers("rural_roads_built", "省交通运输厅")
    assert answers("safe_water_population", "省水利厅")
    assert answers("rural_dilapidated_houses", "省住房城乡建设厅")
    assert answers("rural_dilapidated_houses", "省住房和城乡建设厅")
    assert answers("affordable_housing_starts", "省住建厅")
    assert answers("urban_new_jobs", "省人力资源社会保障厅")
    assert answers("gdp", "省发改委")
    assert not answers("rural_roads_built", "省水利厅")


def test_no_statistical_office_answers_for_what_it_measures() -> None:
    assert [i.id for i in CATALOGUE if any("统计" in word or "调查总队" in word for word in i.offices)] == []


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(NotFound):
        CATALOGUE.get("no_such_indicator")
    assert "no_such_indicator" not in CATALOGUE


def test_a_loosened_name_of_two_indicators_belongs_to_neither() -> None:
    one = replace(CATALOGUE.get("gdp"), id="one", name_zh="新设网点总量", name_en="one", aliases=())
    other = replace(CATALOGUE.get("gdp"), id="other", name_zh="新设网点的量", name_en="other", aliases=())
    catalogue = Catalogue((one, other), ())
    assert catalogue.find("新设网点量") is None
    match = catalogue.find("新设网点的量")
    assert match is not None
    assert match.indicator_id == "other"


@given(st.text(max_size=60))
def test_any_text_is_answered_without_error(text: str) -> None:
    match = CATALOGUE.find(text)
    assert match is None or match.confidence >= 0.95
    assert all(m.confidence < 0.9 for m in CATALOGUE.near(text))


@pytest.mark.parametrize("text", ["(" * 100_000, "地区生产总值(" * 20_000, "全省" * 50_000, "a" * 100_000, "占" * 200])
def test_hostile_names_are_answered_at_once(text: str) -> None:
    assert CATALOGUE.find(text) is None
    CATALOGUE.near(text)


def test_every_statistic_of_the_real_actuals_is_linked(shared: Path) -> None:
    names = set()
    for file in ("actuals_2013.csv", "actuals_2013_derived.csv"):
        with (shared / "data" / file).open(encoding="utf-8-sig", newline="") as lines:
            names |= {row["indicator"] for row in csv.DictReader(lines)}
    unlinked = {name for name in names if found(name) is None}
    assert {re.sub(r"[(（].*", "", name) for name in unlinked} <= {
        "粮食总产量",  # another scope, said in brackets
        "全民技能振兴工程培训",  # five years in one
        "人社部门职业技能培训",
        "哈密南—郑州特高压直流输电线路竣工验收",
        "哈密南—郑州特高压直流工程正式投入运行",
    }
    assert len(unlinked) <= 5


def test_most_targets_of_the_two_documents_are_linked(shared: Path) -> None:
    lines = (shared / "gold" / "seeds.targets.jsonl").read_text(encoding="utf-8").splitlines()
    targets = [json.loads(line) for line in lines]
    linked = [t for t in targets if found(t["indicator"])]
    assert len(linked) >= 100
    wrong = []
    for target in linked:
        indicator = CATALOGUE.get(found(target["indicator"]) or "")
        written = units.unit(target["unit"])
        if target["measure"] == "level" and written.dimension != units.BARE:
            fitting = {units.unit(u).dimension for u in (indicator.unit, *indicator.other_units)}
            if written.dimension not in fitting:
                wrong.append((target["indicator"], target["unit"], indicator.unit))
    assert wrong == []
