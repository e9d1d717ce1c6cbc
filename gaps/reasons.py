"""Why a row says what it says: the closed set of reason codes; the sentences stand in the locale under
"reason.<code>".
"""

from enum import StrEnum

import numpy as np

from gaps.exact import Flags


class Reason(StrEnum):
    """One thing that explains a status or a missing value."""

    NOT_MAPPED = "not_mapped"  #: no series answers the target
    UNIT_INCOMPLETE = "unit_incomplete"  #: a bare magnitude, and nothing says of what
    UNIT_MISMATCH = "unit_mismatch"  #: the series has a unit of another dimension
    PRICE_BASIS_MISMATCH = "price_basis_mismatch"  #: real against nominal
    RELATIVE_TARGET = "relative_target"  #: set against a figure that has not come yet
    NOT_YET_PUBLISHED = "not_yet_published"  #: the series is known, its figure for the period is not
    NOT_REPORTED = "not_reported"  #: the figure of the period should be there by now
    DEADLINE_NOT_REACHED = "deadline_not_reached"  #: figures within the period only, and no pace can be shown
    ANNUAL_ONLY_PENDING = "annual_only_pending"  #: published once a year, after its end
    BASELINE_MISSING = "baseline_missing"  #: a rise without the figure that it rises from
    STALE = "stale"  #: the scheduled release has passed without a newer figure
    PROVISIONAL = "provisional"  #: 初步核算, 预计
    DERIVED = "derived"  #: reckoned from other published figures
    SELF_REPORTED = "self_reported"  #: 责任单位自报
    PUBLISHED_UNKNOWN = "published_unknown"  #: without a date of publication
    SOURCE_CONFLICT = "source_conflict"  #: another source says something else
    REVISED_STATUS = "revised_status"  #: a revision changed the light
    TARGET_REVISED = "target_revised"  #: a later version of the target
    QUALIFIED = "qualified"  #: the figure was printed with 超过, 左右 …
    NEAR_ZONE = "near_zone"  #: 略低于 / 略高于: a person decides
    EXCEEDS_BAND = "exceeds_band"  #: well above 左右
    FAR_BELOW = "far_below"  #: far below a ceiling
    ROUNDING_SENSITIVE = "rounding_sensitive"  #: the rounding of the figures behind it could turn the answer
    NOT_ASSESSED = "not_assessed"  #: not judged by default
    LINEAR_FALLBACK = "linear_fallback"  #: no seasonal share, months alone
    ONE_YEAR_SHARE = "one_year_share"  #: one past year makes the seasonal share
    PEER_SHARE = "peer_share"  #: other places make the seasonal share
    PLANNED_SHARE = "planned_share"  #: the plan's own schedule makes the share
    PLAN_UNDER_WAY = "plan_under_way"  #: only some years of a plan of several are known
    PROJECTED_BY_HOLT_WINTERS = "projected_by_holt_winters"  #: erred less in past years than the seasonal share
    PROJECTED_BY_ETS = "projected_by_ets"  #: the same
    PROJECTED_BY_THETA = "projected_by_theta"  #: the same
    PROJECTED_BY_ARIMA = "projected_by_arima"  #: the same
    PROJECTED_BY_MEDIAN = "projected_by_median"  #: the same: the middle of several models
    ACCRUAL_UNKNOWN = "accrual_unknown"  #: nothing says whether it is a total or a value at a date
    NOT_COMPARABLE_LEVEL = "not_comparable_level"  #: published growth differs from the ratio of the levels
    GROWTH_ONLY = "growth_only"  #: no level is published
    BASE_SHARE_ASSUMED = "base_share_assumed"  #: current prices stand for constant ones
    BASE_SHARE_MISSING = "base_share_missing"  #: no own base share, so no requirement
    MET_EARLY = "met_early"  #: settled before the deadline
    CEILING_BREACHED = "ceiling_breached"  #: the year's ceiling is passed already
    CURRENTLY_IN_BAND = "currently_in_band"  #: within the target now, and could leave it
    EARLY_IN_YEAR = "early_in_year"  #: too early in the year for red
    RHO_HIGH = "rho_high"  #: the rest of the year would need a much higher pace
    INFEASIBLE = "infeasible"  #: the rest of the year was never delivered yet
    PROBABILITY_SOFTENED = "probability_softened"  #: a fair chance softens red
    SCOPE_BREAK = "scope_break"  #: the series breaks within its history
    BASE_NEAR_ZERO = "base_near_zero"  #: the base is zero, a ratio would mean nothing
    SIGN_CHANGE = "sign_change"  #: the base has another sign


#: the order in which a row names its reasons
ORDER = {reason: position for position, reason in enumerate(Reason)}


class Reasons:
    """The reasons of every target: flags by code, turned into lists at the end."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._flags: dict[Reason, Flags] = {}

    def add(self, reason: Reason, where: Flags) -> None:
        """Give a reason to the targets where the flag is true."""
        if reason in self._flags:
            where = self._flags[reason] | where
        self._flags[reason] = np.asarray(where, dtype=bool)

    def has(self, reason: Reason) -> Flags:
        """Where a reason has been given."""
        return self._flags.get(reason, np.zeros(self._count, dtype=bool))

    def lists(self) -> list[list[str]]:
        """The codes of each target, in the order of Reason."""
        rows: list[list[str]] = [[] for _ in range(self._count)]
        for reason in sorted(self._flags, key=ORDER.__getitem__):
            for position in np.flatnonzero(self._flags[reason]).tolist():
                rows[position].append(str(reason))
        return rows
