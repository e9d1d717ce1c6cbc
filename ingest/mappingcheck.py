"""Is a mapping file right: a word in it that means nothing is told, never passed over."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from ingest.knowledge import Knowledge
from ingest.lexicon import terms
from ingest.longfields import read_date
from ingest.mapping import Said
from ingest.ownplaces import OWN, own_place
from measures.periods import read_period
from measures.problems import Problem, Where
from measures.terms import Basis, Measure, ObsStatus, Severity
from measures.units import known_unit

_TOP = ("sheets", "answers", "encoding", "corrections")
_SHEET = ("skip", "header_rows", "set", "columns", "rows", "periods", "missing")
_SAID = tuple(f.name for f in fields(Said))
#: Fields that only the long form has, which a mapping may also set.
_LONG = ("source", "note", "authority", "observed_kind", "release", "qualifier", "region")


def check_mapping(knowledge: Knowledge) -> tuple[Problem, ...]:
    """Return what is wrong with the mapping file: unknown keys, places, units and terms."""
    return tuple(
        Problem(
            code="mapping_wrong",
            severity=Severity.ERROR,
            where=Where(file=knowledge.name),
            details={"key": key, "value": value, "expected": expected},
        )
        for key, value, expected in _faults(knowledge)
    )


def _faults(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    mapping = knowledge.settings.mapping
    for key in mapping:
        if key not in _TOP:
            yield str(key), "", "、".join(_TOP)
    sheets = mapping.get("sheets") or {}
    if not isinstance(sheets, Mapping):
        yield "sheets", str(sheets), "NAME: {…}"
        return
    for name, sheet in sheets.items():
        if not isinstance(sheet, Mapping):
            yield f"sheets.{name}", str(sheet), "{…}"
            continue
        for key in sheet:
            if key not in _SHEET:
                yield f"sheets.{name}.{key}", "", "、".join(_SHEET)
        yield from _labels(f"sheets.{name}.set", {"": sheet.get("set")}, knowledge)
        for part in ("columns", "rows"):
            yield from _labels(f"sheets.{name}.{part}", sheet.get(part), knowledge)
        for text, period in (sheet.get("periods") or {}).items():
            if read_period(str(period)) is None:
                yield f"sheets.{name}.periods.{text}", str(period), "2013-10"


def _labels(path: str, labels: object, knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    if labels is None:
        return
    if not isinstance(labels, Mapping):
        yield path, str(labels), "LABEL: {…}"
        return
    for label, said in labels.items():
        where = f"{path}.{label}" if label else path
        if said is None or said == "skip":
            continue
        if not isinstance(said, Mapping):
            yield where, str(said), "{…}"
            continue
        for key, value in said.items():
            expected = _expected(str(key), value, knowledge)
            if expected is not None:
                yield f"{where}.{key}", str(value), expected


def _expected(key: str, value: object, knowledge: Knowledge) -> str | None:
    """What a value should have been, None where it is right."""
    text = str(value)
    if key not in _SAID and key not in _LONG:
        return "、".join(_SAID)
    if key in ("place", "region"):
        named = text in knowledge.places or knowledge.places.find(text) is not None
        return None if named or text == OWN or own_place(text, "", None) else "河南省、410000、own:BR-SP São Paulo"
    if key == "unit":
        return None if known_unit(text) else "亿元"
    if key == "period":
        return None if read_period(text) else "2013-01/2013-06"
    if key == "published":
        return None if read_date(text) else "2014-02-17"
    known = {"measure": Measure, "basis": Basis, "status": ObsStatus}.get(key)
    if known is not None:
        return None if text in set(known) else "、".join(known)
    if key == "price_basis":
        return None if text in set(terms("price_basis").values()) else "real、nominal"
    return None
