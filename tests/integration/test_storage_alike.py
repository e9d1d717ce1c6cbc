"""The same history on SQLite and on PostgreSQL gives the same frames, value for value and in the same order."""

from datetime import date, timedelta

import factories
import pandas as pd
import pytest
from factories import NOW, draft, observation, upload

from storage import audit, documents, observations, open_store, reading, targets, writing


@pytest.fixture
def stores(tmp_path, postgresql_store_url):
    """The two kinds, both empty."""
    opened = [open_store(f"sqlite:///{tmp_path / 'a.db'}"), open_store(postgresql_store_url)]
    yield opened
    for store in opened:
        store.close()


def live(store):
    """A history with everything that could come back differently."""
    text = factories.TEXT
    for number, changes in enumerate(({}, {"text": text + "更正。"})):
        found = factories.document_reading(
            draft(value="10.50"), draft("Ａ指标", "0.1", place_code="410100"), draft(f"指标{number}"), **changes
        )
        with writing(store, actor="甲", act="document:load", at=NOW + timedelta(days=number)) as w:
            documents.save_document(w, found, found.document.text.encode(), accept=True)
    with writing(store, actor="乙", act="target:decide", at=NOW + timedelta(days=3, microseconds=1)) as w:
        targets.decide(w, 2, "accepted", {"indicator": "ａ"}, "改名")
    for number in range(3):
        rows = [
            observation(
                period=f"20{n:02d}", value=n / 7 + number, published_at=date(2014, 1 + number, 1) if n % 3 else None,
                source=None if n % 5 else "é", note="” \\ \t\n '" if n == 7 else None, status="P" if n % 2 else None,
            )
            for n in range(40)
        ]  # fmt: skip
        found, data = upload(*rows)
        with writing(store, actor="丙", act="upload:commit", at=NOW + timedelta(days=number)) as w:
            observations.save_upload(w, found, data)


@pytest.mark.postgresql
def test_both_kinds_answer_alike(stores):
    for store in stores:
        live(store)
    answers = []
    for store in stores:
        with reading(store) as c:
            answers.append(
                {
                    "targets": targets.targets_frame(c),
                    "targets then": targets.targets_frame(c, recorded_by=NOW),
                    "observations": observations.observations_frame(c),
                    "observations then": observations.observations_frame(c, as_of=NOW + timedelta(days=1)),
                    "documents": documents.list_documents(c, superseded=True),
                    "tasks": documents.list_tasks(c, 2),
                    "duties": documents.list_duties(c),
                    "versions": targets.list_versions(c, 2),
                    "vintage": observations.get_vintage(c, 50),
                    "series": observations.list_series(c),
                    "uploads": observations.list_uploads(c),
                    "trail": audit.list_entries(c),
                }
            )
    for name, answer in answers[0].items():
        if isinstance(answer, pd.DataFrame):
            pd.testing.assert_frame_equal(answer, answers[1][name], check_exact=True)
            assert len(answer) > 0
        else:
            assert answer == answers[1][name], name
