"""Growth and levels: recomputed growth as a check of published growth, cumulated and single periods (gap-model A9,
A10; design rule 5.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: published growth has one decimal unless told otherwise
_HALF_DIGIT = 0.05
#: recomputed growth that differs by more, in points, tells of another scope (gap-model C1)
DIFFERENCE = 0.11


@dataclass(frozen=True, kw_only=True)
class Growth:
    """The growth to use, and what the levels would say."""

    #: published where there is one, per cent
    used: float | None
    #: level / level of the year before − 1, per cent; None without a positive base
    recomputed: float | None
    #: the levels do not give the published growth: they are not comparable, or too small
    differs: bool


def year_on_year(level: float, year_before: float) -> float | None:
    """Growth on the year before, per cent; None without a positive base (gap-model A9)."""
    return None if year_before <= 0 else (level / year_before - 1.0) * 100.0


def growth_of_increment(level: float, increment: float) -> float | None:
    """Growth out of a level and its increase on the year before, per cent."""
    return year_on_year(level, level - increment)


def choose_growth(
    level: float, year_before: float, published: float | None, *, half_digit: float = _HALF_DIGIT
) -> Growth:
    """Published growth is data and stands; recomputed growth is only a check of it."""
    recomputed = year_on_year(level, year_before)
    if published is None:
        return Growth(used=recomputed, recomputed=recomputed, differs=False)
    differs = recomputed is None or abs(recomputed - published) > half_digit + 1e-9
    return Growth(used=published, recomputed=recomputed, differs=differs)


def cumulated(values: Sequence[float], period: int) -> float:
    """The running total up to a period, counted from 1."""
    return float(sum(values[:period]))


def consistent(before: float, single: float, now: float, rounding: float) -> bool:
    """True where the last running total plus a single period gives the new one within its rounding.

    False means that earlier periods were revised: two running totals are then never differenced without saying so (A9).
    """
    return abs(before + single - now) <= rounding


def implied_target(actual: float, attainment: float, decimals: int) -> tuple[float, float]:
    """The targets that a printed 完成率 (per cent, some decimals) allows: from and to (gap-model B5.3)."""
    half = 0.5 * 10.0**-decimals
    return actual / (attainment + half) * 100.0, actual / (attainment - half) * 100.0


def cumulative_growth(base: Sequence[float], single: Sequence[float]) -> float:
    """Growth of a running total, per cent: the base-weighted mean of single-period growths (gap-model A10.1)."""
    return sum(b * g for b, g in zip(base, single, strict=True)) / sum(base)


def implied_single_growth(growth: float, growth_before: float, base_before: float, base: float) -> float:
    """Growth of the last single period, per cent: g + (B₋/b)(g − g₋); late in a year rounding swamps it (gap-model
    A10.2).
    """
    return growth + base_before / base * (growth - growth_before)


def recovered_base_share(single: float, growth: float, growth_before: float) -> float | None:
    """B₋/B out of published rates where no level exists; None where the rates are too near to tell (gap-model
    A10.3).
    """
    if abs(single - growth_before) < 1.0:
        return None
    share = (single - growth) / (single - growth_before)
    return share if 0.0 < share < 1.0 else None


def gap_absolute_relative(actual: float, target: float) -> tuple[float, float | None]:
    """Distance to a target, absolute and in per cent of it; relative is None for a target of zero (gap-model A5)."""
    return actual - target, None if target == 0 else (actual - target) / abs(target) * 100.0


def revision(first: float, latest: float) -> float:
    """What revisions added to a first release."""
    return latest - first
