"""The columns of the three tables. A DataFrame enters a floor only after `checked` has seen it.

A column's kind says what stands in it: "text" (str or None), "number" (float64, NaN for none), "integer" (int64),
"flag" (bool), "date" (datetime.date or None), "moment" (timezone-aware datetime or None), "list" (a list), "any".
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from measures.errors import ContractBroken

#: One accepted target version a row.
TARGETS: Final[dict[str, str]] = {
    "target_id": "integer",
    "version": "integer",
    "doc": "text",  # the document's slug
    "task": "text",  # "2.1.3"
    "place": "text",  # full name
    "place_code": "text",
    "indicator": "text",  # as the document names it
    "indicator_id": "text",  # of the catalogue, None where unlinked
    "measure": "text",  # terms.Measure
    "comparator": "text",  # terms.Comparator
    "value": "number",
    "value_high": "number",
    "value_text": "text",  # the number exactly as written, ASCII digits: "1.30"
    "unit": "text",  # as written, magnitude included
    "ceiling": "flag",
    "baseline_value": "number",
    "baseline_unit": "text",
    "baseline_text": "text",
    "deadline": "date",
    "span": "text",  # period that the value covers, None = the deadline's year
    "polarity": "text",  # terms.Polarity, None = the indicator's
    "accrual": "text",  # terms.Accrual or None
    "judged_on": "text",  # terms.JudgedOn or None
    "binding": "text",  # terms.Binding or None
    "force": "text",  # terms.Force
    "stretch": "number",  # the 力争 value beside a 确保 floor
    "price_basis": "text",  # real, nominal or None
    "responsibility": "text",
    "answerable": "text",
    "lead": "list",
    "support": "list",
    "valid_from": "date",  # from when this version holds
    "recorded_at": "moment",
    "quote": "text",
    "sentence": "text",
    "start": "integer",
    "end": "integer",
}

#: One vintage of one value a row; nothing is ever overwritten.
OBSERVATIONS: Final[dict[str, str]] = {
    "vintage_id": "integer",
    "place": "text",
    "place_code": "text",
    "indicator": "text",  # as the upload names it
    "indicator_id": "text",
    "measure": "text",
    "period": "text",  # measures.periods canonical form
    "basis": "text",  # terms.Basis
    "value": "number",
    "value_text": "text",  # as published: decimals count
    "unit": "text",
    "price_basis": "text",
    "status": "text",  # terms.ObsStatus, None = not said
    "qualifier": "text",  # terms.Comparator of a printed actual (超过 …), None = exact
    "source": "text",
    "authority": "integer",  # terms.Authority
    "observed_kind": "text",  # terms.ObservedKind
    "release": "text",  # terms.Release
    "published_at": "date",
    "recorded_at": "moment",
    "note": "text",
    "upload_id": "integer",
    "sheet": "text",
    "row": "integer",
    "column": "text",
}

#: One target at one date a row: design section 4, plus what explains it.
GAPS: Final[dict[str, str]] = {
    "target_id": "integer",
    "doc": "text",
    "task": "text",
    "place": "text",
    "place_code": "text",
    "indicator": "text",
    "indicator_id": "text",
    "measure": "text",
    "comparator": "text",
    "target_value": "number",
    "target_value_high": "number",
    "value_text": "text",  # the target's number as written
    "unit": "text",
    "ceiling": "flag",  # the document keeps the figure under a ceiling: 控制在…
    "deadline": "date",
    "as_of": "moment",
    "period": "text",
    "observed": "number",  # in the target's unit
    "observed_as_published": "any",  # {"value", "unit"} or None
    "expected_linear": "number",
    "expected": "number",
    "attainment": "number",
    "pace_index": "number",
    "pace_index_linear": "number",
    "pace_gap": "number",
    "pace_gap_linear": "number",
    "pace_ratio": "number",
    "headroom": "number",  # only of rows that bind from above
    "margin": "number",
    "gap": "number",  # signed: negative = shortfall
    "gap_unit": "text",
    "gap_relative": "number",
    "gap_to_date": "number",
    "required": "number",
    "required_low": "number",
    "required_high": "number",
    "required_kind": "text",
    "interval_basis": "text",
    "projected": "number",
    "projected_low": "number",
    "projected_high": "number",
    "probability": "number",
    "status": "text",  # terms.Status
    "provisional": "flag",
    "reasons": "list",
    "verdict": "text",
    "target_version": "integer",
    "span": "text",
    "answerable": "text",
    "lead": "list",
    "support": "list",
    "vintages": "list",  # vintage ids used, as integers
    "proposals": "list",  # near matches that a person may accept: {"indicator", "measure", "unit", "why"}
    "model_version": "text",
}

#: Rows that are numbered together.
_PIECE: Final = 65_536


def numbered(column: "pd.Series[Any] | npt.NDArray[Any]") -> tuple[npt.NDArray[np.int64], list[Any]]:
    """Return each row's number, −1 where nothing stands, and the different values in the order of their numbers.

    What pandas.factorize returns, piece by piece: of a column of few different values its table would weigh more than
    the column.
    """
    values = column.to_numpy() if isinstance(column, pd.Series) else column
    numbers = np.empty(len(values), dtype=np.int64)
    seen: dict[Any, int] = {}
    for start in range(0, len(values), _PIECE):
        codes, different = pd.factorize(values[start : start + _PIECE])
        of_piece = [seen.setdefault(value, len(seen)) for value in different.tolist()]
        numbers[start : start + _PIECE] = np.array([*of_piece, -1], dtype=np.int64)[codes]
        if len(seen) > _PIECE:
            codes, different = pd.factorize(values)
            return codes.astype(np.int64), different.tolist()
    return numbers, list(seen)


def checked(frame: pd.DataFrame, columns: dict[str, str], table: str) -> pd.DataFrame:
    """Return the frame with exactly the contract's columns in the contract's order.

    Raises ContractBroken naming what is missing or not foreseen.
    """
    if frame.columns.tolist() == list(columns):
        return frame
    missing = tuple(c for c in columns if c not in frame.columns)
    unexpected = tuple(str(c) for c in frame.columns if c not in columns)
    if missing or unexpected:
        raise ContractBroken(table, missing, unexpected)
    return frame[list(columns)]
