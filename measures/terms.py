"""The closed sets of the trade: every word that a record may carry, as it is stored and as programs read it.

The Chinese and English names that people read stand in dashboards/locale; docs/glossary.md explains each word.
"""

from enum import IntEnum, StrEnum


class Measure(StrEnum):
    """目标形式: what kind of number is promised."""

    LEVEL = "level"  #: a stock or a period's total: amount, count, length
    GROWTH = "growth"  #: per cent (or points) up on the year before
    DECLINE = "decline"  #: per cent down on the year before, as a positive number
    RATIO = "ratio"  #: a percentage that is itself the statistic: share, rate, coverage, price rise
    FLAT = "flat"  #: 持平: no change on the year before
    RELATIVE = "relative"  #: set against another figure that the text does not give (与经济增长同步)


class Comparator(StrEnum):
    """限定词: how the value binds."""

    GE = "ge"  #: 以上, 不低于
    GT = "gt"  #: 超过
    LE = "le"  #: 以内, 控制在, 不超过
    LT = "lt"  #: 低于
    APPROX = "approx"  #: 左右, 约
    EQ = "eq"  #: bare 达到 / 完成 / 新增 N
    RANGE = "range"  #: N 至 M


class Polarity(StrEnum):
    """Which direction is good."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Accumulation(StrEnum):
    """How an indicator is published in the course of a year (gap-model A1)."""

    CUM_FLOW = "cum_flow"  #: running total from 1 January
    CUM_FLOW_NET = "cum_flow_net"  #: running total that may fall (practice 16)
    GROWTH_ONLY = "growth_only"  #: only growth, no level
    CUM_GROWTH_LEVEL = "cum_growth_level"  #: level at current prices, growth at constant prices
    STOCK = "stock"  #: value at a date
    PERIOD_RATE = "period_rate"  #: a rate of each period
    ANNUAL_ONLY = "annual_only"  #: once a year


class Accrual(StrEnum):
    """How a target's figure comes about in the year (practice 5)."""

    YEAR_TO_DATE = "year_to_date"  #: 本年累计从零起
    END_OF_PERIOD = "end_of_period"  #: 期末数
    CARRIED_OVER = "carried_over"  #: 累计含结转
    ONCE_A_YEAR = "once_a_year"  #: 一年一次
    POLICY_STANDARD = "policy_standard"  #: 政策标准


class JudgedOn(StrEnum):
    """What the year is judged on (practice 4)."""

    YEAR_TOTAL = "year_total"  #: 全年累计
    YEAR_MEAN = "year_mean"  #: 全年平均（发布数）
    YEAR_END = "year_end"  #: 年末
    EVERY_PERIOD = "every_period"  #: 各期均不超过


class Binding(StrEnum):
    """约束性 / 预期性 (practice 6)."""

    BINDING = "binding"
    EXPECTED = "expected"


class Force(StrEnum):
    """The strength of the verb (practice 6)."""

    MUST = "must"  #: 必须
    ENSURE = "ensure"  #: 确保
    STRIVE = "strive"  #: 力争
    PLAIN = "plain"


class Responsibility(StrEnum):
    """How the offices named beside a task answer for it."""

    LEAD_SUPPORT = "lead_support"  #: 主办/牵头 with 协办/配合
    JOINT = "joint"  #: 由…负责
    EACH = "each"  #: 分别负责


class TaskKind(StrEnum):
    """量化任务, 节点任务 or 定性任务 (practice 21)."""

    QUANTITATIVE = "quantitative"
    MILESTONE = "milestone"
    QUALITATIVE = "qualitative"


class TargetState(StrEnum):
    """Where a reading stands between the document and the reckoning."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Basis(StrEnum):
    """What a value of a period covers: 当期 or 累计."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    YTD = "ytd"  #: January to the named month, cumulated
    SPAN = "span"  #: several years, or months that do not begin in January


class ObsStatus(StrEnum):
    """SDMX CL_OBS_STATUS."""

    NORMAL = "A"
    BREAK = "B"
    ESTIMATED = "E"
    FORECAST = "F"
    MISSING_HOLIDAY = "H"
    IMPUTED = "I"
    DEROGATION = "J"
    MISSING = "L"
    CANNOT_EXIST = "M"
    NOT_SIGNIFICANT = "N"
    PROVISIONAL = "P"
    SUPPRESSED = "Q"
    STRIKE = "S"


class ObservedKind(StrEnum):
    """Where a value comes from."""

    PUBLISHED = "published"
    DERIVED = "derived"  #: reckoned from other published figures (practice 7)


class Release(StrEnum):
    """Whether the outside may see a value (practice 10)."""

    RELEASED = "released"  #: 已公布
    SCHEDULED = "scheduled"  #: 定时公布
    UNRELEASED = "unreleased"  #: 未公布（仅统计机构）


