"""Sentences of both languages are complete, equal in key and place, and problems name their place."""

import string
from pathlib import Path

import pytest
import yaml

from dashboards.i18n import LOCALE, coded_text, problem_text, read_locale, text, where_text
from measures.errors import NotFound
from measures.problems import Problem, Where
from measures.terms import Severity


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_files() -> None:
    assert {f.name for f in (LOCALE / "zh").iterdir()} == {f.name for f in (LOCALE / "en").iterdir()}


def test_both_languages_have_the_same_keys_in_each_file() -> None:
    for file in (LOCALE / "zh").glob("*.yaml"):
        zh, en = (yaml.safe_load((LOCALE / lang / file.name).read_text("utf-8")) or {} for lang in ("zh", "en"))
        assert zh.keys() == en.keys(), file.name


def test_sentences_of_a_key_have_the_same_places() -> None:
    zh, en = read_locale("zh"), read_locale("en")
    assert {k: places(s) for k, s in zh.items()} == {k: places(s) for k, s in en.items()}


def test_no_sentence_uses_an_exclamation_mark() -> None:
    assert [k for lang in ("zh", "en") for k, s in read_locale(lang).items() if "!" in s or "！" in s] == []


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / "zh" / name).write_text('same: "x"\n', "utf-8")
    with pytest.raises(ValueError, match="same"):
        read_locale("zh", tmp_path)


def test_text_fills_places() -> None:
    assert text("gap.amount.below", "zh", amount="99.2亿斤") == "距目标差99.2亿斤"


def test_unknown_key_and_missing_value_are_errors() -> None:
    with pytest.raises(NotFound, match=r"zh:no\.such"):
        text("no.such", "zh")
    with pytest.raises(NotFound, match="amount"):
        text("gap.amount.below", "zh")


@pytest.mark.parametrize(
    ("where", "zh", "en"),
    [
        (Where(sheet="表3", row=7, column="B"), "表“表3”，B7", "sheet “表3”, B7"),
        (Where(file="a.csv", row=12, column="unit"), "a.csv，第12行“unit”列", "a.csv, row 12, column “unit”"),
        (Where(row=4), "第4行", "row 4"),
        (Where(column="unit"), "“unit”列", "column “unit”"),
        (Where(start=0, end=9), "第0—9字", "characters 0–9"),
        (Where(), "", ""),
    ],
)
def test_places_of_problems(where: Where, zh: str, en: str) -> None:
    assert where_text(where, "zh") == zh
    assert where_text(where, "en") == en


def test_problem_without_sentence_is_shown_raw() -> None:
    problem = Problem(code="odd", severity=Severity.ERROR, where=Where(row=3), details={"value": "x"})
    assert problem_text(problem, "zh") == "第3行：odd (value=x)"
    assert coded_text("problem", "odd", {}, "en") == "odd"
