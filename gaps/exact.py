"""Exact decimals out of binary floats: results are settled to the digits that their operands carry."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.signedinteger[Any]]
Objects = npt.NDArray[np.object_]

#: significant digits that survive conversion and subtraction
DIGITS = 12
#: powers of ten that a double holds exactly, and far enough beyond
_POWERS = 10.0 ** np.arange(0, 309)
_EXACT = 22


def settled(values: Floats, *operands: Floats) -> Floats:
    """Round values to 12 significant digits of the largest operand (of themselves where none is given).

    571.35 − 550 is 21.350000000000023 in binary; settled by its operands it is 21.35. NaN and infinities pass.
    """
    scale = np.abs(values)
    for operand in operands:
        scale = np.fmax(scale, np.abs(operand))
    usable = np.isfinite(scale) & (scale > 0)
    exponent = np.zeros(np.shape(values))
    np.log10(scale, out=exponent, where=usable)
    digits = (DIGITS - 1 - np.floor(exponent)).astype(np.int64)
    up, down = _POWERS[np.clip(digits, 0, _EXACT)], _POWERS[np.clip(-digits, 0, 308)]
    with np.errstate(invalid="ignore", over="ignore"):
        rounded = np.rint(values / down * up) / up * down
    return np.where(usable & np.isfinite(rounded) & (digits <= _EXACT), rounded, values)
