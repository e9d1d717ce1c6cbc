"""A check of the store finds what was broken behind its back, and nothing in a sound one."""

import sqlite3
from itertools import product

import factories
import pandas as pd
import psycopg
import pytest
from factories import NOW, draft, observation, upload

from dashboards.i18n import problem_text
from measures.frames import GAPS
from storage import checking, documents, gaps, observations, reading


@pytest.fixture
def filled(change):
    """A store with a document, an upload in two vintages and an evaluation that used both."""
    with change() as w:
        found = factories.document_reading(draft())
        documents.save_document(w, found, found.document.text.encode(), accept=False)
        for value in (1.0, 2.0, 3.0):
            actuals, data = upload(observation(value=value))
            observations.save_upload(w, actuals, data)
        row = dict.fromkeys(GAPS) | {"target_id": 1, "target_version": 1, "vintages": [1, 2]}
        row |= {"provisional": False, "ceiling": False, "lead": [], "support": [], "reasons": [], "proposals": []}
        gaps.save_gaps(w, pd.DataFrame([row], columns=list(GAPS)), as_of=NOW, settings={})


def problems(store):
    with reading(store) as c:
        found = checking.check_store(c)
    for problem, language in product(found, ("zh", "en")):
        said = problem_text(problem, language)
        assert "{" not in said
        assert all(value in said for value in problem.details.values())
    return {(p.code, p.details.get("table")): p.details for p in found}


def breaking(store, *statements):
    """Do what nobody may do: change the tables with the database's own guards off."""
    if store.kind == "sqlite":
        connection = sqlite3.connect(store.engine.url.database, isolation_level=None)  # guards are off by default
    else:
        connection = psycopg.connect(store.engine.url.set(drivername="postgresql").render_as_string(), autocommit=True)
        connection.execute("SET session_replication_role = replica")
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.usefixtures("filled")
def test_sound_store_has_no_problem(store):
    assert problems(store) == {}


def test_empty_store_has_no_problem(store):
    assert problems(store) == {}


@pytest.mark.usefixtures("filled")
def test_changed_raw_file_is_found(store):
    breaking(
        store,
        "UPDATE blob_parts SET bytes = CAST('x' AS blob) WHERE sha256 = (SELECT sha256 FROM uploads WHERE id = 2)"
        if store.kind == "sqlite"
        else "UPDATE blob_parts SET bytes = 'x' WHERE sha256 = (SELECT sha256 FROM uploads WHERE id = 2)",
    )
    ((code, _),) = problems(store)
    assert code == "file_changed"


@pytest.mark.usefixtures("filled")
def test_vintage_without_its_upload_is_found_by_id(store):
    breaking(store, "DELETE FROM uploads WHERE id = 3")
    details = problems(store)["reference_broken", "vintages"]
    assert (details["column"], details["number"], details["ids"]) == ("upload_id", "1", "3")


@pytest.mark.usefixtures("filled")
def test_vintage_that_is_gone_is_missed_and_so_is_the_evidence(store):
    breaking(store, "DELETE FROM vintages WHERE id = 2")
    found = problems(store)
    assert found["vintage_gone", None]["ids"] == "1/2013/year"
    assert found["evidence_gone", None]["ids"] == "2"


@pytest.mark.usefixtures("filled")
def test_version_that_is_gone_is_missed(store, change):
    from storage import targets

    with change() as w:
        targets.decide(w, 1, "accepted")
    breaking(
        store,
        "DELETE FROM target_offices WHERE version_id = 1",
        "DELETE FROM target_versions WHERE version = 1",
    )
    found = problems(store)
    assert found["version_gone", None]["ids"] == "1"
    assert found["reference_broken", "gap_rows"]["column"] == "target_id, target_version"


@pytest.mark.usefixtures("filled")
def test_broken_reference_that_the_database_guards_is_found_too(store):
    breaking(store, "DELETE FROM documents")
    assert problems(store)["reference_broken", "tasks"]["column"] == "document_id"


@pytest.mark.usefixtures("filled")
def test_evidence_of_every_piece_is_looked_at(store, change, monkeypatch):
    monkeypatch.setattr(checking, "PIECE", 1)
    breaking(store, """UPDATE gap_rows SET row = '{"vintages": [1, 99]}'""")
    assert problems(store)["evidence_gone", None]["ids"] == "99"