class RevisionBasis(StrEnum):
    """修订依据: why a published figure became another one (practice 12)."""

    CENSUS = "census"  #: 普查修订
    VERIFICATION = "verification"  #: 核实
    CORRECTION = "correction"  #: 差错更正
    DEFINITION = "definition"  #: 口径变化


class SubmissionState(StrEnum):
    """Where a file stands that one person submitted and another is to release (practice 12)."""

    SUBMITTED = "submitted"  #: 待审核
    RELEASED = "released"  #: 已审核
    WITHDRAWN = "withdrawn"  #: 已撤回


class Authority(IntEnum):
    """Who says so (practice 11); a smaller number outranks a larger one."""

    STATISTICAL_OFFICE = 1  #: 统计机构公布
    DEPARTMENT = 2  #: 主管部门统计
    APPROVED_ABOVE = 3  #: 上级核定
    GOVERNMENT_REPORT = 4  #: 政府工作报告
    SELF_REPORTED = 5  #: 责任单位自报（未核实）
    INSPECTED = 6  #: 督查核实
    DERIVED = 7  #: 系统推算


class Status(StrEnum):
    """The reckoned light (gap-model A8)."""

    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    MISSED = "missed"
    NO_DATA = "no_data"
    STALE = "stale"


class VerdictWord(StrEnum):
    """认定: a person's judgement of a target at its deadline, beside the reckoned light (practice 2)."""

    DONE = "done"  #: 完成 · 达到
    MOSTLY_DONE = "mostly_done"  #: 基本完成 · 基本达到
    NOT_DONE = "not_done"  #: 未完成 · 未达到
    ADJUSTED = "adjusted"  #: 已调整
    TERMINATED = "terminated"  #: 终止
    NOT_ASSESSED = "not_assessed"  #: 不作评价


class VerdictState(StrEnum):
    """Where a verdict stands that one person proposed and another is to approve."""

    PROPOSED = "proposed"  #: 待审定
    APPROVED = "approved"  #: 已认定
    RETURNED = "returned"  #: 退回


class ObjectionKind(StrEnum):
    """What an office says against a light, or against a verdict (practice 24)."""

    DATA = "data"  #: 数据有误
    SCOPE = "scope"  #: 口径不符
    RESPONSIBILITY = "responsibility"  #: 责任不属
    EXPLANATION = "explanation"  #: 情况说明
    REVIEW = "review"  #: 申请复核


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"  #: 待处理
    UPHELD = "upheld"  #: 采纳
    DISMISSED = "dismissed"  #: 未采纳


class LedgerField(StrEnum):
    """What the supervision office writes into its ledger (practice 27)."""

    PROGRESS = "progress"  #: 进展
    PROBLEMS = "problems"  #: 存在问题
    MEASURES = "measures"  #: 下步措施
    CLOSED = "closed"  #: 销号
    NOTE = "note"  #: 备注
    BASIS = "basis"  #: 批准依据


class Closing(StrEnum):
    """What stands in the column 销号; each of them wants its 批准依据 (practice 27)."""

    CLOSED = "closed"  #: 销号
    ADJUSTED = "adjusted"  #: 调整
    POSTPONED = "postponed"  #: 延期
    STOPPED = "stopped"  #: 终止


class LetterKind(StrEnum):
    """What kind of letter (practice 26)."""

    REMINDER = "reminder"  #: 提醒函
    SUPERVISION = "supervision"  #: 督办单
    CONSULTATION = "consultation"  #: 商请函


class LetterStep(StrEnum):
    """What is done with a letter after it was drafted (practice 26)."""

    CHECKED = "checked"  #: 核稿
    RETURNED = "returned"  #: 退回修改
    SIGNED = "signed"  #: 签发
    REGISTERED = "registered"  #: 登记: it gets its 文号
    SERVED = "served"  #: 送达
    ANSWERED = "answered"  #: 反馈
    CLOSED = "closed"  #: 办结（销号）
    WITHDRAWN = "withdrawn"  #: 撤回


class OfficeKind(StrEnum):
    """Who may be urged and who may only be asked (practice 23, 26)."""

    GOVERNMENT = "government"  #: 政府部门、下级政府
    STATISTICAL = "statistical"  #: 统计机构
    CENTRAL = "central"  #: 中央驻省单位
    PARTY = "party"  #: 党委部门、人大政协、司法机关、群团
    COMPANY = "company"  #: 企业


class Severity(StrEnum):
    """How much a problem weighs (practice 17)."""

    ERROR = "error"  #: stops the upload
    WARNING = "warning"  #: 需说明: wants a word from the uploader
    NOTICE = "notice"  #: 提示: only shown


class Change(StrEnum):
    """What an incoming observation does to the history (design section 4)."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"  #: another value under a later publication
    CORRECTED = "corrected"  #: another value under the same publication
    CONFLICT = "conflict"
    SKIPPED = "skipped"
