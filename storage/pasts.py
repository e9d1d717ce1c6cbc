"""What is stored of the statistics that an upload speaks of: only the columns that the checks against history need."""

from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from ingest.pasts import PAST
from storage.history import LABELS, MOST, chosen_series, fetched
from storage.tables import series, vintages

#: What makes a statistic, beside its indicator.
_FORM: Final = ("place_code", "measure", "price_basis")


def past_of(c: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Return every vintage of the statistics that an upload speaks of, whoever published them, in order of recording.

    Columns: ingest.pasts.PAST. A statistic is a place and an indicator in one form (measure and price basis).
    """
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in PAST})
    if frame.empty or c.execute(select(func.max(series.c.id))).scalar() is None:
        return empty
    ids, names, places = (
        frame[name].dropna().unique().tolist() for name in ("indicator_id", "indicator", "place_code")
    )
    few = len(ids) + len(names) <= MOST
    chosen = chosen_series(c, ids if few else None, names if few else None, places)
    spoken = {tuple(map(_text, row)) for row in frame[[*_FORM]].drop_duplicates().itertuples(index=False)}
    mine = np.fromiter(((key in spoken) for key in zip(*(chosen[n] for n in _FORM), strict=True)), dtype=bool)
    chosen = {name: values[mine] for name, values in chosen.items()}
    if not len(chosen["id"]):
        return empty
    v = vintages.c
    query = select(v.id, v.series_id, v.period, v.basis, v.unit, v.value, v.published_at).where(v.value.is_not(None))
    found = fetched(c, query, chosen["id"])
    order = np.argsort(found.pop("id").astype(np.int64))
    columns = {name: values[order] for name, values in found.items()}
    position = np.searchsorted(chosen["id"], columns.pop("series_id"))
    labels = {name: chosen[name][position] for name in LABELS if name in PAST}
    return pd.DataFrame({**labels, **columns}, copy=False)[[*PAST]]


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)
