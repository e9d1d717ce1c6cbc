"""The report that stands beside a file of the inbox when it has been dealt with."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from dashboards.i18n import coded_text, problem_text, text
from ingest import Question, wants_word
from measures.problems import Problem
from storage.intake import Intake
from storage.observations import IngestOutcome

#: Problems or questions that a report lists; the count of the rest is told.
LISTED = 500


def intake_report(name: str, size: int, intake: Intake, now: datetime, lang: str) -> str:
    """Text of the report on a file that was read; `now` in the zone of the reader."""
    reading = intake.reading
    stop = text(f"inbox.stop.{intake.stop}", lang, name=name) if intake.stop else None
    return _report(name, size, intake.outcome, reading.problems, reading.questions, now, lang, stop)


def refusal_report(name: str, size: int, problem: Problem, now: datetime, lang: str) -> str:
    """Text of the report on a file that was not read at all."""
    return _report(name, size, None, (problem,), (), now, lang, None)


def _report(
    name: str,
    size: int,
    outcome: IngestOutcome | None,
    problems: tuple[Problem, ...],
    questions: tuple[Question, ...],
    now: datetime,
    lang: str,
    stop: str | None,
) -> str:
    lines = [text("inbox.head", lang, name=name, size=size, at=f"{now:%Y-%m-%d %H:%M}")]
    if outcome is None:
        lines.append(text("inbox.rejected", lang))
        lines += [stop] if stop else []
    else:
        counts = {change.value: number for change, number in outcome.counts.items()}
        lines.append(text("inbox.stored", lang, **counts))
    if problems:
        lines += ["", text("inbox.problems", lang, count=len(problems))]
        lines += _listed((_problem_line(p, lang) for p in problems), len(problems), lang)
    if questions:
        lines += ["", text("inbox.questions", lang, count=len(questions))]
        lines += _listed((_question_line(q, lang) for q in questions), len(questions), lang)
    return "\n".join(lines) + "\n"


def _listed(lines: Iterable[str], count: int, lang: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == LISTED:
            yield text("inbox.more", lang, count=count - LISTED)
            return
        yield line


def _problem_line(problem: Problem, lang: str) -> str:
    mark = "severity.wants_word" if wants_word(problem) else f"severity.{problem.severity}"
    return f"- [{text(mark, lang)}] {problem_text(problem, lang)}"


def _question_line(question: Question, lang: str) -> str:
    asked = coded_text("question", question.code, question.details, lang)
    cells = " ".join(cell.removeprefix("!") for cell in question.cells[:5])
    if not question.choices:
        return text("inbox.question_open", lang, cells=cells, asked=asked)
    values = " / ".join(value for value, _ in question.choices)
    return text("inbox.question", lang, cells=cells, asked=asked, values=values)
