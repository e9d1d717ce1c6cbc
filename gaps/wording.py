"""Numbers of an explanation as text: plain decimals that a pocket calculator takes."""

from typing import Any

import numpy as np


def digits(value: Any) -> str:
    """A figure as it stands, up to 12 significant digits, never with an exponent; "" for none."""
    if value is None or not np.isfinite(value):
        return ""
    return np.format_float_positional(float(value), precision=12, unique=True, fractional=False, trim="-").replace(
        "-", "−"
    )


def amount(value: Any, decimals: int = 2) -> str:
    """A reckoned amount with a few decimals; "" for none."""
    return "" if value is None or not np.isfinite(value) else f"{float(value):.{decimals}f}".replace("-", "−")


def percent(share: Any, decimals: int = 1) -> str:
    """A share as a percentage without its sign; 99.96 % is never shown as 100 %."""
    if share is None or not np.isfinite(share):
        return ""
    text = f"{float(share) * 100:.{decimals}f}"
    if share < 1.0 and float(text) >= 100.0:
        text = f"{100 - 10.0**-decimals:.{decimals}f}"
    return text.replace("-", "−")


def factor_text(share: Any) -> str:
    """A share that others are reckoned from, as a percentage: three decimals at most, so that a pocket calculator comes
    to the same number.
    """
    whole, point, rest = percent(share, 3).partition(".")
    return whole + point + (rest.rstrip("0") or "0") if point else whole
