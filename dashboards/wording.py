"""Figures in words: numbers, units, dates, periods, targets, gaps and lights, in Chinese and English.

Chinese sentences carry no thousands separators and no minus signs (practice.md, "Words").
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from dashboards.i18n import Lang, coded_text, has_text, text
from gaps.model import Step
from measures.catalogue import load_catalogue
from measures.errors import NotFound
from measures.places import load_places
from measures.terms import Comparator, Measure, Status

POINTS: Final = "个百分点"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PERIOD: Final = re.compile(r"(?P<y1>\d{4})(?:-(?P<m1>\d\d)|Q(?P<q>[1-4]))?(?:/(?P<y2>\d{4})(?:-(?P<m2>\d\d))?)?")
#: magnitudes that stand before a unit, longest first, and how English tables print them
MAGNITUDES: Final = (
    ("万亿", "trillion"),
    ("千万", "10 million"),
    ("百万", "million"),
    ("亿", "100 million"),
    ("万", "10 000"),
)

#: lights never speak by colour alone (look.md)
SHAPES: Final[Mapping[str, str]] = {
    Status.MET: "●",
    Status.ON_TRACK: "▲",
    Status.AT_RISK: "◆",
    Status.OFF_TRACK: "▼",
    Status.MISSED: "✕",
    Status.NO_DATA: "○",
    Status.STALE: "◌",
}


class Kind(StrEnum):
    """Which words a light and a gap take: practice.md, table of "Words"."""

    AMOUNT = "amount"  #: 数量类
    RATE = "rate"  #: 增速、比重类
    CONTROL = "control"  #: 控制类


def kind_of(row: Mapping[str, Any]) -> Kind:
    """The kind of a target or gap row. A bare 登记失业率4.5% binds from above too: only such a row has headroom."""
    measure, comparator = row["measure"], row["comparator"]
    above = row["ceiling"] or comparator in (Comparator.LE, Comparator.LT) or _known(row.get("headroom")) is not None
    if above and measure != Measure.DECLINE:
        return Kind.CONTROL
    return Kind.AMOUNT if measure == Measure.LEVEL else Kind.RATE


def _known(value: Any) -> float | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else float(value)


def number_text(value: float | Decimal | str, lang: str = Lang.ZH, decimals: int | None = None) -> str:
    """A number as people read it, "1200.8" or "1,200.8", the sign as −.

    `decimals` rounds half up; without it twelve significant digits are kept and trailing zeros of a float dropped.
    """
    number = Decimal(value) if isinstance(value, Decimal | str) else Decimal(f"{float(value):.12g}")
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    printed = f"{number:,f}" if lang == Lang.EN else f"{number:f}"
    if number == 0:
        printed = printed.lstrip("-")
    return printed.replace("-", "−")


def share_text(share: float, lang: str = Lang.ZH) -> str:
    """A share of 1 as per cent with one decimal; 99.96 % is never shown as 100 %."""
    percent = Decimal(f"{share * 100:.12g}")
    rounding = ROUND_DOWN if percent < 100 else ROUND_HALF_UP
    return number_text(percent.quantize(Decimal("0.1"), rounding), lang) + "%"


def decimals_of(value_text: str | None) -> int:
    """Decimals of a figure as published; 0 for None."""
    _, _, fraction = (value_text or "").partition(".")
    return len(re.match(r"\d*", fraction).group())  # type: ignore[union-attr]


def unit_text(unit: str | None, lang: str = Lang.ZH) -> str:
    """The unit's name; English prints magnitudes as yearbooks do, "100 million jin"."""
    if not unit or lang == Lang.ZH:
        return unit or ""
    if has_text(f"unit.{unit}", lang):
        return text(f"unit.{unit}", lang)
    for sign, name in MAGNITUDES:
        if unit.startswith(sign) and len(unit) > len(sign):
            return f"{name} {unit_text(unit.removeprefix(sign), lang)}"
        if unit == sign:
            return name
    return unit


