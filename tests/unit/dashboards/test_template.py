"""The form of an office comes back filled in and maps itself; nothing out of a document is a formula."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import factories
import openpyxl
import pytest

from dashboards.content.due import due_figures
from dashboards.reports.template import HEAD, key_of, template_workbook
from ingest import UploadReading, UploadSettings, read_upload
from measures.catalogue import load_catalogue
from measures.places import load_places
from storage import Store, documents, observations, open_store, reading, writing
from targets.model import Offices

CATALOGUE, PLACES = load_catalogue(), load_places()
LOADED = datetime(2013, 2, 5, tzinfo=UTC)
NOW = datetime(2013, 8, 1, tzinfo=UTC)
HOUSING = {"measure": "level", "unit": "万套", "answerable": "省住房城乡建设厅"}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'template.db'}")
    yield opened
    opened.close()


def load(store: Store, *drafts: object) -> None:
    found = factories.document_reading(*drafts)  # type: ignore[arg-type]
    with writing(store, actor="test", act="document:load", at=LOADED) as w:
        documents.save_document(w, found, factories.TEXT.encode(), accept=True)


def draft(indicator: str, value: str = "40", **more: object) -> object:
    return factories.draft(indicator, value, **(HOUSING | {"quote": f"{indicator}{value}"} | more))


def due(store: Store, office: str = "省住房城乡建设厅", now: datetime = NOW) -> tuple:
    with reading(store) as c:
        return due_figures(c, CATALOGUE, office, now)


def read_back(data: bytes) -> UploadReading:
    return read_upload(data, "报送表.xlsx", CATALOGUE, PLACES, UploadSettings(), today=NOW.date())


def filled(data: bytes, **cells: object) -> bytes:
    """The workbook with values in some cells."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in cells.items():
        book.active[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_office_is_asked_for_the_quarters_that_are_over(kept: Store) -> None:
    load(kept, draft("新开工保障性住房", indicator_id="affordable_housing_starts"))
    assert [str(figure.period) for figure in due(kept)] == ["2013-01/2013-03", "2013-01/2013-06"]
    after = [str(figure.period) for figure in due(kept, now=datetime(2014, 1, 10, tzinfo=UTC))]
    assert after == ["2013-01/2013-03", "2013-01/2013-06", "2013-01/2013-09", "2013"]
    assert due(kept, now=datetime(2015, 1, 10, tzinfo=UTC)) == ()


def test_what_is_known_is_not_asked_again(kept: Store) -> None:
    load(kept, draft("新开工保障性住房", indicator_id="affordable_housing_starts"))
    row = factories.observation(
        indicator="新开工保障性住房", indicator_id="affordable_housing_starts", period="2013-01/2013-03", basis="ytd",
        value=10.0, unit="万套", published_at=date(2013, 4, 1),
    )  # fmt: skip
    with writing(kept, actor="test", act="upload:store", at=LOADED) as w:
        observations.save_upload(w, *factories.upload(row))
    assert [str(figure.period) for figure in due(kept)] == ["2013-01/2013-06"]


def test_only_the_answerable_office_is_asked_and_those_that_lead_where_none_is_known(kept: Store) -> None:
    both = Offices(lead=("省住房城乡建设厅", "省财政厅"))
    load(kept, draft("甲", "1", offices=both), draft("乙", "2", offices=both, answerable=None))
    assert {figure.indicator for figure in due(kept)} == {"甲", "乙"}
    assert {figure.indicator for figure in due(kept, "省财政厅")} == {"乙"}
    assert due(kept, "省农业厅") == ()


def test_target_without_a_figure_of_its_own_is_not_asked(kept: Store) -> None:
    load(kept, draft("居民收入", measure="relative", value=None, value_text=None))
    assert due(kept) == ()


def test_stock_is_asked_at_its_date_and_growth_since_january(kept: Store) -> None:
    stock = next(i for i in CATALOGUE if i.accumulation == "stock" and i.frequency != "annual")
    growth = {"measure": "growth", "unit": "%", "indicator_id": stock.id}
    load(kept, draft(stock.name_zh, "1", indicator_id=stock.id), draft(stock.name_zh, "2", **growth))
    assert [(str(f.period), f.unit) for f in due(kept)][1::2] == [("2013-06", "万套"), ("2013-01/2013-06", "%")]


def test_name_that_leads_elsewhere_gives_way_to_the_catalogues(kept: Store) -> None:
    load(kept, draft("住房建设", indicator_id="affordable_housing_starts"))
    (first, *_) = due(kept)
    match = CATALOGUE.find(first.indicator)
    assert match is not None
    assert match.indicator_id == "affordable_housing_starts"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_filled_in_form_maps_itself(kept: Store, lang: str) -> None:
    load(kept, draft("新开工保障性住房", indicator_id="affordable_housing_starts"))
    figures = due(kept)
    data = filled(
        template_workbook("省住房城乡建设厅", figures, "2013年8月1日", lang), F6=21.5, H6="初步核算", I6="快报"
    )
    found = read_back(data)
    assert (found.storable, [p.code for p in found.problems]) == (True, [])
    (row,) = found.observations.to_dict("records")
    assert (row["place"], row["indicator_id"], row["period"]) == (
        "河南省",
        "affordable_housing_starts",
        "2013-01/2013-06",
    )
    assert (row["value"], row["unit"], row["measure"], row["basis"], row["status"]) == (
        21.5,
        "万套",
        "level",
        "ytd",
        "P",
    )
    assert (row["source"], row["authority"], row["release"]) == ("省住房城乡建设厅", 5, "unreleased")
    assert row["note"] == f"快报; gapwatch_key={key_of(figures[1])}"


def test_empty_form_says_that_it_holds_no_figure(kept: Store) -> None:
    load(kept, draft("新开工保障性住房", indicator_id="affordable_housing_starts"))
    found = read_back(template_workbook("省住房城乡建设厅", due(kept), "", "zh"))
    assert found.observations.empty
    assert [p.code for p in found.problems if p.severity == "error"] == ["no_observations"]


def test_only_the_cells_to_fill_in_are_open_and_numbers_are_checked(kept: Store) -> None:
    load(kept, draft("新开工保障性住房", indicator_id="affordable_housing_starts"))
    book = openpyxl.load_workbook(io.BytesIO(template_workbook("省住房城乡建设厅", due(kept), "", "zh")))
    sheet = book.active
    assert sheet.protection.sheet
    head = [cell.value for cell in sheet[HEAD + 1]]
    opened = [name for name, cell in zip(head, sheet[HEAD + 2], strict=True) if not cell.protection.locked]
    assert opened == ["数值", "数据状态", "备注"]
    hidden = [name for name, cell in zip(head, sheet[HEAD + 1], strict=True) if _is_hidden(sheet, cell.column_letter)]
    assert hidden[-1] == "gapwatch_key"
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds == {"decimal", "list"}


def _is_hidden(sheet: openpyxl.worksheet.worksheet.Worksheet, letter: str) -> bool:
    from openpyxl.utils import column_index_from_string

    number = column_index_from_string(letter)
    return any(d.hidden and d.min <= number <= d.max for d in sheet.column_dimensions.values())


@pytest.mark.parametrize("evil", ["=1+1", '=HYPERLINK("http://a.org")', "@SUM(A1)", "+1", "{=1}", "http://a.org"])
def test_nothing_out_of_a_document_is_a_formula_or_a_link(kept: Store, evil: str) -> None:
    load(kept, draft(evil, sentence=evil, answerable=evil))
    data = template_workbook(evil, due(kept, evil), evil, "zh")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book.active for cell in row if isinstance(cell.value, str)]
    assert any(cell.value == evil for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_key_names_target_version_and_indicator(kept: Store) -> None:
    load(kept, draft("甲"), draft("新开工保障性住房", indicator_id="affordable_housing_starts"))
    keys = {key_of(figure) for figure in due(kept)}
    assert keys == {"target 1.1 甲", "target 2.1 affordable_housing_starts"}
