"""The acceptance band of a target and the distances of a value to it (gap-model A2, practice 1).

Every function works on arrays of equal length, one target an element.
"""

from dataclasses import dataclass

import numpy as np

from gaps.exact import Flags, Floats, Integers, Objects, settled
from gaps.model import Model

#: which side of the target binds
FLOOR, BOTH, CEILING = 1, 0, -1


@dataclass(frozen=True, kw_only=True)
class Band:
    """What meets each target: lo ≤ x ≤ hi, or strictly where `strict`."""

    #: FLOOR, BOTH or CEILING
    side: Integers
    #: the value as written, canonical scale
    tau: Floats
    #: the upper value as written; equals tau where there is no range
    tau_high: Floats
    #: lower end, −inf where only a ceiling binds
    lo: Floats
    #: upper end, inf where only a floor binds
    hi: Floats
    #: 超过 / 低于: the end itself does not meet
    strict: Flags
    #: 左右
    approx: Flags
    #: distance to the value as written up to which nothing is red; 0 where there is no near zone
    near: Floats


def binding_side(comparator: Objects, polarity: Objects, ceiling: Flags, decline: Flags) -> Integers:
    """FLOOR, BOTH or CEILING for each target.

    以上/超过 and 以内/低于 say it themselves; the others follow 控制在 (ceiling), then the polarity. A decline that
    is promised is good, whatever the indicator's polarity.
    """
    up = (polarity == "up") | (decline & (polarity != "neutral"))
    by_polarity = np.where(up, FLOOR, np.where(polarity == "neutral", BOTH, CEILING))
    open_side = np.where(ceiling, CEILING, by_polarity)
    says_floor = np.isin(comparator.astype(str), ("ge", "gt"))
    says_ceiling = np.isin(comparator.astype(str), ("le", "lt"))
    return np.where(says_floor, FLOOR, np.where(says_ceiling, CEILING, open_side)).astype(np.int64)


def tolerance(tau: Floats, points: Flags, at_least: float, share: float) -> Floats:
    """max(at_least points, share of the target) for percentages, share of the target for amounts."""
    part = share * np.abs(tau)
    return settled(np.where(points, np.maximum(at_least, part), part))


def make_band(
    *,
    tau: Floats,
    tau_high: Floats,
    comparator: Objects,
    side: Integers,
    points: Flags,
    flat: Flags,
    rounding: Floats,
    model: Model,
) -> Band:
    """The acceptance band. `points`: the target counts in percentage points; `rounding`: h, the error of a figure
    chained by us.
    """
    tau = np.where(flat, 0.0, tau)
    high = np.where((comparator == "range") & ~np.isnan(tau_high), tau_high, tau)
    approx = (comparator == "approx") | ((comparator == "eq") & (side == BOTH))
    delta = tolerance(tau, points, model.approx_points, model.approx_share)
    zone = tolerance(tau, points, model.near_points, model.near_share)
    strict = (comparator == "gt") | (comparator == "lt")
    slack = np.where(flat, model.flat_points, np.where(approx, delta, np.where(strict, 0.0, rounding)))
    lo = np.where(side == CEILING, -np.inf, settled(tau - slack, tau))
    hi = np.where(side == FLOOR, np.inf, settled(high + slack, high))
    near = np.where(approx & ~flat, np.maximum(zone, delta), 0.0)
    return Band(side=side, tau=tau, tau_high=high, lo=lo, hi=hi, strict=strict, approx=approx, near=near)


def gap_to(value: Floats, low: Floats, high: Floats, side: Integers) -> Floats:
    """The distance that people read, to the value as written: negative = shortfall, 0 inside a range.

    Two-sided targets are never exceeded, only left: −|x − τ|.
    """
    above, below = value - high, value - low
    floor = np.where(value < low, below, np.where(value > high, above, 0.0))
    signed = np.where(side == FLOOR, floor, np.where(side == CEILING, -floor, -np.abs(floor)))
    return np.where(np.isnan(value) | np.isnan(low), np.nan, settled(signed, value, low, high))


def gap_of(value: Floats, band: Band) -> Floats:
    """The distance to the target as written."""
    return gap_to(value, band.tau, band.tau_high, band.side)


def margin_of(value: Floats, band: Band) -> Floats:
    """The distance to the end of the band: what status and probability use, nothing else."""
    lower = settled(value - band.lo, value, np.where(np.isfinite(band.lo), band.lo, 0.0))
    upper = settled(band.hi - value, value, np.where(np.isfinite(band.hi), band.hi, 0.0))
    return np.where(band.side == FLOOR, lower, np.where(band.side == CEILING, upper, np.minimum(lower, upper)))


def meets(value: Floats, band: Band, qualifier: Objects) -> Flags:
    """True where the value lies in the band. 超过23万亿元 answers a target of 超过23万亿元: the qualifier settles the
    strict end.
    """
    margin = margin_of(value, band)
    beyond = ((qualifier == "gt") & (band.side == FLOOR)) | ((qualifier == "lt") & (band.side == CEILING))
    strict = band.strict & ~beyond
    with np.errstate(invalid="ignore"):
        inside: Flags = np.where(strict, margin > 0, margin >= 0) & ~np.isnan(value)
    return inside


def in_near_zone(value: Floats, band: Band, met: Flags) -> Flags:
    """True where a value misses 左右 by so little that a person decides."""
    with np.errstate(invalid="ignore"):
        distance = np.abs(gap_of(value, band))
        return ~met & (band.near > 0) & (distance <= band.near)


def exceeds(value: Floats, band: Band) -> Flags:
    """True where a floor of 左右 is passed by more than its tolerance: good, but worth saying."""
    with np.errstate(invalid="ignore"):
        above: Flags = value > settled(2 * band.tau - band.lo, band.tau)
        return np.asarray(band.approx & (band.side == FLOOR) & above, dtype=bool)
