"""Clauses of responsibility in every usual manner."""

import pytest

from measures.terms import Responsibility
from targets.responsibilities import find_answers


@pytest.mark.parametrize(
    ("text", "lead", "support", "kind"),
    [
        ("由省科技厅、卫生厅负责落实。", "省科技厅 省卫生厅", "", "joint"),
        ("（省农委主办，省财政厅、水利厅协办）", "省农委", "省财政厅 省水利厅", "lead_support"),
        ("（省发改委、住建厅分别负责）", "省发改委 省住建厅", "", "each"),
        ("（市民政局牵头，市财政局配合）", "市民政局", "市财政局", "lead_support"),
        ("（民政部牵头，财政部、教育部等按职责分工负责）", "民政部", "财政部 教育部", "lead_support"),
        ("责任单位：县教体局、住建局", "县教体局 县住建局", "", "joint"),
        ("牵头单位：县水利局\n责任单位：县财政局，各乡镇", "县水利局", "县财政局 各乡镇", "lead_support"),
        ("（责任单位：市教育局　完成时限：2019年9月1日前）", "市教育局", "", "joint"),
        ("责任单位：省能源局、科技厅按职责分工负责", "省能源局 省科技厅", "", "each"),
        ("（县交通运输局负责，9月底前完成）", "县交通运输局", "", "joint"),
        ("（民政部牵头，教育部等按职责分工负责，年内持续推进）", "民政部", "教育部", "lead_support"),
        (
            "（财政部、人力资源社会保障部按职责分工负责，8月底前将资金下达到位）",
            "财政部 人力资源社会保障部",
            "",
            "each",
        ),
        ("（省水利厅牵头；省财政厅配合；完成时限：2019年10月底）", "省水利厅", "省财政厅", "lead_support"),
        ("（主办：市科技局；协办：市财政局、知识产权局）", "市科技局", "市财政局 市知识产权局", "lead_support"),
        ("（市住建局负总责，市民政局、财政局具体实施）", "市住建局", "市民政局 市财政局", "lead_support"),
        ("（市水务局（牵头），市财政局、市城管局）", "市水务局", "市财政局 市城管局", "lead_support"),
        ("责任单位：市水务局（牵头）、市财政局", "市水务局", "市财政局", "lead_support"),
        ("【牵头单位：县水利局；责任单位：县财政局】", "县水利局", "县财政局", "lead_support"),
        ("牵头单位：规划司\n配合单位：财务司、信息中心", "规划司", "财务司 信息中心", "lead_support"),
        ("——责任单位：市体育局", "市体育局", "", "joint"),
        ("牵头单位为市水务局，配合单位为市财政局。", "市水务局", "市财政局", "lead_support"),
        ("此项工作由县林业局负责，县财政局配合，6月底前完成。", "县林业局", "县财政局", "lead_support"),
        ("责任单位：市国税局、地税局、团市委、团县委", "市国税局 市地税局 团市委 团县委", "", "joint"),
        ("（市水务局、财政局）", "市水务局 市财政局", "", "joint"),
        ("（责任单位：省水利厅、财政厅，列第一位的为牵头单位）", "省水利厅", "省财政厅", "lead_support"),
        ("【责任单位】市园林局、各市、县人民政府", "市园林局 各市、县人民政府", "", "joint"),
    ],
)
def test_who_answers_and_how(text: str, lead: str, support: str, kind: str) -> None:
    folded = text.replace("　", " ")
    (answer,) = find_answers(folded, 0, len(folded))
    assert answer.lead == tuple(lead.split())
    assert answer.support == tuple(support.split())
    assert answer.responsibility == Responsibility(kind)


def test_the_time_limit_of_a_clause_is_kept() -> None:
    (answer,) = find_answers("（责任单位：市教育局 完成时限：2019年9月1日前）", 0, 40)
    assert answer.time == "2019年9月1日前"


@pytest.mark.parametrize(
    "text",
    [
        "（东城区、高新区）",
        "（市一中、实验学校）",
        "（包括上年结转）",
        "（企业项目集中布局、人口有序转移）",
        "（不负责任的说法）",
        "由此可见",
    ],
)
def test_other_brackets_say_nothing_of_offices(text: str) -> None:
    assert not list(find_answers(text, 0, len(text)))


def test_a_hundred_thousand_open_brackets_are_passed_over() -> None:
    text = "（" * 100_000
    assert not list(find_answers(text, 0, len(text)))
