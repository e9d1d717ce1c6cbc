"""A person's corrections of a target: what was typed into the form, read into the fields of a version."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from dashboards.answers import Mistake
from dashboards.i18n import text
from measures import units
from measures.catalogue import Catalogue
from measures.errors import UnknownUnit
from measures.terms import Accrual, Binding, Comparator, Force, JudgedOn, Measure
from storage.targets import TargetVersion

#: closed sets by field
CHOICES: Final[dict[str, type[StrEnum]]] = {
    "measure": Measure,
    "comparator": Comparator,
    "force": Force,
    "binding": Binding,
    "accrual": Accrual,
    "judged_on": JudgedOn,
}
#: fields that may not be empty
NEEDED: Final = ("indicator", "measure", "comparator", "force", "deadline")
NUMBERS: Final = ("value", "value_high")
LISTS: Final = ("lead", "support")
#: every field of the form, in its order
FIELDS: Final = (
    "indicator", "indicator_id", "measure", "comparator", "value", "value_high", "unit", "deadline", "force", "binding",
    "accrual", "judged_on", "answerable", "lead", "support",
)  # fmt: skip


class Wrong(ValueError):
    """A field that cannot be read; the argument is the key of its sentence."""


def typed(target: TargetVersion) -> dict[str, str]:
    """The fields of a target as the form shows them."""
    shown = {name: getattr(target, name) for name in FIELDS}
    shown |= {name: "、".join(shown[name]) for name in LISTS}
    shown["value"] = target.value_text or shown["value"]
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def read_changes(
    given: Mapping[str, str], target: TargetVersion, catalogue: Catalogue, lang: str
) -> tuple[dict[str, Any], tuple[Mistake, ...]]:
    """The fields that differ from the target, and what is wrong with those that cannot be read."""
    changes: dict[str, Any] = {}
    mistakes = []
    before = typed(target)
    for name in FIELDS:
        said = given.get(name, before[name]).strip()
        if said == before[name]:
            continue
        try:
            changes[name] = _read(name, said, catalogue)
        except Wrong as wrong:
            shown = text(f"field.{name}", lang)
            message = text(f"error.mend.{wrong.args[0]}", lang, field=shown, value=said)
            mistakes.append(Mistake(field=name, message=message))
    if "value" in changes:
        changes["value_text"] = None if changes["value"] is None else given["value"].strip()
    return changes, tuple(mistakes)


def _read(name: str, said: str, catalogue: Catalogue) -> Any:
    if not said:
        if name in NEEDED:
            raise Wrong("missing")
        return () if name in LISTS else None
    if name in CHOICES:
        return _member(CHOICES[name], said)
    if name in LISTS:
        return tuple(part.strip() for part in re.split(r"[、,，;；\n]", said) if part.strip())
    if name in NUMBERS:
        return _number(said)
    readers: dict[str, Callable[[str], Any]] = {
        "deadline": _day,
        "unit": _unit,
        "indicator_id": lambda word: _indicator(word, catalogue),
    }
    return readers.get(name, str)(said)


def _member(kind: type[StrEnum], said: str) -> str:
    try:
        return kind(said).value
    except ValueError:
        raise Wrong("choice") from None


def _number(said: str) -> Decimal:
    try:
        value = Decimal(said)
    except InvalidOperation:
        raise Wrong("number") from None
    if not value.is_finite():
        raise Wrong("number")
    return value


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Wrong("date") from None


def _unit(said: str) -> str:
    try:
        units.unit(said)
    except UnknownUnit:
        raise Wrong("unit") from None
    return said


def _indicator(said: str, catalogue: Catalogue) -> str:
    if said in catalogue:
        return said
    match = catalogue.find(said)
    if match is None:
        raise Wrong("indicator")
    return match.indicator_id
