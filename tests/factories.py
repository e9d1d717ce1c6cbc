"""Input for tests: what a reader or an upload hands over, everything that a test does not care about filled in."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ingest.model import UploadReading
from measures.frames import OBSERVATIONS
from measures.terms import Comparator, Measure, Responsibility, TaskKind
from targets.model import Document, Duty, Offices, Reading, TargetDraft, Task

#: A moment at which tests happen.
NOW = datetime(2014, 3, 1, 1, 0, tzinfo=UTC)

TEXT = "一、主要目标\n1.生产总值增长10%以上，社会融资规模达到5200亿元。（省发展改革委、省统计局负责）\n"


def document(**changes: Any) -> Document:
    """Return a notice of Henan of 2013; the hash follows the text unless given."""
    text = changes.get("text", TEXT)
    facts: dict[str, Any] = {
        "doc": "notice-2013",
        "name": "notice-2013.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "media_type": "text/plain",
        "text": text,
        "encoding": "utf-8",
        "year": 2013,
        "issued": date(2013, 2, 5),
        "place_code": "410000",
    }
    return Document(**facts | changes)


def draft(indicator: str = "地区生产总值", value: str | None = "10", **changes: Any) -> TargetDraft:
    """Return a growth target of 10 % or more, for a given indicator and value."""
    facts: dict[str, Any] = {
        "task": "1.1",
        "quote": f"{value}%以上",
        "start": 11,
        "end": 14,
        "indicator": indicator,
        "measure": Measure.GROWTH,
        "comparator": Comparator.GE,
        "value": None if value is None else Decimal(value),
        "value_text": value,
        "unit": "%",
        "deadline": date(2013, 12, 31),
        "offices": Offices(lead=("省发展改革委",), support=("省统计局",), responsibility=Responsibility.LEAD_SUPPORT),
        "answerable": "省发展改革委",
        "sentence": f"{indicator}增长{value}%以上",
        "sentence_start": 8,
        "confidence": 0.95,
        "rule": "growth",
    }
    return TargetDraft(**facts | changes)


def task(path: str = "1.1", **changes: Any) -> Task:
    """Return a task with one leading office."""
    facts: dict[str, Any] = {
        "path": path,
        "text": TEXT[7:],
        "start": 7,
        "end": len(TEXT),
        "offices": Offices(lead=("省发展改革委", "省统计局"), responsibility=Responsibility.JOINT),
        "kind": TaskKind.QUANTITATIVE,
    }
    return Task(**facts | changes)


def duty(**changes: Any) -> Duty:
    """Return a duty with two dates."""
    facts: dict[str, Any] = {
        "who": "各责任单位",
        "what": "落实情况",
        "due": (date(2013, 3, 31), date(2013, 6, 30)),
        "quote": "分别于3月底和6月底前报送",
        "start": 0,
        "end": 12,
    }
    return Duty(**facts | changes)


def document_reading(*targets: TargetDraft, **changes: Any) -> Reading:
    """Return a document with the given targets, one task and one duty; `changes` are the document's."""
    return Reading(document=document(**changes), targets=targets, tasks=(task(),), duties=(duty(),))


def observation(**changes: Any) -> dict[str, Any]:
    """Return a row of OBSERVATIONS as an upload gives it: Henan's grain output of 2013."""
    row: dict[str, Any] = {
        "place": "河南省",
        "place_code": "410000",
        "indicator": "粮食总产量",
        "indicator_id": "grain_output",
        "measure": "level",
        "period": "2013",
        "basis": "year",
        "value": 5713.7,
        "unit": "万吨",
        "price_basis": None,
        "status": None,
        "qualifier": None,
        "source": "河南省统计局",
        "authority": 1,
        "observed_kind": "published",
        "release": "released",
        "published_at": date(2014, 2, 20),
        "note": None,
        "sheet": None,
        "row": 2,
        "column": "value",
    }
    row |= changes
    row.setdefault("value_text", None if row["value"] is None else f"{row['value']:g}")
    return row


def observations(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Return rows of `observation` as the frame of an upload, columns of the kinds that the contract promises."""
    names = [name for name in OBSERVATIONS if name not in ("vintage_id", "recorded_at", "upload_id")]
    return pd.DataFrame({name: _column([row[name] for row in rows], OBSERVATIONS[name]) for name in names})


def _column(values: Sequence[Any], kind: str) -> "pd.Series[Any]":
    if kind == "number":
        return pd.Series([np.nan if v is None else float(v) for v in values], dtype="float64")
    return pd.Series(values, dtype="int64" if kind == "integer" else "object")


def upload(*rows: Mapping[str, Any], **changes: Any) -> tuple[UploadReading, bytes]:
    """Return what reading a file of these rows yields, and bytes that stand for the file."""
    frame = observations(*rows)
    data = frame.to_csv(index=False).encode(errors="backslashreplace")
    facts: dict[str, Any] = {
        "name": "actuals.csv",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "reader": "csv (utf-8)",
        "observations": frame,
    }
    return UploadReading(**facts | changes), data