def quantity_text(value: float | Decimal | str, unit: str | None, lang: str = Lang.ZH) -> str:
    """A number with its unit: "99.2亿斤", "2.3个百分点", "99.2 × 100 million jin", "2.3 pp"."""
    number = number_text(value, lang)
    if not unit:
        return number
    if unit in ("%", "‰"):
        return number + unit
    if lang == Lang.ZH:
        return number + unit
    name = unit_text(unit, lang)
    return f"{number} × {name}" if name[0].isdigit() else f"{number} {name}"


def target_text(row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """What a target promises, in words: "增长11%左右", "1300亿斤", "控制在3.5%左右"."""
    value = row["value"] if "value" in row else row["target_value"]
    if _known(value) is None:
        return text("target.unquantified", lang)
    written = _as_written(row.get("value_text"), value)
    amount = quantity_text(written, row["unit"], lang)
    high = row.get("value_high", row.get("target_value_high"))
    if _known(high) is not None and row["comparator"] == Comparator.RANGE:
        first = number_text(written, lang) if row["unit"] not in ("%", "‰") else amount
        amount = text("target.range", lang, low=first, high=quantity_text(high, row["unit"], lang))
    bound = text(f"target.comparator.{row['comparator']}", lang, amount=amount)
    form = "ceiling" if row.get("ceiling") and row["measure"] in ("ratio", "level") else row["measure"]
    return text(f"target.measure.{form}", lang, amount=bound)


def _as_written(written: str | None, value: float | Decimal) -> float | Decimal | str:
    """The number as the document writes it, unless it was reckoned into another unit: 翻1番 is 100 %."""
    return written if written and Decimal(written) == Decimal(f"{float(value):.12g}") else value


def gap_text(row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """The gap of a row in words without a sign: "距目标差99.2亿斤"; "" where it is unknown."""
    gap = _known(row.get("gap"))
    if gap is None:
        return ""
    kind = kind_of(row)
    amount = quantity_text(number_of(abs(gap), row), row["gap_unit"], lang)
    return text(f"gap.{_gap_case(row, gap, kind)}", lang, amount=amount)


def number_of(gap: float, row: Mapping[str, Any]) -> float | str:
    """A gap with the decimals of the published figure, 3.0 for 8.0 against 11; all of them where it was converted."""
    written = row.get("observed_text")
    if written is None:
        return gap
    return f"{gap:.{max(decimals_of(written), decimals_of(row.get('value_text')))}f}"


def _gap_case(row: Mapping[str, Any], gap: float, kind: Kind) -> str:
    if gap == 0:
        return f"{kind}.even"
    observed, target = _known(row.get("observed")), _known(row.get("target_value"))
    above = gap > 0 if kind != Kind.CONTROL else gap < 0
    if kind != Kind.CONTROL and gap < 0 and observed is not None and target is not None and observed > target:
        above = True  # a two-sided target that was overshot
    family = "decline" if row["measure"] == Measure.DECLINE else kind
    return f"{family}.{'above' if above else 'below'}"


def required_text(row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """What the rest of the time must bring, in words; "" where nothing is required or nothing can be said."""
    required, kind = _known(row.get("required")), row.get("required_kind")
    if required is None or not kind or row["status"] in (Status.MET, Status.MISSED, Status.STALE):
        return ""
    unit = "%" if kind in ("rest_growth", "rest_yearly") else row["unit"]
    decimals = 1 if unit == "%" else max(decimals_of(row.get("observed_text")), decimals_of(row.get("value_text")))
    amount = quantity_text(f"{required:.{decimals}f}", unit, lang)
    return text(f"required.{kind}", lang, amount=amount)


def status_text(row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """The light's word: by kind of target, and for no_data by the reason why there is none."""
    status = row["status"]
    if status == Status.NO_DATA:
        return text(f"grey.{grey_reason(row)}", lang)
    if status == Status.STALE:
        return text("grey.stale", lang)
    return text(f"status.{kind_of(row)}.{status}", lang)


def grey_reason(row: Mapping[str, Any]) -> str:
    """Why a no_data light is grey: scope, annual, not_due, not_loaded or not_reported (practice.md "Words").

    A target that no series answers is not due before its deadline. After it a figure that a statistical body publishes,
    or that no office answers for, has not been taken in by us; anything else has not been reported by its office.
    """
    known = set(row["reasons"])
    if row.get("proposals"):
        return "scope"
    for group, codes in GREY.items():
        if known & codes:
            return group
    deadline, as_of = row.get("deadline"), row.get("as_of")
    if deadline is not None and as_of is not None and as_of.astimezone(SHANGHAI).date() <= deadline:
        return "not_due"
    ours = not row["answerable"] or _published_for_all(row.get("indicator_id"))
    return "not_loaded" if ours else "not_reported"


def _published_for_all(indicator_id: str | None) -> bool:
    """Whether the figure comes from a body that publishes it, not from the office that answers for it."""
    if not indicator_id or indicator_id not in load_catalogue():
        return False
    return load_catalogue().get(indicator_id).data_owner in PUBLISHERS


#: 数据提供单位 that publish for everybody
PUBLISHERS: Final = frozenset({"统计局", "调查总队", "中国人民银行", "海关"})


#: reason codes of the gap model by the word that a grey light takes; the first that fits
GREY: Final[dict[str, frozenset[str]]] = {
    "scope": frozenset(
        {"unit_mismatch", "price_basis_mismatch", "relative_target", "baseline_missing", "accrual_unknown"}
    ),
    "annual": frozenset({"annual_only_pending"}),
    "not_due": frozenset({"deadline_not_reached", "not_yet_published"}),
}


def indicator_text(row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """An indicator's name: as the document or upload names it; in English the catalogue's, where it is linked."""
    name = str(row["indicator"])
    identifier = row.get("indicator_id")
    if lang == Lang.ZH or not identifier or identifier not in load_catalogue():
        return name
    return load_catalogue().get(identifier).name_en or name


def place_text(name: str | None, code: str | None, lang: str = Lang.ZH) -> str:
    """A place's name; in English its English name, where the code is known and has one."""
    if lang == Lang.ZH or not code:
        return name or ""
    try:
        return load_places().get(code).name_en or name or ""
    except NotFound:
        return name or ""


def step_text(step: Step, lang: str = Lang.ZH) -> str:
    """One line of arithmetic as a sentence, units and periods in words."""
    said: dict[str, object] = dict(step.values)
    said |= {name: unit_text(str(said[name]), lang) for name in ("unit", "from", "to") if name in said}
    if said.get("reason"):
        said["reason"] = coded_text("reason", str(said["reason"]), {}, lang)
    if "period" in said:
        said["period"] = period_text(str(said["period"]), lang)
    return coded_text("step", step.code, said, lang)


def date_text(day: date | None, lang: str = Lang.ZH) -> str:
    """A date in a sentence: 2013年9月30日, 30 Sep 2013; "" for None."""
    if day is None:
        return ""
    if lang == Lang.EN:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(moment: datetime | None) -> str:
    """A moment to the minute, Asia/Shanghai: 2013-09-30 09:05; "" for None."""
    return "" if moment is None else moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def period_text(period: str | None, lang: str = Lang.ZH) -> str:
    """A canonical period in words: 2013年1—9月, Jan–Sep 2013; a period of another form is returned as it is."""
    found = PERIOD.fullmatch(period or "")
    if found is None:
        return period or ""
    first, month, quarter, last, end = (found[g] for g in ("y1", "m1", "q", "y2", "m2"))
    if quarter:
        return text("period.quarter", lang, year=first, quarter=quarter)
    if last is None:
        return _month(int(first), month, lang)
    if month is None or end is None:
        return text("period.years", lang, first=first, last=last)
    if first == last:
        return _months(int(first), int(month), int(end), lang)
    return text("period.span", lang, first=_month(int(first), month, lang), last=_month(int(last), end, lang))


def _month(year: int, month: str | None, lang: str) -> str:
    if month is None:
        return text("period.year", lang, year=year)
    return text("period.month", lang, year=year, month=month_name(int(month), lang))


def _months(year: int, first: int, last: int, lang: str) -> str:
    return text("period.months", lang, year=year, first=month_name(first, lang), last=month_name(last, lang))


def month_name(month: int, lang: str) -> str:
    """A month as it stands in a period: 6, Jun."""
    return MONTHS[month - 1] if lang == Lang.EN else str(month)
