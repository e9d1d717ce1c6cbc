"""The light that people see: the verdict's where a person has given one, else the reckoned one (practice 2, 4)."""

from collections.abc import Mapping
from typing import Any, Final

from dashboards.i18n import Lang, text
from dashboards.wording import Kind, kind_of, status_text
from measures.terms import Binding, Status, VerdictWord

#: lights of verdicts; those that are not here set a target aside
LIGHTS: Final[Mapping[str, Status]] = {
    VerdictWord.DONE: Status.MET,
    VerdictWord.MOSTLY_DONE: Status.AT_RISK,
    VerdictWord.NOT_DONE: Status.MISSED,
}


def light_of(row: Mapping[str, Any]) -> Status | None:
    """The light of a gap row; None where it is set aside: adjusted, terminated, not assessed."""
    verdict = row.get("verdict")
    return Status(row["status"]) if verdict is None else LIGHTS.get(verdict)


def light_text(row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """The light in words: 测算未完成（待认定） before a verdict, 认定：基本完成 after it."""
    verdict = row.get("verdict")
    if verdict is not None:
        return text("verdict.light", lang, word=verdict_text(verdict, row, lang))
    said = status_text(row, lang)
    return text("verdict.pending", lang, light=said) if row["status"] in (Status.MET, Status.MISSED) else said


def verdict_text(verdict: str, row: Mapping[str, Any], lang: str = Lang.ZH) -> str:
    """A verdict in words: 完成 … of amounts and binding targets, 达到 … of expected ones and of rates."""
    binding = row.get("binding")
    expected = binding == Binding.EXPECTED or (binding is None and kind_of(row) != Kind.AMOUNT)
    family = "expected" if expected and verdict in LIGHTS else "binding"
    return text(f"verdict.{family}.{verdict}", lang)
