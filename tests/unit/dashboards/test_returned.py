"""A ledger goes out and comes back: no difference without an edit, each edit with its cell, each mistake told."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import openpyxl
import pytest
from factories import document_reading, draft, observation, upload

from dashboards.content.reckoning import reckon_frames
from dashboards.reports.content import Report, build_report
from dashboards.reports.ledger import COLUMNS, Row, build_ledger, ledger_workbook
from dashboards.reports.returned import Returned, read_returned
from dashboards.returns import compare, keep
from measures.catalogue import load_catalogue
from measures.errors import NotAllowed
from measures.terms import LedgerField, Measure
from storage import Store, documents, ledger, observations, open_store, reading, writing

AS_OF = datetime(2014, 3, 2, 1, tzinfo=UTC)
RECORDED = datetime(2014, 3, 1, tzinfo=UTC)
TEXT = "1.粮食总产量达到550亿公斤。\n2.城镇新增就业100万人。\n3.制定实施意见。\n"
AT = {name: number for number, (name, _) in enumerate(COLUMNS, 1)}
Sheet = tuple[Store, tuple[Row, ...], bytes]


def fill(store: Store) -> None:
    """Two targets, the first with a figure."""
    facts = (("粮食总产量", "550", "亿公斤", "grain_output"), ("城镇新增就业", "100", "万人", None))
    drafts = []
    for name, value, unit, known in facts:
        start = TEXT.index(value)
        sentence = next(line for line in TEXT.splitlines() if value in line)
        where = {"quote": value + unit, "start": start, "end": start + len(value + unit), "sentence": sentence}
        where |= {"sentence_start": TEXT.index(sentence), "unit": unit, "indicator_id": known}
        drafts.append(draft(name, value, measure=Measure.LEVEL, place_code="410000", **where))
    row = observation(value=1142.7, unit="亿斤", row=3, column="F", published_at=date(2013, 12, 5))
    with writing(store, actor="test", act="document:load", at=RECORDED) as w:
        documents.save_document(w, document_reading(*drafts, text=TEXT), TEXT.encode(), accept=True)
        observations.save_upload(w, *upload(row))


def _ledger(store: Store, as_of: datetime = AS_OF, lang: str = "zh") -> tuple[tuple[Row, ...], Report]:
    with reading(store) as connection:
        frames = reckon_frames(connection, load_catalogue(), as_of=as_of, released_only=False)
        report = build_report(connection, frames, as_of=as_of)
        return build_ledger(connection, report, lang), report


@pytest.fixture
def sheet(tmp_path) -> Iterator[Sheet]:  # type: ignore[no-untyped-def]
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    fill(store)
    rows, report = _ledger(store)
    yield store, rows, ledger_workbook(rows, report, "zh")
    store.close()


def _edited(data: bytes, edit: Callable[..., None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book["台账"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _read(sheet: Sheet, data: bytes) -> Returned:
    store, rows, _ = sheet
    with reading(store) as connection:
        return read_returned(data, "ledger.xlsx", rows, ledger.notes(connection))


def _codes(found: Returned) -> list[str]:
    return [one.code for one in found.problems]


def test_the_columns_are_those_of_the_trade(sheet: Sheet) -> None:
    head = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(sheet[2]))["台账"][3]]
    assert head[:13] == [
        "序号", "任务（原文）", "主责", "配合", "完成时限", "目标值", "最新数据（截至、来源、是否核实）", "进展",
        "存在问题", "下步措施", "状态", "销号", "备注",
    ]  # fmt: skip
    assert head[13] == "批准依据"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_ledger_without_an_edit_has_no_difference(sheet: Sheet, lang: str) -> None:
    rows, report = _ledger(sheet[0], lang=lang)
    found = _read((sheet[0], rows, b""), ledger_workbook(rows, report, lang))
    assert (found.changes, found.problems) == ((), ())


def test_a_ledger_of_another_month_is_compared_with_what_it_said(sheet: Sheet) -> None:
    rows, report = _ledger(sheet[0], as_of=datetime(2013, 6, 30, tzinfo=UTC))
    found = _read(sheet, ledger_workbook(rows, report, "zh"))
    assert found.changes == ()
    assert "ledger_reckoned" not in _codes(found)


def test_sorted_rows_and_an_added_column_lose_nothing(sheet: Sheet) -> None:
    def edit(table) -> None:  # type: ignore[no-untyped-def]
        table.insert_cols(2)
        table.cell(5, AT["problems"] + 1).value = "资金不足"
        for column in range(1, len(COLUMNS) + 2):
            one, other = table.cell(4, column), table.cell(5, column)
            one.value, other.value = other.value, one.value

    found = _read(sheet, _edited(sheet[2], edit))
    assert [(one.cell, one.new, one.key) for one in found.changes] == [("台账!J4", "资金不足", sheet[1][1].key)]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("column", "said", "code"),
    [
        ("target", "增长8%", "ledger_reckoned"),
        ("status", "符合进度", "ledger_reckoned"),
        ("answerable", "省统计局", "ledger_reckoned"),
        ("closed", "延期", "ledger_basis_missing"),
        ("closed", "办了", "ledger_closed_word"),
        ("problems", "长" * 2001, "ledger_too_long"),
        ("key", "999", "ledger_key_unknown"),
        ("key", None, "ledger_key_missing"),
    ],
)
def test_what_may_not_stand_in_a_cell_is_told_with_it(sheet: Sheet, column: str, said: str | None, code: str) -> None:
    def edit(table) -> None:  # type: ignore[no-untyped-def]
        table.cell(4, AT[column]).value = said

    found = _read(sheet, _edited(sheet[2], edit))
    told = next(one for one in found.problems if one.code == code)
    assert (told.where.sheet, told.where.row) == ("台账", 4)
    assert not found.storable


def test_a_closed_task_names_its_paper(sheet: Sheet) -> None:
    def edit(table) -> None:  # type: ignore[no-untyped-def]
        table.cell(4, AT["closed"]).value = "已销号"
        table.cell(4, AT["basis"]).value = "豫政〔2013〕9号"

    found = _read(sheet, _edited(sheet[2], edit))
    assert found.problems == ()
    assert [(one.field, one.new) for one in found.notes] == [
        (LedgerField.CLOSED, "closed"),
        (LedgerField.BASIS, "豫政〔2013〕9号"),
    ]


def _with_problem(said: str) -> Callable[..., None]:
    def edit(table) -> None:  # type: ignore[no-untyped-def]
        table.cell(4, AT["problems"]).value = said

    return edit


def test_what_is_stored_stands_in_the_next_ledger_and_a_later_sheet_may_change_it(sheet: Sheet) -> None:
    store, _, data = sheet
    first = _edited(data, _with_problem("-资金不足，<待批>"))
    found = compare(store, load_catalogue(), first, "a.xlsx", as_of=AS_OF, lang="zh")
    keep(store, found, first, word="三季度", actor="督查室", now=RECORDED)
    again = compare(store, load_catalogue(), first, "a.xlsx", as_of=AS_OF, lang="zh")
    assert (again.changes, again.problems) == ((), ())
    rows, report = _ledger(store)
    assert rows[0].cells["problems"] == "-资金不足，<待批>"
    second = _edited(ledger_workbook(rows, report, "zh"), _with_problem("已落实"))
    keep(store, compare(store, load_catalogue(), second, "b.xlsx", as_of=AS_OF, lang="zh"), second,
         word="四季度", actor="督查室", now=RECORDED)  # fmt: skip
    assert _ledger(store)[0][0].cells["problems"] == "已落实"


def test_two_sheets_of_one_day_do_not_overwrite_each_other(sheet: Sheet) -> None:
    store, _, data = sheet
    first, second = _edited(data, _with_problem("资金不足")), _edited(data, _with_problem("用地未批"))
    late = compare(store, load_catalogue(), second, "b.xlsx", as_of=AS_OF, lang="zh")
    found = compare(store, load_catalogue(), first, "a.xlsx", as_of=AS_OF, lang="zh")
    keep(store, found, first, word="三季度", actor="甲", now=RECORDED)
    with pytest.raises(NotAllowed, match="changed_meanwhile"):
        keep(store, late, second, word="三季度", actor="乙", now=RECORDED)
    assert _codes(compare(store, load_catalogue(), second, "b.xlsx", as_of=AS_OF, lang="zh")) == ["ledger_conflict"]


def test_rows_that_are_gone_are_said_and_stay_as_they_are(sheet: Sheet) -> None:
    found = _read(sheet, _edited(sheet[2], lambda table: table.delete_rows(4)))
    assert _codes(found) == ["ledger_rows_gone"]
    assert found.changes == ()


def test_another_file_is_no_ledger(sheet: Sheet) -> None:
    book = openpyxl.Workbook()
    written = io.BytesIO()
    book.save(written)
    assert _codes(_read(sheet, written.getvalue())) == ["ledger_unknown"]
    assert not _read(sheet, b"nothing").storable
