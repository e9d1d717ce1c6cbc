"""What a report's template may print, and what is wrong with one that an office made: names that are not there, fields
that every report must carry and this one leaves out.
"""

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from dashboards.i18n import has_text
from dashboards.reports.briefing import Briefing
from dashboards.reports.certificate import Certificate
from dashboards.reports.letters import LetterPaper
from dashboards.reports.words import Paper
from measures.problems import Problem, Where
from measures.terms import Severity

#: template → what it prints as `paper`
KINDS: Mapping[str, type] = {
    "progress": Paper,
    "briefing": Briefing,
    "certificate": Certificate,
    "letter": LetterPaper,
    "supervision": LetterPaper,
}
#: names that every template knows
GIVEN = frozenset({"paper", "t"})
#: what no report may leave out; a letter says its dates in its opening
NEEDED: Mapping[type, tuple[str, ...]] = {
    **dict.fromkeys((Paper, Briefing, Certificate), ("title", "dates", "foot")),
    LetterPaper: ("title", "foot"),
}


def placeholders(kind: str) -> tuple[str, ...]:
    """Every place that a template of this kind may fill: "paper.title", "paper.items[].light" …"""
    found = []
    for name, element in _fields(KINDS[kind]).items():
        inner = _fields(element) if element is not None else {}
        many = "[]" if _is_many(KINDS[kind], name) else ""
        found += [f"paper.{name}{many}.{part}" for part in inner] or [f"paper.{name}{many}"]
    return tuple(found)


def check_template(path: Path, kind: str) -> tuple[Problem, ...]:
    """What is wrong with a Word template: errors where it cannot be filled, warnings for what it leaves out."""
    try:
        source = _source(path)
        tree = SandboxedEnvironment().parse(source)
    except (PackageNotFoundError, KeyError, ValueError) as error:
        return (_problem(path, "template_unreadable", Severity.ERROR, reason=str(error)),)
    except TemplateSyntaxError as error:
        return (_problem(path, "template_syntax", Severity.ERROR, reason=error.message or ""),)
    found = [_unknown(path, name) for name in sorted(find_undeclared_variables(tree) - GIVEN)]
    found += [_unknown(path, name) for name in dict.fromkeys(_misnamed(tree, {"paper": KINDS[kind]}))]
    used = {
        one.attr
        for one in tree.find_all(nodes.Getattr)
        if isinstance(one.node, nodes.Name) and one.node.name == "paper"
    }
    needed = (name for name in NEEDED[KINDS[kind]] if name not in used)
    found += [_problem(path, "template_lacks", Severity.WARNING, name=f"paper.{name}") for name in needed]
    return tuple(found)


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the templates of an office: each of its files, and files that no report looks for."""
    found: list[Problem] = []
    for path in sorted(folder.glob("*.docx")):
        if path.stem in KINDS:
            found += check_template(path, path.stem)
        else:
            found.append(
                _problem(path, "template_unused", Severity.WARNING, names="、".join(f"{k}.docx" for k in KINDS))
            )
    return tuple(found)


def _source(path: Path) -> str:
    """The text of a template with its tags put together again, headers and footers included."""
    document = DocxTemplate(str(path))
    document.init_docx()
    parts = [document.patch_xml(document.get_xml())]
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        parts += [document.patch_xml(document.get_part_xml(part)) for _, part in document.get_headers_footers(kind)]
    return "\n".join(parts)


def _misnamed(node: nodes.Node, known: Mapping[str, type | None]) -> Iterator[str]:
    """Fields that what they are asked of does not have, and words of the program that are not there."""
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from _misnamed(node.iter, known)
        inside = {**known, node.target.name: _type_of(node.iter, known)}
        for child in (*node.body, *node.else_):
            yield from _misnamed(child, inside)
        return
    if isinstance(node, nodes.Getattr):
        owner = _type_of(node.node, known)
        if owner is not None and node.attr not in _fields(owner):
            yield f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "t":
        key = node.args[0] if node.args else None
        if isinstance(key, nodes.Const) and not has_text(str(key.value)):
            yield f't("{key.value}")'
    for child in node.iter_child_nodes():
        yield from _misnamed(child, known)


def _type_of(node: nodes.Node, known: Mapping[str, type | None]) -> type | None:
    """The record that an expression is, or that its members are; None for words and for what is not known."""
    if isinstance(node, nodes.Name):
        return known.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _type_of(node.node, known)
        return _fields(owner).get(node.attr) if owner is not None else None
    return None


def _written(node: nodes.Node) -> str:
    return (
        node.name
        if isinstance(node, nodes.Name)
        else f"{_written(node.node)}.{node.attr}"
        if isinstance(node, nodes.Getattr)
        else "…"
    )


def _fields(record: type) -> dict[str, type | None]:
    """The fields of a record, and the record that each is made of."""
    hints = typing.get_type_hints(record)
    return {field.name: _record_in(hints[field.name]) for field in dataclasses.fields(record)}


def _record_in(hint: object) -> type | None:
    inner = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint
    return inner if isinstance(inner, type) and dataclasses.is_dataclass(inner) else None


def _is_many(record: type, name: str) -> bool:
    return typing.get_origin(typing.get_type_hints(record)[name]) is tuple


def _unknown(path: Path, name: str) -> Problem:
    return _problem(path, "template_unknown", Severity.ERROR, name=name)


def _problem(path: Path, code: str, severity: Severity, **details: str) -> Problem:
    return Problem(code=code, severity=severity, where=Where(file=path.name), details=details)
