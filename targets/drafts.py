"""What a draft carries besides what the text says of its figure: link, scale, accrual, force, answerable office."""

import re
from dataclasses import replace
from decimal import Decimal

from measures.catalogue import Catalogue, Indicator
from measures.errors import UnitMismatch, UnknownUnit
from measures.terms import Accrual, Binding, Comparator, Force, JudgedOn, Measure
from measures.units import BARE, known_unit, with_dimension_of
from targets.answering import choose_answerable
from targets.model import TargetDraft

_MUST = re.compile(r"必须|务必|不得|严禁|一律")
_ENSURE = re.compile(r"确保|保证|力保")
_STRIVE = re.compile(r"力争|争取|力求|努力|奋力")
_BINDING = re.compile(r"约束性")
_EXPECTED = re.compile(r"预期性|预期目标|预期指标|主要预期")
_CARRIED = re.compile(r"施工|在建|开复工|续建|包括.{0,4}结转|含.{0,4}结转|滚动实施")
_POLICY = re.compile(
    r"补助标准|筹资标准|保障标准|供养标准|低保标准|补贴标准|最低工资|人均筹资|人均补助|政府补助|补差|基础养老金|起付线|经费标准|人均.{0,6}补助"
)
_RESTING = re.compile(
    r"发展到|提高到|提升到|提升至|提高至|稳定在|保持在|维持在|恢复到|增加到|增至|扩大到|降至|降到|控制在|总数达|总量达|累计达"
)
_STARTED = re.compile(
    r"新建|新增|新开工|开工|改造|培训|治理|脱贫|完成|投资|新改建|整治|建设|造林|发放|引进|竣工|建成|实施|培育|开展|新认定|更新|举办|组织|支持|改扩建|淘汰|化解|救助|种植|放映"
)
_ANNUAL = re.compile(r"粮食.{0,4}产|总产|产量|单产|出栏|森林覆盖率|能耗|排放|受灾|科技进步贡献率|良种|预期寿命")
_STOCK = re.compile(
    r"余额|存量|人口|面积达|保有量|拥有量|里程|总数|存栏|库容|规模$|装机规模|装机容量|登记失业率|覆盖率|普及率|率$|比重|占比|比例|强度|床位数|医师数"
)
_MEAN = re.compile(r"调查失业率|价格|CPI|物价|涨幅|年均浓度|平均浓度|优良天数")
_NOMINAL = re.compile(r"现价|当年价|名义")
_REAL = re.compile(r"可比价|不变价|实际增长|扣除价格|按可比")


def completed(draft: TargetDraft, catalogue: Catalogue | None, clause: str) -> TargetDraft:
    """Return a draft with link, scale, accrual, judged_on, force, binding, price basis, span and answerable office."""
    match = catalogue.find(draft.indicator) if catalogue else None
    indicator = catalogue.get(match.indicator_id) if catalogue and match else None
    value_si, unit_si = _scaled(draft, indicator)
    answerable, problems = choose_answerable(draft.offices, draft.indicator, indicator)
    problems = (*draft.problems, *problems)
    if draft.unit and known_unit(draft.unit) is None:
        problems = (*problems, "unknown_unit")
    if draft.deadline is None:
        problems = (*problems, "no_deadline")
    return replace(
        draft,
        indicator_id=match.indicator_id if match else None,
        value_si=value_si,
        unit_si=unit_si,
        answerable=answerable,
        accrual=_accrual(draft, clause, indicator),
        judged_on=_judged_on(draft, indicator),
        force=_force(clause),
        binding=draft.binding or _binding(draft.sentence),
        price_basis=_price_basis(draft, clause, indicator),
        problems=problems,
    )


def _scaled(draft: TargetDraft, indicator: Indicator | None) -> tuple[Decimal | None, str | None]:
    unit = known_unit(draft.unit) if draft.unit else None
    if unit is not None and unit.dimension == BARE:
        try:
            unit = known_unit(with_dimension_of(draft.unit or "", indicator.unit)) if indicator else None
        except (UnknownUnit, UnitMismatch):
            unit = None
    if unit is None or draft.value is None:
        return None, None
    return draft.value * unit.factor, unit.canonical


