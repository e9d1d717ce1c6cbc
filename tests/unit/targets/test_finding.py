"""Facts of reading that the annotated documents do not pin down, and properties of every reading."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.catalogue import load_catalogue
from measures.places import load_places
from measures.terms import Accrual, Binding, Force, JudgedOn, Measure, TaskKind
from targets import Reading, TargetDraft, find_targets, open_document, record
from targets.folding import fold


def read(text: str, year: int = 2015, name: str = "notice.txt", place: str | None = None) -> Reading:
    document, problems = open_document(text.encode(), name, year=year, place=place)
    assert document is not None, problems
    return find_targets(document, load_catalogue(), load_places())


def one(text: str, year: int = 2015) -> TargetDraft:
    (draft,) = read(text, year).targets
    return draft


@pytest.mark.parametrize(
    "text",
    [
        "对投资5000万元以上的项目给予奖励。",
        "建设时速200公里的快速铁路通道。",
        "为65岁以上老年人办理优待证。",
        "深入实施“双百工程”和“1369”布局。",
        "2014年，全市生产总值增长8.5%。",
        "去年新建公路120公里，改造危房3000户。",
        "淘汰10万千瓦及以下燃煤机组。",
        "构建1小时通勤圈。",
        "坚持八个方面的基本要求，做到两个确保。",
        "学习贯彻第十二届全国人大三次会议精神。",
        "推动北川、安平等7个市加强合作。",
        "支持平安集团发展。",
        "落实《2015年新建公路120公里实施方案》。",
    ],
)
def test_attributes_slogans_results_and_names_are_no_targets(text: str) -> None:
    assert read(text).targets == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("城镇居民收入、农民收入均增长12%以上。", ["城镇居民收入", "农民收入"]),
        ("绿化覆盖率和绿地率分别达到39%和36%。", ["绿化覆盖率", "绿地率"]),
        ("东城区和高新区各新建公厕8座。", ["东城区新建公厕", "高新区新建公厕"]),
        ("交通、水利领域投资额分别达24亿元、45亿元。", ["交通领域投资额", "水利领域投资额"]),
        ("新开工保障房40万套、竣工30万套。", ["新开工保障房", "竣工保障房"]),
        ("小学和初中辍学率分别控制在0.3%和1.5%以内。", ["小学辍学率", "初中辍学率"]),
    ],
)
def test_parallel_names_give_one_record_each(text: str, names: list[str]) -> None:
    found = [draft.indicator for draft in read(text).targets]
    assert len(found) == len(names)
    for name, wanted in zip(found, names, strict=True):
        assert set(wanted) - set(name) <= set("投资额领域保障")


def test_one_share_of_two_groups_is_one_record() -> None:
    assert len(read("战略性新兴产业和高技术产业占工业增加值比重达到60%。").targets) == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6月底前新建公路5公里。", date(2015, 6, 30)),
        ("用2年时间改造危房3000户。", date(2016, 12, 31)),
        ("新增32个泊位由市城管局于2015年11月底前完工。", date(2015, 11, 30)),
        ("到2020年，森林覆盖率达到42%。", date(2020, 12, 31)),
        ("新建公路5公里。", date(2015, 12, 31)),
    ],
)
def test_deadlines(text: str, day: date) -> None:
    assert one(text).deadline == day


def test_floor_and_stretch_are_joined() -> None:
    floor, stretch = read("固定资产投资确保完成680亿元，力争完成720亿元。").targets
    assert (floor.force, floor.stretch) == (Force.ENSURE, Decimal(720))
    assert stretch.force is Force.STRIVE
    assert "stretch_of_the_one_before" in stretch.problems


@pytest.mark.parametrize(
    ("text", "accrual"),
    [
        ("新建公路120公里。", Accrual.YEAR_TO_DATE),
        ("各类合作社发展到350个。", Accrual.END_OF_PERIOD),
        ("污水处理率达到85%。", Accrual.END_OF_PERIOD),
        ("保障房施工26万套，包括上年结转房。", Accrual.CARRIED_OVER),
        ("粮食总产量达到1300亿斤。", Accrual.ONCE_A_YEAR),
        ("低保补助标准提高到420元。", Accrual.POLICY_STANDARD),
    ],
)
def test_accrual_is_read_from_the_verb(text: str, accrual: Accrual) -> None:
    assert one(text).accrual is accrual


def test_a_price_ceiling_is_judged_on_the_mean_and_kept_as_a_ceiling() -> None:
    draft = one("居民消费价格涨幅控制在3.5%左右。")
    assert (draft.measure, draft.ceiling, draft.judged_on) == (Measure.RATIO, True, JudgedOn.YEAR_MEAN)


def test_binding_words_are_kept() -> None:
    assert one("主要预期目标是：生产总值增长7%。").binding is Binding.EXPECTED


def test_scale_and_link() -> None:
    draft = one("粮食总产量达到1300亿斤。")
    assert (draft.indicator_id, draft.value_si, draft.unit_si) == ("grain_output", Decimal("65000000000"), "千克")
    bare = one("实现115万农村贫困人口稳定脱贫。")
    assert (bare.unit, bare.value_si, bare.unit_si) == ("万", Decimal(1150000), "人")


def test_one_office_answers_and_never_a_statistical_one() -> None:
    first = one("新改建农村公路500公里。（县统计局、财政局、交通运输局负责）")
    assert first.answerable == "县交通运输局"
    assert "statistical_office" in first.problems
    unclear = one("完成某项工作12项。（县财政局、审计局负责）")
    assert (unclear.answerable, "answerable_first_named" in unclear.problems) == ("县财政局", True)
    divided = one("完成某项工作12项。（县财政局、审计局分别负责）")
    assert (divided.answerable, "answerable_to_divide" in divided.problems) == (None, True)


def test_relative_goals_stand_apart_from_figures() -> None:
    reading = read(
        "居民收入增长与经济增长同步，工业增加值增速高于全国平均水平，能耗降低完成省下达任务，生产总值增长7%。"
    )
    assert [draft.indicator for draft in reading.targets] == ["生产总值"]
    assert [draft.baseline_text for draft in reading.relatives] == ["经济增长", "全国平均水平", "省下达任务"]
    assert {draft.measure for draft in reading.relatives} == {Measure.RELATIVE}
    assert {draft.value for draft in reading.relatives} == {None}


def test_parts_get_their_place_and_are_checked_against_the_total() -> None:
    text = "新开工保障性住房{}套。其中：郑州市8000套、开封市3000套、洛阳市4000套。"
    right = read(text.format("1.5万"), place="河南").targets
    assert [draft.place_code for draft in right] == ["410000", "410100", "410200", "410300"]
    assert "parts_differ_from_total" not in right[0].problems
    assert "parts_differ_from_total" in read(text.format("1.6万"), place="河南").targets[0].problems


def test_kinds_of_tasks() -> None:
    reading = read("一、任务\n1.新建公路5公里。\n2.年内建成体育馆并投入使用。\n3.加强作风建设。\n")
    kinds = [task.kind for task in reading.tasks]
    assert kinds == [TaskKind.QUANTITATIVE, TaskKind.MILESTONE, TaskKind.QUALITATIVE]
    assert [task.path for task in reading.tasks] == ["1.1", "1.2", "1.3"]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("一、甲\n（一）新建1所。\n（二）新建2所。\n二、乙\n（一）新建3所。\n", ["1.1", "1.2", "2.1"]),
        ("第一章 甲\n第一节 乙\n1.新建1所。\n", ["1.1.1"]),
        ("甲的实事\n①新建1所。\n②新建2所。\n乙的实事\n①新建3所。\n", ["1.1", "1.2", "2.1"]),
        ("第一件：新建1所。\n第二件：新建2所。\n", ["1", "2"]),
        ("（1）新建1所。\n（2）新建2所。\n", ["1", "2"]),
    ],
)
def test_paths_of_every_usual_numbering(text: str, paths: list[str]) -> None:
    reading = read(text)
    assert [task.path for task in reading.tasks] == paths
    assert [draft.task for draft in reading.targets] == paths


def test_wrapped_lines_are_read_as_one_paragraph() -> None:
    words = (
        "全面推进农村公路建设，新改建农村公路三级以上等级道路共计1200公里，完成县乡道路安全防护工程建设共计300公里。"
    )
    text = "\n".join((words * 8)[i : i + 25] for i in range(0, len(words) * 8, 25)) + "\n"
    reading = read(text)
    assert len(reading.targets) == 16
    for draft in reading.targets:
        assert reading.document.text[draft.start : draft.end].replace("\n", "") in ("1200公里", "300公里")


_ATOMS = (
    *(
        "生产总值",
        "增长",
        "5%",
        "达到",
        "12.5亿元",
        "、",
        "，",
        "。",
        "（",
        "）",
        "新建",
        "公路",
        "120公里",
        "分别",
        "和",
    ),
    *(
        "各",
        "由",
        "25元",
        "提高到",
        "30元",
        "今年",
        "去年",
        "到2030年",
        "一、",
        "1.",
        "①",
        "|",
        "\n",
        "億",
        "５",
        "百分之六",
    ),
)
_WORDS = st.sampled_from(_ATOMS)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=40).map("".join) | st.text(max_size=60))
def test_offsets_slice_to_the_quote_and_every_record_is_whole(text: str) -> None:
    document, _ = open_document(("通知" + text).encode("utf-8", errors="ignore"), "a.txt", year=2015)
    if document is None:
        return
    for draft in find_targets(document, None, None).targets:
        span = document.text[draft.start : draft.end]
        assert span
        assert span in draft.quote or draft.quote in span
        entry = record(draft, document)
        assert entry["indicator"]
        assert entry["measure"] != "relative"
        assert 0 < entry["confidence"] <= 1
        assert draft.sentence_start is not None
        assert (
            document.text.startswith(draft.sentence[:5], draft.sentence_start)
            or draft.sentence.strip() in document.text
        )


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_every_character_of_the_view_knows_its_place_in_the_text(text: str) -> None:
    view = fold(text)
    start, end = view.span(0, len(view.text))
    assert len(view.text) <= len(text)
    assert (start, end) == (0, len(text)) or view.origin is not None


@pytest.mark.parametrize(
    "text",
    [
        "一、供水工程（责任单位：市水务局）\n新建水厂3座，铺设管网20公里。\n二、供热（责任单位：市城管局）\n新建热源厂1座。",
        "一、供水工程（责任单位：市水务局）。新建水厂3座，铺设管网20公里。\n二、供热。新建热源厂1座。（市城管局）",
        "一、供水工程\n责任单位：市水务局\n新建水厂3座，铺设管网20公里。\n二、供热\n责任单位：市城管局\n新建热源厂1座。",
        "一、新建水厂3座，铺设管网20公里，由市水务局负责。\n二、新建热源厂1座，由市城管局负责。",
    ],
)
def test_offices_of_a_heading_or_a_sentence_answer_for_its_figures(text: str) -> None:
    leads = [draft.offices.lead for draft in read(text).targets]
    assert leads == [("市水务局",), ("市水务局",), ("市城管局",)]


@pytest.mark.parametrize(
    ("text", "value", "baseline"),
    [
        ("城市污水管网渗漏率由14.2%降至10%以内。", "10", "14.2"),
        ("城镇登记失业率从4.5%下降到4.2%以下。", "4.2", "4.5"),
        ("贫困发生率由2014年的8.6%下降至5%。", "5", "8.6"),
        ("审批事项由320项精简到200项以内。", "200", "320"),
        ("稻谷收购价由每50公斤126元提高到129元。", "129", "126"),
    ],
)
def test_a_figure_that_moves_from_another_keeps_it_as_its_baseline(text: str, value: str, baseline: str) -> None:
    draft = one(text)
    assert (draft.value, draft.baseline_value) == (Decimal(value), Decimal(baseline))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("新建公厕90座，其中：东城区50座、开发区40座。", ["新建公厕", "东城区新建公厕", "开发区新建公厕"]),
        ("新增停车位900个，其中老城区不少于300个。", ["新增停车位", "老城区新增停车位"]),
        ("新增就业5万人，其中市区3万人、县域2万人。", ["新增就业", "市区新增就业", "县域新增就业"]),
        ("工业投资增长12%，其中白河县、平阳区分别增长9%、8%。", ["工业投资", "白河县工业投资", "平阳区工业投资"]),
        (
            "一、危房改造。全市完成8万户，其中：郑州3万户、开封2万户、其他市县3万户。",
            ["危房改造", "郑州危房改造", "开封危房改造", "其他市县危房改造"],
        ),
        (
            "到2020年，绿地率达到35%，绿地面积达到900公顷；到2025年，分别达到38%和990公顷。",
            ["绿地率", "绿地面积", "绿地率", "绿地面积"],
        ),
    ],
)
def test_parts_of_a_whole_carry_its_name(text: str, names: list[str]) -> None:
    assert [draft.indicator for draft in read(text).targets] == names


@pytest.mark.parametrize(
    "text",
    [
        "县（区）\t造林（亩）\t危房改造（户）\n合计\t900\t70\n白河县\t500\t40\n平阳区\t400\t—",
        "| 地区 | 造林（亩） | 危房改造（户） |\n| --- | --- | --- |\n"
        "| 全市 | 900 | 70 |\n| 白河县 | 500 | 40 |\n| 平阳区 | 400 | |",
        "县别  造林（亩）  危房改造（户）\n全市  900  70\n白河县  500  40\n平阳区  400  —",
    ],
)
def test_tables_of_places_by_indicators_give_each_place_its_targets(text: str) -> None:
    found = [(d.indicator, d.value_text, d.unit) for d in read("2015年任务分解表\n" + text).targets]
    assert found == [
        ("造林", "900", "亩"),
        ("危房改造", "70", "户"),
        ("白河县造林", "500", "亩"),
        ("白河县危房改造", "40", "户"),
        ("平阳区造林", "400", "亩"),
    ]


def test_a_table_of_places_takes_unit_and_thing_from_its_caption() -> None:
    head = "2015年各县招商引资目标任务表\n单位：万元\n县区  目标任务  责任单位\n"
    text = head + "白河县  500  县商务局\n平阳区  400  区商务局"
    found = [(d.indicator, d.value_text, d.unit, d.offices.lead) for d in read(text).targets]
    assert found == [
        ("白河县招商引资", "500", "万元", ("县商务局",)),
        ("平阳区招商引资", "400", "万元", ("区商务局",)),
    ]


def test_places_may_stand_in_the_columns_of_a_table() -> None:
    text = "指标\t单位\t全县\t白河镇\t平阳镇\n造林\t亩\t900\t500\t400"
    found = [(d.indicator, d.value_text, d.unit) for d in read(text).targets]
    assert found == [("造林", "900", "亩"), ("白河镇造林", "500", "亩"), ("平阳镇造林", "400", "亩")]


@pytest.mark.parametrize(
    "text",
    [
        "今年高校毕业生将达820万人，就业压力不小。",
        "我国有1.8亿在校学生，教育关乎万家。",
        "去年以来，全市累计开工项目98个，完成投资210亿元，占年度计划的92%。",
        "截至目前，累计完成投资320亿元，占年度计划的84%。",
        "2014年全国共开展培训900多万人次，完成目标任务的110%。",
        "推进东港5万吨级、北港10万吨级航道建设。",
        "建成220千伏白河输变电工程。",
        "消除56人以上大班额。",
        "对网络零售额5万元以上且快递单量达2000单以上的商户给予支持。",
    ],
)
def test_facts_results_grades_and_conditions_are_no_targets(text: str) -> None:
    assert read(text).targets == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("城乡低保标准分别提高到720元和580元。", ["城镇低保标准", "农村低保标准"]),
        ("第一、二、三产业增加值分别增长4%、12%和11%。", ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
        ("新建3个国家级、9个省级重点实验室。", ["新建国家级重点实验室", "新建省级重点实验室"]),
        ("风电、水电总装机容量分别达到30万千瓦和45万千瓦。", ["风电总装机容量", "水电总装机容量"]),
        ("改造农户厨房和厕所各2万个。", ["改造农户厨房", "改造厕所"]),
        ("新建梯田40万亩、改造提升30万亩。", ["新建梯田", "改造提升梯田"]),
        ("氨氮排放量、总磷排放量与上年持平。", ["氨氮排放量", "总磷排放量"]),
        ("改造危房230户1.8万平方米，新建公路3条45公里。", ["改造危房", "改造危房", "新建公路", "新建公路"]),
        ("新增10亿立方米的供水能力。", ["新增供水能力"]),
        ("地方税收98亿元，同口径增长12%。", ["地方税收", "地方税收"]),
        ("力争4户企业进入全国500强。", ["企业进入全国500强"]),
        ("5万农村群众用上自来水。", ["农村群众用上自来水"]),
        ("完成1995年前建成的32个老旧小区改造。", ["老旧小区改造"]),
        ("新增800张家庭养老床位。", ["新增家庭养老床位"]),
        ("十一是维修农村供水工程120处。", ["维修农村供水工程"]),
    ],
)
def test_names_of_lists_and_of_what_stands_behind_a_figure(text: str, names: list[str]) -> None:
    assert [draft.indicator for draft in read(text).targets] == names


def test_a_unit_behind_the_last_of_several_figures_holds_for_all() -> None:
    found = [(d.value_text, d.unit) for d in read("烟尘、氮氧化物浓度分别不高于10、50毫克/立方米。").targets]
    assert found == [("10", "毫克/立方米"), ("50", "毫克/立方米")]


def test_an_amendment_in_quotation_marks_keeps_the_target_it_replaces() -> None:
    draft = one("“生产总值增长9.5%左右”调整为“生产总值增长8.5%左右”。")
    assert (draft.indicator, draft.value, draft.baseline_value, draft.baseline_text) == (
        "生产总值",
        Decimal("8.5"),
        Decimal("9.5"),
        "原目标",
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("改造老旧小区18个，加装电梯25部，10月底前全部完工。", [("改造老旧小区", 10), ("加装电梯", 10)]),
        ("改造老旧小区18个，加装电梯25部。", [("改造老旧小区", 12), ("加装电梯", 12)]),
        ("二季度末完成管网改造45公里，全年共计改造120公里。", [("管网改造", 6), ("管网改造", 12)]),
        ("取消“新建菜市场4个”的目标，增加“建设便民菜店20个”。", [("建设便民菜店", 12)]),
        (
            "城区污水处理率、垃圾处理率分别为98%和95%，县城分别为95%和90%。",
            [("城区污水处理率", 12), ("垃圾处理率", 12), ("县城污水处理率", 12), ("县城垃圾处理率", 12)],
        ),
    ],
)
def test_closing_times_cancelled_targets_and_figures_that_go_on(text: str, found: list[tuple[str, int]]) -> None:
    drafts = read(text).targets
    assert [(d.indicator, d.deadline.month if d.deadline else 0) for d in drafts] == found


def test_growth_that_becomes_decline_keeps_the_old_target() -> None:
    draft = one("进出口总额由增长6%调整为下降3%以内。")
    assert (draft.measure, draft.value, draft.baseline_value) == (Measure.DECLINE, Decimal(3), Decimal(6))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("新发展市场主体2万户，其中企业5000户。", ["新发展市场主体", "新发展企业"]),
        ("老旧小区改造开工160个小区、2.3万户。", ["老旧小区改造开工", "老旧小区改造开工"]),
        ("建设投资20亿元的物流园等10个重大项目。", ["重大项目"]),
        ("全年财政收入一亿二千万元，力争一亿三千万元。", ["财政收入", "财政收入"]),
        ("棉花产量达到3万吨，比上年增产百分之八。", ["棉花产量", "棉花产量"]),
        ("创建省级美丽乡村15个、市级50个。", ["创建省级美丽乡村", "创建市级美丽乡村"]),
        ("新签约10亿元以上项目10个以上、50亿元以上项目2个以上。", ["新签约10亿元以上项目", "50亿元以上项目"]),
        ("重度及以上污染天数比率控制在0.9%以内。", ["重度及以上污染天数比率"]),
        ("完成新城大道、滨河路等6条道路提质改造。", ["道路提质改造"]),
    ],
)
def test_figures_that_go_on_with_what_was_counted(text: str, names: list[str]) -> None:
    assert [draft.indicator for draft in read(text).targets] == names