def _force(clause: str) -> Force:
    if _STRIVE.search(clause):
        return Force.STRIVE
    if _MUST.search(clause):
        return Force.MUST
    return Force.ENSURE if _ENSURE.search(clause) else Force.PLAIN


def _binding(sentence: str) -> Binding | None:
    if _BINDING.search(sentence) and not _EXPECTED.search(sentence):
        return Binding.BINDING
    return Binding.EXPECTED if _EXPECTED.search(sentence) else None


def _accrual(draft: TargetDraft, clause: str, indicator: Indicator | None) -> Accrual | None:
    """Read the accrual from the verb, then from the thing, then from the catalogue (practice 5)."""
    words = draft.indicator + clause
    if _POLICY.search(draft.indicator):
        return Accrual.POLICY_STANDARD
    if draft.measure is Measure.LEVEL:
        if _CARRIED.search(words):
            return Accrual.CARRIED_OVER
        if draft.baseline_value is not None or _RESTING.search(clause):
            return Accrual.ONCE_A_YEAR if _ANNUAL.search(draft.indicator) else Accrual.END_OF_PERIOD
        if _ANNUAL.search(draft.indicator):
            return Accrual.ONCE_A_YEAR
        if indicator is not None and indicator.accrual:
            return indicator.accrual
        if _STARTED.search(words):
            return Accrual.YEAR_TO_DATE
        return Accrual.END_OF_PERIOD if _STOCK.search(draft.indicator) else None
    if indicator is not None and indicator.accrual:
        return indicator.accrual
    if _ANNUAL.search(draft.indicator):
        return Accrual.ONCE_A_YEAR
    return Accrual.END_OF_PERIOD if draft.measure is Measure.RATIO else Accrual.YEAR_TO_DATE


def _judged_on(draft: TargetDraft, indicator: Indicator | None) -> JudgedOn | None:
    if re.search(r"各月|每月|各期|始终", draft.sentence) and draft.comparator in (Comparator.LE, Comparator.LT):
        return JudgedOn.EVERY_PERIOD
    if indicator is not None and indicator.judged_on:
        return indicator.judged_on
    if _MEAN.search(draft.indicator):
        return JudgedOn.YEAR_MEAN
    if draft.measure is Measure.RATIO or _STOCK.search(draft.indicator):
        return JudgedOn.YEAR_END
    return JudgedOn.YEAR_TOTAL


def _price_basis(draft: TargetDraft, clause: str, indicator: Indicator | None) -> str | None:
    if draft.measure not in (Measure.GROWTH, Measure.DECLINE, Measure.FLAT):
        return None
    if _NOMINAL.search(clause):
        return "nominal"
    if _REAL.search(clause):
        return "real"
    return indicator.price_basis if indicator else None


def span_text(span: tuple[int, int] | None) -> str | None:
    """Return the years that a value covers where they are several: "2011/2015"."""
    return f"{span[0]}/{span[1]}" if span and span[0] != span[1] else None


def floors_and_stretches(drafts: list[TargetDraft]) -> list[TargetDraft]:
    """Join 确保680亿元，力争720亿元: the first carries the second as its stretch, the second says so."""
    done: list[TargetDraft] = []
    for draft in drafts:
        last = done[-1] if done else None
        paired = (
            last is not None
            and last.sentence_start == draft.sentence_start
            and last.indicator == draft.indicator
            and last.unit == draft.unit
            and last.measure == draft.measure
            and last.force is Force.ENSURE
            and draft.force is Force.STRIVE
        )
        if paired and last is not None:
            done[-1] = replace(last, stretch=draft.value)
            draft = replace(draft, problems=(*draft.problems, "stretch_of_the_one_before"))
        done.append(draft)
    return done
